"""Calls to the Bot API that arrive: python-telegram-bot's client, with waiting and trying again.

What Telegram refuses (400, 403) is never tried again; what it puts off (429), lost connections and server errors are.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog
from telegram import (
    Bot,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.render import Keyboard
from bot.channels.telegram.render import Message as Rendered

# Makes python-telegram-bot give `retry_after` as a timedelta, as it will for good, and not warn of it on every 429.
os.environ.setdefault("PTB_TIMEDELTA", "true")

HANDLER_SECONDS = 50.0  # in all for one call with its retries; Telegram sends a webhook update again after 60 s
FIRST_WAIT = 0.5  # seconds before the first retry; doubled each time, up to MOST_WAIT
MOST_WAIT = 10.0
DOWNLOAD_SECONDS = 20.0
TYPING_SECONDS = 4.0  # Telegram shows it for five (Bot API, sendChatAction)
INLINE_SECONDS = 5.0  # later, whoever typed has given up
POLL_SECONDS = 25  # how long Telegram holds a getUpdates call that has nothing to give
UPDATE_KINDS = ["message", "edited_message", "callback_query", "inline_query"]
INLINE_CACHE_SECONDS = 300  # for which Telegram answers the same query of the same person by itself

logger = structlog.get_logger(__name__)
T = TypeVar("T")


class Client(Bot):
    """The Bot API of one token, with raw updates.

    `Bot.get_updates` parses a whole batch at once, so that one odd update spoils all, and logs what it cannot parse.
    """

    def __init__(self, token: str, api_url: str) -> None:
        super().__init__(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            base_file_url=f"{api_url.rstrip('/')}/file/bot",
            request=HTTPXRequest(connection_pool_size=64, read_timeout=10.0, pool_timeout=10.0),
            get_updates_request=HTTPXRequest(connection_pool_size=1, read_timeout=POLL_SECONDS + 10.0),
        )

    async def raw_updates(self, offset: int | None, wait: float) -> list[dict[str, Any]]:
        """The updates from `offset` on as JSON values; all before it are confirmed. Waits up to `wait` seconds."""
        data = {"timeout": int(wait), "allowed_updates": UPDATE_KINDS} | ({} if offset is None else {"offset": offset})
        updates: Any = await self._post("getUpdates", data, read_timeout=wait + 10)
        return list(updates)


async def persist(call: Callable[[], Awaitable[T]], seconds: float = HANDLER_SECONDS) -> T:
    """The result of a call, tried again while that makes sense and `seconds` last.

    Raises what the call raised last: BadRequest, ChatMigrated, Forbidden and InvalidToken at once, others in the end.
    """
    loop = asyncio.get_running_loop()
    deadline, wait = loop.time() + seconds, FIRST_WAIT
    while True:
        try:
            return await call()
        except (BadRequest, ChatMigrated, Forbidden, InvalidToken):
            raise
        except TelegramError as error:
            cause = error
        if isinstance(cause, RetryAfter):
            pause = seconds_to_wait(cause)
        else:
            pause, wait = wait * random.uniform(0.5, 1.5), min(wait * 2, MOST_WAIT)  # noqa: S311 - jitter
        if loop.time() + pause > deadline:
            raise cause
        logger.info("telegram_retry", error=type(cause).__name__, pause=round(pause, 1))
        await asyncio.sleep(pause)


def seconds_to_wait(error: RetryAfter) -> float:
    """How long Telegram asks to be left alone."""
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()


async def send(
    client: Client, chat: int, message: Rendered, reply_to: int | None = None, thread: int | None = None
) -> int:
    """Send a message, into a forum's topic `thread`, and give its id.

    A group that became a supergroup gets it there. Raises what `persist` raises.
    """
    reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
    try:
        sent: Message = await persist(
            lambda: client.send_message(
                chat,
                message.html,
                parse_mode="HTML",
                reply_markup=markup(message.keyboard),
                reply_parameters=reply,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                message_thread_id=thread,
            )
        )
    except ChatMigrated as moved:
        return await send(client, moved.new_chat_id, message)
    return sent.message_id


async def edit(client: Client, chat: int, message_id: int, message: Rendered) -> bool:
    """Edit a message; whether it now shows `message`. A message that is gone or too old gives False."""
    try:
        await persist(
            lambda: client.edit_message_text(
                message.html,
                chat,
                message_id,
                parse_mode="HTML",
                reply_markup=markup(message.keyboard),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        )
    except BadRequest as error:
        return "not modified" in str(error).lower()
    return True


async def delete(client: Client, chat: int, message_id: int) -> None:
    """Delete a message; one that is gone, or too old to delete, is let be."""
    try:
        await persist(lambda: client.delete_message(chat, message_id))
    except BadRequest:
        logger.info("message_not_deleted")


async def acknowledge(client: Client, callback_id: str, toast: str | None = None) -> None:
    """Answer a callback query, so that the button stops spinning; one too old to answer is let be."""
    try:
        await persist(lambda: client.answer_callback_query(callback_id, toast))
    except BadRequest:
        logger.info("callback_expired")


async def answer_inline(
    client: Client, query_id: str, results: list[InlineQueryResultArticle], button: InlineQueryResultsButton | None
) -> None:
    """Answer an inline query; one too old, for its writer has typed on, is let be."""
    try:
        await persist(
            lambda: client.answer_inline_query(
                query_id,
                results,
                cache_time=INLINE_CACHE_SECONDS,
                is_personal=True,  # the answer is in the language of whoever asks
                button=button,
            ),
            INLINE_SECONDS,
        )
    except BadRequest:
        logger.info("inline_query_expired")


async def download(client: Client, file_id: str) -> bytes:
    """The content of a file. Raises what `persist` raises; BadRequest where Telegram gives no file so large."""
    file = await persist(lambda: client.get_file(file_id), DOWNLOAD_SECONDS)
    return bytes(await persist(file.download_as_bytearray, DOWNLOAD_SECONDS))


async def keep_typing(client: Client, chat: int, thread: int | None = None) -> None:
    """Show that the bot is at work, until cancelled; a courtesy, so no fault of it matters."""
    while True:
        with contextlib.suppress(TelegramError):
            await client.send_chat_action(chat, ChatAction.TYPING, thread)
        await asyncio.sleep(TYPING_SECONDS)


def markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """An inline keyboard as the library takes it, None for no buttons."""
    return InlineKeyboardMarkup.de_json({"inline_keyboard": keyboard}, None) if keyboard else None
