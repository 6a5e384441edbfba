"""From scores to confidence, and from confidence to a verdict: the numbers that decide whether the bot answers.

Confidence is a probability over all classes: is the text on the subject at all, and if so, of which section? The
weights were chosen where the log loss over held-out phrasings of the corpus is least, and the floors where few
questions are declined and answers given straight are right often enough: `benchmarks/calibrate.py` prints both, and
`aktiveringsbot evaluate --held-out` the reliability they give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.understanding.features import Floats
from bot.understanding.matcher import Scores
from bot.understanding.model import Match, Verdict

SMALLTALK = "smalltalk-"
PIRACY = "piracy"

NEAREST_WEIGHT = 4.0
BAYES_WEIGHT = 0.7
# Log odds that a text is on the subject, from: sections against topics, the subject's own log odds, the unseen shares
# of words and of characters, the logarithm of the length.
SUBJECT_WEIGHTS = (0.64, 0.13, -3.97, -1.60, 1.25)
SUBJECT_BIAS = -2.98

ANSWER_FLOOR = 0.65  # below it the bot asks back
ANSWER_GAP = 0.15  # to the runner-up; closer than that is a coin toss
OFFER_FLOOR = 0.02  # a section less likely than this is not worth a button
CHOICE_FLOOR = 0.15  # the best section below it: nothing was understood
SUBJECT_FLOOR = 0.45  # the sections together below it: the text is about something else
PIRACY_FLOOR = 0.70  # nobody is told that he asked for something illegal on a weaker suspicion
MOST_OFFERED = 4


@dataclass(frozen=True, slots=True)
class Judgement:
    """The sections worth showing, best first, what to do with them, and the topic where the text is none of theirs."""

    matches: tuple[Match, ...]
    verdict: Verdict
    topic: str | None


class Judge:
    """Turns the scores of a matcher's classes into judgements. `topics` are the classes that are no sections."""

    def __init__(self, classes: Sequence[str], topics: frozenset[str]) -> None:
        self._classes = classes
        self._section = np.array([name not in topics for name in classes])
        self._talk = np.array([name.startswith(SMALLTALK) for name in classes])
        self._off = ~self._section & ~self._talk

    def probabilities(self, scores: Scores) -> Floats:
        """The probability of every class, summing to 1."""
        odds = NEAREST_WEIGHT * scores.nearest + BAYES_WEIGHT * scores.bayes
        likelihood = np.exp(odds - odds.max())
        chances: Floats = likelihood / likelihood.sum()
        on, off = (max(float(chances[group].sum()), 1e-12) for group in (self._section, self._off))
        evidence = (np.log(on / off), scores.subject, *scores.unseen, np.log1p(scores.length))
        on_subject = 1 / (1 + np.exp(-SUBJECT_BIAS - np.dot(SUBJECT_WEIGHTS, evidence)))
        # What small talk leaves is divided anew between the subject and everything else.
        rest = 1 - float(chances[self._talk].sum())
        scale = np.where(self._section, rest * on_subject / on, np.where(self._off, rest * (1 - on_subject) / off, 1))
        return chances * scale

    def judge(self, scores: Scores) -> Judgement:
        """Sections, verdict and topic."""
        if not scores.length:
            return Judgement((), "decline", None)
        chances = self.probabilities(scores)
        order = np.argsort(-chances, kind="stable")
        sections = order[self._section[order]][:MOST_OFFERED]
        best, runner_up = (float(chances[at]) for at in sections[:2])
        if float(chances[self._section].sum()) < SUBJECT_FLOOR:
            return Judgement((), "decline", self._topic(chances))
        if best < CHOICE_FLOOR:
            return Judgement((), "decline", None)
        sure = best >= ANSWER_FLOOR and best - runner_up >= ANSWER_GAP
        least = 1 if sure else 2
        offered = [int(at) for rank, at in enumerate(sections) if rank < least or chances[at] >= OFFER_FLOOR]
        matches = tuple(Match(self._classes[at], float(chances[at])) for at in offered)
        return Judgement(matches, "answer" if sure else "choices", None)

    def _topic(self, chances: Floats) -> str | None:
        """The likeliest topic, small talk as a whole against the others; none for a mere suspicion of piracy."""
        group = self._talk if chances[self._talk].sum() > chances[self._off].sum() else self._off
        best = int(np.argmax(np.where(group, chances, -1)))
        suspected = self._classes[best] == PIRACY and chances[best] < PIRACY_FLOOR
        return None if suspected else self._classes[best]
