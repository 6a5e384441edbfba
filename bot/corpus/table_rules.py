"""The rules for the corpus' tables: words, facts on codes, and what the bot says next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator

from bot.corpus.drafts import Draft, Fault, PageDraft, TomlDraft
from bot.corpus.forms import CODE, VERSIONS, are_words, is_text, is_texts, texts
from bot.corpus.markup import resolve
from bot.corpus.model import HEADING
from bot.corpus.names import ACTIVATE_WINDOWS, ACTIVATION, ADVICE, BUY_LICENSE, FIND_KEY, OTHER_CODES, SUPPORT

MAX_MOST_ASKED = 10
ADVICE_KEYS = {"section": str, "part": str, "told": str, "allowed": list, "denied": list}
CODE_KEYS = {"cause", "remedy", "related"}
WORD_TABLES: dict[str, tuple[type, frozenset[str]]] = {  # table: type of its values, keys it must have
    "synonyms": (list, frozenset()),
    "spellings": (str, frozenset()),
    "windows": (list, frozenset(VERSIONS)),
    "languages": (list, frozenset()),
    "alone": (list, frozenset()),
    "former": (list, frozenset({"before", "after", "either"})),
    "filler": (list, frozenset({"words"})),
    "ordinals": (list, frozenset({"1", "2", "3", "4", "last", "around"})),
    "correction": (list, frozenset({"before"})),
    "denial": (list, frozenset({"words", "unless", "still"})),
}


def word_tables(draft: Draft) -> Iterator[Fault]:
    """CORPUS013: synonyms.toml has its ten tables, and each of them texts or lists of texts."""
    table = draft.table("synonyms")
    for name in table.table.keys() - WORD_TABLES.keys():
        yield Fault(table.path, table.line(name), "CORPUS013", f"the table [{name}] is unknown")
    for name, (kind, keys) in WORD_TABLES.items():
        entries = table.table.get(name)
        if not isinstance(entries, dict) or not keys <= entries.keys():
            needed = f" with {', '.join(sorted(keys))}" if keys else ""
            yield Fault(table.path, table.line(name), "CORPUS013", f"there must be a table [{name}]{needed}")
            continue
        for key, value in entries.items():
            if not (is_text(value) if kind is str else are_words(value)):
                expected = "a text" if kind is str else "a list of texts"
                yield Fault(table.path, table.line(key), "CORPUS013", f"{key!r} must be {expected}")


def code_facts(draft: Draft) -> Iterator[Fault]:
    """CORPUS014: codes.toml tells cause and remedy of real codes that no section is about."""
    table: TomlDraft = draft.table("codes")
    sections = {section.name for section in draft.sections}
    taken = {code: section.path for section in draft.sections for code in texts(section, "codes")}
    for code, entry in table.table.items():
        if not CODE.fullmatch(code):
            yield Fault(
                table.path, table.line(code), "CORPUS014", f"{code!r} is not 0x and eight upper-case hex digits"
            )
        if code in taken:
            yield Fault(table.path, table.line(code), "CORPUS014", f"{code} belongs to {taken[code]}; tell it there")
        whole = isinstance(entry, dict) and {"cause", "remedy"} <= entry.keys() <= CODE_KEYS
        if not whole or not all(map(is_text, entry.values())):
            message = f"{code} has a cause and a remedy, and at most a related section, each a text"
            yield Fault(table.path, table.line(code), "CORPUS014", message)
        elif "related" in entry and entry["related"] not in sections:
            yield Fault(table.path, table.line(code), "CORPUS014", f"there is no section {entry['related']!r}")


def what_the_bot_names(draft: Draft) -> Iterator[Fault]:
    """CORPUS015: the sections, the article and the place that the bot speaks of by itself are there."""
    sections = {section.name for section in draft.sections}
    for name in sorted({ACTIVATE_WINDOWS, BUY_LICENSE, FIND_KEY, OTHER_CODES} - sections):
        yield Fault(f"{draft.language}/sections/{name}.md", 1, "CORPUS015", "the bot names this section; keep it")
    for stem, name in (("articles", SUPPORT), ("places", ACTIVATION)):
        table = draft.table(stem)
        if name not in table.table:
            yield Fault(table.path, 1, "CORPUS015", f"the bot names {name!r}; keep it")


def next_advice(draft: Draft) -> Iterator[Fault]:
    """CORPUS016: conversation.toml names, for each advice, a section, a part of it, and the sections it may follow."""
    table = draft.table("conversation")
    sections = {section.name: section for section in draft.sections}
    for name in ADVICE:
        entry, line = table.table.get(name), table.line(name)
        if not isinstance(entry, dict) or not {"section", "part"} <= entry.keys() <= ADVICE_KEYS.keys():
            yield Fault(table.path, line, "CORPUS016", f"[{name}] has section, part and at most told, allowed, denied")
            continue
        for key, value in entry.items():
            if not (is_texts(value) if ADVICE_KEYS[key] is list else is_text(value)):
                yield Fault(table.path, line, "CORPUS016", f"{key} of [{name}] is a text; allowed and denied are lists")
        section = sections.get(str(entry["section"]))
        if section is None:
            yield Fault(table.path, line, "CORPUS016", f"there is no section {entry['section']!r}")
        elif not all(str(entry["part"]) in _headings(section, version) for version in VERSIONS):
            message = f"{section.path} has no heading {entry['part']!r} in every version of Windows"
            yield Fault(table.path, line, "CORPUS016", message)
        for other in (*_unknown(entry.get("allowed"), sections), *_unknown(entry.get("denied"), sections)):
            yield Fault(table.path, line, "CORPUS016", f"there is no section {other!r}")
    for name in table.table.keys() - {*ADVICE, "inline"}:
        yield Fault(table.path, table.line(name), "CORPUS016", f"the table [{name}] is unknown")


def most_asked(draft: Draft) -> Iterator[Fault]:
    """CORPUS017: conversation.toml lists at most ten sections that are asked for most, each once."""
    table = draft.table("conversation")
    inline, line = table.table.get("inline"), table.line("most_asked")
    listed = inline.get("most_asked") if isinstance(inline, dict) and len(inline) == 1 else None
    if not is_texts(listed) or not 1 <= len(set(listed)) == len(listed) <= MAX_MOST_ASKED:
        message = f"[inline] has most_asked, a list of one to {MAX_MOST_ASKED} sections, each once"
        yield Fault(table.path, line, "CORPUS017", message)
        return
    for name in _unknown(listed, {section.name for section in draft.sections}):
        yield Fault(table.path, line, "CORPUS017", f"there is no section {name!r}")


def _headings(section: PageDraft, version: str) -> list[str]:
    """The headings of a section as one version of Windows has them."""
    return HEADING.findall(resolve(section.body, version, defaultdict(str)))


def _unknown(names: object, known: Container[str]) -> list[str]:
    return [name for name in names if not isinstance(name, str) or name not in known] if isinstance(names, list) else []
