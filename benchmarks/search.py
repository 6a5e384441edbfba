"""Comparison of the bot with ready-made search on labelled questions: `uv run benchmarks/search.py FILE…`.

A peer gets every title, message of Windows and phrasing of the corpus, as the bot does, and answers with the class of
the most similar one. Questions with codes are left out, because peers do not read codes.
"""

from __future__ import annotations

import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray
from rapidfuzz import fuzz, process, utils
from rich.console import Console
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.cli import build_assistant
from bot.conversation import Assistant, Outcome
from bot.conversation.turn import Ranked
from bot.corpus import Corpus
from bot.evaluation import Asked, Report, Row, ask_all, read_questions, report
from bot.settings import load_settings

OURS = "aktiveringsbot"
COMPARED = (
    "first section right",
    "right section shown or offered",
    "out of scope declined",
    "in scope wrongly declined",
)
HEADING = 11  # characters per line of a long heading
MAX_OFFERED = 4  # sections that a peer offers, as many as the bot

Floats = NDArray[np.floating]


class Peer(ABC):
    """An index of phrasings."""

    @abstractmethod
    def __init__(self, phrasings: Sequence[str]) -> None:
        """Index phrasings."""

    @abstractmethod
    def similarities(self, text: str) -> Floats:
        """Return the similarity of each phrasing to a text, in order; 0 if they have nothing in common."""

    def best(self, text: str) -> tuple[int, float]:
        """Return the index and the similarity of the phrasing most similar to a text."""
        similarities = self.similarities(text)
        at = int(similarities.argmax())
        return at, float(similarities[at])


class WRatio(Peer):
    """rapidfuzz: the weighted best of several edit distances, also of words in any order."""

    def __init__(self, phrasings: Sequence[str]) -> None:
        self._phrasings = [utils.default_process(text) for text in phrasings]

    def similarities(self, text: str) -> Floats:
        """Return similarities from 0 to 100."""
        similarities: Floats = process.cdist([utils.default_process(text)], self._phrasings, scorer=fuzz.WRatio)[0]
        return similarities

    def best(self, text: str) -> tuple[int, float]:
        """Return the same as other peers, but faster, because phrasings that cannot be the best are skipped."""
        found = process.extractOne(utils.default_process(text), self._phrasings, scorer=fuzz.WRatio)
        return found[2], found[1]


class Bm25(Peer):
    """bm25s: common words weighted by rarity; Swedish stems, no stop words (they made it worse)."""

    def __init__(self, phrasings: Sequence[str]) -> None:
        self._stemmer = Stemmer.Stemmer("swedish")
        self._size = len(phrasings)
        self._index = bm25s.BM25()
        self._index.index(self._tokens(phrasings), show_progress=False)

    def similarities(self, text: str) -> Floats:
        """Return similarities from 0, without a limit."""
        tokens = self._tokens([text])[0]
        similarities: Floats = self._index.get_scores(tokens) if tokens else np.zeros(self._size)
        return similarities

    def _tokens(self, texts: Sequence[str]) -> list[list[str]]:
        tokens: list[list[str]] = bm25s.tokenize(
            list(texts), stopwords=[], stemmer=self._stemmer, return_ids=False, show_progress=False
        )
        return tokens


class TfIdf(Peer):
    """scikit-learn: the cosine of character 3- to 5-grams inside words, weighted by rarity."""

    def __init__(self, phrasings: Sequence[str]) -> None:
        self._vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
        self._index = self._vectorizer.fit_transform(phrasings)

    def similarities(self, text: str) -> Floats:
        """Return similarities from 0 to 1."""
        similarities: Floats = (self._index @ self._vectorizer.transform([text]).T).toarray()[:, 0]
        return similarities


PEERS: Mapping[str, type[Peer]] = {
    "rapidfuzz WRatio": WRatio,
    "BM25, stems (bm25s)": Bm25,
    "TF-IDF, 3-5-grams (scikit-learn)": TfIdf,
}


class Baseline:
    """A peer over the phrasings of a corpus, including topics, with outcomes like the bot's.

    It declines if the best phrasing is one of a topic, or if no phrasing has anything in common with the text.
    """

    def __init__(self, corpus: Corpus, peer: type[Peer]) -> None:
        """Index a corpus."""
        classes = {
            section.id: (section.title, *section.messages, *section.phrasings) for section in corpus.sections.values()
        }
        everything = {**classes, **corpus.topics}
        self._corpus = corpus
        self._owners = [name for name, texts in everything.items() for _ in texts]
        self._peer = peer([text for texts in everything.values() for text in texts])

    def ask_all(self, rows: Iterable[Row]) -> list[Asked]:
        """Ask every question once. Only the search for the best phrasing is timed."""
        asked = []
        for row in rows:
            started = time.perf_counter()
            at, similarity = self._peer.best(row["q"])
            seconds = time.perf_counter() - started
            asked.append(Asked(row, self._outcome(row["q"], at, similarity), seconds))
        return asked

    def _outcome(self, text: str, at: int, similarity: float) -> Outcome:
        if not similarity or self._owners[at] in self._corpus.topics:
            return Outcome("decline")
        similarities = self._peer.similarities(text)
        best = {self._owners[at]: similarity}  # the similarity of the best phrasing by section
        for place in np.argsort(-similarities, kind="stable"):
            if len(best) == MAX_OFFERED or not similarities[place]:
                break
            if self._owners[place] in self._corpus.sections:
                best.setdefault(self._owners[place], float(similarities[place]))
        ranked = tuple(Ranked(name, self._corpus.sections[name].title, score) for name, score in best.items())
        return Outcome("answer", sections=ranked)


def compare(assistant: Assistant, rows: Iterable[Row], at: datetime) -> dict[str, Report]:
    """Return the reports of the bot and of every peer by name; `at` is the time of the events."""
    rows = [row for row in rows if "codes" not in row]
    baselines = {name: Baseline(assistant.config.corpus, peer) for name, peer in PEERS.items()}
    ours = {OURS: report(ask_all(assistant, rows, at))}
    return ours | {name: report(baseline.ask_all(rows)) for name, baseline in baselines.items()}


def main(files: Sequence[str]) -> None:
    """Print a table of all systems on the questions in files."""
    assistant = build_assistant(load_settings())
    section_of = {section.label: section.id for section in assistant.config.corpus.sections.values()}
    found = compare(assistant, read_questions(map(Path, files), section_of), datetime.now(UTC))
    table = Table(box=None, pad_edge=False)
    table.add_column("system", no_wrap=True)
    for heading in (*COMPARED, "p50 ms"):
        table.add_column(heading, justify="right", max_width=HEADING)
    for name, result in found.items():
        share = {measure.name: measure.share for measure in result.measures}
        cells = ("-" if (value := share[heading]) is None else f"{value:.3f}" for heading in COMPARED)
        table.add_row(name, *cells, f"{result.milliseconds['p50']:.2f}")
    Console(highlight=False).print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
