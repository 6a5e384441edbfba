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
from itertools import chain
from math import sqrt
from typing import NamedTuple

import numpy as np

from bot.understanding.features import Floats, Ints, Words, character_features, counted, word_features
from bot.understanding.learning import Kind, learn
from bot.understanding.postings import Entries, Postings
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.words import Lexicon

MOST_COUNTED = 4096  # times a feature stands in a text, above which it counts no more: a message has fewer characters
COMMON = 10  # classes that have a feature, from which on a row for all of them is added up faster than its entries


# What a feature counts for that stands so many times in a text, as precise as when phrasings were learned.
_TIMES: Floats = 1 + np.log(np.arange(1, MOST_COUNTED + 1, dtype=np.float32))


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


class _Weighed(NamedTuple):
    """The features of a text that some phrasing has, and their values, of unit length for either kind.

    `unseen` is as in `Scores`.
    """

    ids: Ints
    values: Floats
    unseen: tuple[float, float]


class Matcher:
    """Phrasings by class, indexed. Build once, then `score` texts; instances are never changed.

    The features of both kinds are numbered through, so that a text is one array of them and one of values. What a
    feature says stands in two places: of phrasings, and of classes where few have it, in postings; of classes where
    many have it in a row of its own.
    """

    def __init__(
        self, phrasings: Mapping[str, Sequence[Words]], lexicon: Lexicon, off_subject: Collection[str] = ()
    ) -> None:
        """Index phrasings by class; `off_subject` names the classes of texts about something else."""
        self.classes = tuple(name for name, texts in phrasings.items() if texts)
        self._lexicon = lexicon
        sizes = np.array([len(phrasings[name]) for name in self.classes])
        self._starts = np.cumsum(sizes) - sizes
        owner = np.repeat(np.arange(len(sizes)), sizes)
        texts = [text for name in self.classes for text in phrasings[name]]
        off = np.array([name in off_subject for name in self.classes])
        words = learn(word_features(texts, lexicon), owner, sizes, off)
        ngrams = learn(character_features(texts), owner, sizes, off)
        self._vocabulary = Vocabulary(lexicon, words.hashes, ngrams.hashes, chain.from_iterable(texts))
        self._weights = np.concatenate([words.weights, ngrams.weights])
        self._subject = np.concatenate([words.subject, ngrams.subject])
        self._unseen_weights = words.unseen_weight, ngrams.unseen_weight
        self._texts = len(texts)
        self._row_of, self._rows, rare = _tabulate(words, ngrams)
        entries = words.by_text.joined(rare.moved(targets=self._texts))
        self._postings = Postings(entries, len(self._weights), self._texts + len(self.classes))

    def score(self, text: Words) -> Scores:
        """The fit of every class, given the words of a text."""
        found = self._weigh(text)
        of_texts, of_classes = self._add_up(found.ids, found.values)
        return Scores(
            bayes=of_classes,
            nearest=np.maximum.reduceat(of_texts, self._starts),
            subject=float(found.values @ self._subject.take(found.ids)),
            unseen=found.unseen,
            length=len(text),
        )

    def similarities(self, text: Words) -> Floats:
        """The cosine of a text's words with every phrasing, 0 to 1, in the order of classes and their phrasings."""
        found = self._weigh(text)
        return self._add_up(found.ids, found.values)[0]

    def words_for(self, text: Words, name: str) -> dict[str, float]:
        """The word features of a text that some class has, with what each adds to the log likelihood of class `name`.

        What a feature adds is told beside what it adds to the classes on average, so that below 0 it speaks against.
        """
        weighed, at = self._weigh(text), self.classes.index(name)
        value_of = dict(zip(weighed.ids.tolist(), weighed.values.tolist(), strict=True))
        found: dict[str, float] = {}
        for feature in dict.fromkeys(self._lexicon.features(text)):
            ids = self._vocabulary.named([feature])
            if value := value_of.get(int(ids[0])):
                _, added = self._add_up(ids, np.ones(1))
                found[feature] = value * float(added[at] - added.mean())
        return found

    def _weigh(self, text: Words) -> _Weighed:
        """The features of a text, and their values."""
        ids, counts = counted(self._vocabulary.ids(text))
        words, known, unseen_words = np.searchsorted(ids, self._vocabulary.ends).tolist()
        unseen = unseen_words - known, len(ids) - unseen_words
        ids = ids[:known]
        weights = self._weights.take(ids)
        values = _TIMES.take(counts[:known] - 1, mode="clip") * weights
        _stretch(values[:words])
        _stretch(values[words:])
        shares = (
            _share(unseen[0] * self._unseen_weights[0], float(weights[:words].sum())),
            _share(unseen[1] * self._unseen_weights[1], float(weights[words:].sum())),
        )
        return _Weighed(ids, values, shares)

    def _add_up(self, ids: Ints, values: Floats) -> tuple[Floats, Floats]:
        """The cosine of words with every phrasing, and the log likelihood of every class up to a constant."""
        sums = self._postings.sum(ids, values)
        return sums[: self._texts], sums[self._texts :] + values @ self._rows.take(self._row_of.take(ids), axis=0)


def _tabulate(words: Kind, ngrams: Kind) -> tuple[Ints, Floats, Entries]:
    """The row of every feature, rows of what it adds to the log likelihood of classes, and the entries left over.

    A feature that many classes have has a row of its own; the others share one for words and one for n-grams, with
    what any of them takes off the classes, and their entries come on top of that.
    """
    entries = words.by_class.joined(ngrams.by_class.moved(ids=len(words.hashes)))
    kind = np.repeat([0, 1], [len(words.hashes), len(ngrams.hashes)])
    common = np.bincount(entries.ids, minlength=len(kind)) >= COMMON
    shared = -np.array([words.log_mass, ngrams.log_mass])
    rows = np.concatenate([shared, shared[kind[common]]])
    row_of = kind.copy()
    row_of[common] = len(shared) + np.arange(common.sum())
    in_row = entries.where(common[entries.ids])
    rows[row_of[in_row.ids], in_row.targets] += in_row.values
    return row_of, rows, entries.where(~common[entries.ids])


def _stretch(values: Floats) -> None:
    """Make values of unit length, where they stand."""
    values /= sqrt(values @ values) or 1


def _share(part: float, rest: float) -> float:
    """The share of a part; all of nothing."""
    return part / (part + rest) if part + rest else 1.0
