"""The numbered rules of a corpus beyond the shapes of its files; each function yields the faults that it finds.

Other rules are checked elsewhere: CORPUS001 (a file that cannot be read) in `bot.corpus.drafts`; the shapes of files,
CORPUS002 (front matter has the keys of a page, each of its type, and no others) and those of tables, in
`bot.corpus.shapes`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import filterfalse

from markdown_it import MarkdownIt

from bot.corpus.corpus import Corpus
from bot.corpus.drafts import Draft, Fault, LinesDraft, PageDraft
from bot.corpus.markup import BLOCK_END, BLOCK_START, HEADING, MARK, NAME, PLACEHOLDER, condition, resolve
from bot.corpus.names import (
    ABOUT,
    ACTIVATE_OFFICE,
    ACTIVATE_WINDOWS,
    ACTIVATION,
    BUY_LICENSE,
    FIND_KEY,
    LAST,
    NEGATION,
    NOTICES,
    OFF_TOPIC,
    OTHER_CODES,
    PIRACY,
    SMALLTALK,
    SUPPORT,
    TRIED,
    WINDOWS,
)

TOPICS = (OFF_TOPIC, PIRACY)  # that every corpus has phrasings of
MIN_PHRASINGS = 15
MAX_LEAD = 320  # characters before the first heading: the meaning, in one to three sentences
MAX_WAY = 470  # characters under a heading
MAX_PAGE = 1200  # characters in all
MAX_STEPS = 5  # under a heading
MAX_AGE = timedelta(days=365)  # after that, facts must be compared with their source again
NON_WORD = re.compile(r"[^\w\n]+")
NUMBERED = re.compile(r"^\d+\. ", re.MULTILINE)
FORMATTING = re.compile(r"[*`]|^#+ ", re.MULTILINE)
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


def identity(draft: Draft) -> Iterator[Fault]:
    """CORPUS003: an id is the file's name; ids, labels and titles are unique, titles short."""
    seen: dict[tuple[str, str], str] = {}
    for page in draft.pages:
        if page.front.get("id") != page.name:
            yield page.fault("CORPUS003", f"the id must be the file's name, {page.name!r}", "id")
        if not ID.fullmatch(page.name):
            yield Fault(page.path, 1, "CORPUS003", "the file's name must be lower-case words joined by hyphens")
        if page.name.startswith(NOTICES) != (page in draft.notices):
            message = f"ids of notices, and no others, begin with {' or '.join(NOTICES)}; rename or move the file"
            yield Fault(page.path, 1, "CORPUS003", message)
        for key in ("label", "title"):
            value = page.front.get(key)
            if value is not None and (first := seen.get((key, str(value)))):
                yield page.fault("CORPUS003", f"the {key} {value!r} is also in {first}", key)
            seen.setdefault((key, str(value)), page.path)


def places(draft: Draft) -> Iterator[Fault]:
    """CORPUS007: every place has a path per Windows version, and every `{place}` in a page exists."""
    known = {*draft.keys("places"), NAME}
    for page in draft.pages:
        for number, text in page.body_lines():
            for name in PLACEHOLDER.findall(text):
                if name not in known:
                    yield Fault(page.path, number, "CORPUS007", f"there is no place {{{name}}} in places.toml")
            if set(PLACEHOLDER.sub("", text)) & {"{", "}"}:
                yield Fault(page.path, number, "CORPUS007", "a brace without a place: write {activation}")


def version_blocks(draft: Draft) -> Iterator[Fault]:
    """CORPUS008: a `::: windows 10` block (or 11) is closed by `:::` before another starts."""
    for page in draft.pages:
        open_line = 0
        for number, text in page.body_lines():
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
    """CORPUS009: a body is paragraphs, `##` headings, flat lists, bold and code."""
    parser = MarkdownIt("commonmark")
    for page in draft.pages:
        if not page.body.strip():
            yield Fault(page.path, page.body_line, "CORPUS009", "there is no text")
        visible = "\n".join("" if text.startswith(":::") else text for _, text in page.body_lines())
        line = page.body_line
        for token in parser.parse(visible):
            line = page.body_line + token.map[0] if token.map else line
            names = (token.type, *(child.type for child in token.children or ()))
            wrong = next(filterfalse(MARKDOWN.__contains__, names), None)
            if not wrong and token.type.endswith("_list_open") and token.level > 0:
                wrong = "a nested list"
            elif not wrong and token.type == "heading_open" and token.tag != "h2":
                wrong = f"a heading {token.tag}"
            if wrong:
                message = f"{wrong} is not allowed: only paragraphs, ## headings, flat lists, **bold** and `code`"
                yield Fault(page.path, line, "CORPUS009", message)


