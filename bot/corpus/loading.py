"""From corpus files to a `Corpus`: read, checked, frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bot.corpus.drafts import Draft, Fault, PageDraft, read
from bot.corpus.facts import fact_forms
from bot.corpus.forms import LANGUAGES
from bot.corpus.model import (
    WINDOWS,
    Advice,
    Article,
    Aspect,
    CodeContext,
    CodeFact,
    Corpus,
    Evidence,
    Feeling,
    Glossary,
    Inquiry,
    Notice,
    Option,
    OutputForms,
    Place,
    ScreenName,
    Section,
    StateSection,
    Term,
    Words,
)
from bot.corpus.names import ABOUT, ADVICE, SCREEN_NAMES
from bot.corpus.rules import faults, overdue

FIRST = "sv"
VERSION_LENGTH = 12


class CorpusError(Exception):
    """The corpus cannot be used. `faults` says what is wrong, where."""

    def __init__(self, faults: list[Fault]) -> None:
        others = len(faults) - 1
        more = f" (and {others} more {'fault' if others == 1 else 'faults'})" if others else ""
        super().__init__(f"{faults[0]}{more}")
        self.faults = faults


def default_root() -> Path:
    """The corpus folder that comes with the program: inside the installed package, else beside the source."""
    packaged = Path(__file__).with_name("files")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "corpus"


def languages(root: Path) -> list[str]:
    """The languages of the corpus below `root`, each a folder; the first is the one that must be there."""
    others = (path.parent.name for path in root.glob("*/sections") if path.parent.name != FIRST)
    return [FIRST, *sorted(others)]


def version(root: Path) -> str:
    """A short name for the files below `root` as they are now: the beginning of a SHA-256, in hex."""
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:VERSION_LENGTH]


def check(root: Path, language: str = FIRST) -> list[Fault]:
    """Every fault in the corpus below `root`, an empty list where it is sound."""
    return faults(read(root, language))


def warnings(root: Path, today: date, language: str = FIRST) -> list[Fault]:
    """What should be looked at in the corpus below `root`, though it can be used."""
    return overdue(read(root, language), today)


def load(root: Path | None = None, language: str = FIRST) -> Corpus:
    """The corpus of a language below `root` (default: the one that comes with the program).

    Raises CorpusError where any rule of `bot.corpus.rules` is broken: a half-read corpus would answer wrongly.
    """
    draft = read(root or default_root(), language)
    if found := faults(draft):
        raise CorpusError(found)
    return _freeze(draft)


def load_translations(root: Path | None = None) -> dict[str, Corpus]:
    """The corpus in its other languages, by language. Raises CorpusError as `load` does."""
    root = root or default_root()
    return {language: load(root, language) for language in languages(root)[1:]}


def _freeze(draft: Draft) -> Corpus:
    topics = dict(draft.phrasings)
    sections = {section.name: _section(section, topics.pop(section.name).texts) for section in draft.sections}
    words, talk = draft.table("synonyms").table, draft.table("conversation").table
    return Corpus(
        language=draft.language,
        sections=sections,
        articles={
            name: Article(
                name,
                {language: entry["title"][language] for language in LANGUAGES},
                {language: entry["url"][language] for language in LANGUAGES},
                tuple(version for version in WINDOWS if version in entry.get("windows", WINDOWS)),
            )
            for name, entry in draft.table("articles").table.items()
        },
        places={
            name: Place(name, {version: entry[version] for version in WINDOWS}, entry.get("uri"), entry.get("any"))
            for name, entry in draft.table("places").table.items()
            if name != SCREEN_NAMES
        },
        words=Words(
            synonyms={name: tuple(entry) for name, entry in words["synonyms"].items()},
            spellings=words["spellings"],
            windows={name: tuple(entry) for name, entry in words["windows"].items()},
            languages={name: tuple(entry) for name, entry in words["languages"].items()},
            alone={name: tuple(entry) for name, entry in words["alone"].items()},
            former_before=frozenset(words["former"]["before"]),
            former_after=frozenset(words["former"]["after"]),
            either=frozenset(words["former"]["either"]),
            filler=frozenset(words["filler"]["words"]),
            ordinals={name: tuple(entry) for name, entry in words["ordinals"].items()},
            corrections=tuple(words["correction"]["before"]),
            denial={name: tuple(entry) for name, entry in words["denial"].items()},
            mentions={name: tuple(entry) for name, entry in words["mentions"].items()},
        ),
        output=_output(draft.table("windows-output").table),
        evidence={
            name: tuple(Evidence(tuple(map(tuple, entry["cues"])), tuple(entry.get("unless", ()))) for entry in entries)
            for name, entries in draft.table("evidence").table.items()
        },
        topics={name: file.texts for name, file in topics.items()},
        notices={page.name: _notice(page) for page in draft.notices},
        code_facts={
            code: CodeFact(code, entry["cause"], entry["remedy"], entry.get("related"))
            for code, entry in draft.table("codes").table.items()
        },
        contexts=tuple(
            CodeContext(
                frozenset(entry["codes"]),
                tuple(entry.get("says", ())),
                frozenset(entry.get("channels", ())),
                entry.get("read"),
                entry.get("section"),
            )
            for entry in draft.table("contexts").table.get("contexts", ())
        ),
        glossaries=tuple(
            Glossary(frozenset(entry["markers"]), entry["words"]) for entry in draft.table("nordic").table.values()
        ),
        advice={
            name: Advice(
                entry["section"],
                entry["part"],
                entry.get("told"),
                frozenset(entry.get("allowed", ())),
                frozenset(entry.get("denied", ())),
            )
            for name, entry in ((name, talk[name]) for name in ADVICE)
        },
        most_asked=tuple(talk["inline"]["most_asked"]),
        facts=fact_forms(draft.table("facts").table),
        inquiries={name: _inquiry(name, entry) for name, entry in draft.table("questions").table.items()},
        **_glossary(draft.table("glossary").table),
        screen_names={
            name: ScreenName(name, **entry) for name, entry in draft.table("places").table.get(SCREEN_NAMES, {}).items()
        },
        aspects={
            f"{ABOUT}{name}": Aspect(entry["default"], entry.get("sections", {}))
            for name, entry in draft.table("followups").table.items()
        },
        feelings=tuple(
            Feeling(name, tuple(entry["says"]), entry["text"]) for name, entry in talk.get("feelings", {}).items()
        ),
        closing=Feeling("closing", tuple(talk["closing"]["says"]), talk["closing"]["text"]),
        found=Feeling("found", tuple(talk["found"]["says"]), talk["found"]["text"]),
    )


def _inquiry(name: str, entry: Mapping[str, Any]) -> Inquiry:
    options = tuple(
        Option(
            option["label"],
            option["value"],
            tuple(option.get("says", ())),
            frozenset(option.get("for", ())),
            frozenset(option.get("against", ())),
            option.get("then"),
        )
        for option in entry["options"]
    )
    return Inquiry(name, entry["text"], options, entry.get("fact"))


def _glossary(table: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `Corpus` that glossary.toml fills."""
    asking = table["asking"]
    return {
        "terms": tuple(
            Term(name, (name, *entry.get("also", ())), entry["text"], entry.get("section"))
            for name, entry in table["words"].items()
        ),
        "term_questions": {name: tuple(texts) for name, texts in asking.items()},
    }


