"""The real bot as a process of its own, with its log in a file."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import bot

ROOT = Path(bot.__file__).parents[1]
END_SECONDS = 30.0


class BotProcess:
    """One `aktiveringsbot run`."""

    def __init__(self, process: asyncio.subprocess.Process, stderr: Path) -> None:
        self._process, self._stderr = process, stderr

    @property
    def stderr(self) -> str:
        """All it wrote to standard error so far."""
        return self._stderr.read_text(encoding="utf-8")

    @property
    def log(self) -> list[dict[str, Any]]:
        """Its log lines so far."""
        return [json.loads(line) for line in self.stderr.splitlines() if line.startswith("{")]

    @property
    def said(self) -> list[str]:
        """What it wrote to standard error for a person: all lines that are no log lines."""
        return [line for line in self.stderr.splitlines() if not line.startswith("{")]

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.returncode

    def stop(self) -> None:
        """Ask it to stop, as service managers do."""
        self._process.send_signal(signal.SIGTERM)

    async def end(self) -> int:
        """Wait until it has ended and return its exit code."""
        return await asyncio.wait_for(self._process.wait(), END_SECONDS)

    async def remove(self) -> None:
        """Make sure that nothing is left of it."""
        if self.exit_code is None:
            self._process.kill()
        await self._process.wait()


@asynccontextmanager
async def started_bot(folder: Path, api_url: str, token: str, **settings: str) -> AsyncIterator[BotProcess]:
    """A bot that has been started in a folder of its own, and is gone in the end. Settings go without their prefix."""
    own = {"TOKEN": token, "API_URL": api_url, "LOG_FORMAT": "json"} | settings
    # Nothing else of this environment: neither a proxy nor the BOT_ settings of whoever runs the tests.
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    environment |= {f"BOT_{name}": value for name, value in own.items()}
    stderr = folder / "stderr.log"
    with stderr.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"), cwd=folder, env=environment, stderr=file
        )
    running = BotProcess(process, stderr)
    try:
        yield running
    finally:
        await running.remove()
