"""Messages that people really paste and ask, and what the answer to each must and must not contain.

`field.jsonl` are inputs from public threads and what Windows prints, `talk.jsonl` single questions of ordinary people.
`want` has `kind` (several with `|`), `codes`, `sections_any` (one of them is shown or offered), and regular expressions
in `must_text` and `must_not_text` on the text of the answer and its buttons, those behind "More" included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.channels.markdown import plain
from bot.conversation import Assistant
from bot.conversation.actions import More
from tests.conversation.talk import Talk, actions, labels, links, text

CASES = Path(__file__).parents[1] / "data" / "cases"
OPEN = {  # cases that are not answered correctly yet, with the reason
    "TK027": "the refusal is in the bot's language, which is Swedish unless the app or the person says otherwise",
    "TK068": "a remark without a question is taken for another subject by the matcher",
    "TK069": "a remark without a question is taken for another subject by the matcher",
    "TK070": "a remark without a question is taken for another subject by the matcher",
    "TK072": "a question that goes with an answer is taken for another subject where there was none",
    "TK116": "the section that is found does not say why a computer is missing from the list",
    "TK135": "the virtual machine is named by a product that no phrasing has",
}


def cases(name: str) -> list[Any]:
    """Return the cases of a file; unsolved ones are marked."""
    rows = map(json.loads, (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    return [
        pytest.param(
            row,
            id=row["id"],
            marks=[pytest.mark.xfail(strict=True, reason=OPEN[row["id"]])] if row["id"] in OPEN else [],
        )
        for row in rows
    ]


def faults(assistant: Assistant, row: dict[str, Any], flags: int) -> Iterator[str]:
    """Yield the faults of the answer to a case."""
    talk, want = Talk(assistant), row["want"]
    turn = talk.ask(row["q"])
    outcome = turn.outcome
    offered = talk.more() if any(isinstance(button.action, More) for button in actions(turn)) else turn
    said = "\n".join([plain(text(turn)), *labels(offered), *(title for title, _ in links(offered))])
    if outcome.kind not in want.get("kind", outcome.kind).split("|"):
        yield f"it is {outcome.kind}"
    if list(outcome.codes) != want.get("codes", list(outcome.codes)):
        yield f"the codes are {outcome.codes}"
    shown = {section.id for section in outcome.sections}
    if "sections_any" in want and not shown & set(want["sections_any"]):
        yield f"the sections are {sorted(shown)}"
    yield from (
        f"{pattern} is not said" for pattern in want.get("must_text", ()) if not re.search(pattern, said, flags)
    )
    yield from (f"{pattern} is said" for pattern in want.get("must_not_text", ()) if re.search(pattern, said, flags))


@pytest.mark.parametrize("row", cases("field"))
def test_pasted_texts_are_understood(assistant: Assistant, row: dict[str, Any]) -> None:
    assert list(faults(assistant, row, 0)) == []


@pytest.mark.parametrize("row", cases("talk"))
def test_questions_of_ordinary_people_are_answered(assistant: Assistant, row: dict[str, Any]) -> None:
    assert list(faults(assistant, row, re.IGNORECASE)) == []


@pytest.mark.parametrize(("name", "least"), [("field", 0.93), ("talk", 0.80)])
def test_few_cases_are_unsolved(name: str, least: float) -> None:
    rows = [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert sum(row["id"] not in OPEN for row in rows) >= least * len(rows)
