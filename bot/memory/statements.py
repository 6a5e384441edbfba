"""Operations on the tables, many at once. The same on SQLite and PostgreSQL, but for the few lines that say so.

What every update needs is made text once, and run by the driver's cursor with bound parameters: the execution of a
statement by SQLAlchemy takes as long as what SQLite does for it. Everything else is plain SQLAlchemy.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Dialect, Table, delete, func, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPICursor

from bot.conversation import Vote
from bot.conversation.history import REMEMBERED
from bot.memory import coding, operations, tables
from bot.memory.coding import microseconds, storable
from bot.memory.model import (
    UPDATES_KEPT,
    AnswersSaved,
    ChatKey,
    ChatSaved,
    DeadLetter,
    Handled,
    Kept,
    QuestionSaved,
    Recalled,
    StoredQuestion,
    StoredVote,
    VoteSaved,
)
from bot.memory.operations import ERASING, Keep, Operation, Recall

MAX_AT_ONCE = 1_000  # rows that are tidied away or expire in one go, so that nobody waits long for it
Parameters = tuple[Any, ...]
Rows = dict[Table, dict[Any, Parameters]]  # by table and primary key

# One row per recall, in their order.
_RECALL = """
SELECT chats.windows, chats.language, chats.recent, handled.update_id FROM {asked}
LEFT JOIN handled ON handled.update_id = {update}
LEFT JOIN chats ON chats.chat = {chat} AND chats.person = {person}
ORDER BY asked.key
"""
_RECALLS = {
    "sqlite": _RECALL.format(
        asked="json_each(?) AS asked",
        update="json_extract(asked.value, '$[0]')",
        chat="json_extract(asked.value, '$[1]')",
        person="json_extract(asked.value, '$[2]')",
    ),
    "postgresql": _RECALL.format(
        asked="unnest($1::bigint[], $2::text[], $3::text[]) WITH ORDINALITY AS asked(update_id, chat, person, key)",
        update="asked.update_id",
        chat="asked.chat",
        person="asked.person",
    ),
}
_BEGIN = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN"}
Insert = sqlite.Insert | postgresql.Insert
_INSERT: dict[str, Callable[[Table], Insert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


class Performer:
    """Does operations on a connection of one dialect. The connection commits by itself; what must be whole, begins."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._recall_text = _RECALLS[dialect.name]
        self._upserts = {table: self._upsert(table) for table in tables.metadata.tables.values()}
        self._replayed = {**self._upserts, tables.chats: self._merge_chats()}

    def perform(self, connection: Connection, asked: Sequence[Operation[Any]], *, replay: bool = False) -> list[Any]:
        """The results of operations that wait for none of each other, in their order; all writes are kept, or none.

        `replay`: they are from an outage, in which nobody knew what was stored. So they change no chat that somebody
        changed since, and take back no choice.
        """
        results: list[Any] = [None] * len(asked)
        cursor = connection.connection.cursor()
        recalls = [place for place, operation in enumerate(asked) if type(operation) is Recall]
        for place, result in zip(recalls, self._recall(cursor, [asked[place] for place in recalls]), strict=True):
            results[place] = result
        for place, operation in enumerate(asked):
            if type(operation) is not Recall and not operation.writes:
                results[place] = _DO[type(operation)](connection, operation)
        writes = [place for place, operation in enumerate(asked) if operation.writes]
        if writes:
            done = self._write(connection, cursor, [asked[place] for place in writes], replay=replay)
            for place, result in zip(writes, done, strict=True):
                results[place] = result
        cursor.close()
        return results

    def _recall(self, cursor: DBAPICursor, recalls: Sequence[Any]) -> list[Recalled]:
        if not recalls:
            return []
        if self._dialect.name == "sqlite":
            rows = [(recall.update, recall.chat, recall.person) for recall in recalls]
            parameters: Parameters = (msgspec.json.encode(rows).decode(),)
        else:
            parameters = (
                [recall.update for recall in recalls],
                [recall.chat for recall in recalls],
                [recall.person for recall in recalls],
            )
        cursor.execute(self._recall_text, parameters)
        return [
            Recalled(coding.from_row(windows, language, recent), handled is not None)
            for windows, language, recent, handled in cursor.fetchall()
        ]

    def _write(
        self, connection: Connection, cursor: DBAPICursor, asked: Sequence[Operation[Any]], *, replay: bool
    ) -> list[Any]:
        cursor.execute(_BEGIN[self._dialect.name])
        try:
            results = self._write_all(connection, cursor, asked, self._replayed if replay else self._upserts)
            cursor.execute("COMMIT")
        except Exception:  # on a cancelled call nobody waits for the server: the connection is dropped
            with contextlib.suppress(Exception):  # the transaction may be over already, or the connection
                cursor.execute("ROLLBACK")
            raise
        if any(isinstance(operation, ERASING) for operation in asked):
            coding.forget_texts()
            if self._dialect.name == "sqlite":  # the log still holds what was deleted
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return results

    def _write_all(
        self,
        connection: Connection,
        cursor: DBAPICursor,
        asked: Sequence[Operation[Any]],
        upserts: dict[Table, str],
    ) -> list[Any]:
        results: list[Any] = []
        rows: Rows = {}
        for operation in asked:
            if isinstance(operation, Keep):
                for kept in operation.kept:
                    table, key, row = _row(kept)
                    rows.setdefault(table, {})[key] = row
                results.append(None)
            else:
                _put(cursor, rows, upserts)
                results.append(_DO[type(operation)](connection, operation))
        _put(cursor, rows, upserts)
        return results

    def _upsert(self, table: Table) -> str:
        statement = _INSERT[self._dialect.name](table)
        changed = {column.name: column for column in statement.excluded if not column.primary_key}
        return self._text(statement.on_conflict_do_update(index_elements=table.primary_key.columns, set_=changed))

    def _merge_chats(self) -> str:
        statement = _INSERT[self._dialect.name](tables.chats)
        kept, excluded = tables.chats.c, statement.excluded
        changed: dict[str, ColumnElement[Any]] = {column.name: column for column in excluded if not column.primary_key}
        for choice in ("windows", "language"):
            changed[choice] = func.coalesce(excluded[choice], kept[choice])
        newer = excluded.at >= kept.at
        return self._text(
            statement.on_conflict_do_update(index_elements=[kept.chat, kept.person], set_=changed, where=newer)
        )

    def _text(self, statement: Insert) -> str:
        """A statement as the driver takes it, with a parameter for each column in the order of the table."""
        return str(statement.compile(dialect=self._dialect))


