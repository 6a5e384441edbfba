"""A text is about the part of the answer on the screen with which it shares rare words."""

from __future__ import annotations

import pytest

from bot.corpus import Corpus
from bot.understanding import LEAD, Context, Reader


def part_of(reader: Reader, corpus: Corpus, section: str, text: str) -> str | None:
    """Return the heading of the part that a text is about, "" for the lead; None for no part."""
    place = reader.understand(text, Context(shown=section)).passage
    if place is None:
        return None
    return "" if place == LEAD else corpus.parts(corpus.sections[section], "11")[place].heading


@pytest.mark.parametrize(
    ("section", "text", "heading"),
    [
        ("key-blocked", "verkstaden har reparerat den", "Om datorn nyligen har lagats"),
        ("volume-activation-for-administrators", "vad visar nslookup", "Felsök KMS"),
        ("windows-10-support-ended", "hur registrerar jag mig för esu", "Behåll Windows 10"),
    ],
)
def test_a_text_is_about_the_part_that_shares_its_rare_words(
    reader: Reader, corpus: Corpus, section: str, text: str, heading: str
) -> None:
    assert part_of(reader, corpus, section, text) == heading


@pytest.mark.parametrize("text", ["vad kostar det?", "jag vet inte", "hur ska det gå", "blir det regn i morgon"])
def test_frequent_words_identify_no_part(reader: Reader, corpus: Corpus, text: str) -> None:
    assert part_of(reader, corpus, "unspecified-error", text) is None


def test_without_an_answer_no_part_is_found(reader: Reader) -> None:
    assert reader.understand("verkstaden har reparerat den").passage is None
