"""Calls to the Bot API that arrive: python-telegram-bot's client, with a pace, waiting and trying again.

What Telegram refuses (400, 403) is never tried again; what it puts off (429), lost connections and server errors are.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import random
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from typing import Any, TypeVar

import structlog
from telegram import (
    Bot,
    File,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.channels.telegram.aiohttp_request import AiohttpRequest, environment_proxy
from bot.channels.telegram.pacing import SEND_RATE, Pace
from bot.channels.telegram.payloads import Payload, edit_call, message_call
from bot.channels.telegram.render import Keyboard
from bot.channels.telegram.render import Message as Rendered

# Makes python-telegram-bot give `retry_after` as a timedelta, as it will for good, and not warn of it on every 429.
os.environ.setdefault("PTB_TIMEDELTA", "true")

HANDLER_SECONDS = 50.0  # for one update in all; Telegram sends a webhook update again after 60 s
FIRST_WAIT = 0.5  # seconds before the first retry; doubled each time, up to MAX_WAIT
MAX_WAIT = 10.0
CONNECTIONS = 64  # kept to the server
READ_SECONDS = 10.0
DOWNLOAD_SECONDS = 20.0
TYPING_SECONDS = 4.0  # Telegram shows it for five (Bot API, sendChatAction)
INLINE_SECONDS = 5.0  # later, whoever typed has given up
POLL_SECONDS = 25  # how long Telegram holds a getUpdates call that has nothing to give
UPDATE_KINDS = ["message", "edited_message", "callback_query", "inline_query", "guest_message"]
INLINE_CACHE_SECONDS = 300  # for which Telegram answers the same query of the same person by itself

# By when, by the loop's clock, the calls made for one update must end, whatever each of them may take.
handler_deadline: ContextVar[float] = ContextVar("handler_deadline", default=math.inf)

logger = structlog.get_logger(__name__)
T = TypeVar("T")


class Client(Bot):
    """The Bot API of one token: raw updates, calls whose results stay JSON, and a pace (see `pacing`).

    `Bot.get_updates` parses a whole batch at once, so that one odd update spoils all, and logs what it cannot parse;
    making objects of every sent message takes longer than sending it, and only its id is needed.

    `send_rate` is in messages a second. `on_error` gets the class name of what went wrong (`RetryAfter`, `TimedOut`),
    once for every attempt at a call.
    """

    def __init__(
        self, token: str, api_url: str, send_rate: float = SEND_RATE, on_error: Callable[[str], None] | None = None
    ) -> None:
        root = api_url.rstrip("/")
        proxy = environment_proxy(root)
        calling = AiohttpRequest(CONNECTIONS, read_timeout=READ_SECONDS, proxy=proxy)
        polling = AiohttpRequest(1, read_timeout=POLL_SECONDS + READ_SECONDS, proxy=proxy)
        super().__init__(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=calling,
            get_updates_request=polling,
        )
        self._requests, self._pace, self._on_error = (calling, polling), Pace(send_rate), on_error

    @property
    def last_contact(self) -> float | None:
        """When Telegram last answered a call, be it with a refusal, by the loop's clock; None before that."""
        return max((at for request in self._requests if (at := request.last_contact) is not None), default=None)

    async def call(self, method: str, parameters: Payload) -> Any:  # noqa: ANN401 - any JSON
        """The result of any method, as JSON. Raises TelegramError."""
        return await self._post(method, parameters)

    async def call_in_turn(self, method: str, parameters: Payload, deadline: float) -> Any:  # noqa: ANN401 - any JSON
        """Likewise, of a method that writes to a chat, once it is the chat's turn; a 429 holds this chat and no other.

        Raises what `Pace.turn` raises too.
        """
        chat = parameters["chat_id"]
        await self._pace.turn(chat, deadline)
        try:
            return await self._post(method, parameters)
        except RetryAfter as error:
            self._pace.hold(chat, seconds_to_wait(error))
            raise

    async def raw_updates(self, offset: int | None, wait: float) -> list[dict[str, Any]]:
        """The updates from `offset` on as JSON values; all before it are confirmed. Waits up to `wait` seconds."""
        data = {"timeout": int(wait), "allowed_updates": UPDATE_KINDS} | ({} if offset is None else {"offset": offset})
        updates: Any = await self._post("getUpdates", data, read_timeout=wait + READ_SECONDS)
        return list(updates)

    async def content_of(self, file: File) -> bytes:
        """The content of a file. Raises TelegramError."""
        with self._errors_told():
            return bytes(await file.download_as_bytearray())

    async def _do_post(self, *args: Any, **named: Any) -> Any:  # noqa: ANN401 - all methods of the library come here
        with self._errors_told():
            try:
                return await super()._do_post(*args, **named)
            except KeyError:  # a 200 that brings no result
                raise TelegramError("Invalid server response") from None

    @contextlib.contextmanager
    def _errors_told(self) -> Iterator[None]:
        try:
            yield
        except TelegramError as error:
            if self._on_error:
                self._on_error(type(error).__name__)
            raise


