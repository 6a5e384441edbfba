"""The quality on labelled questions, which are asked and whose outcomes are counted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import fmean
from typing import Any

from bot.conversation import Assistant, ChatHistory, Outcome, Question
from bot.evaluation.questions import Row

RELIABILITY_BINS = 10
MAX_CONFUSIONS = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """A labelled question, its outcome, and the seconds it took."""

    row: Row
    outcome: Outcome
    seconds: float

    @property
    def score(self) -> float:
        """The probability of the first section, 0 if there is none."""
        return self.outcome.sections[0].score if self.outcome.sections else 0.0


@dataclass(frozen=True, slots=True)
class Measure:
    """A share: `hits` divided by `of`; None if `of` is 0."""

    name: str
    hits: int
    of: int
    share: float | None


def measure(name: str, hits: Iterable[object]) -> Measure:
    """Return the share of hits that are true."""
    found = [bool(hit) for hit in hits]
    return Measure(name, sum(found), len(found), sum(found) / len(found) if found else None)


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of similar probability: their mean probability, the share that was right, and their number."""

    probability: float
    right: float
    of: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often a section (or kind of outcome) was given instead of the expected one."""

    expected: str
    given: str
    times: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """A question whose outcome is not the expected one."""

    q: str
    expected: Any
    kind: str
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The quality on labelled questions; its fields are those of `evaluate --json`.

    `reliability` compares probabilities with the share that was right, by tenths of probability; `calibration_error` is
    the expected calibration error over them. `confusions` are the most frequent ones, `mistakes` the most probable
    first. `milliseconds` are the percentiles `p50` and `p99` of the time for a question.
    """

    measures: tuple[Measure, ...]
    reliability: tuple[Bin, ...]
    calibration_error: float
    confusions: tuple[Confusion, ...]
    mistakes: tuple[Mistake, ...]
    milliseconds: Mapping[str, float]


def ask_all(assistant: Assistant, rows: Iterable[Row], at: datetime) -> list[Asked]:
    """Ask every question once, each as a new user. `at` is the time of the events."""
    asked = []
    for row in rows:
        started = time.perf_counter()
        outcome = assistant.respond(Question(row["q"], at), ChatHistory()).outcome
        asked.append(Asked(row, outcome, time.perf_counter() - started))
    return asked


def report(asked: Iterable[Asked]) -> Report:
    """Return the report on questions that were asked."""
    asked = list(asked)
    bins = _reliability(asked)
    mistakes = sorted((one for one in asked if not _is_right(one)), key=lambda one: -one.score)
    return Report(
        (*_measures(TEXT_MEASURES, asked), *_by_file(asked), *_measures(OTHER_MEASURES, asked)),
        bins,
        sum(one.of * abs(one.probability - one.right) for one in bins) / max(sum(one.of for one in bins), 1),
        _confusions(asked),
        tuple(map(_mistake, mistakes)),
        _times([1000 * one.seconds for one in asked]),
    )


def _is_text(one: Asked) -> bool:
    """Return whether a question is in scope and can be answered without asking back."""
    return "accept" in one.row and not one.row.get("vague")


def _is_vague(one: Asked) -> bool:
    return "accept" in one.row and bool(one.row.get("vague"))


def _is_out_of_scope(one: Asked) -> bool:
    return one.row.get("label") in ("NONE", "PIRACY")


def _is_smalltalk(one: Asked) -> bool:
    return one.row.get("label") == "SMALLTALK"


def _names_windows(one: Asked) -> bool:
    return _is_text(one) and bool(one.row.get("windows"))


def _has_codes(one: Asked) -> bool:
    return bool(one.row.get("codes"))


def _is_near_miss(one: Asked) -> bool:
    return bool(one.row.get("suggest")) and not one.row.get("suggest_optional")


def _is_look_alike(one: Asked) -> bool:
    return "codes" in one.row and not (one.row["codes"] or one.row["suggest"] or one.row["unknown"])


def _is_straight(one: Asked) -> bool:
    return _is_text(one) and one.outcome.kind == "answer"


def _is_declined(one: Asked) -> bool:
    return one.outcome.kind in ("decline", "smalltalk")


def _asks_back(one: Asked) -> bool:
    return one.outcome.kind == "choices"


def _is_first_right(one: Asked) -> bool:
    return bool(one.outcome.sections) and one.outcome.sections[0].id in one.row.get("accept", ())


def _is_offered(one: Asked) -> bool:
    return any(section.id in one.row["accept"] for section in one.outcome.sections)


def _is_version_right(one: Asked) -> bool:
    return bool(one.outcome.windows == one.row["windows"])


