"""SQLite: one file, used by one process, in one thread of its own.

A round of operations crosses to the thread and back once, rather than once a statement as with aiosqlite, which took
twice the processor time.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from bot.memory import schema
from bot.memory.database import OPENING_SECONDS, DatabaseAwayError, cause, is_of_the_values, patience, reason
from bot.memory.model import MemoryConfigError
from bot.memory.operations import Operation
from bot.memory.sql import Performer

BUSY_SECONDS = 1.0  # that another program, such as a backup, may hold the file
CACHE_KIB = 8_000
LOG_PAGES = 4_000  # of 4 KiB, that are written before they go into the file; the more, the fewer go twice
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",  # what is committed survives the process, and all but the last of it a loss of power
    "secure_delete=ON",  # what is deleted is overwritten
    f"cache_size=-{CACHE_KIB}",
    f"wal_autocheckpoint={LOG_PAGES}",
)
# What no waiting mends (sqlite.org/rescode.html); SQLITE_ERROR is a table in the way of ours.
HOPELESS = {
    "SQLITE_NOTADB": "is no SQLite database",
    "SQLITE_CANTOPEN": "cannot be opened",
    "SQLITE_READONLY": "cannot be written",
    "SQLITE_READONLY_DIRECTORY": "is in a folder that cannot be written",
    "SQLITE_ERROR": "holds tables of something else",
}
T = TypeVar("T")


class SqliteDatabase:
    """A `Database` in a file. Only one that is used `alone` may be written to by a bot."""

    shared = False

    def __init__(self, path: Path, *, alone: bool = True) -> None:
        self._path, self._alone = path, alone
        self._engine = create_engine(
            URL.create("sqlite", database=str(path)),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
        )
        event.listen(self._engine, "connect", _set_up)
        self._performer = Performer(self._engine.dialect)
        self._thread = ThreadPoolExecutor(1, "memory")
        self._connection: Connection | None = None
        self._inode = 0
        self._lock: int | None = None

    async def open(self) -> None:
        """See `Database.open`. Raises MemoryConfigError also where another process uses the file."""
        if self._alone and self._lock is None:
            self._lock = _lock(self._path)
        self._let_go()
        self._connection, self._inode = await self._in_thread(self._open, OPENING_SECONDS)

    async def perform(self, asked: Sequence[Operation[Any]], *, replay: bool = False) -> list[Any]:
        """See `Database.perform`."""
        return await self._in_thread(lambda: self._perform(asked, replay=replay), patience(asked))

    async def close(self) -> None:
        """See `Database.close`."""
        self._let_go()
        await asyncio.to_thread(self._thread.shutdown)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _open(self) -> tuple[Connection, int]:
        # What is stored is nobody else's to read. The files beside it get the same rights.
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        inode = self._path.stat().st_ino
        connection = self._engine.connect()
        try:
            if not schema.is_current(connection):
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                schema.upgrade(connection)
                connection.exec_driver_sql("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection, inode

    def _perform(self, asked: Sequence[Operation[Any]], *, replay: bool) -> list[Any]:
        if self._connection is None:
            raise DatabaseAwayError("not connected", lost=True)
        # SQLite would go on writing to a file that was removed, and all of it would be gone with the process.
        if self._path.stat().st_ino != self._inode:
            raise DatabaseAwayError("the file was replaced", lost=True)
        return self._performer.perform(self._connection, asked, replay=replay)

    async def _in_thread(self, work: Callable[[], T], seconds: float) -> T:
        doing = asyncio.get_running_loop().run_in_executor(self._thread, work)
        try:
            async with asyncio.timeout(seconds):
                return await doing
        except TimeoutError:
            self._abandon()
            raise DatabaseAwayError(f"no answer in {seconds:.0f} s") from None
        except FileNotFoundError:
            raise DatabaseAwayError("the file was removed", lost=True) from None
        except (PermissionError, IsADirectoryError) as error:
            raise self._wrong("cannot be opened", error) from None
        except OSError as error:
            raise DatabaseAwayError(reason(error)) from None
        except (DBAPIError, sqlite3.Error) as error:
            if is_of_the_values(cause(error)):
                raise
            raise self._fault(cause(error)) from None

    def _fault(self, error: BaseException) -> Exception:
        name = getattr(error, "sqlite_errorname", "")
        if self._connection is None and name in HOPELESS:
            return self._wrong(HOPELESS[name], error)
        return DatabaseAwayError(reason(error))

    def _wrong(self, what: str, error: BaseException) -> MemoryConfigError:
        said = error.strerror if isinstance(error, OSError) else error
        return MemoryConfigError(
            f"the file of BOT_DATABASE_URL, {self._path}, {what} ({said}): mend it, or name another file"
        )

    def _let_go(self) -> None:
        """Close the connection, once what is under way with it is done."""
        if self._connection is not None:
            self._thread.submit(self._connection.close)
            self._connection = None

    def _abandon(self) -> None:
        """Leave the thread to whatever it waits for, and go on with another."""
        if self._connection is not None:
            driver = self._connection.connection.driver_connection
            if isinstance(driver, sqlite3.Connection):
                driver.interrupt()
        self._let_go()
        self._thread.shutdown(wait=False)
        self._thread = ThreadPoolExecutor(1, "memory")


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _lock(path: Path) -> int:
    """Take the file for this process, for as long as the descriptor is open. Raises MemoryConfigError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise MemoryConfigError(
            f"the folder of BOT_DATABASE_URL, {path.parent}, cannot be used ({error.strerror}): let this user write "
            "there, or name another file"
        ) from None
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - Windows has none

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise MemoryConfigError(
                f"another process uses the file of BOT_DATABASE_URL, {path}: stop it, or let several share a "
                "PostgreSQL (postgresql+asyncpg://…)"
            ) from None
    return descriptor
