"""Whatever a user sends, the assistant answers, and Telegram accepts the answer."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.outgoing.render import Message, render
from bot.conversation import (
    Action,
    ActionButton,
    Assistant,
    ChatHistory,
    Event,
    Exchange,
    Picture,
    Press,
    Question,
    Turn,
    Unreadable,
)
from bot.conversation.actions import (
    ChooseLanguage,
    ChooseWindows,
    NoneOfThese,
    Offer,
    Rate,
    ShowCode,
    ShowCodes,
    ShowSection,
    SwitchWindows,
    unpack,
)
from bot.conversation.events import Attachment, Heard
from bot.conversation.history import MAX_REMEMBERED, REMEMBERED
from bot.corpus import LANGUAGES, WINDOWS, Windows
from bot.pictures import PictureProblem
from tests.botapi.methods.checks import MAX_CALLBACK_ANSWER, check_keyboard, check_text
from tests.conversation.talk import KEY, NOW, letters

MAX_TEXT = 4096  # characters; a message cannot be longer
MAX_RUNGS = 20  # higher than any ladder
MAX_OFFERED = 10  # buttons under one answer that lead to another
USERNAME = "aktivering_test_bot"
KEY_ALPHABET = "BCDFGHJKMNPQRTVWXY2346789"
KEY_KINDS = 8  # of characters: text with fewer is a repeated letter rather than a key

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
heard_how: st.SearchStrategy[Heard] = st.sampled_from(get_args(Heard))
sections = st.one_of(
    st.sampled_from(["hardware-changed", "activate-windows", "other-codes", "gone"]), st.text(max_size=60)
)
codes = st.one_of(st.sampled_from(["0xC004F211", "0xC004F210", "0x80240034"]), st.text(max_size=20))
actions: st.SearchStrategy[Action | None] = st.one_of(
    st.builds(ShowSection, sections),
    st.builds(ShowCode, codes),
    st.builds(SwitchWindows, sections, windows),
    st.builds(ShowCodes, st.integers()),
    st.builds(ChooseWindows, windows),
    st.builds(ChooseLanguage, st.one_of(languages.map(str), st.text(max_size=5))),
    st.builds(NoneOfThese),
    st.builds(Rate, sections, st.integers(0, 9999), st.booleans()),
    st.none(),
)
votes = st.sampled_from([None, True, False])
problems = st.sampled_from([None, *get_args(PictureProblem)])
captions = st.one_of(st.just(""), st.lists(pieces, max_size=4).map(" ".join))
presses = st.builds(Press, actions, st.just(NOW), client_language=languages, voted=votes)
pictures = st.builds(Picture, texts, st.just(NOW), captions, problems, client_language=languages, heard=heard_how)
questions = st.builds(
    Question, texts, st.just(NOW), st.one_of(windows, st.none()), languages, client_language=languages, heard=heard_how
)
things = st.builds(
    Unreadable, st.sampled_from(get_args(Attachment)), st.just(NOW), client_language=languages, heard=heard_how
)


class Respond(Protocol):
    """Answers an event: what Hypothesis is given in place of the assistant, whose `repr` is the whole corpus."""

    def __call__(self, event: Event, history: ChatHistory) -> Turn:
        """Return the turn, as `Assistant.respond` does."""


@pytest.fixture(scope="session")
def respond(assistant: Assistant) -> Respond:
    """Return the `respond` of the real assistant."""

    def respond(event: Event, history: ChatHistory) -> Turn:
        return assistant.respond(event, history)

    return respond


def messages(turn: Turn) -> list[Message]:
    """Return the messages that Telegram would get."""
    return [message for reply in turn.replies for message in render(reply, USERNAME)]


def buttons(message: Message) -> list[dict[str, Any]]:
    """Return the buttons of a message, row by row."""
    return [button for row in message.keyboard for button in row]


def check(turn: Turn) -> None:
    """Check that Telegram accepts a turn, and that the data of every button is unpacked as its action."""
    for message in messages(turn):
        shown = check_text({"text": message.html, "parse_mode": "HTML"})
        assert shown.text.strip()
        check_keyboard({"inline_keyboard": message.keyboard})
    packed = [data for message in messages(turn) for data in data_of(message)]
    assert [unpack(data) for data in packed] == list(offered(turn))
    assert turn.toast is None or 1 <= len(turn.toast) <= MAX_CALLBACK_ANSWER
    assert json.dumps(turn.outcome.as_json())
    assert turn.unanswered is None or 1 <= len(turn.unanswered) <= MAX_TEXT


def check_memory(history: ChatHistory) -> None:
    """Check that the history of a chat stays small."""
    assert history.windows in (None, *WINDOWS)
    assert history.language in (None, *LANGUAGES)
    assert len(history.recent) <= MAX_REMEMBERED
    for exchange in history.recent:
        assert len(exchange.offered) <= MAX_OFFERED
        assert len(exchange.question or "") <= MAX_TEXT
        assert 0 <= exchange.rung <= MAX_RUNGS
    shown = [exchange.section for exchange in history.recent if exchange.section]
    assert len(set(shown)) == len(shown)


def offered(turn: Turn) -> Iterator[Action]:
    """Return the actions of the buttons of a turn, row by row."""
    for reply in turn.replies:
        for row in reply.buttons:
            yield from (button.action for button in row if isinstance(button, ActionButton))


def data_of(message: Message) -> list[str]:
    """Return the callback data of the buttons of a message."""
    return [button["callback_data"] for button in buttons(message) if "callback_data" in button]


def fallen(before: ChatHistory, after: ChatHistory) -> set[str]:
    """Return the sections with a lower rung than before, although they are about the same code."""
    rungs = {(exchange.section, exchange.code): exchange.rung for exchange in before.recent}
    return {
        exchange.section
        for exchange in after.recent
        if exchange.section and exchange.rung < rungs.get((exchange.section, exchange.code), 0)
    }


@settings(max_examples=300, deadline=None)
@given(text=texts, windows=windows, language=languages)
@example(text="", windows="11", language=None)
@example(text="/" + "a" * 32, windows="11", language="en")
@example(text="👍" * MAX_TEXT, windows="10", language="sv")
@example(text="0xC004F211 " * 400, windows="10", language="sv")
def test_every_text_gets_an_answer_that_telegram_accepts(
    respond: Respond, text: str, windows: Windows, language: str | None
) -> None:
    turn = respond(Question(text, NOW, windows, language), ChatHistory())
    assert turn.replies
    check(turn)
    check_memory(turn.history)


@settings(max_examples=300, deadline=None)
@given(
    key=keys,
    parting=st.sampled_from(["-", " ", "", "–", "_", "\u200b", " - ", "\n"]),
    before=st.sampled_from(["", "/", "/start ", "/koder ", "/nyckel ", "min nyckel: ", "0xC004F211 ", "crack "]),
    after=st.sampled_from(["", " 0xC004F111", " funkar inte", ". Tack", " in english"]),
)
def test_no_product_key_is_in_any_answer(respond: Respond, key: str, parting: str, before: str, after: str) -> None:
    grouped = parting.join(key[at : at + 5] for at in range(0, 25, 5))
    turn = respond(Question(f"{before}{grouped}{after}", NOW), ChatHistory())
    assert key not in letters(turn)
    assert key not in letters([message.html for message in messages(turn)])
    check(turn)


@settings(max_examples=300, deadline=None)
@given(
    key=keys,
    parting=st.sampled_from(["-", " ", "", "–", "\u200b", " - ", "\n"]),
    around=st.sampled_from([("", ""), ("0xC004F211\n", ""), ("Produktnyckel: ", "\nFelkod 0xC004F999"), ("x ", " å")]),
    caption=st.sampled_from(["", "vad är fel?", "0xC004F111", "windows 7"]),
    in_caption=st.booleans(),
    heard=heard_how,
)
def test_no_product_key_of_a_picture_is_in_any_answer(
    respond: Respond, key: str, parting: str, around: tuple[str, str], caption: str, in_caption: bool, heard: Heard
) -> None:
    text = parting.join(key[at : at + 5] for at in range(0, 25, 5)).join(around)
    text, caption = (caption, text) if in_caption else (text, caption)
    turn = respond(Picture(text, NOW, caption, heard=heard), ChatHistory())
    assert key not in letters(turn)
    assert turn.outcome.warnings == ("product_key",)
    assert turn.replies, "whoever shows a key is warned, wherever that is"
    assert turn.delete_question is (heard != "private")
    check(turn)


@settings(max_examples=200, deadline=None)
@given(
    data=st.sampled_from(
        ["anna.karlsson@example.com", "070-174 06 05", "DESKTOP-7QX4K2P", "C:\\Users\\Anna Karlsson\\", "19811218-9876"]
    ),
    question=st.sampled_from(["funkar inte {} xyzzy", "0xC004F999 {}", "{}", "når inte servern {}", "nyckel {} fel"]),
    in_picture=st.booleans(),
)
def test_stored_data_identifies_nobody(respond: Respond, data: str, question: str, in_picture: bool) -> None:
    asked = question.format(data)
    event = Picture(asked, NOW) if in_picture else Question(asked, NOW)
    turn = respond(event, ChatHistory())
    kept = repr((turn.history, turn.unanswered, turn.vote))
    assert data not in kept
    assert repr(data)[1:-1] not in kept


@settings(deadline=None)
@given(press=presses, windows=windows)
def test_every_press_gets_an_answer_that_telegram_accepts(respond: Respond, press: Press, windows: Windows) -> None:
    turn = respond(press, ChatHistory(windows=windows))
    assert turn.replies or turn.toast, "whoever presses a button sees that something happens"
    check(turn)
    check_memory(turn.history)


@settings(max_examples=300, deadline=None)
@given(picture=pictures, reads=st.booleans())
@example(picture=Picture("\ud800\x00" * 2000, NOW, "👍" * 1024), reads=True)
@example(picture=Picture("", NOW, problem="busy"), reads=True)
def test_every_picture_gets_an_answer_that_telegram_accepts(
    assistant_that: Callable[[bool], Respond], picture: Picture, reads: bool
) -> None:
    turn = assistant_that(reads)(picture, ChatHistory())
    assert turn.replies or picture.heard not in ("private", "called", "guest")
    check(turn)
    check_memory(turn.history)


@pytest.fixture(scope="session")
def assistant_that(assistant: Assistant) -> Callable[[bool], Respond]:
    """Return a function that returns the `respond` of an assistant that can read pictures, or of one that cannot."""

    def assistant_that(reads: bool) -> Respond:
        return replace(assistant, config=replace(assistant.config, reads_pictures=reads)).respond

    return assistant_that


@settings(deadline=None)
@given(thing=things)
def test_unreadable_messages_are_answered_only_if_addressed_to_the_bot(respond: Respond, thing: Unreadable) -> None:
    turn = respond(thing, ChatHistory())
    assert bool(turn.replies) is (thing.heard in ("private", "called", "guest"))
    check(turn)


@settings(max_examples=300, deadline=None)
@given(event=st.one_of(questions, pictures))
def test_overheard_messages_are_answered_only_for_codes_and_product_keys(
    respond: Respond, event: Question | Picture
) -> None:
    turn = respond(event, ChatHistory())
    spoke = bool(turn.replies)
    known, key = bool(turn.outcome.codes), "product_key" in turn.outcome.warnings
    if event.heard in ("private", "called", "guest"):
        assert spoke
    elif event.heard == "overheard":
        assert spoke is (known or key)
    if not spoke:
        assert (turn.history, turn.vote, turn.unanswered, turn.delete_question) == (ChatHistory(), None, None, False)


# --- Conversations: any history, and any of the buttons offered since


@dataclass(frozen=True)
class Push:
    """A press of a button under any earlier answer, with the person's earlier vote there."""

    number: int
    voted: bool | None


