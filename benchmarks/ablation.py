"""The contribution of each part of the linear model: `uv run benchmarks/ablation.py [QUESTIONS…]`, some ten minutes.

Every variant is cross-validated: trained without one part of every file and tested on that part. The lines of one
writer are adjacent, so most tests are on texts of people who wrote none of the training texts. With files of labelled
questions it is also trained on the whole corpus and tested on those. `first` and `top four` rank only sections;
`declined` is the share of out-of-scope texts that are less likely to be on the subject than 97 % of those in scope.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp
from sklearn.svm import LinearSVC

from bot.corpus import load
from bot.evaluation import Row, read_questions
from bot.understanding.matching import features, training
from bot.understanding.matching.classifier import Calibration, Floats, Kind
from bot.understanding.matching.features import Features, Words, count_words
from bot.understanding.matching.training import Examples
from bot.understanding.words import Speller

MAX_DECLINED = 0.03
TOP = 4
Analyzer = Callable[[Words], Sequence[str]]


@dataclass(frozen=True)
class Variant:
    """A model to try: its name, and how it differs from the one in use."""

    name: str
    constants: Mapping[str, Any] = field(default_factory=dict)  # of `training`
    sizes: tuple[int, int] = features.NGRAM_LENGTHS
    analyzers: Callable[[Features], tuple[Analyzer, ...]] = lambda found: (found.characters, found.terms)


def stems(found: Features, words: Words) -> list[str]:
    """Return the stems of a text, without pairs, compounds and concepts."""
    return [found.terms_of(word)[0] for word in words]


def pairs(found: Features, words: Words) -> list[str]:
    """Return stems and pairs of stems."""
    of_words = stems(found, words)
    return [*of_words, *(f"{left}_{right}" for left, right in pairwise(of_words))]


VARIANTS = (
    Variant("as it is"),
    Variant("words alone", analyzers=lambda found: (found.terms,)),
    Variant("characters alone", analyzers=lambda found: (found.characters,)),
    Variant("no compounds, no concepts", analyzers=lambda found: (found.characters, partial(pairs, found))),
    Variant("no pairs either", analyzers=lambda found: (found.characters, partial(stems, found))),
    Variant("n-grams of 2 to 5", sizes=(2, 5)),
    Variant("n-grams of 3 alone", sizes=(3, 3)),
    Variant("frequent features too", {"MAX_SHARE": 1.0}),
    Variant("features of two texts too", {"MIN_TEXTS": 2}),
    Variant("C = 0.1", {"C": 0.1}),
    Variant("C = 0.2", {"C": 0.2}),
    Variant("C = 1", {"C": 1.0}),
    Variant("balanced classes", {"LinearSVC": partial(LinearSVC, class_weight="balanced")}),
    Variant("hinge loss", {"LinearSVC": partial(LinearSVC, loss="hinge")}),
)


def main(files: Sequence[str]) -> None:
    """Print a line for every variant."""
    corpus = load()
    examples = Examples.of(corpus)
    speller = Speller(corpus.words.spellings)
    found = Features(corpus.words.synonyms, speller, count_words(examples.texts))
    rows = read_questions(map(Path, files), {section.label: section.id for section in corpus.sections.values()})
    print(f"{'':28} seconds features |  held out: first, top {TOP}, declined |  questions: the same")
    for variant in VARIANTS:
        began = time.perf_counter()
        with changed(variant):
            vectorizer = training.Vectorizer(variant.analyzers(found), examples.texts)
            held_out = training.decisions_on_unseen(vectorizer.matrix, examples)
            fitted = training.fit(vectorizer.matrix, examples)
        seconds = time.perf_counter() - began
        calibration = training.calibrate(held_out, examples)
        print(f"{variant.name:28} {seconds:7.1f} {vectorizer.matrix.shape[1]:8} |", end="  ")
        print(*(f"{share:.3f}" for share in of_examples(held_out, examples, calibration)), end="  |  ")
        if rows:
            decisions = fitted.decisions(vectorizer.transform([speller.words(row["q"]) for row in rows]))
            print(*(f"{share:.3f}" for share in of_rows(decisions, rows, examples, calibration)), end="")
        print(flush=True)


@contextmanager
def changed(variant: Variant) -> Iterator[None]:
    """Set the constants of a variant for the training."""
    features.ngrams.cache_clear()
    with ExitStack() as stack:
        stack.enter_context(mock.patch.object(features, "NGRAM_LENGTHS", variant.sizes))
        for name, value in variant.constants.items():
            stack.enter_context(mock.patch.object(training, name, value))
        yield
    features.ngrams.cache_clear()


def of_examples(decisions: Floats, examples: Examples, calibration: Calibration) -> tuple[float, float, float]:
    """Return the shares on the texts of the corpus."""
    kinds = np.array(examples.kinds)[examples.owners]
    right = [{examples.classes[owner]} for owner in examples.owners]
    return _shares(decisions, right, kinds == Kind.SECTION, kinds == Kind.OTHER, examples, calibration)


def of_rows(
    decisions: Floats, rows: Sequence[Row], examples: Examples, calibration: Calibration
) -> tuple[float, float, float]:
    """Return the shares on labelled questions."""
    inside = np.array(["accept" in row and not row.get("vague") for row in rows])
    outside = np.array([row.get("label") == "NONE" for row in rows])
    return _shares(decisions, [set(row.get("accept", ())) for row in rows], inside, outside, examples, calibration)


def _shares(
    decisions: Floats,
    right: Sequence[set[str]],
    inside: NDArray[np.bool_],
    outside: NDArray[np.bool_],
    examples: Examples,
    calibration: Calibration,
) -> tuple[float, float, float]:
    kinds = np.array(examples.kinds)
    sections = np.flatnonzero(kinds == Kind.SECTION)
    best = sections[np.argsort(-decisions[:, sections], axis=1)[:, :TOP]]
    ranked = [[examples.classes[at] in right[row] for at in best[row]] for row in np.flatnonzero(inside).tolist()]
    scaled = decisions[:, :-1] * calibration.scale
    odds = logsumexp(scaled[:, kinds == Kind.SECTION], axis=1) - logsumexp(scaled[:, kinds == Kind.OTHER], axis=1)
    subject = calibration.subject[0] * odds + calibration.subject[1] * decisions[:, -1]
    declined = subject[outside] < np.quantile(subject[inside], MAX_DECLINED)
    return _mean(row[0] for row in ranked), _mean(map(any, ranked)), _mean(declined)


def _mean(values: Iterable[Any]) -> float:
    return float(np.mean(list(values)))


if __name__ == "__main__":
    main(sys.argv[1:])
