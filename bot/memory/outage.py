"""An outage of the database: SQLite in memory stands in for it, and writes are kept until it is back."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeVar

import structlog

from bot.memory import statements
from bot.memory.database import Database, DatabaseAwayError, Rounds
from bot.memory.sqlite import MAX_PAGES_IN_MEMORY, SqliteDatabase
from bot.memory.statements import Call

MAX_BACKLOG = 50_000  # calls
MAX_REPLAYED_AT_ONCE = 500
PARTIAL = (statements.drop_stale, statements.drop_expired)  # statements that return whether there is more to delete

logger = structlog.get_logger(__name__)
T = TypeVar("T")


class Outage:
    """Calls while the database is away, and the backlog of writes for its return.

    `dropped` counts the calls that the backlog had no room for, `replayed` those that the database has performed.
    """

    def __init__(self, *, max_backlog: int = MAX_BACKLOG, max_pages: int = MAX_PAGES_IN_MEMORY) -> None:
        self.backlog: deque[Call] = deque()
        self.dropped = 0
        self.replayed = 0
        self._max_backlog = max_backlog
        self._stand_in = SqliteDatabase(None, max_pages=max_pages)
        self._rounds = Rounds(self._stand_in)

    async def call(self, function: Callable[..., T], *args: object) -> T:
        """Return the result of a statement on the data since the outage began; a write is added to the backlog."""
        if function in statements.WRITES:
            # The stored data is unknown, so a record must not overwrite newer ones.
            self.backlog.append((statements.merge if function is statements.save else function, args))
            self._bound_backlog()
        try:
            return await self._rounds.call(function, *args)
        except DatabaseAwayError:  # it is full
            logger.error("stand_in_full")
            await self._rounds.call(statements.drop_older_half)
            return await self._rounds.call(function, *args)

    async def replay(self, database: Database) -> None:
        """Perform the backlog in order, including calls added meanwhile. After a DatabaseAwayError the rest is kept."""
        while self.backlog:
            batch = [self.backlog.popleft() for _ in range(min(len(self.backlog), MAX_REPLAYED_AT_ONCE))]
            try:
                await self._replay_batch(database, batch)
            except BaseException:
                self.backlog.extendleft(reversed(batch))
                self._bound_backlog()
                raise
            self.replayed += len(batch)

    async def close(self) -> None:
        """Finish the calls and free the memory."""
        await self._rounds.finish()
        await self._stand_in.close()

    async def _replay_batch(self, database: Database, batch: list[Call]) -> None:
        """Perform calls. A call that fails for another reason is skipped, so that it does not block the others."""
        try:
            results = await database.perform(batch)
        except DatabaseAwayError:
            raise
        except Exception as error:  # noqa: BLE001 - of one call, which cannot be told apart here
            if len(batch) == 1:
                logger.error("not_stored", call=batch[0][0].__name__, error=type(error).__name__)
                return
            for call in batch:
                await self._replay_batch(database, [call])
            return
        while unfinished := [call for call, more in zip(batch, results, strict=True) if call[0] in PARTIAL and more]:
            batch, results = unfinished, await database.perform(unfinished)

    def _bound_backlog(self) -> None:
        while len(self.backlog) > self._max_backlog:
            self.backlog.popleft()
            if not self.dropped:
                logger.error("backlog_full", max=self._max_backlog)
            self.dropped += 1
