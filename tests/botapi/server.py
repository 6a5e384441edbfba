"""A Telegram Bot API server on loopback that is as strict as Telegram, and people to talk to the bot."""

from __future__ import annotations

import asyncio
import json
import logging
import pprint
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.botapi.faults import Fault, FaultQueue
from tests.botapi.methods import Methods
from tests.botapi.people import People, SeenMessage
from tests.botapi.refusal import Refusal, bad_request
from tests.botapi.schema import METHODS, check_call

__all__ = ["BotApiServer", "Call", "Fault", "SeenMessage"]

# Shaped like a token, so that redacting can be tested, and plainly none.
TOKEN = "7421953680:TEST-token-of-the-strict-Bot-API-sv"  # noqa: S105
USERNAME = "aktivering_test_bot"
# What a download is called among calls and faults; the Bot API has no method for it.
FILE = "file"
DROPPED = 0
POLL_SECONDS = 0.01
DUMPED_CALLS = 25

logger = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass
class Call:
    """One call: `status` is None while under way, 0 where no response went out."""

    method: str
    params: dict[str, Any]
    status: int | None = None
    description: str = ""
    at: float = 0


class BotApiServer(People):
    """The server: `async with BotApiServer() as server: ...`.

    Methods are at `server.url + "/bot<token>/"`, files at `server.url + "/file/bot<token>/"`.
    """

    def __init__(self, token: str = TOKEN) -> None:
        bot_id = int(token.partition(":")[0])
        super().__init__({"id": bot_id, "is_bot": True, "first_name": "Aktiveringsbot", "username": USERNAME})
        self.token = token
        self.url = ""
        self.calls: list[Call] = []
        self._methods = Methods(self._world, self._updates)
        self._faults = FaultQueue()
        self._broken: list[Exception] = []
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        app.router.add_get("/file/bot{token}/{path:.+}", self._serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._updates.close()
        if self._runner is not None:
            await self._runner.cleanup()
        # The bot saw a mere 500 and may have lived through it; the test must not.
        if self._broken and error is None:
            raise self._broken[0]

    @property
    def commands(self) -> dict[tuple[str, str], list[dict[str, Any]]]:
        """Return the command menus by (scope, language); a scope with ids is JSON with sorted keys."""
        return self._methods.commands

    @property
    def profile(self) -> dict[tuple[str, str], str]:
        """Return name, description and short_description, by (field, language)."""
        return self._methods.profile

    @property
    def webhook(self) -> dict[str, Any]:
        """Return the parameters of the last setWebhook, empty where none is set."""
        return self._methods.webhook

    def fail(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """Let the next so many calls of a method, or downloads ("file"), meet a fault; faults of a method queue up."""
        if method not in {*METHODS, FILE}:
            raise ValueError(f"the Bot API has no method {method}")
        self._faults.add(method, fault, times)

    def calls_of(self, method: str) -> list[Call]:
        """Return the calls of one method, or the downloads ("file"), in the order they came in."""
        return [call for call in self.calls if call.method == method]

    async def wait_until(
        self,
        predicate: Callable[[], T],
        timeout: float = 5.0,  # noqa: ASYNC109 - a test says how long it waits; the dump is the point
    ) -> T:
        """Wait until the predicate is truthy and return what it returned."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            if result := predicate():
                return result
            if loop.time() >= deadline:
                raise AssertionError(f"still not so after {timeout} s\n{self.dump()}")
            await asyncio.sleep(POLL_SECONDS)

    async def wait_for_messages(
        self,
        chat_id: int,
        n: int,
        timeout: float = 5.0,  # noqa: ASYNC109 - as above
    ) -> list[SeenMessage]:
        """Wait until the bot shows at least `n` messages in a chat and return all it shows there."""
        await self.wait_until(lambda: len(self.messages(chat_id)) >= n, timeout)
        return self.messages(chat_id)

    def dump(self) -> str:
        """Return what happened, to read in a failed test."""
        parts = {
            "messages": {chat_id: self.messages(chat_id) for chat_id in self._world.chats},
            "inline answers": self.inline_answers,
            "calls": self.calls[-DUMPED_CALLS:],
            "pending updates": self.pending_updates(),
            "confirmed up to": self.confirmed_up_to,
            "faults not met": self._faults.left(),
        }
        return pprint.pformat(parts, width=120, sort_dicts=False)

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info.get("method", FILE)
        call = Call(method, {}, at=asyncio.get_running_loop().time())
        self.calls.append(call)
        try:
            status, body = await self._respond(request, call)
        except Refusal as refusal:
            call.description = refusal.description
            status, body = refusal.status, refusal.body()
        except ConnectionResetError:  # the bot hung up while it was still sending: nobody is left to answer
            status, body = DROPPED, ""
        except Exception as error:  # a mistake in this server: __aexit__ raises it
            logger.exception("the test server broke on %s", method)
            self._broken.append(error)
            status, body = 500, Refusal(500, f"the test server broke: {error!r}").body()
        transport = request.transport
        call.status = DROPPED if transport is None else status
        if transport is not None and status == DROPPED:
            transport.close()
        return _response(status or 500, body)

    async def _respond(self, request: web.Request, call: Call) -> tuple[int, dict[str, Any] | str | bytes]:
        path = request.match_info.get("path")
        call.params = await _read(request) if path is None else {"file_path": path}
        if request.match_info["token"] != self.token:
            raise Refusal(401, "Unauthorized")
        if path is None and call.method not in METHODS:
            raise Refusal(404, "Not Found: method not found")
        fault = self._faults.take(call.method)
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.refusal is not None:
            raise fault.refusal
        if fault.text is not None:
            return 200, fault.text
        if fault.dropped and not fault.after_handling:
            return DROPPED, ""
        body = await self._handle(call) if path is None else self._world.files.read(path)
        return (DROPPED, "") if fault.dropped else (200, body)

    async def _handle(self, call: Call) -> dict[str, Any]:
        call.params = check_call(call.method, call.params)
        if not self._methods.models(call.method):
            logger.error("the test server does not model %s; teach it in tests/botapi/methods.py", call.method)
            raise Refusal(404, f"Not Found: the test server does not model {call.method}")
        return {"ok": True, "result": await self._methods.call(call.method, call.params)}


def _response(status: int, body: dict[str, Any] | str | bytes) -> web.Response:
    if isinstance(body, bytes):
        return web.Response(status=status, body=body, content_type="application/octet-stream")
    if isinstance(body, str):
        return web.Response(status=status, text=body, content_type="text/html")
    return web.Response(status=status, text=json.dumps(body), content_type="application/json")


async def _read(request: web.Request) -> dict[str, Any]:
    params: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise bad_request("can't parse JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("can't parse JSON object")
        return params | body
    return params | dict(await request.post())
