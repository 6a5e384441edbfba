"""Everything read out of one text, by the parts of this room in turn."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import NamedTuple, TypedDict

import numpy as np
from rapidfuzz import fuzz, process

from bot.corpus import OLD_KEY, OTHER_CODES, Corpus
from bot.understanding.code_index import CodeIndex
from bot.understanding.codes import find_codes
from bot.understanding.confidence import NO_CONTEXT, SAFETY, SMALLTALK, Judge
from bot.understanding.cues import Cues
from bot.understanding.matcher import Matcher, Scores
from bot.understanding.model import Context, Match, Understanding, Verdict
from bot.understanding.references import References
from bot.understanding.versions import Names
from bot.understanding.words import Lexicon, Speller, fold

MESSAGE_LENGTH = 20  # characters of what Windows shows that are enough to know the message by
MESSAGE_CUTOFF = 90  # per cent of those characters that must agree
MESSAGE_WORDS = 0.6  # of the words of the shorter of the two
MESSAGE_SCORE = 0.97
MESSAGE_LONGER = 1.05  # times as long as the text that a message may be, for letters misread
MESSAGE_READ = 1000  # characters of a text that are compared with messages
CODE_BEGUN = re.compile(r"\b[0o]x[0-9a-f]{3}")
CODE_TYPED = re.compile(
    r"(?:[0o]x)([0-9a-f]{0,8})|([0-9a-f]{3,8})"
)  # the whole of a text that is the beginning of a code
CODE_TOKEN = re.compile(r"\S*\d\S*")
TITLE_CUTOFF = 75  # per cent of a title that a text must share with it to name it
GREETING = "smalltalk-greeting"
DANGER_WORDS = 2  # a text of fewer words tells of no danger
DANGER_WORDS_BESIDE_CODE = 5
LANGUAGE_WORDS = 4  # a text as short as that asks for a language and nothing else
OLD_KEY_WORDS = 3  # a text of fewer words only names the version
OLD_WINDOWS_FLOOR = 0.9  # confidence below which only what applies to an old Windows is told
EXPLAINED = 4  # classes that are explained
NEAREST = 5  # phrasings that are shown of each
AGAIN = "smalltalk-again"
VERSION_OPEN = "smalltalk-which-version"  # the topic of one that leaves open which
VERSION_TOLD = "smalltalk-version"  # the topic of a text that only tells which Windows it is


class _Shown(TypedDict):
    matches: tuple[Match, ...]
    verdict: Verdict
    message: str


class _Message(NamedTuple):
    """What Windows shows where a section helps: as written, folded, and how many different words it has."""

    section: str
    written: str
    folded: str
    words: int


class _Scoring:
    """The scores of a text when they are asked for: some texts need none, others need them twice."""

    __slots__ = ("_matcher", "_scores", "_words")

    def __init__(self, matcher: Matcher, words: Sequence[str]) -> None:
        self._matcher, self._words = matcher, words
        self._scores: Scores | None = None

    def __call__(self) -> Scores:
        if self._scores is None:
            self._scores = self._matcher.score(self._words)
        return self._scores


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
        phrasings = {
            section.id: (section.title, *section.messages, *section.phrasings) for section in corpus.sections.values()
        }
        self._speller = Speller(corpus.words.spellings)
        classes = {
            name: [self._speller.words(text) for text in texts]
            for name, texts in {**phrasings, **corpus.topics}.items()
        }
        lexicon = Lexicon(corpus.words.synonyms, self._speller, chain.from_iterable(classes.values()))
        off_subject = [name for name in corpus.topics if not name.startswith((SMALLTALK, SAFETY))]
        self._matcher = Matcher(classes, lexicon, off_subject)
        self._judge = Judge(self._matcher.classes, frozenset(corpus.topics))
        self._codes = CodeIndex.of(corpus.sections_by_code)
        self._owners = {
            code: tuple(section.id for section in sections) for code, sections in corpus.sections_by_code.items()
        }
        self._names = Names(corpus.words, self._speller)
        self._references = References(corpus.words, self._speller)
        self._cues = Cues(corpus.notices.values(), self._speller)
        self._titles = {section.id: fold(section.title) for section in corpus.sections.values()}
        self._phrasings = [(name, text) for name, texts in {**phrasings, **corpus.topics}.items() for text in texts]
        self._messages = [
            _Message(section.id, message, fold(message), len(set(fold(message).split())))
            for section in corpus.sections.values()
            for message in section.messages
        ]
        self._messages_with: defaultdict[str, list[int]] = defaultdict(list)
        for at, message in enumerate(self._messages):
            for word in set(message.folded.split()):
                self._messages_with[word].append(at)

    def understand(self, text: str, context: Context = NO_CONTEXT) -> Understanding:
        """What a text of any length means, given what it may refer to.

        Its product keys are masked already (`mask_product_keys`).
        """
        words = self._speller.words(text)
        score = _Scoring(self._matcher, words)
        context = Context(context.offered, context.shown, self._references.contradicted(words))
        understanding = self._read_names(text, words)
        danger = self._danger(text, words, understanding, score)
        if danger or understanding.codes:
            return replace(understanding, topic=danger or self._talk_beside(text, context))
        if understanding.topic or (understanding.old_windows and self._is_old(score())):
            return understanding
        if context.offered and (chosen := self._chosen(understanding, text, words, context, score)):
            return chosen
        rest = self._references.corrected(words) if context.shown else None
        if rest and not self._is_talk(rest, context):
            judgement = self._judge.corrected(self._matcher.score(rest), context)
            return replace(understanding, matches=judgement.matches, verdict=judgement.verdict, corrects=True)
        if shown := self._shown_by_windows(text):
            return replace(understanding, **shown)
        judgement = self._judge.judge(score(), context)
        # Whoever tries to write a code is on the subject, however little of it is left.
        topic = None if judgement.topic and CODE_BEGUN.search(fold(text)) else judgement.topic
        return replace(understanding, matches=judgement.matches, verdict=judgement.verdict, topic=topic)

    def read_screen(self, text: str) -> Understanding:
        """What the text of a picture means: the codes in it, or a message that Windows shows, and else no guess."""
        understanding = self._read_names(text, self._speller.words(text))
        if understanding.codes or not (shown := self._shown_by_windows(text)):
            return replace(understanding, topic=None)
        return replace(understanding, **shown)

    def rank(self, text: str, most: int) -> tuple[Match, ...]:
        """The `most` likeliest sections for an unfinished text, best first: by the codes in it, else by its words."""
        found = find_codes(text, self._codes)
        codes = found.known or self._codes_begun(text) or found.suggestions
        owners = dict.fromkeys(section for code in codes for section in self._owners[code])
        if found.unknown and not owners:
            owners = {OTHER_CODES: None}
        if owners:
            return tuple(Match(section, 1.0) for section in owners)[:most]
        return self._judge.rank(self._matcher.score(self._speller.words(text)), most)

    def _read_names(self, text: str, words: Sequence[str]) -> Understanding:
        """Codes, versions and languages; the topic where the text holds nothing else."""
        found, named = find_codes(text, self._codes), self._names.find(words)
        topic = None
        if named.alone:
            topic = VERSION_TOLD if named.windows else VERSION_OPEN
        elif named.language and len(words) <= LANGUAGE_WORDS:
            topic = GREETING
        return Understanding(
            codes=found.known,
            unknown_codes=found.unknown,
            suggestions=found.suggestions,
            windows=named.windows,
            old_windows=named.old_windows,
            language=named.language,
            topic=None if found.known else topic,
        )

    def _is_old(self, scores: Scores) -> bool:
        """Whether a text is about the old Windows it names, to which no steps apply; its key may be for a newer."""
        judgement = self._judge.judge(scores)
        if not judgement.matches:
            return True
        best = judgement.matches[0]
        if best.section == OLD_KEY:
            return judgement.verdict != "answer" or scores.length < OLD_KEY_WORDS
        return best.score < OLD_WINDOWS_FLOOR

    def _danger(
        self, text: str, words: Sequence[str], understanding: Understanding, score: Callable[[], Scores]
    ) -> str | None:
        """The safety topic of a text, codes aside; what Windows shows is none, whatever it speaks of."""
        if understanding.topic or len(words) < DANGER_WORDS:
            return None
        if cued := self._cues.find(words):
            return cued
        if understanding.named_codes:
            words = self._speller.words(CODE_TOKEN.sub(" ", text))
            scores = self._matcher.score(words)
            danger = self._judge.danger(scores, beside_code=True) if len(words) >= DANGER_WORDS_BESIDE_CODE else None
        else:
            danger = self._judge.danger(score())
        return danger if danger and not self._shown_by_windows(text) else None

    def _talk_beside(self, text: str, context: Context) -> str | None:
        """The small talk beside a code: "samma sak, fortfarande 0xC004F211"."""
        words = self._speller.words(CODE_TOKEN.sub(" ", text))
        if not context.shown or not words:
            return None
        topic = self._judge.judge(self._matcher.score(words), context).topic
        return topic if topic and topic.startswith(SMALLTALK) else None

    def _is_talk(self, words: Sequence[str], context: Context) -> bool:
        """Whether words are small talk: "nej, det är samma sak" corrects nothing."""
        topic = self._judge.judge(self._matcher.score(words), context).topic
        return bool(topic and topic.startswith(SMALLTALK))

    def _chosen(
        self,
        understanding: Understanding,
        text: str,
        words: Sequence[str],
        context: Context,
        score: Callable[[], Scores],
    ) -> Understanding | None:
        """What a text means that answers which of several it is; None where it does not."""
        choice = self._references.ordinal(words, len(context.offered))
        if choice is None and self._references.is_number(words):
            return replace(understanding, topic=AGAIN)
        choice = self._choice(text, context, score) if choice is None else choice
        return None if choice is None else replace(understanding, choice=choice)

    def _choice(self, text: str, context: Context, score: Callable[[], Scores]) -> int | None:
        """Which of the offered sections a text names, by its title or by what it is about."""
        titles = [self._titles.get(name, "") for name in context.offered]
        close = process.extract(fold(text), titles, scorer=fuzz.token_sort_ratio, score_cutoff=TITLE_CUTOFF)
        if len(close) == 1:
            return int(close[0][2])
        return self._judge.chosen(score(), context.offered)

    def _codes_begun(self, text: str) -> list[str]:
        begun = CODE_TYPED.fullmatch(fold(text).strip())
        return [
            code for code in self._owners if begun and code.casefold().startswith(f"0x{begun[1] or begun[2] or ''}")
        ]

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

    def _shown_by_windows(self, text: str) -> _Shown | None:
        """The section whose message stands in the text, or in part is the text; the longest where there are several."""
        needle = fold(text[:MESSAGE_READ])
        if len(needle) < MESSAGE_LENGTH:
            return None
        words = set(needle.split())
        shared = Counter(chain.from_iterable(self._messages_with.get(word, ()) for word in words))
        # Comparing letter by letter is slow, so only those messages are that share most of their words with the text.
        most = MESSAGE_WORDS * len(words)
        near = [
            self._messages[at]
            for at, count in sorted(shared.items())
            if count >= most or count >= MESSAGE_WORDS * self._messages[at].words
        ]
        if not near:
            return None
        found = process.extract(
            needle, [message.folded for message in near], scorer=fuzz.partial_ratio, score_cutoff=MESSAGE_CUTOFF
        )
        if not found:
            return None
        # Of messages that fit as well the longest is meant, but none that says more than the text does.
        whole = MESSAGE_LONGER * len(needle)
        best = max(found, key=lambda one: (round(one[1]), len(one[0]) <= whole, len(one[0])))
        section, message, _, _ = near[best[2]]
        return {"matches": (Match(section, MESSAGE_SCORE),), "verdict": "answer", "message": message}