def tone(draft: Draft) -> Iterator[Fault]:
    """CORPUS010: there are no exclamation marks in a title or text."""
    for page in draft.pages:
        for number, text in [(page.line("title"), str(page.front.get("title", ""))), *page.body_lines()]:
            if "!" in text:
                yield Fault(page.path, number, "CORPUS010", "an exclamation mark; say it calmly")


def phrasing_files(draft: Draft) -> Iterator[Fault]:
    """CORPUS011: every page has at least 15 phrasings; every phrasings file belongs to a page or a topic."""
    ids = {page.name for page in draft.pages}
    for name, file in draft.phrasings.items():
        if name not in ids and name not in TOPICS and not name.startswith((SMALLTALK, ABOUT)):
            topics = f"{', '.join(TOPICS)}, {SMALLTALK}… and {ABOUT}…"
            message = f"no section or notice is called {name!r}; rename the file (topics are {topics})"
            yield Fault(file.path, 1, "CORPUS011", message)
    for page in draft.pages:
        file = draft.phrasings.get(page.name) or LinesDraft(page.path, page.name, ())
        if len(file.lines) < MIN_PHRASINGS:
            message = f"{page.name} has {len(file.lines)} phrasings and needs at least {MIN_PHRASINGS}"
            yield Fault(file.path, 1, "CORPUS011", message)
    for topic in TOPICS:
        if topic not in draft.phrasings:
            yield Fault(f"{draft.language}/phrasings/{topic}.txt", 1, "CORPUS011", "the file is missing")


def phrasing_lines(draft: Draft) -> Iterator[Fault]:
    """CORPUS012: a phrasing is one line without white space around it, and is not in the corpus twice."""
    seen: dict[str, tuple[str, int]] = {}
    for file in draft.phrasings.values():
        # A whole file at once: line by line this takes most of the time of loading a corpus.
        keys = NON_WORD.sub(" ", "\n".join(file.texts).casefold()).split("\n")
        for (number, text), words in zip(file.lines, keys, strict=True):
            if text != text.strip() or not text:
                yield Fault(file.path, number, "CORPUS012", "an empty line, or white space around the phrasing")
            key = words.strip() or text
            if key in seen:
                where, line = seen[key]
                yield Fault(file.path, number, "CORPUS012", f"the phrasing is also in {where}:{line}")
            seen.setdefault(key, (file.path, number))


def names_in_code(draft: Draft) -> Iterator[Fault]:
    """CORPUS015: the sections, articles and the place that the code refers to exist."""
    sections = {section.name for section in draft.sections}
    for name in sorted({ACTIVATE_WINDOWS, BUY_LICENSE, FIND_KEY, OTHER_CODES} - sections):
        yield Fault(f"{draft.language}/sections/{name}.md", 1, "CORPUS015", "the bot refers to this section; keep it")
    for stem, name in (("articles", SUPPORT), ("articles", ACTIVATE_OFFICE), ("places", ACTIVATION)):
        if stem in draft.tables and name not in draft.keys(stem):
            yield Fault(draft.tables[stem].path, 1, "CORPUS015", f"the bot refers to {name!r}; keep it")


def ways(draft: Draft) -> Iterator[Fault]:
    """CORPUS025: the marks of a way are facts and values of facts.toml; the section for technicians exists."""
    for page in draft.pages:
        for number, line in page.body_lines():
            for kind, written in MARK.findall(line):
                for message in _mark_faults(kind, written, draft):
                    yield Fault(page.path, number, "CORPUS025", message)


def _mark_faults(kind: str, written: str, draft: Draft) -> Iterator[str]:
    if kind == "last" and written.strip() not in LAST:
        yield f"last must be one of {', '.join(LAST)}"
    if kind == "tries":
        yield from _unknown_values(map(str.strip, written.split(",")), TRIED, draft)
    for part in written.split(",") if kind == "when" else ():
        stated = condition(part)
        if stated is None or stated.fact in (NEGATION, TRIED) or stated.fact not in draft.keys("facts"):
            yield f"{part.strip()!r} is not a condition: write a fact of facts.toml, = and a value"
        else:
            yield from _unknown_values(stated.values, stated.fact, draft)


