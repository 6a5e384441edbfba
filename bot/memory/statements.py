"""The statements of the memory, as functions of a connection, and `perform`, which calls many in one transaction.

They are the same on SQLite and PostgreSQL, except for the few lines that name one. The statements that every update
needs are compiled to text once and executed by the driver's cursor with bound parameters, because SQLAlchemy's own work
takes as long as SQLite's. All others are plain SQLAlchemy.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Dialect, Table, delete, func, select, tuple_, update
from sqlalchemy.dialects import sqlite

from bot.conversation import ChatHistory, Vote, history
from bot.conversation.history import REMEMBERED
from bot.corpus import WINDOWS
from bot.memory import tables
from bot.memory.records import ChatKey, DeadLetter, Feedback, PersonKey, Recalled, Record, StoredQuestion, StoredVote

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
UPDATE_LIFETIME = timedelta(hours=24)  # Telegram delivers an update again for no longer
MAX_ROWS_AT_ONCE = 1_000  # dropped in one call, so that other calls do not wait long

Call = tuple[Callable[..., Any], tuple[Any, ...]]  # a function of this module, and its arguments after the connection
RecallArguments = tuple[int, ChatKey, PersonKey, int]
Rows = dict[Table, dict[Any, tuple[Any, ...]]]  # by table and primary key

_RECALL = """
SELECT chats.windows, chats.language, chats.recent, handled.update_id IS NOT NULL, answers.ids, votes.helped,
    EXISTS (
        SELECT 1 FROM votes AS others
        WHERE others.chat = asked.chat AND others.message = asked.message AND NOT others.helped
    )
FROM {asked}
LEFT JOIN chats ON chats.chat = asked.chat AND chats.person = asked.person
LEFT JOIN handled ON handled.update_id = asked.update_id
LEFT JOIN answers ON answers.chat = asked.chat AND answers.question = asked.message
LEFT JOIN votes ON votes.chat = asked.chat AND votes.message = asked.message AND votes.person = asked.person
"""
_RECALL_ONE = _RECALL.format(asked="(SELECT ? AS update_id, ? AS chat, ? AS person, ? AS message) AS asked")  # SQLite
_RECALL_MANY = (
    _RECALL.format(  # PostgreSQL, in one round trip
        asked=(
            "unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[]) WITH ORDINALITY "
            "AS asked(update_id, chat, person, message, place)"
        )
    )
    + "ORDER BY asked.place"
)
_BEGIN = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}
_WINDOWS = {str(version): version for version in WINDOWS}
_encode_ids = msgspec.json.Encoder().encode
_decode_ids = msgspec.json.Decoder(tuple[int, ...]).decode


def microseconds(at: datetime) -> int:
    """Return a time as microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def time(number: int) -> datetime:
    """Return the time that is `number` microseconds after 1970."""
    return EPOCH + number * MICROSECOND


def perform(connection: Connection, calls: Sequence[Call]) -> list[Any]:
    """Perform calls and return their results, in order. Either everything that they write is stored, or nothing.

    Reads do not see the writes of the same calls. The connection must be in autocommit mode.
    """
    results: list[Any] = [None] * len(calls)
    cursor = connection.connection.cursor()
    reads = [place for place, (function, _) in enumerate(calls) if function not in WRITES]
    _perform_in_order(connection, calls, reads, results)
    if len(reads) < len(calls):
        writes = [place for place, (function, _) in enumerate(calls) if function in WRITES]
        cursor.execute(_BEGIN[connection.dialect.name])
        try:
            _perform_in_order(connection, calls, writes, results)
            cursor.execute("COMMIT")
        except Exception:  # if a call is cancelled, nobody waits for the server: the connection is dropped
            with contextlib.suppress(Exception):  # the transaction may be over already, or the connection
                cursor.execute("ROLLBACK")
            raise
        if connection.dialect.name == "sqlite" and any(map(deletes, calls)):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the log still holds what was deleted
    cursor.close()
    return results


def deletes(call: Call) -> bool:
    """Return whether a call deletes data, which may take long and must leave nothing in SQLite's log."""
    function, arguments = call
    return function in (drop_stale, drop_expired, drop_older_half) or (
        function in (save, merge) and arguments[0].forget
    )


def _perform_in_order(connection: Connection, calls: Sequence[Call], places: Sequence[int], results: list[Any]) -> None:
    for function, group in groupby(places, key=lambda place: calls[place][0]):
        alike = list(group)
        arguments = [calls[place][1] for place in alike]
        many = _BATCHED.get(function)
        done = many(connection, arguments) if many else [function(connection, *each) for each in arguments]
        for place, result in zip(alike, done, strict=True):
            results[place] = result


def recall(connection: Connection, update_id: int, chat: ChatKey, person: PersonKey, message: int) -> Recalled:
    """Return the stored data that an update of a user about a message in a chat needs."""
    return _recall_all(connection, [(update_id, chat, person, message)])[0]


def save(connection: Connection, record: Record) -> None:
    """Save a record, in place of earlier ones."""
    _save_all(connection, [(record,)])


