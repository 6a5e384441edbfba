"""The waiting time of others while one chat floods the webhook: `uv run benchmarks/fairness.py`.

A hundred users each ask every one to two seconds. Meanwhile one chat sends 10,000 questions as fast as they are
answered: first one at a time, as Telegram delivers the messages of a chat, then twenty at a time, which no chat can do.
A wait begins when a question is due, so that delays in sending it count in full.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Sequence
from dataclasses import replace

from support.api_server import ApiServer
from support.bots import OURS, run, started
from support.load import (
    FIRST_PERSON,
    FIRST_UPDATE,
    Connection,
    LostError,
    Measured,
    ask,
    ask_all,
    connections,
    questions,
)

OTHERS = 100
PAUSE = (1.0, 2.0)  # seconds between two questions of a user
FLOOD = 10_000
FLOODER = FIRST_PERSON + 1_000_000
QUIET_SECONDS = 15.0  # measured without a flood
WARM_UP = 500
SEED = 5


async def main() -> None:
    """Measure, and print a table in milliseconds."""
    print("| the flood | its answers /s | others' questions | p50 ms | p99 ms | max ms |")
    print("| --- | --: | --: | --: | --: | --: |")
    for at_once in (0, 1, 20):
        flood, others = await measure(at_once)
        waits = " | ".join(f"{others.percentile(percent):.1f}" for percent in (50, 99, 100))
        name, rate = (f"{at_once} at a time", f"{flood.rate:,.0f}") if flood else ("none", "")
        print(f"| {name} | {rate} | {len(others.milliseconds):,} | {waits} |")


async def measure(at_once: int) -> tuple[Measured | None, Measured]:
    """Return the measurement of the flood, if there is one, and that of the other users."""
    async with (
        ApiServer() as api,
        started(OURS, api) as bot,
        connections(bot.port, OTHERS) as theirs,
        connections(bot.port, at_once) as flooding,
    ):
        await ask_all(theirs, api, itertools.islice(questions(), WARM_UP))
        others = asyncio.create_task(ask_now_and_then(theirs, api, over := asyncio.Event()))
        flood = None
        if flooding:
            asked = questions([FLOODER], FIRST_UPDATE + 1_000_000)
            flood = await ask_all(flooding, api, itertools.islice(asked, FLOOD))
            if api.answers[FLOODER] < FLOOD:
                raise LostError(f"{FLOOD - api.answers[FLOODER]} questions of the flood got no answer")
        else:
            await asyncio.sleep(QUIET_SECONDS)
        over.set()
        return flood, await others


async def ask_now_and_then(opened: Sequence[Connection], api: ApiServer, over: asyncio.Event) -> Measured:
    """Ask as one user on each connection until `over` is set."""
    loop = asyncio.get_running_loop()
    asked = questions(first_update=FIRST_UPDATE + WARM_UP)
    chance = random.Random(SEED)  # noqa: S311 - not a secret
    waits: list[float] = []

    async def ask_on(connection: Connection, person: int) -> None:
        due = loop.time() + chance.uniform(0, PAUSE[1])
        while not over.is_set():
            await asyncio.sleep(due - loop.time())
            await ask(connection, api, replace(next(asked), person=person))
            waits.append(1000 * (loop.time() - due))
            due += chance.uniform(*PAUSE)

    began = loop.time()
    async with asyncio.TaskGroup() as group:
        for number, connection in enumerate(opened):
            group.create_task(ask_on(connection, FIRST_PERSON + number))
    return Measured(waits, loop.time() - began)


if __name__ == "__main__":
    run(main())