def _unknown_values(values: Iterable[str], fact: str, draft: Draft) -> Iterator[str]:
    known = {*draft.keys("facts", fact)} - {"label"}
    yield from (f"there is no {value!r} in [{fact}] of facts.toml" for value in values if value not in known)


def codes(draft: Draft, corpus: Corpus) -> Iterator[Fault]:
    """CORPUS004: a code is `0x` and eight upper-case hex digits, once in a section and first in one section only."""
    first: dict[str, str] = {}
    for section in corpus.sections.values():
        page = draft.page(section.id)
        for code in section.codes[:1]:
            if (other := first.setdefault(code, page.path)) != page.path:
                message = f"{code} is also the first code of {other}; list it first in one of them only"
                yield page.fault("CORPUS004", message, "codes")


def article_links(draft: Draft, corpus: Corpus) -> Iterator[Fault]:
    """CORPUS005: a page links one to four articles that exist, each once; every article is linked."""
    table = draft.tables["articles"]
    for name in corpus.articles.keys() - {name for page in corpus.pages for name in page.articles}:
        yield table.fault("CORPUS005", f"no page links the article {name!r}", name)


def article_ids(draft: Draft, corpus: Corpus) -> Iterator[Fault]:
    """CORPUS006: an article has a title and an https address in every language, and an id that no page has."""
    table = draft.tables["articles"]
    for name in corpus.articles.keys() & {page.id for page in corpus.pages}:
        yield table.fault("CORPUS006", f"{name!r} is the id of a page; rename the article", name)


def code_facts(draft: Draft, corpus: Corpus) -> Iterator[Fault]:
    """CORPUS014: codes.toml has the cause and remedy of real codes that no section lists."""
    table = draft.tables["codes"]
    for code in corpus.code_facts.keys() & corpus.sections_by_code.keys():
        path = draft.page(corpus.sections_by_code[code][0].id).path
        yield table.fault("CORPUS014", f"{code} belongs to {path}; describe it there", code)


def next_advice(draft: Draft, corpus: Corpus) -> Iterator[Fault]:
    """CORPUS016: conversation.toml names, for each advice, a section, a part of it, and the sections it may follow."""
    table = draft.tables["conversation"]
    for name, advice in corpus.advice.items():
        body = corpus.sections[advice.section].body
        headings = [HEADING.findall(resolve(body, windows, defaultdict(str))) for windows in WINDOWS]
        if not all(advice.part in found for found in headings):
            message = f"{advice.section} has no heading {advice.part!r} in every version of Windows"
            yield table.fault("CORPUS016", message, name, "part")


def references(draft: Draft, corpus: Corpus) -> Iterator[Fault]:
    """CORPUS018: related sections, sources and the codes of meanings exist, and a copied command is short."""
    for page in corpus.pages:
        if page.id in page.related:
            yield draft.page(page.id).fault("CORPUS018", "a page is not related to itself", "related")
        for name in page.source:
            if name not in corpus.articles and not name.startswith("https://"):
                message = f"{name!r} is neither an article in articles.toml nor an https address"
                yield draft.page(page.id).fault("CORPUS018", message, "source")
    for section in corpus.sections.values():
        for code in section.meanings.keys() - {*section.codes}:
            yield draft.page(section.id).fault("CORPUS018", f"{code} is not a code of this section", "meanings")


def length(draft: Draft, corpus: Corpus) -> Iterator[Fault]:
    """CORPUS019: a page, its lead and its ways are short, a way has at most five steps, {activation} is opened once."""
    for page in corpus.pages:
        for windows in WINDOWS:
            paths = {name: place.paths[windows] for name, place in corpus.places.items()}
            body = MARK.sub("", resolve(page.body, windows, defaultdict(str, paths)))
            opened = body.count(path) if (path := paths.get(ACTIVATION)) else 0
            for heading, message in _length_faults(body, opened):
                source = draft.page(page.id)
                line = _line_of_heading(source, heading)
                yield Fault(source.path, line, "CORPUS019", f"{message} (Windows {windows})")


