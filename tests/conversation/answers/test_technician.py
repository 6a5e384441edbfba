"""Technicians get commands, no explanations in brackets, and the section for technicians."""

from __future__ import annotations

import re

import pytest

from bot.conversation import Assistant
from bot.conversation.scene import EXPLANATION
from bot.corpus import Corpus
from tests.conversation.talk import Talk, labels, sections, swedish, text, visible

TECHNICIAN = "jag är it-tekniker"
SECTION = "volume-activation-for-administrators"


@pytest.fixture
def technician(talk: Talk) -> Talk:
    """Return a chat with a person who has said that they are a technician."""
    talk.ask(f"{TECHNICIAN}, 0x803F7001")
    return talk


@pytest.mark.parametrize("said", ["jag är it-tekniker", "jag är it-ansvarig", "jag är sysadmin", "jag jobbar med it"])
def test_a_person_who_says_they_work_in_it_is_remembered_as_a_technician(talk: Talk, said: str) -> None:
    talk.ask(f"{said}, 0x803F7001")
    assert talk.history.case.is_technician


@pytest.mark.parametrize("code", ["0x8007232B", "0xC004F074", "0xC004C020"])
def test_a_technician_gets_the_section_for_technicians(technician: Talk, corpus: Corpus, code: str) -> None:
    turn = technician.ask(code)
    assert sections(turn)[0] == SECTION
    assert f"`{code}`" in visible(turn), "and what the code means"
    assert re.search(r"`(slmgr|nslookup|Test-NetConnection)[^`]*`", visible(turn))
    assert corpus.sections[SECTION].title in visible(turn)


def test_a_technician_who_asks_for_the_command_gets_the_commands_on_the_screen(technician: Talk) -> None:
    technician.ask("0xC004F074")
    turn = technician.ask("vilket kommando")
    assert text(turn).startswith(swedish("These are the commands:"))
    assert re.search(r"- .*`nslookup [^`]+`", text(turn))
    assert sections(turn) == [SECTION]


def test_a_technician_without_commands_on_the_screen_gets_the_way_to_the_settings(technician: Talk) -> None:
    technician.ask("0xC004F211")
    technician.settle()
    assert text(technician.ask("vilket kommando")).startswith(
        swedish("This is how to get there:", search="", name="", menu="").partition("\n")[0]
    )


def test_other_people_get_the_section_of_the_code(talk: Talk) -> None:
    assert sections(talk.ask("0x8007232B"))[0] == "kms-not-reached"


def test_a_person_who_later_says_they_are_a_technician_gets_that_section(talk: Talk) -> None:
    talk.ask("0x8007232B")
    assert sections(talk.ask(TECHNICIAN))[0] == SECTION


def test_a_person_who_presses_the_technician_button_gets_that_section(talk: Talk, corpus: Corpus) -> None:
    talk.ask("0x8007232B")
    label = next(option.label for option in corpus.inquiries["role"].options if option.value == "technician")
    assert sections(talk.press(label))[0] == SECTION
    assert talk.history.case.is_technician


def test_a_technician_gets_no_explanations_in_brackets(assistant: Assistant, corpus: Corpus) -> None:
    spared = 0
    for code, (section, *_) in corpus.sections_by_code.items():
        plain, talk = Talk(assistant), Talk(assistant)
        plain.ask(code)
        talk.ask(f"{TECHNICIAN}, {code}")
        if sections(talk.shown)[0] == section.id:
            assert EXPLANATION.search(text(talk.shown).split("\n\n", 1)[1]) is None, code
            spared += bool(EXPLANATION.search(text(plain.shown).split("\n\n", 1)[1]))
    assert spared > 10


def test_the_steps_for_a_technician_have_no_brackets_either(technician: Talk) -> None:
    first = technician.press(swedish("One step at a time"))
    second = technician.press(swedish("Done"))
    assert not [turn for turn in (first, second) if "(den som får ändra" in text(turn)]


def test_a_technician_is_not_asked_who_owns_the_computer(technician: Talk) -> None:
    for code in ("0x8007232B", "0xC004C020", "0x8007267C"):
        question = technician.ask(code).outcome.question
        assert question is None or question.id != "role"


def test_a_person_who_denies_being_a_technician_is_no_longer_one(technician: Talk) -> None:
    technician.ask("nej, det är min egen dator")
    assert not technician.history.case.is_technician
    assert sections(technician.ask("0x8007232B"))[0] == "kms-not-reached"


def test_the_other_sections_of_the_code_are_still_offered(technician: Talk, corpus: Corpus) -> None:
    technician.ask("0x8007232B")
    assert [label for label in labels(technician.more()) if corpus.sections["kms-not-reached"].title in label]
