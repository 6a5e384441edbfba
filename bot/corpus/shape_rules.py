"""The rule for the shape of a page: short enough for a phone, and one way at a time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from bot.corpus.drafts import Draft, Fault, PageDraft
from bot.corpus.forms import VERSIONS
from bot.corpus.markup import resolve
from bot.corpus.model import HEADING, MARK
from bot.corpus.names import ACTIVATION

MAX_LEAD = 320  # characters before the first heading: what it means, in one to three sentences
MAX_WAY = 470  # characters under a heading
MAX_PAGE = 1200  # characters in all; one way of them is shown at a time, the rest is folded
MAX_STEPS = 5  # under a heading
STEP = re.compile(r"^\d+\. ", re.MULTILINE)
MARKUP = re.compile(r"[*`]|^#+ ", re.MULTILINE)


def shape(draft: Draft) -> Iterator[Fault]:
    """CORPUS019: a page, its lead and its ways are short, a way has at most five steps, {activation} is opened once."""
    paths = draft.table("places").table
    for page in draft.pages:
        for version in VERSIONS:
            places = {name: entry.get(version) for name, entry in paths.items() if isinstance(entry, dict)}
            texts = defaultdict(str, {name: path for name, path in places.items() if isinstance(path, str)})
            body = MARK.sub("", resolve(page.body, version, texts))
            opened = body.count(path) if (path := texts.get(ACTIVATION)) else 0
            for heading, message in _faults(body, opened):
                yield Fault(page.path, _line(page, heading), "CORPUS019", f"{message} (Windows {version})")


def _faults(body: str, opened: int) -> Iterator[tuple[str | None, str]]:
    """What is wrong with the text for one version, which opens {activation} `opened` times, and under which heading."""
    lead, *parts = HEADING.split(body)
    if (size := _size(body)) > MAX_PAGE:
        yield None, f"the text is {size} characters, over {MAX_PAGE}"
    if (size := _size(lead)) > MAX_LEAD:
        yield None, f"the text before the first heading is {size} characters, over {MAX_LEAD}"
    if opened > 1:
        yield None, "{activation} is opened once; after that, name the page: på sidan **Aktivering**"
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        if (size := _size(text)) > MAX_WAY:
            yield heading, f"{heading!r} is {size} characters, over {MAX_WAY}"
        if (steps := len(STEP.findall(text))) > MAX_STEPS:
            yield heading, f"{heading!r} has {steps} steps, over {MAX_STEPS}"


def _line(page: PageDraft, heading: str | None) -> int:
    """The line of a heading; the first of the text where there is none, or where it is written with placeholders."""
    lines = page.body.splitlines()
    written = f"## {heading}"
    return page.body_line + (lines.index(written) if written in lines else 0)


def _size(markdown: str) -> int:
    """How many characters a person sees."""
    return len(MARKUP.sub("", markdown).strip())
