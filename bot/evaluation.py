"""Quality on labelled questions: reads them, asks them, counts.

A line of a questions file is JSON with `id` and `q`, and one of: `accept`, labels of the sections that are right, best
first; `codes` with `unknown`, `suggest`, `ok_codes` and `suggest_optional`; `label`, one of NONE, PIRACY, SMALLTALK.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.channels.ask import answer
from bot.conversation import Assistant, Outcome, Question
from bot.corpus import Corpus

RELIABILITY_BINS = 10
FOLDS = 10


class QuestionsError(Exception):
    """A questions file cannot be used; the text names file, line and fault."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A labelled question, what came of it, and the seconds it took."""

    row: Mapping[str, Any]
    outcome: Outcome
    seconds: float


@dataclass(frozen=True, slots=True)
class Measure:
    """A share: `hits` of `of`."""

    name: str
    hits: int
    of: int

    @property
    def share(self) -> float | None:
        """The share, None of nothing."""
        return self.hits / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Report:
    """The measures, the confidence against what was right, the mistakes, and the time a question took."""

    measures: tuple[Measure, ...]
    reliability: tuple[tuple[float, float, int], ...]
    mistakes: tuple[Mapping[str, Any], ...]
    milliseconds: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {
            "measures": [
                {"name": measure.name, "hits": measure.hits, "of": measure.of, "share": measure.share}
                for measure in self.measures
            ],
            "reliability": [
                {"confidence": confidence, "right": right, "of": of} for confidence, right, of in self.reliability
            ],
            "mistakes": list(self.mistakes),
            "milliseconds": dict(self.milliseconds),
        }


def read_questions(paths: Iterable[Path], labels: Iterable[str]) -> list[Mapping[str, Any]]:
    """The rows of questions files. Raises QuestionsError where a line is not as described above."""
    known, rows = set(labels), []
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise QuestionsError(f"{path}: cannot be read: {error}") from None
        for number, line in enumerate(lines, 1):
            if line.strip():
                rows.append(_row(line, known, f"{path}:{number}"))
    return rows


