"""The server, and python-telegram-bot's own client of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import telegram

from tests.botapi.server import BotApiServer


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as running:
        yield running


@pytest.fixture(autouse=True)
def timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without it the library warns of a coming change whenever it meets a 429, and a warning is an error here.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(server.token, base_url=f"{server.url}/bot") as running:
        yield running
