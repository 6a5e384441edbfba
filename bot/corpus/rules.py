"""The numbered rules a corpus is held to. `RULES` is the table; each rule yields the faults it finds in a draft.

CORPUS001 (a file that cannot be read) is met while reading, in `bot.corpus.drafts`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from markdown_it import MarkdownIt

from bot.corpus.drafts import Draft, Fault, LinesDraft, PageDraft
from bot.corpus.forms import CODE, LANGUAGES, VERSIONS, are_words, is_text, is_texts, texts
from bot.corpus.markup import BLOCK_END, BLOCK_START, NAME, PLACEHOLDER
from bot.corpus.names import ABOUT, SCREEN_NAMES
from bot.corpus.shape_rules import shape
from bot.corpus.table_rules import (
    code_facts,
    contexts,
    evidence,
    glossaries,
    most_asked,
    next_advice,
    output_forms,
    what_the_bot_names,
    word_tables,
)
from bot.corpus.talk_rules import (
    facts,
    feelings,
    follow_ups,
    glossary,
    inquiries,
    screen_names,
    ways,
)

SMALLTALK = "smalltalk-"
NOTICES = ("safety-", "neighbour-")  # what a notice's id begins with
TOPICS = ("off-topic", "piracy")
MIN_PHRASINGS = 15
MAX_TITLE = 40  # characters: what a phone shows of a button without cutting it
MAX_ARTICLES = 4
MAX_RELATED = 3  # with the section itself they make four, as many as a reply offers
MAX_COPIED = 256  # characters (Bot API, CopyTextButton)
CHECKED_FOR = timedelta(days=365)  # after it, facts are to be compared again

Schema = dict[str, tuple[type, bool]]  # key: type, required
PAGE_KEYS: Schema = {
    "id": (str, True),
    "title": (str, True),
    "articles": (list, True),
    "related": (list, False),
    "copy": (str, False),
    "source": (list, True),
    "checked": (date, True),
}
NOTICE_KEYS: Schema = {**PAGE_KEYS, "cues": (tuple, False)}
SECTION_KEYS: Schema = {
    **PAGE_KEYS,
    "label": (str, True),
    "codes": (list, True),
    "messages": (list, False),
    "meanings": (dict, False),
    "technician": (str, False),
    "asks": (list, False),
}
KINDS = {
    str: "a text",
    list: "a list of quoted texts",
    tuple: "a list of lists of quoted texts",
    dict: "a table of texts",
    date: "a date such as 2026-11-28",
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
    schemas = [(section, SECTION_KEYS) for section in draft.sections]
    schemas += [(notice, NOTICE_KEYS) for notice in draft.notices]
    for page, schema in schemas:
        for key in page.front.keys() - schema.keys():
            known = ", ".join(schema)
            yield Fault(page.path, page.line(key), "CORPUS002", f"unknown key {key!r}; the keys are {known}")
        for key, (kind, required) in schema.items():
            value = page.front.get(key)
            if value is None:
                if required:
                    yield Fault(page.path, 1, "CORPUS002", f"the key {key!r} is missing")
            elif not _is_of(value, kind):
                yield Fault(page.path, page.line(key), "CORPUS002", f"{key!r} must be {KINDS[kind]}")


def identity(draft: Draft) -> Iterator[Fault]:
    """CORPUS003: an id is the file's name; ids, labels and titles are unique, titles short."""
    seen: dict[tuple[str, str], str] = {}
    for page in draft.pages:
        if page.front.get("id") != page.name:
            message = f"id must be the file's name, {page.name!r}"
            yield Fault(page.path, page.line("id"), "CORPUS003", message)
        if not ID.fullmatch(page.name):
            yield Fault(page.path, 1, "CORPUS003", "an id is lower-case words joined by hyphens")
        if page.name.startswith(NOTICES) != (page in draft.notices):
            message = f"the id of a notice, and of nothing else, begins with {' or '.join(NOTICES)}"
            yield Fault(page.path, 1, "CORPUS003", message)
        for key in ("label", "title"):
            value = page.front.get(key)
            if value is not None and (first := seen.get((key, str(value)))):
                yield Fault(page.path, page.line(key), "CORPUS003", f"{key} {value!r} stands in {first} too")
            seen.setdefault((key, str(value)), page.path)
        if len(str(page.front.get("title", ""))) > MAX_TITLE:
            yield Fault(page.path, page.line("title"), "CORPUS003", f"title is over {MAX_TITLE} characters")


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
    """CORPUS005: a page links one to four articles that are there, each once; no article is left unlinked."""
    articles = draft.table("articles")
    linked: set[str] = set()
    for page in draft.pages:
        listed, line = texts(page, "articles"), page.line("articles")
        linked.update(listed)
        if not 1 <= len(set(listed)) == len(listed) <= MAX_ARTICLES:
            yield Fault(page.path, line, "CORPUS005", f"links one to {MAX_ARTICLES} articles, each once")
        for name in listed:
            if name not in articles.table:
                yield Fault(page.path, line, "CORPUS005", f"there is no article {name!r} in articles.toml")
    for name in articles.table.keys() - linked:
        yield Fault(articles.path, articles.line(name), "CORPUS005", f"no page links the article {name!r}")


