"""A history, as JSON and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Case, ChatHistory, Exchange
from bot.conversation.actions import ShowCode, ShowSection
from bot.conversation.history import Before, dump, load, times

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)
T = TypeVar("T")
OLD, NEW = Exchange(NOON, "activate-windows"), Exchange(LATER, "hardware-changed")

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
moments = st.datetimes(datetime(1970, 1, 2), datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
numbers = st.none() | st.integers(0, 9999)


def several(each: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """Return tuples of up to four of them."""
    return st.lists(each, max_size=4).map(tuple)


exchanges = st.builds(
    Exchange,
    at=moments,
    section=st.none() | storable,
    code=st.none() | storable,
    rung=st.integers(0, 99),
    offered=several(st.builds(ShowSection, storable) | st.builds(ShowCode, storable)),
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
histories = st.builds(
    ChatHistory,
    windows=st.sampled_from([None, "10", "11"]),
    language=st.none() | storable,
    recent=several(exchanges),
    undo=st.none() | st.builds(Before, question=st.integers(0, 2**52), recent=several(exchanges)),
    case=cases,
    case_at=moments,
    said=several(storable),
    misses=st.integers(0, 99),
)


@given(history=histories)
def test_a_history_is_loaded_as_it_was_dumped(history: ChatHistory) -> None:
    assert load(dump(history)) == history


def test_halves_of_surrogate_pairs_become_question_marks() -> None:
    asked = Exchange(NOON, question="före\ud800efter")
    history = ChatHistory(recent=(asked,), undo=Before(7, (asked, NEW)))
    loaded = load(dump(history))
    assert loaded.recent[0].question == "före?efter"
    assert loaded.undo == Before(7, (Exchange(NOON, question="före?efter"), NEW))


def test_a_history_of_choices_alone_never_expires() -> None:
    assert times(ChatHistory("10", "en")) == ()


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        (ChatHistory(recent=(NEW,), undo=Before(7, (OLD,))), (LATER, NOON)),
        (ChatHistory(recent=(OLD,), case=Case(codes=("0xC004F211",)), case_at=LATER), (NOON, LATER)),
        (ChatHistory(case=Case(codes=("0xC004F211",)), case_at=LATER), (LATER,)),
    ],
    ids=["answers", "an answer and a case", "a case alone"],
)
def test_the_times_of_answers_and_of_the_case_are_known(history: ChatHistory, expected: tuple[datetime, ...]) -> None:
    assert times(history) == expected


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
        '{"windows":"9"}',
        '{"more":' + "[" * 10_000 + "]" * 10_000 + "}",
    ],
    ids=lambda text: text[:70],
)
def test_an_unreadable_text_is_loaded_as_an_empty_history(text: str) -> None:
    assert load(text) == ChatHistory()


def test_fields_of_a_newer_version_are_ignored() -> None:
    text = '{"case":{"codes":["0xC004F211"],"colour":"blue"},"case_at":"2026-01-15T12:00:00Z","mood":1}'
    assert load(text) == ChatHistory(case=Case(codes=("0xC004F211",)), case_at=NOON)
