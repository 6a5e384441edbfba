"""The time of a question and of the start, and the memory of `ask`: `uv run benchmarks/latency.py`.

The time of a question is that of `Assistant.respond` and `render`, which turns the replies into Telegram messages.

Everything is measured in new processes with one core and one thread. On a busy machine the figures are too high, never
too low: use the lowest of several runs.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
QUESTIONS = sorted((ROOT / "tests" / "data" / "questions").glob("*.jsonl"))
ROUNDS = 20  # times every question is asked
STARTS = 5  # processes that load the corpus and the model
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}  # read when numpy is imported


def main() -> None:
    """Measure, and print a table in milliseconds and MiB."""
    starts: list[dict[str, float]] = [_measured("start") for _ in range(STARTS)]
    print("start                    median         min")
    for part in starts[0]:
        seconds = [1000 * start[part] for start in starts]
        print(f"{part:20} {statistics.median(seconds):8.0f} ms {min(seconds):8.0f} ms")
    print("\na question                 mean         p50         p99         max")
    times: dict[str, list[float]] = _measured("questions")
    for part, figures in times.items():
        print(f"{part:20}", *(f"{figure:8.3f} ms" for figure in figures))
    print(f"\nmemory of ask        {max(_memory_of_ask() for _ in range(STARTS)):8.0f} MiB")


def start() -> dict[str, float]:
    """Return the seconds for the imports, for reading and checking the corpus, and for reading the model."""
    began = time.perf_counter()
    from bot.cli import cache_folder  # noqa: PLC0415 - measured
    from bot.corpus import load  # noqa: PLC0415
    from bot.settings import load_settings  # noqa: PLC0415
    from bot.understanding import Reader, open_model  # noqa: PLC0415

    imported = time.perf_counter()
    corpus = load()
    loaded = time.perf_counter()
    Reader(corpus, open_model(corpus, cache_folder(load_settings()), print))
    opened = time.perf_counter()
    return {"import": imported - began, "load the corpus": loaded - imported, "read the model": opened - loaded}


def questions() -> dict[str, tuple[float, float, float, float]]:
    """Return the milliseconds (mean, p50, p99, maximum) for understanding, answering and rendering a question.

    They are processor time, so that other programs do not count. The first round is reported separately, because words
    and texts of the corpus are cached from then on. Answers are not cached.
    """
    from bot.channels.ask import answer  # noqa: PLC0415 - `start` measures imports
    from bot.channels.telegram.outgoing.render import render  # noqa: PLC0415
    from bot.cli import build_assistant  # noqa: PLC0415
    from bot.conversation import Question  # noqa: PLC0415
    from bot.settings import load_settings  # noqa: PLC0415

    assistant = build_assistant(load_settings())
    reader = assistant.reader
    lines = [line for path in QUESTIONS for line in path.read_text(encoding="utf-8").split("\n") if line]
    texts = [json.loads(line)["q"] for line in lines]
    now = datetime.now(UTC)
    parts: dict[str, list[float]] = {}
    for number in range(ROUNDS):
        at_first = "" if number else ", at first"
        for text in texts:
            began = time.thread_time()
            turn = answer(assistant, Question(text, now))
            answered = time.thread_time()
            for reply in turn.replies:
                render(reply, "aktiveringsbot")
            rendered = time.thread_time()
            parts.setdefault(f"answer{at_first}", []).append(answered - began)
            parts.setdefault(f"render{at_first}", []).append(rendered - answered)
            parts.setdefault(f"both{at_first}", []).append(rendered - began)
    for text in texts * (ROUNDS - 1):
        began = time.thread_time()
        reader.understand(text)
        parts.setdefault("only understand", []).append(time.thread_time() - began)
    return {part: _figures(seconds) for part, seconds in parts.items()}


def _figures(seconds: list[float]) -> tuple[float, float, float, float]:
    ordered = sorted(1000 * second for second in seconds)
    return statistics.fmean(ordered), ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)], ordered[-1]


def _measured(part: str) -> Any:  # noqa: ANN401 - whatever that part gives
    """Return the output of `start` or `questions` in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, part], check=True, stdout=subprocess.PIPE, cwd=ROOT, env=os.environ | ONE_THREAD
    )
    return json.loads(done.stdout)


def _memory_of_ask() -> float:
    """Return the peak resident memory of `ask` for one question, in MiB."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "ask", "moderkortet bytt"], stdout=subprocess.DEVNULL, cwd=ROOT
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"ask ended with {process.returncode}")
    return usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        if hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        print(json.dumps({"start": start, "questions": questions}[sys.argv[1]]()))
