"""The growth of time and memory with the corpus: `uv run benchmarks/scaling.py`. Draws docs/scaling.svg.

The bot's model, bm25s and rapidfuzz WRatio get synthetic corpora of 25 to 300 sections with 60 phrasings each. Every
size of every system runs in a new process with one thread on one core. The table also has the share of questions whose
section comes first, because a search that finds nothing can easily be fast.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from search import PEERS
from support.scaling_picture import draw

from bot.corpus import Corpus, load
from bot.understanding import Reader, build_model

PICTURE = Path(__file__).parents[1] / "docs" / "scaling.svg"
OURS = "aktiveringsbot"
SYSTEMS = (OURS, "BM25, stems (bm25s)", "rapidfuzz WRatio")
SIZES = (25, 50, 100, 200, 300)
PHRASINGS = 60  # per section
QUESTIONS = 200
MAX_SECONDS = 60.0  # for one size of one system; the remaining questions are skipped
COMMON = 150  # most frequent words, which are kept
OWN_WORDS = 12  # per section
OWN_SHARE = 0.6  # of the words that are not kept
SEED = 3
ONE_THREAD = {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}  # read when numpy is imported

Find = Callable[[str], str]  # returns the section of a question


class Writer:
    """Writer of phrasings for made-up sections; every call writes the same ones.

    Each phrasing has the length and the common words of a phrasing of the corpus. Its other words are replaced by words
    of the section or by words of the corpus according to their frequency. Half of the words of a section are joined
    from two words of the corpus, so that the vocabulary grows with the number of sections.
    """

    def __init__(self, corpus: Corpus) -> None:
        """Collect patterns and words of a corpus."""
        texts = [text for section in corpus.sections.values() for text in section.phrasings]
        self._patterns = [text.split() for text in texts]
        counts = Counter(word for pattern in self._patterns for word in pattern)
        self._common = {word for word, _ in counts.most_common(COMMON)}
        self._words = [word for word in counts if word not in self._common]
        self._counts = [counts[word] for word in self._words]

    def write(self, sections: int) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
        """Return phrasings by section, and questions with their sections."""
        chance = random.Random(SEED)  # noqa: S311 - no secret
        names = [f"section-{number}" for number in range(sections)]
        own = {name: self._own_words(chance) for name in names}
        phrasings = {name: [self._phrasing(own[name], chance) for _ in range(PHRASINGS)] for name in names}
        asked = [chance.choice(names) for _ in range(QUESTIONS)]
        return phrasings, [(self._phrasing(own[name], chance), name) for name in asked]

    def _own_words(self, chance: random.Random) -> list[str]:
        first, second = chance.choices(self._words, k=OWN_WORDS), chance.choices(self._words, k=OWN_WORDS // 2)
        return [*(left + right for left, right in zip(first, second, strict=False)), *first[OWN_WORDS // 2 :]]

    def _phrasing(self, own: Sequence[str], chance: random.Random) -> str:
        words = chance.choice(self._patterns)[: 2 * OWN_WORDS]
        any_words = chance.choices(self._words, self._counts, k=len(words))
        for at, word in enumerate(words):
            if word not in self._common:
                words[at] = chance.choice(own) if chance.random() < OWN_SHARE else any_words[at]
        return " ".join(words)


def ours(corpus: Corpus, phrasings: Mapping[str, Sequence[str]]) -> Find:
    """Return the bot's model, without codes and the messages of Windows."""
    any_section = next(iter(corpus.sections.values()))
    sections = {
        name: replace(any_section, id=name, label=name, title=name, body="", codes=(), phrasings=tuple(texts))
        for name, texts in phrasings.items()
    }
    made_up = replace(corpus, sections=sections, topics={})
    model = build_model(made_up)
    reader = Reader(made_up, model)
    return lambda text: model.classes[int(np.argmax(reader.scores(text).classes))]


def peer(name: str, phrasings: Mapping[str, Sequence[str]]) -> Find:
    """Return one of the peers of `benchmarks/search.py`."""
    owners = [name for name, texts in phrasings.items() for _ in texts]
    index = PEERS[name]([text for texts in phrasings.values() for text in texts])
    return lambda text: owners[index.best(text)[0]]


def measure(system: str, sections: int) -> dict[str, float]:
    """Return build seconds, p50 and p99 in milliseconds, the share of right sections, peak MiB, and the questions."""
    corpus = load()
    phrasings, questions = Writer(corpus).write(sections)
    if system in PEERS:
        PEERS[system](["importerar", "biblioteket"])  # importing is not part of building
    began = time.perf_counter()
    find = ours(corpus, phrasings) if system == OURS else peer(system, phrasings)
    built = time.perf_counter() - began
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    find(questions[0][0])  # some systems finish building at the first question
    times: list[float] = []
    right = 0
    for text, name in questions:
        began = time.perf_counter()
        right += find(text) == name
        times.append(1000 * (time.perf_counter() - began))
        if sum(times) > 1000 * MAX_SECONDS:
            break
    times.sort()
    return {
        "build": built,
        "p50": times[len(times) // 2],
        "p99": times[int(len(times) * 0.99)],
        "right": right / len(times),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 10),
        "asked": len(times),
    }


def main() -> None:
    """Measure every system at every size, print the table and draw the diagram."""
    print(
        f"{'system':22} {'sections':>8} {'build s':>8} {'p50 ms':>8} {'p99 ms':>8} {'right':>6} {'MiB':>6} {'asked':>6}"
    )
    lines: dict[str, list[tuple[float, float]]] = {}
    for system in SYSTEMS:
        for sections in SIZES:
            found = _measured(system, sections)
            lines.setdefault(system, []).append((sections, found["p50"]))
            figures = (found["build"], found["p50"], found["p99"], found["right"])
            print(
                f"{system:22} {sections:8,}",
                *(f"{figure:8.2f}" for figure in figures),
                f"{found['memory']:8,.0f} {found['asked']:8}",
                flush=True,
            )
    PICTURE.write_text(draw(lines), encoding="utf-8")


def _measured(system: str, sections: int) -> Any:  # noqa: ANN401 - the JSON of `measure`
    done = subprocess.run(
        [sys.executable, __file__, system, str(sections)],
        check=True,
        stdout=subprocess.PIPE,
        env=os.environ | ONE_THREAD,
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]))))
