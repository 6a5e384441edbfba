"""A worker is limited before it loads anything, and leaves neither output nor processes behind."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from textwrap import dedent

import pytest

pytest.importorskip("rapidocr", reason="the extra `ocr` reads pictures")

if sys.platform != "linux":
    pytest.skip("looks at processes in /proc", allow_module_level=True)

from PIL import Image

from bot.pictures.confinement import MEMORY
from tests.pictures.processes import children, exists
from tests.pictures.screens import encoded

ROOT = Path(__file__).parents[2]
SECONDS = 60

READING = f"""
    import asyncio
    from bot.pictures.reader import PictureReader

    async def main():
        reader = PictureReader()
        await reader.read({encoded(Image.new("RGB", (9, 9)))!r})
        print("read", flush=True)
        await THEN

    asyncio.run(main())
"""


def program(script: str) -> subprocess.Popen[str]:
    """Run a Python program in which every warning is an error."""
    return subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-X", "dev", "-W", "error", "-c", dedent(script)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_worker_ends_without_output() -> None:
    with program(READING.replace("THEN", "reader.close()")) as reading:
        assert reading.communicate(timeout=SECONDS) == ("read\n", "")
        assert reading.returncode == 0


def test_a_worker_ends_with_its_parent() -> None:
    with program(READING.replace("THEN", "asyncio.Event().wait()")) as reading:
        assert reading.stdout is not None
        assert reading.stdout.readline() == "read\n"
        (worker,) = children(reading.pid)
        reading.kill()
    end = time.monotonic() + SECONDS
    while exists(worker) and time.monotonic() < end:
        time.sleep(0.02)
    assert not exists(worker)


def test_memory_is_bounded_from_the_start_and_files_are_closed_for_good() -> None:
    tries = f"""
        import os, socket
        from bot.pictures import confinement

        confinement.confine()
        try:
            bytearray({MEMORY})
        except MemoryError:
            print("no memory")
        confinement.seal()
        for tried in (lambda: open("/dev/null"), lambda: open("/tmp/picture", "w"), socket.socket):
            try:
                tried()
            except OSError as error:
                print(error.strerror)
        os._exit(0)
    """
    with program(tries.replace("os._exit", "__import__('sys').stdout.flush(); os._exit")) as confined:
        said, _ = confined.communicate(timeout=SECONDS)
    assert said.splitlines() == ["no memory", *["Too many open files"] * 3]
