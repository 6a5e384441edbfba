"""HTTP for python-telegram-bot on aiohttp, which takes a fraction of the time httpx takes."""

from __future__ import annotations

import asyncio
import json
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECT_SECONDS = 5.0
WRITE_SECONDS = 5.0
UPLOAD_SECONDS = 20.0  # to write a call that carries files
POOL_SECONDS = 10.0  # to wait for a connection where all are in use
MAX_BYTES = 32 * 1024 * 1024  # of a response; the Bot API gives no file over 20 MB (getFile)


class AiohttpRequest(BaseRequest):
    """A pool of kept connections to one Bot API server.

    `last_contact` is when the server last answered as a Bot API server does, by the loop's clock; None before that.
    A call on a connection that breaks is not repeated here, for it may have been handled; downloads are.
    """

    def __init__(self, connections: int, read_timeout: float, proxy: str | None = None) -> None:
        self.last_contact: float | None = None
        self._connections, self._read_timeout, self._proxy = connections, read_timeout, proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds a call may wait for its response where it names no other."""
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
        """Status and body of a response; timeouts are in seconds, None for none.

        Raises TimedOut and NetworkError, neither of which holds the URL, since the token is in it.
        """
        if self._session is None:
            raise RuntimeError("initialize() comes first")
        uploads = request_data is not None and request_data.contains_files
        timeout = _timeout(
            _seconds(read_timeout, self._read_timeout),
            _seconds(write_timeout, UPLOAD_SECONDS if uploads else WRITE_SECONDS),
            _seconds(connect_timeout, CONNECT_SECONDS),
            _seconds(pool_timeout, POOL_SECONDS),
            is_download=method == "GET",
        )
        content = _content(request_data) if request_data else {}
        try:
            async with self._session.request(
                method, url, timeout=timeout, allow_redirects=False, **content
            ) as response:
                return response.status, await _body(response)
        except TimeoutError as error:
            raise TimedOut from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error

    # A static method of the library's, which it calls on the instance alone.
    def parse_json_payload(self, payload: bytes) -> dict[str, Any]:  # type: ignore[override]
        """The body of a Bot API response. Raises TelegramError where it is none, and logs nothing of it."""
        try:
            body = json.loads(payload.decode(errors="replace"))
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict) or not isinstance(body.get("ok"), bool):
            raise TelegramError("Invalid server response")
        self.last_contact = asyncio.get_running_loop().time()
        return body


def environment_proxy(url: str) -> str | None:
    """The proxy that the environment names for a URL (HTTPS_PROXY, ALL_PROXY, NO_PROXY …), None for none."""
    parts = urlsplit(url)
    if proxy_bypass(parts.hostname or ""):
        return None
    proxies = getproxies()
    return proxies.get(parts.scheme) or proxies.get("all")


def _seconds(given: object, default: float) -> float | None:
    """The timeout of a call: what it names, else the default, for which the library has a value that is no number."""
    return given if given is None or isinstance(given, int | float) else default


@lru_cache(maxsize=64)
def _timeout(
    read: float | None, write: float | None, connect: float | None, pool: float | None, *, is_download: bool
) -> aiohttp.ClientTimeout:
    """The same as aiohttp takes it.

    It knows no timeout for writing, so a call has all of its parts in all; a download may go on while data comes.
    """
    parts = (pool, connect, write, read)
    total = None if is_download or None in parts else sum(part or 0 for part in parts)
    before = None if pool is None or connect is None else pool + connect
    return aiohttp.ClientTimeout(total=total, connect=before, sock_connect=connect, sock_read=read)


def _content(data: RequestData) -> dict[str, Any]:
    """What a request carries: JSON, or a form where there are files (Bot API, Making requests)."""
    if not data.contains_files:
        body = json.dumps(data.parameters).encode()
        return {"data": body, "headers": {"Content-Type": "application/json"}}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}


async def _body(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_BYTES:
            raise NetworkError(f"a response of over {MAX_BYTES} bytes")
    return bytes(body)
