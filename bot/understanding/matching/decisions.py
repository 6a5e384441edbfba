"""Probabilities from scores, and decisions from probabilities: answer, ask, or decline.

The decision with the lowest expected cost is taken. The unit of cost is one question asked back: a wrong straight
answer costs as much as five of them, calling an honest user a pirate as much as fifty.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from math import log

import numpy as np

from bot.corpus import ABOUT, PIRACY, SMALLTALK
from bot.understanding.matching.classifier import SAFETY, Classifier, Floats, Kind, LinearModel, Scores, softmax
from bot.understanding.matching.features import Words
from bot.understanding.understanding import Context, Decision, Match
from bot.understanding.words import Speller

WRONG_COST = 5.0  # of a straight answer that is wrong
ASK_COST = 1.0  # of a question asked back
MISSED_COST = 2.0  # of asking if the right section is not among those offered, in addition to the question
DECLINED_COST = 4.5  # of declining a text on the subject
PIRATE_COST = 50.0  # of calling an honest user a pirate
LENIENT_COST = 5.0  # of taking a request for piracy for something else
DANGER_COST = 10.0  # of not warning a user who is being cheated

MIN_OFFERED, MAX_OFFERED = 2, 4
MAX_CANDIDATES = 12  # sections between which a question to the user decides
OFFER_FLOOR = 0.01  # min. probability of a section that gets a button
SAFETY_FLOOR = WRONG_COST / (WRONG_COST + DANGER_COST)
SAFETY_FLOOR_BESIDE_CODE = 0.80  # because a code by itself already says what the text is about
PIRACY_FLOOR = PIRATE_COST / (PIRATE_COST + LENIENT_COST)
CUE_ODDS = log(10)  # added to the log odds of piracy if the words are evidence of it
TALK_FLOOR = 0.75  # min. probability of small talk in a short text; below it the text is unclear
TOPIC_FLOOR = 0.18  # min. probability of one topic of small talk; below it the text is unclear
OTHER_FLOOR = 0.80  # min. probability of being off the subject in a short text; below it the text is unclear
SHORT = 3  # max. words of a short text
EXACT_ODDS = 5.0  # added to the log odds of the class of a phrasing with the same words
DOUBT_ODDS = 4.0  # subtracted from the log odds of a class that the words of a text seem to rule out
UNFOUNDED_ODDS = log(3)  # subtracted from the log odds of a comment on an answer if there is no answer
ABOUT_ODDS = log(6)  # added to the log odds of a question about the answer on the screen, in a text of few words
ABOUT_WORDS = 9  # max. words of such a text
FOLLOWING_ODDS = log(2)  # added to the log odds of the subject if the text may follow an answer
CHOICE_LEAD = 3.0  # the chosen section must be this many times likelier than the other offered ones
CHOICE_FLOOR = 0.02  # min. probability of the chosen section
RANK_FLOOR = 0.10  # min. probability of the best section, among sections
RANK_DOUBTED = 0.10  # if all sections together are less probable, the best one must have RANK_SURE
RANK_SURE = 0.60  # min. probability, among sections, of the best section of a text that is hardly on the subject
RANK_SUBJECT = 0.03  # if all sections together are less probable, a text of whole words is off the subject
UNFINISHED_WORDS = 2  # a text of more words counts as whole words, although its last word may be unfinished
HALF_TYPED = 0.5  # a text with a smaller share of unseen words counts as whole words
MIN_PROBABILITY = 1e-12  # of a group of classes, to avoid division by zero
CLAUSE_END = re.compile(r"[,;.!?\n]+")
CACHED_CLAUSES = 1 << 12  # polite clauses repeat
JUDGED_WORDS = 2  # max. words of a clause that may be courtesy although it is no phrasing
FOLLOW_UPS = frozenset(
    f"{SMALLTALK}{name}"
    for name in (
        *("again", "confused", "done", "link", "new-code", "no", "no-code"),
        *("not-found", "not-helped", "solved", "unsure", "yes"),
    )
)


def thresholds() -> Mapping[str, float]:
    """Return the costs and thresholds by name, as they are stored with a model."""
    return {name: value for name, value in globals().items() if name.isupper() and isinstance(value, float)}


@dataclass(frozen=True, slots=True)
class Judgement:
    """The judgement of a text: the sections worth showing, best first; the decision; the topic if there are none.

    `candidates` are the likeliest sections, with their probability among all sections; `topic_chance` is the
    probability of the topic.
    """

    matches: tuple[Match, ...]
    decision: Decision
    topic: str | None
    candidates: tuple[Match, ...] = ()
    topic_chance: float = 0.0


NO_CONTEXT = Context()
UNCLEAR = Judgement((), Decision.DECLINE, None)


class Judge:
    """A judge of texts by their scores. Build once; instances are never changed."""

    def __init__(self, model: LinearModel) -> None:
        self._classes, self._calibration = model.classes, model.calibration
        self._places = {name: at for at, name in enumerate(model.classes)}
        kinds = np.array(model.kinds)
        self._groups = np.array([kinds == kind for kind in Kind], dtype=np.float32)
        self._sections = np.flatnonzero(kinds == Kind.SECTION)
        self._others = kinds == Kind.OTHER
        self._talk = np.array([name.startswith((SMALLTALK, ABOUT)) for name in model.classes])
        self._safety = np.array([name.startswith(SAFETY) for name in model.classes])
        self._about = np.array([name.startswith(ABOUT) for name in model.classes])
        self._unfounded = np.where([name in FOLLOW_UPS for name in model.classes], UNFOUNDED_ODDS, 0).astype(np.float32)

    def probabilities(self, scores: Scores, context: Context = NO_CONTEXT, *, on_subject: bool = False) -> Floats:
        """Return the probabilities of all classes; `on_subject` says that the text is known to be on the subject."""
        chances = softmax(self._odds(scores, context))
        on, other, talk = (self._groups @ chances).tolist()
        on, other = max(on, MIN_PROBABILITY), max(other, MIN_PROBABILITY)
        if on_subject:
            chances *= self._groups[Kind.SECTION] / on
            return chances
        by_classes, by_subject, bias = self._calibration.subject
        evidence = by_classes * log(on / other) + by_subject * scores.subject + bias
        if context.shown or context.offered:
            evidence += FOLLOWING_ODDS
        share = 1 / (1 + np.exp(-evidence))
        # The probability that is left by talk is divided between the subject and everything else.
        rest = 1 - talk
        scale: Floats = np.array([rest * share / on, rest * (1 - share) / other, 1.0], dtype=np.float32) @ self._groups
        return chances * scale

    def _odds(self, scores: Scores, context: Context) -> Floats:
        """Return the log odds of every class, before the evidence for the subject is applied."""
        odds = self._calibration.scale * scores.classes
        if scores.exact is not None:
            odds[scores.exact] += EXACT_ODDS
        if context.contradicted:
            self._correct(odds, scores, *context.contradicted)
        if not (context.shown or context.offered):
            odds -= self._unfounded
            odds[self._about] = -np.inf  # a question about an answer needs one
        elif scores.length <= ABOUT_WORDS:
            odds[self._about] += ABOUT_ODDS
        return odds

    def _correct(self, odds: Floats, scores: Scores, doubted: str, instead: str | None) -> None:
        """Lower the odds of a class and raise those of another, unless the text is a phrasing of the class."""
        at = self._places.get(doubted)
        if at is None or scores.exact == at:
            return
        other = self._places.get(instead) if instead else None
        if other is not None:
            odds[other] = max(odds[other], odds[at])
        odds[at] -= DOUBT_ODDS

    def judge(
        self, scores: Scores, context: Context = NO_CONTEXT, *, piracy: bool = False, excluded: str | None = None
    ) -> Judgement:
        """Return sections, decision and topic; `piracy` says whether the words of the text are evidence of it.

        `excluded` is a section that the text cannot be about.
        """
        if scores.unseen == 1:
            return UNCLEAR
        chances = self._without(excluded, self.probabilities(scores, context))
        if self._accused(scores, chances, cued=piracy):
            return Judgement((), Decision.DECLINE, PIRACY)
        judged = self._judged(chances)
        at = self._places.get(judged.topic) if judged.topic else None
        if at is not None and self._talk[at] and chances[at] < TOPIC_FLOOR:
            return replace(UNCLEAR, candidates=judged.candidates)
        if not judged.topic or scores.length > SHORT:
            return judged
        if judged.topic.startswith((SMALLTALK, ABOUT)):
            sure = context.shown or context.offered or float(chances[self._talk].sum()) >= TALK_FLOOR
        else:
            sure = float(chances[self._others].sum()) >= OTHER_FLOOR
        return judged if sure else UNCLEAR

    def _without(self, excluded: str | None, chances: Floats) -> Floats:
        """Return the probabilities with one class excluded; in place."""
        place = self._places.get(excluded) if excluded else None
        if place is not None:
            chances[place] = 0
            chances /= float(chances.sum()) or 1.0
        return chances

    def _accused(self, scores: Scores, chances: Floats, *, cued: bool) -> bool:
        """Return whether a text is so likely to ask for piracy that declining it is worth the risk."""
        at = self._places.get(PIRACY)
        if at is None:
            return False
        chance = float(chances[at])
        odds = log(max(chance, MIN_PROBABILITY) / max(1 - chance, MIN_PROBABILITY)) + (CUE_ODDS if cued else 0)
        return scores.exact == at or odds >= log(PIRACY_FLOOR / (1 - PIRACY_FLOOR))

    def on_subject(self, scores: Scores, general: str, *, excluded: str | None = None) -> Judgement:
        """Return the judgement of a text known to be on the subject; the section `general` is always offered.

        `excluded` is as for `judge`.
        """
        if not scores.length:
            return Judgement((Match(general, 1.0),), Decision.ASK, None)
        judged = self._judged(self._without(excluded, self.probabilities(scores, on_subject=True)))
        if judged.decision == Decision.ANSWER:
            return judged
        others = [match for match in judged.matches if match.section != general]
        rest = max(0.0, 1 - sum(match.score for match in others))
        return Judgement((Match(general, rest), *others)[:MAX_OFFERED], Decision.ASK, None, judged.candidates)

    def likeliest(self, scores: Scores, names: Sequence[str]) -> str | None:
        """Return the named class that a text most likely belongs to; None if the model has none of them."""
        chances = self.probabilities(scores)
        there = {name: float(chances[at]) for name in names if (at := self._places.get(name)) is not None}
        return max(there, key=there.__getitem__, default=None)

    def danger(self, scores: Scores, *, beside_code: bool = False) -> str | None:
        """Return the safety topic of a text, which takes precedence over sections; None if there is none.

        `beside_code` says that the text is the rest of a message without its error codes.
        """
        if not scores.length or not self._safety.any():
            return None
        # Whether a text is on the subject changes nothing for its dangers (see `probabilities`).
        chances = np.where(self._safety, softmax(self._odds(scores, NO_CONTEXT)), 0.0)
        floor = SAFETY_FLOOR_BESIDE_CODE if beside_code else SAFETY_FLOOR
        return self._classes[int(chances.argmax())] if chances.sum() >= floor else None

    def corrected(self, scores: Scores, context: Context) -> Judgement:
        """Return the judgement of a text that corrects the bot, so the section shown last is not the right one."""
        if not scores.length:
            return UNCLEAR
        plain = self.probabilities(scores)
        if float(plain[self._sections].sum()) < RANK_SUBJECT:
            return self.judge(scores, context)
        repeated = self._classes[int(np.argmax(plain))] == context.shown
        judged = self._judged(self._without(context.shown, self.probabilities(scores, on_subject=True)))
        return replace(judged, decision=Decision.ASK) if repeated and judged.decision == Decision.ANSWER else judged

    def chosen(self, scores: Scores, offered: Sequence[str]) -> int | None:
        """Return the index of the offered section that a text means; None if that is unclear."""
        if not scores.length or not offered:
            return None
        chances = self.probabilities(scores)
        places = [self._places.get(name) for name in offered]
        among = [0.0 if at is None else float(chances[at]) for at in places]
        best, *others = sorted(among, reverse=True)
        likeliest = float(chances[self._sections].max())
        meant = (
            best >= CHOICE_FLOOR and best >= CHOICE_LEAD * max(others, default=0) and best * CHOICE_LEAD >= likeliest
        )
        return among.index(best) if meant else None

    def rank(self, scores: Scores, most: int) -> tuple[Match, ...]:
        """Return the `most` likeliest sections for an unfinished text; none if it is clearly about something else."""
        if not scores.length:
            return ()
        on_subject = float(self.probabilities(scores)[self._sections].sum())
        whole_words = scores.unseen < HALF_TYPED or scores.length > UNFINISHED_WORDS
        chances = self.probabilities(scores, on_subject=True)
        least = RANK_SURE if on_subject < RANK_DOUBTED else RANK_FLOOR
        if chances.max() < least or (whole_words and on_subject < RANK_SUBJECT):
            return ()
        return tuple(match for match in self._best(chances, most) if match.score >= OFFER_FLOOR)

    def _judged(self, chances: Floats) -> Judgement:
        """Return the judgement with the lowest expected cost."""
        likeliest = self._best(chances, MAX_CANDIDATES)
        on_subject = float(chances[self._sections].sum())
        best = likeliest[:MAX_OFFERED]
        plausible = _plausible(best, MIN_OFFERED)
        costs = {
            Decision.ANSWER: WRONG_COST * (1 - best[0].score),
            Decision.ASK: ASK_COST + MISSED_COST * (1 - sum(match.score for match in plausible)),
            Decision.DECLINE: DECLINED_COST * on_subject,
        }
        decision = min(costs, key=costs.__getitem__)
        candidates = tuple(Match(match.section, match.score / (on_subject or 1.0)) for match in likeliest)
        if decision == Decision.DECLINE:
            topic = self._topic(chances)
            at = self._places.get(topic) if topic else None
            return Judgement((), decision, topic, candidates, 0.0 if at is None else float(chances[at]))
        if decision == Decision.ANSWER:
            plausible = _plausible(best, 1)
        return Judgement(plausible, decision, None, candidates)

    def _best(self, chances: Floats, most: int) -> list[Match]:
        """Return the likeliest sections, best first."""
        among = chances[self._sections]
        order = np.argsort(-among, kind="stable")[:most]
        scores = among[order].tolist()
        places = self._sections[order].tolist()
        return [Match(self._classes[at], score) for at, score in zip(places, scores, strict=True)]

    def _topic(self, chances: Floats) -> str | None:
        """Return the likeliest topic of the likelier group, talk or other; None instead of piracy (see `_accused`)."""
        group = self._talk if chances[self._talk].sum() > chances[self._others].sum() else self._others
        best = int(np.argmax(np.where(group, chances, -1)))
        return None if self._classes[best] == PIRACY else self._classes[best]


def _plausible(best: Sequence[Match], least: int) -> tuple[Match, ...]:
    """Return the matches that are worth showing, but at least `least` of them."""
    return tuple(match for rank, match in enumerate(best) if rank < least or match.score >= OFFER_FLOOR)


class Courtesy:
    """A filter of courtesies, such as "hej" and "tack på förhand", which say nothing about the question with them.

    Build once; instances are never changed.
    """

    def __init__(self, speller: Speller, classifier: Classifier, judge: Judge) -> None:
        self._speller, self._classifier, self._judge = speller, classifier, judge
        self._topics = {name for name in classifier.classes if name.startswith(SMALLTALK)} - FOLLOW_UPS
        self._is_courtesy = lru_cache(CACHED_CLAUSES)(self._judge_clause)

    def leave_out(self, text: str, words: Words) -> Words:
        """Return the `words` of a text without courtesies; all of them if there is nothing else."""
        clauses = CLAUSE_END.split(text)
        if len(clauses) == 1:
            return words
        cut = [self._speller.words(clause) for clause in clauses]
        kept = [clause for clause in cut if not self._is_courtesy(tuple(clause))]
        return list(chain.from_iterable(kept)) if any(kept) and len(kept) < len(cut) else words

    def _judge_clause(self, clause: tuple[str, ...]) -> bool:
        known = self._classifier.exact(clause)
        if known is not None:
            return self._classifier.classes[known] in self._topics
        if not 0 < len(clause) <= JUDGED_WORDS:
            return False
        return self._judge.judge(self._classifier.score(clause)).topic in self._topics
