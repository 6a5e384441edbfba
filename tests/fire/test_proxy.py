"""The proxy in front of the replicas distributes the load and repeats nothing itself."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from tests import nginx
from tests.botapi.raw import call
from tests.botapi.server import BotApiServer
from tests.endpoint import serving_updates
from tests.nginx import started_nginx
from tests.ports import free_port


@pytest.fixture(autouse=True)
def nginx_is_there() -> None:
    nginx.require()


class Replica:
    """A webhook that acknowledges every update, or closes the connection while `broken`."""

    def __init__(self) -> None:
        self.broken = False
        self.received: list[int] = []
        self.address = ""

    async def serve(self, request: web.Request) -> web.Response:
        """Record an update, and acknowledge it or close the connection."""
        self.received.append((await request.json())["update_id"])
        if self.broken and request.transport:
            request.transport.close()
        return web.Response()


@asynccontextmanager
async def started_replica() -> AsyncIterator[Replica]:
    replica = Replica()
    async with serving_updates(replica.serve) as replica.address:
        yield replica


async def test_only_telegram_repeats_a_request_that_failed(tmp_path: Path) -> None:
    async with (
        started_replica() as first,
        started_replica() as second,
        started_nginx(tmp_path, free_port(), [first.address, second.address]) as url,
        BotApiServer() as server,
    ):
        await call(server, "setWebhook", url=f"{url}/updates")
        for person in range(1, 101):
            server.send_text(person, "hej")
        await server.wait_until(lambda: not server.pending_updates())
        assert first.received
        assert second.received
        first.broken = True
        for person in range(1, 101):
            server.send_text(person, "hej igen")
        await server.wait_until(lambda: not server.pending_updates())
        statuses = [delivery.status for each in server.deliveries.values() for delivery in each]
        assert statuses.count(200) == 200
        assert 502 in statuses
        # Every request to a replica was sent by Telegram: the proxy repeated none.
        assert len(first.received) + len(second.received) <= len(statuses)


async def test_an_nginx_that_cannot_start_reports_why(tmp_path: Path) -> None:
    async with started_replica() as replica:
        taken = int(replica.address.rpartition(":")[2])
        with pytest.raises(RuntimeError, match="Address already in use"):
            async with started_nginx(tmp_path, taken, [replica.address]):
                pass
