"""Two replicas with one PostgreSQL behind a proxy: one may be killed at any time without any loss."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests import nginx, postgres
from tests.botapi.server import BotApiServer
from tests.channels.telegram.process import BotProcess, started_bot
from tests.fire.crowd import START_SECONDS, all_answered, asking, tally
from tests.fire.modes import webhook
from tests.nginx import started_nginx
from tests.ports import free_port

ANNA = 184_220_917
PER_SECOND = 60.0
KILLS = 4

pytestmark = pytest.mark.slow


@pytest.fixture
async def replicas(server: BotApiServer, cluster: postgres.Cluster, tmp_path: Path) -> AsyncIterator[list[BotProcess]]:
    """Run two replicas that get updates only through the proxy."""
    nginx.require()
    port = free_port()
    settings = [webhook(f"http://127.0.0.1:{port}") | {"DATABASE_URL": cluster.url()} for _ in range(2)]
    folders = [tmp_path / name for name in ("proxy", "first", "second")]
    for folder in folders:
        folder.mkdir()
    async with (
        started_nginx(folders[0], port, [each["LISTEN"] for each in settings]),
        started_bot(folders[1], server.url, server.token, **settings[0]) as first,
        started_bot(folders[2], server.url, server.token, **settings[1]) as second,
    ):
        await started(server, first, 1)
        await started(server, second, 1)
        yield [first, second]


async def started(server: BotApiServer, bot: BotProcess, times: int) -> None:
    """Wait until a process has started `times` times."""
    await server.wait_until(lambda: [line["event"] for line in bot.log].count("started") == times, START_SECONDS)


def answered(bot: BotProcess) -> int:
    """Return the number of updates that a process has answered."""
    return [line["event"] for line in bot.log].count("answered")


async def test_killing_a_replica_under_load_loses_no_question(server: BotApiServer, replicas: list[BotProcess]) -> None:
    async with asking(server, PER_SECOND) as asked:
        for number in range(KILLS):
            killed = replicas[number % 2]
            await asyncio.sleep(2.0)
            await killed.kill()
            await asyncio.sleep(2.0)
            await killed.start()
            await started(server, killed, 2 + number // 2)
    await all_answered(server)
    found = tally(server, asked)
    assert found.lost == 0
    # In groups the answer goes out before the update is acknowledged.
    in_flight = {update for update, sent in server.deliveries.items() if len(sent) > 1}
    assert set(found.duplicates) <= in_flight
    assert all(answered(bot) for bot in replicas)
    assert [bot.said for bot in replicas] == [[], []]


async def test_replicas_share_the_history_of_a_chat(server: BotApiServer, replicas: list[BotProcess]) -> None:
    server.send_text(ANNA, "/windows 10")
    await server.wait_for_messages(ANNA, 1)
    first = await server.wait_until(lambda: [bot for bot in replicas if answered(bot)])
    assert len(first) == 1
    await first[0].kill()
    server.send_text(ANNA, "0xC004F211")
    _, answer = await server.wait_for_messages(ANNA, 2)
    assert "Windows 10" in answer.text
