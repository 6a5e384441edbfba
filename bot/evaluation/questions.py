"""Labelled questions, read from files.

A line of a questions file is JSON with `id` and `q`, and one of: `accept`, labels (or ids) of the sections that are
right, best first, with `windows` if the text names a version and `vague` if the text does not decide, so that
asking back is right; `codes` to recognise, with `unknown`, `suggest`, `ok_codes`, `ok_unknown` and `suggest_optional`;
`label`, one of NONE, PIRACY, SMALLTALK, with other labels that are also right in `also`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

KINDS = {"accept", "codes", "label"}
CODE_DEFAULTS: Mapping[str, Any] = {
    "unknown": [],
    "suggest": [],
    "ok_codes": [],
    "ok_unknown": [],
    "suggest_optional": False,
}
LISTS = ("accept", "also", "codes", "unknown", "suggest", "ok_codes", "ok_unknown")
OUT_OF_SCOPE = ("NONE", "PIRACY", "SMALLTALK")

Row = Mapping[str, Any]


class Where(NamedTuple):
    """A line of a file, counted from 1."""

    path: Path
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


class QuestionsError(Exception):
    """A questions file cannot be used; the text has the file, the line and the fault."""


def read_questions(paths: Iterable[Path], section_of: Mapping[str, str]) -> list[Row]:
    """Read the rows of questions files; `section_of` gives the section ids for the labels in `accept`.

    Every row has the name of its file, without suffix, as `file`. Raises QuestionsError for a line that is not as
    described above.
    """
    return [{**_labelled(row, section_of, where), "file": where.path.stem} for row, where in read_json_lines(paths)]


def read_json_lines(paths: Iterable[Path]) -> Iterator[tuple[Any, Where]]:
    """Yield the values in JSON Lines files, each with its place; blank lines are skipped.

    Raises QuestionsError if a file cannot be read, or a line is not JSON.
    """
    for path in paths:
        try:
            lines = path.read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            raise QuestionsError(f"{path}: cannot be read: {error}") from None
        for number, line in enumerate(lines, 1):
            where = Where(path, number)
            try:
                value = json.loads(line) if line.strip() else None
            except ValueError as error:
                raise QuestionsError(f"{where}: not JSON: {error}") from None
            if line.strip():
                yield value, where


def _labelled(row: Any, section_of: Mapping[str, str], where: Where) -> Row:  # noqa: ANN401 - whatever JSON holds
    """Return a row with its defaults and section ids. Raises QuestionsError if it is not a labelled question."""
    if not isinstance(row, dict) or not isinstance(row.get("q"), str) or not row.keys() & KINDS:
        raise QuestionsError(f'{where}: a line has the text "q", and "accept", "codes" or "label"')
    if row.get("accept") == []:
        raise QuestionsError(f'{where}: "accept" names no section')
    if wrong := [key for key in LISTS if not _is_texts(row.get(key, []))]:
        raise QuestionsError(f"{where}: {wrong[0]!r} must be a list of texts")
    if row.get("label", "NONE") not in OUT_OF_SCOPE:
        raise QuestionsError(f'{where}: "label" is one of {", ".join(OUT_OF_SCOPE)}')
    if "codes" in row:
        return {**CODE_DEFAULTS, **row}
    if "accept" not in row:
        return row
    accept = [section_of.get(label, label) for label in row["accept"]]
    if unknown := set(accept) - set(section_of.values()):
        raise QuestionsError(f"{where}: no section has the label {', '.join(sorted(unknown))}")
    return {**row, "accept": accept}


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
