"""Everything read out of one text, by the parts of this room in turn."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from rapidfuzz import fuzz, process

from bot.corpus import Corpus
from bot.understanding.code_index import CodeIndex
from bot.understanding.codes import find_codes
from bot.understanding.confidence import SMALLTALK, Judge, Judgement
from bot.understanding.matcher import Matcher, Scores
from bot.understanding.model import Match, Understanding
from bot.understanding.versions import Names
from bot.understanding.words import Lexicon, Speller, fold

MESSAGE_LENGTH = 25  # characters of what Windows shows that are enough to know the message by
MESSAGE_CUTOFF = 90  # per cent of those characters that must agree
MESSAGE_WORDS = 0.6  # of the words of the shorter of the two
MESSAGE_SCORE = 0.97
MESSAGE_READ = 1000  # characters of a text that are compared with messages
CODE_BEGUN = re.compile(r"\b[0o]x[0-9a-f]{3}")
GREETING = "smalltalk-greeting"
LANGUAGE_WORDS = 4  # a text as short as that asks for a language and nothing else
OLD_WINDOWS_FLOOR = 0.9  # confidence below which only what applies to an old Windows is told
EXPLAINED = 4  # classes that are explained
NEAREST = 5  # phrasings that are shown of each
VERSION_OPEN = "smalltalk-which-version"  # the topic of one that leaves open which
VERSION_TOLD = "smalltalk-version"  # the topic of a text that only tells which Windows it is


@dataclass(frozen=True, slots=True)
class Candidate:
    """A class that a text may belong to: how likely, its nearest phrasings with their cosine, and the words for it.

    A word stands with what it adds to the log likelihood of the class beyond what it adds to others.
    """

    name: str
    chance: float
    phrasings: tuple[tuple[str, float], ...]
    words: tuple[tuple[str, float], ...]


class Reader:
    """Reads texts with the knowledge of one corpus. Build once; instances are never changed."""

    def __init__(self, corpus: Corpus) -> None:
        phrasings = {section.id: (*section.messages, *section.phrasings) for section in corpus.sections.values()}
        self._speller = Speller(corpus.words.spellings)
        classes = {
            name: [self._speller.words(text) for text in texts]
            for name, texts in {**phrasings, **corpus.topics}.items()
        }
        lexicon = Lexicon(corpus.words.synonyms, self._speller, chain.from_iterable(classes.values()))
        off_subject = [name for name in corpus.topics if not name.startswith(SMALLTALK)]
        self._matcher = Matcher(classes, lexicon, off_subject)
        self._judge = Judge(self._matcher.classes, frozenset(corpus.topics))
        self._codes = CodeIndex.of(corpus.sections_by_code)
        self._names = Names(corpus.words, self._speller)
        self._phrasings = [(name, text) for name, texts in {**phrasings, **corpus.topics}.items() for text in texts]
        self._messages = [
            (fold(message), frozenset(fold(message).split()), section.id)
            for section in corpus.sections.values()
            for message in section.messages
        ]

    def understand(self, text: str) -> Understanding:
        """What a text of any length means. Its product keys are masked already (`mask_product_keys`)."""
        found = find_codes(text, self._codes)
        words = self._speller.words(text)
        named = self._names.find(words)
        understanding = Understanding(
            codes=found.known,
            unknown_codes=found.unknown,
            suggestions=found.suggestions,
            windows=named.windows,
            old_windows=named.old_windows,
            language=named.language,
        )
        if found.known:
            return understanding
        if named.alone:
            return replace(understanding, topic=VERSION_TOLD if named.windows else VERSION_OPEN)
        if named.language and len(words) <= LANGUAGE_WORDS:
            return replace(understanding, topic=GREETING)
        judgement = self._shown_by_windows(text) or self._judge.judge(self._matcher.score(words))
        # The steps do not apply to an old Windows; but who names one may ask of its key for a newer.
        if named.old_windows and (not judgement.matches or judgement.matches[0].score < OLD_WINDOWS_FLOOR):
            return understanding
        # Whoever tries to write a code is on the subject, however little of it is left.
        topic = None if judgement.topic and CODE_BEGUN.search(fold(text)) else judgement.topic
        return replace(understanding, matches=judgement.matches, verdict=judgement.verdict, topic=topic)

    @property
    def classes(self) -> tuple[str, ...]:
        """The sections and topics that a text may belong to, in the order of `scores`."""
        return self._matcher.classes

    def scores(self, text: str) -> Scores:
        """How well each class fits free text: what confidence is made of, for tuning and measuring."""
        return self._matcher.score(self._speller.words(text))

    def explain(self, text: str) -> tuple[Candidate, ...]:
        """Why free text is understood as it is: the likeliest classes, topics included, and what speaks for them."""
        words = self._speller.words(text)
        chances = self._judge.probabilities(self._matcher.score(words))
        similar = self._matcher.similarities(words)
        candidates = []
        for at in np.argsort(-chances, kind="stable")[:EXPLAINED]:
            name = self._matcher.classes[int(at)]
            own = [
                (float(similar[i]), phrasing) for i, (owner, phrasing) in enumerate(self._phrasings) if owner == name
            ]
            spoken = sorted(self._matcher.words_for(words, name).items(), key=lambda item: -item[1])
            best = tuple((phrasing, cosine) for cosine, phrasing in sorted(own, reverse=True)[:NEAREST])
            candidates.append(Candidate(name, float(chances[at]), best, tuple(spoken)))
        return tuple(candidates)

    def _shown_by_windows(self, text: str) -> Judgement | None:
        """The section whose message stands in the text, or in part is the text."""
        needle = fold(text[:MESSAGE_READ])
        if len(needle) < MESSAGE_LENGTH:
            return None
        words = set(needle.split())
        # Comparing letter by letter is slow, so only those messages are that share most of their words with the text.
        near = [
            (message, section)
            for message, own, section in self._messages
            if len(own & words) >= MESSAGE_WORDS * min(len(own), len(words))
        ]
        best = process.extractOne(
            needle, [message for message, _ in near], scorer=fuzz.partial_ratio, score_cutoff=MESSAGE_CUTOFF
        )
        return Judgement((Match(near[best[2]][1], MESSAGE_SCORE),), "answer", None) if best else None
