"""The process is killed repeatedly while many people ask, and every question is answered in the end."""

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
PER_SECOND = 60.0  # in total: one question of each chat every two seconds
CALL_SECONDS = 0.2  # for each call, so that updates are always in flight
DURING_START = 0.3  # the share of kills
START_SECONDS = 2.0  # after which these kills have happened
LOAD_SECONDS = 1.5  # after the first answer, for all other kills
ENDLESS = 1_000_000
Recording = Callable[[str, object], None]


@pytest.mark.slow
@IN_BOTH_MODES
async def test_kills_at_random_moments_under_load_lose_no_question(
    server: BotApiServer, tmp_path: Path, mode: Mode, record_property: Recording
) -> None:
    seed = secrets.randbits(32)
    record_property("seed", seed)
    chance = random.Random(seed)  # noqa: S311 - reproducible from the seed
    server.fail("sendMessage", Fault.slow(CALL_SECONDS), times=ENDLESS)
    in_flight: Counter[int] = Counter()  # the number of kills at which an update was in flight
    max_in_flight = 0
    async with started_bot(tmp_path, server.url, server.token, **mode()) as bot:
        async with asking(server, PER_SECOND) as asked:
            for _ in range(KILLS):
                await random_moment(chance, server)
                now = in_flight_now(server)
                await bot.kill()
                in_flight.update(now)
                max_in_flight = max(max_in_flight, len(now))
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
    record_property("max at one kill", max_in_flight)
    assert found.lost == 0
    # Only updates in flight may be answered again, at most once for each kill.
    assert found.duplicates <= in_flight


async def random_moment(chance: random.Random, server: BotApiServer) -> None:
    """Wait for the next kill: during the start, or under load after questions are answered again."""
    if chance.random() < DURING_START:
        await asyncio.sleep(chance.uniform(0, START_SECONDS))
        return
    await answering(server)
    await asyncio.sleep(chance.uniform(0, LOAD_SECONDS))


def in_flight_now(server: BotApiServer) -> set[int]:
    """Return the updates that the bot may be handling: delivered, but not acknowledged or confirmed."""
    if server.webhook:
        return {update for update, sent in server.deliveries.items() if sent[-1].status is None}
    # getUpdates returns the oldest ones.
    return {update["update_id"] for update in server.pending_updates()[:MAX_BATCH]}
