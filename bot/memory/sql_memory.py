"""Memory in a database: what is asked at the same time is done in one transaction, and what fails is done later."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import deque
from datetime import datetime
from typing import Any, TypeVar

import structlog

from bot.memory import operations
from bot.memory.database import Database, DatabaseAwayError
from bot.memory.model import (
    ChatKey,
    DeadLetter,
    Kept,
    MemoryConfigError,
    PersonKey,
    Recalled,
    StoredQuestion,
    StoredVote,
)
from bot.memory.operations import Operation
from bot.memory.outage import Outage
from bot.memory.seen import Seen

MAX_IN_A_ROUND = 500
FIRST_PAUSE_SECONDS = 0.2
MAX_PAUSE_SECONDS = 5.0

logger = structlog.get_logger(__name__)
T = TypeVar("T")
Waiting = tuple[Operation[Any], asyncio.Future[Any]]


class SqlMemory:
    """A `Memory` in a database. `start` before anything else, `close` at the end."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen = None if database.shared else Seen()
        self._waiting: deque[Waiting] = deque()
        self._working: asyncio.Task[None] | None = None
        self._outage: Outage | None = None
        self._returning: asyncio.Task[None] | None = None

    @property
    def available(self) -> bool:
        """See `Memory.available`."""
        return self._outage is None

    async def start(self) -> None:
        """Open the database; where it is away, go on without it. Raises MemoryConfigError."""
        try:
            await self._open()
        except DatabaseAwayError as error:
            self._go_away(error)

    async def recall(self, update: int, chat: ChatKey, person: PersonKey) -> Recalled:
        """See `Memory.recall`."""
        asked = operations.Recall(update, chat, person)
        if self._seen and (known := self._seen.recall(asked)):
            return known
        return await self._do(asked)

    async def answers(self, chat: ChatKey, question: int) -> tuple[int, ...]:
        """See `Memory.answers`."""
        return await self._do(operations.Answers(chat, question))

    async def vote_of(self, chat: ChatKey, message: int, person: PersonKey) -> bool | None:
        """See `Memory.vote_of`."""
        return await self._do(operations.VoteOf(chat, message, person))

    async def escalated(self, chat: ChatKey, message: int) -> bool:
        """See `Memory.escalated`."""
        return await self._do(operations.Escalated(chat, message))

    async def keep(self, *kept: Kept) -> None:
        """See `Memory.keep`."""
        if kept:
            await self._do(operations.Keep(kept))

    async def tried(self, update: int, at: datetime) -> int:
        """See `Memory.tried`."""
        return await self._do(operations.Tried(update, at))

    async def votes(self) -> list[StoredVote]:
        """See `Memory.votes`."""
        return await self._do(operations.Votes())

    async def questions(self) -> list[StoredQuestion]:
        """See `Memory.questions`."""
        return await self._do(operations.Questions())

    async def dead_letters(self) -> list[DeadLetter]:
        """See `Memory.dead_letters`."""
        return await self._do(operations.DeadLetters())

    async def forget(self, chat: ChatKey) -> None:
        """See `Memory.forget`."""
        await self._do(operations.Forget(chat))

    async def tidy(self, now: datetime) -> None:
        """See `Memory.tidy`."""
        while await self._do(operations.Tidy(now)):
            pass

    async def expire(self, before: datetime) -> None:
        """See `Memory.expire`."""
        while await self._do(operations.Expire(before)):
            pass

    async def close(self) -> None:
        """See `Memory.close`. During an outage it tries the database once more."""
        if self._working:
            await self._working
        if self._returning:
            self._returning.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._returning
        if self._outage:
            await self._try_to_return()
        if self._outage and self._outage.backlog:
            logger.error("memory_lost", writes=len(self._outage.backlog))
        await self._database.close()

    async def _do(self, operation: Operation[T]) -> T:
        if self._outage:
            return await self._outage.do(operation)
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.append((operation, done))
        if self._working is None:
            self._working = asyncio.create_task(self._work())
        return await done

    async def _work(self) -> None:
        """Do what waits, round by round. What comes during one round makes the next."""
        try:
            while self._waiting:
                count = min(len(self._waiting), MAX_IN_A_ROUND)
                await self._round([self._waiting.popleft() for _ in range(count)])
        finally:
            self._working = None

    async def _round(self, asked: list[Waiting]) -> None:
        if self._outage:
            await self._settle_without(asked)
            return
        try:
            results = await self._perform([operation for operation, _ in asked])
        except DatabaseAwayError as error:
            self._go_away(error)
            await self._settle_without([*asked, *self._waiting])
            self._waiting.clear()
        except Exception as error:  # noqa: BLE001 - whatever an operation raises is its caller's
            if len(asked) > 1:  # one of them spoilt it for all
                for one in asked:
                    await self._round([one])
            elif not asked[0][1].done():
                asked[0][1].set_exception(error)
        else:
            if self._seen:
                self._seen.note([operation for operation, _ in asked], results)
            for (_, done), result in zip(asked, results, strict=True):
                _settle(done, result)

    async def _settle_without(self, asked: list[Waiting]) -> None:
        """Do what waited for the database without it."""
        for operation, done in asked:
            _settle(done, await self._do(operation))

    async def _perform(self, asked: list[Operation[Any]]) -> list[Any]:
        """Do operations, once more on a new connection where this one broke: so it is when a server was restarted."""
        try:
            return await self._database.perform(asked)
        except DatabaseAwayError as error:
            if not error.lost:
                raise
            logger.warning("database_connection_lost", reason=str(error))
        try:
            await self._open()
        except MemoryConfigError as error:  # what is wrong now was right before
            raise DatabaseAwayError(str(error)) from None
        return await self._database.perform(asked)

    async def _open(self) -> None:
        await self._database.open()
        if self._seen:
            self._seen.start(await self._latest_handled())

    async def _latest_handled(self) -> int | None:
        results: list[int | None] = await self._database.perform([operations.LatestHandled()])
        return results[0]

    def _go_away(self, error: DatabaseAwayError) -> None:
        logger.error("database_away", reason=str(error))
        self._outage = Outage()
        if self._seen:
            self._seen.stop()
        self._returning = asyncio.create_task(self._return())

    async def _return(self) -> None:
        """Try to return to the database until it is there."""
        pause = FIRST_PAUSE_SECONDS
        while self._outage:
            # Not all replicas at once.
            await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
            pause = min(2 * pause, MAX_PAUSE_SECONDS)
            await self._try_to_return()

    async def _try_to_return(self) -> None:
        """Do in the database what was asked during the outage, and end the outage; where it fails, it goes on."""
        try:
            await self._catch_up()
        except (DatabaseAwayError, MemoryConfigError) as error:
            logger.debug("database_still_away", reason=str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the bot goes on without a database
            logger.error("database_unusable", error=type(error).__name__)

    async def _catch_up(self) -> None:
        outage = self._outage
        if outage is None:
            return
        await self._database.open()
        while True:
            await outage.catch_up(self._database)
            latest = await self._latest_handled()
            if not outage.backlog:  # else something came meanwhile
                break
        if self._seen:
            self._seen.start(latest)
        self._outage = None
        logger.info("database_back", writes=outage.caught_up, dropped=outage.dropped)


def _settle(done: asyncio.Future[Any], result: object) -> None:
    if not done.done():  # its caller may have been cancelled
        done.set_result(result)
