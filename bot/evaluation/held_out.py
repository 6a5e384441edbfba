"""Measurements on corpora that lack some of the phrasings: held-out phrasings, and learning curves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.conversation import Assistant
from bot.corpus import ABOUT, SMALLTALK, Corpus
from bot.evaluation.questions import Row
from bot.evaluation.report import Asked, Report, ask_all, report
from bot.understanding import Reader, build_model

FOLDS = 5
STEPS = (16, 8, 4, 2, 1)  # a point of the learning curve has every n-th phrasing

Selection = Callable[[tuple[str, ...]], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Curve:
    """A point of a learning curve: the number of phrasings in a corpus, and the report on it."""

    phrasings: int
    report: Report


def ask_held_out(assistant: Assistant, at: datetime) -> list[Asked]:
    """Ask every phrasing as a question, of a corpus that lacks it. `at` is the time of the events."""
    asked: list[Asked] = []
    for part, rows in held_out(assistant.config.corpus):
        asked += ask_all(_trained(assistant, part), rows, at)
    return asked


def learning_curve(assistant: Assistant, rows: Iterable[Row], at: datetime) -> Sequence[Curve]:
    """Measure corpora with more and more of the phrasings on labelled questions, the last one with all of them."""
    rows, curve = list(rows), []
    for step in STEPS:
        part = _select(assistant.config.corpus, _every(step))
        count = sum(len(section.phrasings) for section in part.sections.values()) + sum(map(len, part.topics.values()))
        curve.append(Curve(count, report(ask_all(_trained(assistant, part), rows, at))))
    return curve


def held_out(corpus: Corpus, folds: int = FOLDS) -> Iterator[tuple[Corpus, list[Row]]]:
    """Yield corpora that each lack one part of every file of phrasings, and that part as labelled questions.

    The lines of one writer are adjacent in a file, so the questions of each corpus are mostly from writers who have not
    contributed to it.
    """
    for fold in range(folds):
        lacking = _select(corpus, _part(fold, folds, inside=True))
        rows: list[Row] = [
            {"q": text, "accept": [section.id]} for section in lacking.sections.values() for text in section.phrasings
        ]
        rows += [
            {"q": text, "label": "SMALLTALK" if name.startswith(SMALLTALK) else "NONE", "topic": name}
            for name, phrasings in lacking.topics.items()
            if not name.startswith(ABOUT)  # these ask about an answer, and there is none
            for text in phrasings
        ]
        yield _select(corpus, _part(fold, folds, inside=False)), rows


def _every(step: int) -> Selection:
    return lambda phrasings: phrasings[::step]


def _part(fold: int, folds: int, *, inside: bool) -> Selection:
    """Return the selection of one of `folds` equal parts of a file, or of all other parts."""
    return lambda phrasings: tuple(
        text for at, text in enumerate(phrasings) if (at * folds // len(phrasings) == fold) == inside
    )


def _select(corpus: Corpus, selection: Selection) -> Corpus:
    """Return a corpus with some of the phrasings of each file."""
    sections = {
        name: replace(section, phrasings=selection(section.phrasings)) for name, section in corpus.sections.items()
    }
    topics = {name: selection(phrasings) for name, phrasings in corpus.topics.items()}
    return replace(corpus, sections=sections, topics=topics)


def _trained(assistant: Assistant, corpus: Corpus) -> Assistant:
    """Return the assistant with another corpus."""
    return Assistant(replace(assistant.config, corpus=corpus), Reader(corpus, build_model(corpus)))
