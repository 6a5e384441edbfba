"""The shapes that corpus files must have, and the faults of files that do not have them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.corpus.corpus import Corpus
from bot.corpus.drafts import Draft, Fault, PageDraft, TomlDraft
from bot.corpus.fields import PATTERNS, Code, FromFile, Id, Known, gathered, keys, named
from bot.corpus.names import ABOUT, ADVICE, EVIDENCE, NEGATION, TRIED
from bot.corpus.pages import Article, CodeFact, Evidence, Notice, Place, Section
from bot.corpus.talk import Aspect, GlossaryFile, Inquiry, ScreenName, TalkFile
from bot.corpus.words import ContextsFile, FactsFile, Glossary, OutputFile, WordsFile


@dataclass(frozen=True, slots=True)
class PlacesFile(FromFile):
    """places.toml: the places of Windows, and the names on its screen."""

    places: Annotated[
        Mapping[str, Annotated[Place, gathered("paths", lambda key, _: key in ("id", "any", "uri"))]], named("id")
    ]
    names: Annotated[Mapping[str, ScreenName], named("name")] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shape:
    """The type of a file, and its rules by the first key of a fault; "" is for all other keys."""

    type: Any
    rules: Mapping[str, str]

    def rule(self, path: tuple[str, ...]) -> tuple[str, str]:
        """Return the number and the sentence of the rule that a fault at `path` breaks."""
        number, _, sentence = self.rules.get(path[0] if path else "", self.rules[""]).partition(": ")
        return number, sentence


FEELING = "CORPUS030: a feeling has says, a list of texts, and a text"
SHAPES = {  # by the stem of the file
    "articles": Shape(
        Annotated[Mapping[Id, Article], named("id")],
        {"": "CORPUS006: an article has title and url (https) in every language, and at most the windows it is for"},
    ),
    "places": Shape(
        Annotated[PlacesFile, gathered("places", lambda key, _: key == "names")],
        {
            "": 'CORPUS007: a place has a path for "11" and "10", and at most any and uri',
            "names": "CORPUS031: a name on the screen has english, and at most near, missing and search",
        },
    ),
    "synonyms": Shape(WordsFile, {"": "CORPUS013: every table has lists of texts, and spellings has texts"}),
    "codes": Shape(
        Annotated[Mapping[Code, CodeFact], named("code")],
        {"": "CORPUS014: a code has a cause and a remedy, and at most a related section"},
    ),
    "evidence": Shape(
        Annotated[Mapping[str, tuple[Evidence, ...]], keys(*EVIDENCE)],
        {"": "CORPUS021: evidence has cues, a list of lists of texts, and at most unless, a list of texts"},
    ),
    "contexts": Shape(ContextsFile, {"": "CORPUS022: a context has codes, says or channels, and read or section"}),
    "nordic": Shape(
        Mapping[str, Glossary],
        {"": "CORPUS023: a language has markers, a list of words, and words, a table from word to word"},
    ),
    "windows-output": Shape(
        OutputFile, {"": "CORPUS024: every table has lists of texts, builds has two numbers for each version"}
    ),
    "facts": Shape(
        FactsFile,
        {"": "CORPUS026: a fact has a label and values; a value has label and says, and at most not, another value"},
    ),
    "questions": Shape(
        Annotated[Mapping[str, Inquiry], named("id")],
        {"": "CORPUS027: a question has a text, two to four options with different values, and at most a fact"},
    ),
    "glossary": Shape(
        GlossaryFile, {"": "CORPUS028: a word has a text of one or two sentences, and at most also and section"}
    ),
    "followups": Shape(
        Mapping[str, Aspect],
        {"": "CORPUS029: a topic has a default of one or two sentences, and at most sections"},
    ),
    "conversation": Shape(
        TalkFile,
        {
            "": "CORPUS016: advice has section and part, and at most told, allowed and denied",
            "inline": "CORPUS017: [inline] has most_asked, a list of one to ten sections, each once",
            **dict.fromkeys(("feelings", "closing", "found"), FEELING),
        },
    ),
}
LIMITS = ("reference", "string_pattern_mismatch", "string_too_long", "too_short", "too_long", "twice")
PAGE_RULES = {  # key of a page: the rule for a value that has the right type but is outside its limits
    "title": "CORPUS003",
    "codes": "CORPUS004",
    "articles": "CORPUS005",
    "related": "CORPUS018",
    "copy": "CORPUS018",
    "technician": "CORPUS025",
    "asks": "CORPUS027",
}
PROBLEMS = {  # type of a pydantic error: the message about the key
    "key": "{problem}",
    "missing": "is missing",
    "unexpected_keyword_argument": "is unknown",
    "string_type": "must be a text",
    "string_too_long": "is over {max_length} characters",
    "int_type": "must be a number",
    "too_short": "must have at least {min_length} entries",
    "too_long": "must have at most {max_length} entries",
    **dict.fromkeys(("tuple_type", "list_type", "frozen_set_type"), "must be a list"),
    **dict.fromkeys(("dict_type", "mapping_type", "dataclass_type"), "must be a table"),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing"), "must be a date such as 2026-11-28"),
}


def validate(draft: Draft) -> tuple[Corpus | None, list[Fault]]:
    """Return the corpus of a draft, None if any file has a wrong shape, and the faults of the shapes."""
    known, faults = _known(draft), list[Fault]()
    pages: dict[str, Any] = {}
    for page in draft.pages:
        kind = "sections" if page in draft.sections else "notices"
        own: dict[str, Any] = {"body": page.body.strip()}
        if kind == "sections":
            own["phrasings"] = draft.phrasings[page.name].texts if page.name in draft.phrasings else ()
        faults += [
            Fault(page.path, page.line(key), "CORPUS002", f"{key} is unknown") for key in own.keys() & page.front.keys()
        ]
        if "id" in page.front:
            own["id"] = page.name  # CORPUS003 demands it
        try:
            pages[page.name] = _adapter(kind).validate_python({**page.front, **own}, context=known)
        except ValidationError as error:
            faults += [_page_fault(page, one) for one in _errors(error)]
    tables: dict[str, Any] = {}
    for name, table in draft.tables.items():
        try:
            tables[name] = _adapter(name).validate_python(table.table, context=known)
        except ValidationError as error:
            faults += [_table_fault(table, SHAPES[name], one) for one in _errors(error)]
    sound = not faults and tables.keys() == SHAPES.keys()
    return _corpus(draft, pages, tables) if sound else None, faults


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter({"sections": Section, "notices": Notice}.get(name) or SHAPES[name].type)


def _known(draft: Draft) -> Known:
    """Return the names that files may refer to, as far as the files can be read."""
    codes = [section.front.get("codes") for section in draft.sections]
    listed = [f"0x{str(code)[2:].upper()}" for several in codes if isinstance(several, list) for code in several]
    return {
        "section": {section.name for section in draft.sections},
        "article": draft.keys("articles"),
        "question": draft.keys("questions"),
        "fact": {*draft.keys("facts")} - {NEGATION, TRIED},
        "code": {*draft.keys("codes"), *listed},
        "status": draft.keys("windows-output", "statuses"),
        "channel": draft.keys("windows-output", "channels"),
    }


def _errors(error: ValidationError) -> Iterator[ErrorDetails]:
    """Yield the errors except those that follow from others, such as a list that is too short without wrong entries."""
    errors = error.errors(include_url=False, include_input=False)
    for one in errors:
        place = one["loc"]
        within = (other for other in errors if len(other["loc"]) > len(place) and other["loc"][: len(place)] == place)
        if one["type"] != "too_short" or not any(within):
            yield one


def _page_fault(page: PageDraft, error: ErrorDetails) -> Fault:
    key = str(error["loc"][0])
    rule = PAGE_RULES.get(key, "CORPUS002") if error["type"] in LIMITS else "CORPUS002"
    return page.fault(rule, _message(key, error), key)


def _table_fault(table: TomlDraft, shape: Shape, error: ErrorDetails) -> Fault:
    path, line = table.locate(*error["loc"], *error.get("ctx", {}).get("path", ()))
    number, sentence = shape.rule(path)
    message = _message(".".join(path), error)
    return Fault(table.path, line, number, message if error["type"] == "reference" else f"{message}; {sentence}")


def _message(name: str, error: ErrorDetails) -> str:
    """Return the message about the key `name`."""
    context = error.get("ctx", {})
    problem = PATTERNS.get(context.get("pattern", "")) or PROBLEMS.get(error["type"])
    return f"{name} {problem.format_map(context)}" if problem else f"{name}: {error['msg']}"


def _corpus(draft: Draft, pages: Mapping[str, Any], tables: Mapping[str, Any]) -> Corpus:
    talk, glossary, places = tables["conversation"], tables["glossary"], tables["places"]
    sections = {section.name: pages[section.name] for section in draft.sections}
    return Corpus(
        language=draft.language,
        sections=sections,
        articles=tables["articles"],
        places=places.places,
        words=tables["synonyms"],
        output=tables["windows-output"],
        evidence=tables["evidence"],
        topics={name: file.texts for name, file in draft.phrasings.items() if name not in sections},
        notices={notice.name: pages[notice.name] for notice in draft.notices},
        code_facts=tables["codes"],
        contexts=tables["contexts"].contexts,
        glossaries=tuple(tables["nordic"].values()),
        advice={name: getattr(talk, name) for name in ADVICE},
        most_asked=talk.most_asked,
        facts=tables["facts"],
        inquiries=tables["questions"],
        terms=tuple(glossary.words.values()),
        term_questions=glossary.asking,
        screen_names=places.names,
        aspects={f"{ABOUT}{name}": aspect for name, aspect in tables["followups"].items()},
        feelings=tuple(talk.feelings.values()),
        closing=talk.closing,
        found=talk.found,
    )
