"""What commands print: tables for people, JSON for scripts."""
# ruff: noqa: T201 - printing is what this module is for

from __future__ import annotations

import json
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from bot import evaluation
from bot.conversation import Assistant
from bot.evaluation import Report
from bot.memory import Feedback

HEADING = 11  # characters a line of a long heading
LEAST_TELLING = 0.15  # log odds below which a word is not worth showing in an explanation


def print_explanation(assistant: Assistant, question: str) -> None:
    """Say which phrasings and words led where."""
    understood = assistant.reader.understand(question)
    console = Console(highlight=False, markup=False)
    console.print(f"verdict {understood.verdict}, topic {understood.topic}, codes {list(understood.codes)}")
    for candidate in assistant.reader.explain(question):
        console.print(f"\n{candidate.chance:.2f} {candidate.name}")
        for phrasing, cosine in candidate.phrasings:
            console.print(f"     {cosine:.2f} {phrasing}", soft_wrap=True)
        telling = [f"{word} {weight:+.1f}" for word, weight in candidate.words if abs(weight) >= LEAST_TELLING]
        console.print("     " + ", ".join(telling), soft_wrap=True)


def print_report(report: Report) -> None:
    """The quality on labelled questions, as tables."""
    console = Console(highlight=False)
    table = Table("measure", "share", "of", box=None, pad_edge=False)
    for measure in report.measures:
        if measure.share is not None:
            table.add_row(measure.name, f"{measure.share:.3f}", str(measure.of))
    console.print(table)
    table = Table(
        "confidence", "right", "of", title="\nstraight answers", title_justify="left", box=None, pad_edge=False
    )
    for confidence, right, of in report.reliability:
        table.add_row(f"{confidence:.2f}", f"{right:.2f}", str(of))
    console.print(table)
    table = Table("expected", "given", "times", title="\nconfusions", title_justify="left", box=None, pad_edge=False)
    for expected, given, count in report.confusions:
        table.add_row(expected, given, str(count))
    console.print(table)
    console.print("\nmistakes")
    for mistake in report.mistakes:
        console.print(
            f"  {mistake['q']!r}: {mistake['expected']}, got {mistake['kind']} {mistake['given']}", markup=False
        )
    times = ", ".join(f"{name} {value:.2f} ms" for name, value in report.milliseconds.items())
    console.print(f"\na question: {times}")


def print_comparison(reports: Mapping[str, Report], as_json: bool) -> None:
    """The bot beside ready-made search, as a table or as JSON."""
    if as_json:
        print(json.dumps(evaluation.comparison_as_json(reports), ensure_ascii=False, indent=1))
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("system", no_wrap=True)
    for heading in (*evaluation.COMPARED, "p50 ms"):
        table.add_column(heading, justify="right", max_width=HEADING)
    for name, found in reports.items():
        shares = (measure.share for measure in evaluation.compared(found))
        told = ("-" if share is None else f"{share:.3f}" for share in shares)
        table.add_row(name, *told, f"{found.milliseconds['p50']:.2f}" if found.milliseconds else "-")
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