def _put(cursor: DBAPICursor, rows: Rows, upserts: dict[Table, str]) -> None:
    """Write rows by table, in the order of their keys: processes that lock the same rows must not meet crosswise."""
    for table, by_key in rows.items():
        cursor.executemany(upserts[table], [by_key[key] for key in sorted(by_key)])
    rows.clear()


def _row(kept: Kept) -> tuple[Table, Any, Parameters]:
    """The table, the key and the row of what is kept."""
    match kept:
        case ChatSaved(chat, person, memory, at):
            key: Any = (chat, person)
            return tables.chats, key, (*key, *coding.to_row(memory), microseconds(at))
        case AnswersSaved(chat, question, ids, at):
            key = (chat, question)
            return tables.answers, key, (*key, coding.ids_to_text(ids), microseconds(at))
        case Handled(update_id, at):
            return tables.handled, update_id, (update_id, microseconds(at))
        case VoteSaved(chat, message, person, StoredVote(vote, at)):
            key = (chat, message, person)
            row = (*key, vote.section, vote.code, vote.rung, vote.helped, microseconds(at))
            return tables.votes, key, row
        case QuestionSaved(chat, message, StoredQuestion(text, at)):
            key = (chat, message)
            return tables.questions, key, (*key, storable(text), microseconds(at))
        case DeadLetter(update_id, of, content, error, at):
            row = (update_id, of, storable(content), storable(error), microseconds(at))
            return tables.dead_letters, update_id, row


def _answers(connection: Connection, asked: operations.Answers) -> tuple[int, ...]:
    of = tables.answers.c
    text = connection.scalar(select(of.ids).where(of.chat == asked.chat, of.question == asked.question))
    return coding.ids_from_text(text) if text else ()


def _vote_of(connection: Connection, asked: operations.VoteOf) -> bool | None:
    of = tables.votes.c
    this = (of.chat == asked.chat, of.message == asked.message, of.person == asked.person)
    return connection.scalar(select(of.helped).where(*this))


def _led_on(connection: Connection, asked: operations.Escalated) -> bool:
    of = tables.votes.c
    escalated = (of.chat == asked.chat, of.message == asked.message, of.helped.is_(False))
    return connection.scalar(select(of.rung).where(*escalated).limit(1)) is not None


