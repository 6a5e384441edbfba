"""The part of the section on the screen that a message is about: the one that shares its rare words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from math import log

from bot.corpus import Corpus, Section
from bot.understanding.words import Speller

LEAD = -1  # the index of the text before the first heading
MIN_SHARE = 0.35  # of the weight of the words of a text that the part must have
MAX_FREQUENCY = 0.12  # max. share of all parts that have a word that distinguishes a part
MAX_COUNT = 900  # max. occurrences in the phrasings of a word that distinguishes anything
MARKUP = re.compile(r"[*`{}|]|https?://\S+")

Terms = Callable[[str], Sequence[str]]
"""A function that returns the stems of a word and of its parts."""


class Passages:
    """The parts of sections, found by inverse document frequency. Build once; instances are never changed."""

    def __init__(self, corpus: Corpus, speller: Speller, terms: Terms, counts: Mapping[str, int]) -> None:
        """Take the corpus, a function for the stems of a word, and the counts of words in the phrasings."""
        self._counts = counts
        self._speller, self._terms = speller, terms
        self._parts: Mapping[str, Mapping[int, frozenset[str]]] = {
            section.id: self._cut(corpus, section) for section in corpus.sections.values()
        }
        everywhere = Counter(chain.from_iterable(chain.from_iterable(one.values() for one in self._parts.values())))
        count = sum(map(len, self._parts.values())) or 1
        self._weights = {term: log(count / times) for term, times in everywhere.items()}
        self._unknown = log(count) / 2  # the weight of a word of no part: a name or a filler
        self._telling = log(1 / MAX_FREQUENCY)

    def find(self, section: str, words: Iterable[str]) -> int | None:
        """Return the index of the part that a text is about, `LEAD` for the lead; None if no part is likely."""
        rare = (word for word in dict.fromkeys(words) if self._counts.get(word, 0) <= MAX_COUNT)
        of_text = [frozenset(self._terms(word)) for word in rare]
        whole = sum(max(map(self._weight, terms), default=0.0) for terms in of_text) or 1.0
        shares: dict[int, float] = {}
        for place, known in self._parts.get(section, {}).items():
            shared = [max(map(self._weight, terms & known)) for terms in of_text if terms & known]
            if shared and max(shared) >= self._telling:
                shares[place] = sum(shared) / whole
        best = max(shares, key=shares.__getitem__, default=None)
        return best if best is not None and shares[best] >= MIN_SHARE else None

    def _weight(self, term: str) -> float:
        return self._weights.get(term, self._unknown)

    def _cut(self, corpus: Corpus, section: Section) -> dict[int, frozenset[str]]:
        lead = "\n".join([corpus.body(section, "11").partition("\n## ")[0], *section.meanings.values()])
        parts = {LEAD: lead}
        parts |= {place: f"{part.heading}\n{part.text}" for place, part in enumerate(corpus.parts(section, "11"))}
        return {
            place: frozenset(chain.from_iterable(map(self._terms, self._speller.words(MARKUP.sub(" ", text)))))
            for place, text in parts.items()
        }
