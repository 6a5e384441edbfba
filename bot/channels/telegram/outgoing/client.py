"""A Bot API client: python-telegram-bot's `Bot` on aiohttp, which takes a fraction of the time of httpx."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import warnings
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
import msgspec
from telegram import Bot, TelegramObject, User
from telegram.error import EndPointNotFound, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from telegram.warnings import PTBUserWarning

from bot.channels.telegram.outgoing.rate_limits import SEND_RATE, RateLimits
from bot.channels.telegram.outgoing.render import Payload

# Makes `retry_after` a timedelta, as in later versions of python-telegram-bot, without a warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
# The library warns against do_api_request for methods that it has; here all calls are made in the same way.
warnings.filterwarnings("ignore", "Please use 'Bot", PTBUserWarning, __name__)

CONNECTIONS = 64  # to the server
CONNECT_SECONDS = 5.0
WRITE_SECONDS = 5.0
READ_SECONDS = 10.0
POOL_SECONDS = 10.0  # to wait for a connection if all are in use
MAX_BYTES = 32 * 1024 * 1024  # of a response; the Bot API gives no file over 20 MB (getFile)


class AiohttpRequest(BaseRequest):
    """The transport of one `Bot`: a pool of connections to a Bot API server, over which it sends JSON.

    `last_contact` is when the server last answered like a Bot API server, by the loop's clock; None before that. A
    call whose connection breaks is not repeated here, because it may have been handled; downloads are.
    """

    def __init__(self, connections: int, read_timeout: float, proxy: str | None = None) -> None:
        self.last_contact: float | None = None
        self._connections, self._read_timeout, self._proxy = connections, read_timeout, proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for a response if the call sets no other timeout."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool; it connects with the first call."""
        if self._session is None:
            # The certificates that python-telegram-bot's own client trusts: certifi's, or those of SSL_CERT_FILE.
            connector = aiohttp.TCPConnector(limit=self._connections, ssl=httpx.create_ssl_context())
            self._session = aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return the status and body of a response; timeouts are in seconds, None for none.

        aiohttp has no timeout for writing, so a call has the sum of all four; a download may go on while data arrives.
        Raises TimedOut, NetworkError, and TelegramError for a success without a result; none of them contains the URL,
        because that contains the token.
        """
        if self._session is None:
            raise RuntimeError("initialize() must be called first")
        is_call = method == "POST"
        read, write = _seconds(read_timeout, self._read_timeout), _seconds(write_timeout, WRITE_SECONDS)
        connect, pool = _seconds(connect_timeout, CONNECT_SECONDS), _seconds(pool_timeout, POOL_SECONDS)
        timeout = aiohttp.ClientTimeout(
            total=_sum(pool, connect, write, read) if is_call else None,
            connect=_sum(pool, connect),
            sock_connect=connect,
            sock_read=read,
        )
        content: dict[str, Any] = {}
        if request_data is not None:
            body = json.dumps(request_data.parameters).encode()
            content = {"data": body, "headers": {"Content-Type": "application/json"}}
        try:
            async with self._session.request(
                method, url, timeout=timeout, allow_redirects=False, **content
            ) as response:
                status, body = response.status, await _body(response)
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error
        return status, self._checked(status, body) if is_call else body

    def _checked(self, status: int, body: bytes) -> bytes:
        """Return the body of a Bot API response; for another body an empty refusal, so that it is never logged."""
        try:
            answer = msgspec.json.decode(body, type=_Answer)
        except (ValueError, RecursionError):
            answer = None
        if answer is not None:
            self.last_contact = asyncio.get_running_loop().time()
        if status < 300 and (answer is None or answer.result is msgspec.UNSET):  # noqa: PLR2004 - HTTP's successes
            raise TelegramError("Invalid server response")
        return body if answer is not None else b'{"ok": false}'


class _Answer(msgspec.Struct):
    """The parts that every answer of the Bot API has (Bot API, Making requests)."""

    ok: bool
    result: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class Client:
    """The Bot API of one token: calls with JSON results, and limits for the messages to chats (see `rate_limits`).

    `api_url` is the root of the Bot API server. `send_rate` is in messages a second. `on_error` is called with the
    class name of every error (`RetryAfter`, `TimedOut`), also if the call is retried later. Raises InvalidToken for a
    token that cannot be one.
    """

    def __init__(
        self,
        token: str,
        api_url: str,
        send_rate: float = SEND_RATE,
        on_error: Callable[[str], None] = lambda _name: None,
    ) -> None:
        root = api_url.rstrip("/")
        proxy = environment_proxy(root)
        self._calls = AiohttpRequest(CONNECTIONS, READ_SECONDS, proxy)
        self._polling = AiohttpRequest(1, READ_SECONDS, proxy)
        self._bot = Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=self._calls,
            get_updates_request=self._polling,
        )
        self._limits, self._on_error = RateLimits(send_rate), on_error

    async def __aenter__(self) -> Self:
        """Sign in."""
        await self.sign_in()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        await self.close()

    async def sign_in(self) -> None:
        """Open the connections and ask who the bot is. Raises TelegramError."""
        with self._errors_reported():
            await self._bot.initialize()

    async def close(self) -> None:
        """Close all connections."""
        await self._bot.shutdown()

    @property
    def token(self) -> str:
        """The token."""
        return self._bot.token

    @property
    def me(self) -> User:
        """The bot's own user, known once it is signed in."""
        return self._bot.bot

    @property
    def username(self) -> str:
        """The bot's own name, without @."""
        return self._bot.username

    @property
    def last_contact(self) -> float | None:
        """When Telegram last answered a call, even if it refused it, by the loop's clock; None before that."""
        times = (self._calls.last_contact, self._polling.last_contact)
        return max((at for at in times if at is not None), default=None)

    async def call(
        self,
        method: str,
        parameters: Payload | None = None,
        return_type: type[TelegramObject] | None = None,
        read_timeout: float = READ_SECONDS,
    ) -> Any:  # noqa: ANN401 - the result of any method
        """Call a method and return its result: as JSON, or as a `return_type`. Raises TelegramError."""
        with self._errors_reported():
            try:
                return await self._bot.do_api_request(method, parameters, return_type, read_timeout=read_timeout)
            except EndPointNotFound:  # Telegram answers 404 for an unknown method, and 401 or 404 for a revoked token
                raise InvalidToken from None

    async def write(self, method: str, parameters: Payload, deadline: float) -> Any:  # noqa: ANN401 - likewise
        """Call a method that writes to a chat when its rate limit allows it; a 429 blocks this chat and no other.

        `deadline` is by the loop's clock. Raises TelegramError, also while the chat is blocked.
        """
        chat = parameters["chat_id"]
        await self._limits.wait_for_slot(chat, deadline)
        try:
            return await self.call(method, parameters)
        except RetryAfter as error:
            self._limits.block(chat, seconds_to_wait(error))
            raise

    async def download(self, file_id: str) -> bytes:
        """Return the content of a file. Raises TelegramError; BadRequest for a file over 20 MB."""
        with self._errors_reported():
            file = await self._bot.get_file(file_id)  # `call` does not know where files are
            return bytes(await file.download_as_bytearray())

    @contextlib.contextmanager
    def _errors_reported(self) -> Iterator[None]:
        try:
            yield
        except TelegramError as error:
            self._on_error(type(error).__name__)
            raise


def seconds_to_wait(error: RetryAfter) -> float:
    """Return the seconds for which Telegram accepts no further call."""
    after = error.retry_after
    return float(after) if isinstance(after, int) else after.total_seconds()


def environment_proxy(url: str) -> str | None:
    """Return the proxy that the environment sets for a URL (HTTPS_PROXY, ALL_PROXY, NO_PROXY …), or None."""
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


def _seconds(given: object, default: float) -> float | None:
    """Return the timeout of a call, or the default if the library passes its marker for an unset timeout."""
    return given if given is None or isinstance(given, int | float) else default


def _sum(*timeouts: float | None) -> float | None:
    """Return the sum of timeouts; None, no timeout, if one of them is None."""
    return None if None in timeouts else sum(seconds or 0 for seconds in timeouts)


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_BYTES:
            raise NetworkError(f"a response of over {MAX_BYTES} bytes")
    return bytes(body)
