"""The peers of `evaluate --compare`: they rank phrasings, decline as agreed, and are told beside the bot."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from bot.cli import main
from bot.corpus import Corpus, load
from bot.evaluation import PEERS, Baseline
from bot.evaluation.baselines import Bm25, Peer, TfIdf, WRatio
from tests.corpus.tiny import write_tiny_corpus

PHRASINGS = ["jag hittar inte min produktnyckel", "klockan går fel", "datorn aktiveras inte"]
LIBRARIES = {WRatio: "rapidfuzz", Bm25: "bm25s", TfIdf: "sklearn"}

peers = pytest.mark.parametrize("peer", LIBRARIES)


@pytest.fixture
def tiny(tmp_path: Path) -> Corpus:
    """The smallest corpus."""
    return load(write_tiny_corpus(tmp_path / "corpus"))


def test_every_peer_is_tried_here() -> None:
    assert set(PEERS.values()) == LIBRARIES.keys()


@peers
def test_a_peer_finds_the_phrasing_most_like_a_text(peer: type[Peer]) -> None:
    pytest.importorskip(LIBRARIES[peer])
    index = peer(PHRASINGS)
    for at, text in enumerate(["Produktnyckel, var är den?", "klockan fel", "aktiveras inte"]):
        place, similarity = index.best(text)
        assert place == at
        assert similarity == pytest.approx(index.similarities(text)[at])


@peers
def test_a_peer_answers_with_the_section_of_the_best_phrasing_and_offers_three_more(
    peer: type[Peer], tiny: Corpus
) -> None:
    pytest.importorskip(LIBRARIES[peer])
    (asked,) = Baseline(tiny, peer).ask_all([{"q": "hitta nyckeln på sätt", "accept": ["find-product-key"]}])
    assert asked.outcome.kind == "answer"
    offered = [section.id for section in asked.outcome.sections]
    assert offered[0] == "find-product-key"
    assert sorted(offered) == sorted(tiny.sections)


@peers
def test_a_peer_declines_where_the_best_phrasing_is_a_topics(peer: type[Peer], tiny: Corpus) -> None:
    pytest.importorskip(LIBRARIES[peer])
    (asked,) = Baseline(tiny, peer).ask_all([{"q": "hur blir vädret? vad blir det för väder", "label": "NONE"}])
    assert (asked.outcome.kind, asked.outcome.sections) == ("decline", ())


@peers
def test_a_peer_declines_where_nothing_is_in_common(peer: type[Peer], tiny: Corpus) -> None:
    pytest.importorskip(LIBRARIES[peer])
    for text in ("", "?", "ωωω"):
        (asked,) = Baseline(tiny, peer).ask_all([{"q": text, "label": "NONE"}])
        assert asked.outcome.kind == "decline"


@pytest.fixture
def arguments(monkeypatch: pytest.MonkeyPatch, bare: Path) -> list[str]:
    """A call of `evaluate --compare` on two questions, and one with a code, in a folder without settings."""
    file = bare / "questions.jsonl"
    file.write_text(
        '{"q": "moderkortet är bytt", "accept": ["F211"]}\n'
        '{"q": "vad blir det för väder", "label": "NONE"}\n'
        '{"q": "0xC004F211", "codes": ["0xC004F211"]}\n',
        encoding="utf-8",
    )
    arguments = ["aktiveringsbot", "evaluate", "--compare", str(file)]
    monkeypatch.setattr(sys, "argv", arguments)
    return arguments


def done() -> int:
    """The exit code of the program."""
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code if isinstance(end.value.code, int) else 0


@pytest.mark.usefixtures("arguments")
@pytest.mark.parametrize("library", ["bm25s", "sklearn"])
def test_what_is_missing_is_told_with_the_command_that_mends_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], library: str
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == library]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, library, None)
    if library == "sklearn":
        pytest.importorskip("bm25s")
    assert done() == 2
    out, err = capsys.readouterr()
    assert out == ""
    (line,) = err.splitlines()
    assert "uv sync --extra compare" in line


def test_the_bot_and_its_peers_stand_in_one_table(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("bm25s")
    pytest.importorskip("sklearn")
    assert done() == 0
    names = ["aktiveringsbot", *PEERS]
    table = [line for line in capsys.readouterr().out.splitlines() if line.startswith(tuple(names))]
    assert len(table) == len(names)

    monkeypatch.setattr(sys, "argv", [*arguments, "--json"])
    assert done() == 0
    systems = json.loads(capsys.readouterr().out)
    assert [system["system"] for system in systems] == names
    ours = {measure["name"]: (measure["hits"], measure["of"]) for measure in systems[0]["measures"]}
    assert ours == {
        "first section right": (1, 1),
        "right section shown or offered": (1, 1),
        "out of scope declined": (1, 1),
        "in scope wrongly declined": (0, 1),
    }


@pytest.mark.usefixtures("arguments")
def test_comparing_takes_files(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["aktiveringsbot", "evaluate", "--compare", "--held-out"])
    assert done() == 2
    assert "--compare takes files" in capsys.readouterr().err
