"""The little a section's Markdown has beyond Markdown: `{place}` and blocks for one Windows version.

    1. Öppna {activation}.
    ::: windows 10
    2. Det kräver version 1607 eller senare.
    :::

A place becomes its Markdown, `{windows}` the version's name; a block is kept for its version only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

BLOCK_START = re.compile(r"^:::\s*windows\s+(10|11)\s*$")
BLOCK_END = re.compile(r"^:::\s*$")
PLACEHOLDER = re.compile(r"\{([^{}\s]+)\}")
NAME = "windows"


def resolve(body: str, windows: str, places: Mapping[str, str]) -> str:
    """The Markdown of `body` for one Windows version.

    `places` maps a place's id to its Markdown. Raises KeyError for a place that is not there; `corpus check`
    finds those before anyone else does.
    """
    return _fill("\n".join(_lines_for(body, windows)), f"Windows {windows}", places)


def differs(body: str, places: Mapping[str, Mapping[str, str]]) -> bool:
    """Whether `body` reads differently between the versions that `places` is keyed by, the version's name aside."""
    return len({_fill("\n".join(_lines_for(body, windows)), "Windows", paths) for windows, paths in places.items()}) > 1


def _lines_for(body: str, windows: str) -> Iterator[str]:
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