def merge(connection: Connection, record: Record) -> None:
    """Save a record from an outage, in which the stored data was unknown.

    A history that has changed since stays as it is, and so does a choice that the record does not make.
    """
    _merge_all(connection, [(record,)])


def save_dead_letter(connection: Connection, letter: DeadLetter) -> None:
    """Save a dead letter, in place of one of the same update."""
    row = (letter.update, letter.chat, storable(letter.content), storable(letter.error), microseconds(letter.at))
    connection.connection.cursor().execute(_upsert(tables.dead_letters, connection.dialect), row)


def count_try(connection: Connection, update_id: int, at: datetime) -> int:
    """Count a try of an update that failed; return the number of tries so far, this one included."""
    of, when = tables.tries.c, microseconds(at)
    statement = _insert(tables.tries, connection.dialect).values(update_id=update_id, tries=1, at=when)
    more = statement.on_conflict_do_update(index_elements=[of.update_id], set_={"tries": of.tries + 1, "at": when})
    tries: int = connection.execute(more.returning(of.tries)).scalar_one()
    return tries


def drop_stale(connection: Connection, now: datetime) -> bool:
    """Delete answers and cases that are too old to be referred to, and ids and tries of updates after 24 h.

    Choices stay. Returns whether there may be more to delete.
    """
    earliest, day = microseconds(now - REMEMBERED), microseconds(now - UPDATE_LIFETIME)
    done = [_delete_some(connection, table, table.c.at < day) for table in tables.UPDATE_TABLES]
    of = tables.chats.c
    all_stale = select(of.chat, of.person).where(of.oldest < earliest, of.newest < earliest).limit(MAX_ROWS_AT_ONCE)
    nothing = {"recent": None, "oldest": None, "newest": None}
    emptying = update(tables.chats).where(tuple_(of.chat, of.person).in_(all_stale)).values(nothing)
    done.append(connection.execute(emptying).rowcount)
    if MAX_ROWS_AT_ONCE not in done:
        done.append(_drop_stale_parts(connection, now))
    return MAX_ROWS_AT_ONCE in done


def drop_expired(connection: Connection, before: datetime) -> bool:
    """Delete everything that was stored, or last changed, before a time.

    Returns whether there may be more to delete.
    """
    at, all_tables = microseconds(before), tables.metadata.sorted_tables
    return MAX_ROWS_AT_ONCE in [_delete_some(connection, table, table.c.at < at) for table in all_tables]


def drop_older_half(connection: Connection) -> None:
    """Delete the older half of every table."""
    for table in tables.metadata.sorted_tables:
        half = (connection.scalar(select(func.count()).select_from(table)) or 0) // 2
        median = select(table.c.at).order_by(table.c.at).offset(half).limit(1).scalar_subquery()
        connection.execute(delete(table).where(table.c.at <= median))


def feedback(connection: Connection) -> Feedback:
    """Return everything that is stored for maintainers, oldest first."""
    votes, questions, letters = tables.votes.c, tables.questions.c, tables.dead_letters.c
    rated = select(votes.section, votes.code, votes.rung, votes.helped, votes.at).order_by(votes.at)
    asked = select(questions.text, questions.at).order_by(questions.at)
    failed = select(letters.update_id, letters.chat, letters.content, letters.error, letters.at).order_by(letters.at)
    return Feedback(
        [StoredVote(Vote(*vote), time(at)) for *vote, at in connection.execute(rated)],
        [StoredQuestion(text, time(at)) for text, at in connection.execute(asked)],
        [
            DeadLetter(update_id, chat, content, error, time(at))
            for update_id, chat, content, error, at in connection.execute(failed)
        ],
    )


WRITES = frozenset((save, merge, save_dead_letter, count_try, drop_stale, drop_expired, drop_older_half))


def storable(text: str) -> str:
    """Return a text without NUL (PostgreSQL manual, 8.3) and unpaired surrogates, which no database can store."""
    return text.encode(errors="replace").decode().replace("\0", "?")


def _recall_all(connection: Connection, asked: Sequence[RecallArguments]) -> list[Recalled]:
    cursor = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        rows: Sequence[Any] = [cursor.execute(_RECALL_ONE, one).fetchone() for one in asked]
    else:
        cursor.execute(_RECALL_MANY, tuple(map(list, zip(*asked, strict=True))))
        rows = cursor.fetchall()
    return [
        Recalled(
            _history(windows, language, text),
            bool(handled),
            _ids(ids),
            None if helped is None else bool(helped),
            bool(escalated),
        )
        for windows, language, text, handled, ids, helped, escalated in rows
    ]


def _save_all(connection: Connection, records: Sequence[tuple[Record]]) -> list[None]:
    return _save(connection, records, _upsert)


def _merge_all(connection: Connection, records: Sequence[tuple[Record]]) -> list[None]:
    return _save(connection, records, _merge_upsert)


