"""How many questions a second the webhook answers, beside others: `uv run benchmarks/webhook.py`.

One after the other, round by round, every bot has a fresh process on one core, and is asked the same questions over
eight connections, each with one question at a time. The load and the Bot API server share the other core.
python-telegram-bot acknowledges a question before it answers; it is answered when its message arrives.
On a machine with other work to do the figures are too low, never too high: look at the best round too.
"""

from __future__ import annotations

import itertools
import statistics
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from api_server import ApiServer
from bots import BOTS, run, started
from load import Measured, Question, ask_all, connections, questions

ROUNDS = 3
WARM_UP_SECONDS = 1.5
SECONDS = 5.0
COMPARED = ("python-telegram-bot", "aiogram")
COLUMNS = ("bot", "best /s", "median /s", "p50 ms", "p99 ms", "max ms", "core ms", *(f"× {peer}" for peer in COMPARED))


@dataclass(frozen=True, slots=True)
class Round:
    """One round of one bot: how long answers took, and the seconds its process kept the core busy for them."""

    measured: Measured
    busy: float


async def main(names: Sequence[str]) -> None:
    """Measure, and print a table."""
    found: dict[str, list[Round]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            found[name].append(await measure(name))
    print(table(found))


async def measure(name: str) -> Round:
    """One round of one bot."""
    async with ApiServer() as api, started(name, api) as bot, connections(bot.port) as opened:
        asked = questions()
        await ask_all(opened, api, lasting(WARM_UP_SECONDS, asked))
        before = bot.busy
        measured = await ask_all(opened, api, lasting(SECONDS, asked))
        return Round(measured, bot.busy - before)


def lasting(seconds: float, asked: Iterable[Question]) -> Iterator[Question]:
    """Questions for so long."""
    end = time.perf_counter() + seconds
    return itertools.takewhile(lambda _: time.perf_counter() < end, asked)


def table(found: Mapping[str, Sequence[Round]]) -> str:
    """Answers a second and milliseconds of the best round, how that compares, the median round, and the least work."""
    best = {name: max((one.measured for one in rounds), key=lambda one: one.rate) for name, rounds in found.items()}
    lines = ["| " + " | ".join(COLUMNS) + " |", "| --- |" + " --: |" * (len(COLUMNS) - 1)]
    for name, rounds in found.items():
        mine = best[name]
        work = min(1000 * one.busy / len(one.measured.milliseconds) for one in rounds)
        cells = [name, f"{mine.rate:,.0f}", f"{statistics.median(one.measured.rate for one in rounds):,.0f}"]
        cells += [f"{mine.percentile(percent):.1f}" for percent in (50, 99, 100)] + [f"{work:.3f}"]
        cells += [f"{mine.rate / best[peer].rate:.2f}" if peer in best else "" for peer in COMPARED]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    run(main(sys.argv[1:] or list(BOTS)))
