"""A PostgreSQL server for tests, to use, kill and restart: `with Cluster() as cluster: …`."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tests import installed
from tests.ports import free_port

USER = "postgres"
PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
START_SECONDS = 30.0
# The data need not survive a crash of the machine; they survive a killed server.
SETTINGS = ("fsync=off", "max_connections=40", "autovacuum=off", "shared_buffers=16MB")


def require() -> None:
    """Skip a test if PostgreSQL is not installed; see `installed.require`."""
    installed.require(PROGRAMS, "PostgreSQL is not installed: apt-get install postgresql")


class Cluster:
    """A server on a free port of the loopback interface, without a password, with its files in a temporary folder."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="postgres-"))
        self._log = self._folder / "log"
        # PostgreSQL refuses to run as root; Debian's package has created a user for it.
        self._as_user: tuple[str, ...] = ()
        if os.geteuid() == 0:
            self._as_user = ("setpriv", f"--reuid={USER}", f"--regid={USER}", "--init-groups")
            shutil.chown(self._folder, USER, USER)
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    def __enter__(self) -> Self:
        self._run(
            "initdb",
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C",
            f"--username={USER}",
            "-D",
            self._data,
        )
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        shutil.rmtree(self._folder)

    def url(self, database: str = USER, user: str = USER, password: str = "") -> str:
        """Return the URL of a database, as an operator would write it."""
        secret = f":{password}" if password else ""
        return f"postgresql+asyncpg://{user}{secret}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server, and wait until it accepts connections."""
        give_up = time.monotonic() + START_SECONDS
        ready = [str(PROGRAMS[-1] / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        self._process = self._spawn()
        while subprocess.run(ready, check=False).returncode:  # noqa: S603 - a program of the system
            if time.monotonic() > give_up:
                pytest.fail(f"PostgreSQL does not start:\n{self._log.read_text()}")
            if self._process.poll() is not None:  # files of a killed server may still be in use
                self._process = self._spawn()
            time.sleep(0.02)

    def _spawn(self) -> subprocess.Popen[bytes]:
        options = [part for setting in SETTINGS for part in ("-c", setting)]
        command = [*self._as_user, str(PROGRAMS[-1] / "postgres"), "-D", self._data, "-k", str(self._folder)]
        with self._log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603 - a program of the system
                [*command, "-p", str(self.port), "-h", "127.0.0.1", *options], stdout=log, stderr=log, cwd="/"
            )

    def kill(self) -> None:
        """Kill the server and all its child processes with SIGKILL."""
        if self._process is None:
            return
        children = _children(self._process.pid)
        for process in (self._process.pid, *children):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()
        self._process = None

    def pause(self) -> None:
        """Suspend the server and its connections until `go_on`."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """End a `pause`."""
        self._signal(signal.SIGCONT)

    def sql(self, *statements: str, database: str = USER) -> str:
        """Return what psql prints for statements, without headers and borders."""
        commands = [part for statement in statements for part in ("-c", statement)]
        return self._run(
            "psql", "-XqAt", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER, "-d", database, *commands
        )

    @property
    def _data(self) -> str:
        return str(self._folder / "data")

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            for process in (self._process.pid, *_children(self._process.pid)):
                os.kill(process, number)

    def _run(self, program: str, *arguments: str) -> str:
        command = [*self._as_user, str(PROGRAMS[-1] / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")  # noqa: S603 - a program of the system
        if done.returncode:
            pytest.fail(f"{program}: {done.stderr}")
        return done.stdout


def _children(process: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