def _section(draft: PageDraft, phrasings: tuple[str, ...]) -> Section:
    front = draft.front
    return Section(
        **_page(draft),
        label=front["label"],
        codes=tuple(front["codes"]),
        messages=tuple(front.get("messages", ())),
        meanings=front.get("meanings", {}),
        technician=front.get("technician"),
        asks=tuple(front.get("asks", ())),
        phrasings=phrasings,
    )


def _notice(draft: PageDraft) -> Notice:
    cues = tuple(map(tuple, draft.front.get("cues", ())))
    return Notice(**_page(draft), evidence=Evidence(cues) if cues else None)


def _output(table: Mapping[str, Any]) -> OutputForms:
    lists = {
        name: {key: tuple(values) for key, values in table[name].items()}
        for name in ("fields", "statuses", "channels", "statements", "editions")
    }
    return OutputForms(
        **lists,
        boilerplate=tuple(table["words"]["boilerplate"]),
        builds={version: (table["builds"][version][0], table["builds"][version][1]) for version in WINDOWS},
        specific=tuple(table["words"]["specific_codes"]),
        general=frozenset(table["words"]["general_codes"]),
        hardware=tuple(table["words"]["hardware"]),
        plain_names=tuple(table["words"]["plain_names"]),
        other_products=tuple(table["words"]["other_products"]),
        sections=tuple(
            StateSection(
                entry["section"],
                frozenset(entry.get("statuses", ())),
                frozenset(entry.get("channels", ())),
                entry.get("below"),
            )
            for entry in table["sections"]
        ),
    )


def _page(draft: PageDraft) -> dict[str, Any]:
    front = draft.front
    return {
        "id": front["id"],
        "title": front["title"],
        "body": draft.body.strip(),
        "articles": tuple(front["articles"]),
        "related": tuple(front.get("related", ())),
        "copy": front.get("copy"),
        "source": tuple(front["source"]),
        "checked": front["checked"],
    }
