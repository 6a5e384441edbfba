"""The measures of quality: labelled questions asked, and their answers counted."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.channels.ask import answer
from bot.conversation import Assistant, Outcome, Question

RELIABILITY_BINS = 10
MAX_CONFUSIONS = 20


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
    """The measures, the probabilities against what was right, the mistakes, and the time a question took.

    `reliability` has the mean probability of the first section, the share that was right, and their number, by tenths
    of probability; `calibration_error` is the expected calibration error over them. `confusions` are the pairs of
    sections most often taken for each other: expected, given, how often.
    """

    measures: tuple[Measure, ...]
    reliability: tuple[tuple[float, float, int], ...]
    confusions: tuple[tuple[str, str, int], ...]
    mistakes: tuple[Mapping[str, Any], ...]
    milliseconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def calibration_error(self) -> float:
        """How far probabilities are from the shares that are right, on average over the questions."""
        of_all = sum(of for _, _, of in self.reliability)
        return sum(of * abs(probability - right) for probability, right, of in self.reliability) / max(of_all, 1)

    def as_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {
            "measures": [
                {"name": measure.name, "hits": measure.hits, "of": measure.of, "share": measure.share}
                for measure in self.measures
            ],
            "reliability": [
                {"probability": probability, "right": right, "of": of} for probability, right, of in self.reliability
            ],
            "calibration_error": self.calibration_error,
            "confusions": [
                {"expected": expected, "given": given, "times": times} for expected, given, times in self.confusions
            ],
            "mistakes": list(self.mistakes),
            "milliseconds": dict(self.milliseconds),
        }


def ask_all(assistant: Assistant, rows: Iterable[Mapping[str, Any]], at: Any) -> list[Asked]:  # noqa: ANN401
    """Ask every question once, each as someone new. `at` is the time given to the events."""
    asked = []
    for row in rows:
        started = time.perf_counter()
        outcome = answer(assistant, Question(row["q"], at)).outcome
        asked.append(Asked(row, outcome, time.perf_counter() - started))
    return asked


def report(asked: Iterable[Asked]) -> Report:
    """Count."""
    asked = list(asked)
    in_scope = [item for item in asked if "accept" in item.row]
    text = [item for item in in_scope if not item.row.get("vague")]
    vague = [item for item in in_scope if item.row.get("vague")]
    codes = [item for item in asked if "codes" in item.row]
    other = [item for item in asked if "label" in item.row]
    named = [item for item in text if item.row.get("windows")]
    nothing = [item for item in other if item.row["label"] != "SMALLTALK"]
    talk = [item for item in other if item.row["label"] == "SMALLTALK"]
    measures = (
        *_of_text(text),
        *_by_file(text),
        _share("vague questions asked back about", vague, lambda item: item.outcome.kind == "choices"),
        _share("out of scope declined", nothing, _met),
        _share("small talk met", talk, _met),
        _share("Windows version read", named, lambda item: item.outcome.windows == item.row["windows"]),
        _share("codes recognised", [item for item in codes if item.row["codes"]], _codes_right),
        _share("near misses suggested", [item for item in codes if _near_miss(item)], _suggested),
        _share("look-alikes left alone", [item for item in codes if _is_none(item)], _codes_right),
    )
    mistakes = tuple(
        {"q": item.row["q"], "expected": _expected(item), "kind": item.outcome.kind, "given": _given(item)}
        for item in sorted(asked, key=_sureness, reverse=True)
        if not _fine(item)
    )
    return Report(
        measures,
        _reliability(
            [
                (item.outcome.sections[0].score, "accept" in item.row and _first_right(item))
                for item in (*text, *nothing)
                if item.outcome.sections and not item.outcome.codes
            ]
        ),
        _confusions(text),
        mistakes,
        _times([item.seconds for item in asked]),
    )


def _by_file(text: list[Asked]) -> list[Measure]:
    """The measures of free text for every file of questions by itself, if there are several: real posts are harder."""
    files = list(dict.fromkeys(item.row.get("file") for item in text))
    return [
        replace(measure, name=f"{measure.name} ({file})")
        for file in (files if len(files) > 1 else ())
        for measure in _of_text([item for item in text if item.row.get("file") == file])
    ]


def _of_text(text: list[Asked]) -> list[Measure]:
    """The measures of questions in free text."""
    straight = [item for item in text if item.outcome.kind == "answer"]
    return [
        _share("first section right", text, _first_right),
        _share("right section shown or offered", text, _offered),
        _share("straight answers right", straight, _first_right),
        _share("answered straight", text, lambda item: item.outcome.kind == "answer"),
        _share("in scope wrongly declined", text, lambda item: item.outcome.kind in ("decline", "smalltalk")),
    ]


def _share(name: str, items: list[Asked], hit: Any) -> Measure:  # noqa: ANN401 - any predicate
    return Measure(name, sum(map(bool, map(hit, items))), len(items))


def _confusions(asked: Iterable[Asked]) -> tuple[tuple[str, str, int], ...]:
    taken = Counter(
        (item.row["accept"][0], item.outcome.sections[0].id if item.outcome.sections else item.outcome.kind)
        for item in asked
        if not _first_right(item)
    )
    return tuple((expected, given, times) for (expected, given), times in taken.most_common(MAX_CONFUSIONS))


def _sureness(item: Asked) -> float:
    """The probability of the first section; 0 where there is none."""
    return item.outcome.sections[0].score if item.outcome.sections else 0.0


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
    unknown = [code for code in item.outcome.unknown_codes if code not in item.row.get("ok_unknown", ())]
    unknown_right = item.row.get("suggest_optional") or unknown == list(item.row["unknown"])
    return [code for code in given if code in expected] == expected and not extra and bool(unknown_right)


def _first_right(item: Asked) -> bool:
    return bool(item.outcome.sections) and item.outcome.sections[0].id in item.row["accept"]


def _offered(item: Asked) -> bool:
    return any(section.id in item.row["accept"] for section in item.outcome.sections)


def _fine(item: Asked) -> bool:
    if "accept" in item.row:
        asked_back = item.outcome.kind == "choices"
        return asked_back if item.row.get("vague") else _offered(item) and (_first_right(item) or asked_back)
    if "codes" in item.row:
        return _suggested(item) if _near_miss(item) else _codes_right(item)
    return _met(item)


def _met(item: Asked) -> bool:
    """Whether a text outside the subject is declined, or met as the small talk it is."""
    labels = {item.row["label"], *item.row.get("also", ())}
    kinds = {"smalltalk" if label == "SMALLTALK" else "decline" for label in labels}
    return item.outcome.kind in kinds


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
