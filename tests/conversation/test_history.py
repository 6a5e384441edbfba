"""What is remembered, as columns and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Case, ChatHistory, Exchange
from bot.conversation.history import Before
from bot.memory import coding
from bot.memory.coding import from_row, ids_from_text, ids_to_text, microseconds, time, to_row
from tests.conversation.test_actions import any_action

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)
T = TypeVar("T")
OLD, NEW = Exchange(NOON, "activate-windows"), Exchange(LATER, "hardware-changed")

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
times = st.datetimes(datetime(1970, 1, 2), datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis asks so
numbers = st.none() | st.integers(0, 9999)


def several(each: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """A few of them."""
    return st.lists(each, max_size=4).map(tuple)


exchanges = st.builds(
    Exchange,
    at=times,
    section=st.none() | storable,
    code=st.none() | storable,
    rung=st.integers(0, 99),
    offered=several(any_action(storable)),
    asks=st.booleans(),
    question=st.none() | storable,
    way=numbers,
    step=numbers,
    inquiry=st.none() | storable,
    candidates=several(st.tuples(storable, st.floats(0, 1))),
    row=st.integers(0, 99),
)
cases = st.builds(
    Case,
    facts=several(st.tuples(storable, storable)),
    denied=several(st.tuples(storable, storable)),
    codes=several(storable),
    tried=several(storable),
    given=several(storable),
    asked=several(storable),
    build=st.none() | st.integers(0, 99_999),
)
memories = st.builds(
    ChatHistory,
    windows=st.sampled_from([None, "10", "11"]),
    language=st.none() | storable,
    recent=several(exchanges),
    undo=st.none() | st.builds(Before, question=st.integers(0, 2**52), recent=several(exchanges)),
    case=cases,
    case_at=times,
    said=several(storable),
    misses=st.integers(0, 99),
)


@given(memory=memories)
def test_what_is_written_is_read(memory: ChatHistory) -> None:
    windows, language, recent, *_ = to_row(memory)
    coding.forget_texts()
    assert from_row(windows, language, recent) == memory
    assert from_row(windows, language, recent) == memory


@given(at=times)
def test_a_time_is_kept_to_the_microsecond(at: datetime) -> None:
    assert time(microseconds(at)) == at


def test_of_choices_alone_nothing_grows_old() -> None:
    assert to_row(ChatHistory("10", "en")) == ("10", "en", None, None, None)


@pytest.mark.parametrize(
    ("memory", "oldest", "newest"),
    [
        (ChatHistory(recent=(NEW,), undo=Before(7, (OLD,))), NOON, LATER),
        (ChatHistory(recent=(OLD,), case=Case(codes=("0xC004F211",)), case_at=LATER), NOON, LATER),
        (ChatHistory(case=Case(codes=("0xC004F211",)), case_at=LATER), LATER, LATER),
    ],
    ids=["answers", "an answer and a case", "a case alone"],
)
def test_the_times_of_what_grows_old_stand_beside_it(memory: ChatHistory, oldest: datetime, newest: datetime) -> None:
    assert to_row(memory)[3:] == (microseconds(oldest), microseconds(newest))


@pytest.mark.parametrize(
    "text",
    [
        (
            '[[["2026-01-15T12:00:00Z","hardware-changed","0xC004F211",3,'
            '[["rate",{"section":"hardware-changed","rung":3,"helped":false}]],false,null]],[0],null]'
        ),
        (
            '[[["2026-01-15T12:00:00Z",null,null,0,[["section",{"section":"hardware-changed"}],'
            '["code",{"code":"0xC004F211"}]],true,"når inte servern"]],[0],[7,[0]]]'
        ),
        "[[],[],[7,[]]]",
    ],
    ids=["an answer", "a question that was asked back", "what an edit undoes"],
)
def test_of_the_version_that_kept_lists_the_choices_are_read_and_nothing_else(text: str) -> None:
    assert from_row("10", "en", text) == ChatHistory("10", "en")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        "7",
        '{"recent":null}',
        '{"recent":[{}]}',
        '{"recent":[{"at":"yesterday"}]}',
        '{"recent":[{"at":"2026-01-15T12:00:00Z","section":7}]}',
        '{"recent":[{"at":"2026-01-15T12:00:00Z","offered":[["removed"]]}]}',
        '{"recent":[{"at":"2026-01-15T12:00:00Z","offered":[["p","x"]]}]}',
        '{"recent":[{"at":"2026-01-15T12:00:00Z","candidates":[["hardware-changed",null]]}]}',
        '{"undo":[7,[1]]}',
        '{"case":{"facts":[["origin"]]}}',
        '{"case":[],"case_at":"2026-01-15T12:00:00Z"}',
        '{"misses":"two"}',
        '{"more":' + "[" * 10_000 + "]" * 10_000 + "}",
    ],
    ids=lambda text: text[:70],
)
def test_what_cannot_be_read_is_left_out(text: str) -> None:
    assert from_row("10", "en", text) == ChatHistory("10", "en")


def test_what_a_newer_version_knows_besides_is_passed_over() -> None:
    text = '{"case":{"codes":["0xC004F211"],"colour":"blue"},"case_at":"2026-01-15T12:00:00Z","mood":1}'
    assert from_row(None, None, text) == ChatHistory(case=Case(codes=("0xC004F211",)), case_at=NOON)


def test_a_windows_that_is_no_longer_known_is_left_out() -> None:
    assert from_row("9", None, None) == ChatHistory()


@pytest.mark.parametrize("ids", [(), (8,), (9, 8, 2**52)])
def test_ids_are_kept_in_order(ids: tuple[int, ...]) -> None:
    assert ids_from_text(ids_to_text(ids)) == ids


@pytest.mark.parametrize("text", ["", "x", "7", '["7"]', "[null]"])
def test_ids_that_make_no_sense_are_none(text: str) -> None:
    assert ids_from_text(text) == ()
