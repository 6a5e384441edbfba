"""The numbered rules a corpus is held to. `RULES` is the table; each rule yields the faults it finds in a draft.

CORPUS001 (a file that cannot be read) is met while reading, in `bot.corpus.drafts`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from markdown_it import MarkdownIt

from bot.corpus.drafts import Draft, Fault, LinesDraft, SectionDraft
from bot.corpus.forms import CODE, LANGUAGES, VERSIONS, is_text, is_texts, texts
from bot.corpus.markup import BLOCK_END, BLOCK_START, NAME, PLACEHOLDER
from bot.corpus.table_rules import code_facts, most_asked, next_advice, what_the_bot_names, word_tables

SMALLTALK = "smalltalk-"
TOPICS = ("off-topic", "piracy")
MIN_PHRASINGS = 15
MAX_TITLE = 40  # characters: what a phone shows of a button without cutting it
MAX_BODY = 2400  # characters: what still reads as one message on a phone
MAX_ARTICLES = 4

FRONT_MATTER: dict[str, tuple[type, bool]] = {  # key: type, required
    "id": (str, True),
    "label": (str, True),
    "title": (str, True),
    "codes": (list, True),
    "messages": (list, False),
    "articles": (list, True),
    "source": (str, True),
}
SETTINGS = "ms-settings:"
NO_WORD = re.compile(r"[^\w\n]+")
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MARKDOWN = frozenset(
    {
        *("inline", "text", "softbreak", "code_inline"),
        *(
            f"{name}_{end}"
            for name in ("paragraph", "heading", "ordered_list", "bullet_list", "list_item", "strong")
            for end in ("open", "close")
        ),
    }
)


Rule = Callable[[Draft], Iterator[Fault]]


def front_matter_keys(draft: Draft) -> Iterator[Fault]:
    """CORPUS002: front matter has the keys of the schema, each of its type, and no others."""
    for section in draft.sections:
        for key in section.front.keys() - FRONT_MATTER.keys():
            known = ", ".join(FRONT_MATTER)
            yield Fault(section.path, section.line(key), "CORPUS002", f"unknown key {key!r}; the keys are {known}")
        for key, (kind, required) in FRONT_MATTER.items():
            value = section.front.get(key)
            if value is None:
                if required:
                    yield Fault(section.path, 1, "CORPUS002", f"the key {key!r} is missing")
            elif not isinstance(value, kind) or (isinstance(value, list) and not is_texts(value)):
                expected = "a list of quoted texts" if kind is list else "a text"
                yield Fault(section.path, section.line(key), "CORPUS002", f"{key!r} must be {expected}")


def identity(draft: Draft) -> Iterator[Fault]:
    """CORPUS003: a section's id is its file's name; ids, labels and titles are unique, titles short."""
    seen: dict[tuple[str, str], str] = {}
    for section in draft.sections:
        if section.front.get("id") != section.name:
            message = f"id must be the file's name, {section.name!r}"
            yield Fault(section.path, section.line("id"), "CORPUS003", message)
        if not ID.fullmatch(section.name):
            yield Fault(section.path, 1, "CORPUS003", "a section's id is lower-case words joined by hyphens")
        for key in ("label", "title"):
            value = str(section.front.get(key))
            if first := seen.get((key, value)):
                yield Fault(section.path, section.line(key), "CORPUS003", f"{key} {value!r} stands in {first} too")
            seen.setdefault((key, value), section.path)
        if len(str(section.front.get("title", ""))) > MAX_TITLE:
            yield Fault(section.path, section.line("title"), "CORPUS003", f"title is over {MAX_TITLE} characters")


def codes(draft: Draft) -> Iterator[Fault]:
    """CORPUS004: a code is `0x` and eight upper-case hex digits, once in a section and first in one section only."""
    first: dict[str, str] = {}
    for section in draft.sections:
        listed = texts(section, "codes")
        for code in listed:
            if not CODE.fullmatch(code):
                message = f"{code!r} is not 0x and eight upper-case hex digits, in quotes"
                yield Fault(section.path, section.line("codes"), "CORPUS004", message)
        for code in {code for code in listed if listed.count(code) > 1}:
            yield Fault(section.path, section.line("codes"), "CORPUS004", f"{code} stands twice")
        if listed and (other := first.setdefault(listed[0], section.path)) != section.path:
            message = f"{listed[0]} is the first code of {other} too, so neither decides"
            yield Fault(section.path, section.line("codes"), "CORPUS004", message)


def article_links(draft: Draft) -> Iterator[Fault]:
    """CORPUS005: a section links one to four articles that are there, each once; no article is left unlinked."""
    articles = draft.table("articles")
    linked: set[str] = set()
    for section in draft.sections:
        listed, line = texts(section, "articles"), section.line("articles")
        linked.update(listed)
        if not 1 <= len(set(listed)) == len(listed) <= MAX_ARTICLES:
            yield Fault(section.path, line, "CORPUS005", f"links one to {MAX_ARTICLES} articles, each once")
        for name in listed:
            if name not in articles.table:
                yield Fault(section.path, line, "CORPUS005", f"there is no article {name!r} in articles.toml")
    for name in articles.table.keys() - linked:
        yield Fault(articles.path, articles.line(name), "CORPUS005", f"no section links the article {name!r}")


def article_entries(draft: Draft) -> Iterator[Fault]:
    """CORPUS006: an article has a title and an https address in every language, and an id no section has."""
    articles = draft.table("articles")
    ids = {section.name for section in draft.sections}
    for name, entry in articles.table.items():
        line = articles.line(name)
        if name in ids or not ID.fullmatch(name):
            message = f"{name!r} must be a slug that is no section's id"
            yield Fault(articles.path, line, "CORPUS006", message)
        if not isinstance(entry, dict) or entry.keys() - {"title", "url", "windows"}:
            yield Fault(articles.path, line, "CORPUS006", f"{name!r} has title, url and at most windows, nothing else")
            continue
        for language in LANGUAGES:
            if not _entry_text(entry, "title", language):
                yield Fault(articles.path, line, "CORPUS006", f"{name!r} lacks title.{language}")
            if not _entry_text(entry, "url", language).startswith("https://"):
                yield Fault(
                    articles.path, line, "CORPUS006", f"{name!r} lacks url.{language} that starts with https://"
                )
        windows = entry.get("windows", list(VERSIONS))
        if not (is_texts(windows) and set(windows) <= set(VERSIONS)):
            yield Fault(articles.path, line, "CORPUS006", f'windows of {name!r} may name "11" and "10"')


def places(draft: Draft) -> Iterator[Fault]:
    """CORPUS007: every place has a path per Windows version, and every `{place}` in a section is there."""
    table = draft.table("places")
    for name, entry in table.table.items():
        complete = isinstance(entry, dict) and set(VERSIONS) <= entry.keys() <= {*VERSIONS, "uri"}
        if not (complete and all(map(is_text, entry.values())) and entry.get("uri", SETTINGS).startswith(SETTINGS)):
            message = f'{name!r} has a path for "11" and for "10", and at most a uri that starts with {SETTINGS}'
            yield Fault(table.path, table.line(name), "CORPUS007", message)
    for section in draft.sections:
        for number, text in _body_lines(section):
            for name in PLACEHOLDER.findall(text):
                if name != NAME and name not in table.table:
                    message = f"there is no place {{{name}}} in places.toml"
                    yield Fault(section.path, number, "CORPUS007", message)
            if set(PLACEHOLDER.sub("", text)) & {"{", "}"}:
                yield Fault(section.path, number, "CORPUS007", "a brace that names no place: write {activation}")


def version_blocks(draft: Draft) -> Iterator[Fault]:
    """CORPUS008: a `::: windows 10` block (or 11) is closed by `:::` before another starts."""
    for section in draft.sections:
        open_line = 0
        for number, text in _body_lines(section):
            if not text.lstrip().startswith(":::"):
                continue
            if BLOCK_START.match(text) and not open_line:
                open_line = number
            elif BLOCK_END.match(text) and open_line:
                open_line = 0
            else:
                message = "a block starts with '::: windows 10' (or 11) and ends with ':::'"
                yield Fault(section.path, number, "CORPUS008", message)
        if open_line:
            yield Fault(section.path, open_line, "CORPUS008", "this block is not closed by ':::'")


def markdown(draft: Draft) -> Iterator[Fault]:
    """CORPUS009: a body is paragraphs, `##` headings, flat lists, bold and code, and not too long."""
    parser = MarkdownIt("commonmark")
    for section in draft.sections:
        if not section.body.strip():
            yield Fault(section.path, section.body_line, "CORPUS009", "the section has no text")
        if len(section.body) > MAX_BODY:
            message = f"the text is {len(section.body)} characters, over {MAX_BODY}"
            yield Fault(section.path, section.body_line, "CORPUS009", message)
        visible = "\n".join("" if text.startswith(":::") else text for _, text in _body_lines(section))
        line = section.body_line
        for token in parser.parse(visible):
            line = section.body_line + token.map[0] if token.map else line
            names = [token.type, *(child.type for child in token.children or ())]
            wrong = [name for name in names if name not in MARKDOWN]
            deep = token.type.endswith("_list_open") and token.level > 0
            if wrong or deep or (token.type == "heading_open" and token.tag != "h2"):
                what = wrong[0] if wrong else "a nested list" if deep else f"a heading {token.tag}"
                message = f"{what} has no place here: only paragraphs, ## headings, flat lists, **bold** and `code`"
                yield Fault(section.path, line, "CORPUS009", message)


def tone(draft: Draft) -> Iterator[Fault]:
    """CORPUS010: no exclamation marks in a title or text."""
    for section in draft.sections:
        lines = [(section.line("title"), str(section.front.get("title", ""))), *_body_lines(section)]
        for number, text in lines:
            if "!" in text:
                yield Fault(section.path, number, "CORPUS010", "an exclamation mark; say it calmly")


def phrasing_files(draft: Draft) -> Iterator[Fault]:
    """CORPUS011: every section has at least 15 phrasings; every phrasings file is a section's or a topic's."""
    ids = {section.name for section in draft.sections}
    for name, file in draft.phrasings.items():
        if name not in ids and name not in TOPICS and not name.startswith(SMALLTALK):
            message = f"no section is called {name!r}; topics are {', '.join(TOPICS)} and {SMALLTALK}…"
            yield Fault(file.path, 1, "CORPUS011", message)
    for section in draft.sections:
        file = draft.phrasings.get(section.name) or LinesDraft(section.path, section.name, ())
        if len(file.lines) < MIN_PHRASINGS:
            message = f"{section.name} has {len(file.lines)} phrasings, at least {MIN_PHRASINGS} are needed"
            yield Fault(file.path, 1, "CORPUS011", message)
    for topic in TOPICS:
        if topic not in draft.phrasings:
            yield Fault(f"{draft.language}/phrasings/{topic}.txt", 1, "CORPUS011", "the file is missing")


def phrasing_lines(draft: Draft) -> Iterator[Fault]:
    """CORPUS012: a phrasing is one tidy line that stands nowhere else."""
    seen: dict[str, tuple[str, int]] = {}
    for file in draft.phrasings.values():
        # A whole file at once: line by line this takes most of the time of loading a corpus.
        keys = NO_WORD.sub(" ", "\n".join(file.texts).casefold()).split("\n")
        for (number, text), words in zip(file.lines, keys, strict=True):
            if text != text.strip() or not text:
                yield Fault(file.path, number, "CORPUS012", "an empty line, or white space around the phrasing")
            key = words.strip() or text
            if key in seen:
                where, line = seen[key]
                yield Fault(file.path, number, "CORPUS012", f"the phrasing stands in {where}:{line} too")
            seen.setdefault(key, (file.path, number))


RULES: tuple[Rule, ...] = (
    front_matter_keys,
    identity,
    codes,
    article_links,
    article_entries,
    places,
    version_blocks,
    markdown,
    tone,
    phrasing_files,
    phrasing_lines,
    word_tables,
    code_facts,
    what_the_bot_names,
    next_advice,
    most_asked,
)


def faults(draft: Draft) -> list[Fault]:
    """Every fault of a draft, those met while reading included, in the order of files and lines."""
    if not draft.sections and not draft.tables:
        return draft.faults  # there is nothing to find more faults in
    return sorted([*draft.faults, *(fault for rule in RULES for fault in rule(draft))])


def _entry_text(entry: dict[str, Any], key: str, language: str) -> str:
    value = entry.get(key)
    text = value.get(language) if isinstance(value, dict) else None
    return text if isinstance(text, str) else ""


def _body_lines(section: SectionDraft) -> list[tuple[int, str]]:
    return list(enumerate(section.body.splitlines(), section.body_line))
