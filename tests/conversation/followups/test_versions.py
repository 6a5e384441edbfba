"""A Windows version stated after an answer: the answer is repeated for it, or the bot says that it is the same."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.conversation import Assistant, ChatHistory, Vote
from bot.corpus import Corpus, Section, Windows
from tests.conversation.followups.answered import CODE, SECTION
from tests.conversation.talk import TWO_DAYS, Talk, ratings, remembered, sections, swedish, text, untold, visible

ASKING_CODE = "0xC004F211"  # its answer asks a question back
PATH_11 = "Inställningar > System > Aktivering"
PATH_10 = "Inställningar > Uppdatering och säkerhet > Aktivering"
TOLD = ["och på windows 10?", "jag har windows 10", "nej det är windows 10", "win10", "10", "/windows 10"]


def of_steps_alike(corpus: Corpus) -> Section:
    """Return a section with a code whose steps are the same in both Windows versions."""
    return next(section for section in corpus.sections.values() if section.codes and not corpus.differs(section))


@pytest.mark.parametrize("said", TOLD)
def test_a_windows_version_after_an_answer_repeats_it_for_that_version(
    answered: Talk, corpus: Corpus, said: str
) -> None:
    turn = answered.ask(said)
    assert (turn.outcome.kind, sections(turn), turn.outcome.windows) == ("answer", [SECTION], "10")
    assert untold(turn, corpus.body(corpus.sections[SECTION], "10")) == []
    assert PATH_10 in visible(turn)
    assert PATH_11 not in text(turn)
    assert turn.history.windows == "10"


@pytest.mark.parametrize("said", TOLD)
def test_a_windows_version_instead_of_an_answer_repeats_the_open_question(talk: Talk, said: str) -> None:
    question = talk.ask(ASKING_CODE).outcome.question
    assert question
    turn = talk.ask(said)
    thanks = swedish("Thank you, Windows {version}.", version="10")
    assert text(turn) == f"{thanks} **{question.text}**"
    assert (turn.outcome.question, turn.outcome.windows) == (question, "10")
    assert PATH_10 in text(talk.ask("ja")), "and the way that the answer leads to is that of the Windows"


def test_a_windows_version_among_choices_is_remembered_and_repeats_the_question(talk: Talk) -> None:
    question = talk.ask("det är fel på licensen").outcome.question
    turn = talk.ask("jag har windows 10")
    assert (turn.outcome.question, turn.history.windows) == (question, "10")


def test_the_button_of_a_windows_version_repeats_the_answer_too(answered: Talk) -> None:
    answered.ask("/windows")
    assert PATH_10 in text(answered.press("Windows 10"))


@pytest.mark.parametrize("said", ["och på windows 10?", "/windows 10"])
def test_the_bot_says_so_if_the_steps_are_the_same_in_the_other_version(talk: Talk, corpus: Corpus, said: str) -> None:
    section = of_steps_alike(corpus)
    talk.ask(section.codes[0])
    talk.settle()
    turn = talk.ask(said)
    assert text(turn) == swedish("The steps are the same in", version="10", title=section.title)
    assert (turn.outcome.kind, turn.history.windows) == ("smalltalk", "10")
    assert sections(talk.ask("visa igen")) == [section.id]


def test_a_windows_version_after_an_answer_repeats_the_way_and_does_not_count_as_a_vote(talk: Talk) -> None:
    way = visible(talk.ask("0x80072F8F")).split("\n\n")[-1]
    turn = talk.ask("jag har windows 10")
    assert swedish("The steps are for **Windows {version}**.", version="10") in visible(turn)
    assert visible(turn).endswith(way)
    assert (sections(turn)[0], turn.vote) == ("wrong-date-or-time", None)


def test_the_stated_windows_version_applies_to_the_following_answers(answered: Talk) -> None:
    answered.ask("och på windows 10?")
    assert PATH_10 in text(answered.ask("var hittar jag det?")).replace("välj **", "Inställningar > ")
    assert PATH_10 in text(answered.ask("visa igen"))


def test_the_step_on_the_screen_is_repeated_for_the_stated_version(answered: Talk) -> None:
    answered.press(swedish("One step at a time"))
    answered.press(swedish("Done"))
    turn = answered.ask("jag har windows 10")
    assert text(turn).startswith(f"**{swedish('Step {step} of {steps}', step=2, steps=2)}**")
    assert PATH_10 in text(turn)


@pytest.mark.parametrize("code", [CODE, "0x80072F8F", "0x80240034"])
def test_the_latest_advice_is_repeated_for_the_stated_version(assistant: Assistant, code: str) -> None:
    eleven, ten = (Talk(assistant, history=ChatHistory(windows=windows)) for windows in get_args(Windows))
    for talk in (eleven, ten):
        talk.ask(code)
    said = ""
    while PATH_11 not in said:  # advice that names the menus
        said = text(eleven.not_helped())
        advice = text(ten.not_helped())
    assert PATH_10 in advice
    assert text(eleven.ask("jag har windows 10")).split("\n\n")[-1] == advice.split("\n\n")[-1]


@pytest.mark.parametrize("said", ["funkar inte på windows 10", "det hjälpte inte, jag har windows 10"])
def test_a_version_beside_the_words_that_it_did_not_help_is_remembered(answered: Talk, said: str) -> None:
    turn = answered.ask(said)
    assert turn.history.windows == "10"
    assert turn.outcome.windows == "10"


def test_the_words_that_it_did_not_help_beside_a_version_are_a_vote(answered: Talk) -> None:
    assert answered.ask("det hjälpte inte, jag har windows 10").vote == Vote(SECTION, CODE, 0, helped=False)


def test_a_correction_to_another_version_is_understood_as_a_version(answered: Talk) -> None:
    turn = answered.ask("jag menade windows 10")
    assert (turn.outcome.windows, turn.history.windows) == ("10", "10")
    assert sections(turn) == [SECTION]
    assert ratings(turn)


def test_a_version_stated_after_two_days_is_only_remembered(answered: Talk) -> None:
    answered.wait(TWO_DAYS + 1)
    turn = answered.ask("och på windows 10?")
    assert text(turn) == swedish("From now on I will show", version="10")
    assert remembered(turn.history) == ChatHistory(windows="10")


def test_a_later_windows_version_replaces_an_earlier_one(answered: Talk) -> None:
    answered.ask("jag har windows 10")
    assert PATH_11 in text(answered.ask("nej, windows 11"))
    assert answered.history.windows == "11"
