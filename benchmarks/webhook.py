"""Questions per second at the webhook, compared with other bots: `uv run benchmarks/webhook.py [BOT…]`.

In each round every bot runs in a new process on one core and gets the same questions over eight connections, one
question at a time on each. The load and the Bot API server share the other core. python-telegram-bot acknowledges a
question before it answers; the question counts as answered when the message arrives. On a busy machine the figures are
too low, never too high, so look at the best round too.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from support.api_server import ApiServer
from support.bots import BOTS, run, started
from support.load import Measured, Question, ask_all, connections, questions

ROUNDS = 3
WARM_UP_SECONDS = 1.5
SECONDS = 5.0
COMPARED = ("python-telegram-bot", "aiogram")
COLUMNS = ("bot", "best /s", "median /s", "p50 ms", "p99 ms", "max ms", "core ms", *(f"× {peer}" for peer in COMPARED))


@dataclass(frozen=True, slots=True)
class Round:
    """One round of one bot: the measurement, and the processor time of its process in seconds."""

    measured: Measured
    busy: float


async def main(names: Sequence[str]) -> None:
    """Measure the bots, and print a table."""
    found: dict[str, list[Round]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name in names:
            found[name].append(await measure(name))
    print(table(found))


async def measure(name: str) -> Round:
    """Measure one round of one bot."""
    async with ApiServer() as api, started(name, api) as bot, connections(bot.port) as opened:
        asked = questions()
        await ask_all(opened, api, lasting(WARM_UP_SECONDS, asked))
        before = bot.busy
        measured = await ask_all(opened, api, lasting(SECONDS, asked))
        return Round(measured, bot.busy - before)


def lasting(seconds: float, asked: Iterable[Question]) -> Iterator[Question]:
    """Return questions until the time is over."""
    end = time.perf_counter() + seconds
    return itertools.takewhile(lambda _: time.perf_counter() < end, asked)


def table(found: Mapping[str, Sequence[Round]]) -> str:
    """Return the table: the rate and milliseconds of the best round, the median rate, and the lowest processor time."""
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


def chosen() -> list[str]:
    """Return the names of the bots on the command line, by default all."""
    parser = argparse.ArgumentParser(description="Measure how many questions per second bots answer by webhook.")
    parser.add_argument("bots", nargs="*", metavar="BOT", help=f"one of: {', '.join(BOTS)} (default: all)")
    names: list[str] = parser.parse_args().bots
    if unknown := [name for name in names if name not in BOTS]:
        parser.error(f"unknown bot: {', '.join(unknown)}; choose from {', '.join(BOTS)}")
    return names or list(BOTS)


if __name__ == "__main__":
    run(main(chosen()))
