"""Fixtures: the server, and python-telegram-bot as its client."""

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
    # Without it the library warns about a coming change at every 429, and warnings are errors in the tests.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def bot(server: BotApiServer) -> AsyncIterator[telegram.Bot]:
    async with telegram.Bot(server.token, base_url=f"{server.url}/bot") as running:
        yield running
