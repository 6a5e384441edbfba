"""The knowledge as frozen values: sections, articles, places in Windows, and the words people use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from bot.corpus.facts import FactForms
from bot.corpus.forms import LANGUAGES
from bot.corpus.markup import differs, resolve

Windows = Literal["11", "10"]
WINDOWS: tuple[Windows, ...] = get_args(Windows)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)
MARK = re.compile(r"^(when|tries|last|says): *(.+)$\n?", re.MULTILINE)  # lines under a heading: whom the way is for
STEP = re.compile(r"^(?:\d+\.|[-*]) ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Condition:
    """What a fact of the case must be so that a way applies: one of `values`."""

    fact: str
    values: tuple[str, ...]


class Part(NamedTuple):
    """What stands in a section under one of its headings, as Markdown without the heading.

    `when` are the conditions under which it applies, `tries` the names of what somebody has tried who has followed it,
    `last` is `buy`, `reset` or `reinstall` where it is that, and so comes after everything else. `says` are phrases of
    people who are in the middle of the section and need this part next.
    """

    heading: str
    text: str
    when: tuple[Condition, ...] = ()
    tries: tuple[str, ...] = ()
    last: str | None = None
    says: tuple[str, ...] = ()

    @property
    def is_way(self) -> bool:
        """Whether there is something to do in it, and not only something to know."""
        return bool(STEP.search(self.text) or self.when)


@dataclass(frozen=True, slots=True)
class Place:
    """A named place in Windows, `{activation}` in a section: its menu path per version, and the URI that opens it.

    `any` is Markdown that leads there in both versions, for people who have not said which one they have.
    """

    id: str
    paths: Mapping[Windows, str]
    uri: str | None = None
    any: str | None = None

    def markdown(self, windows: Windows, *, told: bool = True) -> str:
        """The way there as Markdown; `told` says whether the person has said that the version is `windows`."""
        return f"**{self.paths[windows]}**" if told or self.any is None else self.any


@dataclass(frozen=True, slots=True)
class Article:
    """A page of Microsoft's that a section links to, with title and address per language."""

    id: str
    titles: Mapping[str, str]
    urls: Mapping[str, str]
    windows: tuple[Windows, ...] = WINDOWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A text with a title and links.

    `body` is the Markdown as written, with places and version blocks unresolved; `Corpus.body` resolves it.
    `related` are the ids of sections that the same people often need. `copy` is a command to copy, if there is one.
    `source` says where the facts are from, as article ids or addresses; `checked` is the day they were last compared.
    """

    id: str
    title: str
    body: str
    articles: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    copy: str | None = None
    source: tuple[str, ...] = ()
    checked: date = date.min


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the words of a text must be so that it is certainly about something.

    `cues` are lists of words and phrases: the text has one of every list, and none of `unless`.
    """

    cues: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Page):
    """The answer to a topic that is no section. A text with the cues of its evidence is about it, whatever it says."""

    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Page):
    """One answer: what an error means and what to do about it.

    `label` is the short name this section has in labelled questions. `meanings` are, by code, the meaning of codes
    that share the steps with others but not the cause; such a meaning takes the place of the body's first paragraphs.
    `technician` is the section that says the same to people who look after computers for a living. `asks` are inquiries
    that lead on from a section which fits many to one that fits better.
    """

    label: str
    codes: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    meanings: Mapping[str, str] = field(default_factory=dict)
    technician: str | None = None
    asks: tuple[str, ...] = ()
    phrasings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """A part of a section to try when another section did not help.

    `told` stands in the sections that give this advice themselves. `allowed` are those it may follow, empty for all;
    `denied` are those it may not.
    """

    section: str
    part: str
    told: str | None = None
    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CodeFact:
    """What is known of a real code that no section is about: its cause and remedy, and the section that helps on."""

    code: str
    cause: str
    remedy: str
    related: str | None = None