@dataclass(frozen=True)
class Wait:
    """A pause, in minutes."""

    minutes: int


talk = st.sampled_from(
    [
        *("det hjälpte inte", "samma sak", "funkar inte", "det gick!", "tack", "ja", "nej", "den andra", "2", "sista"),
        *("visa igen", "var är länken?", "hittar inte", "jag förstår inte", "och i windows 10?", "jag har windows 11"),
        *("nej, jag menade wifi", "ny kod", "0xC004F211", "0x80240034", "0x80240035", "0xC004F111", "når inte servern"),
        *("moderkortet bytt", "min nyckel är redan använd", "/start hardware-changed", "/windows 10", "/sprak en"),
        *("/radera", "samma sak, fortfarande 0xC004F211", "in english", "inget av det", f"min nyckel är {KEY}"),
    ]
)
steps: st.SearchStrategy[Event | Push | Wait] = st.one_of(
    st.builds(Question, talk, st.just(NOW), heard=heard_how),
    st.builds(Question, talk, st.just(NOW)),
    st.builds(Push, st.integers(0, 400), votes),
    st.builds(Push, st.integers(0, 9), votes),
    st.builds(Rate, st.just("hardware-changed"), st.integers(0, 12), st.booleans()).map(lambda rate: Press(rate, NOW)),
    st.builds(Picture, talk, st.just(NOW), captions, problems, heard=heard_how),
    presses,
    questions,
    pictures,
    things,
    st.builds(Wait, st.integers(0, 40)),
)


