"""The time without a database: a memory of this process stands in for it, and what is to be stored waits."""

from __future__ import annotations

from collections import deque
from typing import Any, TypeVar

import structlog

from bot.memory.database import Database, DatabaseAwayError
from bot.memory.in_process import InProcessMemory
from bot.memory.operations import Expire, Operation, Tidy

MAX_WAITING = 50_000
AT_ONCE = 500
IN_PARTS = (Tidy, Expire)

logger = structlog.get_logger(__name__)
T = TypeVar("T")


class Outage:
    """What is asked, and what is to be stored, while the database is away."""

    def __init__(self, most_waiting: int = MAX_WAITING) -> None:
        self.backlog: deque[Operation[Any]] = deque()
        self.dropped = 0
        self.caught_up = 0
        self._memory = InProcessMemory()
        self._most = most_waiting

    async def do(self, operation: Operation[T]) -> T:
        """Do an operation on what was seen since the outage began; if it writes, it waits for the database as well."""
        if operation.writes:
            self.backlog.append(operation)
            self._bound()
        return await operation.ask(self._memory)

    async def catch_up(self, database: Database) -> None:
        """Do all that waits, in order, and what comes meanwhile. After a DatabaseAwayError the rest still waits."""
        while self.backlog:
            batch = [self.backlog.popleft() for _ in range(min(len(self.backlog), AT_ONCE))]
            try:
                await self._replay(database, batch)
            except BaseException:
                self.backlog.extendleft(reversed(batch))
                self._bound()
                raise
            self.caught_up += len(batch)

    async def _replay(self, database: Database, batch: list[Operation[Any]]) -> None:
        """Do some of it. What no database would take is left out, so that it holds up nothing behind it."""
        try:
            left = [*zip(batch, await database.perform(batch, replay=True), strict=True)]
        except DatabaseAwayError:
            raise
        except Exception as error:  # noqa: BLE001 - of one operation, which cannot be told apart here
            if len(batch) == 1:
                logger.error("not_stored", kind=type(batch[0]).__name__, error=type(error).__name__)
                return
            for operation in batch:
                await self._replay(database, [operation])
            return
        while left:  # those that tidy up do so a little at a time
            again = [operation for operation, more in left if isinstance(operation, IN_PARTS) and more]
            left = [*zip(again, await database.perform(again), strict=True)] if again else []

    def _bound(self) -> None:
        while len(self.backlog) > self._most:
            self.backlog.popleft()
            if not self.dropped:
                logger.error("backlog_full", most=self._most)
            self.dropped += 1
