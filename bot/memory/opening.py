"""The database that `BOT_DATABASE_URL` names, and opening the memory in it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import platformdirs
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.memory import statements
from bot.memory.database import Database, DatabaseAwayError
from bot.memory.records import Feedback, MemoryConfigError
from bot.memory.sql_memory import SqlMemory
from bot.memory.statements import Call

FILE_NAME = "memory.sqlite3"
SQLITE = ("sqlite", "sqlite+aiosqlite", "sqlite+pysqlite")
POSTGRESQL = ("postgresql+asyncpg", "postgresql", "postgres")
URL_EXAMPLES = "sqlite+aiosqlite:////folder/file or postgresql+asyncpg://user:password@host/database"


def default_url() -> str:
    """Return the URL of a SQLite file in systemd's STATE_DIRECTORY, else in the data folder of the account."""
    given = os.environ.get("STATE_DIRECTORY", "").partition(":")[0]
    folder = Path(given) if given else platformdirs.user_data_path("aktiveringsbot")
    return f"sqlite+aiosqlite:///{folder / FILE_NAME}"


def without_password(url: str) -> str:
    """Return the URL of a database without its password and its options, which may contain a password too."""
    return make_url(url).set(query={}).render_as_string(hide_password=True)


@asynccontextmanager
async def open_memory(url: str) -> AsyncIterator[SqlMemory]:
    """Open the memory in a database, and close it after the block. The tables are migrated first.

    If the database is away, the memory starts without it, see `SqlMemory.available`. Raises MemoryConfigError.
    """
    async with _opened(database_of(url)) as memory:
        yield memory


@asynccontextmanager
async def open_in_process() -> AsyncIterator[SqlMemory]:
    """Open a memory that lasts as long as the process, and close it after the block."""
    from bot.memory.sqlite import SqliteDatabase  # noqa: PLC0415 - each database imports a driver of its own

    async with _opened(SqliteDatabase(None)) as memory:
        yield memory


@asynccontextmanager
async def _opened(database: Database) -> AsyncIterator[SqlMemory]:
    memory = SqlMemory(database)
    try:
        await memory.start()
        yield memory
    finally:
        await memory.close()


async def migrate(url: str) -> None:
    """Migrate the tables of a database to this program's version.

    Raises MemoryConfigError, also if the database is away.
    """
    await _perform(database_of(url), [])


async def read_feedback(url: str) -> Feedback:
    """Return what is stored for maintainers, also while a bot uses the database.

    Raises MemoryConfigError, also if the database is away.
    """
    (found,) = await _perform(database_of(url, alone=False), [(statements.feedback, ())])
    return found


async def _perform(database: Database, calls: list[Call]) -> list[Feedback]:
    """Return the results of calls on a database that is opened only for them."""
    try:
        await database.open()
        return await database.perform(calls)
    except DatabaseAwayError as error:
        raise MemoryConfigError(f"the database of BOT_DATABASE_URL is away: {error}") from None
    finally:
        await database.close()


def database_of(url: str, *, alone: bool = True) -> Database:
    """Return the database that a URL names, not opened yet.

    With `alone`, no other process may use the database if it is a file. Raises MemoryConfigError if the URL names none.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise MemoryConfigError(f"BOT_DATABASE_URL is not a database URL; expected {URL_EXAMPLES}") from None
    if parsed.drivername in SQLITE:
        return _sqlite(parsed, alone=alone)
    if parsed.drivername in POSTGRESQL:
        return _postgresql(parsed)
    raise MemoryConfigError(
        f"BOT_DATABASE_URL names {parsed.drivername}, which is not supported; expected {URL_EXAMPLES}"
    )


def _sqlite(url: URL, *, alone: bool) -> Database:
    from bot.memory.sqlite import SqliteDatabase  # noqa: PLC0415 - see above

    if not url.database or url.database.startswith((":memory:", "file:")) or url.host or url.query:
        raise MemoryConfigError(
            "BOT_DATABASE_URL must name a file: sqlite+aiosqlite:////folder/file, with four slashes"
        )
    return SqliteDatabase(Path(url.database).absolute(), alone=alone)


def _postgresql(url: URL) -> Database:
    from bot.memory.postgresql import PostgresDatabase  # noqa: PLC0415 - see above

    query = dict(url.query)
    if "sslmode" in query:  # the name in libpq
        query["ssl"] = query.pop("sslmode")
    return PostgresDatabase(url.set(drivername="postgresql+asyncpg", query=query))
