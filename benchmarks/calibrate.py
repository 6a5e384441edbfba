"""Refits the numbers of `bot/understanding/confidence.py`, and prints them: `uv run benchmarks/calibrate.py`.

Every phrasing of the corpus is scored by a corpus that lacks it (ten folds, as `evaluate --held-out`). In turn come:
the two weights that give the sections the least log loss; the weights of what tells texts on the subject from others,
by logistic regression; what floors would do; and whether confidence is the share that is right. Codes, names of
versions and the messages of Windows are left out: they are decided before words are matched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product

import numpy as np

from bot.conversation import Outcome
from bot.conversation.replies import Ranked
from bot.corpus import Corpus, load
from bot.evaluation import Asked, Report, Row, held_out, report
from bot.understanding import Reader, confidence
from bot.understanding.confidence import SAFETY, SMALLTALK, Judge
from bot.understanding.features import Floats
from bot.understanding.matcher import Scores

NEAREST_WEIGHTS = (0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 12.0)
BAYES_WEIGHTS = (0.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
SUBJECT_FLOORS = (0.2, 0.3, 0.4, 0.5, 0.6)
CHOICE_FLOORS = (0.05, 0.1, 0.15, 0.2, 0.25)
STEPS = 30  # of Newton's method, which needs fewer
RIDGE = 1e-3  # keeps a weight finite that would tell the rows apart without a mistake
EVIDENCE = ("sections against topics", "subject", "unseen words", "unseen characters", "log length")
TRADED = ("in scope wrongly declined", "out of scope declined", "small talk met", "right section shown or offered")


@dataclass(frozen=True, slots=True)
class Held:
    """A phrasing that was held out, and its scores."""

    row: Row
    scores: Scores


def score_held_out(corpus: Corpus) -> tuple[tuple[str, ...], list[Held]]:
    """The classes of a corpus, and each of its phrasings scored by a corpus that lacks it."""
    held: list[Held] = []
    classes: tuple[str, ...] = ()
    for part, rows in held_out(corpus):
        reader = Reader(part)
        classes = reader.classes
        held += [Held(row, reader.scores(row["q"])) for row in rows]
    return classes, [item for item in held if item.scores.length]


def log_losses(classes: Sequence[str], held: Sequence[Held]) -> dict[tuple[float, float], float]:
    """The mean log loss over the phrasings of sections, by neighbour and Bayes weight."""
    inside = [item for item in held if "accept" in item.row]
    sections = [at for at, name in enumerate(classes) if any(name in item.row["accept"] for item in inside)]
    place = {classes[at]: index for index, at in enumerate(sections)}
    right = np.array([place[item.row["accept"][0]] for item in inside])
    neighbours = np.array([item.scores.nearest[sections] for item in inside])
    bayes = np.array([item.scores.bayes[sections] for item in inside])
    losses = {}
    tried = {*product(NEAREST_WEIGHTS, BAYES_WEIGHTS), (confidence.NEAREST_WEIGHT, confidence.BAYES_WEIGHT)}
    for near, general in sorted(tried):
        odds = near * neighbours + general * bayes
        odds -= odds.max(axis=1, keepdims=True)
        chosen = odds[np.arange(len(odds)), right] - np.log(np.exp(odds).sum(axis=1))
        losses[near, general] = -float(chosen.mean())
    return losses


def subject_weights(evidence: Floats, on_subject: Floats) -> Floats:
    """Weights and bias of a logistic regression, by Newton's method. `evidence` has a row a text, its last column 1."""
    weights: Floats = np.zeros(evidence.shape[1])
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-evidence @ weights))
        slope = evidence.T @ (on_subject - chances) - RIDGE * weights
        curvature = (evidence * (chances * (1 - chances))[:, None]).T @ evidence + RIDGE * np.eye(len(weights))
        weights = weights + np.linalg.solve(curvature, slope)
    return weights


