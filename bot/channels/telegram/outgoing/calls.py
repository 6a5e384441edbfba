"""The Bot API calls that this bot makes, with retries.

Calls are retried after a 429, a lost connection or a server error, but not if Telegram refuses them (400, 403).
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any, TypeVar

import structlog
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.backoff import backoff
from bot.channels.telegram.outgoing.client import Client, seconds_to_wait
from bot.channels.telegram.outgoing.render import Message, Payload, edit_payload, message_payload

HANDLER_SECONDS = 50.0  # for one update in all; Telegram repeats a webhook update after 60 s
FIRST_PAUSE = 0.5  # seconds
MAX_PAUSE = 10.0
DOWNLOAD_SECONDS = 20.0
TYPING_SECONDS = 4.0  # Telegram shows it for five (Bot API, sendChatAction)
INLINE_SECONDS = 5.0  # after that, nobody waits for the results
INLINE_CACHE_SECONDS = 300  # for which Telegram itself answers the same query of the same user

# The time, by the loop's clock, at which all calls for one update must end.
handler_deadline: ContextVar[float] = ContextVar("handler_deadline", default=math.inf)

logger = structlog.get_logger(__name__)
T = TypeVar("T")


async def retry(call: Callable[[], Awaitable[T]], seconds: float = HANDLER_SECONDS) -> T:
    """Retry a call until it succeeds, `seconds` have passed or the handler's deadline is reached.

    Raises the last error of the call: BadRequest, ChatMigrated, Forbidden and InvalidToken at once, others at the end;
    TimedOut if the time ended during a call.
    """
    deadline, pauses = _deadline(seconds), backoff(FIRST_PAUSE, MAX_PAUSE)
    while True:
        try:
            async with asyncio.timeout_at(deadline):
                return await call()
        except TimeoutError:
            raise TimedOut from None
        except (BadRequest, ChatMigrated, Forbidden, InvalidToken):
            raise
        except TelegramError as error:
            pause = seconds_to_wait(error) if isinstance(error, RetryAfter) else next(pauses)
            if asyncio.get_running_loop().time() + pause > deadline:
                raise
            logger.info("telegram_retry", error=type(error).__name__, pause=round(pause, 1))
        await asyncio.sleep(pause)


def _deadline(seconds: float) -> float:
    return min(asyncio.get_running_loop().time() + seconds, handler_deadline.get())


async def _write(client: Client, method: str, parameters: Payload) -> Any:  # noqa: ANN401 - any JSON
    """Call a method that writes to a chat, within its rate limit. Raises the errors of `retry`."""
    deadline = _deadline(HANDLER_SECONDS)
    return await retry(lambda: client.write(method, parameters, deadline))


async def send(
    client: Client, chat: int, message: Message, reply_to: int | None = None, thread: int | None = None
) -> int:
    """Send a message, into a forum topic `thread`, and return its id.

    If the chat is a group that has become a supergroup, it is sent there. Raises the errors of `retry`.
    """
    try:
        sent = await _write(client, "sendMessage", message_payload(chat, message, reply_to, thread))
    except ChatMigrated as moved:
        return await send(client, moved.new_chat_id, message)
    return int(sent["message_id"])


async def edit(client: Client, chat: int, message_id: int, message: Message) -> bool:
    """Edit a message; return whether it shows `message` now, which it does not if it is deleted or too old."""
    try:
        await _write(client, "editMessageText", edit_payload(chat, message_id, message))
    except BadRequest as error:
        return "not modified" in str(error).lower()
    return True


async def delete(client: Client, chat: int, message_id: int) -> None:
    """Delete a message, unless it is deleted already or too old."""
    try:
        await _write(client, "deleteMessage", {"chat_id": chat, "message_id": message_id})
    except BadRequest:
        logger.info("message_not_deleted")


async def acknowledge(client: Client, callback_id: str, toast: str | None = None) -> None:
    """Answer a callback query, so that its button stops spinning, unless the query is too old."""
    await _answer_query(client, "answerCallbackQuery", {"callback_query_id": callback_id, "text": toast})


async def answer_inline(client: Client, query_id: str, results: list[Payload], button: Payload | None) -> None:
    """Answer an inline query, unless it is too old because the user has typed more."""
    parameters = {
        "inline_query_id": query_id,
        "results": results,
        "cache_time": INLINE_CACHE_SECONDS,
        "is_personal": True,  # the answer is in the language of the user
        "button": button,
    }
    await _answer_query(client, "answerInlineQuery", parameters, INLINE_SECONDS)


async def answer_guest(client: Client, query_id: str, result: Payload) -> None:
    """Answer a guest query, unless it is too old or already answered. Raises the errors of `retry`."""
    await _answer_query(client, "answerGuestQuery", {"guest_query_id": query_id, "result": result})


async def _answer_query(client: Client, method: str, parameters: Payload, seconds: float = HANDLER_SECONDS) -> None:
    try:
        await retry(lambda: client.call(method, parameters), seconds)
    except BadRequest:
        logger.info("query_expired", method=method)


async def download(client: Client, file_id: str) -> bytes:
    """Return the content of a file. Raises the errors of `retry`; BadRequest for a file over 20 MB."""
    return await retry(lambda: client.download(file_id), DOWNLOAD_SECONDS)


async def keep_typing(client: Client, chat: int, thread: int | None = None) -> None:
    """Show that the bot is typing, until cancelled; errors are ignored."""
    action = {"chat_id": chat, "action": ChatAction.TYPING, "message_thread_id": thread}
    while True:
        with contextlib.suppress(TelegramError):
            await client.call("sendChatAction", action)
        await asyncio.sleep(TYPING_SECONDS)
