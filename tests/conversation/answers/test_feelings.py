"""Fear, anger and shame get one human sentence, first and once; then the answer follows."""

from __future__ import annotations

import pytest

from bot.conversation import Assistant
from bot.corpus import Corpus
from tests.conversation.talk import TWO_DAYS, Talk, sections, text, visible

CODE, SECTION = "0x803F7001", "no-valid-license"
SAID = {
    "fear": ["jag är rädd att jag har förstört något", "är det farligt? jag är orolig", "hjälp mig, jag får panik"],
    "anger": ["jävla skitdator", "jag är så trött på det här", "jag ger upp"],
    "shame": ["jag skäms lite", "förlåt en dum fråga", "jag är gammal och inte bra på datorer"],
}
CASES = [(feeling, said) for feeling, texts in SAID.items() for said in texts]


def sentence(corpus: Corpus, feeling: str) -> str:
    """Return the sentence that meets a feeling."""
    return next(one.text for one in corpus.feelings if one.name == feeling)


def test_there_is_a_sentence_for_each(corpus: Corpus) -> None:
    assert {feeling.name for feeling in corpus.feelings} == set(SAID)


@pytest.mark.parametrize(("feeling", "said"), CASES)
def test_a_feeling_is_met_first_and_then_the_matter(
    talk: Talk, assistant: Assistant, corpus: Corpus, feeling: str, said: str
) -> None:
    turn = talk.ask(f"{said}, {CODE}")
    assert visible(turn) == f"{sentence(corpus, feeling)}\n\n{visible(Talk(assistant).ask(CODE))}"
    assert sections(turn) == [SECTION]


@pytest.mark.parametrize(("feeling", "said"), CASES)
def test_a_feeling_is_met_once_in_a_case(talk: Talk, corpus: Corpus, feeling: str, said: str) -> None:
    talk.ask(f"{said}, {CODE}")
    assert sentence(corpus, feeling) not in text(talk.ask(f"{said}, 0x80072F8F"))
    talk.wait(TWO_DAYS + 1)
    assert text(talk.ask(f"{said}, {CODE}")).startswith(sentence(corpus, feeling))


def test_another_feeling_is_met_too(talk: Talk, corpus: Corpus) -> None:
    talk.ask(f"jag är rädd, {CODE}")
    assert text(talk.ask("skitdator, 0x80072F8F")).startswith(sentence(corpus, "anger"))


def test_who_tells_a_matter_calmly_is_told_nothing_of_feelings(talk: Talk, corpus: Corpus) -> None:
    said = text(talk.ask(CODE))
    assert not [feeling.text for feeling in corpus.feelings if feeling.text in said]


@pytest.mark.parametrize("said", ["jag är rädd", "fan vad dåligt", "jag skäms"])
def test_a_feeling_alone_is_met_and_asked_about(talk: Talk, said: str) -> None:
    turn = talk.ask(said)
    assert turn.outcome.kind in ("smalltalk", "decline", "choices")
    assert text(turn)


@pytest.mark.parametrize("said", ["vad gör jag nu", "är jag lurad?", "jag är rädd", "de ringer igen"])
def test_who_was_warned_and_says_little_is_told_what_matters_most(talk: Talk, said: str) -> None:
    talk.ask("en man från microsoft ringde och ville fjärrstyra min dator, jag släppte in honom")
    turn = talk.ask(said)
    assert (turn.outcome.kind, turn.outcome.reason) == ("decline", "safety")
    assert "Ring bank" in visible(turn)


@pytest.mark.parametrize(("said", "reason"), [("finns det någon crack då?", "piracy"), ("tack för hjälpen", None)])
def test_who_was_warned_is_not_warned_again_of_something_else(talk: Talk, said: str, reason: str | None) -> None:
    talk.ask("säljaren skickade en cmd-fil som jag ska köra")
    assert talk.ask(said).outcome.reason == reason
