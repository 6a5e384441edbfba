"""Cues: a text that has a cue of every list is evidence."""

from __future__ import annotations

import pytest

from bot.corpus import Evidence
from bot.understanding.phrases import Cues
from bot.understanding.words import Speller

EVIDENCE = {
    "file": Evidence((("cmd fil", "mas"), ("säljare",))),
    "crack": Evidence((("crack",),), unless=("utan crack", "ej")),
}


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Säljaren skickade en CMD-fil", "file"),
        ("en cmd-filen från saljaren", "file"),
        ("säljaren körde MAS", "file"),
        ("säljaren har massor av nycklar", None),
        ("en cmd-fil låg på skrivbordet", None),
        ("min crackade dator", "crack"),
        ("wisecrack", None),
        ("säljaren skickade en cmd-fil med ett crack", "file"),
        ("min dator utan crack", None),
        ("min crackade dator, ej", None),
        ("min crackade ejderdunsdator", "crack"),
        ("", None),
    ],
)
def test_one_cue_of_every_list_is_found_at_the_beginning_of_words(said: str, found: str | None) -> None:
    speller = Speller({})
    assert Cues(EVIDENCE.items(), speller).find(speller.words(said)) == found


def test_all_that_a_text_is_evidence_of_is_found_in_order() -> None:
    speller = Speller({})
    cues = Cues(EVIDENCE.items(), speller)
    assert cues.find_all(speller.words("säljaren skickade en cmd-fil med ett crack")) == ["file", "crack"]