@settings(max_examples=250, deadline=None)
@given(st.lists(steps, max_size=14))
@example([Question("0xC004F211", NOW), *[Push(-1, None)] * 12, Question("det hjälpte inte", NOW)])
def test_no_sequence_of_events_breaks_a_conversation(respond: Respond, conversation: list[Event | Push | Wait]) -> None:
    history, now = ChatHistory(), NOW
    under: list[Action] = []
    for step in conversation:
        if isinstance(step, Wait):
            now += timedelta(minutes=step.minutes)
            continue
        if isinstance(step, Push):
            if not under:
                continue
            event: Event = Press(under[step.number % len(under)], now, voted=step.voted)
        else:
            event = replace(step, at=now)
        before, turn = history.at(now), respond(event, history)
        history = turn.history
        under += offered(turn)
        check(turn)
        check_memory(history)
        assert all(now - exchange.at <= REMEMBERED for exchange in history.recent)
        assert "VK7JG" not in letters((turn, history))
        assert fallen(before, history) == set()
        if turn.forget:
            assert history == ChatHistory()
        if turn.vote:
            assert turn.vote.rung >= 0
            assert isinstance(event, Press | Question | Picture)


def test_a_repeated_unknown_code_continues_its_ladder(respond: Respond) -> None:
    history = ChatHistory()
    for said in ("0x80240034", "samma sak", "0x80240034"):
        before, history = history, respond(Question(said, NOW), history).history
    assert fallen(before, history) == set()


