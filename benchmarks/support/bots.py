"""The bots that are measured: this bot, or a bot to compare it with, each started on a core of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from platform import python_version
from tempfile import TemporaryDirectory
from typing import Any

import uvloop

from support.api_server import TOKEN, ApiServer
from support.load import PATH, ROOT, SECRET, LostError, connections
from support.peers import PEERS

OURS = "aktiveringsbot"
BOTS = (OURS, *PEERS)
START_SECONDS = 30.0
STOP_SECONDS = 15.0
POLL_SECONDS = 0.005  # between two checks whether it is ready
READY_REQUEST = b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
SERVER_ERRORS = 500
TICKS = os.sysconf("SC_CLK_TCK")  # a second
CORES = sorted(os.sched_getaffinity(0))  # the first is for the bot, the last for the load
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}  # read when numpy is imported


@dataclass(frozen=True, slots=True)
class Bot:
    """A running bot: its process, the port of its webhook, and the folder of its database."""

    pid: int
    port: int
    folder: Path

    @property
    def resident(self) -> float:
        """Return its resident memory in MiB (proc_pid_status(5), VmRSS)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS:"))

    @property
    def busy(self) -> float:
        """Return the processor time it has used, in seconds (proc_pid_stat(5), utime and stime)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def stored(self) -> float:
        """Return the size of its database in MiB, including the write-ahead log."""
        return sum(file.stat().st_size for file in self.folder.iterdir()) / (1 << 20)


@contextlib.asynccontextmanager
async def started(name: str, api: ApiServer) -> AsyncIterator[Bot]:
    """Start a bot, yield it when it is ready, and stop it; raise LostError if it does not start.

    Its warnings and errors go to standard error.
    """
    with TemporaryDirectory() as folder:
        port = _free_port()
        command = [sys.executable, "-m", "bot", "run"]
        if name != OURS:
            command = [sys.executable, "-m", "support.peers", name, str(port), api.url]
        settings = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": api.url,
            "BOT_WEBHOOK_URL": f"http://127.0.0.1:{port}{PATH}",
            "BOT_WEBHOOK_SECRET": SECRET,
            "BOT_LISTEN": f"127.0.0.1:{port}",
            "BOT_DATABASE_URL": f"sqlite+aiosqlite:///{folder}/memory.db",
            "BOT_SEND_RATE": "100000",
            "BOT_LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT / "benchmarks"),  # where the peers are
        }
        process = await asyncio.create_subprocess_exec(
            *(
                "taskset",
                "--cpu-list",
                str(CORES[0]),
                *command,
            ),  # taskset replaces itself by the bot, so the process id is the bot's
            env=os.environ | ONE_THREAD | settings,
            cwd=ROOT,
            stdout=sys.stderr,
        )
        try:
            await _ready(process, port)
            yield Bot(process.pid, port, Path(folder))
        finally:
            await _end(process)


def run(measuring: Coroutine[Any, Any, None]) -> None:
    """Print the date and the machine, and run a measurement on the core for the load.

    A lost question ends the program with one line and exit code 1.
    """
    if len(CORES) == 1:
        raise SystemExit("this needs two cores: one for the bot, one for the load")
    print(f"{datetime.now(UTC):%Y-%m-%d}, {_machine()}, load average {os.getloadavg()[0]:.1f}\n")
    os.sched_setaffinity(0, {CORES[-1]})
    try:
        uvloop.run(measuring)
    except* LostError as lost:
        raise SystemExit(str(lost.exceptions[0])) from None


def _machine() -> str:
    about = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    named = {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in about)}
    clock = float(named.get("cpu MHz", "nan")) / 1000
    return (
        f"{os.cpu_count()} cores of {named.get('model name', 'some kind')}, {clock:.1f} GHz, Python {python_version()}"
    )


async def _ready(process: Process, port: int) -> None:
    """Wait until it responds with anything but a server error; a bot without /readyz responds with 404."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + START_SECONDS
    while process.returncode is None and loop.time() < deadline:
        with contextlib.suppress(OSError):
            async with connections(port, 1) as (connection,):
                if (await connection.send(READY_REQUEST))[0] < SERVER_ERRORS:
                    return
        await asyncio.sleep(POLL_SECONDS)
    raise LostError("the bot did not start")


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
