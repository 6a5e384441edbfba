"""The output of commands: tables for people, JSON for scripts."""
# ruff: noqa: T201 - printing is what this module is for

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from rich.console import Console
from rich.table import Table

from bot.conversation import Assistant
from bot.evaluation import Curve, DialogueReport, Measure, Report, WrongDialogue
from bot.memory import Feedback

MIN_SHOWN = 0.01  # min. contribution to a score of a feature in an explanation
MAX_SHOWN = 12  # features for and against


def print_explanation(assistant: Assistant, question: str) -> None:
    """Print how a question is understood, and which of its words and n-grams spoke for and against which sections."""
    understood = assistant.reader.understand(question)
    console = _console()
    console.print(f"decision {understood.decision}, topic {understood.topic}, codes {list(understood.codes)}")
    for candidate in assistant.reader.explain(question):
        console.print(f"\n{candidate.chance:.2f} {candidate.name}")
        shown = [(name, added) for name, added in candidate.features if abs(added) >= MIN_SHOWN]
        in_favour = [f"{name} {added:+.2f}" for name, added in shown if added > 0][:MAX_SHOWN]
        against = [f"{name} {added:+.2f}" for name, added in reversed(shown) if added < 0][:MAX_SHOWN]
        console.print(f"     for      {', '.join(in_favour) or '-'}", soft_wrap=True)
        console.print(f"     against  {', '.join(against) or '-'}", soft_wrap=True)


def print_report(report: Report | DialogueReport, *, as_json: bool) -> None:
    """Print the quality of answers or of conversations, as tables or as JSON."""
    if as_json:
        _print_json(msgspec.to_builtins(report))
        return
    console = _console()
    console.print(_table(("measure", "share", "of"), map(_measured, _with_share(report.measures))))
    if isinstance(report, Report):
        _print_answers(report, console)
    else:
        _print_conversations(report, console)


def _print_answers(report: Report, console: Console) -> None:
    rows = [(f"{one.probability:.2f}", f"{one.right:.2f}", str(one.of)) for one in report.reliability]
    console.print(f"\ncalibration: expected error {report.calibration_error:.3f}")
    console.print(_table(("probability", "right", "of"), rows))
    rows = [(one.expected, one.given, str(one.times)) for one in report.confusions]
    console.print("\nconfusions")
    console.print(_table(("expected", "given", "times"), rows))
    console.print("\nmistakes, most probable first")
    for mistake in report.mistakes:
        given = f"{mistake.kind} {list(mistake.given)}"
        console.print(f"  {mistake.q!r}: {mistake.expected}, got {given}", soft_wrap=True)
    times = ", ".join(f"{name} {value:.2f} ms" for name, value in report.milliseconds.items())
    console.print(f"\ntime of a question: {times}")


def _print_conversations(report: DialogueReport, console: Console) -> None:
    length = report.reply_length
    console.print(f"\ncharacters of a reply: median {length['median']:.0f}, 95th percentile {length['p95']:.0f}")
    console.print(f"turns of a conversation: {report.mean_turns:.2f}")
    console.print("\nmistakes")
    for mistake in report.mistakes:
        if isinstance(mistake, WrongDialogue):
            line = f"  {mistake.id or ''} {'; '.join(mistake.wrong)}"
        else:
            line = f"  {mistake.q!r}: {list(mistake.expected)}, got {' > '.join(mistake.given)}"
        console.print(line, soft_wrap=True)


def print_learning_curve(curve: Sequence[Curve], *, as_json: bool) -> None:
    """Print the quality by the number of phrasings, as a table or as JSON."""
    if as_json:
        points = ({"phrasings": point.phrasings, "measures": point.report.measures} for point in curve)
        _print_json(msgspec.to_builtins(list(points)))
        return
    rows = [
        (one.name, *(_share(other) for point in curve for other in point.report.measures if other.name == one.name))
        for one in _with_share(curve[-1].report.measures)
    ]
    _console().print(_table(("measure", *(f"{point.phrasings:,}" for point in curve)), rows))


def print_feedback(feedback: Feedback, *, as_json: bool) -> None:
    """Print votes, unanswered questions and updates that could not be handled, as tables or as JSON."""
    if as_json:
        _print_json(feedback.as_json())
        return
    console = _console()
    rows = [(section, str(helped), str(not_helped)) for section, helped, not_helped in feedback.by_section()]
    console.print(_table(("section", "helped", "did not help"), rows))
    console.print("\nunanswered questions")
    for question in feedback.questions:
        console.print(f"  {_minute(question.at)}  {question.text}", soft_wrap=True)
    console.print("\nupdates that could not be handled")
    for letter in feedback.dead_letters:
        console.print(f"  {_minute(letter.at)}  {letter.update}  {letter.error}  {letter.content}", soft_wrap=True)


def _console() -> Console:
    return Console(highlight=False, markup=False)


def _print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Table:
    table = Table(*heads, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    return table


def _with_share(measures: Iterable[Measure]) -> list[Measure]:
    return [measure for measure in measures if measure.share is not None]


def _measured(measure: Measure) -> tuple[str, str, str]:
    return measure.name, _share(measure), str(measure.of)


def _share(measure: Measure) -> str:
    return "-" if measure.share is None else f"{measure.share:.3f}"


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
