"""The table of quality in README.md: `uv run benchmarks/quality.py` prints it, `--write` replaces it there.

Those who choose wordings, features or thresholds have not read the questions in `tests/data/unseen/`; those in
`tests/data/questions/` they have read many times.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bot.cli import build_assistant
from bot.conversation import Assistant
from bot.evaluation import Report, ask_all, read_questions, report
from bot.settings import load_settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BEGIN, END = "<!-- quality: begin -->\n", "<!-- quality: end -->\n"
COLUMNS = {
    "unseen posts": [ROOT / "tests/data/unseen/posts.jsonl"],
    "unseen, short": [ROOT / "tests/data/unseen/short.jsonl"],
    "unseen, beside the subject": [ROOT / "tests/data/unseen/beside.jsonl"],
    "seen": sorted((ROOT / "tests/data/questions").glob("*.jsonl")),
}
MEASURES = (
    "first section right",
    "right section shown or offered",
    "straight answers right",
    "answered straight",
    "in scope wrongly declined",
    "out of scope declined",
    "small talk met",
    "Windows version read",
    "codes recognised",
    "near misses suggested",
    "look-alikes left alone",
)


def reports(assistant: Assistant) -> dict[str, Report]:
    """Return the report on the questions of every column."""
    section_of = {section.label: section.id for section in assistant.config.corpus.sections.values()}
    now = datetime.now(UTC)
    return {name: report(ask_all(assistant, read_questions(paths, section_of), now)) for name, paths in COLUMNS.items()}


def table(reports_by_column: dict[str, Report]) -> str:
    """Return the measures by column as a Markdown table, each with the number of questions."""
    return "".join(f"| {' | '.join(row)} |\n" for row in _rows(reports_by_column))


def _rows(reports_by_column: dict[str, Report]) -> Iterator[list[str]]:
    yield ["measure", *reports_by_column]
    yield ["---", *("---:" for _ in reports_by_column)]
    for name in MEASURES:
        row = [next(one for one in each.measures if one.name == name) for each in reports_by_column.values()]
        yield [name, *("" if one.share is None else f"{one.share:.3f} ({one.of})" for one in row)]


def in_readme() -> str:
    """Return the table that README.md has."""
    return README.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]


def main() -> None:
    """Print the table, or write it to README.md."""
    new = table(reports(build_assistant(load_settings())))
    if "--write" not in sys.argv:
        print(new, end="")
        return
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    README.write_text(before + BEGIN + new + END + rest.partition(END)[2], encoding="utf-8")


if __name__ == "__main__":
    main()
