"""Long polling that confirms an update only once it is handled.

getUpdates confirms everything before the offset it is called with, and returns everything from there on, again and
again (Bot API, getUpdates). So the offset is the lowest update not yet handled; what comes back a second time while
it is in flight is skipped; and while anything is in flight the loop waits for something to finish, though never long,
before it asks again.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram.api import POLL_SECONDS, Client, seconds_to_wait
from bot.channels.telegram.delivery import NotHandledError
from bot.channels.telegram.order import ChatOrder
from bot.channels.telegram.updates import chat_of

BUSY_SECONDS = 1.0  # the longest wait for an update in flight, so that a slow chat holds up no other
FIRST_WAIT = 1.0  # seconds, before a poll is tried again
FIRST_PAUSE = 0.5  # before an update is
MAX_WAIT = 10.0
MAX_BEHIND = 80  # handled updates behind one that is not; getUpdates gives 100 at most (Bot API)
MAX_WAITING = 20  # updates of one chat behind the one in work
STOP_SECONDS = 10.0  # what is in flight at the end may take so long; the rest stays unconfirmed for the next process
TRIAL_SECONDS = 3.0  # in which a process that meets another one on its token is the newcomer, and goes
CONFLICT_SECONDS = 15.0  # for which the one that was there first holds its place
CONFLICT_PAUSE = 0.2

Update = dict[str, Any]
logger = structlog.get_logger(__name__)


class Desk(Protocol):
    """Whoever the updates go to."""

    async def deliver(self, raw: Update) -> object:
        """Handle an update. Raises NotHandledError where it is to be tried again, and InvalidToken."""

    async def give_up(self, raw: Update, error: str) -> None:
        """Keep a note of an update that may never be handled, for those who look after the bot."""

    def may_skip(self, raw: Update) -> bool:
        """Whether an update may be left out where its chat writes too much."""

    async def calm(self, raw: Update) -> None:
        """Ask the chat of an update to write less."""


class Poller:
    """Fetches updates and has them handled: chats side by side, each chat in order."""

    def __init__(self, client: Client, desk: Desk, stop: asyncio.Event) -> None:
        self._client, self._desk, self._stop = client, desk, stop
        self._order = ChatOrder()
        self._in_flight: dict[int, asyncio.Task[None]] = {}
        self._unhandled: set[int] = set()  # fetched, and in flight
        self._handled: set[int] = set()  # but not yet confirmed, for something before them is not handled
        self._of_chat: Counter[int] = Counter()  # updates in work or waiting
        self._calmed: set[int] = set()  # chats that were asked to write less, until they are answered
        self._offset: int | None = None

    async def run(self) -> None:
        """Poll until `stop` is set, then finish what is in flight and confirm it.

        Raises InvalidToken, and Conflict where another process holds the token; waits out everything else for as long
        as it takes.
        """
        stopped = asyncio.create_task(self._stop.wait())
        rivalry = Rivalry(asyncio.get_running_loop().time())
        wait = FIRST_WAIT
        try:
            while not self._stop.is_set():
                polling = asyncio.create_task(self._poll(0 if self._unhandled else POLL_SECONDS))
                await asyncio.wait({polling, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not polling.done():
                    polling.cancel()
                    await asyncio.wait({polling})
                    break
                pause = _pause(polling.exception(), wait, rivalry)
                wait = min(wait * 2, MAX_WAIT) if pause else FIRST_WAIT
                if pause:
                    await asyncio.wait({stopped}, timeout=pause)
                elif self._in_flight:
                    waiting = {stopped, *self._in_flight.values()}
                    await asyncio.wait(waiting, timeout=BUSY_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            await self._finish()
            await self._confirm()
        finally:
            stopped.cancel()
            await self._finish()

    async def _poll(self, seconds: float) -> None:
        offset = self._next_offset()
        updates = await self._client.raw_updates(offset, seconds)
        # The call confirmed what was handled before the offset. Ids count up, but start anywhere after a quiet week.
        self._handled = {update_id for update_id in self._handled if offset is None or update_id >= offset}
        ids = [int(update["update_id"]) for update in updates]
        # What Telegram no longer gives, it keeps for a day, is lost and must not hold the offset back.
        self._unhandled &= {*self._in_flight, *ids}
        for update in updates:
            update_id = int(update["update_id"])
            if update_id not in self._in_flight and update_id not in self._handled:
                self._start(update_id, update)

    def _start(self, update_id: int, update: Update) -> None:
        chat = chat_of(update)
        skips = self._of_chat[chat] > MAX_WAITING and self._desk.may_skip(update)
        if skips and chat in self._calmed:
            self._handled.add(update_id)
            return
        if skips:
            self._calmed.add(chat)
        task = asyncio.create_task(self._calm(update) if skips else self._run(update_id, update, chat))
        self._in_flight[update_id] = task
        self._unhandled.add(update_id)
        self._of_chat[chat] += 1
        task.add_done_callback(lambda done: self._ended(update_id, chat, done))

    async def _run(self, update_id: int, update: Update, chat: int) -> None:
        """Have an update handled after those before it in its chat, again and again until it is."""
        async with self._order.turn(chat):
            wait = FIRST_PAUSE
            while not await self._is_handled(update, wait):
                wait = min(wait * 2, MAX_WAIT)
                if update_id in self._unhandled and len(self._handled) >= MAX_BEHIND:
                    # Soon no new ones would be given. It is tried on, but should this process end first, it is known.
                    await self._desk.give_up(update, "held up all others")
                    self._confirmable(update_id)

    async def _calm(self, update: Update) -> None:
        try:
            await self._desk.calm(update)
        except TelegramError as error:
            logger.info("not_calmed", error=type(error).__name__)

    async def _is_handled(self, update: Update, wait: float) -> bool:
        """Have an update handled; where it must be tried again, false after a pause.

        Raises NotHandledError where the end comes first, and leaves the update to the next process.
        """
        try:
            await self._desk.deliver(update)
        except NotHandledError as error:
            pause = min(error.seconds, MAX_WAIT) or wait * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)
                raise
            return False
        return True

    def _confirmable(self, update_id: int) -> None:
        self._unhandled.discard(update_id)
        self._handled.add(update_id)

    def _ended(self, update_id: int, chat: int, task: asyncio.Task[None]) -> None:
        del self._in_flight[update_id]
        self._of_chat[chat] -= 1
        if not self._of_chat[chat]:
            del self._of_chat[chat]
            self._calmed.discard(chat)
        error = None if task.cancelled() else task.exception()
        if not task.cancelled() and error is None:
            self._confirmable(update_id)
        if error and not isinstance(error, NotHandledError):
            # A token that is refused here is refused to the next poll too, which ends it all.
            logger.error("update_not_handled", update_id=update_id, error=type(error).__name__)

    def _next_offset(self) -> int | None:
        """The lowest update not yet handled, else one past the newest handled; None before any."""
        if self._unhandled:
            self._offset = min(self._unhandled)
        elif self._handled:
            self._offset = max(self._handled) + 1
        return self._offset

    async def _finish(self) -> None:
        """Let what is in flight end, but not for ever."""
        if self._in_flight:
            await asyncio.wait(self._in_flight.values(), timeout=STOP_SECONDS)
        for task in list(self._in_flight.values()):
            task.cancel()

    async def _confirm(self) -> None:
        if (offset := self._next_offset()) is None:
            return
        try:
            await asyncio.wait_for(self._client.raw_updates(offset, 0), STOP_SECONDS)
        except (TelegramError, TimeoutError):
            logger.warning("not_confirmed", offset=offset)


@dataclass(slots=True)
class Rivalry:
    """Which of two processes that poll with one token has to go.

    Telegram ends the older of two calls with a 409, whoever of them came later (Bot API, getUpdates). Were the process
    that meets it to go, each start of another would drive out the one at work, and, where something starts them again,
    without end. So one that has just begun goes, and one that was there holds its place for a while by asking again.
    `began` and `now` are seconds of one clock that only counts up.
    """

    began: float
    since: float | None = None
    latest: float = 0.0

    def has_to_go(self, now: float) -> bool:
        """Whether to go after a conflict."""
        if self.since is None or now - self.latest > CONFLICT_SECONDS:
            self.since = now
        self.latest = now
        return now - self.began < TRIAL_SECONDS or now - self.since > CONFLICT_SECONDS


def _pause(error: BaseException | None, wait: float, rivalry: Rivalry) -> float:
    """The seconds to wait after a poll that ended so; 0 after a good one. Raises what waiting does not mend."""
    if error is None:
        return 0.0
    if isinstance(error, Conflict) and not rivalry.has_to_go(asyncio.get_running_loop().time()):
        logger.warning("another_process_polls")
        return CONFLICT_PAUSE * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
    if isinstance(error, (InvalidToken, Conflict)) or not isinstance(
        error, (TelegramError, KeyError, TypeError, ValueError)
    ):
        raise error
    if isinstance(error, RetryAfter):
        return seconds_to_wait(error)
    logger.warning("polling_failed", error=type(error).__name__, network=isinstance(error, NetworkError))
    return wait * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
