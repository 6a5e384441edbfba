"""A way shown one step at a time: done, not found, something else on the screen; by button and in words."""

from __future__ import annotations

import pytest

from bot.conversation import Assistant, Turn, Vote
from bot.conversation.actions import Rate, ShowSection, ShowStep, Stuck
from bot.conversation.followups.steps import names_in
from bot.conversation.questions.ways import ways
from bot.conversation.scene import Scene
from bot.corpus import Corpus
from tests.conversation.followups.answered import CODE, SECTION
from tests.conversation.talk import ANYWHERE, NOW, Talk, actions, labels, ratings, sections, swedish, text, visible

ONE_AT_A_TIME, DONE, MISSING, OTHER = "One step at a time", "Done", "I cannot find it", "I see something else"


@pytest.fixture
def stepping(talk: Talk) -> Talk:
    """Return a chat in which the first step of a way is on the screen."""
    talk.ask(CODE)
    talk.press(swedish(ONE_AT_A_TIME))
    return talk


def is_step(turn: Turn, step: int, steps: int) -> bool:
    """Return whether a turn shows a step, counted from 1."""
    return text(turn).startswith(f"**{swedish('Step {step} of {steps}', step=step, steps=steps)}**\n\n")


def is_end(turn: Turn) -> bool:
    """Return whether a turn asks if the steps helped."""
    return text(turn) == swedish("That was the last step.", place=ANYWHERE)


def test_a_step_is_shown_in_place_with_three_buttons_labelled_in_words(stepping: Talk) -> None:
    turn = stepping.shown
    assert is_step(turn, 1, 2)
    assert turn.in_place
    assert (
        labels(turn)
        == [swedish(DONE), swedish(MISSING), swedish(OTHER)]
        == ["Klart", "Hittar inte", "Något annat visas"]
    )
    assert [button.is_primary for button in actions(turn)] == [True, False, False]
    assert all(label.replace(" ", "").isalpha() for label in labels(turn)), "a screen reader reads words"


def test_every_way_can_be_followed_to_its_end(assistant: Assistant, corpus: Corpus) -> None:
    for section in corpus.sections.values():
        for way in ways(section, Scene(assistant.config, "sv", "11", NOW)):
            if not way.steps:
                continue
            talk = Talk(assistant)
            turn = talk.act(ShowStep(section.id, way.place, 0))
            for step in range(1, len(way.steps) + 1):
                assert is_step(turn, step, len(way.steps)), (section.id, way.place)
                turn = talk.press(swedish(DONE))
            assert is_end(turn), (section.id, way.place)
            assert ratings(turn) == [Rate(section.id, 0, helped=True), Rate(section.id, 0, helped=False)]


def test_each_step_is_one_item_of_the_way(stepping: Talk, corpus: Corpus) -> None:
    said = [visible(stepping.shown), visible(stepping.press(swedish(DONE)))]
    whole = corpus.parts(corpus.sections[SECTION], "11", known=False)[0].text
    for number, one in enumerate(said, start=1):
        assert f"{number}. {one.partition(chr(10) * 2)[2]}" in whole


@pytest.mark.parametrize("said", ["ok", "klart", "ja", "nästa", "gjort"])
def test_done_may_be_said_in_words(stepping: Talk, said: str) -> None:
    assert is_step(stepping.ask(said), 2, 2)
    assert is_end(stepping.ask(said))


@pytest.mark.parametrize(("said", "helped"), [("ja", True), ("nej", False)])
def test_after_the_last_step_a_word_is_a_vote(stepping: Talk, said: str, *, helped: bool) -> None:
    stepping.press(swedish(DONE))
    assert is_end(stepping.press(swedish(DONE)))
    assert stepping.ask(said).vote == Vote(SECTION, CODE, 0, helped)


def test_after_the_last_step_a_thumb_is_a_vote(stepping: Talk) -> None:
    stepping.press(swedish(DONE))
    stepping.press(swedish(DONE))
    assert stepping.rate(helped=False).vote == Vote(SECTION, CODE, 0, helped=False)


def test_an_item_that_is_not_found_is_described(stepping: Talk, assistant: Assistant) -> None:
    scene = Scene(assistant.config, "sv", "11", NOW, windows_known=False)
    stepping.press(swedish(DONE))
    named = names_in(text(stepping.shown), scene)[0]
    turn = stepping.press(swedish(MISSING))
    assert text(turn).startswith(swedish("I see. This is how to find it."))
    assert f"**{named.name}**" in text(turn)
    assert [told for told in (named.near, named.missing) if told and told not in text(turn)] == []
    assert labels(turn) == [swedish(DONE), swedish(OTHER)]


def test_after_an_item_was_not_found_the_same_step_continues(stepping: Talk) -> None:
    stepping.press(swedish(MISSING))
    assert is_step(stepping.press(swedish(DONE)), 2, 2)


@pytest.mark.parametrize("said", ["hittar inte", "jag hittar inte det", "det finns inte"])
def test_not_found_may_be_said_in_words(stepping: Talk, said: str) -> None:
    turn = stepping.ask(said)
    assert text(turn).startswith(swedish("I see. This is how to find it."))
    assert sections(turn) == [SECTION]


def test_a_user_who_sees_something_else_is_asked_what_it_is(stepping: Talk) -> None:
    turn = stepping.press(swedish(OTHER))
    assert text(turn) == swedish("Then tell me what is on the screen, word for word,")
    assert labels(turn) == [swedish(DONE), swedish(OTHER)]
    assert is_step(stepping.press(swedish(DONE)), 2, 2)


@pytest.mark.parametrize("said", ["nej", "det står något annat"])
def test_something_else_may_be_said_in_words(stepping: Talk, said: str) -> None:
    assert text(stepping.ask(said)) == swedish("Then tell me what is on the screen, word for word,")


def test_a_code_that_turns_up_at_a_step_is_answered(stepping: Talk) -> None:
    stepping.press(swedish(OTHER))
    assert sections(stepping.ask("det står 0xC004F211"))[0] == "hardware-changed"


def test_the_words_that_it_did_not_help_at_a_step_lead_to_the_next_advice(stepping: Talk) -> None:
    turn = stepping.ask("det funkade inte")
    assert turn.vote == Vote(SECTION, CODE, 0, helped=False)
    assert not is_step(turn, 1, 2)


def test_a_step_is_remembered_overnight(stepping: Talk) -> None:
    stepping.wait(60 * 24)
    assert is_step(stepping.ask("klart"), 2, 2)


def test_the_steps_continue_after_a_question_in_between(stepping: Talk) -> None:
    second = stepping.press(swedish(DONE))
    stepping.ask("kostar det något?")
    assert text(stepping.press(swedish(ONE_AT_A_TIME))) == text(second)


@pytest.mark.parametrize("action", [ShowStep("gone", 0, 0), ShowStep(SECTION, 99, 0), Stuck(SECTION, 99, 0, "other")])
def test_a_button_of_a_removed_way_is_called_expired(talk: Talk, action: ShowStep | Stuck) -> None:
    turn = talk.act(action)
    assert (turn.replies, turn.toast) == ((), swedish("That button has expired."))


def test_a_step_beyond_the_last_is_the_end(talk: Talk) -> None:
    assert is_end(talk.act(ShowStep(SECTION, 0, 9999)))


def test_a_way_of_one_step_has_no_button_for_single_steps(talk: Talk) -> None:
    talk.act(ShowSection("key-blocked"))
    assert swedish(ONE_AT_A_TIME) not in labels(talk.settle())
