"""The bot with its webhook, in this process, over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import aiohttp

from bot.channels.telegram.answering import Handler
from bot.channels.telegram.delivery import Delivery
from bot.channels.telegram.incoming.webhook import Webhook
from bot.channels.telegram.outgoing.client import Client
from bot.conversation import Assistant
from bot.memory.opening import open_in_process
from bot.memory.sql_memory import SqlMemory
from bot.monitoring.health import Health
from bot.monitoring.metrics import Metrics
from bot.monitoring.server import listen, serving
from bot.pictures.reader import PictureReader
from tests.botapi.server import BotApiServer

SECRET = "a-secret_of-32-letters-and-digits"  # noqa: S105 - protects nothing
HEADER = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True)
class Served:
    """A bot with a webhook at `url` + "/telegram", and its parts."""

    url: str
    webhook: Webhook
    delivery: Delivery
    handler: Handler
    health: Health
    memory: SqlMemory
    session: aiohttp.ClientSession

    async def post(self, body: Any, secret: str | None = SECRET) -> tuple[int, Any]:  # noqa: ANN401 - any JSON, or bytes
        """Deliver an update, and return the status and the call in the response, or None."""
        data = {"data": BytesIO(body)} if isinstance(body, bytes) else {"json": body}
        headers = {HEADER: secret} if secret is not None else {}
        async with self.session.post(f"{self.url}/telegram", headers=headers, **data) as response:
            is_call = response.content_type == "application/json"
            return response.status, await response.json() if is_call else None

    async def get(self, page: str) -> tuple[int, str]:
        """Return the status and text of a page."""
        async with self.session.get(f"{self.url}{page}") as response:
            return response.status, await response.text()


@asynccontextmanager
async def served(server: BotApiServer, client: Client, assistant: Assistant) -> AsyncIterator[Served]:
    """Run a bot that answers on a free port of this machine."""
    metrics, pictures = Metrics(), PictureReader()
    async with open_in_process() as memory:
        handler = Handler(assistant, client, memory, pictures, metrics, lambda: datetime.now(UTC))
        delivery = Delivery(handler, memory, metrics, lambda: datetime.now(UTC))
        health = Health(memory, metrics, asyncio.get_running_loop().time, lambda: client.last_contact)
        webhook = Webhook("/telegram", SECRET, health.pages())
        listening = listen("127.0.0.1", 0)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        assert server.url
        async with serving(webhook, listening), aiohttp.ClientSession() as session:
            yield Served(url, webhook, delivery, handler, health, memory, session)
    await pictures.close()
