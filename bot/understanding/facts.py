"""The facts of a case in a text, with negation and doubt.

Negation is NegEx (Chapman et al. 2001, "A simple algorithm for identifying negated findings"): a negation reaches some
words ahead, but not beyond its clause or a word such as "men".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from bot.corpus import TRIED, FactForms
from bot.understanding.phrases import Phrases
from bot.understanding.words import Speller, fold

CLAUSE = re.compile(r"([^,.;:?!()\n]+)([,.;:?!()\n]*)")
QUESTION = "?"  # a clause that ends with it states nothing
MAX_GAP = 2  # other words between two words of a form
REACH = 4  # words after a negation that it negates
MAX_CLAUSES = 60  # of a text; no user writes more
MAX_CLAUSE_WORDS = 60
ANY_ENDING = "*"  # follows the first letters of a word, at least two; alone it stands for any word
KEY_LENGTH = 2  # letters; the beginnings of words are looked up by them
AT_START = "^"  # before a phrase that expresses doubt only at the start of a clause


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """The facts of a case that one text states.

    `facts` are values by fact, `denied` pairs of a fact and a value that it does not have. `tried` are the remedies
    that did not help, `doubted` the facts that the user is unsure about.
    """

    facts: Mapping[str, str] = field(default_factory=dict)
    denied: frozenset[tuple[str, str]] = frozenset()
    tried: tuple[str, ...] = ()
    doubted: frozenset[str] = frozenset()


class _Form(NamedTuple):
    """One way to state a value: words in their order, each with its alternatives."""

    words: tuple[tuple[str, ...], ...]
    fact: str
    value: str
    negated: str | None


class _Found(NamedTuple):
    """A form in a clause, with the index of its first word and the one after its last."""

    form: _Form
    start: int
    end: int


class _Node:
    """A node in the tree of all forms: the words that may come next, and the forms that end here.

    `whole` has the next nodes by word; `begun` has them by the beginning of a word, grouped by its first letters.
    """

    __slots__ = ("begun", "forms", "whole")

    def __init__(self) -> None:
        self.whole: dict[str, _Node] = {}
        self.begun: dict[str, dict[str, _Node]] = {}
        self.forms: list[_Form] = []

    def add(self, form: _Form) -> None:
        """Add a form, by every combination of its alternatives."""
        nodes = [self]
        for alternatives in form.words:
            nodes = [node._child(word) for node in nodes for word in alternatives]  # noqa: SLF001 - of the same class
        for node in nodes:
            node.forms.append(form)

    def _child(self, word: str) -> _Node:
        if not word.endswith(ANY_ENDING):
            return self.whole.setdefault(word, _Node())
        beginning = word.removesuffix(ANY_ENDING)
        return self.begun.setdefault(beginning[:KEY_LENGTH], {}).setdefault(beginning, _Node())

    def after(self, word: str) -> list[_Node]:
        """Return the nodes that a word leads to."""
        found = [self.whole[word]] if word in self.whole else []
        for first in (word[:KEY_LENGTH], ""):
            if first in self.begun:
                found += [node for beginning, node in self.begun[first].items() if word.startswith(beginning)]
        return found

    def find(self, words: Sequence[str], start: int, at: int, found: list[_Found]) -> None:
        """Add the forms that begin at `start` and continue here at `at`, with up to `MAX_GAP` words between two."""
        found += [_Found(form, start, at) for form in self.forms]
        if self.whole or self.begun:
            for place in range(at, min(at + 1 + MAX_GAP, len(words))):
                for node in self.after(words[place]):
                    node.find(words, start, place + 1, found)


class _FoundFacts:
    """The facts read from a text so far."""

    def __init__(self) -> None:
        self.facts: dict[str, str] = {}
        self.denied: dict[tuple[str, str], None] = {}
        self.tried: dict[str, None] = {}
        self.doubted: dict[str, None] = {}

    def add(self, form: _Form, *, negated: bool, doubted: bool) -> None:
        """Record a form that was found."""
        fact, value = form.fact, form.value
        if fact == TRIED:
            if not negated and not doubted:
                self.tried[value] = None
        elif doubted:
            self.doubted[fact] = None
        elif not negated:
            self._set(fact, value)
        elif form.negated and self.facts.get(fact, value) == value:
            self._set(fact, form.negated)
        else:
            self.denied[fact, value] = None
            if self.facts.get(fact) == value:
                del self.facts[fact]

    def _set(self, fact: str, value: str) -> None:
        """Set the value of a fact, as the last one; it is no longer denied."""
        self.facts.pop(fact, None)
        self.facts[fact] = value
        self.denied.pop((fact, value), None)


class FactReader:
    """Reader of the facts of a case, by the forms of a corpus. Build once; instances are never changed."""

    def __init__(self, forms: FactForms, speller: Speller) -> None:
        self._speller = speller
        self._before = Phrases.of(forms.before, speller)
        self._pseudo = Phrases.of(forms.pseudo, speller)
        self._doubt = Phrases.of((text for text in forms.doubt if not text.startswith(AT_START)), speller)
        self._doubt_at_start = Phrases.of((text for text in forms.doubt if text.startswith(AT_START)), speller)
        self._stops = frozenset(word for text in forms.stops for word in speller.words(text))
        values = [(name, key, value) for name, fact in forms.facts.items() for key, value in fact.values.items()]
        values += [(TRIED, key, value) for key, value in forms.tried.items()]
        self._forms = _Node()
        for fact, key, value in values:
            for form in value.says:
                self._forms.add(_Form(self._pattern(form), fact, key, value.negated))

    def read(self, text: str) -> StatedFacts:
        """Return the facts in a text; the later of two values counts."""
        facts = _FoundFacts()
        for clause in islice(CLAUSE.finditer(text), MAX_CLAUSES):
            if QUESTION in clause[2]:
                continue
            words = self._speller.words(clause[1])[:MAX_CLAUSE_WORDS]
            if not (all_found := self._longest(words)):
                continue
            doubt, negations = self._doubted_from(words), self._negations(words)
            for found in all_found:
                facts.add(found.form, negated=self._is_negated(words, found, negations), doubted=doubt < found.end)
        return StatedFacts(facts.facts, frozenset(facts.denied), tuple(facts.tried), frozenset(facts.doubted))

    def _longest(self, words: Sequence[str]) -> list[_Found]:
        """Return the forms in a clause, in order.

        If forms of one fact overlap, the one with most words is kept; of equally long ones, the one whose words are
        closest together: "hade ett lokalt konto" is "lokalt konto" rather than "hade konto".
        """
        found: list[_Found] = []
        for start, word in enumerate(words):
            for node in self._forms.after(word):
                node.find(words, start, start + 1, found)
        found.sort(key=lambda match: (-len(match.form.words), match.end - match.start, match.start))
        kept: list[_Found] = []
        for match in found:
            same = (other for other in kept if other.form.fact == match.form.fact)
            if not any(match.start < other.end and other.start < match.end for other in same):
                kept.append(match)
        return sorted(kept, key=lambda match: match.end)

    def _doubted_from(self, words: Sequence[str]) -> int:
        """Return the index of the word from which a clause is in doubt; 0 if doubt is expressed at its end."""
        places = self._doubt.places(words) + [found for found in self._doubt_at_start.places(words) if found[0] == 0]
        if any(at + len(phrase) == len(words) for at, phrase in places):
            return 0
        return min((at for at, _ in places), default=len(words))

    def _negations(self, words: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
        """Return the negations in a clause, each with the index of its first word.

        A word that also ends the reach of a negation, such as "utan", negates nothing after another negation ("inte det
        utan detta").
        """
        pseudo = {at + place for at, phrase in self._pseudo.places(words) for place in range(len(phrase))}
        places = self._before.places(words)
        return [
            (at, phrase)
            for at, phrase in places
            if at not in pseudo and not (at > places[0][0] and words[at] in self._stops)
        ]

    def _is_negated(
        self, words: Sequence[str], found: _Found, negations: Sequence[tuple[int, tuple[str, ...]]]
    ) -> bool:
        """Return whether a negation is inside a form, or before it within reach and without a stop word between."""
        for at, phrase in negations:
            inside = found.start < at < found.end
            ahead = found.start - REACH <= at < found.start
            own = any(phrase == (word,) for alternatives in found.form.words for word in alternatives)
            if own or not (inside or ahead):
                continue
            if not any(word in self._stops for word in words[at + 1 : found.start]):
                return True
        return False

    def _pattern(self, said: str) -> tuple[tuple[str, ...], ...]:
        """Return the words of a form, folded and respelled like the words of texts."""
        return tuple(word for written in said.split() for word in self._alternatives(written))

    def _alternatives(self, written: str) -> Iterator[tuple[str, ...]]:
        """Yield the alternatives of each word of a form as written: `a|b`, `beginning*`."""
        parts = written.split("|")
        if len(parts) == 1 and not written.endswith(ANY_ENDING):
            yield from ((word,) for word in self._speller.words(written))
            return
        yield tuple(f"{fold(part[:-1])}{ANY_ENDING}" if part.endswith(ANY_ENDING) else fold(part) for part in parts)
