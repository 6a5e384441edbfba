"""What commands print: tables for people, JSON for scripts."""
# ruff: noqa: T201 - printing is what this module is for

from __future__ import annotations

import json
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from bot.conversation import Assistant
from bot.evaluation import Curve, DialogueReport, Report
from bot.memory import Feedback

MIN_TELLING = 0.01  # of a score, below which a feature is not worth showing in an explanation
MAX_TELLING = 12  # features that are shown on either side


def print_explanation(assistant: Assistant, question: str) -> None:
    """Say how a question is understood, and which of its words and n-grams spoke for and against which sections."""
    understood = assistant.reader.understand(question)
    console = Console(highlight=False, markup=False)
    console.print(f"decision {understood.decision}, topic {understood.topic}, codes {list(understood.codes)}")
    for candidate in assistant.reader.explain(question):
        console.print(f"\n{candidate.chance:.2f} {candidate.name}")
        spoken = [(name, added) for name, added in candidate.features if abs(added) >= MIN_TELLING]
        for side, telling in (
            ("for", spoken[:MAX_TELLING]),
            ("against", [one for one in reversed(spoken) if one[1] < 0][:MAX_TELLING]),
        ):
            words = ", ".join(f"{name} {added:+.2f}" for name, added in telling if (added > 0) == (side == "for"))
            console.print(f"     {side:8} {words or '-'}", soft_wrap=True)


def print_report(report: Report, *, as_json: bool) -> None:
    """The quality on labelled questions, as tables or as JSON."""
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False)
    table = Table("measure", "share", "of", box=None, pad_edge=False)
    for measure in report.measures:
        if measure.share is not None:
            table.add_row(measure.name, f"{measure.share:.3f}", str(measure.of))
    console.print(table)
    title = f"\ncalibration: expected error {report.calibration_error:.3f}"
    table = Table("probability", "right", "of", title=title, title_justify="left", box=None, pad_edge=False)
    for probability, right, of in report.reliability:
        table.add_row(f"{probability:.2f}", f"{right:.2f}", str(of))
    console.print(table)
    table = Table("expected", "given", "times", title="\nconfusions", title_justify="left", box=None, pad_edge=False)
    for expected, given, count in report.confusions:
        table.add_row(expected, given, str(count))
    console.print(table)
    console.print("\nmistakes, the surest first")
    for mistake in report.mistakes:
        console.print(
            f"  {mistake['q']!r}: {mistake['expected']}, got {mistake['kind']} {mistake['given']}", markup=False
        )
    times = ", ".join(f"{name} {value:.2f} ms" for name, value in report.milliseconds.items())
    console.print(f"\na question: {times}")


def print_dialogues(report: DialogueReport, *, as_json: bool) -> None:
    """The quality of conversations, as a table or as JSON."""
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False, markup=False)
    table = Table("measure", "share", "of", box=None, pad_edge=False)
    for measure in report.measures:
        if measure.share is not None:
            table.add_row(measure.name, f"{measure.share:.3f}", str(measure.of))
    console.print(table)
    console.print(
        f"\ncharacters of a reply: median {report.median_length:.0f}, 95th percentile {report.long_length:.0f}"
    )
    console.print(f"turns of a conversation: {report.mean_turns:.2f}")
    console.print("\nwhat went wrong")
    for mistake in report.mistakes:
        if "wrong" in mistake:
            console.print(f"  {mistake['id'] or ''} {'; '.join(mistake['wrong'])}", soft_wrap=True)
        else:
            given = " > ".join(mistake["given"])
            console.print(f"  {mistake['q']!r}: {mistake['expected']}, got {given}", soft_wrap=True)


def print_learning_curve(curve: Sequence[Curve], *, as_json: bool) -> None:
    """Quality by the number of phrasings, as a table or as JSON."""
    if as_json:
        points = [{"phrasings": point.phrasings, "measures": point.report.as_json()["measures"]} for point in curve]
        print(json.dumps(points, ensure_ascii=False, indent=1))
        return
    names = [measure.name for measure in curve[-1].report.measures if measure.share is not None]
    table = Table("measure", *(f"{point.phrasings:,}" for point in curve), box=None, pad_edge=False)
    for name in names:
        shares = (one.share for point in curve for one in point.report.measures if one.name == name)
        table.add_row(name, *("-" if share is None else f"{share:.3f}" for share in shares))
    Console(highlight=False).print(table)


def print_feedback(feedback: Feedback, *, as_json: bool) -> None:
    """What people said of the answers and what had none, as tables or as JSON."""
    if as_json:
        print(json.dumps(feedback.as_json(), ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False, markup=False)
    table = Table("section", "helped", "did not", box=None, pad_edge=False)
    for section, helped, not_helped in feedback.by_section():
        table.add_row(section, str(helped), str(not_helped))
    console.print(table)
    console.print("\nquestions without an answer")
    for question in feedback.questions:
        console.print(f"  {question.at:%Y-%m-%d %H:%M}  {question.text}", soft_wrap=True)
    console.print("\nupdates that could not be handled")
    for letter in feedback.dead_letters:
        console.print(
            f"  {letter.at:%Y-%m-%d %H:%M}  {letter.update}  {letter.error}  {letter.content}", soft_wrap=True
        )