def _are_codes_right(one: Asked) -> bool:
    """Return whether the codes of the row were recognised, in order, with no others than the allowed ones."""
    row, outcome = one.row, one.outcome
    given = [code for code in outcome.codes if code not in row["ok_codes"] or code in row["codes"]]
    unknown = [code for code in outcome.unknown_codes if code not in row["ok_unknown"]]
    return given == row["codes"] and bool(row["suggest_optional"] or unknown == row["unknown"])


def _is_suggested(one: Asked) -> bool:
    shown = {*one.outcome.suggestions, *(code for code in one.outcome.codes if code in one.row["ok_codes"])}
    return bool(shown & {*one.row["suggest"]})


def _is_met(one: Asked) -> bool:
    """Return whether an out-of-scope text was declined, or small talk answered as such."""
    labels = {one.row["label"], *one.row.get("also", ())}
    return one.outcome.kind in {"smalltalk" if label == "SMALLTALK" else "decline" for label in labels}


def _is_right(one: Asked) -> bool:
    if _is_vague(one):
        return _asks_back(one)
    if _is_text(one):
        return _is_offered(one) and (_is_first_right(one) or _asks_back(one))
    if "codes" in one.row:
        return _is_suggested(one) if _is_near_miss(one) else _are_codes_right(one)
    return _is_met(one)


Measures = tuple[tuple[str, Callable[[Asked], bool], Callable[[Asked], bool]], ...]  # name, which questions, hits
TEXT_MEASURES: Measures = (
    ("first section right", _is_text, _is_first_right),
    ("right section shown or offered", _is_text, _is_offered),
    ("straight answers right", _is_straight, _is_first_right),
    ("answered straight", _is_text, _is_straight),
    ("in scope wrongly declined", _is_text, _is_declined),
)
OTHER_MEASURES: Measures = (
    ("vague questions asked back about", _is_vague, _asks_back),
    ("out of scope declined", _is_out_of_scope, _is_met),
    ("small talk met", _is_smalltalk, _is_met),
    ("Windows version read", _names_windows, _is_version_right),
    ("codes recognised", _has_codes, _are_codes_right),
    ("near misses suggested", _is_near_miss, _is_suggested),
    ("look-alikes left alone", _is_look_alike, _are_codes_right),
)


def _measures(table: Measures, asked: Iterable[Asked]) -> list[Measure]:
    asked = list(asked)
    return [measure(name, (is_hit(one) for one in asked if is_about(one))) for name, is_about, is_hit in table]


def _by_file(asked: Iterable[Asked]) -> Iterator[Measure]:
    """Yield the measures of free text for each file, if there are several: real posts are harder than made-up ones."""
    files: dict[str, list[Asked]] = {}
    for one in filter(_is_text, asked):
        files.setdefault(one.row.get("file", ""), []).append(one)
    for file, of_file in files.items() if len(files) > 1 else ():
        yield from (replace(found, name=f"{found.name} ({file})") for found in _measures(TEXT_MEASURES, of_file))


def _reliability(asked: Iterable[Asked]) -> tuple[Bin, ...]:
    """Return the bins of the outcomes that a probability decided, the least probable first."""
    bins: dict[int, list[Asked]] = {}
    for one in asked:
        if (_is_text(one) or _is_out_of_scope(one)) and one.outcome.sections and not one.outcome.codes:
            bins.setdefault(min(int(one.score * RELIABILITY_BINS), RELIABILITY_BINS - 1), []).append(one)
    return tuple(
        Bin(fmean(one.score for one in found), fmean(map(_is_first_right, found)), len(found))
        for _, found in sorted(bins.items())
    )


def _confusions(asked: Iterable[Asked]) -> tuple[Confusion, ...]:
    pairs = Counter(
        (one.row["accept"][0], one.outcome.sections[0].id if one.outcome.sections else one.outcome.kind)
        for one in asked
        if _is_text(one) and not _is_first_right(one)
    )
    return tuple(Confusion(*pair, times) for pair, times in pairs.most_common(MAX_CONFUSIONS))


def _mistake(one: Asked) -> Mistake:
    expected = next(one.row[key] for key in ("accept", "label", "codes") if key in one.row)
    shown = (f"{section.id} {section.score:.2f}" for section in one.outcome.sections)
    return Mistake(one.row["q"], expected, one.outcome.kind, (*one.outcome.codes, *one.outcome.unknown_codes, *shown))


def _times(milliseconds: Iterable[float]) -> dict[str, float]:
    ordered = sorted(milliseconds)
    return {f"p{share}": ordered[len(ordered) * share // 100] for share in (50, 99)} if ordered else {}
