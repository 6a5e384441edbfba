"""A worker as the reader sees it: a child process that takes pictures and gives text."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self, cast

from bot.pictures.frames import FAILED, HEAD, MAX_REPLY, PICTURE, PROBLEM, READY, TEXT
from bot.pictures.problems import PROBLEMS, PictureError, PictureProblem

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

START_SECONDS: Final = 60.0
"""As long as the models may take to load, which on a slow disk is long."""

_ROOT: Final = Path(__file__).parents[2]  # where the child finds `bot`, installed or not
_PASSED_ON: Final = ("LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
_ENVIRONMENT: Final = {
    "ORT_DISABLE_TELEMETRY": "1",  # or onnxruntime reports its use to Microsoft, and leaves an id on the disk
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",  # one a thread would take address space from the limit, and memory for good
}


class WorkerError(Exception):
    """A worker that is of no more use. `problem` is what to tell; its text says more, but nothing of a picture."""

    def __init__(self, reason: str, problem: PictureProblem = "broken") -> None:
        super().__init__(reason)
        self.problem: PictureProblem = problem


class Worker:
    """A running child process; make one with `Worker.spawn`, and whatever happens, `end` it."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self._loaded = False
        self._stdin = cast("StreamWriter", process.stdin)
        self._stdout = cast("StreamReader", process.stdout)

    @classmethod
    async def spawn(cls) -> Self:
        """Start a child, with pipes for its input and output and none of this process' secrets.

        Raises PictureError where the system has no room for one.
        """
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.pictures.worker"),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,  # a library's complaint may hold what was read
                cwd=_ROOT,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | _ENVIRONMENT,
                start_new_session=True,  # Ctrl-C in a terminal is for the parent, which finishes its pictures first
            )
        except OSError:
            raise PictureError("unavailable") from None
        return cls(process)

    @property
    def lives(self) -> bool:
        """Whether the child has not ended yet, as far as is known: by the system, which knows before the loop does."""
        if self._process.returncode is not None:
            return False
        try:
            os.kill(self._process.pid, 0)
        except ProcessLookupError:
            return False
        return True

    async def ready(self) -> None:
        """Wait until the child has loaded its models; raises WorkerError where it does not."""
        if self._loaded:
            return
        kind, body = await self._answer(START_SECONDS)
        if kind == FAILED:
            raise WorkerError(f"cannot start: {body.decode(errors='replace')}", "unavailable")
        if kind != READY:
            raise WorkerError("nonsense at the start")
        self._loaded = True

    async def read(self, data: bytes, seconds: float) -> str:
        """Return the text of a picture, in `seconds` at most.

        Raises PictureError where that cannot be read, and WorkerError where the child is of no more use; so it is
        also when this is cancelled.
        """
        self._stdin.write(HEAD.pack(PICTURE, len(data)))
        self._stdin.write(data)
        kind, body = await self._answer(seconds)
        with contextlib.suppress(UnicodeDecodeError):
            text = body.decode()
            if kind == TEXT:
                return text
            if kind == PROBLEM and text in PROBLEMS:
                raise PictureError(PROBLEMS[PROBLEMS.index(text)])
        raise WorkerError("nonsense for an answer")

    def kill(self) -> None:
        """End the child at once."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def end(self) -> None:
        """End the child, and wait until nothing of it is left: no zombie, no open pipe."""
        self.kill()
        await self._process.wait()
        self._stdin.close()
        with contextlib.suppress(OSError):
            await self._stdin.wait_closed()
        while await self._stdout.read(HEAD.size):
            pass

    async def _answer(self, seconds: float) -> tuple[bytes, bytes]:
        """Send what is still to be sent, and return kind and body of the next frame."""
        try:
            async with asyncio.timeout(seconds):
                await self._stdin.drain()
                kind, length = HEAD.unpack(await self._stdout.readexactly(HEAD.size))
                if length > MAX_REPLY:
                    raise WorkerError("nonsense for an answer")
                return kind, await self._stdout.readexactly(length)
        except TimeoutError:
            raise WorkerError(f"no answer in {seconds:.0f} s") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerError("it ended") from None
