"""The meaning of a text after an answer or a question of the bot, measured on labelled follow-ups new to it."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.corpus import Corpus
from bot.understanding import VERSION_STATED, Context, Reader, Understanding

FOLLOWUPS = Path(__file__).parents[1] / "data" / "followups.jsonl"
SECTION = "hardware-changed"
ANSWERED = Context((), SECTION)
OFFERED = ("hardware-changed", "key-blocked", "no-valid-license", "wrong-date-or-time")
ASKED = Context(OFFERED)
A_SECTION = "section"  # the label of a new question
LEAST = {
    "not-found": 0.80,
    "link": 0.85,
    "again": 0.90,
    "yes": 0.80,
    "no": 0.90,
    "new-code": 0.85,
    "not-helped": 0.90,
    "confused": 0.85,
    "solved": 0.85,
    "thanks": 0.70,
}
# Questions about the answer on the screen that are correct too: they are narrower.
ALSO_RIGHT = {
    "smalltalk-not-found": {"about-looks"},
    "smalltalk-again": {"about-step", "about-steps"},
    "smalltalk-confused": {"about-step", "about-meaning"},
}


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A message after an answer, its label, and what it was understood as."""

    text: str
    topic: str
    understood: str

    @property
    def is_right(self) -> bool:
        """Whether it was understood correctly."""
        return self.understood in {self.topic, *ALSO_RIGHT.get(self.topic, ())}


def understood_as(understanding: Understanding) -> str:
    """Return the topic, or that the text is about a section, or nothing."""
    return understanding.topic or (A_SECTION if understanding.decision != "decline" else "nothing")


@pytest.fixture(scope="module")
def followups(reader: Reader) -> list[FollowUp]:
    """Return the labelled follow-ups with what they are understood as after an answer."""
    rows = [json.loads(line) for line in FOLLOWUPS.read_text(encoding="utf-8").splitlines()]
    return [FollowUp(row["q"], row["topic"], understood_as(reader.understand(row["q"], ANSWERED))) for row in rows]


def share_right(rows: list[FollowUp]) -> float:
    """Return the share of the rows that were understood."""
    return sum(row.is_right for row in rows) / len(rows)


def mistakes(rows: list[FollowUp]) -> list[tuple[str, str, str]]:
    """Return the follow-ups that were misunderstood: the text, its label, what it was taken for."""
    return [(row.text, row.topic, row.understood) for row in rows if not row.is_right]


def test_there_are_enough_of_every_kind(followups: list[FollowUp]) -> None:
    counts = Counter(row.topic for row in followups)
    assert set(counts) == {A_SECTION, "off-topic", *(f"smalltalk-{name}" for name in LEAST)}
    assert min(counts.values()) >= 20
    assert len({words(row.text) for row in followups}) == len(followups) == 250


def test_a_follow_up_to_an_answer_is_understood(followups: list[FollowUp]) -> None:
    assert share_right(followups) >= 0.90, mistakes(followups)


def test_a_follow_up_is_understood_in_words_of_no_phrasing(followups: list[FollowUp], corpus: Corpus) -> None:
    texts = [text for section in corpus.sections.values() for text in (*section.phrasings, *section.messages)]
    texts += [text for topic in corpus.topics.values() for text in topic]
    known = {words(text) for text in texts}
    new = [row for row in followups if words(row.text) not in known]
    assert len(new) >= 200
    assert share_right(new) >= 0.89, mistakes(new)


@pytest.mark.parametrize(("topic", "least"), LEAST.items())
def test_every_kind_of_comment_on_an_answer_is_understood(followups: list[FollowUp], topic: str, least: float) -> None:
    of_it = [row for row in followups if row.topic == f"smalltalk-{topic}"]
    assert share_right(of_it) >= least, mistakes(of_it)


def test_no_question_after_an_answer_is_understood_as_a_comment_on_it(followups: list[FollowUp]) -> None:
    questions = [row for row in followups if row.topic == A_SECTION]
    assert mistakes(questions) == []


def test_another_subject_after_an_answer_is_mostly_distinguished_from_a_comment(followups: list[FollowUp]) -> None:
    others = [row for row in followups if row.topic == "off-topic"]
    assert share_right(others) >= 0.60, mistakes(others)
    assert not [row for row in others if row.understood == A_SECTION]


