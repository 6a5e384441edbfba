"""How values are stored in rows, and rows of other versions."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation import ChatHistory
from bot.memory.opening import open_memory
from bot.memory.sql_memory import SqlMemory
from bot.memory.statements import microseconds, time
from tests.memory.asking import ANNA, HOME, NOON, load, reply_ids

moments = st.datetimes(datetime(1970, 1, 2), datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - of hypothesis
Insert = Callable[..., None]


@given(at=moments)
def test_a_time_is_stored_to_the_microsecond(at: datetime) -> None:
    assert time(microseconds(at)) == at


@pytest.fixture
async def memory(tmp_path: Path) -> AsyncIterator[SqlMemory]:
    """Open a memory in a SQLite file."""
    async with open_memory(f"sqlite:///{tmp_path}/memory.sqlite3") as opened:
        yield opened


@pytest.fixture
def insert(memory: SqlMemory, tmp_path: Path) -> Insert:
    """Return a function that inserts a row as another version of the program would."""
    assert memory.available

    def inserting(table: str, *row: object) -> None:
        with closing(sqlite3.connect(tmp_path / "memory.sqlite3")) as rows, rows:
            rows.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 - a test's own

    return inserting


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
async def test_choices_are_read_from_a_row_with_an_unreadable_history(
    memory: SqlMemory, insert: Insert, text: str
) -> None:
    at = microseconds(NOON)
    insert("chats", HOME, ANNA, "10", "en", text, at, at, at)
    assert await load(memory) == ChatHistory("10", "en")
    await memory.drop_stale(NOON + timedelta(days=3))
    assert await load(memory) == ChatHistory("10", "en")


async def test_the_choices_of_a_row_take_precedence_over_those_in_its_history(
    memory: SqlMemory, insert: Insert
) -> None:
    at = microseconds(NOON)
    text = '{"windows":"11","language":null,"case_at":"2026-01-15T12:00:00Z","misses":2}'
    insert("chats", HOME, ANNA, "10", "en", text, at, at, at)
    assert await load(memory) == ChatHistory("10", "en", case_at=NOON, misses=2)


async def test_an_unknown_windows_version_is_left_out(memory: SqlMemory, insert: Insert) -> None:
    insert("chats", HOME, ANNA, "9", None, None, None, None, microseconds(NOON))
    assert await load(memory) == ChatHistory()


@pytest.mark.parametrize("text", ["", "x", "7", '["7"]', "[null]"])
async def test_unreadable_ids_of_replies_are_left_out(memory: SqlMemory, insert: Insert, text: str) -> None:
    insert("answers", HOME, 7, text, microseconds(NOON))
    assert await reply_ids(memory, HOME, 7) == ()