async def persist(call: Callable[[], Awaitable[T]], seconds: float = HANDLER_SECONDS) -> T:
    """The result of a call, tried again while that makes sense, `seconds` last and `handler_deadline` is not there.

    Raises what the call raised last: BadRequest, ChatMigrated, Forbidden and InvalidToken at once, others in the end;
    TimedOut where the time was over in the middle of a call.
    """
    loop = asyncio.get_running_loop()
    deadline, wait = _deadline(seconds), FIRST_WAIT
    while True:
        try:
            async with asyncio.timeout_at(deadline):
                return await call()
        except TimeoutError:
            raise TimedOut from None
        except (BadRequest, ChatMigrated, Forbidden, InvalidToken):
            raise
        except TelegramError as error:
            cause = error
        if isinstance(cause, RetryAfter):
            pause = seconds_to_wait(cause)
        else:
            pause, wait = wait * random.uniform(0.5, 1.5), min(wait * 2, MAX_WAIT)  # noqa: S311 - jitter
        if loop.time() + pause > deadline:
            raise cause
        logger.info("telegram_retry", error=type(cause).__name__, pause=round(pause, 1))
        await asyncio.sleep(pause)


def _deadline(seconds: float) -> float:
    return min(asyncio.get_running_loop().time() + seconds, handler_deadline.get())


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
    try:
        sent = await _write(client, "sendMessage", message_call(chat, message, reply_to, thread))
    except ChatMigrated as moved:
        return await send(client, moved.new_chat_id, message)
    return int(sent["message_id"])


async def edit(client: Client, chat: int, message_id: int, message: Rendered) -> bool:
    """Edit a message; whether it now shows `message`. A message that is gone or too old gives False."""
    try:
        await _write(client, "editMessageText", edit_call(chat, message_id, message))
    except BadRequest as error:
        return "not modified" in str(error).lower()
    return True


async def delete(client: Client, chat: int, message_id: int) -> None:
    """Delete a message; one that is gone, or too old to delete, is let be."""
    try:
        await _write(client, "deleteMessage", {"chat_id": chat, "message_id": message_id})
    except BadRequest:
        logger.info("message_not_deleted")


async def _write(client: Client, method: str, parameters: Payload) -> Any:  # noqa: ANN401 - any JSON
    """A call that writes to a chat, in its turn and tried again. Raises what `persist` raises."""
    deadline = _deadline(HANDLER_SECONDS)
    return await persist(lambda: client.call_in_turn(method, parameters, deadline))


async def acknowledge(client: Client, callback_id: str, toast: str | None = None) -> None:
    """Answer a callback query, so that the button stops spinning; one too old to answer is let be."""
    answer = {"callback_query_id": callback_id, "text": toast}
    try:
        await persist(lambda: client.call("answerCallbackQuery", answer))
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


async def answer_guest(client: Client, query_id: str, result: InlineQueryResultArticle) -> None:
    """Answer a guest query; one that is too old, or was answered before, is let be. Raises what `persist` raises."""
    try:
        await persist(lambda: client.answer_guest_query(query_id, result))
    except BadRequest:
        logger.info("guest_query_expired")


async def download(client: Client, file_id: str) -> bytes:
    """The content of a file. Raises what `persist` raises; BadRequest where Telegram gives no file so large."""
    file = await persist(lambda: client.get_file(file_id), DOWNLOAD_SECONDS)
    return await persist(lambda: client.content_of(file), DOWNLOAD_SECONDS)


async def keep_typing(client: Client, chat: int, thread: int | None = None) -> None:
    """Show that the bot is at work, until cancelled; a courtesy, so no fault of it matters."""
    while True:
        with contextlib.suppress(TelegramError):
            await client.send_chat_action(chat, ChatAction.TYPING, thread)
        await asyncio.sleep(TYPING_SECONDS)


def markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """An inline keyboard as the library takes it, None for no buttons."""
    return InlineKeyboardMarkup.de_json({"inline_keyboard": keyboard}, None) if keyboard else None
