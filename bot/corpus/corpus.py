"""The corpus of one language as frozen values, and the look-ups that answers need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product

from bot.corpus.markup import MARK, PLACEHOLDER, Part, differs, resolve, split
from bot.corpus.names import CLOSING, FOUND, WINDOWS, Windows
from bot.corpus.pages import Article, CodeFact, Evidence, Notice, Page, Place, Section
from bot.corpus.talk import Advice, Aspect, Feeling, Inquiry, ScreenName, Term
from bot.corpus.words import CodeContext, FactForms, Glossary, OutputForms, Words


@dataclass(frozen=True)
class Corpus:
    """All knowledge in one language, checked and frozen.

    `topics` holds the phrasings that belong to no section, by topic: `off-topic`, `piracy`, `smalltalk-greeting` …
    `notices` are the answers to some of these topics, by topic. `evidence` is keyed by what it is evidence for:
    `piracy`, `activator`, `office`, `not-activated`, `subject` …; any one of several suffices. `advice` is what to try
    next, by name: `troubleshooter`, `portal`, `help`; `most_asked` are ids of sections. `facts` are the forms in which
    users state the facts of their case, `inquiries` the questions that the bot may ask back, in the order in which it
    asks them if nothing is known, `terms` the glossary. `term_questions` are the ways to ask about a word: `frames`,
    `fillers` that may be around it, `words` and `verbs` of a question within a longer text, and `where` for questions
    about a place. `aspects` are what users ask about every section, by topic. Look-ups are computed once, on first use.
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
    closing: Feeling = field(default_factory=lambda: Feeling(CLOSING, (), ""))
    found: Feeling = field(default_factory=lambda: Feeling(FOUND, (), ""))

    @cached_property
    def sections_by_code(self) -> Mapping[str, tuple[Section, ...]]:
        """The sections by code, best first.

        A code belongs most to the section that lists it first (0xC004F210 is in two rows of the source).
        """
        found: dict[str, list[Section]] = {}
        for section in self.sections.values():
            for code in section.codes:
                found.setdefault(code, []).append(section)
        return {
            code: tuple(sorted(sections, key=lambda section, code=code: section.codes.index(code)))  # type: ignore[misc]
            for code, sections in found.items()
        }

    @property
    def pages(self) -> tuple[Page, ...]:
        """The sections and the notices."""
        return (*self.sections.values(), *self.notices.values())

    @cached_property
    def _resolved(self) -> Mapping[tuple[str, Windows, bool], tuple[str, tuple[Part, ...]]]:
        """The Markdown and the parts of every page, by its id, the version, and whether the user has stated that."""
        found: dict[tuple[str, Windows, bool], tuple[str, tuple[Part, ...]]] = {}
        for windows, known in product(WINDOWS, (True, False)):
            places = self._places(windows, known=known)
            for page in self.pages:
                marked = resolve(page.body, windows, places)
                found[page.id, windows, known] = MARK.sub("", marked), split(marked)
        return found

    @cached_property
    def _ways(self) -> Mapping[tuple[str, Windows, bool], tuple[tuple[int, Part], ...]]:
        """The parts that are ways, each with its index among all parts; the keys are those of `_resolved`."""
        return {
            name: tuple((place, part) for place, part in enumerate(parts) if part.is_way)
            for name, (_, parts) in self._resolved.items()
        }

    @cached_property
    def _differing(self) -> frozenset[tuple[str, bool]]:
        """The ids of the pages that differ between the versions, each with whether the user has stated the version."""
        found: set[tuple[str, bool]] = set()
        for known in (True, False):
            places = {windows: self._places(windows, known=known) for windows in WINDOWS}
            found |= {(page.id, known) for page in self.pages if differs(page.body, places)}
        return frozenset(found)

    def body(self, page: Page, windows: Windows, *, known: bool = True) -> str:
        """Return a page's Markdown for one Windows version.

        Places are written out as menu paths. If the version is not `known`, because the user has not stated it,
        a place that has a way for both versions is written out as that.
        """
        return self._resolved[page.id, windows, known][0]

    def parts(self, page: Page, windows: Windows, *, known: bool = True) -> tuple[Part, ...]:
        """Return the text under each heading of a page, resolved as in `body`."""
        return self._resolved[page.id, windows, known][1]

    def ways(self, page: Page, windows: Windows, *, known: bool = True) -> tuple[tuple[int, Part], ...]:
        """Return the parts of a page that are ways, each with its index among all parts."""
        return self._ways[page.id, windows, known]

    def differs(self, page: Page, *, known: bool = True) -> bool:
        """Return whether `body` differs between the Windows versions by more than the version's name."""
        return (page.id, known) in self._differing

    def first_place(self, section: Section) -> Place | None:
        """Return the first place with a URI that a section names."""
        named = (self.places.get(name) for name in PLACEHOLDER.findall(section.body))
        return next((place for place in named if place and place.uri), None)

    def links(self, page: Page, windows: Windows, language: str) -> tuple[tuple[str, str], ...]:
        """Return the titles and addresses, in a language, of the articles of a page for a Windows version."""
        articles = (self.articles[name] for name in page.articles)
        return tuple(
            (article.titles[language], article.urls[language]) for article in articles if windows in article.windows
        )

    def _places(self, windows: Windows, *, known: bool) -> dict[str, str]:
        """Return the Markdown of every place, by place id."""
        return {place.id: place.markdown(windows, known=known) for place in self.places.values()}
