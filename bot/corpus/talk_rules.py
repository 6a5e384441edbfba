"""The rules for what the conversation is made of: ways, facts, inquiries, the glossary, follow-ups and feelings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.corpus.drafts import Draft, Fault, TomlDraft
from bot.corpus.forms import is_text, is_texts, texts
from bot.corpus.model import MARK, condition
from bot.corpus.names import ABOUT, LAST, SCREEN_NAMES

NEGATION, TRIED = "negation", "tried"
NEGATION_KEYS = {"before", "pseudo", "doubt", "stops"}
FACT_KEYS = {"label", "many"}
VALUE_KEYS = {"label", "says", "not"}
INQUIRY_KEYS = {"text", "fact", "options"}
OPTION_KEYS = {"label", "value", "says", "for", "against", "then"}
ASKING_KEYS = {"frames", "fillers", "words", "verbs", "where"}
TERM_KEYS = {"also", "text", "section"}
NAME_KEYS = {"english", "near", "missing", "search"}
MIN_OPTIONS, MAX_OPTIONS = 2, 4
MAX_LABEL = 30  # characters of a button
MAX_TERM = 220  # characters: one or two sentences
MAX_ASPECT = 220


def ways(draft: Draft) -> Iterator[Fault]:
    """CORPUS025: the marks of a way are facts and values of facts.toml; what technicians get instead is there."""
    forms, sections = draft.table("facts").table, {section.name for section in draft.sections}
    for page in draft.pages:
        name = page.front.get("technician")
        if isinstance(name, str) and name not in sections:
            yield Fault(page.path, page.line("technician"), "CORPUS025", f"there is no section {name!r}")
        for number, line in enumerate(page.body.splitlines(), page.body_line):
            for kind, written in MARK.findall(line):
                for message in _mark_faults(kind, written, forms):
                    yield Fault(page.path, number, "CORPUS025", message)


def _mark_faults(kind: str, written: str, forms: Mapping[str, Any]) -> Iterator[str]:
    if kind == "last" and written.strip() not in LAST:
        yield f"last is one of {', '.join(LAST)}"
    if kind == "tries":
        yield from (
            f"there is no {name!r} in [{TRIED}] of facts.toml"
            for name in map(str.strip, written.split(","))
            if name not in _values(forms, TRIED)
        )
    for part in written.split(",") if kind == "when" else ():
        stated = condition(part)
        if stated is None or stated.fact in (NEGATION, TRIED) or stated.fact not in forms:
            yield f"{part.strip()!r} is no condition: write a fact of facts.toml, = and a value"
            continue
        yield from (
            f"there is no {value!r} in [{stated.fact}] of facts.toml"
            for value in stated.values
            if value not in _values(forms, stated.fact)
        )


def _values(forms: Mapping[str, Any], fact: str) -> list[str]:
    entry = forms.get(fact, {})
    return [name for name, value in entry.items() if isinstance(value, dict)] if isinstance(entry, dict) else []


def facts(draft: Draft) -> Iterator[Fault]:
    """CORPUS026: facts.toml has [negation], and facts with a label and values, each with a label and what is said."""
    table = draft.table("facts")
    negation = table.table.get(NEGATION)
    if not isinstance(negation, dict) or negation.keys() != NEGATION_KEYS or not all(map(is_texts, negation.values())):
        message = f"[{NEGATION}] has the lists {', '.join(sorted(NEGATION_KEYS))}"
        yield Fault(table.path, table.line(NEGATION), "CORPUS026", message)
    if TRIED not in table.table:
        yield Fault(table.path, 1, "CORPUS026", f"there must be a table [{TRIED}]")
    for name, entry in table.table.items():
        if name == NEGATION:
            continue
        values = _values(table.table, name)
        plain = entry.keys() - set(values) if isinstance(entry, dict) else set()
        if not values or not {"label"} <= plain <= FACT_KEYS:
            yield Fault(table.path, table.line(name), "CORPUS026", f"[{name}] has a label, and a table for each value")
            continue
        for value in values:
            one = entry[value]
            whole = {"label", "says"} <= one.keys() <= VALUE_KEYS and is_text(one["label"]) and is_texts(one["says"])
            if not whole or one.get("not", value) not in values:
                message = f"[{name}.{value}] has a label, says, and at most not, another value"
                yield Fault(table.path, table.line(f"{name}.{value}"), "CORPUS026", message)


def inquiries(draft: Draft) -> Iterator[Fault]:
    """CORPUS027: an inquiry has a text, two to four options, each once, and what they speak for is there."""
    table, forms = draft.table("questions"), draft.table("facts").table
    sections = {section.name for section in draft.sections}
    for section in draft.sections:
        for name in texts(section, "asks"):
            if name not in table.table:
                yield Fault(section.path, section.line("asks"), "CORPUS027", f"there is no inquiry {name!r}")
    for name, entry in table.table.items():
        line = table.line(name)
        options = entry.get("options") if isinstance(entry, dict) else None
        if not isinstance(options, list) or not entry.keys() <= INQUIRY_KEYS or not is_text(entry.get("text")):
            yield Fault(table.path, line, "CORPUS027", f"[{name}] has a text, options and at most a fact")
            continue
        if not MIN_OPTIONS <= len(options) <= MAX_OPTIONS:
            yield Fault(table.path, line, "CORPUS027", f"[{name}] has {MIN_OPTIONS} to {MAX_OPTIONS} options")
        for option in options:
            for message in _option_faults(option, entry.get("fact"), sections, forms):
                yield Fault(table.path, line, "CORPUS027", f"[{name}]: {message}")
        values = [option.get("value") for option in options if isinstance(option, dict)]
        if len(set(map(str, values))) < len(values):
            yield Fault(table.path, line, "CORPUS027", f"[{name}] has a value twice")


def _option_faults(option: object, fact: object, sections: set[str], forms: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(option, dict) or not {"label", "value"} <= option.keys() <= OPTION_KEYS:
        yield f"an option has a label and a value, and at most {', '.join(sorted(OPTION_KEYS - {'label', 'value'}))}"
        return
    if not is_text(option["label"]) or len(option["label"]) > MAX_LABEL:
        yield f"a label has at most {MAX_LABEL} characters"
    if fact is not None and option["value"] not in _values(forms, str(fact)):
        yield f"there is no {option['value']!r} in [{fact}] of facts.toml"
    if not all(is_texts(option.get(key, [])) for key in ("says", "for", "against")):
        yield "says, for and against are lists of texts"
        return
    named = [*option.get("for", ()), *option.get("against", ()), *([str(option["then"])] if "then" in option else [])]
    yield from (f"there is no section {name!r}" for name in named if name not in sections)


def glossary(draft: Draft) -> Iterator[Fault]:
    """CORPUS028: glossary.toml explains each word once, in one or two sentences; its sections are there."""
    table = draft.table("glossary")
    asking, words = table.table.get("asking"), table.table.get("words")
    sound = isinstance(asking, dict) and asking.keys() == ASKING_KEYS and all(map(is_texts, asking.values()))
    if not sound or not isinstance(words, dict) or table.table.keys() != {"asking", "words"}:
        message = f"the glossary has [asking] with {', '.join(sorted(ASKING_KEYS))}, and a table of [words]"
        yield Fault(table.path, 1, "CORPUS028", message)
        return
    sections, taken = {section.name for section in draft.sections}, dict[str, str]()
    for name, entry in words.items():
        line = table.line_of(f'"{name}"')
        if not isinstance(entry, dict) or not {"text"} <= entry.keys() <= TERM_KEYS or not is_text(entry["text"]):
            yield Fault(table.path, line, "CORPUS028", f"{name!r} has a text and at most also and section")
            continue
        if len(entry["text"]) > MAX_TERM:
            yield Fault(table.path, line, "CORPUS028", f"the text of {name!r} is over {MAX_TERM} characters")
        if "section" in entry and str(entry["section"]) not in sections:
            yield Fault(table.path, line, "CORPUS028", f"there is no section {entry['section']!r}")
        if not is_texts(entry.get("also", [])):
            yield Fault(table.path, line, "CORPUS028", f"also of {name!r} is a list of texts")
            continue
        for form in (name, *entry.get("also", ())):
            if (other := taken.setdefault(str(form).casefold(), name)) != name:
                yield Fault(table.path, line, "CORPUS028", f"{form!r} is a form of {other!r} too")


def follow_ups(draft: Draft) -> Iterator[Fault]:
    """CORPUS029: followups.toml answers each topic of its own for every section, and each topic has phrasings."""
    table = draft.table("followups")
    sections = {section.name for section in draft.sections}
    for name, entry in table.table.items():
        whole = isinstance(entry, dict) and {"default"} <= entry.keys() <= {"default", "sections"}
        own = entry.get("sections", {}) if whole else {}
        if not whole or not isinstance(own, dict) or not all(map(is_text, (entry["default"], *own.values()))):
            yield Fault(table.path, table.line(name), "CORPUS029", f"[{name}] has a default, and at most sections")
            continue
        for section, text in (("default", entry["default"]), *own.items()):
            if len(text) > MAX_ASPECT:
                line = table.line_of(text)
                yield Fault(table.path, line, "CORPUS029", f"{section} is over {MAX_ASPECT} characters")
        for section in own.keys() - sections:
            yield Fault(table.path, table.line(section), "CORPUS029", f"there is no section {section!r}")
        if f"{ABOUT}{name}" not in draft.phrasings:
            message = f"nobody asks for it: phrasings/{ABOUT}{name}.txt is missing"
            yield Fault(table.path, table.line(name), "CORPUS029", message)


def feelings(draft: Draft) -> Iterator[Fault]:
    """CORPUS030: [feelings], [closing] and [found] of conversation.toml have what is said, and what meets it."""
    table: TomlDraft = draft.table("conversation")
    entries = table.table.get("feelings", {})
    if not isinstance(entries, dict):
        yield Fault(table.path, table.line("feelings"), "CORPUS030", "[feelings] is a table of tables")
        entries = {}
    for name, entry in (*entries.items(), *((name, table.table.get(name)) for name in ("closing", "found"))):
        whole = isinstance(entry, dict) and entry.keys() == {"says", "text"}
        if not whole or not is_texts(entry["says"]) or not is_text(entry["text"]):
            yield Fault(table.path, table.line(f"feelings.{name}"), "CORPUS030", f"[{name}] has says and a text")


def screen_names(draft: Draft) -> Iterator[Fault]:
    """CORPUS031: a name on the screen has its English, and at most what is near, why it is missing, how to search."""
    table = draft.table("places")
    names = table.table.get(SCREEN_NAMES, {})
    if not isinstance(names, dict):
        yield Fault(table.path, table.line(SCREEN_NAMES), "CORPUS031", f"[{SCREEN_NAMES}] is a table of tables")
        return
    for name, entry in names.items():
        whole = (
            isinstance(entry, dict) and {"english"} <= entry.keys() <= NAME_KEYS and all(map(is_text, entry.values()))
        )
        if not whole:
            message = f"{name!r} has english, and at most near, missing and search"
            yield Fault(table.path, table.line_of(f'"{name}"'), "CORPUS031", message)