@dataclass(frozen=True, slots=True)
class CodeContext:
    """What it means that a text says more than an error code, or has a kind of licence beside it.

    It applies to `codes` beside one of the phrases in `says`, or a licence whose channel is one of `channels`. `read`
    is one sentence to say before the steps; `section` is shown in place of the one that the code belongs to.
    """

    codes: frozenset[str]
    says: tuple[str, ...] = ()
    channels: frozenset[str] = frozenset()
    read: str | None = None
    section: str | None = None


@dataclass(frozen=True, slots=True)
class StateSection:
    """The section for a state of the licence without an error code; an empty set is any status or channel.

    `below` is the number of computers that a KMS host must have counted fewer of.
    """

    section: str
    statuses: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    below: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that may be given to an inquiry, as a button.

    `value` is what the inquiry's fact then is. `says` are ways to say it in words. `favours` are the sections that it
    speaks for, `rejects` those that it speaks against; `leads_to` is the one to show where nothing else is known.
    """

    label: str
    value: str
    says: tuple[str, ...] = ()
    favours: frozenset[str] = frozenset()
    rejects: frozenset[str] = frozenset()
    leads_to: str | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question that the bot may ask back. `fact` is the fact of the case that it fills, if it fills one."""

    id: str
    text: str
    options: tuple[Option, ...]
    fact: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A word that people ask about: its forms, one or two sentences on it, and the section that is most about it."""

    name: str
    forms: tuple[str, ...]
    text: str
    section: str | None = None


@dataclass(frozen=True, slots=True)
class ScreenName:
    """A name on the screen of Windows: what it is in English Windows, what is near it, and why it may be missing.

    `search` is what leads to it when it is typed after the Windows key, in both versions.
    """

    name: str
    english: str
    near: str | None = None
    missing: str | None = None
    search: str | None = None


@dataclass(frozen=True, slots=True)
class Aspect:
    """What every section can be asked about, such as what it costs: the answer, and those of single sections."""

    default: str
    sections: Mapping[str, str] = field(default_factory=dict)

    def of(self, section: str) -> str:
        """The answer for a section."""
        return self.sections.get(section, self.default)


@dataclass(frozen=True, slots=True)
class Feeling:
    """What people write when they are afraid, angry, ashamed or about to go, and the sentence that meets it."""

    name: str
    says: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class OutputForms:
    """How Windows and its tools print the state of a licence (`slmgr`, CIM, licensingdiag, events, Settings).

    `fields` are the names of fields by kind, `statuses` and `channels` what their values may be, `statements`
    sentences that tell a status or channel by themselves, `editions` how each is printed, `boilerplate` words that
    tell nothing. `builds` are the first and last build of each Windows version. `specific` are the beginnings of
    codes that only activation gives, `general` codes that anything may give, `hardware` words that name a computer
    and its parts, `other_products` what is licensed beside Windows, `plain_names` names of fields that are everyday
    words too. `sections` are tried in order.
    """

    fields: Mapping[str, tuple[str, ...]]
    statuses: Mapping[str, tuple[str, ...]]
    channels: Mapping[str, tuple[str, ...]]
    statements: Mapping[str, tuple[str, ...]]
    editions: Mapping[str, tuple[str, ...]]
    boilerplate: tuple[str, ...]
    builds: Mapping[Windows, tuple[int, int]]
    specific: tuple[str, ...]
    general: frozenset[str]
    hardware: tuple[str, ...]
    other_products: tuple[str, ...]
    plain_names: tuple[str, ...]
    sections: tuple[StateSection, ...]


@dataclass(frozen=True, slots=True)
class Glossary:
    """Words of a neighbouring language with those of the corpus' language, and the words by which it is known.

    A key that ends with `*` stands for a word with any ending; the longest that fits counts.
    """

    markers: frozenset[str]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Words:
    """A language's words for understanding: synonym groups, spellings, and the names of versions and languages."""

    synonyms: Mapping[str, tuple[str, ...]]
    spellings: Mapping[str, str]
    windows: Mapping[str, tuple[str, ...]]
    languages: Mapping[str, tuple[str, ...]]
    alone: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    former_before: frozenset[str] = frozenset()
    former_after: frozenset[str] = frozenset()
    either: frozenset[str] = frozenset()
    filler: frozenset[str] = frozenset()
    ordinals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    corrections: tuple[str, ...] = ()
    denial: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    mentions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Corpus:
    """All knowledge of one language, checked and frozen.

    `topics` holds the phrasings that belong to no section, by topic: `off-topic`, `piracy`, `smalltalk-greeting` …
    `notices` are the answers to some of these topics, by topic. `evidence` is by what it is evidence of: `piracy`,
    `activator`, `office`, `not-activated`, `subject`; one of several is enough.
    `advice` is what to try next, by name: `troubleshooter`, `portal`, `help`; `most_asked` are ids of sections.
    `facts` are how people tell the facts of their case, `inquiries` what may be asked back, in the order of a tree of
    questions, `terms` the glossary, `term_questions` how people ask for a word: `frames`, `fillers` that may stand
    around it, `words` and `verbs` of a question within a longer text, `where` something is; `aspects` what can be asked
    about every section, by topic.
    What is made of the files is made once, when it is first asked for.
    """

    language: str
    sections: Mapping[str, Section]
    articles: Mapping[str, Article]
    places: Mapping[str, Place]
    words: Words
    output: OutputForms
    evidence: Mapping[str, tuple[Evidence, ...]]
    topics: Mapping[str, tuple[str, ...]]
    notices: Mapping[str, Notice] = field(default_factory=dict)
    code_facts: Mapping[str, CodeFact] = field(default_factory=dict)
    contexts: tuple[CodeContext, ...] = ()
    glossaries: tuple[Glossary, ...] = ()
    advice: Mapping[str, Advice] = field(default_factory=dict)
    most_asked: tuple[str, ...] = ()
    facts: FactForms = field(default_factory=FactForms)
    inquiries: Mapping[str, Inquiry] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    term_questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    screen_names: Mapping[str, ScreenName] = field(default_factory=dict)
    aspects: Mapping[str, Aspect] = field(default_factory=dict)
    feelings: tuple[Feeling, ...] = ()
    closing: Feeling = field(default_factory=lambda: Feeling("closing", (), ""))
    found: Feeling = field(default_factory=lambda: Feeling("found", (), ""))

    @cached_property
    def sections_by_code(self) -> Mapping[str, tuple[Section, ...]]:
        """Every code of the tables with its sections, the one it belongs to most first.

        A code that is the first of a section's list belongs there most (0xC004F210 stands in two rows of the source).
        """
        found: dict[str, list[Section]] = {}
        for section in self.sections.values():
            for code in section.codes:
                found.setdefault(code, []).append(section)
        return {
            code: tuple(sorted(sections, key=lambda section, code=code: section.codes.index(code)))  # type: ignore[misc]
            for code, sections in found.items()
        }

    @cached_property
    def _pages(self) -> tuple[Page, ...]:
        """The sections and the notices."""
        return (*self.sections.values(), *self.notices.values())

    @cached_property
    def _marked(self) -> Mapping[tuple[str, Windows, bool], str]:
        """The Markdown of every page for every version, told or not, with the marks of its ways."""
        return {
            (page.id, windows, told): resolve(page.body, windows, self._places(windows, told=told))
            for page in self._pages
            for windows in WINDOWS
            for told in (True, False)
        }

    @cached_property
    def _bodies(self) -> Mapping[tuple[str, Windows, bool], str]:
        """The same without the marks."""
        return {name: MARK.sub("", body) for name, body in self._marked.items()}

    @cached_property
    def _parts(self) -> Mapping[tuple[str, Windows, bool], tuple[Part, ...]]:
        """The parts of every page for every version, told or not."""
        return {name: _split(body) for name, body in self._marked.items()}

    @cached_property
    def _differing(self) -> frozenset[tuple[str, bool]]:
        """The ids of the pages whose steps differ between the versions, as they are told or not."""
        found: set[tuple[str, bool]] = set()
        for told in (True, False):
            places: dict[str, Mapping[str, str]] = {windows: self._places(windows, told=told) for windows in WINDOWS}
            found |= {(page.id, told) for page in self._pages if differs(page.body, places)}
        return frozenset(found)

    @cached_property
    def _first_places(self) -> Mapping[str, Place | None]:
        """The first place with an address in every section, by the section's id."""
        places = [place for place in self.places.values() if place.uri]
        return {section.id: _first_named(section.body, places) for section in self.sections.values()}

    @cached_property
    def _links(self) -> Mapping[tuple[str, Windows, str], tuple[tuple[str, str], ...]]:
        """Title and address of the articles of every page for every version, in every language."""
        return {
            (page.id, windows, language): tuple(
                (article.titles[language], article.urls[language])
                for article in (self.articles[name] for name in page.articles)
                if windows in article.windows
            )
            for page in self._pages
            for windows in WINDOWS
            for language in LANGUAGES
        }

    def body(self, page: Page, windows: Windows, *, told: bool = True) -> str:
        """A page's Markdown for one Windows version.

        Places are written out: as menu paths, or where the person has not `told` the version, by the way that works in
        both, if the place has one.
        """
        return self._bodies[page.id, windows, told]

    def parts(self, page: Page, windows: Windows, *, told: bool = True) -> tuple[Part, ...]:
        """What stands under the headings of a page, as `body` has it."""
        return self._parts[page.id, windows, told]

    def differs(self, page: Page, *, told: bool = True) -> bool:
        """Whether what `body` gives differs between the Windows versions by more than the version's name."""
        return (page.id, told) in self._differing

    def first_place(self, section: Section) -> Place | None:
        """The first place a section names that has an address of its own."""
        return self._first_places[section.id]

    def uri(self, section: Section) -> str | None:
        """The `ms-settings:` address of that place."""
        place = self.first_place(section)
        return place.uri if place else None

    def links(self, page: Page, windows: Windows, language: str) -> tuple[tuple[str, str], ...]:
        """Title and address of a page's articles that apply to a Windows version, in a language."""
        return self._links[page.id, windows, language]

    def _places(self, windows: Windows, *, told: bool) -> dict[str, str]:
        """The Markdown of every place, by place id."""
        return {place.id: place.markdown(windows, told=told) for place in self.places.values()}


