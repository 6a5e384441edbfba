"""At least once, as good as once: one update handled, whichever way it came in.

An update is acknowledged to Telegram only once `Delivery.deliver` has returned. Where it raises, Telegram gives the
update again, to this process or the next.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from telegram.error import BadRequest, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.api import HANDLER_SECONDS, handler_deadline, seconds_to_wait
from bot.channels.telegram.dead_letters import scrubbed
from bot.channels.telegram.handling import Handler
from bot.channels.telegram.metrics import Metrics
from bot.channels.telegram.updates import kind_of
from bot.memory import DeadLetter
from bot.memory.sql_memory import SqlMemory

MAX_TRIES = 3
CALL_MARGIN = 2.0  # seconds before the handler's end by which its calls give up, so that they are known as the cause

Update = dict[str, Any]
Call = dict[str, Any]
logger = structlog.get_logger(__name__)


class NotHandledError(Exception):
    """An update was not handled and must be delivered again, no sooner than in `seconds`."""

    def __init__(self, reason: str, seconds: float = 0.0) -> None:
        super().__init__(reason)
        self.seconds = seconds


class Delivery:
    """Has updates handled, each within 50 seconds, and gives up those that no try can handle."""

    def __init__(self, handler: Handler, memory: SqlMemory, metrics: Metrics, clock: Callable[[], datetime]) -> None:
        self._handler, self._memory, self._metrics, self._clock = handler, memory, metrics, clock

    async def deliver(self, raw: Update, *, may_ride: bool = False) -> Call | None:
        """Handle an update; the Bot API call that is left to make, where it may ride on the acknowledgement.

        An update that fails for another reason than Telegram is tried three times in all, then kept as a dead letter,
        and its sender told. Raises NotHandledError where the update must come again, and InvalidToken.
        """
        began = time.monotonic()
        self._metrics.arrived(kind_of(raw))
        try:
            return await self._try(raw, may_ride=may_ride)
        finally:
            self._metrics.ended(time.monotonic() - began)

    async def give_up(self, raw: Update, error: str) -> None:
        """Keep an update as a dead letter, without anything that tells who wrote what."""
        logger.error("update_given_up", update_id=raw["update_id"], error=error)
        content = json.dumps(scrubbed(raw), ensure_ascii=False)
        letter = DeadLetter(raw["update_id"], self._handler.chat_key(raw), content, error, self._clock())
        await self._memory.save_dead_letter(letter)
        self._metrics.given_up()

    def may_skip(self, raw: Update) -> bool:
        """Whether an update is something said to the bot, which may be left out where a chat says too much."""
        return self._handler.is_for_bot(raw)

    async def calm(self, raw: Update) -> None:
        """Ask the chat of an update to write less. Raises Telegram's errors."""
        logger.info("chat_calmed")
        await self._handler.calm(raw)

    async def _try(self, raw: Update, *, may_ride: bool) -> Call | None:
        update = raw["update_id"]
        handler_deadline.set(asyncio.get_running_loop().time() + HANDLER_SECONDS - CALL_MARGIN)
        try:
            async with asyncio.timeout(HANDLER_SECONDS):
                return await self._handler.handle(raw, may_ride=may_ride)
        except Forbidden:
            logger.info("chat_unreachable", update_id=update)
        except InvalidToken:
            raise
        except BadRequest as error:  # a NetworkError to python-telegram-bot, but one that waiting does not mend
            await self._failed(raw, error)
        except TelegramError as error:
            logger.warning("update_put_off", update_id=update, error=type(error).__name__)
            seconds = seconds_to_wait(error) if isinstance(error, RetryAfter) else 0.0
            raise NotHandledError(type(error).__name__, seconds) from None
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not block the updates behind it
            await self._failed(raw, error)
        return None

    async def _failed(self, raw: Update, error: Exception) -> None:
        described = describe(error)
        tries = await self._memory.count_try(raw["update_id"], self._clock())
        logger.error("update_failed", update_id=raw["update_id"], error=described, tries=tries)
        if tries < MAX_TRIES:
            raise NotHandledError(described) from None
        try:
            await self._handler.apologise(raw)
        except (BadRequest, Forbidden):
            logger.info("chat_unreachable", update_id=raw["update_id"])
        except InvalidToken:
            raise
        except TelegramError as unreachable:
            raise NotHandledError(type(unreachable).__name__) from None
        await self.give_up(raw, described)


def describe(error: Exception) -> str:
    """An error by its kind and place, without its text, which may hold what somebody wrote."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{where}"
