"""The clock of the machine jumps while the bot runs, as after a suspension or the first contact with a time server.

libfaketime (Debian: faketime) gives the process the time from a file, but leaves the monotonic clock unchanged.
"""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.memory.opening import read_feedback
from tests import installed
from tests.botapi.server import BotApiServer
from tests.channels.telegram.process import BotProcess, started_bot
from tests.fire.crowd import START_SECONDS, all_answered, answering, asking, tally
from tests.fire.modes import IN_BOTH_MODES, Mode, polling

ANNA = 184_220_917
PER_SECOND = 30.0
LOAD_SECONDS = 1.0  # after each jump
DAYS = 30  # of retention
LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def faketime_is_there() -> None:
    installed.require(LIBRARIES, "libfaketime is not installed: apt-get install faketime")


class Clock:
    """The clock of a process that is started with `variables`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.variables = {
            "LD_PRELOAD": str(LIBRARIES[-1]),
            "FAKETIME_TIMESTAMP_FILE": str(file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # Otherwise waits for locks of CPython, which use the monotonic clock, end at once after a jump.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }
        self.jump("+0")

    def jump(self, offset: str) -> None:
        """Set the offset from the real time, such as "+2d" or "-1d"."""
        self._file.write_text(offset)


def day(bot: BotProcess) -> str:
    """Return the date of the bot's latest log line."""
    return str(bot.log[-1]["timestamp"])[:10]


@IN_BOTH_MODES
async def test_clock_jumps_lose_nothing(server: BotApiServer, tmp_path: Path, mode: Mode) -> None:
    clock = Clock(tmp_path / "clock")
    async with started_bot(tmp_path, server.url, server.token, clock.variables, **mode()) as bot:
        server.send_text(ANNA, "/windows 10")
        server.send_text(ANNA, "0x803F7001")
        *_, answer = await server.wait_for_messages(ANNA, 2, START_SECONDS)
        server.press(ANNA, answer.message_id, "👍 Det gick")
        await all_answered(server)
        days = [day(bot)]
        async with asking(server, PER_SECOND) as asked:
            for offset in ("+2d", "-1d", "+0"):
                clock.jump(offset)
                await answering(server)
                await asyncio.sleep(LOAD_SECONDS)
                days.append(day(bot))
        await all_answered(server)
        assert len(set(days)) == 3
        assert not [line["event"] for line in bot.log if line["level"] == "error"]
        server.send_text(ANNA, "0xC004F210")
        *_, answer = await server.wait_for_messages(ANNA, 4)
        assert "Windows 10" in answer.text
        await bot.kill()
    found = tally(server, asked)
    assert (found.lost, found.duplicates.total()) == (0, 0)
    kept = await read_feedback(f"sqlite+aiosqlite:///{tmp_path}/memory.sqlite3")
    assert [stored.vote.section for stored in kept.votes] == ["no-valid-license"]


async def test_a_clock_jump_deletes_nothing_before_retention_ends(server: BotApiServer, tmp_path: Path) -> None:
    clock = Clock(tmp_path / "clock")
    settings = polling() | {"RETENTION_DAYS": str(DAYS)}
    async with started_bot(tmp_path, server.url, server.token, clock.variables, **settings) as bot:
        server.send_text(ANNA, "/windows 10")
        await server.wait_for_messages(ANNA, 1, START_SECONDS)
        await all_answered(server)
        for offset, expired in ((f"+{DAYS - 1}d", False), (f"+{DAYS + 1}d", True)):
            await bot.kill()
            clock.jump(offset)
            await bot.start()
            if expired:
                await server.wait_until(lambda: not chats(tmp_path), START_SECONDS)
            before = len(server.messages(ANNA))
            server.send_text(ANNA, "0x803F7001")
            *_, answer = await server.wait_for_messages(ANNA, before + 1, START_SECONDS)
            assert ("Uppdatering och säkerhet" in answer.text) is not expired
            await all_answered(server)


def chats(folder: Path) -> int:
    """Return the number of users whose choices and answers are stored."""
    with closing(sqlite3.connect(folder / "memory.sqlite3")) as database:
        return int(database.execute("SELECT count(*) FROM chats").fetchone()[0])
