"""From scores to confidence, and from confidence to a verdict: the numbers that decide whether the bot answers.

Confidence is a probability over all classes: is the text on the subject at all, and if so, of which section? The
weights were chosen where the log loss over held-out phrasings of the corpus is least, and the floors where few
questions are declined and answers given straight are right often enough: `benchmarks/calibrate.py` prints both, and
`aktiveringsbot evaluate --held-out` the reliability they give.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log, log1p
from operator import mul

import numpy as np

from bot.corpus import PIRACY
from bot.understanding.features import Floats
from bot.understanding.matcher import Scores
from bot.understanding.model import Context, Match, Verdict

SMALLTALK = "smalltalk-"
SAFETY = "safety-"

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
SAFETY_FLOOR = 0.60  # people who may be in danger are warned on a weaker suspicion than others are answered
SAFETY_FLOOR_BESIDE_CODE = 0.80  # a code by itself already says what the text is about
PIRACY_FLOOR = 0.70  # nobody is told that he asked for something illegal on a weaker suspicion
PIRACY_FLOOR_CUED = 0.45  # with words that are evidence of it
PIRACY_NEAR = 0.60  # cosine of the nearest phrasing from which a text needs no cue to be about piracy
SHORT = 3  # words; a text of no more that is far from every phrasing is asked about
TOPIC_NEAR = 0.45  # cosine of the nearest phrasing of a topic from which a short text is near it
TALK_SHARE = 0.80  # probability of small talk from which it need not be near any
MOST_OFFERED = 4
UNFOUNDED = 3.0  # times less likely a word on the last answer is where there is none
CHOICE_LEAD = 3.0  # times likelier than the others an offered section must be to be the one that is meant
DOUBT = 4.0  # log odds that speak against a class which the words of a text seem to rule out
EXACT = 5.0  # log odds that speak for the class of a phrasing with the very same words
SAME_WORDS = 0.999  # cosine of texts with the same words
CHOICE_LEAST = 0.02  # probability below which nothing offered is meant
RANK_LEAST = 0.10  # probability among sections below which the best of them is but chance
RANK_DOUBTED = 0.10  # the sections together below it: only a section that is far ahead of the others is offered
RANK_SURE = 0.60  # probability among sections of one that is
RANK_SUBJECT = 0.03  # the sections together below it, in a text of whole words: it is about something else
UNFINISHED_WORDS = 2  # a text of more words is about something, though the last may not be finished
LEAST = 1e-12  # probability of a group of classes, so that none divides by nothing
HALF_TYPED = 0.5  # share of unseen words from which a text is thought to end in half a word
FOLLOW_UPS = frozenset(
    f"{SMALLTALK}{name}"
    for name in (
        *("again", "confused", "done", "link", "new-code", "no", "no-code"),
        *("not-found", "not-helped", "solved", "unsure", "yes"),
    )
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The sections worth showing, best first, what to do with them, and the topic where the text is none of theirs."""

    matches: tuple[Match, ...]
    verdict: Verdict
    topic: str | None


NO_CONTEXT = Context()
UNCLEAR = Judgement((), "decline", None)