def _votes(connection: Connection, _asked: operations.Votes) -> list[StoredVote]:
    of = tables.votes.c
    found = connection.execute(select(of.section, of.code, of.rung, of.helped, of.at).order_by(of.at))
    return [StoredVote(Vote(*vote), coding.time(at)) for *vote, at in found]


def _questions(connection: Connection, _asked: operations.Questions) -> list[StoredQuestion]:
    of = tables.questions.c
    found = connection.execute(select(of.text, of.at).order_by(of.at))
    return [StoredQuestion(text, coding.time(at)) for text, at in found]


def _dead_letters(connection: Connection, _asked: operations.DeadLetters) -> list[DeadLetter]:
    of = tables.dead_letters.c
    found = connection.execute(select(of.update_id, of.chat, of.content, of.error, of.at).order_by(of.at))
    return [
        DeadLetter(update_id, ChatKey(chat) if chat is not None else None, content, error, coding.time(at))
        for update_id, chat, content, error, at in found
    ]


def _latest_handled(connection: Connection, _asked: operations.LatestHandled) -> int | None:
    latest: int | None = connection.scalar(select(func.max(tables.handled.c.update_id)))
    return latest


def _tried(connection: Connection, asked: operations.Tried) -> int:
    of, at = tables.tries.c, microseconds(asked.at)
    statement = _INSERT[connection.dialect.name](tables.tries).values(update_id=asked.update, tries=1, at=at)
    more = statement.on_conflict_do_update(index_elements=[of.update_id], set_={"tries": of.tries + 1, "at": at})
    tries: int = connection.execute(more.returning(of.tries)).scalar_one()
    return tries


def _forget(connection: Connection, asked: operations.Forget) -> None:
    for table in tables.OF_CHATS:
        connection.execute(delete(table).where(table.c.chat == asked.chat))


def _tidy(connection: Connection, asked: operations.Tidy) -> bool:
    earliest, day = microseconds(asked.now - REMEMBERED), microseconds(asked.now - UPDATES_KEPT)
    done = [_delete_some(connection, table, table.c.at < day) for table in tables.OF_UPDATES]
    of = tables.chats.c
    all_old = select(of.chat, of.person).where(of.oldest < earliest, of.newest < earliest).limit(MAX_AT_ONCE)
    nothing = {"recent": None, "oldest": None, "newest": None}
    done.append(
        connection.execute(update(tables.chats).where(tuple_(of.chat, of.person).in_(all_old)).values(nothing)).rowcount
    )
    if MAX_AT_ONCE not in done:
        done.append(_tidy_some(connection, asked.now))
    return MAX_AT_ONCE in done


def _tidy_some(connection: Connection, now: datetime) -> int:
    """Delete latest answers that have newer ones beside them, of at most MAX_AT_ONCE people; of how many."""
    of = tables.chats.c
    columns = (of.chat, of.person, of.windows, of.language, of.recent)
    old = select(*columns).where(of.oldest < microseconds(now - REMEMBERED)).limit(MAX_AT_ONCE)
    found = connection.execute(old).fetchall()
    for chat, person, windows, language, text in found:
        *_, recent, oldest, newest = coding.to_row(coding.from_row(windows, language, text).at(now))
        # Another replica may have changed it since.
        same = (of.chat == chat, of.person == person, of.recent == text)
        connection.execute(update(tables.chats).where(*same).values(recent=recent, oldest=oldest, newest=newest))
    return len(found)


def _expire(connection: Connection, asked: operations.Expire) -> bool:
    before = microseconds(asked.before)
    all_tables = (*tables.OF_CHATS, *tables.OF_UPDATES)
    return MAX_AT_ONCE in [_delete_some(connection, table, table.c.at < before) for table in all_tables]


def _delete_some(connection: Connection, table: Table, which: ColumnElement[bool]) -> int:
    """Delete rows, at most MAX_AT_ONCE; how many."""
    key = list(table.primary_key.columns)
    some = select(*key).where(which).limit(MAX_AT_ONCE)
    return connection.execute(delete(table).where(tuple_(*key).in_(some))).rowcount


_DO: dict[type[Operation[Any]], Callable[[Connection, Any], Any]] = {
    operations.Answers: _answers,
    operations.VoteOf: _vote_of,
    operations.Escalated: _led_on,
    operations.Votes: _votes,
    operations.Questions: _questions,
    operations.DeadLetters: _dead_letters,
    operations.LatestHandled: _latest_handled,
    operations.Tried: _tried,
    operations.Forget: _forget,
    operations.Tidy: _tidy,
    operations.Expire: _expire,
}
