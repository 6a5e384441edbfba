"""At-least-once delivery: updates of a chat are handled one at a time, up to three times each, then a dead letter.

An update is acknowledged to Telegram only when `Delivery.deliver` has returned. If it raises, Telegram delivers the
update again, to this process or to the next.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.answering import Handler
from bot.channels.telegram.dead_letters import letter_content
from bot.channels.telegram.incoming.updates import Incoming, Malformed, Update
from bot.channels.telegram.outgoing.calls import HANDLER_SECONDS, handler_deadline
from bot.channels.telegram.outgoing.client import seconds_to_wait
from bot.channels.telegram.outgoing.render import Payload
from bot.memory import DeadLetter
from bot.memory.sql_memory import SqlMemory
from bot.monitoring.metrics import Metrics

MAX_TRIES = 3
CALL_MARGIN = 2.0  # seconds before the handler's timeout at which its calls give up, so that they are the error

logger = structlog.get_logger(__name__)


class NotHandledError(Exception):
    """An update was not handled and must be delivered again, after `seconds` at the earliest."""

    def __init__(self, reason: str, seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Delivery:
    """Delivery of updates to the handler, each within 50 seconds; it gives up updates that fail every time."""

    def __init__(self, handler: Handler, memory: SqlMemory, metrics: Metrics, clock: Callable[[], datetime]) -> None:
        self._handler, self._memory, self._metrics, self._clock = handler, memory, metrics, clock

    async def deliver(self, update: Update | Malformed, *, in_response: bool = False) -> Payload | None:
        """Handle an update.

        Returns a Bot API call to send in the webhook response, if `in_response` allows one, else None. An update that
        fails for another reason than an error of Telegram is tried three times in all; then it becomes a dead letter,
        and its sender is told. Raises NotHandledError if the update must be delivered again, and InvalidToken.
        """
        started = time.monotonic()
        self._metrics.update_started(update.kind)
        handler_deadline.set(asyncio.get_running_loop().time() + HANDLER_SECONDS - CALL_MARGIN)
        try:
            return await self._handle(update, in_response=in_response)
        finally:
            self._metrics.update_ended(time.monotonic() - started)

    async def give_up(self, update: Update | Malformed, error: str) -> None:
        """Store an update as a dead letter, without anything that identifies a person."""
        logger.error("update_given_up", update_id=update.id, error=error)
        chat = self._handler.chat_key(update)
        letter = DeadLetter(update.id, chat, letter_content(update), error, self._clock())
        await self._memory.save_dead_letter(letter)
        self._metrics.given_up()

    def may_skip(self, update: Update | Malformed) -> bool:
        """Return whether an update is a message to the bot, which may be left unanswered if a chat writes too much."""
        content = update.content if isinstance(update, Update) else None
        return isinstance(content, Incoming) and not content.callback_id and not content.is_overheard

    async def ask_to_slow_down(self, update: Update | Malformed) -> None:
        """Ask the chat of an update to write less. Raises Telegram's errors."""
        logger.info("asked_to_slow_down")
        if isinstance(update, Update) and isinstance(update.content, Incoming):
            await self._handler.ask_to_slow_down(update.content)

    async def _handle(self, update: Update | Malformed, *, in_response: bool) -> Payload | None:
        if isinstance(update, Malformed):
            await self._failed(update, update.reason)
            return None
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                return await self._handler.handle(update, in_response=in_response)
        except Forbidden:
            logger.info("chat_unreachable", update_id=update.id)
        except InvalidToken:
            raise
        except BadRequest as error:  # a NetworkError in python-telegram-bot, although retrying cannot fix it
            await self._failed(update, describe(error))
        except TelegramError as error:
            logger.warning("update_deferred", update_id=update.id, error=type(error).__name__)
            seconds = seconds_to_wait(error) if isinstance(error, RetryAfter) else 0.0
            raise NotHandledError(type(error).__name__, seconds) from None
        except Exception as error:  # noqa: BLE001 - no error may block the updates after this one
            await self._failed(update, describe(error))
        return None

    async def _failed(self, update: Update | Malformed, error: str) -> None:
        tries = await self._memory.count_try(update.id, self._clock())
        logger.error("update_failed", update_id=update.id, error=error, tries=tries)
        if tries < MAX_TRIES:
            raise NotHandledError(error) from None
        try:
            await self._handler.apologise(update)
        except (BadRequest, Forbidden):
            logger.info("chat_unreachable", update_id=update.id)
        except InvalidToken:
            raise
        except TelegramError as unreachable:
            raise NotHandledError(type(unreachable).__name__) from None
        await self.give_up(update, error)


def describe(error: Exception) -> str:
    """Return the type of an error and where it was raised, without its text, which may quote a user."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{where}"


@dataclass(slots=True)
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)  # first come, first served (asyncio, Lock)
    length: int = 0


class ChatOrder:
    """A queue for each chat, so that its updates are handled in order; idle chats use no memory."""

    def __init__(self) -> None:
        self._queues: dict[int, _Queue] = {}

    @asynccontextmanager
    async def in_order(self, chat: int, seconds: float | None = None) -> AsyncIterator[None]:
        """Wait until earlier updates of the chat are handled. Raises TimeoutError if that takes over `seconds`."""
        queue = self._queues.setdefault(chat, _Queue())
        queue.length += 1
        try:
            if queue.lock.locked():
                await asyncio.wait_for(queue.lock.acquire(), seconds)
            else:
                await queue.lock.acquire()
            try:
                yield
            finally:
                queue.lock.release()
        finally:
            queue.length -= 1
            if not queue.length:
                del self._queues[chat]
