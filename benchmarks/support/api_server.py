"""A minimal Bot API server for load: it checks nothing, responds at once, and counts messages by chat.

`tests/botapi/` is the strict server. This one takes as little time as possible, so that only the bot is measured.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
from collections import Counter
from types import TracebackType
from typing import Any, Self, cast

import httptools

TOKEN = "7421953680:TEST-token-of-nobody-at-all-1234567"  # noqa: S105 - guards nothing
# Calls are JSON, forms or multipart; the ids of all users of the load have ten digits and begin with 7.
CHAT = re.compile(rb"chat_id.{1,90}?(7\d{9})", re.DOTALL)
WEBHOOK = re.compile(rb'http://127[^"]+')
RESULTS: dict[str, Any] = {
    "getMe": {
        "id": 7421953680,
        "is_bot": True,
        "first_name": "Aktivering",
        "username": "aktivering_test_bot",
        "supports_inline_queries": True,
    },
}  # the result of every other method is True


class ApiServer:
    """The server: `async with ApiServer() as api: ...`, with methods at `api.url + "/bot<token>/"`."""

    def __init__(self) -> None:
        self.url = ""
        self.answers: Counter[int] = Counter()
        """The number of messages by chat; the load adds those in responses."""
        self._awaited: dict[int, asyncio.Future[None]] = {}
        self._numbers = itertools.count(1 << 30)  # never equal to the ids of the messages of users
        self._webhook = ""
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: _Called(self), "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()

    async def next_message(self, chat: int) -> None:
        """Wait until a message is sent to a chat."""
        await self._awaited.setdefault(chat, asyncio.get_running_loop().create_future())

    def result(self, method: str, body: bytes) -> Any:  # noqa: ANN401 - any JSON
        """Return the result of a call and count messages; raise ValueError for a message to an unknown chat."""
        if method == "setWebhook" and (found := WEBHOOK.search(body)):
            self._webhook = found[0].decode()
        if method == "getWebhookInfo":
            return {"url": self._webhook, "has_custom_certificate": False, "pending_update_count": 0}
        if method != "sendMessage":
            return RESULTS.get(method, True)
        found = CHAT.search(body)
        if not found:
            raise ValueError("a message to nobody")
        chat = int(found[1])
        self.answers[chat] += 1
        if (awaited := self._awaited.pop(chat, None)) and not awaited.done():
            awaited.set_result(None)
        return {"message_id": next(self._numbers), "date": 1, "chat": {"id": chat, "type": "private"}, "text": "…"}


class _Called(asyncio.Protocol):
    """A connection of the bot."""

    _transport: asyncio.Transport

    def __init__(self, api: ApiServer) -> None:
        self._api = api
        self._parser = httptools.HttpRequestParser(self)
        self._url = self._body = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport to write to."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Feed the parser, which calls the methods below."""
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        """Start a call."""
        self._url = self._body = b""

    def on_url(self, url: bytes) -> None:
        """Append a part of the URL."""
        self._url += url

    def on_body(self, body: bytes) -> None:
        """Append a part of the body."""
        self._body += body

    def on_message_complete(self) -> None:
        """Respond to the call."""
        method = self._url.rpartition(b"/")[2].decode()
        answer = json.dumps({"ok": True, "result": self._api.result(method, self._body)}).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
        self._transport.write(head + answer)
