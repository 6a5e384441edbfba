"""The tables of the memory in SQL. A test holds them and the migrations alike.

Times are microseconds since 1970 in UTC, so that both databases compare and order them alike. Ids of Telegram fit 64
bits (core.telegram.org/bots/api: "at most 52 significant bits"). Nothing refers to another table: every row of a chat
carries its key, and `forget` needs no more.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

# In SQLite a table without row ids is one tree, sorted by its key, rather than two. It is for short rows only
# (sqlite.org/withoutrowid.html), so not for `chats`.
_ONE_TREE: dict[str, Any] = {"sqlite_with_rowid": False}

chats = Table(
    "chats",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("windows", Text),
    Column("language", Text),
    # The latest answers and the case (see `coding`), with the times of the oldest and the newest of all that, by which
    # they are tidied away.
    Column("recent", Text),
    Column("oldest", BigInteger),
    Column("newest", BigInteger),
    Column("at", BigInteger, nullable=False),
    Index("chats_at", "at"),
    Index("chats_oldest", "oldest"),
)

answers = Table(
    "answers",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("question", BigInteger, primary_key=True),
    Column("ids", Text, nullable=False),  # a JSON list
    Column("at", BigInteger, nullable=False),
    Index("answers_at", "at"),
    **_ONE_TREE,
)

votes = Table(
    "votes",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("message", BigInteger, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("section", Text, nullable=False),
    Column("code", Text),
    Column("rung", Integer, nullable=False),
    Column("helped", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("votes_at", "at"),
    **_ONE_TREE,
)

questions = Table(
    "questions",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("message", BigInteger, primary_key=True),
    Column("text", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("questions_at", "at"),
    **_ONE_TREE,
)

handled = Table(
    "handled",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Index("handled_at", "at"),
    **_ONE_TREE,
)

tries = Table(
    "tries",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("tries", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    **_ONE_TREE,
)

dead_letters = Table(
    "dead_letters",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat", Text),
    Column("content", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("dead_letters_chat", "chat"),
    **_ONE_TREE,
)

OF_CHATS = (chats, answers, votes, questions, dead_letters)
OF_UPDATES = (handled, tries)