def _length_faults(body: str, opened: int) -> Iterator[tuple[str | None, str]]:
    """Yield what is wrong with the text for one version, which opens {activation} `opened` times, by heading."""
    lead, *parts = HEADING.split(body)
    if (size := _size(body)) > MAX_PAGE:
        yield None, f"the text is {size} characters, over {MAX_PAGE}"
    if (size := _size(lead)) > MAX_LEAD:
        yield None, f"the text before the first heading is {size} characters, over {MAX_LEAD}"
    if NUMBERED.search(lead):
        yield None, "there are steps before the first heading; put a heading '## …' before them"
    if opened > 1:
        yield None, "open {activation} once; after that, name the page: på sidan **Aktivering**"
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        if (size := _size(text)) > MAX_WAY:
            yield heading, f"{heading!r} is {size} characters, over {MAX_WAY}"
        if (steps := len(NUMBERED.findall(text))) > MAX_STEPS:
            yield heading, f"{heading!r} has {steps} steps, over {MAX_STEPS}"


def _line_of_heading(page: PageDraft, heading: str | None) -> int:
    """Return the line of a heading; the first line of the body for None, or if the heading contains placeholders."""
    lines, written = page.body.splitlines(), f"## {heading}"
    return page.body_line + (lines.index(written) if written in lines else 0)


def _size(text: str) -> int:
    """Return the number of characters that a user sees."""
    return len(FORMATTING.sub("", text).strip())


def contexts(draft: Draft, corpus: Corpus) -> Iterator[Fault]:
    """CORPUS022: contexts.toml has codes of the corpus, what a text says beside them, and what follows from that."""
    table = draft.tables["contexts"]
    for at, context in enumerate(corpus.contexts):
        if not (context.says or context.channels) or not (context.read or context.section):
            message = "a context has codes, says or channels, and read or section"
            yield table.fault("CORPUS022", message, "contexts", at)


def inquiries(draft: Draft, corpus: Corpus) -> Iterator[Fault]:
    """CORPUS027: an inquiry has a text and two to four options, and their values and sections exist."""
    table = draft.tables["questions"]
    for inquiry in corpus.inquiries.values():
        for at, option in enumerate(inquiry.options):
            for message in _unknown_values([option.value], inquiry.fact, draft) if inquiry.fact else ():
                yield table.fault("CORPUS027", message, inquiry.id, "options", at, "value")


def glossary(draft: Draft, corpus: Corpus) -> Iterator[Fault]:
    """CORPUS028: glossary.toml explains each word once, in one or two sentences; its sections exist."""
    table, taken = draft.tables["glossary"], dict[str, str]()
    for term in corpus.terms:
        for form in term.forms:
            if (other := taken.setdefault(form.casefold(), term.name)) != term.name:
                yield table.fault("CORPUS028", f"{form!r} is also a form of {other!r}", "words", term.name)


def follow_ups(draft: Draft, corpus: Corpus) -> Iterator[Fault]:
    """CORPUS029: followups.toml answers each of its topics for every section, and each topic has phrasings."""
    table = draft.tables["followups"]
    for topic in corpus.aspects.keys() - draft.phrasings.keys():
        message = f"nothing leads to it: phrasings/{topic}.txt is missing"
        yield table.fault("CORPUS029", message, topic.removeprefix(ABOUT))


def overdue(draft: Draft, today: date) -> list[Fault]:
    """CORPUS020: the facts of a page were compared with their source within a year; a warning, not a fault."""
    return [
        page.fault("CORPUS020", message, "checked")
        for page in draft.pages
        if isinstance(checked := page.front.get("checked"), date) and (message := _overdue(checked, today))
    ]


def _overdue(checked: date, today: date) -> str:
    if checked > today:
        return f"checked is {checked}, which is in the future"
    if today - checked > MAX_AGE:
        return f"compared with its source on {checked}, over a year ago; compare it again and update the date"
    return ""


DRAFT_RULES: tuple[Callable[[Draft], Iterator[Fault]], ...] = (
    identity,
    places,
    version_blocks,
    markdown,
    tone,
    phrasing_files,
    phrasing_lines,
    names_in_code,
    ways,
)
# These run only if every file has the right shape.
CORPUS_RULES: tuple[Callable[[Draft, Corpus], Iterator[Fault]], ...] = (
    codes,
    article_links,
    article_ids,
    code_facts,
    next_advice,
    references,
    length,
    contexts,
    inquiries,
    glossary,
    follow_ups,
)