def article_entries(draft: Draft) -> Iterator[Fault]:
    """CORPUS006: an article has a title and an https address in every language, and an id no page has."""
    articles = draft.table("articles")
    ids = {page.name for page in draft.pages}
    for name, entry in articles.table.items():
        line = articles.line(name)
        if name in ids or not ID.fullmatch(name):
            message = f"{name!r} must be lower-case words joined by hyphens, and no page's id"
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
    """CORPUS007: every place has a path per Windows version, and every `{place}` in a page is there."""
    table = draft.table("places")
    for name, entry in table.table.items():
        if name == SCREEN_NAMES:
            continue
        complete = isinstance(entry, dict) and set(VERSIONS) <= entry.keys() <= {*VERSIONS, "any", "uri"}
        if not (complete and all(map(is_text, entry.values())) and entry.get("uri", SETTINGS).startswith(SETTINGS)):
            message = f'{name!r} has a path for "11" and "10", and at most any and a uri that starts with {SETTINGS}'
            yield Fault(table.path, table.line(name), "CORPUS007", message)
    for page in draft.pages:
        for number, text in _body_lines(page):
            for name in PLACEHOLDER.findall(text):
                if name != NAME and name not in table.table:
                    message = f"there is no place {{{name}}} in places.toml"
                    yield Fault(page.path, number, "CORPUS007", message)
            if set(PLACEHOLDER.sub("", text)) & {"{", "}"}:
                yield Fault(page.path, number, "CORPUS007", "a brace that names no place: write {activation}")


def version_blocks(draft: Draft) -> Iterator[Fault]:
    """CORPUS008: a `::: windows 10` block (or 11) is closed by `:::` before another starts."""
    for page in draft.pages:
        open_line = 0
        for number, text in _body_lines(page):
            if not text.lstrip().startswith(":::"):
                continue
            if BLOCK_START.match(text) and not open_line:
                open_line = number
            elif BLOCK_END.match(text) and open_line:
                open_line = 0
            else:
                message = "a block starts with '::: windows 10' (or 11) and ends with ':::'"
                yield Fault(page.path, number, "CORPUS008", message)
        if open_line:
            yield Fault(page.path, open_line, "CORPUS008", "this block is not closed by ':::'")


def markdown(draft: Draft) -> Iterator[Fault]:
    """CORPUS009: a body is paragraphs, `##` headings, flat lists, bold and code, and not too long."""
    parser = MarkdownIt("commonmark")
    for page in draft.pages:
        if not page.body.strip():
            yield Fault(page.path, page.body_line, "CORPUS009", "there is no text")
        visible = "\n".join("" if text.startswith(":::") else text for _, text in _body_lines(page))
        line = page.body_line
        for token in parser.parse(visible):
            line = page.body_line + token.map[0] if token.map else line
            names = [token.type, *(child.type for child in token.children or ())]
            wrong = [name for name in names if name not in MARKDOWN]
            deep = token.type.endswith("_list_open") and token.level > 0
            if wrong or deep or (token.type == "heading_open" and token.tag != "h2"):
                what = wrong[0] if wrong else "a nested list" if deep else f"a heading {token.tag}"
                message = f"{what} has no place here: only paragraphs, ## headings, flat lists, **bold** and `code`"
                yield Fault(page.path, line, "CORPUS009", message)