class Judge:
    """Turns the scores of a matcher's classes into judgements. `topics` are the classes that are no sections."""

    def __init__(self, classes: Sequence[str], topics: frozenset[str]) -> None:
        self._classes = classes
        section = np.array([name not in topics for name in classes])
        self._talk = np.array([name.startswith(SMALLTALK) for name in classes])
        self._safety = np.array([name.startswith(SAFETY) for name in classes])
        self._off = ~section & ~self._talk & ~self._safety
        self._sections = np.flatnonzero(section)
        self._groups = np.array([section, self._off, self._talk | self._safety], dtype=np.float64)
        self._unfounded = np.where([name in FOLLOW_UPS for name in classes], np.log(UNFOUNDED), 0.0)

    def probabilities(self, scores: Scores, context: Context = NO_CONTEXT, *, on_subject: bool = False) -> Floats:
        """The probability of every class, summing to 1; `on_subject` where the text is known to be that."""
        odds = NEAREST_WEIGHT * scores.nearest + BAYES_WEIGHT * scores.bayes
        odds += EXACT * (scores.nearest >= SAME_WORDS)
        if context.contradicted:
            self._correct(odds, scores, *context.contradicted)
        if not (context.shown or context.offered):
            odds -= self._unfounded
        chances: Floats = np.exp(odds - odds.max())
        chances /= chances.sum()
        on, off, talk = (self._groups @ chances).tolist()
        on, off = max(on, LEAST), max(off, LEAST)
        if on_subject:
            chances *= self._groups[0] / on
            return chances
        evidence = (log(on / off), scores.subject, *scores.unseen, log1p(scores.length))
        share = 1 / (1 + exp(-SUBJECT_BIAS - sum(map(mul, SUBJECT_WEIGHTS, evidence))))
        # What small talk and safety leave is divided anew between the subject and everything else.
        rest = 1 - talk
        scale: Floats = np.array([rest * share / on, rest * (1 - share) / off, 1.0]) @ self._groups
        return chances * scale

    def _correct(self, odds: Floats, scores: Scores, doubted: str, instead: str | None) -> None:
        """Let less speak for a class, and all that did for another; unless the very words are known to be of it."""
        if doubted not in self._classes:
            return
        at = self._classes.index(doubted)
        if scores.nearest[at] >= SAME_WORDS:
            return
        if instead in self._classes:
            other = self._classes.index(instead)
            odds[other] = max(odds[other], odds[at])
        odds[at] -= DOUBT

    def judge(self, scores: Scores, context: Context = NO_CONTEXT, *, piracy: bool = True) -> Judgement:
        """Sections, verdict and topic; `piracy` says whether the words of the text are evidence of it."""
        if not scores.length:
            return UNCLEAR
        chances = self.probabilities(scores, context)
        judged = self._judged(chances, PIRACY_FLOOR_CUED if piracy else PIRACY_FLOOR)
        if judged.topic == PIRACY and not piracy and scores.nearest[self._classes.index(PIRACY)] < PIRACY_NEAR:
            chances[self._classes.index(PIRACY)] = 0
            judged = self._judged(chances / chances.sum())
        if judged.topic and judged.topic != PIRACY and scores.length <= SHORT:
            near = scores.nearest[self._classes.index(judged.topic)] >= TOPIC_NEAR
            follows = context.shown or context.offered or chances[self._talk].sum() >= TALK_SHARE
            is_talk = judged.topic.startswith(SMALLTALK) and follows
            return judged if near or is_talk else UNCLEAR
        return judged

    def on_subject(self, scores: Scores, general: str) -> Judgement:
        """Sections and verdict for a text that is known to be on the subject; `general` is always worth offering."""
        if not scores.length:
            return Judgement((Match(general, 1.0),), "choices", None)
        judged = self._judged(self.probabilities(scores, on_subject=True))
        if judged.verdict == "answer":
            return judged
        others = [match for match in judged.matches if match.section != general]
        rest = max(0.0, 1 - sum(match.score for match in others))
        return Judgement((Match(general, rest), *others)[:MOST_OFFERED], "choices", None)

    def likeliest(self, scores: Scores, names: Sequence[str]) -> str | None:
        """The class of those named that a text most likely belongs to; None where none of them is there."""
        chances = self.probabilities(scores)
        there = [name for name in names if name in self._classes]
        return max(there, key=lambda name: float(chances[self._classes.index(name)]), default=None)

    def danger(self, scores: Scores, *, beside_code: bool = False) -> str | None:
        """The safety topic of a text, which goes before every section; None if there is none.

        `beside_code` says that the text is what is left of a message without its error codes.
        """
        if not scores.length or not self._safety.any():
            return None
        chances = np.where(self._safety, self.probabilities(scores), 0.0)
        floor = SAFETY_FLOOR_BESIDE_CODE if beside_code else SAFETY_FLOOR
        return self._classes[int(chances.argmax())] if chances.sum() >= floor else None

    def corrected(self, scores: Scores, context: Context) -> Judgement:
        """The same for a text that corrects the bot: it is on the subject, and not about the section shown last."""
        if not scores.length:
            return UNCLEAR
        plain = self.probabilities(scores)
        if float(plain[self._sections].sum()) < RANK_SUBJECT:
            return self.judge(scores, context)
        repeated = self._classes[int(np.argmax(plain))] == context.shown
        chances = self.probabilities(scores, on_subject=True)
        chances[[name == context.shown for name in self._classes]] = 0
        judged = self._judged(chances / chances.sum())
        return replace(judged, verdict="choices") if repeated and judged.verdict == "answer" else judged

    def chosen(self, scores: Scores, offered: Sequence[str]) -> int | None:
        """Which of the offered sections a text means, from 0; None where it is none of them, or unclear which."""
        if not scores.length or not offered:
            return None
        chances = self.probabilities(scores)
        among = [float(chances[self._classes.index(name)]) if name in self._classes else 0.0 for name in offered]
        best, *others = sorted(among, reverse=True)
        likeliest = float(chances[self._sections].max())
        meant = (
            best >= CHOICE_LEAST and best >= CHOICE_LEAD * max(others, default=0) and best * CHOICE_LEAD >= likeliest
        )
        return among.index(best) if meant else None

    def rank(self, scores: Scores, most: int) -> tuple[Match, ...]:
        """The `most` likeliest sections for a text that is still being typed; none for what is plainly about else."""
        if not scores.length:
            return ()
        on_subject = float(self.probabilities(scores)[self._sections].sum())
        whole_words = scores.unseen[0] < HALF_TYPED or scores.length > UNFINISHED_WORDS
        chances = self.probabilities(scores, on_subject=True)
        least = RANK_SURE if on_subject < RANK_DOUBTED else RANK_LEAST
        if chances.max() < least or (whole_words and on_subject < RANK_SUBJECT):
            return ()
        return tuple(match for match in self._best(chances, most) if match.score >= OFFER_FLOOR)

    def _judged(self, chances: Floats, piracy_floor: float = PIRACY_FLOOR) -> Judgement:
        if float(chances[self._sections].sum()) < SUBJECT_FLOOR:
            return Judgement((), "decline", self._topic(chances, piracy_floor))
        best = self._best(chances, MOST_OFFERED)
        if best[0].score < CHOICE_FLOOR:
            return Judgement((), "decline", None)
        sure = best[0].score >= ANSWER_FLOOR and best[0].score - best[1].score >= ANSWER_GAP
        least = 1 if sure else 2
        matches = [match for rank, match in enumerate(best) if rank < least or match.score >= OFFER_FLOOR]
        return Judgement(tuple(matches), "answer" if sure else "choices", None)

    def _best(self, chances: Floats, most: int) -> list[Match]:
        """The likeliest sections, best first."""
        among = chances[self._sections]
        order = np.argsort(-among, kind="stable")[:most]
        scores = among[order].tolist()
        places = self._sections[order].tolist()
        return [Match(self._classes[at], score) for at, score in zip(places, scores, strict=True)]

    def _topic(self, chances: Floats, piracy_floor: float) -> str | None:
        """The likeliest topic, small talk as a whole against the others; none for a mere suspicion of piracy."""
        group = self._talk if chances[self._talk].sum() > chances[self._off].sum() else self._off
        best = int(np.argmax(np.where(group, chances, -1)))
        suspected = self._classes[best] == PIRACY and chances[best] < piracy_floor
        return None if suspected else self._classes[best]