@settings(max_examples=100, deadline=None)
@given(
    recent=st.lists(
        st.builds(
            Exchange,
            st.just(NOW),
            st.sampled_from([None, "hardware-changed", "gone", "other-codes"]),
            st.sampled_from([None, "0xC004F211", "0xC004FFFF"]),
            st.integers(0, 2),
            st.just(()),
            st.booleans(),
            st.sampled_from([None, "når inte servern"]),
        ),
        max_size=MAX_REMEMBERED,
    ).map(tuple),
    event=st.one_of(st.builds(Question, talk, st.just(NOW)), presses),
)
def test_a_corpus_may_lack_a_section_that_was_shown_before(
    respond: Respond, recent: tuple[Exchange, ...], event: Event
) -> None:
    check(respond(event, ChatHistory(recent=recent)))


@pytest.mark.parametrize(
    "said",
    [
        *(
            "var är länken?",
            "visa igen",
            "det hjälpte inte",
            "hittar inte",
            "jag förstår inte",
            "nej",
            "det gick!",
            "och i windows 10?",
        ),
    ],
)
def test_a_corpus_may_have_less_advice_than_before(respond: Respond, said: str) -> None:
    shown = Exchange(NOW, "hardware-changed", "0xC004F211", rung=MAX_RUNGS)
    turn = respond(Question(said, NOW), ChatHistory(recent=(shown,)))
    assert turn.replies
    check(turn)


