"""A strict Bot API server, and the bot's own client signed in to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.outgoing.client import Client
from tests.botapi.server import BotApiServer


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as running:
        yield running


@pytest.fixture
async def client(server: BotApiServer) -> AsyncIterator[Client]:
    async with Client(server.token, server.url) as signed_in:
        yield signed_in