def _split(body: str) -> tuple[Part, ...]:
    """The parts of a section's Markdown."""
    _, *found = HEADING.split(body)
    return tuple(_part(heading, text) for heading, text in zip(found[::2], found[1::2], strict=True))


def _part(heading: str, text: str) -> Part:
    marks = dict(MARK.findall(text))
    when = tuple(filter(None, map(condition, marks.get("when", "").split(","))))
    tries = tuple(filter(None, (name.strip() for name in marks.get("tries", "").split(","))))
    says = tuple(filter(None, (said.strip() for said in marks.get("says", "").split("|"))))
    return Part(heading, MARK.sub("", text).strip(), when, tries, marks.get("last", "").strip() or None, says)


def condition(written: str) -> Condition | None:
    """The condition that a text such as `origin = preinstalled | upgrade` states; None where it states none."""
    fact, equals, values = written.partition("=")
    listed = tuple(filter(None, (value.strip() for value in values.split("|"))))
    return Condition(fact.strip(), listed) if equals and fact.strip() and listed else None


def _first_named(body: str, places: Sequence[Place]) -> Place | None:
    """The place that a body names before any other."""
    named = [place for place in places if f"{{{place.id}}}" in body]
    return min(named, key=lambda place: body.find(f"{{{place.id}}}"), default=None)
