"""The rule for the shape of a page: short enough for a phone, and one way at a time."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from bot.corpus.drafts import Draft, Fault, PageDraft
from bot.corpus.forms import VERSIONS
from bot.corpus.markup import resolve
from bot.corpus.model import HEADING
from bot.corpus.names import ACTIVATION

MAX_LEAD = 320  # characters before the first heading: what it means, in one to three sentences
MAX_WAY = 470  # characters under a heading
MAX_PAGE = 1000  # characters in all
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
            body = resolve(page.body, version, texts)
            opened = body.count(path) if (path := texts.get(ACTIVATION)) else 0
            for message in _faults(body, opened):
                yield Fault(page.path, _line(page, message), "CORPUS019", f"{message} (Windows {version})")


def _faults(body: str, opened: int) -> Iterator[str]:
    """What is wrong with the text for one version, which opens {activation} `opened` times."""
    lead, *parts = HEADING.split(body)
    if (size := _size(body)) > MAX_PAGE:
        yield f"the text is {size} characters, over {MAX_PAGE}"
    if (size := _size(lead)) > MAX_LEAD:
        yield f"the text before the first heading is {size} characters, over {MAX_LEAD}"
    if opened > 1:
        yield "{activation} is opened once; after that, name the page: på sidan **Aktivering**"
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        if (size := _size(text)) > MAX_WAY:
            yield f"{heading!r} is {size} characters, over {MAX_WAY}"
        if (steps := len(STEP.findall(text))) > MAX_STEPS:
            yield f"{heading!r} has {steps} steps, over {MAX_STEPS}"


def _line(page: PageDraft, message: str) -> int:
    """The line of the heading that a message quotes, else the first of the text."""
    quoted = re.match(r"'(.+?)' ", message)
    lines = page.body.splitlines()
    heading = f"## {quoted[1]}" if quoted else None
    return page.body_line + (lines.index(heading) if heading in lines else 0)


def _size(markdown: str) -> int:
    """How many characters a person sees."""
    return len(MARKUP.sub("", markdown).strip())
