"""Which database `BOT_DATABASE_URL` names, and opening the memory in it."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import platformdirs
from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.memory import operations
from bot.memory.database import Database, DatabaseAwayError
from bot.memory.feedback import Feedback
from bot.memory.in_sql import SqlMemory
from bot.memory.model import MemoryConfigError
from bot.memory.operations import Operation

NAME = "memory.sqlite3"
SQLITE = ("sqlite", "sqlite+aiosqlite", "sqlite+pysqlite")
POSTGRESQL = ("postgresql+asyncpg", "postgresql", "postgres")
SHAPES = "sqlite+aiosqlite:////folder/file or postgresql+asyncpg://user:password@host/database"


def default_url() -> str:
    """A SQLite file in the folder systemd gives the service (STATE_DIRECTORY), else in the user's data folder."""
    given = os.environ.get("STATE_DIRECTORY", "").partition(":")[0]
    folder = Path(given) if given else platformdirs.user_data_path("aktiveringsbot")
    return f"sqlite+aiosqlite:///{folder / NAME}"


def without_password(url: str) -> str:
    """A URL of a database as it may be shown: options may hold a password as well."""
    return make_url(url).set(query={}).render_as_string(hide_password=True)


@asynccontextmanager
async def open_memory(url: str) -> AsyncIterator[SqlMemory]:
    """The memory in a database, for as long as the block runs; its tables are made or renewed first.

    A database that is away makes it start without (`SqlMemory.available`), and join later. Raises MemoryConfigError.
    """
    memory = SqlMemory(database_of(url))
    try:
        await memory.start()
        yield memory
    finally:
        await memory.close()


async def migrate(url: str) -> None:
    """Bring the tables of a database to this program's version.

    Raises MemoryConfigError, also where the database is away.
    """
    await _do(database_of(url), [])


async def read_feedback(url: str) -> Feedback:
    """What is stored for maintainers, also of a bot that is at work.

    Raises MemoryConfigError, also where the database is away.
    """
    database = database_of(url, alone=False)
    return Feedback(*await _do(database, [operations.Votes(), operations.Questions(), operations.DeadLetters()]))


async def _do(database: Database, asked: list[Operation[Any]]) -> list[Any]:
    """The results of operations on a database that is opened for them alone."""
    try:
        await database.open()
        return await database.perform(asked)
    except DatabaseAwayError as error:
        raise MemoryConfigError(f"the database of BOT_DATABASE_URL is away: {error}") from None
    finally:
        await database.close()


def database_of(url: str, *, alone: bool = True) -> Database:
    """The database a URL names, not opened yet; `alone`: no other process may use it, where it is a file.

    Raises MemoryConfigError where it names none.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise MemoryConfigError(f"BOT_DATABASE_URL is no URL of a database; it looks like {SHAPES}") from None
    if parsed.drivername in SQLITE:
        return _sqlite(parsed, alone=alone)
    if parsed.drivername in POSTGRESQL:
        return _postgresql(parsed)
    raise MemoryConfigError(
        f"BOT_DATABASE_URL names {parsed.drivername}, which is not supported; it looks like {SHAPES}"
    )


def _sqlite(url: URL, *, alone: bool) -> Database:
    from bot.memory.sqlite import SqliteDatabase  # noqa: PLC0415 - each loads a driver of its own

    if not url.database or url.database.startswith((":memory:", "file:")) or url.host or url.query:
        raise MemoryConfigError(
            "BOT_DATABASE_URL must name a file: sqlite+aiosqlite:////folder/file, with four slashes"
        )
    return SqliteDatabase(Path(url.database).absolute(), alone=alone)


def _postgresql(url: URL) -> Database:
    from bot.memory.postgresql import PostgresDatabase  # noqa: PLC0415 - see above

    query = dict(url.query)
    if "sslmode" in query:  # libpq's name for it
        query["ssl"] = query.pop("sslmode")
    return PostgresDatabase(url.set(drivername="postgresql+asyncpg", query=query))
