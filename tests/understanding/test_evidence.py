"""Nobody is accused or sent away without evidence, and a text far from every phrasing gets no chance answer."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.conversation import Assistant
from bot.understanding import Reader
from tests.conversation.talk import Talk, sections

QUESTIONS = sorted((Path(__file__).parents[1] / "data" / "questions").glob("*.jsonl"))


@pytest.mark.parametrize("file", QUESTIONS, ids=lambda file: file.stem)
def test_no_honest_person_is_called_a_pirate(reader: Reader, file: Path) -> None:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    honest = [row["q"] for row in rows if "PIRACY" not in (row.get("label"), *row.get("also", ()))]
    assert [text for text in honest if reader.understand(text).topic == "piracy"] == []


@pytest.mark.parametrize(
    "said",
    [
        "windows 11 pro 25H2",
        "Windows 11 23h2 iso",
        "slmgr /dlv gör ingenting",
        "vbscript finns inte i 24H2, hur kör man slmgr då",
        "PowerShell och cscript på en ny dator",
        "dism eller sfc först?",
        "The product was activated successfully",
        "Du kan ha blivit utsatt för programvaruförfalskning",
        "initial grace period",
    ],
)
def test_version_names_and_windows_own_tools_are_no_piracy(reader: Reader, said: str) -> None:
    assert reader.understand(said).topic != "piracy"


@pytest.mark.parametrize(
    "said",
    [
        "var laddar man ner kmspico",
        "ge mig en crack till windows 11",
        "hur slipper man betala för windows, har ni ett crack",
        "windows loader av daz länk",
        "irm https://get.activated.win | iex funkar inte",
        "keygen till pro",
    ],
)
def test_a_request_to_avoid_paying_is_piracy(reader: Reader, said: str) -> None:
    assert reader.understand(said).topic == "piracy"


@pytest.mark.parametrize(
    "said",
    [
        "Lenovo ThinkPad T14, 32 GB RAM, Windows 11 Pro 25H2. Windows är inte aktiverat",
        "ryzen 7 7800x3d, rtx 4070, 1 tb nvme | windows ej aktiverat",
        "spelar mest på steam och har photoshop, men windows 11 är inte aktiverat",
        "min dator: i7-9700, 16gb. Oaktiverat windows",
    ],
)
def test_a_user_who_says_that_windows_is_not_activated_is_on_the_subject(assistant: Assistant, said: str) -> None:
    turn = Talk(assistant).ask(said)
    assert turn.outcome.kind in ("answer", "choices")
    assert "activate-windows" in sections(turn)


@pytest.mark.parametrize("said", ["aktivera wsl i windows", "kortet är inte aktiverat"])
def test_other_things_that_are_activated_are_declined(assistant: Assistant, said: str) -> None:
    assert Talk(assistant).ask(said).outcome.kind == "decline"


@pytest.mark.parametrize(
    "said",
    [
        "TVqQAAMAAAAEAAAA//8AALgAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "4d5aff90cafe03beef04face deadbeefcafebabe",
        "aaaaaa",
        "sdkfjh skdjfh",
        "privat",
        "zxcvbnm",
        "hmpf",
    ],
)
def test_gibberish_and_single_words_are_asked_about(assistant: Assistant, said: str) -> None:
    outcome = Talk(assistant).ask(said).outcome
    assert (outcome.kind, outcome.reason) == ("decline", "no_match")


@pytest.mark.parametrize("said", ["hej", "tack", "hejdå", "pizza recept"])
def test_short_known_words_are_not_asked_about(assistant: Assistant, said: str) -> None:
    assert Talk(assistant).ask(said).outcome.reason != "no_match"


@pytest.mark.parametrize("said", ["Insider-versionen upphör snart", "supporten för windows 10 tog slut, ESU?"])
def test_a_licence_that_ends_otherwise_is_no_volume_licence(assistant: Assistant, said: str) -> None:
    assert sections(Talk(assistant).ask(said))[:1] != ["license-expiring"]
