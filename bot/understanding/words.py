"""Swedish words as features: folded, respelled, stemmed, with compounds taken apart and put together, and synonyms."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise

import Stemmer

# What is longer than forty letters is no word: it is cut, so that it costs neither time nor memory.
TOKEN = re.compile(r"[^\W_]{1,40}|[\u2190-\u2bff\U0001f000-\U0001faff]")
ACCENTS = str.maketrans("àáâãæçèêëìíîïñòóôõøùúûüýÿ", "aaaaaceeeiiiinooooouuuuyy")
KEPT_NUMBERS = frozenset({"7", "8", "10", "11", "25"})  # versions of Windows, and the length of a product key
MIN_PART = 4  # letters in a part of a compound: shorter parts split ordinary words
MIN_COMPOUND = 8
PART_COUNT = 3  # times a word stands in the corpus before it counts as a part of others
CACHED_WORDS = 1 << 16


def fold(text: str) -> str:
    """Text in one form whatever keyboard it came from: NFKC, case-folded, without dots and accents (ö becomes o)."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        return text
    # By far the most frequent four go first: `translate` alone takes ten times as long.
    text = text.replace("å", "a").replace("ä", "a").replace("ö", "o").replace("é", "e")
    return text if text.isascii() else text.translate(ACCENTS)


class Speller:
    """Cuts texts into words and respells those of chat and dialect."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self._spellings = {fold(word): fold(right).split() for word, right in spellings.items()}

    def words(self, text: str) -> list[str]:
        """The words of a text, folded and respelled."""
        found: list[str] = TOKEN.findall(fold(text))
        if self._spellings.keys().isdisjoint(found):
            return found
        return [right for word in found for right in self._spellings.get(word, (word,))]


class Lexicon:
    """How words become features, given the synonyms of a language and all the words of its corpus.

    A feature is a string: a stem, two stems in a row joined by `_`, a concept marked `=`.
    """

    def __init__(self, synonyms: Mapping[str, Sequence[str]], speller: Speller, texts: Iterable[Sequence[str]]) -> None:
        self._stem = lru_cache(CACHED_WORDS)(Stemmer.Stemmer("swedish", 0).stemWord)
        self._split = lru_cache(CACHED_WORDS)(self._find_split)
        counts = Counter(chain.from_iterable(texts))
        self._known = frozenset(word for word, count in counts.items() if count > 1)
        self._parts = frozenset(word for word, count in counts.items() if count >= PART_COUNT and len(word) >= MIN_PART)
        # Synonyms of one word by its stem, and those of several by the stem of the first.
        self._concepts: dict[str, list[str]] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for concept, group in synonyms.items():
            for synonym in group:
                stems = tuple(map(self._stem, speller.words(synonym)))
                if len(stems) == 1:
                    self._concepts.setdefault(stems[0], []).append(f"={concept}")
                else:
                    self._phrases.setdefault(stems[0], []).append((stems, f"={concept}"))

    def features(self, words: Sequence[str]) -> list[str]:
        """Every feature of a text, given its words; repeats kept. Numbers that say nothing here are all `0`."""
        return [*chain.from_iterable(map(self.features_of, words)), *self.features_across(words)]

    def features_of(self, word: str) -> list[str]:
        """The features that a word has in every text: its stem, the parts of a compound, concepts."""
        word = _plain(word)
        stem = self._stem(word)
        return [stem, *self._split(word), *self._concepts.get(stem, ())]

    def features_across(self, words: Sequence[str]) -> list[str]:
        """The features of a text that take several of its words; repeats kept."""
        words = [_plain(word) for word in words]
        stems = [self._stem(word) for word in words]
        found = [f"{left}_{right}" for left, right in pairwise(stems)]
        joined = [left + right for left, right in pairwise(words)]  # "moder kort"
        found += [self._stem(word) for word in joined if word in self._known]
        if not self._phrases.keys().isdisjoint(stems):
            found += self._concepts_in(stems)
        return found

    def _find_split(self, word: str) -> tuple[str, ...]:
        """The stems of the two parts of a compound, the first as long as can be; none for other words."""
        for end in range(len(word) - MIN_PART, MIN_PART - 1, -1) if len(word) >= MIN_COMPOUND else ():
            first, rest = word[:end], word[end:]
            if rest in self._parts and (first in self._parts or first.removesuffix("s") in self._parts):
                return self._stem(first.removesuffix("s")), self._stem(rest)
        return ()

    def _concepts_in(self, stems: list[str]) -> Iterator[str]:
        """The concepts of synonyms that are several words."""
        for at in [at for at, stem in enumerate(stems) if stem in self._phrases]:
            for synonym, concept in self._phrases[stems[at]]:
                if tuple(stems[at : at + len(synonym)]) == synonym:
                    yield concept


def _plain(word: str) -> str:
    return "0" if word.isdigit() and word not in KEPT_NUMBERS else word