def evidence_of(classes: Sequence[str], topics: frozenset[str], held: Sequence[Held]) -> tuple[Floats, Floats]:
    """What `Judge` weighs to tell texts on the subject from others, and 1 or 0 for each.

    Small talk and safety topics are neither.
    """
    section = np.array([name not in topics for name in classes])
    off = ~section & ~np.array([name.startswith((SMALLTALK, SAFETY)) for name in classes])
    rows, labels = [], []
    for item in held:
        if item.row.get("topic", "").startswith((SMALLTALK, SAFETY)):
            continue
        odds = confidence.NEAREST_WEIGHT * item.scores.nearest + confidence.BAYES_WEIGHT * item.scores.bayes
        against = np.logaddexp.reduce(odds[section]) - np.logaddexp.reduce(odds[off])
        rows.append((against, item.scores.subject, *item.scores.unseen, np.log1p(item.scores.length), 1.0))
        labels.append(float("accept" in item.row))
    return np.array(rows), np.array(labels)


def judged(judge: Judge, held: Sequence[Held]) -> Report:
    """The report on the held-out phrasings with the constants as they are set now."""
    return report(Asked(item.row, _outcome(judge, item.scores), 0.0) for item in held)


def _outcome(judge: Judge, scores: Scores) -> Outcome:
    judgement = judge.judge(scores)
    if judgement.verdict == "decline" or judge.danger(scores):
        return Outcome("smalltalk" if (judgement.topic or "").startswith(SMALLTALK) else "decline")
    sections = tuple(Ranked(match.section, match.section, match.score) for match in judgement.matches)
    return Outcome(judgement.verdict, sections=sections)


@contextmanager
def constants(**values: object) -> Iterator[None]:
    """Other constants of `bot.understanding.confidence` for a while, so that the real judge is what is measured."""
    before = {name: getattr(confidence, name) for name in values}
    try:
        for name, value in values.items():
            setattr(confidence, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(confidence, name, value)


def main() -> None:
    """Fit in the order in which the numbers build on one another, and print."""
    corpus = load()
    topics = frozenset(corpus.topics)
    classes, held = score_held_out(corpus)
    judge = Judge(classes, topics)
    print(f"{len(held)} phrasings held out\n")

    losses = log_losses(classes, held)
    (near, general), least = min(losses.items(), key=lambda item: item[1])
    now = losses[confidence.NEAREST_WEIGHT, confidence.BAYES_WEIGHT]
    print(f"log loss over sections: {now:.4f} as it stands, {least:.4f} with\n")
    print(f"NEAREST_WEIGHT = {near}\nBAYES_WEIGHT = {general}")
    if near == NEAREST_WEIGHTS[-1] or general == BAYES_WEIGHTS[-1]:
        print("one of them is the greatest that was tried: widen the grid")
    with constants(NEAREST_WEIGHT=near, BAYES_WEIGHT=general):
        *weights, bias = map(float, subject_weights(*evidence_of(classes, topics, held)))
    print(f"SUBJECT_WEIGHTS = ({', '.join(f'{weight:.2f}' for weight in weights)})  # {', '.join(EVIDENCE)}")
    print(f"SUBJECT_BIAS = {bias:.2f}\n")

    _print_floors("with the constants as they stand", judge, held)
    with constants(NEAREST_WEIGHT=near, BAYES_WEIGHT=general, SUBJECT_WEIGHTS=weights, SUBJECT_BIAS=bias):
        _print_floors("with those printed above", judge, held)


def _print_floors(title: str, judge: Judge, held: Sequence[Held]) -> None:
    print(f"{title}\n")
    for measure in (found := judged(judge, held)).measures:
        if measure.share is not None:
            print(f"  {measure.name:32} {measure.share:.3f}")
    print("\n  straight answers: confidence, share right, number")
    for sure, right, number in found.reliability:
        print(f"  {sure:10.2f} {right:8.2f} {number:8}")
    print("\n  SUBJECT_FLOOR  CHOICE_FLOOR  " + "  ".join(TRADED))
    for subject, choice in product(SUBJECT_FLOORS, CHOICE_FLOORS):
        with constants(SUBJECT_FLOOR=subject, CHOICE_FLOOR=choice):
            shares = {measure.name: measure.share or 0.0 for measure in judged(judge, held).measures}
        mark = "*" if (subject, choice) == (confidence.SUBJECT_FLOOR, confidence.CHOICE_FLOOR) else " "
        traded = "  ".join(f"{shares[name]:{len(name)}.3f}" for name in TRADED)
        print(f"  {subject:12.2f}{mark} {choice:13.2f}  {traded}")
    print()


if __name__ == "__main__":
    main()
