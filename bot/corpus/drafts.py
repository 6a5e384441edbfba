"""Drafts: corpus files as they were read, before they are checked, with line numbers."""

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
_KEY = r"""(?:[\w-]+|"[^"]*"|'[^']*')"""
TOML_KEY = re.compile(_KEY)
TOML_LINE = re.compile(rf"\s*(?P<table>\[\[?)?\s*(?P<keys>{_KEY}(?:\s*\.\s*{_KEY})*)\s*(?P<end>\]\]?|=)")
PHRASINGS = "phrasings"
PAGES = ("sections", "notices")  # folders of Markdown files with front matter
SHARED_TABLES = ("articles", "windows-output")  # used by all languages
TABLES = (  # of each language
    *("places", "synonyms", "codes", "contexts", "conversation", "evidence", "nordic"),
    *("facts", "questions", "glossary", "followups"),
)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A fault in a corpus file: its place, the number of the rule that it breaks, and how to fix it."""

    path: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule} {self.message}"


@dataclass(frozen=True, slots=True)
class PageDraft:
    """The file of a section or notice: its front matter, the line of each key, its body and the first line of that."""

    path: str
    name: str
    front: Mapping[str, Any]
    lines: Mapping[str, int]
    body: str
    body_line: int

    def line(self, key: str) -> int:
        """Return the line of a front-matter key, 1 if it is missing."""
        return self.lines.get(key, 1)

    def fault(self, rule: str, message: str, key: str) -> Fault:
        """Return a fault at a front-matter key."""
        return Fault(self.path, self.line(key), rule, message)

    def body_lines(self) -> list[tuple[int, str]]:
        """Return the lines of the body with their numbers."""
        return list(enumerate(self.body.splitlines(), self.body_line))


@dataclass(frozen=True, slots=True)
class TomlDraft:
    """A TOML file: its table, and its text to find lines in."""

    path: str
    table: Mapping[str, Any]
    text: str

    def line(self, *keys: str | int) -> int:
        """Return the line of the value that keys and list indices lead to."""
        return self.locate(*keys)[1]

    def fault(self, rule: str, message: str, *keys: str | int) -> Fault:
        """Return a fault at the value that `keys` lead to."""
        return Fault(self.path, self.line(*keys), rule, message)

    def locate(self, *keys: str | int) -> tuple[tuple[str, ...], int]:
        """Return the part of a path of keys and list indices that is in the file, and its line.

        Keys that the file does not have are left out, except for the last one, which is the missing key. The returned
        path has no indices.
        """
        lines, found = self._lines(), tuple[str | int, ...]()
        for key in keys:
            found = (*found, key) if (*found, key) in lines else found
        names = [key for key in found if isinstance(key, str)]
        last = keys[-1] if keys else 0
        if isinstance(last, str) and last not in names[-1:] and last != "[key]":  # pydantic's mark of a wrong key
            names.append(last)
        return tuple(names), lines.get(found, 1)

    def _lines(self) -> dict[tuple[str | int, ...], int]:
        """Return the line of every table and key by its path."""
        lines = dict[tuple[str | int, ...], int]()
        table, counts = tuple[str | int, ...](), dict[tuple[str, ...], int]()
        for number, line in enumerate(self.text.splitlines(), 1):
            found = TOML_LINE.match(line)
            if not found or bool(found["table"]) == (found["end"] == "="):
                continue
            keys = tuple(key.strip("\"'") for key in TOML_KEY.findall(found["keys"]))
            if found["table"] == "[[":
                counts[keys] = counts.get(keys, -1) + 1
                table = path = (*keys, counts[keys])
            elif found["table"]:
                table = path = keys
            else:
                path = (*table, *keys)
            for end in range(1, len(path) + 1):
                lines.setdefault(path[:end], number)
        return lines


@dataclass(frozen=True, slots=True)
class LinesDraft:
    """A file of phrasings: its lines with their numbers."""

    path: str
    name: str
    lines: tuple[tuple[int, str], ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The phrasings alone."""
        return tuple(text for _, text in self.lines)


@dataclass
class Draft:
    """Everything read from a corpus folder, and the faults found while reading."""

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

    def page(self, name: str) -> PageDraft:
        """Return the section or notice in the file `name`."""
        return next(page for page in self.pages if page.name == name)

    def keys(self, *path: str) -> list[str]:
        """Return the keys of the table at a path (the stem of a file, then keys); none if there is no table."""
        table: Any = self.tables[path[0]].table if path[0] in self.tables else {}
        for key in path[1:]:
            table = table.get(key) if isinstance(table, dict) else None
        return [*table] if isinstance(table, dict) else []


def read(root: Path, language: str) -> Draft:
    """Read the files of one language below the corpus folder `root`.

    A file that cannot be read becomes a fault of the draft (CORPUS001), not an exception.
    """
    draft = Draft(language)
    folder = root / language
    if not folder.is_dir():
        message = "there is no such folder; set BOT_CORPUS to the folder of a corpus"
        draft.faults.append(Fault(str(folder), 1, "CORPUS001", message))
        return draft
    for path in (*(root / f"{name}.toml" for name in SHARED_TABLES), *(folder / f"{name}.toml" for name in TABLES)):
        _read_toml(root, path, draft)
    for name in PAGES:
        for path in sorted((folder / name).glob("*.md")):
            if page := _read_page(root, path, draft):
                getattr(draft, name).append(page)
    for path in sorted((folder / PHRASINGS).glob("*.txt")):
        text = _text(root, path, draft)
        lines = tuple(enumerate((text or "").removesuffix("\n").split("\n"), 1))
        draft.phrasings[path.stem] = LinesDraft(_name(root, path), path.stem, lines)
    if not draft.sections and not draft.faults:
        draft.faults.append(Fault(f"{language}/sections", 1, "CORPUS001", f"no sections found in {root}"))
    return draft


def _name(root: Path, path: Path) -> str:
    return path.relative_to(root).as_posix()


def _text(root: Path, path: Path, draft: Draft) -> str | None:
    try:
        text = path.read_text(encoding="utf-8-sig")  # as Notepad writes it
    except FileNotFoundError:
        draft.faults.append(Fault(_name(root, path), 1, "CORPUS001", "the file is missing"))
    except (OSError, UnicodeDecodeError) as error:
        draft.faults.append(Fault(_name(root, path), 1, "CORPUS001", f"cannot be read as UTF-8: {error}"))
    else:
        return unicodedata.normalize("NFC", text)
    return None


def _read_toml(root: Path, path: Path, draft: Draft) -> None:
    text = _text(root, path, draft)
    if text is None:
        return
    try:
        draft.tables[path.stem] = TomlDraft(_name(root, path), tomllib.loads(text), text)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        draft.faults.append(Fault(_name(root, path), line, "CORPUS001", f"is not TOML: {error}"))


def _read_page(root: Path, path: Path, draft: Draft) -> PageDraft | None:
    name, text = _name(root, path), _text(root, path, draft)
    if text is None:
        return None
    parts = FRONT_MATTER.match(text)
    if parts is None:
        draft.faults.append(Fault(name, 1, "CORPUS001", "there is no front matter between two lines of ---"))
        return None
    try:
        front, lines = _front_matter(parts[1])
    except (yaml.YAMLError, ValueError) as error:  # an impossible date is a ValueError
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
