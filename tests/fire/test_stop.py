"""A process that is stopped while many people ask exits cleanly, and the next one answers the rest."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.botapi.server import BotApiServer
from tests.channels.telegram.process import started_bot
from tests.fire.crowd import all_answered, answering, asking, tally
from tests.fire.modes import IN_BOTH_MODES, Mode

STOPS = 3
PER_SECOND = 60.0


@pytest.mark.slow
@IN_BOTH_MODES
async def test_stopping_under_load_loses_no_question(server: BotApiServer, tmp_path: Path, mode: Mode) -> None:
    async with started_bot(tmp_path, server.url, server.token, **mode()) as bot:
        async with asking(server, PER_SECOND) as asked:
            for _ in range(STOPS):
                await answering(server)
                await asyncio.sleep(1.0)  # under load, not only with the backlog of the start
                bot.stop()
                assert await bot.end() == 0
                await bot.start()
        await all_answered(server)
        assert [line["event"] for line in bot.log].count("stopped") == STOPS
        assert bot.said == []
    found = tally(server, asked)
    assert found.lost == 0
    assert found.duplicates.total() == 0
