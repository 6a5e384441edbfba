"""The Windows version and the language of an answer, and which of them are remembered."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.conversation import Assistant, ChatHistory
from bot.corpus import Corpus, Windows
from tests.conversation.talk import ANYWHERE, Talk, labels, links, text

PATH_11 = "Inställningar > System > Aktivering"
PATH_10 = "Inställningar > Uppdatering och säkerhet > Aktivering"
SWEDISH_ONLY = "For now the steps are only available in Swedish."


@pytest.mark.parametrize(
    ("said", "option", "remembered", "shown", "way"),
    [
        ("moderkortet bytt, windows 10", "11", "11", "10", PATH_10),
        ("moderkortet bytt, win 11", "10", "10", "11", PATH_11),
        ("moderkortet bytt", "10", "11", "10", PATH_10),
        ("moderkortet bytt", None, "10", "10", PATH_10),
        ("moderkortet bytt", None, None, "11", ANYWHERE),
    ],
    ids=["text", "text again", "option", "history", "default"],
)
def test_the_version_is_that_of_the_text_else_of_the_option_else_the_remembered_one(
    assistant: Assistant, said: str, option: Windows | None, remembered: Windows | None, shown: Windows, way: str
) -> None:
    turn = Talk(assistant, history=ChatHistory(windows=remembered)).ask(said, windows=option)
    assert turn.outcome.windows == shown
    assert way in text(turn)
    assert [path for path in (PATH_11, PATH_10) if path in text(turn) and path != way] == []
    other = "Jag har Windows 10" if way == ANYWHERE else None
    assert [label for label in labels(turn) if label.startswith("Jag har Windows")] == ([other] if other else [])


def test_the_version_named_in_a_text_is_remembered(talk: Talk) -> None:
    talk.ask("jag har windows 10")
    assert PATH_10 in text(talk.ask("0xC004F211"))


def test_the_version_of_an_option_is_not_remembered(talk: Talk) -> None:
    talk.ask("0xC004F211", windows="10")
    assert ANYWHERE in text(talk.ask("0xC004F211"))


def test_the_other_version_is_shown_in_place_and_remembered(talk: Talk) -> None:
    talk.ask("0xC004F211")
    turn = talk.press("Jag har Windows 10")
    assert turn.in_place
    assert PATH_10 in text(turn)
    assert ANYWHERE not in text(turn)
    assert not [label for label in labels(turn) if label.startswith("Jag har")], "it has been told"
    assert turn.history.windows == "10"
    assert PATH_10 in text(talk.ask("0x803F7001"))
    talk.more()
    assert PATH_11 in text(talk.press("Jag har Windows 11"))


def test_no_other_version_is_offered_if_the_steps_are_the_same(talk: Talk, corpus: Corpus) -> None:
    section = next(section for section in corpus.sections.values() if section.codes and not corpus.differs(section))
    turn = talk.ask(section.codes[0])
    assert not [label for label in labels(turn) + labels(talk.more()) if label.startswith("Jag har Windows")]
    assert turn.outcome.kind == "answer"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("min dator med windows 7 går inte att aktivera", "Windows 7"),
        ("win7", "Windows 7"),
        ("windows 8 vill aktiveras", "Windows 8.1"),
        ("aktivera windows 8.1", "Windows 8.1"),
        ("windows server 2019 går inte att aktivera", "Windows Server"),
        ("0xC004F211 på windows 7", "Windows 7"),
    ],
)
def test_users_of_old_windows_versions_are_told_what_applies_to_them(talk: Talk, said: str, name: str) -> None:
    turn = talk.ask(said)
    assert text(turn).startswith(f"**{name}** ")
    assert "Windows 11 och Windows 10" in text(turn)
    where = "fråga den som sköter servern" if name == "Windows Server" else "Microsofts kundsupport"
    assert where in text(turn)


def test_a_former_windows_version_is_not_taken_for_the_current_one(talk: Talk) -> None:
    turn = talk.ask("uppgraderade från windows 7 till windows 10 och får 0xC004F211")
    assert turn.outcome.windows == "10"
    assert "Windows 7" not in text(turn)


@pytest.mark.parametrize(
    ("said", "option", "remembered", "spoken"),
    [
        ("0xC004F211 in english", "sv", "sv", "en"),
        ("0xC004F211 på svenska", "en", "en", "sv"),
        ("0xC004F211", "en", "sv", "en"),
        ("0xC004F211", None, "en", "en"),
        ("0xC004F211", None, None, "sv"),
        ("0xC004F211", "fi", None, "sv"),
    ],
    ids=["text", "text again", "option", "history", "default", "a language there is not"],
)
def test_the_language_is_that_of_the_text_else_of_the_option_else_the_remembered_one(
    assistant: Assistant, said: str, option: str | None, remembered: str | None, spoken: str
) -> None:
    turn = Talk(assistant, history=ChatHistory(language=remembered)).ask(said, language=option)
    assert turn.outcome.language == spoken
    assert (SWEDISH_ONLY in text(turn)) is (spoken == "en")


def test_the_default_language_is_that_of_the_assistant(assistant: Assistant) -> None:
    english = replace(assistant, config=replace(assistant.config, language="en"))
    assert Talk(english).ask("hello").outcome.language == "en"
    assert Talk(english).ask("hello", language="fi").outcome.language == "en"
    assert Talk(english, history=ChatHistory(language="sv")).ask("hej").outcome.language == "sv"


def test_the_language_a_text_asks_for_is_remembered(talk: Talk) -> None:
    talk.ask("in english please")
    assert SWEDISH_ONLY in text(talk.ask("0xC004F211"))


def test_english_speakers_get_english_texts_links_and_a_note_on_the_steps(talk: Talk, corpus: Corpus) -> None:
    turn = talk.ask("0xC004F211", language="en")
    section = corpus.sections["hardware-changed"]
    assert text(turn).startswith(f"{SWEDISH_ONLY}\n\n# {section.title} (0xC004F211)")
    assert links(turn) == list(corpus.links(section, "11", "en"))[:1]
    assert {"More", "I have Windows 10"} <= set(labels(turn))


def test_english_speakers_get_the_note_with_a_code_without_a_section_too(talk: Talk) -> None:
    turn = talk.ask("0x80240034", language="en")
    assert "`0x80240034` is not in my list." in text(turn)
    assert SWEDISH_ONLY in text(turn)


@pytest.mark.parametrize(
    "said", ["hello", "blir det regn i Göteborg imorgon?", "kms crack", "0xC004F111", "/start", ""]
)
def test_english_speakers_get_english_texts_elsewhere(talk: Talk, said: str) -> None:
    assert not re.search(r"\b(jag|du|och|är|koden)\b", text(talk.ask(said, language="en")), re.IGNORECASE)