def tone(draft: Draft) -> Iterator[Fault]:
    """CORPUS010: no exclamation marks in a title or text."""
    for page in draft.pages:
        lines = [(page.line("title"), str(page.front.get("title", ""))), *_body_lines(page)]
        for number, text in lines:
            if "!" in text:
                yield Fault(page.path, number, "CORPUS010", "an exclamation mark; say it calmly")


def phrasing_files(draft: Draft) -> Iterator[Fault]:
    """CORPUS011: every page has at least 15 phrasings; every phrasings file is a page's or a topic's."""
    ids = {page.name for page in draft.pages}
    for name, file in draft.phrasings.items():
        if name not in ids and name not in TOPICS and not name.startswith((SMALLTALK, ABOUT)):
            message = (
                f"no section or notice is called {name!r}; topics are {', '.join(TOPICS)}, {SMALLTALK}… and {ABOUT}…"
            )
            yield Fault(file.path, 1, "CORPUS011", message)
    for page in draft.pages:
        file = draft.phrasings.get(page.name) or LinesDraft(page.path, page.name, ())
        if len(file.lines) < MIN_PHRASINGS:
            message = f"{page.name} has {len(file.lines)} phrasings, at least {MIN_PHRASINGS} are needed"
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


def references(draft: Draft) -> Iterator[Fault]:
    """CORPUS018: related sections, sources and the codes of meanings are there, and a copied command is short."""
    articles, ids = draft.table("articles").table, {section.name for section in draft.sections}
    for page in draft.pages:
        related = texts(page, "related")
        if len(set(related)) != len(related) or len(related) > MAX_RELATED or page.name in related:
            message = f"related names up to {MAX_RELATED} other sections, each once"
            yield Fault(page.path, page.line("related"), "CORPUS018", message)
        for name in related:
            if name not in ids:
                yield Fault(page.path, page.line("related"), "CORPUS018", f"there is no section {name!r}")
        for name in texts(page, "source"):
            if name not in articles and not name.startswith("https://"):
                message = f"{name!r} is neither an article in articles.toml nor an address"
                yield Fault(page.path, page.line("source"), "CORPUS018", message)
        meanings = page.front.get("meanings")
        for code in meanings if isinstance(meanings, dict) else ():
            if code not in texts(page, "codes"):
                yield Fault(page.path, page.line("meanings"), "CORPUS018", f"{code} is no code of this section")
        if len(str(page.front.get("copy", ""))) > MAX_COPIED:
            yield Fault(page.path, page.line("copy"), "CORPUS018", f"copy is over {MAX_COPIED} characters")


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
    references,
    shape,
    evidence,
    contexts,
    glossaries,
    output_forms,
    ways,
    facts,
    inquiries,
    glossary,
    follow_ups,
    feelings,
    screen_names,
)


def faults(draft: Draft) -> list[Fault]:
    """Every fault of a draft, those met while reading included, in the order of files and lines."""
    if not draft.sections and not draft.tables:
        return draft.faults  # there is nothing to find more faults in
    return sorted([*draft.faults, *(fault for rule in RULES for fault in rule(draft))])


def overdue(draft: Draft, today: date) -> list[Fault]:
    """CORPUS020: the facts of a page were compared with their source within a year; a warning, and no fault."""
    return [
        Fault(page.path, page.line("checked"), "CORPUS020", message)
        for page in draft.pages
        if isinstance(checked := page.front.get("checked"), date)
        for message in [_overdue(checked, today)]
        if message
    ]


def _overdue(checked: date, today: date) -> str:
    if checked > today:
        return f"checked is {checked}, which has not come yet"
    if today - checked > CHECKED_FOR:
        return f"compared with its source on {checked}, over a year ago; compare it again and renew the date"
    return ""


def _is_of(value: object, kind: type) -> bool:
    """Whether a value of the front matter has its form."""
    if kind is dict:
        return isinstance(value, dict) and all(map(is_text, (*value.keys(), *value.values())))
    if kind is tuple:
        return isinstance(value, list) and all(map(are_words, value))
    return is_texts(value) if kind is list else isinstance(value, kind)


def _entry_text(entry: dict[str, Any], key: str, language: str) -> str:
    value = entry.get(key)
    text = value.get(language) if isinstance(value, dict) else None
    return text if isinstance(text, str) else ""


def _body_lines(page: PageDraft) -> list[tuple[int, str]]:
    return list(enumerate(page.body.splitlines(), page.body_line))
