"""The memory of the bot over 200,000 questions at the webhook: `uv run benchmarks/soak.py`.

Ten thousand users ask in turn over eight connections. The first row is after a warm-up that asks every question once.
"""

from __future__ import annotations

import itertools

from support.api_server import ApiServer
from support.bots import OURS, run, started
from support.load import FIRST_PERSON, ask_all, connections, questions, texts

PEOPLE = range(FIRST_PERSON, FIRST_PERSON + 10_007)  # a prime, so that every user asks every question in the end
QUESTIONS = 200_000
PARTS = 10


async def main() -> None:
    """Measure, and print a row after each tenth of the questions."""
    async with ApiServer() as api, started(OURS, api) as bot, connections(bot.port) as opened:
        asked = questions(PEOPLE)
        await ask_all(opened, api, itertools.islice(asked, len(texts())))
        print("| questions | answers /s | p99 ms | max ms | RSS MiB | database MiB |")
        print("| --: | --: | --: | --: | --: | --: |")
        print(f"| 0 | | | | {bot.resident:.1f} | {bot.stored:.1f} |")
        for part in range(1, PARTS + 1):
            measured = await ask_all(opened, api, itertools.islice(asked, QUESTIONS // PARTS))
            speed = f"{measured.rate:,.0f} | {measured.percentile(99):.1f} | {measured.percentile(100):.1f}"
            print(f"| {part * QUESTIONS // PARTS:,} | {speed} | {bot.resident:.1f} | {bot.stored:.1f} |", flush=True)


if __name__ == "__main__":
    run(main())
