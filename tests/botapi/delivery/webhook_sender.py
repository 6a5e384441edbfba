"""Post updates to the webhook until they are acknowledged, those of one queue in order.

This follows Telegram's own server (github.com/tdlib/telegram-bot-api: WebhookActor.cpp, and `webhook_queue_id` in
Client.cpp), without the expiry of old updates and the pause before more connections are opened.
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

from tests.botapi.delivery.update_queue import UpdateQueue
from tests.botapi.world import now

Update = dict[str, Any]
CallInResponse = Callable[[str, dict[str, Any]], None]
DEFAULT_CONNECTIONS = 40
MAX_RETRY_AFTER = 3600
LOST = 0
IGNORED_IN_RESPONSE = frozenset({"close", "deleteWebhook", "logOut", "setWebhook"})
CLOSED = "Webhook connection closed"
BREAKS = (
    (TimeoutError, "Read timeout expired"),
    (aiohttp.ClientConnectorError, "Connection refused"),
    (aiohttp.ClientError, CLOSED),
)
# Kinds with the same name share a queue for each chat or user; updates of other kinds wait for nothing.
# So a pressed button does not wait for the messages of its chat.
QUEUES = {
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
    """Telegram's timeouts in seconds; the pauses between attempts are shorter here.

    A failed delivery is repeated at once, then after `first_wait`, twice that, and so on up to `max_wait`.
    """

    answer_seconds: float = 60.0
    first_wait: float = 0.2
    max_wait: float = 5.0
    set_webhook_seconds: float = 1.0


@dataclass(slots=True)
class Delivery:
    """One attempt to post an update: `status` is None while it lasts and 0 if no response arrived.

    Times are those of the loop, in seconds; `ended_at` is infinity while the attempt lasts.
    """

    sent_at: float
    status: int | None = None
    ended_at: float = math.inf


class _NoNames(AbstractResolver):
    """A resolver that resolves no names, so that nothing leaves the machine."""

    async def resolve(self, host: str, *_: object, **__: object) -> NoReturn:
        raise OSError(f"the test server posts only to IP addresses, not to {host}")

    async def close(self) -> None:
        pass


class WebhookSender:
    """Posts pending updates from `start` to `stop`. `call_in_response` carries out a call that came in a response."""

    def __init__(self, updates: UpdateQueue, call_in_response: CallInResponse, pace: Pace) -> None:
        self.deliveries: dict[int, list[Delivery]] = {}
        self.last_error: tuple[int, str] | None = None
        self.responses_to_lose = 0
        self._updates, self._call_in_response, self._pace = updates, call_in_response, pace
        self._sent: dict[int, Update] = {}
        self._pauses: dict[int, float] = {}
        self._timeouts: dict[int, asyncio.Timeout] = {}
        self._queues: dict[Hashable, deque[int]] = {}
        self._ready: asyncio.Queue[Hashable] = asyncio.Queue()
        self._running: asyncio.Task[None] | None = None

    def start(self, url: str, secret: str, connections: int = DEFAULT_CONNECTIONS) -> None:
        """Post pending updates, and new ones from now on."""
        self._queues, self._ready, self.last_error = {}, asyncio.Queue(), None
        for update in self._updates.pending.values():
            self._enqueue(update)
        self._updates.on_push = self._enqueue
        self._running = asyncio.create_task(self._run(url, secret, connections))

    async def stop(self) -> None:
        """Close the connections and post nothing more; raise errors of the sender itself."""
        self._updates.on_push = None
        running, self._running = self._running, None
        if running:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    def redeliver(self, update_id: int) -> None:
        """Post an update again; if it is being posted, close that connection first."""
        if update_id in self._timeouts:
            self._timeouts[update_id].reschedule(asyncio.get_running_loop().time())
        else:
            self._updates.put_back(self._sent[update_id])

    def _enqueue(self, update: Update) -> None:
        queue = queue_of(update)
        waiting = self._queues.setdefault(queue, deque())
        waiting.append(update["update_id"])
        if len(waiting) == 1:
            self._ready.put_nowait(queue)

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
            queue = await self._ready.get()
            waiting = self._queues[queue]
            update = self._updates.pending.get(waiting[0])
            pause = None if update is None else await self._deliver(session, url, update)
            if pause is None:
                waiting.popleft()
            if waiting:
                loop.call_later(pause or 0, self._ready.put_nowait, queue)
            else:
                del self._queues[queue]

    async def _deliver(self, session: aiohttp.ClientSession, url: str, update: Update) -> float | None:
        """Post an update once; return the seconds to wait before the next attempt, or None if it was acknowledged."""
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
        return retry_after or self._next_pause(update_id)

    async def _post(
        self, session: aiohttp.ClientSession, url: str, update: Update
    ) -> tuple[aiohttp.ClientResponse, bytes]:
        update_id = update["update_id"]
        try:
            async with (
                asyncio.timeout(self._pace.answer_seconds) as self._timeouts[update_id],
                session.post(url, json=update, allow_redirects=False) as response,
            ):
                return response, await response.read()
        finally:
            del self._timeouts[update_id]

    def _judge(self, delivery: Delivery, response: aiohttp.ClientResponse) -> tuple[str, int]:
        """Return the error of a response, empty if there is none, and the seconds that it asks to wait."""
        if self.responses_to_lose:
            self.responses_to_lose -= 1
            return CLOSED, 0
        delivery.status = response.status
        if 200 <= response.status <= 299:
            return "", 0
        asked = response.headers.get("Retry-After", "")
        wrong = f"Wrong response from the webhook: {response.status} {response.reason}"
        return wrong, min(int(asked), MAX_RETRY_AFTER) if asked.isdecimal() else 0

    def _next_pause(self, update_id: int) -> float:
        pause = self._pauses.get(update_id, 0.0)
        self._pauses[update_id] = min(pause * 2 or self._pace.first_wait, self._pace.max_wait)
        return pause

    async def _acknowledge(self, update_id: int, content_type: str, body: bytes) -> None:
        call = _call_in(body) if content_type == "application/json" else None
        if call:
            self._call_in_response(*call)
            # The call starts before the next update of its queue is posted; a fault that delays it delays nothing else.
            await asyncio.sleep(0)
        self._pauses.pop(update_id, None)
        self._updates.acknowledge(update_id)


def queue_of(update: Update) -> Hashable:
    """Return the queue of an update; updates of one queue are delivered one after the other."""
    for kind, (name, holder) in QUEUES.items():
        payload = update.get(kind)
        owner = payload.get(holder) if isinstance(payload, dict) else None
        if isinstance(owner, dict):
            return name, owner.get("id")
    return int(update["update_id"])


def ignored_in_response(method: str) -> bool:
    """Return whether Telegram ignores a method in a webhook's response."""
    return method.startswith("get") or method in IGNORED_IN_RESPONSE


def _call_in(body: bytes) -> tuple[str, dict[str, Any]] | None:
    """Return the method and the parameters of the call in a response body, or None if it contains none."""
    try:
        params = json.loads(body)
    except ValueError:
        return None
    if not isinstance(params, dict) or not isinstance(params.get("method"), str):
        return None
    return params.pop("method"), params
