"""Corpus files as they were read, before anything is known to be right: values with the lines they stand on."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.DOTALL)
PHRASINGS = "phrasings"
PAGES = ("sections", "notices")  # folders of Markdown files with front matter
SHARED_TABLES = ("articles", "windows-output")  # of all languages
TABLES = (  # of each language
    *("places", "synonyms", "codes", "contexts", "conversation", "evidence", "nordic"),
    *("facts", "questions", "glossary", "followups"),
)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a corpus file: where it is, the number of the rule it breaks, and what would mend it."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule} {self.message}"


@dataclass(frozen=True, slots=True)
class PageDraft:
    """A section's or notice's file: its front matter with the line of every key, and its body with its first line."""

    path: str
    name: str
    front: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int

    def line(self, key: str) -> int:
        """The line a front-matter key stands on, 1 where it is missing."""
        return self.lines.get(key, 1)


@dataclass(frozen=True, slots=True)
class TomlDraft:
    """A TOML file: its table, and its text to find lines in."""

    path: str
    table: Mapping[str, Any]
    text: str

    def line(self, name: str) -> int:
        """The line where a table or key called `name` first stands, 1 where it does not."""
        pattern = re.compile(rf"""^\s*\[?"?{re.escape(name)}"?\s*[\]=]""", re.MULTILINE)
        found = pattern.search(self.text)
        return self.text.count("\n", 0, found.end()) + 1 if found else 1

    def line_of(self, value: str) -> int:
        """The line of the first occurrence of a value, 1 if there is none."""
        return self.text.count("\n", 0, max(0, self.text.find(value))) + 1


@dataclass(frozen=True, slots=True)
class LinesDraft:
    """A phrasings file: its lines with their numbers."""

    path: str
    name: str
    lines: tuple[tuple[int, str], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The phrasings alone."""
        return tuple(text for _, text in self.lines)


@dataclass
class Draft:
    """Everything read from a corpus folder, with the faults met on the way."""

    language: str
    sections: list[PageDraft] = field(default_factory=list)
    notices: list[PageDraft] = field(default_factory=list)
    phrasings: dict[str, LinesDraft] = field(default_factory=dict)
    tables: dict[str, TomlDraft] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    @property
    def pages(self) -> list[PageDraft]:
        """The sections and the notices."""
        return [*self.sections, *self.notices]

    def table(self, name: str) -> TomlDraft:
        """A TOML file by its stem; an empty one where it could not be read."""
        return self.tables.get(name, TomlDraft(f"{name}.toml", {}, ""))


def read(root: Path, language: str) -> Draft:
    """Read the files of one language below the corpus folder `root`.

    A file that cannot be read is a fault of the draft (CORPUS001), never an exception.
    """
    draft = Draft(language)
    folder = root / language
    if not folder.is_dir():
        draft.faults.append(Fault(str(folder), 1, "CORPUS001", "there is no such folder; BOT_CORPUS names the corpus"))
        return draft
    for path in (*(root / f"{name}.toml" for name in SHARED_TABLES), *(folder / f"{name}.toml" for name in TABLES)):
        _read_toml(root, path, draft)
    for name in PAGES:
        for path in sorted((folder / name).glob("*.md")):
            if page := _read_page(root, path, draft):
                getattr(draft, name).append(page)
    for path in sorted((folder / PHRASINGS).glob("*.txt")):
        text = _text(root, path, draft)
        lines = tuple(enumerate(text.removesuffix("\n").split("\n"), 1))
        draft.phrasings[path.stem] = LinesDraft(_name(root, path), path.stem, lines)
    if not draft.sections and not draft.faults:
        draft.faults.append(Fault(f"{language}/sections", 1, "CORPUS001", f"no sections found in {root}"))
    return draft


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _text(root: Path, path: Path, draft: Draft) -> str:
    try:
        text = path.read_text(encoding="utf-8-sig")  # as Notepad writes it
    except FileNotFoundError:
        draft.faults.append(Fault(_name(root, path), 1, "CORPUS001", "the file is missing"))
    except (OSError, UnicodeDecodeError) as error:
        draft.faults.append(Fault(_name(root, path), 1, "CORPUS001", f"cannot be read as UTF-8: {error}"))
    else:
        return unicodedata.normalize("NFC", text)
    return ""


def _read_toml(root: Path, path: Path, draft: Draft) -> None:
    text = _text(root, path, draft)
    try:
        draft.tables[path.stem] = TomlDraft(_name(root, path), tomllib.loads(text), text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        draft.faults.append(Fault(_name(root, path), line, "CORPUS001", f"is not TOML: {error}"))


def _read_page(root: Path, path: Path, draft: Draft) -> PageDraft | None:
    name, text = _name(root, path), _text(root, path, draft)
    parts = FRONT_MATTER.match(text)
    if parts is None:
        if text:
            draft.faults.append(Fault(name, 1, "CORPUS001", "has no front matter between two lines of ---"))
        return None
    try:
        front, lines = _front_matter(parts[1])
    except (yaml.YAMLError, ValueError) as error:  # a date that is none is a ValueError
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        fault = Fault(name, mark.line + 2 if mark else 1, "CORPUS001", f"is not YAML: {problem}")
        draft.faults.append(fault)
        return None
    body_line = text.count("\n", 0, parts.start(2)) + 1
    return PageDraft(name, path.stem, front, lines, parts[2], body_line)


def _front_matter(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    loader = yaml.CSafeLoader(text)
    try:
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise yaml.YAMLError("the front matter must be keys and values")
        lines = {str(key.value): key.start_mark.line + 2 for key, _ in node.value}
        return loader.construct_document(node), lines
    finally:
        loader.dispose()
