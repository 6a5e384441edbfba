"""Long polling that confirms an update only once it is handled.

getUpdates confirms everything before the offset it is called with, and returns everything from there on, again and
again (Bot API, getUpdates). So the offset is the lowest update not yet handled; what comes back a second time while
it is in flight is skipped; and while anything is in flight the loop waits for something to finish, though never long,
before it asks again.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram.api import POLL_SECONDS, Client, seconds_to_wait

BUSY_SECONDS = 1.0  # the longest wait for an update in flight, so that a slow chat holds up no other
FIRST_WAIT = 1.0
MOST_WAIT = 30.0
GIVE_UP_SECONDS = 3600.0  # what Telegram refuses for so long is let go
MOST_BEHIND = 80  # handled updates behind one that is not; getUpdates gives 100 at most (Bot API)
STOP_SECONDS = 10.0  # what is in flight at the end may take so long; the rest stays unconfirmed for the next process

Update = dict[str, Any]
Handle = Callable[[Update], Awaitable[None]]
logger = structlog.get_logger(__name__)


class Poller:
    """Fetches updates and has them handled: chats side by side, each chat in order."""

    def __init__(self, client: Client, handle: Handle) -> None:
        self._client, self._handle = client, handle
        self._in_flight: dict[int, asyncio.Task[None]] = {}
        self._last_of_chat: dict[int, asyncio.Task[None]] = {}
        self._unhandled: set[int] = set()  # fetched, and in flight
        self._handled: set[int] = set()  # but not yet confirmed, for something before them is not handled
        self._offset: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set, then finish what is in flight and confirm it.

        Raises InvalidToken and Conflict; waits out everything else for as long as it takes.
        """
        stopped = asyncio.create_task(stop.wait())
        wait = FIRST_WAIT
        try:
            while not stop.is_set():
                polling = asyncio.create_task(self._poll(0 if self._unhandled else POLL_SECONDS))
                await asyncio.wait({polling, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not polling.done():
                    polling.cancel()
                    await asyncio.wait({polling})
                    break
                pause = _pause(polling.exception(), wait)
                wait = min(wait * 2, MOST_WAIT) if pause else FIRST_WAIT
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
        chat = _chat(update)
        task = asyncio.create_task(self._run(update_id, update, self._last_of_chat.get(chat)))
        self._in_flight[update_id] = task
        self._unhandled.add(update_id)
        self._last_of_chat[chat] = task
        task.add_done_callback(lambda done: self._ended(update_id, chat, done))

    async def _run(self, update_id: int, update: Update, before: asyncio.Task[None] | None) -> None:
        """Have an update handled after the one before it in its chat, again and again until it is or is given up."""
        if before:
            await asyncio.wait({before})
        deadline, wait = asyncio.get_running_loop().time() + GIVE_UP_SECONDS, FIRST_WAIT
        while not await self._is_handled(update_id, update, wait):
            wait = min(wait * 2, MOST_WAIT)
            if self._is_given_up(deadline):
                logger.error("update_given_up", update_id=update_id)
                break
        self._unhandled.discard(update_id)
        self._handled.add(update_id)

    async def _is_handled(self, update_id: int, update: Update, wait: float) -> bool:
        """Have an update handled; where Telegram cannot be reached, false after a pause."""
        try:
            await self._handle(update)
        except TelegramError as error:
            logger.warning("update_put_off", update_id=update_id, error=type(error).__name__)
            asked = seconds_to_wait(error) if isinstance(error, RetryAfter) else 0.0
            await asyncio.sleep(min(asked, MOST_WAIT) or wait * random.uniform(0.5, 1.5))  # noqa: S311 - jitter
            return False
        return True

    def _is_given_up(self, deadline: float) -> bool:
        """Whether to let go of an update: it has had its time, or holds up so many that no new ones would be given."""
        return asyncio.get_running_loop().time() > deadline or len(self._handled) >= MOST_BEHIND

    def _ended(self, update_id: int, chat: int, task: asyncio.Task[None]) -> None:
        del self._in_flight[update_id]
        if self._last_of_chat.get(chat) is task:
            del self._last_of_chat[chat]
        if not task.cancelled() and (error := task.exception()):
            logger.error("update_lost", update_id=update_id, error=type(error).__name__)

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


def _pause(error: BaseException | None, wait: float) -> float:
    """The seconds to wait after a poll that ended so; 0 after a good one. Raises what waiting does not mend."""
    if error is None:
        return 0.0
    if isinstance(error, (InvalidToken, Conflict)) or not isinstance(
        error, (TelegramError, KeyError, TypeError, ValueError)
    ):
        raise error
    if isinstance(error, RetryAfter):
        return seconds_to_wait(error)
    logger.warning("polling_failed", error=type(error).__name__, network=isinstance(error, NetworkError))
    return wait * random.uniform(0.5, 1.5)  # noqa: S311 - jitter


def _chat(update: Update) -> int:
    """The chat whose updates must stay in order; the sender where there is no chat, 0 where there is neither."""
    for value in update.values():
        if isinstance(value, dict):
            message = value.get("message")
            source = message if isinstance(message, dict) else value
            for holder in (source.get("chat"), value.get("from")):
                if isinstance(holder, dict) and isinstance(holder.get("id"), int):
                    return int(holder["id"])
    return 0
