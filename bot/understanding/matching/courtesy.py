"""Clauses of mere courtesy, such as "hej" and "tack på förhand": beside a question they say nothing of it."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from bot.understanding.matching.classifier import SMALLTALK, Classifier
from bot.understanding.matching.decisions import FOLLOW_UPS, Judge
from bot.understanding.matching.features import Words
from bot.understanding.words import Speller

BETWEEN = re.compile(r"[,;.!?\n]+")  # clauses
REMEMBERED = 1 << 12  # clauses: people are polite in the same few words
JUDGED_WORDS = 2  # a clause of no more is courtesy also where no phrasing has these very words


class Courtesy:
    """Tells courtesy from what a person wants to know. Build once; instances are never changed."""

    def __init__(self, speller: Speller, classifier: Classifier, judge: Judge) -> None:
        self._speller, self._classifier, self._judge = speller, classifier, judge
        self._topics = {name for name in classifier.classes if name.startswith(SMALLTALK)} - FOLLOW_UPS
        self._is_courtesy = lru_cache(REMEMBERED)(self._judge_clause)

    def leave_out(self, text: str, words: Words) -> Words:
        """The `words` of a text without those of its courtesy; all of them where it is nothing else."""
        clauses = BETWEEN.split(text)
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
