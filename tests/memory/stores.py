"""Every kind of memory, opened for one test and closed after it."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.memory.opening import open_memory
from bot.memory.sql_memory import SqlMemory
from bot.memory.sqlite import SqliteDatabase
from bot.memory.tables import metadata
from tests.postgres import Cluster


@dataclass(frozen=True)
class Store:
    """A memory, and all bytes in which it stores anything, to search for data that must not be there."""

    memory: SqlMemory
    everything: Callable[[], bytes]


Making = Callable[[Path], AbstractAsyncContextManager[Store]]


@asynccontextmanager
async def _in_process(_folder: Path) -> AsyncIterator[Store]:
    database = SqliteDatabase(None)
    memory = SqlMemory(database)
    try:
        yield Store(memory, lambda: _contents(database))
    finally:
        await memory.close()


@asynccontextmanager
async def _sqlite(folder: Path) -> AsyncIterator[Store]:
    async with open_memory(f"sqlite+aiosqlite:///{folder / 'memory.sqlite3'}") as memory:
        yield Store(memory, lambda: b"".join(file.read_bytes() for file in sorted(folder.iterdir())))


def _contents(database: SqliteDatabase) -> bytes:
    connection = database._connection  # noqa: SLF001 - the test reads the pages of the database
    driver = connection.connection.driver_connection if connection else None
    assert isinstance(driver, sqlite3.Connection)
    return driver.serialize()


def postgresql(cluster: Cluster) -> Making:
    """Return a way to open a memory in a database of a running server."""

    @asynccontextmanager
    async def making(_folder: Path) -> AsyncIterator[Store]:
        async with open_memory(cluster.url()) as memory:
            cluster.sql("TRUNCATE " + ", ".join(metadata.tables))
            yield Store(memory, lambda: dump(cluster).encode())

    return making


def dump(cluster: Cluster, database: str = "postgres") -> str:
    """Return all rows of all tables. Their earlier versions are left to the server to clean up (VACUUM)."""
    return cluster.sql(*(f"SELECT * FROM {table}" for table in metadata.tables), database=database)  # noqa: S608


# Each gets an empty folder for its files. POSTGRESQL also needs a server, and is opened by `postgresql`.
KINDS: dict[str, Making] = {"in process": _in_process, "SQLite": _sqlite}
POSTGRESQL = "PostgreSQL"