# Functions that perform many calls of a function at once, given the arguments of each.
_BATCHED: dict[Callable[..., Any], Callable[[Connection, Any], list[Any]]] = {
    recall: _recall_all,
    save: _save_all,
    merge: _merge_all,
}


def _save(
    connection: Connection, records: Sequence[tuple[Record]], statement: Callable[[Table, Dialect], str]
) -> list[None]:
    cursor = connection.connection.cursor()
    rows: Rows = {table: {} for table in (tables.chats, tables.answers, tables.handled, tables.votes, tables.questions)}

    def write() -> None:
        # In the order of the keys, to avoid deadlocks between processes that lock the same rows.
        for table, by_key in rows.items():
            if by_key:
                cursor.executemany(statement(table, connection.dialect), [by_key[key] for key in sorted(by_key)])
                by_key.clear()

    for (record,) in records:
        if record.forget:
            write()
            for table in tables.CHAT_TABLES:
                connection.execute(delete(table).where(table.c.chat == record.chat))
        _add_rows(rows, record)
    write()
    return [None] * len(records)


def _add_rows(rows: Rows, record: Record) -> None:
    chat, person, question, at = record.chat, record.person, record.question, microseconds(record.at)
    if record.history is not None:
        rows[tables.chats][chat, person] = (chat, person, *_columns(record.history), at)
    if record.reply_ids:
        rows[tables.answers][chat, question] = (chat, question, _encode_ids(record.reply_ids).decode(), at)
    if record.handled_at:
        rows[tables.handled][record.update] = (record.update, microseconds(record.handled_at))
    if record.vote:
        vote, key = record.vote, (chat, record.voted_on, person)
        rows[tables.votes][key] = (*key, vote.section, vote.code, vote.rung, vote.helped, at)
    if record.unanswered:
        rows[tables.questions][chat, question] = (chat, question, storable(record.unanswered), at)


def _columns(saved: ChatHistory) -> tuple[str | None, str | None, str | None, int | None, int | None]:
    """Return the columns windows, language, recent, oldest and newest of `tables.chats`."""
    times = history.times(saved)
    if not times:
        return saved.windows, saved.language, None, None, None
    return saved.windows, saved.language, history.dump(saved), microseconds(min(times)), microseconds(max(times))


def _history(windows: str | None, language: str | None, text: str | None) -> ChatHistory:
    loaded = history.load(text) if text else ChatHistory()
    if (loaded.windows, loaded.language) == (windows, language):
        return loaded
    return replace(loaded, windows=_WINDOWS.get(windows or ""), language=language)


def _ids(text: str | None) -> tuple[int, ...]:
    try:
        return _decode_ids(text) if text else ()
    except msgspec.MsgspecError:
        return ()


def _drop_stale_parts(connection: Connection, now: datetime) -> int:
    """Delete the stale parts of up to MAX_ROWS_AT_ONCE histories that have newer parts; return how many."""
    of = tables.chats.c
    columns = (of.chat, of.person, of.windows, of.language, of.recent)
    stale = select(*columns).where(of.oldest < microseconds(now - REMEMBERED)).limit(MAX_ROWS_AT_ONCE)
    found = connection.execute(stale).fetchall()
    for chat, person, windows, language, text in found:
        *_, recent, oldest, newest = _columns(_history(windows, language, text).at(now))
        # Another replica may have changed it since.
        same = (of.chat == chat, of.person == person, of.recent == text)
        connection.execute(update(tables.chats).where(*same).values(recent=recent, oldest=oldest, newest=newest))
    return len(found)


def _delete_some(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    """Delete at most MAX_ROWS_AT_ONCE rows; return how many."""
    key = list(table.primary_key.columns)
    some = select(*key).where(which).limit(MAX_ROWS_AT_ONCE)
    return connection.execute(delete(table).where(tuple_(*key).in_(some))).rowcount


def _insert(table: Table, dialect: Dialect) -> sqlite.Insert | postgresql.Insert:
    if dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 60 ms that a start with SQLite need not spend

    return postgresql.insert(table)


@lru_cache
def _upsert(table: Table, dialect: Dialect) -> str:
    statement = _insert(table, dialect)
    changed = {column.name: column for column in statement.excluded if not column.primary_key}
    upsert = statement.on_conflict_do_update(index_elements=table.primary_key.columns, set_=changed)
    return str(upsert.compile(dialect=dialect))  # with a parameter for each column, in the order of the table


@lru_cache
def _merge_upsert(table: Table, dialect: Dialect) -> str:
    if table is not tables.chats:
        return _upsert(table, dialect)
    statement = _insert(table, dialect)
    stored, excluded = table.c, statement.excluded
    changed: dict[str, ColumnElement[Any]] = {column.name: column for column in excluded if not column.primary_key}
    for choice in ("windows", "language"):
        changed[choice] = func.coalesce(excluded[choice], stored[choice])
    upsert = statement.on_conflict_do_update(
        index_elements=table.primary_key.columns, set_=changed, where=excluded.at >= stored.at
    )
    return str(upsert.compile(dialect=dialect))
