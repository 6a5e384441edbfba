"""Whatever is written: the assistant answers, and Telegram takes the answer."""

from __future__ import annotations

import re
from typing import Any, Protocol

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.callbacks import unpack
from bot.channels.telegram.render import Message, render
from bot.conversation import Action, ActionButton, Assistant, ChatMemory, Event, Press, Question, Turn
from bot.conversation.events import ChooseWindows, ShowCode, ShowCodes, ShowSection, SwitchWindows
from bot.corpus import LANGUAGES, WINDOWS, Windows
from tests.botapi.checks import check_keyboard, check_text
from tests.conversation.talk import KEY, NOW, letters

MAX_TEXT = 4096  # characters: more do not fit into a message
KEY_ALPHABET = "BCDFGHJKMNPQRTVWXY2346789"
KEY_KINDS = 8  # of characters: with fewer it is a drawl rather than a key

windows = st.sampled_from(WINDOWS)
languages = st.sampled_from([*LANGUAGES, None])
keys = st.text(KEY_ALPHABET, min_size=25, max_size=25).filter(lambda key: len(set(key)) >= KEY_KINDS)
pieces = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"(0x)?[0-9A-Fa-f]{7,9}", fullmatch=True),
    st.integers(-(2**31), 2**32).map(str),
    st.sampled_from(
        [
            *("0xC004F211", "0xC004F210", "0xC004F111", "0x80240034", "C004F211L", "F211", "-1073417711"),
            *("<b>", "</b>", "<a href='x'>", "&lt;", "&", "**", "`", "```\n", "# ", "1. ", "- ", "[a](b)", "_", "\\"),
            *(
                "👍",
                "👩‍👩‍👧",
                "\u200b",
                "\u202e",
                "\ud800",
                "\x00",
                "\x1f",
                "İ",
                "ﬁ",
                "＜b＞",
                "\u2028",
                "\r\n",
                "\n\n",
            ),
            *("/", "/start ", "/windows ", "/koder", "@bot", " "),
            *("moderkortet bytt", "windows 10", "windows 7", "in english", "på svenska", "crack", "hej", "{place}"),
            KEY,
        ]
    ),
)
texts = st.one_of(
    st.text(),
    st.lists(pieces, max_size=12).map("".join),
    st.lists(pieces, max_size=6).map(" ".join),
    st.builds(lambda piece, times: (piece * times)[:MAX_TEXT], pieces, st.integers(100, MAX_TEXT)),
)
pressed = st.one_of(
    st.builds(ShowSection, st.text()),
    st.builds(ShowCode, st.text()),
    st.builds(SwitchWindows, st.text(), windows),
    st.builds(ShowCodes, st.integers()),
    st.builds(ChooseWindows, windows),
    st.none(),
)


class Respond(Protocol):
    """Answers an event: what Hypothesis is given in place of the assistant, whose `repr` is the whole corpus."""

    def __call__(self, event: Event, memory: ChatMemory) -> Turn:
        """As `Assistant.respond`."""


@pytest.fixture(scope="session")
def respond(assistant: Assistant) -> Respond:
    """The real assistant's answers."""

    def respond(event: Event, memory: ChatMemory) -> Turn:
        return assistant.respond(event, memory)

    return respond


def messages(turn: Turn) -> list[Message]:
    """The messages Telegram would get."""
    assert turn.replies
    return [message for reply in turn.replies for message in render(reply)]


def buttons(message: Message) -> list[dict[str, Any]]:
    """The buttons of a message, row by row."""
    return [button for row in message.keyboard for button in row]


def check(turn: Turn) -> None:
    """Telegram takes every message of a turn, and every button comes back as the action it was packed from."""
    for message in messages(turn):
        shown = check_text({"text": message.html, "parse_mode": "HTML"})
        assert shown.text.strip()
        check_keyboard({"inline_keyboard": message.keyboard})
    packed = [data for message in messages(turn) for data in data_of(message)]
    offered = [button for reply in turn.replies for row in reply.buttons for button in row]
    assert [unpack(data) for data in packed] == [
        button.action for button in offered if isinstance(button, ActionButton)
    ]


def data_of(message: Message) -> list[str]:
    """The callback data under a message."""
    return [button["callback_data"] for button in buttons(message) if "callback_data" in button]


@settings(max_examples=300, deadline=None)
@given(text=texts, windows=windows, language=languages)
@example(text="", windows="11", language=None)
@example(text="/" + "a" * 32, windows="11", language="en")
@example(text="👍" * MAX_TEXT, windows="10", language="sv")
@example(text="0xC004F211 " * 400, windows="10", language="sv")
def test_whatever_is_written_is_answered_with_what_telegram_takes(
    respond: Respond, text: str, windows: Windows, language: str | None
) -> None:
    check(respond(Question(text, NOW, windows, language), ChatMemory()))


@settings(max_examples=300, deadline=None)
@given(
    key=keys,
    parting=st.sampled_from(["-", " ", "", "–", "_", "\u200b", " - ", "\n"]),
    before=st.sampled_from(["", "/", "/start ", "/koder ", "/nyckel ", "min nyckel: ", "0xC004F211 ", "crack "]),
    after=st.sampled_from(["", " 0xC004F111", " funkar inte", ". Tack", " in english"]),
)
def test_no_product_key_is_in_any_answer(respond: Respond, key: str, parting: str, before: str, after: str) -> None:
    grouped = parting.join(key[at : at + 5] for at in range(0, 25, 5))
    turn = respond(Question(f"{before}{grouped}{after}", NOW), ChatMemory())
    assert key not in letters(turn)
    assert key not in letters([message.html for message in messages(turn)])
    check(turn)


@settings(deadline=None)
@given(action=pressed, windows=windows, language=languages)
def test_whatever_is_pressed_is_answered_with_what_telegram_takes(
    respond: Respond, action: Action | None, windows: Windows, language: str | None
) -> None:
    check(respond(Press(action, NOW, language), ChatMemory(windows=windows)))


@given(st.text(max_size=80))
def test_no_callback_data_is_too_odd_to_read(data: str) -> None:
    unpack(data)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("windows", WINDOWS)
def test_every_section_is_taken_in_every_version_and_language(
    assistant: Assistant, respond: Respond, windows: Windows, language: str
) -> None:
    for name, section in assistant.corpus.sections.items():
        turn = respond(Press(ShowSection(name), NOW, language), ChatMemory(windows=windows))
        check(turn)
        (message,) = messages(turn)
        assert section.title in message.html
        assert not re.search(r"[{}]|:::|\*\*|^#", message.html, re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_that_is_known_and_every_page_of_them_is_taken(
    assistant: Assistant, respond: Respond, language: str
) -> None:
    for code in (*assistant.corpus.sections_by_code, *assistant.corpus.code_facts):
        check(respond(Question(code, NOW, language=language), ChatMemory()))
    for page in range(6):
        check(respond(Press(ShowCodes(page), NOW, language), ChatMemory()))
