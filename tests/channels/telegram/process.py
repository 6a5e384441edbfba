"""The real bot as a process of its own, with its log in a file."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

import bot

ROOT = Path(bot.__file__).parents[1]
END_SECONDS = 30.0


class BotProcess:
    """`aktiveringsbot run` in a folder of its own: one process at a time, which may be started again."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self._stderr = folder / "stderr.log"
        self._logged_before = 0
        self._started: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, or start it again where it has ended: same folder, same settings."""
        with self._stderr.open("ab") as file:
            self._logged_before = file.tell()
            self._started = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"), cwd=self._folder, env=self._environment, stderr=file
            )

    @property
    def stderr(self) -> str:
        """All it wrote to standard error so far, also before it was started again."""
        return self._stderr.read_text(encoding="utf-8")

    @property
    def log(self) -> list[dict[str, Any]]:
        """Its log lines so far."""
        return _log_lines(self.stderr)

    @property
    def said(self) -> list[str]:
        """What it wrote to standard error for a person: all lines that are no log lines."""
        return [line for line in self.stderr.splitlines() if not line.startswith("{")]

    @property
    def address(self) -> str | None:
        """Where it listens since its last start, as host:port; None as long as it does not."""
        since = self._stderr.read_bytes()[self._logged_before :].decode()
        return next((line["address"] for line in _log_lines(since) if line["event"] == "listening"), None)

    @property
    def exit_code(self) -> int | None:
        """None while it runs; below 0 the signal that ended it."""
        return self._process.returncode

    def stop(self) -> None:
        """Ask it to stop, as service managers do."""
        self._process.send_signal(signal.SIGTERM)

    def reload(self) -> None:
        """Have it read the corpus again, as service managers do."""
        self._process.send_signal(signal.SIGHUP)

    async def kill(self) -> None:
        """End it without a warning, wherever it is, and wait until it is gone; fine where it has ended already."""
        if self.exit_code is None:
            self._process.kill()
        await self.end()

    async def end(self) -> int:
        """Wait until it has ended and return its exit code."""
        return await asyncio.wait_for(self._process.wait(), END_SECONDS)

    @property
    def _process(self) -> asyncio.subprocess.Process:
        if self._started is None:
            raise ValueError("the bot has not been started")
        return self._started


@asynccontextmanager
async def started_bot(
    folder: Path, api_url: str, token: str, variables: Mapping[str, str] = MappingProxyType({}), /, **settings: str
) -> AsyncIterator[BotProcess]:
    """A bot that has been started in a folder of its own, and is gone in the end. Settings go without their prefix.

    It listens on any free port and keeps its database in its folder, unless the settings say otherwise. `variables`
    are what else is in its environment.
    """
    own = {
        "TOKEN": token,
        "API_URL": api_url,
        "LOG_FORMAT": "json",
        "LISTEN": "127.0.0.1:0",
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/memory.sqlite3",
    }
    # Nothing else of this environment: neither a proxy nor the BOT_ settings of whoever runs the tests.
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables}
    environment |= {f"BOT_{name}": value for name, value in (own | settings).items()}
    running = BotProcess(folder, environment)
    await running.start()
    try:
        yield running
    finally:
        await running.kill()


def _log_lines(text: str) -> list[dict[str, Any]]:
    # The last line may not be whole yet.
    text = text[: text.rfind("\n") + 1]
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]
