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
    """`aktiveringsbot run` in its own folder: one process at a time, which can be restarted."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self._stderr = folder / "stderr.log"
        self._logged_before = 0
        self._started: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, or restart it after its end, with the same folder and settings."""
        with self._stderr.open("ab") as file:
            self._logged_before = file.tell()
            self._started = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"), cwd=self._folder, env=self._environment, stderr=file
            )

    @property
    def stderr(self) -> str:
        """Everything it wrote to standard error so far, earlier runs included."""
        return self._stderr.read_text(encoding="utf-8")

    @property
    def log(self) -> list[dict[str, Any]]:
        """Its log lines so far."""
        return _log_lines(self.stderr)

    @property
    def said(self) -> list[str]:
        """The lines on standard error that are not log lines: those for the operator."""
        return [line for line in self.stderr.splitlines() if not line.startswith("{")]

    @property
    def address(self) -> str | None:
        """The host:port on which it listens since its last start; None if it does not listen yet."""
        since = self._stderr.read_bytes()[self._logged_before :].decode()
        return next((line["address"] for line in _log_lines(since) if line["event"] == "listening"), None)

    @property
    def exit_code(self) -> int | None:
        """The exit code, None while it runs; a negative number is the signal that ended it."""
        return self._process.returncode

    def stop(self) -> None:
        """Send SIGTERM, as service managers do."""
        self._process.send_signal(signal.SIGTERM)

    def reload(self) -> None:
        """Send SIGHUP to reload the corpus, as service managers do."""
        self._process.send_signal(signal.SIGHUP)

    async def kill(self) -> None:
        """Kill it with SIGKILL and wait until it has ended; do nothing if it has ended already."""
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
    """Start a bot in its own folder, and end it after the block. Settings are given without their prefix.

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
    # Nothing else of this environment: neither a proxy nor the BOT_ settings of the developer.
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **variables}
    environment |= {f"BOT_{name}": value for name, value in (own | settings).items()}
    running = BotProcess(folder, environment)
    await running.start()
    try:
        yield running
    finally:
        await running.kill()


def _log_lines(text: str) -> list[dict[str, Any]]:
    # The last line may not be complete yet.
    text = text[: text.rfind("\n") + 1]
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]
