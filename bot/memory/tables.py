"""The tables of the memory, and their version in a database. A test checks that the migrations make these tables.

Times are microseconds since 1970 in UTC, so that both databases compare and order them alike. Ids of Telegram fit into
64 bits (core.telegram.org/bots/api: "at most 52 significant bits"). No table refers to another one: every row of a chat
has the key of the chat, by which its rows are found and deleted.

Alembic is imported only if there is something to migrate: it takes time and memory that no later start needs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, Connection, Index, Integer, MetaData, Table, Text, inspect, text

from bot.memory.records import MemoryConfigError

# The migrations in their order, the newest last; a test compares them with the files.
REVISIONS = ("0001",)
MIGRATIONS = Path(__file__).parent / "migrations"

metadata = MetaData()

# In SQLite a table without row ids is one B-tree, sorted by its key, rather than two. That suits short rows only
# (sqlite.org/withoutrowid.html), so not those of `chats`.
_ONE_TREE: dict[str, Any] = {"sqlite_with_rowid": False}

chats = Table(
    "chats",
    metadata,
    Column("chat", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("windows", Text),
    Column("language", Text),
    # The history as JSON, NULL if there are only choices; and the times of the oldest and the newest part of it, by
    # which stale parts are found. The columns of the choices take precedence, because the history expires before them.
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

CHAT_TABLES = (chats, answers, votes, questions, dead_letters)
UPDATE_TABLES = (handled, tries)


def is_current(connection: Connection) -> bool:
    """Return whether the tables of a database are those of this program.

    Raises MemoryConfigError if a newer version of the program made them.
    """
    if not inspect(connection).has_table("alembic_version"):
        return False
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision not in (None, *REVISIONS):
        raise MemoryConfigError(
            f"the database of BOT_DATABASE_URL was made by a newer version of this program (its schema is {revision}, "
            f"the newest known is {REVISIONS[-1]}): run that version, or restore a backup from before the upgrade"
        )
    return bool(revision == REVISIONS[-1])


def upgrade(connection: Connection) -> None:
    """Migrate a database to the tables of this program. The caller holds a lock and a transaction."""
    if is_current(connection):  # another process was faster
        return
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
