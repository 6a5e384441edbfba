"""Which class of phrasings a text belongs to: a naive Bayes model and the nearest phrasing.

A class is a section or a topic. Everything is learned from the phrasings in one pass at load; nothing is trained
beforehand and nothing is random.

- Every text becomes two unit vectors, of words and of character n-grams, weighted by rarity and by how much a feature
  tells classes apart.
- Naive Bayes knows what a class speaks of in general; the nearest phrasing knows this very wording.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import Features, Floats, Ints, Words, character_features, named_feature, word_features
from bot.understanding.words import Lexicon

SMOOTHING = 0.07
EVEN_SPREAD = 0.02  # phrasings that every class is thought to have of every feature, before its own are counted
INFORMATION_POWER = 0.4
MOST_POSTINGS = 5_000  # targets of a feature, above which it says next to nothing of any one and costs most
UNSEEN_WEIGHT = 0.8  # of the weightiest feature: what a feature weighs that no phrasing has


@dataclass(frozen=True, slots=True)
class Scores:
    """How well each class fits a text, in the order of the matcher's classes.

    `bayes` is a log likelihood up to a constant; `nearest` the cosine of its words with those of
    the nearest phrasing of the class. Of the text alone: `subject`, the log odds that it is on the subject rather
    than off it, whatever the class; `unseen`, the share of its weight in features that no phrasing has, for words and
    for characters; `length` in words.
    """

    bayes: Floats
    nearest: Floats
    subject: float
    unseen: tuple[float, ...]
    length: int


class Matcher:
    """Phrasings by class, indexed. Build once, then `score` texts; instances are never changed."""

    def __init__(
        self, phrasings: Mapping[str, Sequence[Words]], lexicon: Lexicon, off_subject: Collection[str] = ()
    ) -> None:
        """Index phrasings by class; `off_subject` names the classes of texts about something else."""
        self.classes = tuple(name for name, texts in phrasings.items() if texts)
        self._lexicon = lexicon
        self._sizes = np.array([len(phrasings[name]) for name in self.classes])
        self._starts = np.cumsum(self._sizes) - self._sizes
        owner = np.repeat(np.arange(len(self._sizes)), self._sizes)
        texts = [text for name in self.classes for text in phrasings[name]]
        off = np.array([name in off_subject for name in self.classes])
        self._words = _Block(word_features(texts, lexicon), owner, self._sizes, off, compared=True)
        self._characters = _Block(character_features(texts), owner, self._sizes, off)

    def score(self, text: Words) -> Scores:
        """The fit of every class, given the words of a text."""
        features = word_features([text], self._lexicon)
        words = self._words.weigh(features)
        grams = character_features([text])
        characters = self._characters.weigh(grams)
        return Scores(
            bayes=self._words.bayes(*words) + self._characters.bayes(*characters),
            nearest=np.maximum.reduceat(self._words.similarity(*words), self._starts),
            subject=self._words.subject(*words) + self._characters.subject(*characters),
            unseen=(self._words.unseen(features, words[0]), self._characters.unseen(grams, characters[0])),
            length=len(text),
        )

    def similarities(self, text: Words) -> Floats:
        """The cosine of a text's words with every phrasing, 0 to 1, in the order of classes and their phrasings."""
        return self._words.similarity(*self._words.weigh(word_features([text], self._lexicon)))

    def words_for(self, text: Words, name: str) -> dict[str, float]:
        """The word features of a text that some class has, with what each adds to the log likelihood of class `name`.

        What a feature adds is told beside what it adds to the classes on average, so that below 0 it speaks against.
        """
        block, at = self._words, self.classes.index(name)
        names = list(dict.fromkeys(self._lexicon.features(text)))
        found: dict[str, float] = {}
        ids, values = block.weigh(word_features([text], self._lexicon))
        weight_of = dict(zip(ids.tolist(), values.tolist(), strict=True))
        for feature in names:
            known, _ = block.weigh(named_feature(feature))
            if len(known):
                added = block.odds(int(known[0]))
                found[feature] = weight_of[int(known[0])] * float(added[at] - added.mean())
        return found


