"""The features of a text: character n-grams of its words, stems, pairs of stems, compounds and concepts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise

import Stemmer

from bot.understanding.words import Speller

Words = Sequence[str]
"""The words of a text, as `Speller.words` returns them."""

NGRAM_LENGTHS = (3, 4)  # characters of the shortest and the longest
KEPT_NUMBERS = frozenset({"7", "8", "10", "11", "25"})  # versions of Windows, and the length of a product key
MIN_PART = 4  # letters of a part of a compound: shorter parts would split ordinary words
MIN_COMPOUND = 8
MIN_PART_COUNT = 3  # min. occurrences in the corpus of a word that may be a part of compounds
CACHED_WORDS = 1 << 16


class Features:
    """The features of texts in one language. Build once; instances are never changed.

    `counts` has the number of occurrences of each word in the corpus; compounds are made of these words.
    """

    def __init__(self, synonyms: Mapping[str, Sequence[str]], speller: Speller, counts: Mapping[str, int]) -> None:
        self._stem = lru_cache(CACHED_WORDS)(Stemmer.Stemmer("swedish", 0).stemWord)
        self._known = frozenset(word for word, count in counts.items() if count > 1)
        frequent = (word for word, count in counts.items() if count >= MIN_PART_COUNT)
        self._parts = frozenset(word for word in frequent if len(word) >= MIN_PART)
        # Synonyms of one word by its stem, those of several words by the stem of the first.
        self._concepts: dict[str, list[str]] = {}
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for concept, group in synonyms.items():
            for synonym in group:
                stems = tuple(map(self._stem, speller.words(synonym)))
                if len(stems) == 1:
                    self._concepts.setdefault(stems[0], []).append(f"={concept}")
                elif stems:
                    self._phrases.setdefault(stems[0], []).append((stems, f"={concept}"))

    def characters(self, words: Words) -> list[str]:
        """Return the character n-grams of a text, repeats kept."""
        return list(chain.from_iterable(map(ngrams, words)))

    def terms(self, words: Words) -> list[str]:
        """Return the features made of whole words, repeats kept: stems, pairs joined by `_`, concepts marked `=`."""
        return [*chain.from_iterable(map(self.terms_of, words)), *self.terms_across(words)]

    def terms_of(self, word: str) -> list[str]:
        """Return the terms that a word has in every text: its stem, the parts of a compound, concepts."""
        word = _plain(word)
        stem = self._stem(word)
        return [stem, *self._parts_of(word), *self._concepts.get(stem, ())]

    def terms_across(self, words: Words) -> list[str]:
        """Return the terms made of several words: pairs, compounds written apart, concepts."""
        words = [_plain(word) for word in words]
        stems = [self._stem(word) for word in words]
        found = [f"{left}_{right}" for left, right in pairwise(stems)]
        joined = [left + right for left, right in pairwise(words)]  # "moder kort"
        found += [self._stem(word) for word in joined if word in self._known]
        for at, stem in enumerate(stems):
            for synonym, concept in self._phrases.get(stem, ()):
                if tuple(stems[at : at + len(synonym)]) == synonym:
                    found.append(concept)
        return found

    def _parts_of(self, word: str) -> tuple[str, ...]:
        """Return the stems of the two parts of a compound, the first as long as possible; none for other words."""
        for end in range(len(word) - MIN_PART, MIN_PART - 1, -1) if len(word) >= MIN_COMPOUND else ():
            first, rest = word[:end], word[end:]
            if rest in self._parts and (first in self._parts or first.removesuffix("s") in self._parts):
                return self._stem(first.removesuffix("s")), self._stem(rest)
        return ()


@lru_cache(CACHED_WORDS)
def ngrams(word: str) -> tuple[str, ...]:
    """Return the character n-grams of a word with a space on either side, as `char_wb` of scikit-learn does."""
    padded = f" {word} "
    found: list[str] = []
    for size in range(NGRAM_LENGTHS[0], NGRAM_LENGTHS[1] + 1):
        if len(padded) <= size:
            found.append(padded)
            break
        found += [padded[at : at + size] for at in range(len(padded) - size + 1)]
    return tuple(found)


def count_words(texts: Iterable[Words]) -> Counter[str]:
    """Return the words of texts with their counts."""
    return Counter(chain.from_iterable(texts))


def _plain(word: str) -> str:
    """Return the word, or "0" for a number that has no meaning of its own."""
    return "0" if word.isdigit() and word not in KEPT_NUMBERS else word
