"""The time from the start of `run` to its first answer, and its memory: `uv run benchmarks/start.py`.

Each start is a new process with a new database; the files of the program may be in the system's cache.
"""

from __future__ import annotations

import itertools
import statistics
import time

from support.api_server import ApiServer
from support.bots import OURS, run, started
from support.load import ask, ask_all, connections, questions

STARTS = 5
LOAD = 5_000  # questions after which memory is measured


async def main() -> None:
    """Measure, and print a table."""
    starts = [await measure() for _ in range(STARTS)]
    print("| | min | median | max |")
    print("| --- | --: | --: | --: |")
    names = ("first answer, s", "RSS after it, MiB", f"RSS after {LOAD:,} more, MiB")
    for name, found in zip(names, zip(*starts, strict=True), strict=True):
        print(f"| {name} | {min(found):.2f} | {statistics.median(found):.2f} | {max(found):.2f} |")


async def measure() -> tuple[float, float, float]:
    """Return the seconds to the first answer, and the memory in MiB after it and after the load."""
    async with ApiServer() as api:
        began = time.perf_counter()
        async with started(OURS, api) as bot, connections(bot.port) as opened:
            asked = questions()
            await ask(opened[0], api, next(asked))
            seconds, first = time.perf_counter() - began, bot.resident
            await ask_all(opened, api, itertools.islice(asked, LOAD))
            return seconds, first, bot.resident


if __name__ == "__main__":
    run(main())
