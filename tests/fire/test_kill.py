"""The process is killed again and again while many people ask, and every question has its answer in the end."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.botapi.delivery.update_queue import MAX_BATCH
from tests.botapi.server import BotApiServer, Fault
from tests.channels.telegram.process import started_bot
from tests.fire.crowd import all_answered, answering, asking, tally
from tests.fire.modes import IN_BOTH_MODES, Mode

KILLS = 50
PER_SECOND = 60.0  # in all: a question of each chat every other second
CALL_SECONDS = 0.2  # that Telegram takes for each message, so that there is always something in flight
DURING_START = 0.3  # of all kills
START_SECONDS = 2.0  # within which these come
LOAD_SECONDS = 1.5  # within which the others come, after the first answer
ENDLESS = 1_000_000
Recording = Callable[[str, object], None]


@pytest.mark.slow
@IN_BOTH_MODES
async def test_killed_at_random_moments_under_load(
    server: BotApiServer, tmp_path: Path, mode: Mode, record_property: Recording
) -> None:
    seed = secrets.randbits(32)
    record_property("seed", seed)
    chance = random.Random(seed)  # noqa: S311 - to be had again from the seed
    server.fail("sendMessage", Fault.slow(CALL_SECONDS), times=ENDLESS)
    in_flight: Counter[int] = Counter()  # how often an update was in flight at a kill
    most = 0
    async with started_bot(tmp_path, server.url, server.token, **mode()) as bot:
        async with asking(server, PER_SECOND) as asked:
            for _ in range(KILLS):
                await random_moment(chance, server)
                now = in_flight_now(server)
                await bot.kill()
                in_flight.update(now)
                most = max(most, len(now))
                await bot.start()
        await all_answered(server)
        found = tally(server, asked)
        assert bot.said == []
        assert {line["event"] for line in bot.log if line["level"] == "error"} == set()
    record_property("kills", KILLS)
    record_property("questions", found.questions)
    record_property("lost", found.lost)
    record_property("duplicates", found.duplicates.total())
    record_property("in flight at kills", in_flight.total())
    record_property("at one kill at most", most)
    assert found.lost == 0
    # Twice only what was in flight, and once more for each kill at most.
    assert found.duplicates <= in_flight


async def random_moment(chance: random.Random, server: BotApiServer) -> None:
    """Wait for the next kill: somewhere in the start, or somewhere under load once questions are answered again."""
    if chance.random() < DURING_START:
        await asyncio.sleep(chance.uniform(0, START_SECONDS))
        return
    await answering(server)
    await asyncio.sleep(chance.uniform(0, LOAD_SECONDS))


def in_flight_now(server: BotApiServer) -> set[int]:
    """The updates that the bot may be at work on: posted and not acknowledged, or given and not confirmed."""
    if server.webhook:
        return {update for update, sent in server.deliveries.items() if sent[-1].status is None}
    # getUpdates gives the oldest.
    return {update["update_id"] for update in server.pending_updates()[:MAX_BATCH]}
