"""The rules for the corpus' tables: words, facts on codes, and what the bot says next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence, Set

from bot.corpus.drafts import Draft, Fault, PageDraft, TomlDraft
from bot.corpus.forms import CODE, VERSIONS, are_words, is_text, is_texts, texts
from bot.corpus.markup import resolve
from bot.corpus.model import HEADING
from bot.corpus.names import (
    ACTIVATE_OFFICE,
    ACTIVATE_WINDOWS,
    ACTIVATION,
    ADVICE,
    BUY_LICENSE,
    EVIDENCE,
    FIND_KEY,
    OTHER_CODES,
    SUPPORT,
)

MAX_ASKED = 10
ADVICE_KEYS = {"section": str, "part": str, "told": str, "allowed": list, "denied": list}
CODE_KEYS = {"cause", "remedy", "related"}
CONTEXT_KEYS = {"codes", "says", "channels", "read", "section"}
OUTPUT_WORDS = {"boilerplate", "hardware", "other_products", "plain_names", "specific_codes", "general_codes"}
OUTPUT_LISTS = ("fields", "statuses", "channels", "statements", "editions")
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
    "mentions": (list, frozenset({"now", "past", "others", "gone", "denied", "not", "but", "breaks", "quotes"})),
}


def word_tables(draft: Draft) -> Iterator[Fault]:
    """CORPUS013: synonyms.toml has its eleven tables, and each of them texts or lists of texts."""
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


def evidence(draft: Draft) -> Iterator[Fault]:
    """CORPUS021: evidence.toml has, for everything the bot must be sure of, cues and at most `unless`."""
    table = draft.table("evidence")
    for name in sorted({*EVIDENCE} ^ table.table.keys()):
        what = "must be there" if name in EVIDENCE else "is unknown"
        yield Fault(table.path, table.line_of(f"[[{name}]]"), "CORPUS021", f"[[{name}]] {what}")
    for name, entries in table.table.items():
        if not isinstance(entries, list) or not all(map(_is_evidence, entries)):
            message = f"[[{name}]] has cues, a list of lists of texts, and at most unless, a list of texts"
            yield Fault(table.path, table.line_of(f"[{name}]"), "CORPUS021", message)


def _is_evidence(entry: object) -> bool:
    """Whether a value is cues, and at most what speaks against them."""
    if not isinstance(entry, dict) or not {"cues"} <= entry.keys() <= {"cues", "unless"}:
        return False
    cues = entry["cues"]
    return isinstance(cues, list) and bool(cues) and all(map(are_words, cues)) and are_words(entry.get("unless", []))


def contexts(draft: Draft) -> Iterator[Fault]:
    """CORPUS022: contexts.toml has codes of the corpus, what a text says beside them, and what follows from that."""
    table, channels = draft.table("contexts"), draft.table("windows-output").table.get("channels", {})
    sections = {section.name for section in draft.sections}
    known = {code.casefold() for section in draft.sections for code in texts(section, "codes")}
    known |= {code.casefold() for code in draft.table("codes").table}
    for name in table.table.keys() - {"contexts"}:
        yield Fault(table.path, table.line(name), "CORPUS022", f"the table [{name}] is unknown")
    entries = table.table.get("contexts", [])
    for entry in entries if isinstance(entries, list) else [entries]:
        if not _is_context(entry):
            message = "a context has codes, says or channels, and read or section, and nothing else"
            yield Fault(table.path, _line_of(table, entry, ("read", "section")), "CORPUS022", message)
            continue
        line = _line_of(table, entry, ("read", "section"))
        for code in entry["codes"]:
            if code.casefold() not in known:
                yield Fault(table.path, line, "CORPUS022", f"{code} is no code of a section or of codes.toml")
        if (section := entry.get("section")) and section not in sections:
            yield Fault(table.path, line, "CORPUS022", f"there is no section {section!r}")
        for channel in entry.get("channels", ()):
            if channel not in channels:
                yield Fault(table.path, line, "CORPUS022", f"there is no channel {channel!r} in windows-output.toml")


def _is_context(entry: object) -> bool:
    """Whether a value says what stands beside which codes and what follows."""
    if not isinstance(entry, dict) or not entry.keys() <= CONTEXT_KEYS:
        return False
    lists = [entry.get(key, []) for key in ("codes", "says", "channels")]
    rest = [entry[key] for key in ("read", "section") if key in entry]
    whole = entry.get("codes") and (entry.get("says") or entry.get("channels")) and rest
    return bool(whole) and all(map(are_words, lists)) and all(map(is_text, rest))


def _line_of(table: TomlDraft, entry: object, keys: Sequence[str]) -> int:
    """The line of the first of some keys that an entry of a list of tables has."""
    values = [str(entry[key]) for key in keys if key in entry] if isinstance(entry, dict) else []
    return table.line_of(values[0]) if values else 1


def glossaries(draft: Draft) -> Iterator[Fault]:
    """CORPUS023: nordic.toml has, for each language, markers and words."""
    table = draft.table("nordic")
    for name, entry in table.table.items():
        sound = isinstance(entry, dict) and entry.keys() == {"markers", "words"} and isinstance(entry["words"], dict)
        if not sound or not are_words(entry["markers"]) or not are_words(list(entry["words"].values())):
            message = f"[{name}] has markers, a list of words, and the table words, from word to word"
            yield Fault(table.path, table.line(name), "CORPUS023", message)


def output_forms(draft: Draft) -> Iterator[Fault]:
    """CORPUS024: windows-output.toml has its tables; its sections are there and name states that it has."""
    table = draft.table("windows-output")
    for name in (*OUTPUT_LISTS, "words"):
        entries = table.table.get(name)
        if not isinstance(entries, dict) or not all(map(are_words, entries.values())):
            yield Fault(table.path, table.line(name), "CORPUS024", f"[{name}] must be lists of texts")
            return
    words, builds = table.table["words"], table.table.get("builds")
    if words.keys() != OUTPUT_WORDS:
        message = f"[words] has {', '.join(sorted(OUTPUT_WORDS))}"
        yield Fault(table.path, table.line("words"), "CORPUS024", message)
    pairs = [builds.get(version) for version in VERSIONS] if isinstance(builds, dict) else []
    if not pairs or not all(isinstance(pair, list) and [*map(type, pair)] == [int, int] for pair in pairs):
        yield Fault(table.path, table.line("builds"), "CORPUS024", "[builds] has the first and last build by version")
    states = {"statuses": table.table["statuses"].keys(), "channels": table.table["channels"].keys()}
    for name in table.table["statements"].keys() - states["statuses"] - states["channels"]:
        message = f"statements tell a status or a channel; {name!r} is neither"
        yield Fault(table.path, table.line(name), "CORPUS024", message)
    yield from _states(table, {section.name for section in draft.sections}, states)


def _states(table: TomlDraft, sections: Container[str], states: Mapping[str, Set[str]]) -> Iterator[Fault]:
    """What is wrong with the sections for states of a licence."""
    entries = table.table.get("sections", [])
    for entry in entries if isinstance(entries, list) else [entries]:
        line = _line_of(table, entry, ("section",))
        keys = entry.keys() if isinstance(entry, dict) else set()
        if not {"section"} <= keys <= {"section", "below", *states} or not isinstance(entry.get("below", 0), int):
            message = "an entry of [[sections]] has a section, and at most statuses, channels and below, a number"
            yield Fault(table.path, line, "CORPUS024", message)
            continue
        if entry["section"] not in sections:
            yield Fault(table.path, line, "CORPUS024", f"there is no section {entry['section']!r}")
        for key, known in states.items():
            for name in {*entry.get(key, ())} - known:
                yield Fault(table.path, table.line_of(name), "CORPUS024", f"there is no {name!r} in [{key}]")


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
    """CORPUS015: the sections, the articles and the place that the bot speaks of by itself are there."""
    sections = {section.name for section in draft.sections}
    for name in sorted({ACTIVATE_WINDOWS, BUY_LICENSE, FIND_KEY, OTHER_CODES} - sections):
        yield Fault(f"{draft.language}/sections/{name}.md", 1, "CORPUS015", "the bot names this section; keep it")
    for stem, name in (("articles", SUPPORT), ("articles", ACTIVATE_OFFICE), ("places", ACTIVATION)):
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
    for name in table.table.keys() - {*ADVICE, "inline", "feelings", "closing", "found"}:
        yield Fault(table.path, table.line(name), "CORPUS016", f"the table [{name}] is unknown")


def most_asked(draft: Draft) -> Iterator[Fault]:
    """CORPUS017: conversation.toml lists at most ten sections that are asked for most, each once."""
    table = draft.table("conversation")
    inline, line = table.table.get("inline"), table.line("most_asked")
    listed = inline.get("most_asked") if isinstance(inline, dict) and len(inline) == 1 else None
    if not is_texts(listed) or not 1 <= len(set(listed)) == len(listed) <= MAX_ASKED:
        message = f"[inline] has most_asked, a list of one to {MAX_ASKED} sections, each once"
        yield Fault(table.path, line, "CORPUS017", message)
        return
    for name in _unknown(listed, {section.name for section in draft.sections}):
        yield Fault(table.path, line, "CORPUS017", f"there is no section {name!r}")


def _headings(section: PageDraft, version: str) -> list[str]:
    """The headings of a section as one version of Windows has them."""
    return HEADING.findall(resolve(section.body, version, defaultdict(str)))


def _unknown(names: object, known: Container[str]) -> list[str]:
    return [name for name in names if not isinstance(name, str) or name not in known] if isinstance(names, list) else []
