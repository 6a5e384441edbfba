"""The cost of the memory for an update: processor time of one recall and one save, with concurrent callers.

    uv run benchmarks/memory.py [URL…]

Without a URL: a new SQLite file. The database of a URL is written to, so it should be empty. For comparison, SQLite in
the memory of the process is measured first.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvloop

from bot.conversation import ChatHistory, Exchange
from bot.conversation.actions import ShowCode, ShowSection
from bot.conversation.history import Before
from bot.memory import ChatKey, PersonKey, Record
from bot.memory.opening import open_in_process, open_memory
from bot.memory.sql_memory import SqlMemory

CALLERS = (1, 8, 64)
PAIRS = 20_000
CHATS = 2_000
START = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
OFFERED = (ShowSection("hardware-changed"), ShowCode("0xC004F211"))


async def caller(memory: SqlMemory, numbers: list[int]) -> None:
    """Answer updates one after the other, each in a random chat."""
    for number in numbers:
        chat = random.randrange(CHATS)  # noqa: S311 - no secret
        chat_key, person = ChatKey(f"{chat:032x}"), PersonKey(f"{chat + 1:032x}")
        recalled = await memory.recall(number, chat_key, person, number)
        at = START + number * timedelta(milliseconds=1)
        before = recalled.history.recent
        said = Exchange(at, f"section-{number % 40}", "0xC004F211", offered=OFFERED)
        history = ChatHistory("11", "sv", recalled.history.adding(said).recent, Before(number, before))
        await memory.save(
            Record(
                update=number,
                chat=chat_key,
                person=person,
                at=at,
                question=number,
                history=history,
                reply_ids=(number + 1,),
            )
        )


async def measure(memory: SqlMemory) -> None:
    """Print a line for each number of callers."""
    for callers in CALLERS:
        pairs = PAIRS if callers > 1 else PAIRS // 10
        shares = [list(range(first, pairs, callers)) for first in range(callers)]
        used, begun = time.process_time(), time.perf_counter()
        await asyncio.gather(*(caller(memory, share) for share in shares))
        cpu, wall = time.process_time() - used, time.perf_counter() - begun
        print(f"{callers:3} callers: {cpu / pairs * 1e6:6.1f} µs of processor, {pairs / wall:7.0f} pairs a second")


async def measure_all(urls: list[str]) -> None:
    """Measure memory in the process, then in each database."""
    print("in process")
    async with open_in_process() as memory:
        await measure(memory)
    for url in urls:
        print(url.partition(":")[0])
        async with open_memory(url) as memory:
            await measure(memory)


def main() -> None:
    """Measure the URLs of the command line."""
    gc.collect()
    gc.freeze()  # as the bot does once it has started
    with tempfile.TemporaryDirectory() as folder:
        uvloop.run(measure_all(sys.argv[1:] or [f"sqlite+aiosqlite:///{Path(folder) / 'memory.sqlite3'}"]))


if __name__ == "__main__":
    main()
