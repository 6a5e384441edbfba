"""Questions asked of corpora that lack some of their phrasings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation import Assistant
from bot.corpus import Corpus
from bot.evaluation.questions import Row, held_out, share_of
from bot.evaluation.report import Asked, Report, ask_all, report
from bot.understanding import Reader, build_model

EVERY = (16, 8, 4, 2, 1)  # so many-th phrasing, by point of a learning curve


@dataclass(frozen=True, slots=True)
class Curve:
    """A point of a learning curve: how many phrasings a corpus had, and the report on it."""

    phrasings: int
    report: Report


def ask_held_out(assistant: Assistant, at: datetime) -> list[Asked]:
    """Ask every phrasing of the corpus of a corpus that lacks it. `at` is the time given to the events."""
    asked: list[Asked] = []
    for part, rows in held_out(assistant.config.corpus):
        asked += ask_all(_taught(assistant, part), rows, at)
    return asked


def learning_curve(assistant: Assistant, rows: Iterable[Row], at: datetime) -> Sequence[Curve]:
    """The quality on labelled questions of corpora with ever more of the phrasings, the last with all of them."""
    rows, curve = list(rows), []
    for every in EVERY:
        part = share_of(assistant.config.corpus, every)
        counts = (len(section.phrasings) for section in part.sections.values())
        phrasings = sum(counts) + sum(map(len, part.topics.values()))
        curve.append(Curve(phrasings, report(ask_all(_taught(assistant, part), rows, at))))
    return curve


def _taught(assistant: Assistant, corpus: Corpus) -> Assistant:
    """The assistant with another corpus."""
    return Assistant(replace(assistant.config, corpus=corpus), Reader(corpus, build_model(corpus)))