class _Postings:
    """For every feature, the targets it stands for (texts or classes) and its value there."""

    def __init__(self, ids: Ints, targets: Ints, values: Floats, features: int, size: int) -> None:
        telling = np.bincount(ids, minlength=features)[ids] <= MOST_POSTINGS
        ids, targets, values = ids[telling], targets[telling], values[telling]
        order = np.argsort(ids)
        # Of the widths that adding up works with, so that no question pays for changing them.
        self._targets, self._values = targets[order].astype(np.int64), values[order].astype(np.float64)
        self._size = size
        self._lengths = np.bincount(ids, minlength=features)
        self._starts = np.cumsum(self._lengths) - self._lengths

    def sum(self, ids: Ints, values: Floats) -> Floats:
        """For every target, the sum over features of the feature's value there times the one given."""
        lengths = self._lengths[ids]
        at = np.repeat(self._starts[ids] - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        weights = self._values[at] * np.repeat(values, lengths)
        return np.bincount(self._targets[at], weights, self._size).astype(np.float64)  # of nothing it is an int


class _Block:
    """One kind of features of all phrasings: their weights, values by phrasing, and log odds by class."""

    def __init__(
        self, features: Features, owner: Ints, sizes: Ints, off_subject: NDArray[np.bool_], *, compared: bool = False
    ) -> None:
        """Learn from all phrasings; only a block that is `compared` can tell similarities."""
        texts, classes = len(owner), len(sizes)
        self._hashes, inverse = np.unique(features.hashes, return_inverse=True)
        ids, count = inverse.astype(np.int32), len(self._hashes)
        frequency = np.bincount(ids, minlength=count)
        # A class that has a feature, once: (feature, class) pairs as one number.
        pairs, pair_of = np.unique(inverse * classes + owner[features.texts], return_inverse=True)
        pair_feature, pair_class = pairs // classes, pairs % classes
        del inverse, pairs
        rarity = np.log((1 + texts) / (1 + frequency)) + 1
        self._weights = rarity * _information(pair_feature, np.bincount(pair_of) / sizes[pair_class], count, sizes)
        self._unseen_weight = UNSEEN_WEIGHT * float(self._weights.max())
        values = _unit((1 + np.log(features.counts)) * self._weights.astype(np.float32)[ids], features.texts, texts)
        mass = np.bincount(pair_of, values)
        del pair_of
        if compared:
            self._by_text = _Postings(ids, features.texts, values, count, texts)
        self._by_class = _Postings(pair_feature, pair_class, np.log1p(mass / SMOOTHING), count, classes)
        total = np.bincount(pair_class, mass, classes)
        self._log_mass = np.log((total + SMOOTHING * count) / SMOOTHING)
        off = off_subject[pair_class]
        on_mass, off_mass = np.bincount(pair_feature, mass * ~off, count), np.bincount(pair_feature, mass * off, count)
        self._subject = np.log(_smoothed_share(on_mass)) - np.log(_smoothed_share(off_mass))

    def weigh(self, features: Features) -> tuple[Ints, Floats]:
        """Ids and values of those features of one text that any phrasing has, the values of unit length."""
        ids = np.searchsorted(self._hashes, features.hashes)
        known = self._hashes[np.minimum(ids, len(self._hashes) - 1)] == features.hashes
        ids = ids[known]
        values = (1 + np.log(features.counts[known])) * self._weights[ids]
        length = np.sqrt((values * values).sum())
        return ids, values / length if length else values

    def unseen(self, features: Features, known: Ints) -> float:
        """The share of a text's weight in features that no phrasing has, given the `known` ones; 1 of nothing."""
        weight = (len(features.hashes) - len(known)) * self._unseen_weight
        total = weight + float(self._weights[known].sum())
        return weight / total if total else 1.0

    def odds(self, feature: int) -> Floats:
        """What a feature of weight 1 adds to the log likelihood of every class."""
        return self.bayes(np.array([feature]), np.ones(1))

    def subject(self, ids: Ints, values: Floats) -> float:
        """Log odds that a text is on the subject."""
        return float(values @ self._subject[ids])

    def bayes(self, ids: Ints, values: Floats) -> Floats:
        """Log likelihood of the classes, up to a constant."""
        likelihood: Floats = self._by_class.sum(ids, values) - values.sum() * self._log_mass
        return likelihood

    def similarity(self, ids: Ints, values: Floats) -> Floats:
        """Cosine with every phrasing."""
        return self._by_text.sum(ids, values)


def _information(features: Ints, shares: Floats, count: int, sizes: Ints) -> Floats:
    """How much each feature tells classes apart: near 1 where one class alone has it, 0 where all have it alike.

    `shares` is the share of a class' phrasings that has a feature, for each pair of both that occurs. The measure is
    one less the entropy of the feature over classes, as a part of the most it can be.
    """
    spread = EVEN_SPREAD / sizes.mean()
    shares = shares + spread
    absent = len(sizes) - np.bincount(features, minlength=count)
    total = np.bincount(features, shares, count) + absent * spread
    entropy = (
        np.log(total)
        - (np.bincount(features, shares * np.log(shares), count) + absent * spread * np.log(spread)) / total
    )
    information: Floats = np.maximum(1 - entropy / np.log(max(len(sizes), 2)), 0) ** INFORMATION_POWER
    return information


def _smoothed_share(mass: NDArray[Any]) -> Floats:
    share: Floats = (mass + SMOOTHING) / (mass.sum() + SMOOTHING * len(mass))
    return share


def _unit(values: Floats, owners: Ints, texts: int) -> Floats:
    length = np.sqrt(np.bincount(owners, values * values, texts))
    unit: Floats = (values / np.maximum(length, 1e-9).astype(np.float32)[owners]).astype(np.float32)
    return unit