@pytest.mark.parametrize("action", [ShowSection("gone"), ShowCode("0xC004FFFF")], ids=["a section", "a code"])
@pytest.mark.parametrize("said", ["den första", "ja", "ja tack"])
@pytest.mark.parametrize("others", [(), (ShowSection("hardware-changed"),)], ids=["alone", "beside another"])
def test_a_corpus_may_lack_a_section_that_was_offered_before(
    respond: Respond, said: str, action: Offer, others: tuple[Offer, ...]
) -> None:
    asked = Exchange(NOW, offered=(action, *others), asks=True, question="når inte servern")
    turn = respond(Question(said, NOW), ChatHistory(recent=(asked,)))
    assert turn.replies
    check(turn)


@settings(max_examples=200, deadline=None)
@given(data=st.text(max_size=80) | st.from_regex(r"[scwpvnlr](:[^:]{0,20}){0,4}", fullmatch=True))
@example(data="s:gone")
@example(data="s:" + "x" * 100)
@example(data="r:hardware-changed:9999:0")
@example(data="c:<b>0xC004F211</b>")
@example(data="l:<a href='https://example.com'>en</a>")
def test_every_forged_button_gets_an_answer_that_telegram_accepts(respond: Respond, data: str) -> None:
    turn = respond(Press(unpack(data), NOW), ChatHistory())
    assert turn.replies or turn.toast
    check(turn)
    check_memory(turn.history)


@settings(max_examples=100, deadline=None)
@given(payload=st.from_regex(r"[A-Za-z0-9_-]{1,64}", fullmatch=True) | texts)
@example(payload="hardware-changed")
@example(payload="x" * 64)
@example(payload="0xC004F211-0xC004F210")
def test_every_start_payload_gets_an_answer_that_telegram_accepts(respond: Respond, payload: str) -> None:
    turn = respond(Question(f"/start {payload}", NOW), ChatHistory())
    assert turn.replies
    check(turn)
    check_memory(turn.history)


MARKUP = st.lists(
    st.sampled_from(
        [
            *("<b>", "</b>", "<code>", "</code>", "</", "<", ">", "&lt;", "&#60;", "<a href='https://evil.example'>"),
            *("<tg-spoiler>", "[x](https://evil.example)", "![x](https://evil.example)", "<https://evil.example>"),
            *("**", "`", "```", "~~", "||", "\n", " ", "# ", "0xC004F999", "0xC004F211", "@evil_example"),
            *("tg://user?id=1", "evil", "moderkortet", "windows 7"),
        ]
    ),
    max_size=12,
).map("".join)


# The tags of the bot's own texts: bold, code and folded text.
MARKS = {"<b>", "</b>", "<code>", "</code>", "<blockquote expandable>", "</blockquote>"}


@settings(max_examples=300, deadline=None)
@given(words=MARKUP, command=st.sampled_from(["", "/start ", "/koder ", "/windows ", "/nonsens "]))
def test_no_user_text_becomes_a_link_or_formatting_of_the_bot(respond: Respond, words: str, command: str) -> None:
    turn = respond(Question(command + words, NOW), ChatHistory())
    for message in messages(turn):
        assert set(re.findall(r"<[^>]*>?", message.html)) <= MARKS
        assert "evil" not in message.html
        assert "evil" not in json.dumps(message.keyboard)
    check(turn)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("windows", WINDOWS)
def test_telegram_accepts_every_section_in_every_version_and_language(
    assistant: Assistant, respond: Respond, windows: Windows, language: str
) -> None:
    for name, section in assistant.config.corpus.sections.items():
        turn = respond(Press(ShowSection(name), NOW, client_language=language), ChatHistory(windows=windows))
        check(turn)
        (message,) = messages(turn)
        assert section.title in message.html
        assert not re.search(r"[{}]|:::|\*\*|^#", message.html, re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegram_accepts_every_known_code_and_every_page_of_codes(
    assistant: Assistant, respond: Respond, language: str
) -> None:
    for code in (*assistant.config.corpus.sections_by_code, *assistant.config.corpus.code_facts):
        check(respond(Question(code, NOW, language=language), ChatHistory()))
    for page in range(6):
        check(respond(Press(ShowCodes(page), NOW, client_language=language), ChatHistory()))
