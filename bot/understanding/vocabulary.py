"""Which features there are, by number: words from 0 on, n-grams after them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Final

import numpy as np

from bot.understanding.features import (
    Hashes,
    Ints,
    Words,
    character_features,
    character_hashes,
    named_hash,
    word_hashes,
)
from bot.understanding.words import Lexicon

# A word, and an n-gram, that no phrasing has is numbered by its hash and one of these.
_UNSEEN_WORD: Final = 1 << 32
_UNSEEN_NGRAM: Final = 2 << 32


class Vocabulary:
    """The numbers of features. Build once; instances are never changed.

    `ends` are the numbers past those of words, past those of n-grams, and past those of words that are unseen.
    """

    def __init__(self, lexicon: Lexicon, words: Hashes, ngrams: Hashes, spelled: Iterable[str]) -> None:
        """Number features by their ascending hashes; the n-grams of the words `spelled` are looked up beforehand."""
        self._lexicon, self._words, self._ngrams = lexicon, words, ngrams
        self.ends = np.array([len(words), len(words) + len(ngrams), _UNSEEN_NGRAM])
        self._ngrams_of = self._spell(list(dict.fromkeys(spelled)))

    def ids(self, text: Words) -> Ints:
        """The numbers of a text's features, repeats kept."""
        found = [self._find_words(word_hashes(text, self._lexicon))]
        found += [self._ngrams_of[word] for word in text if word in self._ngrams_of]
        if strange := [word for word in text if word not in self._ngrams_of]:
            found.append(self._find_ngrams(character_hashes(strange)))
        return np.concatenate(found)

    def named(self, names: Iterable[str]) -> Ints:
        """The numbers of word features by their names."""
        return self._find_words(list(map(named_hash, names)))

    def _find_words(self, hashes: list[int]) -> Ints:
        return _find(np.array(hashes, dtype=np.uint32), self._words, 0, _UNSEEN_WORD)

    def _find_ngrams(self, hashes: Hashes) -> Ints:
        return _find(hashes, self._ngrams, len(self._words), _UNSEEN_NGRAM)

    def _spell(self, words: list[str]) -> dict[str, Ints]:
        """The numbers of words' n-grams, repeats kept: no n-gram stands in two words, so each has its own."""
        ngrams = character_features([[word] for word in words])
        times = ngrams.counts.astype(np.int64)
        ids = np.repeat(self._find_ngrams(ngrams.hashes), times)
        ends = np.cumsum(np.bincount(np.repeat(ngrams.texts, times), minlength=len(words)))
        return {word: ids[start:end] for word, (start, end) in zip(words, pairwise((0, *ends)), strict=True)}


def _find(hashes: Hashes, known: Hashes, first: int, unseen: int) -> Ints:
    """The numbers of hashes: their places among the `known`, from `first` on, else their own and `unseen`."""
    at = np.searchsorted(known, hashes)
    ids: Ints = np.where(known.take(at, mode="clip") == hashes, at + first, hashes + np.int64(unseen))
    return ids