def words(text: str) -> str:
    """Return the words of a text, whatever their case and the characters between them."""
    return " ".join(re.findall(r"\w+", text.casefold()))


# --- What an answer before changes


@pytest.mark.parametrize(
    "text", ["moderkortet bytt", "0xC004F211", "hej", "jag har windows 10", "windows 7", "kms crack"]
)
def test_a_text_without_references_means_the_same_after_an_answer(reader: Reader, text: str) -> None:
    alone, after = reader.understand(text), reader.understand(text, ANSWERED)
    assert (alone.codes, alone.topic, alone.decision, alone.windows) == (
        after.codes,
        after.topic,
        after.decision,
        after.windows,
    )


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("fortfarande samma fel 0xC004F211", "smalltalk-not-helped"),
        ("0xC004F211 funkar nu", "smalltalk-solved"),
        ("0xC004F211", None),
        ("får 0xC004F211 efter att moderkortet bytts", None),
    ],
)
def test_small_talk_beside_a_code_is_read_only_after_an_answer(reader: Reader, text: str, topic: str | None) -> None:
    after = reader.understand(text, ANSWERED)
    assert (after.codes, after.topic) == (("0xC004F211",), topic)
    assert reader.understand(text).topic is None


def test_a_correction_is_about_the_subject_and_not_about_the_section_shown(reader: Reader, corpus: Corpus) -> None:
    for section in corpus.sections:
        understanding = reader.understand("nej, jag menade wifi", Context((), section))
        assert understanding.corrects
        assert understanding.matches
        assert section not in [match.section for match in understanding.matches]


@pytest.mark.parametrize("text", ["nej, jag menade wifi", "det gäller moderkortet"])
def test_nothing_is_corrected_if_nothing_was_shown(reader: Reader, text: str) -> None:
    assert not reader.understand(text).corrects
    assert not reader.understand(text, ASKED).corrects


@pytest.mark.parametrize("text", ["nej, det är samma fel", "nej det är inte löst", "nej, jag menade 0xC004F074", "nej"])
def test_small_talk_and_codes_behind_the_words_of_a_correction_are_no_correction(reader: Reader, text: str) -> None:
    assert not reader.understand(text, ANSWERED).corrects


# --- What a question of the bot's changes


@pytest.mark.parametrize(
    ("text", "choice"),
    [
        ("2", 1),
        ("den sista", 3),
        ("Nyckeln är spärrad", 1),
        ("nyckeln är spärad", 1),
        ("moderkortet", 0),
        ("klockan", 3),
        ("0xC004F211", None),
        ("10", None),
        ("windows 10", None),
        ("ja", None),
        ("nej", None),
        ("datorn når inte servern", None),
        ("blir det regn i Göteborg imorgon?", None),
    ],
)
def test_one_of_the_offered_sections_is_chosen_or_none(reader: Reader, text: str, choice: int | None) -> None:
    assert reader.understand(text, ASKED).choice == choice


@pytest.mark.parametrize("text", ["2", "den sista", "Nyckeln är spärrad", "moderkortet", "klockan"])
def test_nothing_is_chosen_if_nothing_was_offered(reader: Reader, text: str) -> None:
    assert reader.understand(text).choice is None
    assert reader.understand(text, ANSWERED).choice is None


def test_the_choice_is_a_place_among_the_offered_sections(reader: Reader) -> None:
    assert reader.understand("moderkortet", Context(OFFERED[::-1])).choice == 3
    assert reader.understand("moderkortet", Context(OFFERED[1:])).choice is None


def test_a_section_that_is_gone_may_be_offered_and_is_never_chosen_by_words(reader: Reader) -> None:
    context = Context(("gone", "", "key-blocked"))
    assert reader.understand("spärrad", context).choice == 2
    assert reader.understand("gone", context).choice is None


def test_two_buttons_of_one_section_are_not_distinguished_by_words(reader: Reader) -> None:
    context = Context(("key-used-on-other-device", "key-used-on-other-device"))
    assert reader.understand("den är redan använd", context).choice is None
    assert reader.understand("den andra", context).choice == 1


def test_a_version_is_understood_in_any_context(reader: Reader) -> None:
    for context in (Context(), ANSWERED, ASKED):
        understanding = reader.understand("jag har windows 10", context)
        assert (understanding.topic, understanding.windows) == (VERSION_STATED, "10")
