"""The peers of `benchmarks/search.py` rank phrasings, decline as documented, and are reported beside the bot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from search import COMPARED, PEERS, Baseline, Peer, compare

from bot.cli import build_assistant
from bot.corpus import Corpus, load
from bot.settings import Settings
from tests.conversation.talk import NOW
from tests.corpus.tiny import write_tiny_corpus

PHRASINGS = ["jag hittar inte min produktnyckel", "klockan går fel", "datorn aktiveras inte"]

peers = pytest.mark.parametrize("peer", PEERS.values(), ids=PEERS)


@pytest.fixture
def tiny(tmp_path: Path) -> Corpus:
    """Return the smallest corpus."""
    return load(write_tiny_corpus(tmp_path / "corpus"))


@peers
def test_a_peer_finds_the_most_similar_phrasing(peer: type[Peer]) -> None:
    index = peer(PHRASINGS)
    for at, text in enumerate(["Produktnyckel, var är den?", "klockan fel", "aktiveras inte"]):
        place, similarity = index.best(text)
        assert place == at
        assert similarity == pytest.approx(index.similarities(text)[at])


@peers
def test_a_peer_answers_with_the_best_section_and_offers_up_to_three_more(peer: type[Peer], tiny: Corpus) -> None:
    (asked,) = Baseline(tiny, peer).ask_all([{"q": "hitta nyckeln på sätt", "accept": ["find-product-key"]}])
    assert asked.outcome.kind == "answer"
    offered = [section.id for section in asked.outcome.sections]
    assert offered[0] == "find-product-key"
    assert sorted(offered) == sorted(tiny.sections)


@peers
def test_a_peer_declines_if_the_best_phrasing_is_one_of_a_topic(peer: type[Peer], tiny: Corpus) -> None:
    (asked,) = Baseline(tiny, peer).ask_all([{"q": "hur blir vädret? vad blir det för väder", "label": "NONE"}])
    assert (asked.outcome.kind, asked.outcome.sections) == ("decline", ())


@peers
def test_a_peer_declines_a_text_that_has_nothing_in_common_with_any_phrasing(peer: type[Peer], tiny: Corpus) -> None:
    for text in ("", "?", "ωωω"):
        (asked,) = Baseline(tiny, peer).ask_all([{"q": text, "label": "NONE"}])
        assert asked.outcome.kind == "decline"


@pytest.mark.usefixtures("bare")
def test_the_bot_and_its_peers_are_measured_on_the_same_questions(tmp_path: Path) -> None:
    assistant = build_assistant(Settings(corpus=write_tiny_corpus(tmp_path / "corpus")))
    rows: list[dict[str, Any]] = [
        {"q": "hitta nyckeln på sätt", "accept": ["find-product-key"]},
        {"q": "hur blir vädret? vad blir det för väder", "label": "NONE"},
        {"q": "0x803F7001", "codes": ["0x803F7001"]},
    ]
    found = compare(assistant, rows, NOW)
    assert list(found) == ["aktiveringsbot", *PEERS]
    for of in found.values():
        counts = {measure.name: measure.of for measure in of.measures}
        assert [counts[name] for name in COMPARED] == [1, 1, 1, 1]
    ours = {measure.name: measure.hits for measure in found["aktiveringsbot"].measures}
    assert [ours[name] for name in COMPARED] == [1, 1, 1, 0]
