"""Time of an inline query, from the typed text to the answer for Telegram: `uv run benchmarks/inline.py`.

Telegram sends a query after nearly every letter, so the slowest ones matter. Nothing is sent. Everything is measured in
a new process with one core and one thread. On a busy machine the figures are too high, never too low: use the lowest
of several runs.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.channels.telegram.outgoing.articles import show_articles
from bot.channels.telegram.outgoing.client import Client
from bot.cli import build_assistant
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
QUESTIONS = sorted((ROOT / "tests" / "data" / "questions").glob("*.jsonl"))
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}  # read when numpy is imported
TOKEN = "7421953680:TEST-token-of-nobody-at-all-1234567"  # noqa: S105 - guards nothing
PREFIXES = 300
MAX_TEXT_LENGTH = 256  # characters of an inline query (Bot API, InlineQuery)
ROUNDS = 20  # times every prefix is asked


class Unsent(Client):
    """A client that has a name and sends nothing."""

    @property
    def username(self) -> str:
        """Return the name that share buttons link to."""
        return "aktiveringsbot"

    async def call(self, *_args: object, **_named: object) -> bool:
        """Accept an answer, as Telegram does."""
        return True


def main() -> None:
    """Measure in a new process, and print a table in milliseconds."""
    done = subprocess.run(
        [sys.executable, __file__, "measure"],
        check=True,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | ONE_THREAD,
    )
    found = json.loads(done.stdout)
    print(f"{found['prefixes']} prefixes of {found['questions']} questions, {found['articles']:.1f} articles each\n")
    print("an inline query             p50         p99         max")
    for part, (half, nearly_all, most) in found["parts"].items():
        print(f"{part:20} {half:8.2f} ms {nearly_all:8.2f} ms {most:8.2f} ms")


def measure() -> dict[str, Any]:
    """Return the milliseconds (p50, p99, max) for finding the articles for a typed text, and for answering with them.

    The first round is reported separately, because words and articles are cached from then on.
    """
    assistant, client = build_assistant(Settings()), Unsent(TOKEN, "http://127.0.0.1:9")
    questions, prefixes = _typed()
    now = datetime.now(UTC)
    parts: dict[str, list[float]] = {"answer, at first": [], "answer": [], "find articles": []}
    articles = 0

    async def answer_all(part: str) -> None:
        nonlocal articles
        for number, text in enumerate(prefixes):
            began = time.perf_counter()
            found, miss = assistant.inline(text, now)
            await show_articles(client, str(number), found, miss)
            parts[part].append(time.perf_counter() - began)
            articles += len(found)

    for number in range(ROUNDS):
        asyncio.run(answer_all("answer" if number else "answer, at first"))
    for text in prefixes * ROUNDS:
        began = time.perf_counter()
        assistant.inline(text, now)
        parts["find articles"].append(time.perf_counter() - began)
    return {
        "questions": questions,
        "prefixes": len(prefixes),
        "articles": articles / (len(prefixes) * ROUNDS),
        "parts": {part: _percentiles(seconds) for part, seconds in parts.items()},
    }


def _typed() -> tuple[int, list[str]]:
    """Return the number of questions, and texts spread evenly over all their prefixes."""
    lines = [line for path in QUESTIONS for line in path.read_text(encoding="utf-8").split("\n") if line]
    questions = [json.loads(line)["q"][:MAX_TEXT_LENGTH] for line in lines]
    begun = [text[:end] for text in questions for end in range(1, len(text) + 1)]
    return len(questions), [begun[at * len(begun) // PREFIXES] for at in range(PREFIXES)]


def _percentiles(seconds: list[float]) -> tuple[float, float, float]:
    ordered = sorted(1000 * second for second in seconds)
    return ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)], ordered[-1]


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        print(json.dumps(measure()))
