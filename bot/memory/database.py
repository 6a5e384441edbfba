"""The interface between the memory and a database: rounds of statements, and the kinds of errors."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import structlog
from sqlalchemy.exc import DBAPIError

from bot.memory.records import MemoryConfigError
from bot.memory.statements import Call, deletes

# For a round of a few statements on few rows. A slower database is treated as away, because users wait for answers.
TIMEOUT_SECONDS = 2.0
DELETING_TIMEOUT_SECONDS = 30.0  # for calls that delete many rows and wait for the disk
OPENING_TIMEOUT_SECONDS = 60.0  # another replica may be migrating
MAX_CALLS_IN_A_ROUND = 500

logger = structlog.get_logger(__name__)
T = TypeVar("T")


class DatabaseAwayError(Exception):
    """The database cannot be used now. The text says why, without stored data and without passwords.

    `lost` says that the connection broke, so that a new one may work.
    """

    def __init__(self, reason: str, *, lost: bool = False) -> None:
        super().__init__(reason)
        self.lost = lost


class Database(Protocol):
    """A database that is used by one task at a time."""

    async def open(self) -> None:
        """Connect, for the first time or again, and migrate the tables to this program's version.

        Raises DatabaseAwayError, and MemoryConfigError if retrying would not help.
        """

    async def perform(self, calls: Sequence[Call]) -> list[Any]:
        """Return the results of calls, see `statements.perform`.

        Raises DatabaseAwayError. Any other exception comes from one of the calls.
        """

    async def close(self) -> None:
        """Close everything."""


class Rounds:
    """Calls of statements on a database, in rounds: all calls made during one round form the next transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: deque[tuple[Call, asyncio.Future[Any]]] = deque()
        self._one_by_one = 0  # number of waiting calls that each form a round of their own
        self._working: asyncio.Task[None] | None = None

    def call(self, function: Callable[..., T], *args: object) -> asyncio.Future[T]:
        """Return the future result of a statement. It raises DatabaseAwayError, and whatever the statement raises."""
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append(((function, args), done))
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return done

    async def finish(self) -> None:
        """Return once all calls have their results."""
        if self._working:
            await asyncio.wait({self._working})

    async def _work(self) -> None:
        try:
            while self._waiting:
                count = 1 if self._one_by_one else min(len(self._waiting), MAX_CALLS_IN_A_ROUND)
                self._one_by_one = max(0, self._one_by_one - 1)
                await self._round([self._waiting.popleft() for _ in range(count)])
        finally:
            self._working = None

    async def _round(self, waiting: list[tuple[Call, asyncio.Future[Any]]]) -> None:
        try:
            results = await self._perform([call for call, _ in waiting])
        except DatabaseAwayError as error:
            for _, done in (*waiting, *self._waiting):
                _fail(done, error)
            self._waiting.clear()
            self._one_by_one = 0
        except Exception as error:  # noqa: BLE001 - an exception of a call is its caller's
            if len(waiting) == 1:
                _fail(waiting[0][1], error)
            else:  # one of the calls made the round fail
                self._waiting.extendleft(reversed(waiting))
                self._one_by_one = len(waiting)
        else:
            for (_, done), result in zip(waiting, results, strict=True):
                if not done.done():  # the caller may have been cancelled
                    done.set_result(result)

    async def _perform(self, calls: list[Call]) -> list[Any]:
        """Perform calls; if the connection broke, once more on a new one, because the server may have restarted."""
        try:
            return await self._database.perform(calls)
        except DatabaseAwayError as error:
            if not error.lost:
                raise
            logger.warning("database_connection_lost", reason=str(error))
        try:
            await self._database.open()
        except MemoryConfigError as error:  # it is not the configuration, which worked before
            raise DatabaseAwayError(str(error)) from None
        return await self._database.perform(calls)


def timeout_for(calls: Sequence[Call]) -> float:
    """Return how many seconds calls may take."""
    return DELETING_TIMEOUT_SECONDS if any(map(deletes, calls)) else TIMEOUT_SECONDS


def is_data_error(error: BaseException) -> bool:
    """Return whether an error is about the values to be stored rather than the database (PEP 249, Exceptions).

    SQLAlchemy replaces the errors of asyncpg's own checks of values by others, of which they are the cause.
    """
    kinds = (*type(error).__mro__, *type(error.__cause__).__mro__)
    return any(kind.__name__ in ("DataError", "IntegrityError") for kind in kinds)


def driver_error(error: BaseException) -> BaseException:
    """Return the driver's own error, if SQLAlchemy wrapped it."""
    return error.orig if isinstance(error, DBAPIError) and error.orig else error


def one_line(error: BaseException) -> str:
    """Return an error as one line for the log: the first line of the driver's text, without the statement."""
    text = str(driver_error(error)).strip().splitlines()
    return ": ".join([type(driver_error(error)).__name__, *text[:1]])


def _fail(done: asyncio.Future[Any], error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
