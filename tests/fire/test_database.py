"""The database goes away and comes back while people ask, and nobody has to wait for it."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import aiohttp
import pytest

from bot.memory.opening import read_feedback
from tests import installed, postgres
from tests.botapi.server import BotApiServer
from tests.channels.telegram.process import BotProcess, started_bot
from tests.fire.crowd import START_SECONDS, all_answered, asking, tally
from tests.fire.modes import webhook

ANNA, BO = 184_220_917, 5_208_117_777
PER_SECOND = 30.0
AWAY_SECONDS = 20.0  # in which an outage and its end must be noticed
DISK_SIZE = "2m"

pytestmark = pytest.mark.slow


@asynccontextmanager
async def ready_bot(server: BotApiServer, folder: Path, url: str) -> AsyncIterator[BotProcess]:
    """Run a bot with its memory at a URL, and yield it when it is ready."""
    async with started_bot(folder, server.url, server.token, **webhook() | {"DATABASE_URL": url}) as bot:
        await server.wait_until(lambda: server.webhook, START_SECONDS)
        await health_is(bot, database=True)
        yield bot
        assert bot.said == []


async def health_is(bot: BotProcess, *, database: bool) -> None:
    """Wait until /readyz and /metrics report this state of the database and success for everything else."""
    checks = {"corpus": True, "database": database, "serving": True, "telegram": True}
    async with asyncio.timeout(AWAY_SECONDS), aiohttp.ClientSession(f"http://{bot.address}") as session:
        while True:
            async with session.get("/readyz") as ready:
                if (await ready.json())["database"] is database:
                    break
            await asyncio.sleep(0.05)
        assert ready.status == (200 if database else 503)
        assert await ready.json() == checks
        async with session.get("/metrics") as metrics:
            assert f"aktiveringsbot_database_up {float(database)}" in await metrics.text()


async def ask(server: BotApiServer, chat: int, text: str) -> str:
    """Ask, and return the text of the answer."""
    before = len(server.messages(chat))
    server.send_text(chat, text)
    *_, answer = await server.wait_for_messages(chat, before + 1)
    return answer.text


async def vote(server: BotApiServer, chat: int) -> None:
    """Vote that the latest answer helped, and wait for the toast."""
    query = server.press(chat, server.messages(chat)[-1].message_id, "👍 Det gick")
    await server.wait_until(lambda: server.toast(query))


async def ask_and_vote(server: BotApiServer) -> None:
    """Ask as Bo, and vote that the answer helped."""
    await ask(server, BO, "0x803F7001")
    await vote(server, BO)


async def sections_voted(url: str) -> list[str]:
    """Return the sections of all votes in a database."""
    return [stored.vote.section for stored in (await read_feedback(url)).votes]


@asynccontextmanager
async def survived_outage(server: BotApiServer, folder: Path, url: str) -> AsyncIterator[BotProcess]:
    """Run a bot under load with its memory at a URL; Bo must vote in the block, and the outage must end in it.

    Afterwards the database is back, every question was answered exactly once, and the memory is complete.
    """
    async with ready_bot(server, folder, url) as bot:
        await ask(server, ANNA, "/windows 10")
        async with asking(server, PER_SECOND) as asked:
            yield bot
            await health_is(bot, database=True)
        await all_answered(server)
        assert await sections_voted(url) == ["no-valid-license"]
        assert "Uppdatering och säkerhet" in await ask(server, ANNA, "0x803F7001")
        found = tally(server, asked)
        assert (found.lost, found.duplicates.total()) == (0, 0)


@pytest.mark.parametrize("how", ["killed", "hanging"])
async def test_the_bot_answers_while_postgresql_is_away(
    server: BotApiServer, cluster: postgres.Cluster, tmp_path: Path, how: str
) -> None:
    away, back = {"killed": (cluster.kill, cluster.start), "hanging": (cluster.pause, cluster.go_on)}[how]
    async with survived_outage(server, tmp_path, cluster.url()) as bot:
        await asyncio.to_thread(away)
        await ask_and_vote(server)
        await health_is(bot, database=False)
        await asyncio.to_thread(back)


async def test_the_bot_answers_while_another_program_locks_sqlite(server: BotApiServer, tmp_path: Path) -> None:
    file = tmp_path / "memory.sqlite3"
    url = f"sqlite+aiosqlite:///{file}"
    async with survived_outage(server, tmp_path, url) as bot:
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            await ask_and_vote(server)
            await health_is(bot, database=False)
            other.execute("ROLLBACK")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a small file system; only root can, and in CI it must be possible."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK_SIZE}", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)  # noqa: S603 - a program of the system
    installed.require(done.returncode == 0, f"cannot mount a small disk: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S603, S607 - a program of the system


def fill(folder: Path) -> Path:
    """Write a file that takes all remaining space, and return it."""
    file = folder / "filling"
    with file.open("wb", buffering=0) as filling:
        try:
            while True:
                filling.write(b"\0" * 4096)
        except OSError:
            return file


async def test_the_bot_answers_while_the_disk_is_full(server: BotApiServer, tmp_path: Path, small_disk: Path) -> None:
    url = f"sqlite+aiosqlite:///{small_disk}/memory.sqlite3"
    async with survived_outage(server, tmp_path, url) as bot:
        filling = fill(small_disk)
        await health_is(bot, database=False)
        await ask_and_vote(server)
        filling.unlink()
