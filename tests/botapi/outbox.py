"""Updates on their way to the webhook: in order, one after the other where they belong together, until they arrive.

As in Telegram's own server (github.com/tdlib/telegram-bot-api: WebhookActor.cpp, and `webhook_queue_id` in Client.cpp).
Two things are left out: updates that grow too old, and the pause before more connections are opened.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, NoReturn

import aiohttp
from aiohttp.abc import AbstractResolver

from tests.botapi.updates import UpdateQueue
from tests.botapi.world import now

Update = dict[str, Any]
Ride = Callable[[str, dict[str, Any]], None]
DEFAULT_CONNECTIONS = 40
MAX_RETRY_AFTER = 3600
LOST = 0
NEVER_RIDDEN = frozenset({"close", "deleteWebhook", "logOut", "setWebhook"})
CLOSED = "Webhook connection closed"
BREAKS = (
    (TimeoutError, "Read timeout expired"),
    (aiohttp.ClientConnectorError, "Connection refused"),
    (aiohttp.ClientError, CLOSED),
)
# Kinds of one name stand in one line for each chat or person; what stands in no line here waits for nothing.
# So a pressed button does not wait for the messages of its chat.
LINES = {
    "message": ("message", "chat"),
    "edited_message": ("message", "chat"),
    "channel_post": ("message", "chat"),
    "edited_channel_post": ("message", "chat"),
    "callback_query": ("callback_query", "from"),
    "inline_query": ("inline_query", "from"),
    "chosen_inline_result": ("chosen_inline_result", "from"),
    "my_chat_member": ("my_chat_member", "chat"),
}


@dataclass(slots=True)
class Pace:
    """How patient Telegram is, in seconds: as it is, but for the waits, which are shorter here.

    A failed delivery is made again at once, then after `first_wait`, twice that, and so on up to `most_wait`.
    """

    answer_seconds: float = 60.0
    first_wait: float = 0.2
    most_wait: float = 5.0
    set_webhook_seconds: float = 1.0


@dataclass(slots=True)
class Delivery:
    """One update sent once: `status` is None while under way, 0 where Telegram saw no response.

    Times are those of the loop, in seconds; what is under way ends at infinity.
    """

    sent_at: float
    status: int | None = None
    ended_at: float = math.inf


class _NoNames(AbstractResolver):
    """Nothing here leaves the machine: a name is looked up nowhere."""

    async def resolve(self, host: str, *_: object, **__: object) -> NoReturn:
        raise OSError(f"the test server posts to addresses only, and looks up no {host}")

    async def close(self) -> None:
        pass


class Outbox:
    """Delivers what is pending, from `start` to `stop`. `ride` carries out a call that came in a response."""

    def __init__(self, updates: UpdateQueue, ride: Ride, pace: Pace) -> None:
        self.deliveries: dict[int, list[Delivery]] = {}
        self.last_error: tuple[int, str] | None = None
        self.responses_to_lose = 0
        self._updates, self._ride, self._pace = updates, ride, pace
        self._sent: dict[int, Update] = {}
        self._waits: dict[int, float] = {}
        self._patience: dict[int, asyncio.Timeout] = {}
        self._lines: dict[Hashable, deque[int]] = {}
        self._ready: asyncio.Queue[Hashable] = asyncio.Queue()
        self._running: asyncio.Task[None] | None = None

    def start(self, url: str, secret: str, connections: int = DEFAULT_CONNECTIONS) -> None:
        """Deliver what is pending, and from now on whatever comes."""
        self._lines, self._ready, self.last_error = {}, asyncio.Queue(), None
        for update in self._updates.pending.values():
            self._line_up(update)
        self._updates.on_push = self._line_up
        self._running = asyncio.create_task(self._run(url, secret, connections))

    async def stop(self) -> None:
        """Hang up on what is under way and deliver nothing any more; raise what broke meanwhile."""
        self._updates.on_push = None
        running, self._running = self._running, None
        if running:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    def redeliver(self, update_id: int) -> None:
        """Send an update again: hang up on it where it is under way, else as if it had not been acknowledged."""
        if update_id in self._patience:
            self._patience[update_id].reschedule(asyncio.get_running_loop().time())
        else:
            self._updates.put_back(self._sent[update_id])

    def _line_up(self, update: Update) -> None:
        line = line_of(update)
        waiting = self._lines.setdefault(line, deque())
        waiting.append(update["update_id"])
        if len(waiting) == 1:
            self._ready.put_nowait(line)

    async def _run(self, url: str, secret: str, connections: int) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret} if secret else {}
        connector = aiohttp.TCPConnector(limit=connections, resolver=_NoNames())
        async with (
            aiohttp.ClientSession(connector=connector, headers=headers) as session,
            asyncio.TaskGroup() as group,
        ):
            for _ in range(connections):
                group.create_task(self._work(session, url))

    async def _work(self, session: aiohttp.ClientSession, url: str) -> None:
        loop = asyncio.get_running_loop()
        while True:
            line = await self._ready.get()
            waiting = self._lines[line]
            update = self._updates.pending.get(waiting[0])
            wait = None if update is None else await self._deliver(session, url, update)
            if wait is None:
                waiting.popleft()
            if waiting:
                loop.call_later(wait or 0, self._ready.put_nowait, line)
            else:
                del self._lines[line]

    async def _deliver(self, session: aiohttp.ClientSession, url: str, update: Update) -> float | None:
        """Send an update once; return the seconds after which to send it again, None where it was acknowledged."""
        loop, update_id = asyncio.get_running_loop(), update["update_id"]
        self._sent[update_id] = update
        delivery = Delivery(loop.time())
        self.deliveries.setdefault(update_id, []).append(delivery)
        retry_after = 0
        try:
            response, body = await self._post(session, url, update)
            error, retry_after = self._judge(delivery, response)
            if not error:
                await self._acknowledge(update_id, response.content_type, body)
                return None
        except (TimeoutError, aiohttp.ClientError) as broken:
            error = next(words for kind, words in BREAKS if isinstance(broken, kind))
        finally:
            delivery.ended_at = loop.time()
            delivery.status = delivery.status or LOST
        self.last_error = now(), error
        return retry_after or self._wait(update_id)

    async def _post(
        self, session: aiohttp.ClientSession, url: str, update: Update
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        update_id = update["update_id"]
        try:
            async with (
                asyncio.timeout(self._pace.answer_seconds) as self._patience[update_id],
                session.post(url, json=update, allow_redirects=False) as response,
            ):
                return response, await response.read()
        finally:
            del self._patience[update_id]

    def _judge(self, delivery: Delivery, response: aiohttp.ClientResponse) -> tuple[str, int]:
        """Return what is wrong with a response, nothing with a good one, and the seconds that it asks to wait."""
        if self.responses_to_lose:
            self.responses_to_lose -= 1
            return CLOSED, 0
        delivery.status = response.status
        if 200 <= response.status <= 299:
            return "", 0
        asked = response.headers.get("Retry-After", "")
        wrong = f"Wrong response from the webhook: {response.status} {response.reason}"
        return wrong, min(int(asked), MAX_RETRY_AFTER) if asked.isdecimal() else 0

    def _wait(self, update_id: int) -> float:
        wait = self._waits.get(update_id, 0.0)
        self._waits[update_id] = min(wait * 2 or self._pace.first_wait, self._pace.most_wait)
        return wait

    async def _acknowledge(self, update_id: int, content_type: str, body: bytes) -> None:
        call = _ridden(body) if content_type == "application/json" else None
        if call:
            self._ride(*call)
            # The call is made before the next update of its line leaves; only a fault that delays it is not waited for.
            await asyncio.sleep(0)
        self._waits.pop(update_id, None)
        self._updates.acknowledge(update_id)


def line_of(update: Update) -> Hashable:
    """Return the line in which an update stands: what is in one line is delivered one after the other."""
    for kind, (name, holder) in LINES.items():
        payload = update.get(kind)
        owner = payload.get(holder) if isinstance(payload, dict) else None
        if isinstance(owner, dict):
            return name, owner.get("id")
    return int(update["update_id"])


def never_ridden(method: str) -> bool:
    """Return whether Telegram ignores a method in a webhook's response."""
    return method.startswith("get") or method in NEVER_RIDDEN


def _ridden(body: bytes) -> tuple[str, dict[str, Any]] | None:
    """Return the method and the parameters of the call in a response, None where there is none."""
    try:
        params = json.loads(body)
    except ValueError:
        return None
    if not isinstance(params, dict) or not isinstance(params.get("method"), str):
        return None
    return params.pop("method"), params
