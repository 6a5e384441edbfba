"""SQLite, in one thread of its own: a file that one process uses, or the memory of the process.

A round of calls crosses to the thread and back once, rather than once a statement as with aiosqlite, which took twice
the processor time.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import sqlite3
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from bot.memory import tables
from bot.memory.database import (
    OPENING_TIMEOUT_SECONDS,
    DatabaseAwayError,
    driver_error,
    is_data_error,
    one_line,
    timeout_for,
)
from bot.memory.records import MemoryConfigError
from bot.memory.statements import Call, perform

BUSY_SECONDS = 1.0  # for which another program, such as a backup, may lock the file
LOG_PAGES = 4_000  # of 4 KiB, written to the log before a checkpoint; with more, fewer pages are copied repeatedly
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",  # commits survive a crash of the process, and all but the last ones a loss of power
    "secure_delete=ON",  # deleted data is overwritten
    f"wal_autocheckpoint={LOG_PAGES}",
)
MAX_PAGES_IN_MEMORY = 16_000  # of 4 KiB
# Errors that retrying cannot fix (sqlite.org/rescode.html); SQLITE_ERROR is a table of another program in the way.
PERMANENT_ERRORS = {
    "SQLITE_NOTADB": "is not an SQLite database",
    "SQLITE_CANTOPEN": "cannot be opened",
    "SQLITE_READONLY": "cannot be written",
    "SQLITE_READONLY_DIRECTORY": "is in a folder that cannot be written",
    "SQLITE_ERROR": "contains tables of another program",
}
T = TypeVar("T")


class SqliteDatabase:
    """A `Database` in a file, or in the memory of the process if there is no path.

    With `alone`, no other process may use the file. In memory it is connected from the start, and holds at most
    `max_pages` of 4 KiB.
    """

    def __init__(self, path: Path | None, *, alone: bool = True, max_pages: int = MAX_PAGES_IN_MEMORY) -> None:
        self._path, self._alone = path, alone
        self._engine = create_engine(
            URL.create("sqlite", database=str(path) if path else ":memory:"),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
        )
        pragmas = PRAGMAS if path else (*PRAGMAS, f"max_page_count={max_pages}")
        event.listen(self._engine, "connect", lambda connection, _record: _set_up(connection, pragmas))
        self._thread = ThreadPoolExecutor(1, "memory")
        self._connection = None if path else self._open_in_memory()
        self._inode = 0
        self._lock: int | None = None

    async def open(self) -> None:
        """See `Database.open`. Raises MemoryConfigError also if another process uses the file."""
        if self._path is None:
            self._connection = self._connection or self._open_in_memory()
            return
        if self._alone and self._lock is None:
            self._lock = _lock(self._path)
        self._disconnect()
        path = self._path
        self._connection, self._inode = await self._in_thread(lambda: self._open_file(path), OPENING_TIMEOUT_SECONDS)

    async def perform(self, calls: Sequence[Call]) -> list[Any]:
        """See `Database.perform`."""
        return await self._in_thread(lambda: self._perform(calls), timeout_for(calls))

    async def close(self) -> None:
        """See `Database.close`."""
        self._disconnect()
        await asyncio.to_thread(self._thread.shutdown)
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def _open_in_memory(self) -> Connection:
        connection = self._engine.connect()
        tables.metadata.create_all(connection)
        return connection

    def _open_file(self, path: Path) -> tuple[Connection, int]:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        # Only this account may read the file; SQLite gives its log the same rights. An existing file is not opened
        # here: closing it would drop the locks of a connection that still exists, and another program could then
        # delete the log of the next one (sqlite.org/howtocorrupt.html, 2.2).
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        inode = path.stat().st_ino
        connection = self._engine.connect()
        try:
            if not tables.is_current(connection):
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                tables.upgrade(connection)
                connection.exec_driver_sql("COMMIT")
        except BaseException:
            connection.close()
            raise
        return connection, inode

    def _perform(self, calls: Sequence[Call]) -> list[Any]:
        if self._connection is None:
            raise DatabaseAwayError("not connected", lost=True)
        # SQLite would go on writing to a removed file, and the data would be lost with the process.
        if self._path and self._path.stat().st_ino != self._inode:
            raise DatabaseAwayError("the file was replaced", lost=True)
        return perform(self._connection, calls)

    async def _in_thread(self, work: Callable[[], T], seconds: float) -> T:
        doing = asyncio.get_running_loop().run_in_executor(self._thread, work)
        try:
            async with asyncio.timeout(seconds):
                return await doing
        except TimeoutError:
            self._replace_thread()
            raise DatabaseAwayError(f"no answer in {seconds:.0f} s") from None
        except FileNotFoundError:
            raise DatabaseAwayError("the file was removed", lost=True) from None
        except (PermissionError, IsADirectoryError) as error:
            raise self._config_error("cannot be opened", error) from None
        except OSError as error:
            raise DatabaseAwayError(one_line(error)) from None
        except (DBAPIError, sqlite3.Error) as error:
            if is_data_error(driver_error(error)):
                raise
            raise self._database_error(driver_error(error)) from None

    def _database_error(self, error: BaseException) -> Exception:
        name = getattr(error, "sqlite_errorname", "")
        if self._connection is None and name in PERMANENT_ERRORS:
            return self._config_error(PERMANENT_ERRORS[name], error)
        return DatabaseAwayError(one_line(error))

    def _config_error(self, fault: str, error: BaseException) -> MemoryConfigError:
        reason = error.strerror if isinstance(error, OSError) else error
        return MemoryConfigError(
            f"the file of BOT_DATABASE_URL, {self._path}, {fault} ({reason}): fix it, or choose another file"
        )

    def _disconnect(self) -> None:
        """Close the connection after the calls in progress."""
        if self._connection is not None:
            self._thread.submit(self._connection.close)
            self._connection = None

    def _replace_thread(self) -> None:
        """Abandon the thread with the call that does not end, and go on with a new one."""
        if self._connection is not None:
            driver = self._connection.connection.driver_connection
            if isinstance(driver, sqlite3.Connection):
                driver.interrupt()
        self._disconnect()
        self._thread.shutdown(wait=False)
        self._thread = ThreadPoolExecutor(1, "memory")


def _set_up(connection: sqlite3.Connection, pragmas: Sequence[str]) -> None:
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _lock(path: Path) -> int:
    """Lock a file for this process, as long as the returned descriptor is open. Raises MemoryConfigError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path.with_name(f"{path.name}.lock"), os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise MemoryConfigError(
            f"the folder of BOT_DATABASE_URL, {path.parent}, cannot be used ({error.strerror}): let this account write "
            "there, or choose another file"
        ) from None
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415 - Windows has none

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise MemoryConfigError(
                f"another process uses the file of BOT_DATABASE_URL, {path}: stop it, or let several share a "
                "PostgreSQL database (postgresql+asyncpg://…)"
            ) from None
    return descriptor
