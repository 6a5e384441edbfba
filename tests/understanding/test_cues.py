"""Cues: a text that has one of every list of a notice is about it."""

from __future__ import annotations

import pytest

from bot.corpus import Notice
from bot.understanding.cues import Cues
from bot.understanding.words import Speller

NOTICES = (
    Notice(id="without", title="Utan", body="…"),
    Notice(id="file", title="Fil", body="…", cues=(("cmd fil", "mas"), ("säljare",))),
    Notice(id="crack", title="Crack", body="…", cues=(("crack",),)),
)


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
        ("", None),
    ],
)
def test_one_cue_of_every_list_is_found_at_the_beginning_of_words(said: str, found: str | None) -> None:
    speller = Speller({})
    assert Cues(NOTICES, speller).find(speller.words(said)) == found
