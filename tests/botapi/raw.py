"""Bot API calls without a client library."""

from __future__ import annotations

from typing import Any

import aiohttp

from tests.botapi.server import BotApiServer


async def call(server: BotApiServer, method: str, **params: object) -> tuple[int, dict[str, Any]]:
    """Call a method with a JSON body; return the status and the body of the response."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{server.url}/bot{server.token}/{method}", json=params) as response,
    ):
        return response.status, await response.json()
