"""Which language is used, and that it is used throughout: no Swedish text of the bot in an English chat."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest
from babel.messages.pofile import read_po

from bot.conversation import Assistant, ChatHistory, Turn
from bot.conversation.actions import (
    ChooseLanguage,
    ChooseWindows,
    NoneOfThese,
    Rate,
    ShowCodes,
    ShowSection,
    SwitchWindows,
)
from bot.conversation.catalogs import LOCALES
from bot.conversation.events import Attachment
from bot.corpus import Corpus
from bot.pictures import PictureProblem
from tests.conversation.talk import KEY, TWO_DAYS, Talk, actions, buttons, labels, remembered, swedish, text

CODE, SECTION = "0xC004F211", "hardware-changed"
SWEDISH_ONLY = "For now the steps are only available in Swedish."
LEAST = 12  # letters of a piece of Swedish by which it is recognised as the bot's


@pytest.fixture
def english(assistant: Assistant) -> Talk:
    """Return a chat with someone whose app speaks English."""
    return Talk(assistant, client_language="en")


# --- Which language


def test_languages_are_chosen_by_buttons_in_their_own_names(talk: Talk) -> None:
    turn = talk.ask("/sprak")
    assert labels(turn) == ["Svenska", "English"]
    turn = talk.press("English")
    assert text(turn).startswith("From now on I will write in English. What does it say on your screen?")
    assert remembered(turn.history) == ChatHistory(language="en")


@pytest.mark.parametrize("name", ["sprak", "language"])
def test_a_language_is_chosen_with_the_command(talk: Talk, name: str) -> None:
    for code in ("en", "sv", "EN"):
        assert remembered(talk.ask(f"/{name} {code}").history) == ChatHistory(language=code.lower())


@pytest.mark.parametrize("argument", ["fi", "svenska", "0", "en sv"])
def test_the_language_command_asks_if_a_language_is_unsupported(talk: Talk, argument: str) -> None:
    turn = talk.ask(f"/sprak {argument}")
    assert labels(turn) == ["Svenska", "English"]
    assert remembered(turn.history) == ChatHistory()


def test_a_forged_button_with_an_unsupported_language_is_called_expired(talk: Talk) -> None:
    turn = talk.act(ChooseLanguage("fi"))
    assert (turn.replies, turn.history) == ((), ChatHistory())
    assert turn.toast


def test_the_chosen_language_is_used_until_another_is_chosen(talk: Talk) -> None:
    talk.ask("/sprak en")
    assert text(talk.ask("tack")).startswith("You are welcome.")
    talk.wait(TWO_DAYS + 1)
    assert text(talk.ask("tack")).startswith("You are welcome.")
    talk.ask("/sprak sv")
    assert text(talk.ask("tack")) == swedish("You are welcome.")


def test_start_resets_the_language(talk: Talk) -> None:
    talk.ask("/sprak en")
    assert text(talk.ask("/start")).startswith("# Hi, I help")
    assert remembered(talk.history) == ChatHistory()
    assert text(talk.ask("tack")) == swedish("You are welcome.")


def test_the_language_of_the_app_is_used_and_not_remembered(english: Talk) -> None:
    turn = english.ask("tack")
    assert text(turn).startswith("You are welcome.")
    assert turn.history.language is None


@pytest.mark.parametrize("client_language", ["fi", "de", "", None, "EN-US", "../sv"])
def test_an_unsupported_app_language_means_the_default_language(
    assistant: Assistant, client_language: str | None
) -> None:
    turn = Talk(assistant, client_language=client_language).ask("tack")
    assert text(turn) == swedish("You are welcome.")
    config = replace(assistant.config, language="en")
    turn = Talk(replace(assistant, config=config), client_language=client_language).ask("tack")
    assert text(turn).startswith("You are welcome.")


def test_the_chosen_language_takes_precedence_over_that_of_the_app(english: Talk) -> None:
    english.ask("/sprak sv")
    assert text(english.ask("tack")) == swedish("You are welcome.")


def test_the_language_a_text_asks_for_takes_precedence_over_the_chosen_one(english: Talk) -> None:
    english.ask("/sprak sv")
    assert SWEDISH_ONLY in text(english.ask(f"{CODE} in english please"))
    assert english.history.language == "en"


def test_a_button_a_picture_and_a_sticker_are_answered_in_the_language_of_the_chat(talk: Talk) -> None:
    talk.ask("/sprak en")
    assert text(talk.act(NoneOfThese())).startswith("Then let us start somewhere else.")
    assert text(talk.picture(CODE)).startswith("In your picture I can read")
    assert text(talk.show("sticker")).startswith("I can only read text.")
    talk.ask("0x803F7001")
    assert talk.rate(helped=True).toast == "I am glad it helped. Thank you for telling me."


# --- All of it in English


def pieces(said: str) -> list[str]:
    """Return the pieces of a text between its placeholders that are long enough to be recognised."""
    return [piece for piece in re.split(r"\{\w*\}|\n+|\*\*|`[^`]*`", said) if len(re.findall(r"\w", piece)) >= LEAST]


@pytest.fixture(scope="module")
def swedish_words() -> tuple[list[str], list[re.Pattern[str]]]:
    """Return the Swedish of the bot's own texts: pieces of the long ones, and the short ones whole."""
    with (LOCALES / "sv" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        entries = [entry for entry in read_po(file, locale="sv") if entry.id]
    translations = [
        said
        for entry in entries
        if entry.id != entry.string
        for said in ([entry.string] if isinstance(entry.string, str) else [*(entry.string or ())])
    ]
    whole = [re.compile(re.sub(r"\\\{\w*\\\}", ".+", re.escape(said))) for said in translations]
    return [piece for said in translations for piece in pieces(said)], whole


SAID = (
    *("/start", "/help", "/codes", "/windows", "/language", "/privacy", "/nonsense"),
    *("hej", "hejdå", "ok", "hur mår du?", "är du en robot?", "vad kan du?", "nej", "ja", "visa igen"),
    *("vad kostar det?", "var hittar jag felkoden?", "jag vill prata med en människa", "fan vad dåligt"),
    *("...", "blir det regn i Göteborg imorgon?", "kms crack", "windows 7", "windows server", "win11 eller win10?"),
    *("0x80240034", "0x80070005", "0xC004F111", "nej", "0xC04F211", f"hej {KEY}", f"{KEY} 0x80240034"),
    *("0xC004F210 och 0x803FA071 och 0x80240034", "/windows 10", "/windows 11"),
)
OF_AN_ANSWER = ("var är länken?", "jag hittar inte det", "jag fattar inte", "nej", "tack", "jag har windows 10")


def small_talk(english: Talk) -> Iterator[Turn]:
    """Yield the turns outside of any answer."""
    for said in SAID:
        yield english.ask(said)
    yield english.ask(KEY, heard="called")
    for attachment in get_args(Attachment):
        yield english.show(attachment)
    yield english.offer("licensen", "key-blocked", "license-expiring")
    yield english.ask("ja")
    yield english.ask("nej")


def answers(english: Talk, corpus: Corpus) -> Iterator[Turn]:
    """Yield the turns of every section, with all questions about it and its whole ladder."""
    for section in corpus.sections.values():
        yield english.act(ShowSection(section.id))
        for said in OF_AN_ANSWER:
            yield english.ask(said)
        yield english.act(SwitchWindows(section.id, "11"))
        for _ in range(9):
            yield english.ask("det funkade inte")
        yield english.ask("det funkar nu")


def presses_and_pictures(english: Talk) -> Iterator[Turn]:
    """Yield the turns after buttons of every kind, and after pictures."""
    rates = (Rate(SECTION, 0, helped=helped) for helped in (True, False))
    for action in (NoneOfThese(), ShowCodes(2), ChooseWindows("11"), *rates, None):
        yield english.act(action)
    yield english.act(Rate(SECTION, 0, helped=True), voted=True)
    for read in (CODE, "Your Windows license will expire soon", "semester", "0xC04F211", "moderkortet bytt"):
        yield english.picture(read)
    for problem in get_args(PictureProblem):
        yield english.picture(problem=problem)


@pytest.fixture(scope="module")
def conversation(assistant: Assistant, corpus: Corpus) -> list[Turn]:
    """Return all turns of a long conversation in English with a bot that reads pictures."""
    config = replace(assistant.config, reads_pictures=True)
    english = Talk(replace(assistant, config=config), client_language="en")
    turns = [*small_talk(english), *answers(english, corpus), *presses_and_pictures(english)]
    return [*turns, english.ask("/delete")]


def test_in_an_english_conversation_the_bot_says_nothing_in_swedish(
    conversation: list[Turn], swedish_words: tuple[list[str], list[re.Pattern[str]]], corpus: Corpus
) -> None:
    parts, whole = swedish_words
    of_the_corpus = "\n".join(
        corpus.body(section, version) for section in corpus.sections.values() for version in ("11", "10")
    )
    own = [part for part in parts if part not in of_the_corpus]
    assert len(own) > 100
    for turn in conversation:
        said = text(turn)
        assert [part for part in own if part in said] == []
        short = [*(button.text for button in buttons(turn)), *([turn.toast] if turn.toast else [])]
        titles = {section.title for section in corpus.sections.values()}
        assert [one for one in short if one not in titles and any(words.fullmatch(one) for words in whole)] == []


def test_the_conversation_is_long_and_english(conversation: list[Turn]) -> None:
    assert len(conversation) > 300
    assert {turn.outcome.language for turn in conversation} == {"en"}
    assert {turn.outcome.kind for turn in conversation} == {"answer", "choices", "unknown_code", "decline", "smalltalk"}


def test_an_english_answer_explains_that_its_steps_are_in_swedish(conversation: list[Turn], corpus: Corpus) -> None:
    steps = [
        line
        for section in corpus.sections.values()
        for version in ("11", "10")
        for line in corpus.body(section, version).splitlines()
        if line[:2] in ("1.", "2.", "- ")
    ]
    steps += [fact.remedy for fact in corpus.code_facts.values()]
    told = [turn for turn in conversation if any(step in text(turn) for step in steps)]
    assert len(told) > 100
    assert [text(turn) for turn in told if SWEDISH_ONLY not in text(turn)] == []


def test_the_note_on_swedish_steps_comes_once_and_only_with_steps(conversation: list[Turn]) -> None:
    assert {text(turn).count(SWEDISH_ONLY) for turn in conversation} == {0, 1}
    thanks = next(turn for turn in conversation if text(turn).startswith("You are welcome."))
    assert SWEDISH_ONLY not in text(thanks)


def test_a_swedish_conversation_gets_no_note_on_swedish_steps(talk: Talk) -> None:
    for said in (CODE, "det funkade inte", "jag fattar inte", "0x80070005"):
        assert swedish("For now the steps", language="svenska") not in text(talk.ask(said))
        assert SWEDISH_ONLY not in text(talk.shown)


# --- As each language writes it


@pytest.mark.parametrize(
    ("language", "days", "date", "kept", "hours"),
    [
        ("sv", 1, "16 januari 2026", "1 dag", "48 timmar"),
        ("sv", 90, "15 april 2026", "90 dagar", "48 timmar"),
        ("en", 1, "January 16, 2026", "1 day", "48 hours"),
        ("en", 90, "April 15, 2026", "90 days", "48 hours"),
    ],
)
def test_times_and_dates_are_formatted_for_the_language(
    assistant: Assistant, language: str, days: int, date: str, kept: str, hours: str
) -> None:
    config = replace(assistant.config, retention_days=days)
    said = text(Talk(replace(assistant, config=config)).ask("/integritet", language=language))
    assert re.search(rf"\b{date}\b", said)
    assert len(re.findall(rf"\b{kept}\b", said)) == 3
    assert re.search(rf"\b{hours}\b", said)


@pytest.mark.parametrize(("language", "joined"), [("sv", "eller"), ("en", "or")])
def test_codes_to_choose_from_are_listed_as_in_the_language(talk: Talk, language: str, joined: str) -> None:
    listed = re.findall(r"`(\w+)`(?:, )?", text(talk.ask("0xC004F21A", language=language)).rsplit("\n\n", 1)[-1])
    assert listed == ["0xC004F210", "0xC004F211", "0xC004F212", "0xC004F213"]
    assert re.search(rf"`0xC004F212`,? {joined} `0xC004F213`", text(talk.shown))


def test_the_buttons_of_an_answer_are_in_its_language(english: Talk) -> None:
    turn = english.ask("0x803F7001")
    assert [button.text for button in actions(turn)] == [
        "👍 It worked",
        "👎 It did not work",
        "One step at a time",
        "More",
        "I have Windows 10",
    ]
    *related, other = [label for label in labels(english.more()) if label not in labels(turn)]
    assert all(label.startswith("See also: ") for label in related)
    assert (other, bool(related)) == ("It is about something else", True)
    english.ask("0xC004FC03")
    assert "Copy slui 04" in [button.text for button in buttons(english.more())]
