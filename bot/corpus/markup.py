"""The markup of pages beyond Markdown: places, blocks for one Windows version, and marks of parts.

    ## Om du har en nyckel
    when: key = yes
    1. Öppna {activation}.
    ::: windows 10
    2. Det kräver version 1607 eller senare.
    :::

A place is replaced by its Markdown, `{windows}` by the name of the version; a block is kept only for its version; marks
say when the part under a heading applies, and are not shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bot.corpus.names import WINDOWS, Windows

BLOCK_START = re.compile(rf"^:::\s*windows\s+({'|'.join(WINDOWS)})\s*$")
BLOCK_END = re.compile(r"^:::\s*$")
PLACEHOLDER = re.compile(r"\{([^{}\s]+)\}")
NAME = "windows"
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
MARK = re.compile(r"^(when|tries|last|says): *(.+)$\n?", re.MULTILINE)
STEP = re.compile(r"^(?:\d+\.|[-*]) ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition for a part to apply: the fact has one of `values`."""

    fact: str
    values: tuple[str, ...]


class Part(NamedTuple):
    """The text under one heading of a page, as Markdown without the heading.

    `when` are the conditions under which it applies, `tries` the remedies (of [tried] in facts.toml) that a user who
    follows it has tried. `last` is `buy`, `reset` or `reinstall` if it is one of these and so comes after all others.
    `says` are phrases of users who are in the middle of the page and need this part next.
    """

    heading: str
    text: str
    when: tuple[Condition, ...] = ()
    tries: tuple[str, ...] = ()
    last: str | None = None
    says: tuple[str, ...] = ()

    @property
    def is_way(self) -> bool:
        """Whether it contains something to do, and not only information."""
        return bool(STEP.search(self.text) or self.when)


def resolve(body: str, windows: Windows, places: Mapping[str, str]) -> str:
    """Return the Markdown of `body` for one Windows version.

    `places` maps the id of a place to its Markdown. Raises KeyError for an unknown place; `corpus check` reports those.
    """
    return _fill("\n".join(_lines_for(body, windows)), f"Windows {windows}", places)


def differs(body: str, places: Mapping[Windows, Mapping[str, str]]) -> bool:
    """Return whether `body` differs between the versions in `places` by more than the version's name."""
    return len({_fill("\n".join(_lines_for(body, windows)), "Windows", paths) for windows, paths in places.items()}) > 1


def split(body: str) -> tuple[Part, ...]:
    """Return the parts of a resolved body, one for each heading."""
    _, *found = HEADING.split(body)
    return tuple(_part(heading, text) for heading, text in zip(found[::2], found[1::2], strict=True))


def condition(written: str) -> Condition | None:
    """Parse a condition such as `origin = preinstalled | upgrade`; None if it is not one."""
    fact, equals, values = written.partition("=")
    listed = _listed(values, "|")
    return Condition(fact.strip(), listed) if equals and fact.strip() and listed else None


def _part(heading: str, text: str) -> Part:
    marks = dict(MARK.findall(text))
    when = tuple(filter(None, map(condition, marks.get("when", "").split(","))))
    tries, says = _listed(marks.get("tries", ""), ","), _listed(marks.get("says", ""), "|")
    return Part(heading, MARK.sub("", text).strip(), when, tries, marks.get("last", "").strip() or None, says)


def _listed(written: str, separator: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, written.split(separator))))


def _lines_for(body: str, windows: Windows) -> Iterator[str]:
    block: str | None = None
    for line in body.splitlines():
        if start := BLOCK_START.match(line):
            block = start[1]
        elif BLOCK_END.match(line):
            block = None
        elif block in (None, windows):
            yield line


def _fill(text: str, name: str, places: Mapping[str, str]) -> str:
    def filled(match: re.Match[str]) -> str:
        return name if match[1] == NAME else places[match[1]]

    return PLACEHOLDER.sub(filled, text)
