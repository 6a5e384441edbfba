"""Short messages about the screen: what the user sees now, where an item is, facts that change nothing."""

from __future__ import annotations

import pytest

from bot.conversation import Assistant
from tests.conversation.talk import Talk, swedish, text


@pytest.mark.parametrize("said", ["nu ser jag den", "tryckte på den", "där är den"])
def test_a_user_who_sees_the_item_of_a_step_gets_the_next_step(assistant: Assistant, said: str) -> None:
    talk = Talk(assistant)
    talk.ask("0x80004005")
    talk.ask("ett steg i taget")
    assert text(talk.ask(said)).startswith(f"**{swedish('Step {step} of', step=2, steps=2)}**")


@pytest.mark.parametrize(
    ("said", "place"), [("var är Windows Update?", "Windows Update"), ("var hittar jag Felsök", "Felsök")]
)
def test_the_place_of_an_item_on_the_screen_is_explained_with_and_without_an_answer(
    assistant: Assistant, said: str, place: str
) -> None:
    talk = Talk(assistant)
    assert place in text(talk.ask(said))
    talk.ask("0xC004F213")
    turn = talk.ask(said)
    assert place in text(turn)
    assert turn.outcome.sections[0].id == "no-product-key-found"


def test_a_fact_that_changes_nothing_is_confirmed_and_the_steps_stay(assistant: Assistant) -> None:
    talk = Talk(assistant)
    talk.ask("0xC004F213")
    turn = talk.ask("jag har inte bytt något")
    assert text(turn).startswith(swedish("Thank you, I have noted that."))
    assert "moderkort" not in turn.replies[0].text.casefold()


def test_a_frightened_user_is_calmed_once_and_then_told_about_the_files(assistant: Assistant) -> None:
    talk = Talk(assistant)
    talk.ask("0xC004F213")
    calmed, files = text(talk.ask("jag är rädd att jag förstört datorn")), text(talk.ask("försvinner mina bilder?"))
    assert calmed != files
    assert "filer" in files


def test_after_a_warning_nothing_is_on_the_screen(assistant: Assistant) -> None:
    talk = Talk(assistant)
    talk.ask("0xC004C003")
    talk.ask("säljaren skickade en cmd-fil som jag ska köra som administratör")
    assert talk.history.shown() is None
