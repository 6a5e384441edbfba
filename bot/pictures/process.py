"""A worker, seen from the reader: a child process that takes pictures and returns text."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, cast

from bot.pictures.protocol import (
    FAILED,
    HEAD,
    MAX_REPLY,
    PICTURE,
    PROBLEM,
    PROBLEMS,
    READY,
    TEXT,
    PictureError,
    PictureProblem,
)

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

START_SECONDS: Final = 60.0
"""The longest time for loading the models, which may be slow on a slow disk."""

_ROOT: Final = Path(__file__).parents[2]  # where the child finds `bot`, installed or not
_PASSED_ON: Final = ("LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
_ENVIRONMENT: Final = {
    "ORT_DISABLE_TELEMETRY": "1",  # otherwise onnxruntime reports its use to Microsoft, and writes an id to the disk
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",  # an arena for each thread would take address space from the limit, and memory for good
}


class WorkerError(Exception):
    """A worker that cannot be used any more. `problem` is for the user; the text has no data of a picture."""

    def __init__(self, reason: str, problem: PictureProblem = "broken") -> None:
        super().__init__(reason)
        self.problem: PictureProblem = problem


class Worker:
    """A running child process. Start one with `Worker.spawn`, and always `end` it."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._loaded = False
        self._stdin = cast("StreamWriter", process.stdin)
        self._stdout = cast("StreamReader", process.stdout)

    @classmethod
    async def spawn(cls) -> Self:
        """Start a child, with pipes for its input and output and without the secrets of this process.

        Raises PictureError if the system cannot start one.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.pictures.worker"),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,  # an error of a library may contain the text that was read
                cwd=_ROOT,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _ENVIRONMENT,
                start_new_session=True,  # Ctrl-C in a terminal is for the parent, which finishes its pictures first
            )
        except OSError:
            raise PictureError("unavailable") from None
        return cls(process)

    @property
    def is_alive(self) -> bool:
        """Whether the child is still running; the system is asked, because it knows earlier than the event loop."""
        if self._process.returncode is not None:
            return False
        try:
            os.kill(self._process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    async def ready(self) -> None:
        """Wait until the child has loaded its models; raises WorkerError if it does not."""
        if self._loaded:
            return
        kind, body = await self._reply(START_SECONDS)
        if kind == FAILED:
            raise WorkerError(f"cannot start: {body.decode(errors='replace')}", "unavailable")
        if kind != READY:
            raise WorkerError("invalid frame at the start")
        self._loaded = True

    async def read(self, data: bytes, seconds: float) -> str:
        """Return the text of a picture, within `seconds`.

        Raises PictureError if the picture cannot be read, and WorkerError if the child can no longer be used. After a
        cancellation, the child cannot be used either.
        """
        self._stdin.write(HEAD.pack(PICTURE, len(data)))
        self._stdin.write(data)
        kind, body = await self._reply(seconds)
        with contextlib.suppress(UnicodeDecodeError):
            text = body.decode()
            if kind == TEXT:
                return text
            if kind == PROBLEM and text in PROBLEMS:
                raise PictureError(PROBLEMS[PROBLEMS.index(text)])
        raise WorkerError("invalid reply")

    def kill(self) -> None:
        """Kill the child."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """Kill the child and wait until it is gone, with its pipes closed."""
        self.kill()
        await self._process.wait()
        self._stdin.close()
        with contextlib.suppress(OSError):
            await self._stdin.wait_closed()
        while await self._stdout.read(HEAD.size):
            pass

    async def _reply(self, seconds: float) -> tuple[bytes, bytes]:
        """Send the rest of the input, and return the kind and the body of the next frame."""
        try:
            async with asyncio.timeout(seconds):
                await self._stdin.drain()
                kind, length = HEAD.unpack(await self._stdout.readexactly(HEAD.size))
                if length > MAX_REPLY:
                    raise WorkerError("invalid reply")
                return kind, await self._stdout.readexactly(length)
        except TimeoutError:
            raise WorkerError(f"no reply in {seconds:.0f} s") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerError("it ended") from None
