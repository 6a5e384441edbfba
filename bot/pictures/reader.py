"""The reader of pictures: a few workers, started when they are needed, and a queue of pictures."""

from __future__ import annotations

import asyncio
import re
from typing import Final

import structlog

from bot.pictures.process import Worker, WorkerError
from bot.pictures.protocol import MAX_BYTES, PictureError, available

logger = structlog.get_logger(__name__)

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_WEBP: Final = re.compile(rb"RIFF....WEBP", re.DOTALL)
_OTHER: Final = re.compile(
    rb"GIF8|II\*\0|MM\0\*|BM|\0\0\x01\0|%PDF|\0\0\0\x0c(?:jP  |JXL )|\xff\x0a|<svg|<\?xml"
    rb"|....ftyp(?:avi[fs]|he[iv][cmsx]|m[is]f1)",
    re.DOTALL,
)
"""The first bytes of GIF, TIFF, bitmaps, icons, PDF, JPEG 2000, JPEG XL, SVG, AVIF and HEIC."""


class PictureReader:
    """Reader of pictures in at most `workers` processes, each of which reads one at a time and takes 0.6 GiB.

    At most `waiting` more pictures may wait. A picture may take `seconds`; a process without pictures for
    `idle_seconds` is ended. Call `close` at the end to end all of them.
    """

    def __init__(self, workers: int = 2, waiting: int = 20, seconds: float = 20.0, idle_seconds: float = 300.0) -> None:
        self._max_inside = workers + waiting
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
        """Return the text of a picture in PNG, JPEG or WebP: its lines in reading order, "" if none is legible.

        Raises PictureError; its problem is `unavailable` also if no worker can start, and after `close`.
        """
        if self._closed or not available():
            raise PictureError("unavailable")
        check(data)
        if self._inside >= self._max_inside:
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
        """End all workers, also those that are reading, and wait until they are gone."""
        self._closed = True
        for worker in self._busy:
            worker.kill()
        for worker in tuple(self._idle):
            self._end(worker)
        await self._empty.wait()
        if self._ending:
            await asyncio.wait(self._ending)

    async def _read(self, data: bytes) -> str:
        """Return the text that a worker reads. The worker is kept only if it has answered."""
        worker = await self._take_worker()
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

    async def _take_worker(self) -> Worker:
        """Return an idle or a new worker; raises PictureError."""
        worker = self._idle_worker() or await Worker.spawn()
        if self._closed:  # while the picture waited, or the worker was started
            self._end(worker)
            raise PictureError("unavailable")
        self._busy.add(worker)
        return worker

    def _idle_worker(self) -> Worker | None:
        """Return the idle worker that read last, so that the others time out; None if no worker is idle."""
        while self._idle:
            worker, timer = self._idle.popitem()
            timer.cancel()
            if worker.is_alive:
                return worker
            self._end(worker)
        return None

    def _keep(self, worker: Worker) -> None:
        """Keep a worker for the next picture."""
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


def check(data: bytes) -> None:
    """Check the size and the first bytes of a file; raises PictureError if it is not worth opening."""
    if len(data) > MAX_BYTES:
        raise PictureError("too_large")
    if not data.startswith((_PNG, _JPEG)) and not _WEBP.match(data):
        raise PictureError("wrong_format" if _OTHER.match(data) else "broken")
