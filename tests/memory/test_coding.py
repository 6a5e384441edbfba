"""What is remembered, as columns and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import Action, ChatMemory, Exchange
from bot.memory import coding
from bot.memory.coding import ACTIONS, from_row, ids_from_text, ids_to_text, microseconds, time, to_row

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
OLD, NEW = Exchange(NOON, "activate-windows"), Exchange(NOON + timedelta(minutes=1), "hardware-changed")

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
times = st.datetimes(datetime(1970, 1, 2), datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis asks so
exchanges = st.builds(
    Exchange,
    at=times,
    section=st.none() | storable,
    code=st.none() | storable,
    offered=st.lists(st.one_of([st.from_type(kind) for kind in get_args(Action)]), max_size=4).map(tuple),
    question=st.none() | storable,
)
latest = st.lists(exchanges, min_size=1, max_size=5).map(tuple)
memories = st.builds(ChatMemory, recent=latest, undo=st.none() | st.tuples(st.integers(0, 2**52), latest))


@given(memory=memories)
def test_what_is_written_is_read(memory: ChatMemory) -> None:
    windows, language, recent, *_ = to_row(memory)
    coding.forget_texts()
    assert from_row(windows, language, recent) == memory
    assert from_row(windows, language, recent) == memory


@given(at=times)
def test_a_time_is_kept_to_the_microsecond(at: datetime) -> None:
    assert time(microseconds(at)) == at


def test_every_button_has_a_name() -> None:
    assert set(ACTIONS.values()) == set(get_args(Action))


def test_an_answer_that_stands_in_both_lists_is_written_once() -> None:
    *_, recent, oldest, newest = to_row(ChatMemory(recent=(OLD, NEW), undo=(7, (OLD,))))
    assert recent is not None
    assert recent.count("activate-windows") == 1
    assert (oldest, newest) == (microseconds(OLD.at), microseconds(NEW.at))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "{",
        "[[],[0],null]",
        "[[],[],[7,[1]]]",
        '[[["2026-01-15T12:00:00Z",null,null,0,[["removed",{}]],false,null]],[0],null]',
        '[[["2026-01-15T12:00:00Z",null,null,0,[["codes",{"page":"x"}]],false,null]],[0],null]',
        '[[["yesterday",null,null,0,[],false,null]],[0],null]',
        '[[["2026-01-15T12:00:00Z",7,null,0,[],false,null]],[0],null]',
        '[[["2026-01-15T12:00:00Z",null,null,0,[],false,null]],[-2],null]',
    ],
)
def test_what_cannot_be_read_is_left_out(text: str) -> None:
    assert from_row("10", "en", text) == ChatMemory("10", "en")


def test_a_windows_that_is_no_longer_known_is_left_out() -> None:
    assert from_row("9", None, None) == ChatMemory()


@pytest.mark.parametrize("ids", [(), (8,), (9, 8, 2**52)])
def test_ids_are_kept_in_order(ids: tuple[int, ...]) -> None:
    assert ids_from_text(ids_to_text(ids)) == ids


@pytest.mark.parametrize("text", ["", "x", "7", '["7"]', "[null]"])
def test_ids_that_make_no_sense_are_none(text: str) -> None:
    assert ids_from_text(text) == ()
