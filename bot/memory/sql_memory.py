"""The memory in a database; it continues without the database while that is away."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import structlog

from bot.backoff import backoff
from bot.memory import statements
from bot.memory.database import Database, DatabaseAwayError, Rounds
from bot.memory.outage import Outage
from bot.memory.records import ChatKey, DeadLetter, Feedback, MemoryConfigError, PersonKey, Recalled, Record

FIRST_PAUSE_SECONDS = 0.2
MAX_PAUSE_SECONDS = 5.0

logger = structlog.get_logger(__name__)
T = TypeVar("T")


class SqlMemory:
    """A memory in a database. Call `start` first and `close` at the end.

    No method raises because the database fails: while it is away, the memory returns the data that was saved since.
    Saved data outlasts the process as soon as the method returns, unless the database is away.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rounds = Rounds(database)
        self._outage: Outage | None = None
        self._returning: asyncio.Task[None] | None = None

    @property
    def available(self) -> bool:
        """Whether the database is in use, so that saved data outlasts the process."""
        return self._outage is None

    async def start(self) -> None:
        """Open the database; if it is away, go on without it. Raises MemoryConfigError."""
        try:
            await self._database.open()
        except DatabaseAwayError as error:
            self._start_outage(error)

    async def recall(self, update: int, chat: ChatKey, person: PersonKey, message: int) -> Recalled:
        """Return the stored data that an update of a user about a message in a chat needs."""
        return await self._call(statements.recall, update, chat, person, message)

    async def save(self, record: Record) -> None:
        """Save the record of an answered update."""
        await self._call(statements.save, record)

    async def count_try(self, update: int, at: datetime) -> int:
        """Count a try of an update that failed; return the number of tries so far, this one included."""
        return await self._call(statements.count_try, update, at)

    async def save_dead_letter(self, letter: DeadLetter) -> None:
        """Save an update that failed at every try."""
        await self._call(statements.save_dead_letter, letter)

    async def drop_stale(self, now: datetime) -> None:
        """Delete answers and cases that are too old to be referred to, and ids and tries of updates after 24 h.

        Choices stay.
        """
        while await self._call(statements.drop_stale, now):
            pass

    async def drop_expired(self, before: datetime) -> None:
        """Delete everything that was stored, or last changed, before a time."""
        while await self._call(statements.drop_expired, before):
            pass

    async def feedback(self) -> Feedback:
        """Return everything that is stored for maintainers."""
        return await self._call(statements.feedback)

    async def close(self) -> None:
        """Finish calls in progress and close the database. During an outage, the database is tried once more."""
        await self._rounds.finish()
        if self._returning:
            self._returning.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._returning
        if self._outage:
            await self._try_to_return()
        if self._outage:
            if self._outage.backlog:
                logger.error("memory_lost", writes=len(self._outage.backlog))
            await self._outage.close()
        await self._database.close()

    async def _call(self, function: Callable[..., T], *args: object) -> T:
        outage = self._outage
        if outage is None:
            try:
                return await self._rounds.call(function, *args)
            except DatabaseAwayError as error:
                outage = self._outage or self._start_outage(error)
        return await outage.call(function, *args)

    def _start_outage(self, error: DatabaseAwayError) -> Outage:
        logger.error("database_away", reason=str(error))
        self._outage = Outage()
        self._returning = asyncio.create_task(self._return())
        return self._outage

    async def _return(self) -> None:
        """Try to return to the database until that works."""
        for pause in backoff(FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS):
            await asyncio.sleep(pause)
            if await self._try_to_return():
                return

    async def _try_to_return(self) -> bool:
        """Replay the outage in the database and end it; return whether that worked."""
        outage = self._outage
        if outage is None:
            return True
        try:
            await self._rounds.finish()  # of calls made before the outage was noticed
            await self._database.open()
            await outage.replay(self._database)
        except (DatabaseAwayError, MemoryConfigError) as error:
            logger.debug("database_still_away", reason=str(error))
            return False
        except Exception as error:  # noqa: BLE001 - whatever it is, the bot goes on without a database
            logger.error("database_unusable", error=type(error).__name__)
            return False
        self._outage = None
        logger.info("database_back", writes=outage.replayed, dropped=outage.dropped)
        await outage.close()
        return True
