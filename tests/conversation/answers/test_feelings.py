"""Fear, anger and shame get one sympathetic sentence, first and only once; then the answer follows."""

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
    """Return the sentence that acknowledges a feeling."""
    return next(one.text for one in corpus.feelings if one.name == feeling)


def test_there_is_a_sentence_for_each_feeling(corpus: Corpus) -> None:
    assert {feeling.name for feeling in corpus.feelings} == set(SAID)


@pytest.mark.parametrize(("feeling", "said"), CASES)
def test_a_feeling_is_acknowledged_before_the_question_is_answered(
    talk: Talk, assistant: Assistant, corpus: Corpus, feeling: str, said: str
) -> None:
    turn = talk.ask(f"{said}, {CODE}")
    assert visible(turn) == f"{sentence(corpus, feeling)}\n\n{visible(Talk(assistant).ask(CODE))}"
    assert sections(turn) == [SECTION]


@pytest.mark.parametrize(("feeling", "said"), CASES)
def test_a_feeling_is_acknowledged_once_per_case(talk: Talk, corpus: Corpus, feeling: str, said: str) -> None:
    talk.ask(f"{said}, {CODE}")
    assert sentence(corpus, feeling) not in text(talk.ask(f"{said}, 0x80072F8F"))
    talk.wait(TWO_DAYS + 1)
    assert text(talk.ask(f"{said}, {CODE}")).startswith(sentence(corpus, feeling))


def test_another_feeling_is_acknowledged_too(talk: Talk, corpus: Corpus) -> None:
    talk.ask(f"jag är rädd, {CODE}")
    assert text(talk.ask("skitdator, 0x80072F8F")).startswith(sentence(corpus, "anger"))


def test_a_calm_question_gets_no_sentence_about_feelings(talk: Talk, corpus: Corpus) -> None:
    said = text(talk.ask(CODE))
    assert not [feeling.text for feeling in corpus.feelings if feeling.text in said]


@pytest.mark.parametrize("said", ["jag är rädd", "fan vad dåligt", "jag skäms"])
def test_a_user_who_states_only_a_feeling_is_asked_what_the_screen_shows(talk: Talk, said: str) -> None:
    turn = talk.ask(said)
    assert (turn.outcome.kind, sections(turn)) == ("smalltalk", [])
    assert "skärmen" in text(turn)


@pytest.mark.parametrize("said", ["vad gör jag nu", "är jag lurad?", "jag är rädd", "de ringer igen"])
def test_after_a_warning_a_vague_message_repeats_the_most_important_step(talk: Talk, said: str) -> None:
    talk.ask("en man från microsoft ringde och ville fjärrstyra min dator, jag släppte in honom")
    turn = talk.ask(said)
    assert (turn.outcome.kind, turn.outcome.reason) == ("decline", "safety")
    assert "Ring bank" in visible(turn)


@pytest.mark.parametrize(("said", "reason"), [("finns det någon crack då?", "piracy"), ("tack för hjälpen", None)])
def test_after_a_warning_a_message_about_something_else_gets_no_warning(
    talk: Talk, said: str, reason: str | None
) -> None:
    talk.ask("säljaren skickade en cmd-fil som jag ska köra")
    assert talk.ask(said).outcome.reason == reason
