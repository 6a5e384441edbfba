"""Workers are few, confined and replaced; the failure of one harms neither the reader nor the next picture."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

pytest.importorskip("rapidocr", reason="the extra `ocr` reads pictures")

if sys.platform != "linux":
    pytest.skip("looks at processes in /proc", allow_module_level=True)

from PIL import Image

from bot.pictures import PictureError
from bot.pictures.confinement import MEMORY
from bot.pictures.reader import PictureReader
from tests.pictures.processes import children, exists, opened, told
from tests.pictures.screens import dialog, encoded

pytestmark = pytest.mark.asyncio(loop_scope="module")

SENTENCE = "Det går inte att aktivera Windows på den här enheten."
WHOLE = encoded(dialog("Aktivering", (SENTENCE, "Felkod: 0xC004F213")))
BLANK = encoded(Image.new("RGB", (9, 9)))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader() -> AsyncIterator[PictureReader]:
    running = PictureReader(workers=1)
    yield running
    await running.close()
    assert not workers()


@pytest.fixture(autouse=True, scope="module")
def secret() -> Iterator[None]:
    """Set a token in the environment that no worker may know."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("BOT_TOKEN", "110201543:made-up")
        yield


def workers() -> set[int]:
    """Return the ids of the child processes of this process that read pictures."""
    return set(children(os.getpid()))


async def gone(pids: set[int]) -> None:
    """Wait until none of these processes is left."""
    async with asyncio.timeout(10):
        while any(map(exists, pids)):  # noqa: ASYNC110 - of processes that are not its own, nobody tells
            await asyncio.sleep(0.02)


async def test_a_worker_knows_no_secret_and_can_open_nothing(reader: PictureReader) -> None:
    assert await reader.read(BLANK) == ""
    (worker,) = workers()
    environment = told(worker, "environ")
    assert "BOT_" not in environment
    assert "110201543" not in environment
    assert "ORT_DISABLE_TELEMETRY=1" in environment
    limits = {line[:26].strip(): line[26:].split()[:2] for line in told(worker, "limits").splitlines()}
    assert limits["Max open files"] == limits["Max file size"] == limits["Max core file size"] == ["0", "0"]
    assert limits["Max address space"] == [str(MEMORY)] * 2
    assert int(limits["Max cpu time"][0]) < 600
    assert {name.partition(":")[0] for name in opened(worker)} == {"pipe", os.devnull}


async def test_a_worker_that_dies_takes_only_its_picture_with_it(reader: PictureReader) -> None:
    await reader.read(BLANK)
    (worker,) = before = workers()
    reading = asyncio.create_task(reader.read(WHOLE))
    await asyncio.sleep(0.05)
    os.kill(worker, signal.SIGKILL)
    with pytest.raises(PictureError) as caught:
        await reading
    assert caught.value.problem == "broken"
    assert SENTENCE in await reader.read(WHOLE)
    await gone(before)


async def test_a_worker_that_dies_while_idle_is_replaced_unnoticed(reader: PictureReader) -> None:
    await reader.read(BLANK)
    (worker,) = before = workers()
    os.kill(worker, signal.SIGKILL)
    await gone(before)
    assert await reader.read(BLANK) == ""
    assert len(workers() - before) == 1


async def test_a_cancelled_reading_leaves_no_reply_behind(reader: PictureReader) -> None:
    for seconds in (0.0, 0.001, 0.05, 0.2):
        reading = asyncio.create_task(reader.read(WHOLE))
        await asyncio.sleep(seconds)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
    assert await reader.read(BLANK) == ""
    assert len(workers()) == 1


async def test_a_worker_that_hangs_is_given_up() -> None:
    others = workers()
    reader = PictureReader(seconds=1.0)
    await reader.read(BLANK)
    (worker,) = workers() - others
    os.kill(worker, signal.SIGSTOP)
    with pytest.raises(PictureError) as caught:
        await reader.read(BLANK + bytes(1 << 20))  # does not even fit into the pipe
    assert caught.value.problem == "broken"
    await reader.close()
    assert workers() == others


async def test_at_most_two_read_at_a_time_and_a_full_queue_says_so() -> None:
    others = workers()
    reader = PictureReader(workers=2, waiting=2)
    reading = [asyncio.create_task(reader.read(BLANK)) for _ in range(4)]
    await asyncio.sleep(0)
    with pytest.raises(PictureError) as caught:
        await reader.read(BLANK)
    assert caught.value.problem == "busy"
    most = 0
    while not all(task.done() for task in reading):
        most = max(most, len(workers() - others))
        await asyncio.sleep(0.01)
    assert [task.result() for task in reading] == [""] * 4
    assert most == 2
    begun = asyncio.create_task(reader.read(WHOLE))
    await asyncio.sleep(0.05)
    await reader.close()
    assert workers() == others
    for late in (begun, reader.read(BLANK)):
        with pytest.raises(PictureError):
            await late
    await reader.close()


async def test_a_worker_without_work_ends() -> None:
    others = workers()
    reader = PictureReader(idle_seconds=0.2)
    await reader.read(BLANK)
    begun = workers() - others
    assert len(begun) == 1
    await gone(begun)
    await reader.close()


@pytest.mark.parametrize(
    "says",
    ["echo nonsense instead of frames", "exit 3", r"printf 'R\0\0\0\0'; cat > /dev/null & printf 'T\377\377\377\377'"],
)
async def test_no_output_of_a_worker_does_harm(says: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stub = tmp_path / "python"
    stub.write_text(f"#!/bin/sh\n{says}\n", encoding="ascii")
    stub.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stub))
    reader = PictureReader()
    for _ in range(2):
        with pytest.raises(PictureError) as caught:
            await reader.read(BLANK)
        assert caught.value.problem == "broken"
    await reader.close()
