"""Training of the linear model with scikit-learn, which is slow to import: import this module only to train."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from scipy.sparse import csr_matrix, hstack
from scipy.special import logsumexp
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from bot.corpus import Corpus
from bot.understanding.matching.classifier import Calibration, Floats, Kind, LinearModel, hash_words
from bot.understanding.matching.features import Features, Words, count_words
from bot.understanding.words import Speller

FOLDS = 2  # of the cross-validation whose scores are calibrated
C = 0.3  # for the classes: the lower, the stronger the regularisation
SUBJECT_C = 0.3
TOLERANCE = 0.1  # a smaller one takes longer and changes nothing on unseen texts
MIN_TEXTS = 3  # min. texts that have a feature, in a corpus of at least `SMALL` texts
SMALL = 2000
MAX_SHARE = 0.2  # max. share of texts that have a feature: more frequent ones take most time and help least
SEED = 0  # of the order in which texts are visited; threads would share it, so models are fitted one after the other
ABSENT = -1.0  # decision value of a class of which a fold had no texts
SCALES = (0.5, 20.0)  # bounds of the search for the scale


@dataclass(frozen=True, eq=False)
class Examples:
    """The texts of a corpus as words; `owners` has the index of each text's class in `classes`."""

    classes: tuple[str, ...]
    kinds: tuple[Kind, ...]
    texts: Sequence[Words]
    owners: NDArray[np.int64]

    @classmethod
    def of(cls, corpus: Corpus) -> Examples:
        """Return every title, message of Windows and phrasing of a corpus."""
        speller = Speller(corpus.words.spellings)
        sections = {one.id: (one.title, *one.messages, *one.phrasings) for one in corpus.sections.values()}
        cut = {
            name: list(filter(None, map(speller.words, texts))) for name, texts in {**sections, **corpus.topics}.items()
        }
        texts = {name: several for name, several in cut.items() if several}
        return cls(
            classes=tuple(texts),
            kinds=tuple(Kind.of(name, corpus.topics) for name in texts),
            texts=[words for several in texts.values() for words in several],
            owners=np.repeat(np.arange(len(texts)), [len(several) for several in texts.values()]),
        )

    @property
    def folds(self) -> NDArray[np.int64]:
        """The fold of every text. A fold has adjacent lines of each file, because one writer's lines are adjacent."""
        sizes = np.bincount(self.owners)
        places = np.arange(len(self.owners)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        folds: NDArray[np.int64] = places * FOLDS // sizes[self.owners]
        return folds


class Fitted(NamedTuple):
    """Coefficients, with a row for each column of the model, and intercepts."""

    coefficients: Floats
    intercepts: Floats

    def decisions(self, features: csr_matrix) -> Floats:
        """Return the decision values of texts, given their rows of features."""
        return np.asarray(features @ self.coefficients.T + self.intercepts, dtype=np.float32)


class Vectorizer:
    """TF-IDF of texts, by analyzers that each cut a text into features of one kind.

    `matrix` has a row for each of the texts that it was made from. The features of each kind together have unit length.
    """

    def __init__(self, analyzers: Sequence[Callable[[Words], Sequence[str]]], texts: Sequence[Words]) -> None:
        least, most = (MIN_TEXTS, MAX_SHARE) if len(texts) >= SMALL else (1, 1.0)
        self._counting = [CountVectorizer(analyzer=analyzer, min_df=least, max_df=most) for analyzer in analyzers]
        self._weighing = [TfidfTransformer(sublinear_tf=True) for _ in analyzers]
        self.matrix: csr_matrix = hstack(
            [
                weighing.fit_transform(counting.fit_transform(texts))
                for counting, weighing in zip(self._counting, self._weighing, strict=True)
            ],
            format="csr",
        )

    @property
    def names(self) -> list[tuple[str, ...]]:
        """The features of each kind, in the order of their columns."""
        return [tuple(map(str, one.get_feature_names_out())) for one in self._counting]

    @property
    def idf(self) -> Floats:
        """The inverse document frequency of every feature."""
        return np.concatenate([one.idf_ for one in self._weighing]).astype(np.float32)

    def transform(self, texts: Sequence[Words]) -> csr_matrix:
        """Return the rows of other texts."""
        both = zip(self._counting, self._weighing, strict=True)
        return hstack([weighing.transform(counting.transform(texts)) for counting, weighing in both], format="csr")


def train(corpus: Corpus, fingerprint: str = "") -> LinearModel:
    """Return a model of the texts of a corpus: linear support vector machines, one class against the rest.

    It is calibrated on cross-validated scores. `fingerprint` is stored in it.
    """
    examples = Examples.of(corpus)
    words = count_words(examples.texts)
    features = Features(corpus.words.synonyms, Speller(corpus.words.spellings), words)
    vectorizer = Vectorizer((features.characters, features.terms), examples.texts)
    fitted = fit(vectorizer.matrix, examples)
    ngrams, terms = vectorizer.names
    exact, exact_classes = _exact(examples)
    return LinearModel(
        fingerprint=fingerprint,
        language=corpus.language,
        classes=examples.classes,
        kinds=examples.kinds,
        vocabulary=ngrams + terms,
        ngrams=len(ngrams),
        idf=vectorizer.idf,
        weights=np.ascontiguousarray(fitted.coefficients.T, dtype=np.float16),
        intercepts=fitted.intercepts,
        calibration=calibrate(decisions_on_unseen(vectorizer.matrix, examples), examples),
        words=words,
        exact=exact,
        exact_classes=exact_classes,
    )


def fit(matrix: csr_matrix, examples: Examples, among: NDArray[np.bool_] | None = None) -> Fitted:
    """Return the coefficients for the classes and the subject, fitted on the texts selected by `among`, or all."""
    owners = examples.owners if among is None else examples.owners[among]
    matrix = matrix if among is None else matrix[among]
    on_subject = (np.array(examples.kinds)[owners] == Kind.SECTION).astype(int)
    classes = _against_the_rest(matrix, owners, len(examples.classes), C)
    subject = _against_the_rest(matrix, on_subject, 2, SUBJECT_C)
    return Fitted(
        np.vstack([classes.coefficients, subject.coefficients[1:]]),
        np.concatenate([classes.intercepts, subject.intercepts[1:]]),
    )


def decisions_on_unseen(matrix: csr_matrix, examples: Examples) -> Floats:
    """Return the decision values of every text, from a model that was trained without its fold."""
    decisions = np.zeros((len(examples.owners), len(examples.classes) + 1), dtype=np.float32)
    for fold in range(FOLDS):
        among = examples.folds == fold
        if among.all() or not among.any():
            continue
        decisions[among] = fit(matrix, examples, ~among).decisions(matrix[among])
    return decisions


def _against_the_rest(matrix: csr_matrix, targets: NDArray[np.int64], count: int, c: float) -> Fitted:
    """Return a row for each of `count` targets, against all others; a target without texts never wins."""
    coefficients = np.zeros((count, matrix.shape[1]), dtype=np.float32)
    intercepts = np.full(count, ABSENT, dtype=np.float32)
    present = np.unique(targets)
    if len(present) == 1:
        intercepts[present] = -ABSENT
    else:
        machine = LinearSVC(C=c, tol=TOLERANCE, random_state=SEED).fit(matrix, targets)
        # Of two targets there is only one row, that of the second.
        signs = np.ones(len(present)) if len(machine.coef_) > 1 else np.array([-1.0, 1.0])
        coefficients[present] = machine.coef_ * signs[:, None]
        intercepts[present] = machine.intercept_ * signs
    return Fitted(coefficients, intercepts)


def calibrate(decisions: Floats, examples: Examples) -> Calibration:
    """Return the calibration with the highest likelihood of the classes of unseen texts.

    `decisions` has a row for every text, a column for every class and one for the subject.
    """
    values, places = decisions[:, :-1], np.arange(len(decisions))

    def loss(scale: float) -> float:
        scaled = values * scale
        return float(np.mean(logsumexp(scaled, axis=1) - scaled[places, examples.owners]))

    scale = float(minimize_scalar(loss, bounds=SCALES, method="bounded").x)
    kinds = np.array(examples.kinds)
    of_texts = kinds[examples.owners]
    apart = np.isin(of_texts, (Kind.SECTION, Kind.OTHER))
    if len(np.unique(of_texts[apart])) == 1:
        return Calibration(scale)
    odds = logsumexp(values[:, kinds == Kind.SECTION] * scale, axis=1)
    odds = odds - logsumexp(values[:, kinds == Kind.OTHER] * scale, axis=1)
    evidence = np.column_stack([odds, decisions[:, -1]])
    regression = LogisticRegression(C=100).fit(evidence[apart], of_texts[apart] == Kind.SECTION)
    of_classes, of_subject = map(float, regression.coef_[0])
    return Calibration(scale, (of_classes, of_subject, float(regression.intercept_[0])))


def _exact(examples: Examples) -> tuple[NDArray[np.uint64], NDArray[np.uint16]]:
    """Return the hashes of texts in ascending order, and their classes; texts of several classes are left out."""
    found: dict[np.uint64, int] = {}
    for words, owner in zip(examples.texts, examples.owners.tolist(), strict=True):
        hashed = hash_words(words)
        found[hashed] = owner if found.get(hashed, owner) == owner else -1
    pairs = sorted((hashed, owner) for hashed, owner in found.items() if owner >= 0)
    return (
        np.array([hashed for hashed, _ in pairs], dtype=np.uint64),
        np.array([owner for _, owner in pairs], dtype=np.uint16),
    )
