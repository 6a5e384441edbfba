"""The reader of pictures: a few workers, started when they are needed, and a queue before them."""

from __future__ import annotations

import asyncio

import structlog

from bot.pictures.problems import PictureError, available, check
from bot.pictures.process import Worker, WorkerError

logger = structlog.get_logger(__name__)


class PictureReader:
    """Reads pictures in at most `workers` processes, each one picture at a time, which takes 0.6 GiB.

    At most `waiting` pictures wait beside those. A picture may take `seconds`; a process that has had none for
    `idle_seconds` is ended, and so are all of them by `close`, which belongs at the end.
    """

    def __init__(self, workers: int = 2, waiting: int = 20, seconds: float = 20.0, idle_seconds: float = 300.0) -> None:
        self._most = workers + waiting
        self._seconds, self._idle_seconds = seconds, idle_seconds
        self._turn = asyncio.Semaphore(workers)
        self._inside = 0
        self._empty = asyncio.Event()
        self._empty.set()
        self._busy: set[Worker] = set()
        self._idle: dict[Worker, asyncio.TimerHandle] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False

    async def read(self, data: bytes) -> str:
        """Return the text of a picture in PNG, JPEG or WebP: its lines in reading order, "" where none is legible.

        Raises PictureError; it is `unavailable` also where no worker can start, and after `close`.
        """
        if self._closed or not available():
            raise PictureError("unavailable")
        check(data)
        if self._inside >= self._most:
            raise PictureError("busy")
        self._inside += 1
        self._empty.clear()
        try:
            async with self._turn:
                return await self._read(data)
        finally:
            self._inside -= 1
            if not self._inside:
                self._empty.set()

    async def close(self) -> None:
        """End all workers, also those that are reading; returns when nothing of them is left."""
        self._closed = True
        for worker in self._busy:
            worker.kill()
        for worker in tuple(self._idle):
            self._end(worker)
        await self._empty.wait()
        if self._ending:
            await asyncio.wait(self._ending)

    async def _read(self, data: bytes) -> str:
        """Have a worker read the picture. Only one that has answered in its turn is kept."""
        worker = await self._taken()
        try:
            await worker.ready()
            text = await worker.read(data, self._seconds)
        except PictureError:
            self._keep(worker)
            raise
        except WorkerError as error:
            self._end(worker)
            logger.warning("picture_worker_failed", reason=str(error))
            raise PictureError(error.problem) from None
        except BaseException:
            self._end(worker)
            raise
        self._keep(worker)
        return text

    async def _taken(self) -> Worker:
        """Return a worker that has nothing else to do; raises PictureError."""
        worker = self._rested() or await Worker.spawn()
        if self._closed:  # while the picture waited, or the worker was started
            self._end(worker)
            raise PictureError("unavailable")
        self._busy.add(worker)
        return worker

    def _rested(self) -> Worker | None:
        """Take the idle worker that read last, so that the others get to their end."""
        while self._idle:
            worker, timer = self._idle.popitem()
            timer.cancel()
            if worker.lives:
                return worker
            self._end(worker)
        return None

    def _keep(self, worker: Worker) -> None:
        """Let a worker rest until the next picture."""
        if self._closed:
            self._end(worker)
            return
        self._busy.discard(worker)
        self._idle[worker] = asyncio.get_running_loop().call_later(self._idle_seconds, self._end, worker)

    def _end(self, worker: Worker) -> None:
        """End a worker in the background; `close` waits for it."""
        self._busy.discard(worker)
        timer = self._idle.pop(worker, None)
        if timer:
            timer.cancel()
        worker.kill()
        ending = asyncio.get_running_loop().create_task(worker.end())
        self._ending.add(ending)
        ending.add_done_callback(self._ending.discard)
