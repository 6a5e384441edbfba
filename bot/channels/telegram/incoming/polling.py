"""Long polling that confirms an update only after it has been handled.

getUpdates confirms all updates before its offset and returns all others, every time (Bot API, getUpdates). So the
offset is the lowest update that is not handled yet, and updates that are returned again while they are in flight are
skipped. While any are in flight, the loop waits for one of them to finish, but only briefly, before it polls again.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.backoff import backoff
from bot.channels.telegram.delivery import ChatOrder, NotHandledError
from bot.channels.telegram.incoming.updates import KINDS, Malformed, Update, read
from bot.channels.telegram.outgoing.client import READ_SECONDS, Client, seconds_to_wait

POLL_SECONDS = 25  # for which Telegram holds a getUpdates call if there are no updates
BUSY_SECONDS = 1.0  # the longest wait for an update in flight, so that a slow chat delays no other
FIRST_POLL_PAUSE = 1.0  # seconds
FIRST_UPDATE_PAUSE = 0.5
MAX_PAUSE = 10.0
MAX_BEHIND = 80  # handled updates after an unhandled one; getUpdates returns 100 at most (Bot API)
MAX_WAITING = 20  # updates of one chat behind the one that is being handled
STOP_SECONDS = 10.0  # for updates in flight at the end; the rest stays unconfirmed for the next process
TRIAL_SECONDS = 3.0  # after its start, in which a process ends if another one uses its token
CONFLICT_SECONDS = 15.0  # for which an older process keeps polling in spite of conflicts
CONFLICT_PAUSE = 0.2

logger = structlog.get_logger(__name__)


class UpdateHandler(Protocol):
    """A handler of the updates that are fetched."""

    async def deliver(self, update: Update | Malformed) -> object:
        """Handle an update. Raises NotHandledError if it has to be tried again, and InvalidToken."""

    async def give_up(self, update: Update | Malformed, error: str) -> None:
        """Store a dead letter for an update that may never be handled."""

    def may_skip(self, update: Update | Malformed) -> bool:
        """Return whether an update may be left unanswered if its chat writes too much."""

    async def ask_to_slow_down(self, update: Update | Malformed) -> None:
        """Ask the chat of an update to write less."""


class Poller:
    """A loop that fetches updates and has them handled: chats concurrently, the updates of a chat in order."""

    def __init__(self, client: Client, handler: UpdateHandler, stop: asyncio.Event) -> None:
        self._client, self._handler, self._stop = client, handler, stop
        self._order = ChatOrder()
        self._in_flight: dict[int, asyncio.Task[None]] = {}
        self._unhandled: set[int] = set()  # fetched, and in flight
        self._handled: set[int] = set()  # but not confirmed yet, because an earlier one is not handled
        self._of_chat: Counter[int] = Counter()  # updates that are being handled or wait
        self._asked_to_slow_down: set[int] = set()  # chats, until all they wrote is answered
        self._offset: int | None = None

    async def run(self) -> None:
        """Poll until `stop` is set, then finish the updates in flight and confirm them.

        Raises InvalidToken, and Conflict if another process uses the token. Any other error is retried without end.
        """
        stopped = asyncio.create_task(self._stop.wait())
        pauses = _PollPauses(PollingConflict(asyncio.get_running_loop().time()))
        try:
            while not self._stop.is_set():
                polling = asyncio.create_task(self._poll(0 if self._unhandled else POLL_SECONDS))
                await asyncio.wait({polling, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not polling.done():
                    polling.cancel()
                    await asyncio.wait({polling})
                    break
                if pause := pauses.after(polling.exception()):
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
        fetched = await fetch_updates(self._client, offset, seconds)
        updates = [read(raw, self._client.me) for raw in fetched]
        # The call confirmed the handled updates before the offset. Ids count up, but start anywhere after a quiet week.
        self._handled = {update_id for update_id in self._handled if offset is None or update_id >= offset}
        # Updates that Telegram no longer returns (it keeps them for a day) are lost and must not hold the offset back.
        self._unhandled &= {*self._in_flight, *(update.id for update in updates)}
        for update in updates:
            if update.id not in self._in_flight and update.id not in self._handled:
                self._start(update)

    def _start(self, update: Update | Malformed) -> None:
        skips = self._of_chat[update.chat] > MAX_WAITING and self._handler.may_skip(update)
        if skips and update.chat in self._asked_to_slow_down:
            self._handled.add(update.id)
            return
        if skips:
            self._asked_to_slow_down.add(update.chat)
        task = asyncio.create_task(self._ask_to_slow_down(update) if skips else self._handle(update))
        self._in_flight[update.id] = task
        self._unhandled.add(update.id)
        self._of_chat[update.chat] += 1
        task.add_done_callback(lambda done: self._ended(update, done))

    async def _handle(self, update: Update | Malformed) -> None:
        """Have an update handled after the earlier ones of its chat, and retried until it is."""
        async with self._order.in_order(update.chat):
            for pause in backoff(FIRST_UPDATE_PAUSE, MAX_PAUSE):
                if await self._is_handled(update, pause):
                    return
                if update.id in self._unhandled and len(self._handled) >= MAX_BEHIND:
                    # Soon getUpdates would return no new ones. This one is tried further, but recorded in case this
                    # process ends first.
                    await self._handler.give_up(update, "blocked all later updates")
                    self._mark_handled(update.id)

    async def _ask_to_slow_down(self, update: Update | Malformed) -> None:
        try:
            await self._handler.ask_to_slow_down(update)
        except TelegramError as error:
            logger.info("slow_down_notice_failed", error=type(error).__name__)

    async def _is_handled(self, update: Update | Malformed, pause: float) -> bool:
        """Return whether an update was handled; False, after a pause, if it must be tried again.

        Raises NotHandledError if the process is told to stop meanwhile; the update is left to the next process.
        """
        try:
            await self._handler.deliver(update)
        except NotHandledError as error:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), min(error.seconds, MAX_PAUSE) or pause)
                raise
            return False
        return True

    def _mark_handled(self, update_id: int) -> None:
        self._unhandled.discard(update_id)
        self._handled.add(update_id)

    def _ended(self, update: Update | Malformed, task: asyncio.Task[None]) -> None:
        del self._in_flight[update.id]
        self._of_chat[update.chat] -= 1
        if not self._of_chat[update.chat]:
            del self._of_chat[update.chat]
            self._asked_to_slow_down.discard(update.chat)
        error = None if task.cancelled() else task.exception()
        if not task.cancelled() and error is None:
            self._mark_handled(update.id)
        if error and not isinstance(error, NotHandledError):
            # If the token was refused, the next poll fails too and ends the process.
            logger.error("update_not_handled", update_id=update.id, error=type(error).__name__)

    def _next_offset(self) -> int | None:
        """Return the lowest unhandled update, else the one after the last handled; None before the first update."""
        if self._unhandled:
            self._offset = min(self._unhandled)
        elif self._handled:
            self._offset = max(self._handled) + 1
        return self._offset

    async def _finish(self) -> None:
        """Wait for the updates in flight, but not for ever."""
        if self._in_flight:
            await asyncio.wait(self._in_flight.values(), timeout=STOP_SECONDS)
        for task in list(self._in_flight.values()):
            task.cancel()

    async def _confirm(self) -> None:
        if (offset := self._next_offset()) is None:
            return
        try:
            await asyncio.wait_for(fetch_updates(self._client, offset, 0), STOP_SECONDS)
        except (TelegramError, TimeoutError):
            logger.warning("not_confirmed", offset=offset)


async def fetch_updates(client: Client, offset: int | None, seconds: float) -> list[Any]:
    """Return the updates from `offset` on as JSON, and confirm all earlier ones. Waits up to `seconds` for the first.

    `Bot.get_updates` would parse them all at once, so that one malformed update would make the call fail. Raises
    TelegramError.
    """
    parameters = {"timeout": int(seconds), "allowed_updates": KINDS, "offset": offset}
    updates: object = await client.call("getUpdates", parameters, read_timeout=seconds + READ_SECONDS)
    if not isinstance(updates, list):
        raise TelegramError("Invalid server response")
    return updates


@dataclass(slots=True)
class PollingConflict:
    """Decides which of two processes that poll with one token has to end.

    Telegram ends the older of two calls with a 409, whichever process started first (Bot API, getUpdates). If the
    process that gets the 409 ended, every new process would end the one at work, in turns if a supervisor restarts
    them. So a process that has just started ends, and an older one keeps polling for a while. `started` and `now` are
    in seconds of one monotonic clock.
    """

    started: float
    since: float | None = None
    latest: float = 0.0

    def must_end(self, now: float) -> bool:
        """Return whether the process must end after a conflict at `now`."""
        if self.since is None or now - self.latest > CONFLICT_SECONDS:
            self.since = now
        self.latest = now
        return now - self.started < TRIAL_SECONDS or now - self.since > CONFLICT_SECONDS


class _PollPauses:
    """The pauses between polls."""

    def __init__(self, conflict: PollingConflict) -> None:
        self._conflict = conflict
        self._pauses = backoff(FIRST_POLL_PAUSE, MAX_PAUSE)
        self._conflict_pauses = backoff(CONFLICT_PAUSE, CONFLICT_PAUSE)

    def after(self, error: BaseException | None) -> float:
        """Return the seconds to wait after a poll, 0 after a good one. Raises an error that waiting cannot fix."""
        if error is None:
            self._pauses = backoff(FIRST_POLL_PAUSE, MAX_PAUSE)
            return 0.0
        if isinstance(error, Conflict) and not self._conflict.must_end(asyncio.get_running_loop().time()):
            logger.warning("another_process_polls")
            return next(self._conflict_pauses)
        if isinstance(error, (InvalidToken, Conflict)) or not isinstance(error, (TelegramError, ValueError)):
            raise error
        if isinstance(error, RetryAfter):
            return seconds_to_wait(error)
        logger.warning("polling_failed", error=type(error).__name__, network=isinstance(error, NetworkError))
        return next(self._pauses)