def _row(line: str, labels: set[str], where: str) -> Mapping[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise QuestionsError(f"{where}: not JSON: {error}") from None
    if not isinstance(row, dict) or not isinstance(row.get("q"), str) or not row.keys() & {"accept", "codes", "label"}:
        raise QuestionsError(f'{where}: a line has the text "q", and "accept", "codes" or "label"')
    if unknown := set(row.get("accept", ())) - labels:
        raise QuestionsError(f"{where}: no section has the label {', '.join(sorted(unknown))}")
    return row


def held_out(corpus: Corpus, folds: int = FOLDS) -> Iterator[tuple[Corpus, list[Mapping[str, Any]]]]:
    """Corpora that each lack every so many-th phrasing, with the phrasings they lack as labelled questions.

    Asking each corpus what it has not seen tells how well wordings are understood that nobody has written down yet.
    """
    for fold in range(folds):
        sections = {
            name: replace(section, phrasings=_kept(section.phrasings, fold, folds))
            for name, section in corpus.sections.items()
        }
        topics = {name: _kept(phrasings, fold, folds) for name, phrasings in corpus.topics.items()}
        rows: list[Mapping[str, Any]] = [
            {"q": text, "accept": [section.label]}
            for section in corpus.sections.values()
            for text in section.phrasings[fold::folds]
        ]
        rows += [
            {"q": text, "label": "SMALLTALK" if name.startswith("smalltalk-") else "NONE"}
            for name, phrasings in corpus.topics.items()
            for text in phrasings[fold::folds]
        ]
        yield replace(corpus, sections=sections, topics=topics), rows


def _kept(phrasings: tuple[str, ...], fold: int, folds: int) -> tuple[str, ...]:
    return tuple(text for at, text in enumerate(phrasings) if at % folds != fold)


def ask_all(assistant: Assistant, rows: Iterable[Mapping[str, Any]], at: Any) -> list[Asked]:  # noqa: ANN401
    """Ask every question once, each as someone new. `at` is the time given to the events."""
    asked = []
    for row in rows:
        started = time.perf_counter()
        outcome = answer(assistant, Question(row["q"], at)).outcome
        asked.append(Asked(row, outcome, time.perf_counter() - started))
    return asked


def report(asked: Iterable[Asked], section_of: Mapping[str, str]) -> Report:
    """Count. `section_of` maps labels to section ids."""
    asked = list(asked)
    text = [item for item in asked if "accept" in item.row]
    codes = [item for item in asked if "codes" in item.row]
    other = [item for item in asked if "label" in item.row]
    right = {id(item): {section_of[label] for label in item.row["accept"]} for item in text}

    def first(item: Asked) -> bool:
        return bool(item.outcome.sections) and item.outcome.sections[0].id in right[id(item)]

    def offered(item: Asked) -> bool:
        return any(section.id in right[id(item)] for section in item.outcome.sections)

    straight = [item for item in text if item.outcome.kind == "answer"]
    named = [item for item in text if item.row.get("windows")]
    nothing = [item for item in other if item.row["label"] != "SMALLTALK"]
    talk = [item for item in other if item.row["label"] == "SMALLTALK"]
    measures = (
        _share("first section right", text, first),
        _share("right section shown or offered", text, offered),
        _share("straight answers right", straight, first),
        _share("answered straight", text, lambda item: item.outcome.kind == "answer"),
        _share("in scope wrongly declined", text, lambda item: item.outcome.kind in ("decline", "smalltalk")),
        _share("out of scope declined", nothing, lambda item: item.outcome.kind == "decline"),
        _share("small talk met", talk, lambda item: item.outcome.kind == "smalltalk"),
        _share("Windows version read", named, lambda item: item.outcome.windows == item.row["windows"]),
        _share("codes recognised", [item for item in codes if item.row["codes"]], _codes_right),
        _share("near misses suggested", [item for item in codes if _near_miss(item)], _suggested),
        _share("look-alikes left alone", [item for item in codes if _is_none(item)], _codes_right),
    )
    mistakes = tuple(
        {"q": item.row["q"], "expected": _expected(item), "kind": item.outcome.kind, "given": _given(item)}
        for item in asked
        if not (
            offered(item) and (first(item) or item.outcome.kind != "answer") if "accept" in item.row else _fine(item)
        )
    )
    return Report(
        measures,
        _reliability([(item.outcome.sections[0].score, first(item)) for item in straight]),
        mistakes,
        _times([item.seconds for item in asked]),
    )


def _share(name: str, items: list[Asked], hit: Any) -> Measure:  # noqa: ANN401 - any predicate
    return Measure(name, sum(map(bool, map(hit, items))), len(items))


def _near_miss(item: Asked) -> bool:
    return bool(item.row["suggest"]) and not item.row.get("suggest_optional")


def _is_none(item: Asked) -> bool:
    return not (item.row["codes"] or item.row["suggest"] or item.row["unknown"])


def _suggested(item: Asked) -> bool:
    shown = {*item.outcome.suggestions, *(code for code in item.outcome.codes if code in item.row["ok_codes"])}
    return bool(shown & set(item.row["suggest"]))


def _codes_right(item: Asked) -> bool:
    expected, given = list(item.row["codes"]), list(item.outcome.codes)
    allowed = set(item.row["ok_codes"])
    extra = [code for code in given if code not in expected and code not in allowed]
    unknown_right = item.row.get("suggest_optional") or list(item.outcome.unknown_codes) == list(item.row["unknown"])
    return [code for code in given if code in expected] == expected and not extra and bool(unknown_right)


def _fine(item: Asked) -> bool:
    if "codes" in item.row:
        return _suggested(item) if _near_miss(item) else _codes_right(item)
    return item.outcome.kind == ("smalltalk" if item.row["label"] == "SMALLTALK" else "decline")


def _expected(item: Asked) -> Any:  # noqa: ANN401 - whatever the row says
    return next(item.row[key] for key in ("accept", "label", "codes") if key in item.row)


def _given(item: Asked) -> list[str]:
    shown = [f"{section.id} {section.score:.2f}" for section in item.outcome.sections]
    return [*item.outcome.codes, *item.outcome.unknown_codes, *shown]


def _reliability(judged: list[tuple[float, bool]]) -> tuple[tuple[float, float, int], ...]:
    bins: dict[int, list[tuple[float, bool]]] = {}
    for score, hit in judged:
        bins.setdefault(min(int(score * RELIABILITY_BINS), RELIABILITY_BINS - 1), []).append((score, hit))
    return tuple(
        (sum(score for score, _ in items) / len(items), sum(hit for _, hit in items) / len(items), len(items))
        for _, items in sorted(bins.items())
    )


def _times(seconds: list[float]) -> dict[str, float]:
    if not seconds:
        return {}
    ordered = sorted(seconds)
    return {
        "p50": 1000 * ordered[len(ordered) // 2],
        "p99": 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))],
    }
