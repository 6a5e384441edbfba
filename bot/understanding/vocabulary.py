"""Which features there are, by number: words from 0 on, n-grams after them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final

import numpy as np

from bot.understanding.features import (
    Hashes,
    Ints,
    Words,
    character_features,
    character_hashes,
    named_hash,
)
from bot.understanding.words import Lexicon

STRANGE_WORDS = 1 << 13  # that are remembered, of those no phrasing has

# A word, and an n-gram, that no phrasing has is numbered by its hash and one of these.
_UNSEEN_WORD: Final = 1 << 32
_UNSEEN_NGRAM: Final = 2 << 32


class Vocabulary:
    """The numbers of features. Build once; instances are never changed.

    `ends` are the numbers past those of words, past those of n-grams, and past those of words that are unseen.
    """

    def __init__(self, lexicon: Lexicon, words: Hashes, ngrams: Hashes, spelled: Iterable[str]) -> None:
        """Number features by their ascending hashes; what the words `spelled` have alone is looked up beforehand."""
        self._lexicon, self._ngrams = lexicon, ngrams
        self._words = {word: number for number, word in enumerate(words.tolist())}
        self.ends = np.array([len(words), len(words) + len(ngrams), _UNSEEN_NGRAM])
        self._ids_of = self._spell(list(dict.fromkeys(spelled)))
        self._ids_of_strange = lru_cache(STRANGE_WORDS)(self._look_up)

    def ids(self, text: Words) -> Ints:
        """The numbers of a text's features, repeats kept."""
        known, strange = self._ids_of, self._ids_of_strange
        found = [known[word] if word in known else strange(word) for word in text]
        found.append(self.named(self._lexicon.features_across(text)))
        return np.concatenate(found)

    def named(self, names: Iterable[str]) -> Ints:
        """The numbers of word features by their names."""
        find = self._words.get
        hashes = map(named_hash, names)
        return np.array([find(hashed, hashed + _UNSEEN_WORD) for hashed in hashes], dtype=np.int64)

    def _look_up(self, word: str) -> Ints:
        """The numbers of the features that a word has in every text, repeats kept."""
        return np.concatenate([self.named(self._lexicon.features_of(word)), self._find_ngrams(character_hashes(word))])

    def _spell(self, words: list[str]) -> dict[str, Ints]:
        """The same by word, of many at once: no n-gram stands in two words, so each has its own."""
        named = [self._lexicon.features_of(word) for word in words]
        ngrams = character_features([[word] for word in words])
        times = ngrams.counts.astype(np.int64)
        owners = np.concatenate(
            [np.repeat(np.arange(len(words)), list(map(len, named))), np.repeat(ngrams.texts, times)]
        )
        ids = np.concatenate(
            [self.named(chain.from_iterable(named)), np.repeat(self._find_ngrams(ngrams.hashes), times)]
        )[np.argsort(owners, kind="stable")]
        ends = np.cumsum(np.bincount(owners, minlength=len(words))).tolist()
        return {word: ids[start:end] for word, (start, end) in zip(words, pairwise((0, *ends)), strict=True)}

    def _find_ngrams(self, hashes: Hashes) -> Ints:
        """The numbers of n-grams: their places among those known, after all words, else by their hashes."""
        at = np.searchsorted(self._ngrams, hashes)
        known = self._ngrams.take(at, mode="clip") == hashes
        ids: Ints = np.where(known, at + len(self._words), hashes + np.int64(_UNSEEN_NGRAM))
        return ids
