"""The knowledge as frozen values: sections, articles, places in Windows, and the words people use."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from bot.corpus.forms import LANGUAGES
from bot.corpus.markup import differs, resolve

Windows = Literal["11", "10"]
WINDOWS: tuple[Windows, ...] = get_args(Windows)
HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


class Part(NamedTuple):
    """What stands in a section under one of its headings, as Markdown without the heading."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A named place in Windows, `{activation}` in a section: its menu path per version, and the URI that opens it."""

    id: str
    paths: Mapping[Windows, str]
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A page of Microsoft's that a section links to, with title and address per language."""

    id: str
    titles: Mapping[str, str]
    urls: Mapping[str, str]
    windows: tuple[Windows, ...] = WINDOWS


@dataclass(frozen=True, slots=True)
class Section:
    """One answer: what an error means and what to do about it.

    `body` is the Markdown as written, with places and version blocks unresolved; `Corpus.body` resolves it.
    `label` is the short name this section has in labelled questions.
    """

    id: str
    label: str
    title: str
    codes: tuple[str, ...]
    messages: tuple[str, ...]
    articles: tuple[str, ...]
    body: str
    phrasings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advice:
    """A part of a section to try when another section did not help.

    `told` stands in the sections that give this advice themselves. `allowed` are those it may follow, empty for all.
    """

    section: str
    part: str
    told: str | None = None
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CodeFact:
    """What is known of a real code that no section is about: its cause and remedy, a sentence each."""

    code: str
    cause: str
    remedy: str


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


@dataclass(frozen=True)
class Corpus:
    """All knowledge of one language, checked and frozen.

    `topics` holds the phrasings that belong to no section, by topic: `off-topic`, `piracy`, `smalltalk-greeting` …
    `advice` is what to try next, by name: `troubleshooter`, `phone`, `help`; `most_asked` are ids of sections.
    What is made of the files is made once, when it is first asked for.
    """

    language: str
    sections: Mapping[str, Section]
    articles: Mapping[str, Article]
    places: Mapping[str, Place]
    words: Words
    topics: Mapping[str, tuple[str, ...]]
    code_facts: Mapping[str, CodeFact] = field(default_factory=dict)
    advice: Mapping[str, Advice] = field(default_factory=dict)
    most_asked: tuple[str, ...] = ()

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
    def _bodies(self) -> Mapping[tuple[str, Windows], str]:
        """The Markdown of every section for every version."""
        return {
            (section.id, windows): resolve(section.body, windows, self.places_for(windows))
            for section in self.sections.values()
            for windows in WINDOWS
        }

    @cached_property
    def _parts(self) -> Mapping[tuple[str, Windows], tuple[Part, ...]]:
        """The parts of every section for every version."""
        return {name: _split(body) for name, body in self._bodies.items()}

    @cached_property
    def _differing(self) -> frozenset[str]:
        """The ids of the sections whose steps differ between the versions."""
        places: dict[str, Mapping[str, str]] = {windows: self.places_for(windows) for windows in WINDOWS}
        return frozenset(section.id for section in self.sections.values() if differs(section.body, places))

    @cached_property
    def _first_places(self) -> Mapping[str, Place | None]:
        """The first place with an address in every section, by the section's id."""
        places = [place for place in self.places.values() if place.uri]
        return {section.id: _first_named(section.body, places) for section in self.sections.values()}

    @cached_property
    def _links(self) -> Mapping[tuple[str, Windows, str], tuple[tuple[str, str], ...]]:
        """Title and address of the articles of every section for every version, in every language."""
        return {
            (section.id, windows, language): tuple(
                (article.titles[language], article.urls[language])
                for article in (self.articles[name] for name in section.articles)
                if windows in article.windows
            )
            for section in self.sections.values()
            for windows in WINDOWS
            for language in LANGUAGES
        }

    def body(self, section: Section, windows: Windows) -> str:
        """A section's Markdown for one Windows version, places written out in bold."""
        return self._bodies[section.id, windows]

    def parts(self, section: Section, windows: Windows) -> tuple[Part, ...]:
        """What stands under the headings of a section, for one Windows version."""
        return self._parts[section.id, windows]

    def differs(self, section: Section) -> bool:
        """Whether a section's steps differ between the Windows versions by more than the version's name."""
        return section.id in self._differing

    def places_for(self, windows: Windows) -> dict[str, str]:
        """The menu path of every place in one Windows version, by place id."""
        return {place.id: place.paths[windows] for place in self.places.values()}

    def first_place(self, section: Section) -> Place | None:
        """The first place a section names that has an address of its own."""
        return self._first_places[section.id]

    def uri(self, section: Section) -> str | None:
        """The `ms-settings:` address of that place."""
        place = self.first_place(section)
        return place.uri if place else None

    def links(self, section: Section, windows: Windows, language: str) -> tuple[tuple[str, str], ...]:
        """Title and address of a section's articles that apply to a Windows version, in a language."""
        return self._links[section.id, windows, language]


def _split(body: str) -> tuple[Part, ...]:
    """The parts of a section's Markdown."""
    _, *found = HEADING.split(body)
    return tuple(Part(heading, text.strip()) for heading, text in zip(found[::2], found[1::2], strict=True))


def _first_named(body: str, places: Sequence[Place]) -> Place | None:
    """The place that a body names before any other."""
    named = [place for place in places if f"{{{place.id}}}" in body]
    return min(named, key=lambda place: body.find(f"{{{place.id}}}"), default=None)
