"""A Bot API server on the loopback interface that is as strict as Telegram, with people who talk to the bot."""

from __future__ import annotations

import asyncio
import json
import logging
import pprint
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from tests.botapi.delivery.webhook_sender import Delivery, Pace, WebhookSender, ignored_in_response
from tests.botapi.faults import Fault, FaultQueue
from tests.botapi.methods.dispatch import Methods
from tests.botapi.methods.webhooks import Webhooks
from tests.botapi.people.people import People, SeenMessage
from tests.botapi.refusal import Refusal, bad_request, strict
from tests.botapi.schema import METHODS, check_call

__all__ = ["BotApiServer", "Call", "Fault", "SeenMessage"]

# It has the form of a token, so that redaction can be tested, but is obviously not a real one.
TOKEN = "7421953680:TEST-token-of-the-strict-Bot-API-sv"  # noqa: S105
USERNAME = "aktivering_test_bot"
# The name of downloads among calls and faults; the Bot API has no method for them.
FILE = "file"
DROPPED = 0
POLL_SECONDS = 0.01
WAIT_SECONDS = 30.0  # long enough for a busy machine; a wait that succeeds does not take longer
DUMPED_CALLS = 25

logger = logging.getLogger(__name__)
T = TypeVar("T")
Body = dict[str, Any] | str | bytes


@dataclass
class Call:
    """A call. `status` is None while it is handled and 0 if no response was sent.

    A call with `in_response` came in the response to a webhook request, so nobody received its status and description.
    """

    method: str
    params: dict[str, Any]
    status: int | None = None
    description: str = ""
    at: float = 0
    in_response: bool = False


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
        self.pace = Pace()
        self._webhook_sender = WebhookSender(self._updates, self._call_in_response, self.pace)
        self._webhooks = Webhooks(self._updates, self._webhook_sender, self.pace)
        self._methods = Methods(self._world, self._updates, self._webhooks)
        self._response_calls: set[asyncio.Task[None]] = set()
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
        try:
            await self._webhook_sender.stop()
        finally:
            for task in self._response_calls:
                task.cancel()
            if self._runner is not None:
                await self._runner.cleanup()
        # The bot saw only a 500 and may have survived it; the test must not.
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
        """Return the parameters of the last setWebhook; empty if no webhook is set."""
        return self._webhooks.webhook

    def fail(self, method: str, fault: Fault, *, times: int = 1) -> None:
        """Make the next `times` calls of a method, or downloads ("file"), fail; faults of a method are queued."""
        if method not in {*METHODS, FILE}:
            raise ValueError(f"the Bot API has no method {method}")
        self._faults.add(method, fault, times)

    @property
    def deliveries(self) -> dict[int, list[Delivery]]:
        """Return the attempts to post each update to the webhook, with their results, by update_id."""
        return self._webhook_sender.deliveries

    def redeliver(self, update_id: int) -> None:
        """Post an update again, acknowledged or not; if it is being delivered, close that connection first."""
        self._webhook_sender.redeliver(update_id)

    def lose_responses(self, times: int = 1) -> None:
        """Lose the next `times` responses of the webhook, so that those updates are sent again."""
        self._webhook_sender.responses_to_lose += times

    def calls_of(self, method: str) -> list[Call]:
        """Return the calls of one method, or the downloads ("file"), in the order they came in."""
        return [call for call in self.calls if call.method == method]

    async def wait_until(
        self,
        predicate: Callable[[], T],
        timeout: float = WAIT_SECONDS,  # noqa: ASYNC109 - a test says how long it waits, and the error carries the dump
    ) -> T:
        """Wait until the predicate is truthy and return what it returned."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while True:
            if result := predicate():
                return result
            if loop.time() >= deadline:
                raise AssertionError(f"not true after {timeout} s\n{self.dump()}")
            await asyncio.sleep(POLL_SECONDS)

    async def wait_for_messages(
        self,
        chat_id: int,
        n: int,
        timeout: float = WAIT_SECONDS,  # noqa: ASYNC109 - as above
    ) -> list[SeenMessage]:
        """Wait until a chat shows at least `n` messages of the bot and return all of them."""
        await self.wait_until(lambda: len(self.messages(chat_id)) >= n, timeout)
        return self.messages(chat_id)

    def dump(self) -> str:
        """Return what happened so far, for the error message of a failed test."""
        parts = {
            "messages": {chat_id: self.messages(chat_id) for chat_id in self._world.chats},
            "inline answers": self.inline_answers,
            "calls": self.calls[-DUMPED_CALLS:],
            "pending updates": self.pending_updates(),
            "confirmed up to": self.confirmed_up_to,
            "last deliveries": dict(list(self.deliveries.items())[-DUMPED_CALLS:]),
            "faults that no call met": self._faults.left(),
        }
        return pprint.pformat(parts, width=120, sort_dicts=False)

    async def _serve(self, request: web.Request) -> web.Response:
        call = self._record(request.match_info.get("method", FILE))
        status, body = await self._outcome(call, self._respond(request, call))
        transport = request.transport
        call.status = DROPPED if transport is None else status
        if transport is not None and status == DROPPED:
            transport.close()
        return _response(status or 500, body)

    @property
    def response_calls_under_way(self) -> int:
        """Return how many calls that came in a response are not carried out yet, such as those that a fault delays."""
        return len(self._response_calls)

    def _call_in_response(self, method: str, params: dict[str, Any]) -> None:
        """Carry out a call that came in the webhook's response; nobody receives its result."""
        task = asyncio.create_task(self._carry_out_in_response(self._record(method, params)))
        self._response_calls.add(task)
        task.add_done_callback(self._response_calls.discard)

    async def _carry_out_in_response(self, call: Call) -> None:
        call.in_response = True
        call.status, _ = await self._outcome(call, self._carry_out(call, None))

    def _record(self, method: str, params: dict[str, Any] | None = None) -> Call:
        call = Call(method, params or {}, at=asyncio.get_running_loop().time())
        self.calls.append(call)
        return call

    async def _outcome(self, call: Call, work: Awaitable[tuple[int, Body]]) -> tuple[int, Body]:
        """Return the status and the body of the response to a call."""
        try:
            return await work
        except Refusal as refusal:
            call.description = refusal.description
            return refusal.status, refusal.body()
        except ConnectionResetError:  # the bot closed the connection while it was still sending
            return DROPPED, ""
        except Exception as error:  # a mistake in this server: __aexit__ raises it
            logger.exception("the test server broke on %s", call.method)
            self._broken.append(error)
            return 500, Refusal(500, f"the test server broke: {error!r}").body()

    async def _respond(self, request: web.Request, call: Call) -> tuple[int, Body]:
        path = request.match_info.get("path")
        call.params = await _read(request) if path is None else {"file_path": path}
        if request.match_info["token"] != self.token:
            raise Refusal(401, "Unauthorized")
        return await self._carry_out(call, path)

    async def _carry_out(self, call: Call, path: str | None) -> tuple[int, Body]:
        if path is None and call.method not in METHODS:
            raise Refusal(404, "Not Found: method not found")
        if call.in_response and ignored_in_response(call.method):
            raise strict(f"Telegram ignores {call.method} in a webhook's response")
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
            logger.error("the test server does not model %s; add it in tests/botapi/methods/", call.method)
            raise Refusal(404, f"Not Found: the test server does not model {call.method}")
        return {"ok": True, "result": await self._methods.call(call.method, call.params)}


def _response(status: int, body: Body) -> web.Response:
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
