"""The linear classifier of texts: the trained model, and its application with numpy."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.corpus import ABOUT, SMALLTALK
from bot.understanding.matching.features import Features, Words, ngrams

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

CACHED_WORDS = 1 << 14  # words whose feature ids are cached
MIN_TYPED = 3  # min. letters of an unfinished word that is completed
LAST = "\uffff"  # sorts after every letter
SAFETY = "safety-"


class Kind(IntEnum):
    """The kind of a class: a section, a topic that is off the subject, or talk.

    Talk is small talk, dangers to warn of, and questions about an answer.
    """

    SECTION = 0
    OTHER = 1
    TALK = 2

    @classmethod
    def of(cls, name: str, topics: Container[str]) -> Kind:
        """Return the kind of a class by its name, given the names of those that are not sections."""
        if name not in topics:
            return cls.SECTION
        return cls.TALK if name.startswith((SMALLTALK, SAFETY, ABOUT)) else cls.OTHER


@dataclass(frozen=True, slots=True)
class Calibration:
    """The parameters that turn scores into probabilities, fitted on texts that the scoring model had not seen.

    `scale` multiplies the scores of classes before softmax (the inverse of a temperature). `subject` are the parameters
    of a logistic regression of whether a text is on the subject: the weight of the log odds of the classes, the weight
    of the subject score, and the bias.
    """

    scale: float = 1.0
    subject: tuple[float, float, float] = (1.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class LinearModel:
    """The model trained on a corpus.

    `kinds` has the kind of each of `classes`. `vocabulary` are the features: the first `ngrams` are character n-grams,
    the others terms. `idf` is the inverse document frequency of each; `weights` has a row for each, with a column for
    every class and a last one for whether a text is on the subject; `intercepts` has a value for every column. `words`
    are the words of the corpus with their counts. `exact` are the hashes of phrasings, ascending, and `exact_classes`
    the index of the class of each. `fingerprint` identifies what the model was trained on.
    """

    fingerprint: str
    language: str
    classes: tuple[str, ...]
    kinds: tuple[Kind, ...]
    vocabulary: tuple[str, ...]
    ngrams: int
    idf: Floats
    weights: NDArray[np.float16]
    intercepts: Floats
    calibration: Calibration
    words: Mapping[str, int]
    exact: NDArray[np.uint64]
    exact_classes: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Scores:
    """The output of the model for a text.

    `classes` has the decision value of every class, in the order of the model; `subject` is that of being on the
    subject. `exact` is the index of the class that has a phrasing of exactly the same words. `unseen` is the share of
    words that the corpus has not even a part of, 1 if there are no words; `length` is the number of words.
    """

    classes: Floats
    subject: float
    exact: int | None
    unseen: float
    length: int


class Classifier:
    """The application of a model to the features of texts. Build once; instances are never changed."""

    def __init__(self, model: LinearModel, features: Features) -> None:
        self.classes = model.classes
        self._model, self._features = model, features
        names = model.vocabulary
        self._ngrams = dict(zip(names[: model.ngrams], range(model.ngrams), strict=True))
        self._terms = dict(zip(names[model.ngrams :], range(model.ngrams, len(names)), strict=True))
        self._ids_of = lru_cache(CACHED_WORDS)(self._look_up)

    def score(self, words: Words) -> Scores:
        """Return the scores of a text, given its words."""
        ids, values = self._vector(words)
        decisions = values @ self._model.weights.take(ids, axis=0).astype(np.float32) + self._model.intercepts
        return Scores(
            classes=decisions[:-1],
            subject=float(decisions[-1]),
            exact=self.exact(words),
            unseen=sum(map(self._is_unseen, words)) / len(words) if words else 1.0,
            length=len(words),
        )

    def contributions(self, words: Words, name: str) -> dict[str, float]:
        """Return the contribution of each feature of a text to the score of a class; `·` is a space in an n-gram."""
        ids, values = self._vector(words)
        added = values * self._model.weights.take(ids, axis=0)[:, self.classes.index(name)]
        named = (self._name(at) for at in ids.tolist())
        return dict(zip(named, added.tolist(), strict=True))

    def _name(self, at: int) -> str:
        name = self._model.vocabulary[at]
        return f"‹{name.replace(' ', '·')}›" if at < self._model.ngrams else name

    def _is_unseen(self, word: str) -> bool:
        """Return whether the corpus has neither a word, nor its stem, nor a part of it."""
        return word not in self._model.words and self._terms.keys().isdisjoint(self._features.terms_of(word))

    def _vector(self, words: Words) -> tuple[Ints, Floats]:
        """Return the ids of the features of a text and their TF-IDF values; n-grams and terms each have unit length."""
        across = [at for term in self._features.terms_across(words) if (at := self._terms.get(term)) is not None]
        found = [self._ids_of(word) for word in words]
        ids, counts = np.unique(np.concatenate([*found, np.array(across, dtype=np.int64)]), return_counts=True)
        values: Floats = ((1 + np.log(counts)) * self._model.idf.take(ids)).astype(np.float32)
        terms = int(ids.searchsorted(self._model.ngrams))
        _normalise(values[:terms])
        _normalise(values[terms:])
        return ids, values

    def _look_up(self, word: str) -> Ints:
        """Return the ids of the features that a word has in every text, repeats kept."""
        found = [self._ngrams.get(ngram) for ngram in ngrams(word)]
        found += [self._terms.get(term) for term in self._features.terms_of(word)]
        return np.array([at for at in found if at is not None], dtype=np.int64)

    def completed(self, words: Words) -> Words:
        """Return the words of an unfinished text, the last one completed to the most frequent word of the corpus."""
        if not words or len(words[-1]) < MIN_TYPED:
            return words
        begun = words[-1]
        start = bisect_left(self._sorted_words, begun)
        end = bisect_left(self._sorted_words, begun + LAST, lo=start)
        found = self._sorted_words[start:end]
        return [*words[:-1], max(found, key=self._model.words.__getitem__, default=begun)]

    @cached_property
    def _sorted_words(self) -> list[str]:
        return sorted(self._model.words)

    def exact(self, words: Words) -> int | None:
        """Return the index of the only class with a phrasing of exactly these words; None if there is none."""
        hashed = hash_words(words)
        at = int(self._model.exact.searchsorted(hashed))
        there = at < len(self._model.exact) and self._model.exact[at] == hashed
        return int(self._model.exact_classes[at]) if there else None


def _normalise(values: Floats) -> None:
    """Scale values to unit length, in place."""
    values /= np.sqrt(values @ values) or 1


def hash_words(words: Words) -> np.uint64:
    """Return a hash of the words of a text, the same on every machine."""
    return np.uint64(int.from_bytes(hashlib.blake2b(" ".join(words).encode(), digest_size=8).digest(), "big"))


def softmax(values: NDArray[Any]) -> Floats:
    """Return the softmax along the last axis."""
    chances: Floats = np.exp(values - values.max(axis=-1, keepdims=True))
    chances /= chances.sum(axis=-1, keepdims=True)
    return chances
