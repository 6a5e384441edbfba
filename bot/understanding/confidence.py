"""From scores to confidence, and from confidence to a verdict: the numbers that decide whether the bot answers.

The weights turn a class's fit into log odds. They were chosen where the log loss over held-out phrasings of the corpus
is least (`aktiveringsbot evaluate --held-out` prints the reliability they give); the floors where answers given
straight are right often enough. Confidence is a probability over all classes, topics included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.understanding.features import Floats
from bot.understanding.matcher import Scores
from bot.understanding.model import Match, Verdict

NEIGHBOUR_WEIGHT = 7.0
BAYES_WEIGHT = 0.5

ANSWER_FLOOR = 0.50  # below it the bot asks back
ANSWER_GAP = 0.15  # to the runner-up; closer than that is a coin toss
OFFER_FLOOR = 0.03  # a section less likely than this is not worth a button
CHOICE_FLOOR = 0.12  # the best section below it: nothing was understood
TOPIC_FLOOR = 0.50  # topics together above it: the text is about something else
PIRACY = "piracy"
PIRACY_FLOOR = 0.70  # nobody is told that he asked for something illegal on a weaker suspicion
MOST_OFFERED = 4


@dataclass(frozen=True, slots=True)
class Judgement:
    """The sections worth showing, best first, what to do with them, and the topic where the text is none of theirs."""

    matches: tuple[Match, ...]
    verdict: Verdict
    topic: str | None


def probabilities(scores: Scores) -> Floats:
    """The probability of every class, summing to 1."""
    odds = NEIGHBOUR_WEIGHT * scores.neighbours + BAYES_WEIGHT * scores.bayes
    likelihood: Floats = np.exp(odds - odds.max())
    chances: Floats = likelihood / likelihood.sum()
    return chances


def judge(classes: Sequence[str], chances: Floats, topics: frozenset[str]) -> Judgement:
    """Sections, verdict and topic, given the probability of every class and which classes are topics."""
    order = [int(at) for at in np.argsort(-chances, kind="stable")]
    sections = [at for at in order if classes[at] not in topics][:MOST_OFFERED]
    in_topics = [at for at in order if classes[at] in topics]
    best, runner_up = (float(chances[at]) for at in sections[:2])
    if sum(float(chances[at]) for at in in_topics) > TOPIC_FLOOR:
        topic = classes[in_topics[0]]
        suspected = topic == PIRACY and chances[in_topics[0]] < PIRACY_FLOOR
        return Judgement((), "decline", None if suspected else topic)
    if best < CHOICE_FLOOR:
        return Judgement((), "decline", None)
    sure = best >= ANSWER_FLOOR and best - runner_up >= ANSWER_GAP
    offered = [at for rank, at in enumerate(sections) if rank < (1 if sure else 2) or chances[at] >= OFFER_FLOOR]
    matches = tuple(Match(classes[at], float(chances[at])) for at in offered)
    return Judgement(matches, "answer" if sure else "choices", None)
