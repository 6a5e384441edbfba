"""The terms that a text asks about, as "vad är KMS?" does, and the names on the screen that it looks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz, process

from bot.corpus import ScreenName, Term
from bot.understanding.phrases import Phrases
from bot.understanding.words import Speller

MAX_BETWEEN = 4  # filler words between the word that asks and the term
MAX_WORDS = 12  # of a question that is only about a term
MAX_WITHIN = 20  # of a text that also says something else
MAX_ALONE = 3  # words of a text that is a term with a question mark and nothing else
MIN_FUZZY = 6  # letters; a shorter word must be spelled right
FUZZY_CUTOFF = 88  # min. similarity of a misspelled word in per cent


class Terms:
    """The terms of the glossary, and how people ask about them. Build once; instances are never changed."""

    def __init__(self, terms: Iterable[Term], questions: Mapping[str, Sequence[str]], speller: Speller) -> None:
        """Take the terms, and the words of questions about them (see `Corpus.term_questions`)."""
        self._terms = {tuple(words): term for term in terms for form in term.forms if (words := speller.words(form))}
        self._longest = max(map(len, self._terms), default=0)
        self._single = {words[0]: term for words, term in self._terms.items() if len(words) == 1}
        self._frames = Phrases.of(questions.get("frames", ()), speller)
        self._fillers, self._asking, self._verbs = (
            frozenset(word for text in questions.get(name, ()) for word in speller.words(text))
            for name in ("fillers", "words", "verbs")
        )

    def find(self, text: str, words: Sequence[str]) -> tuple[Term, ...]:
        """Return the terms that a text asks about; none if it asks something else."""
        if not words or not self._terms:
            return ()
        if alone := self._asked_alone(text, words):
            return alone
        return self._asked_within(words) if len(words) <= MAX_WITHIN else ()

    def _asked_alone(self, text: str, words: Sequence[str]) -> tuple[Term, ...]:
        """Return the terms that a text asks about if it does nothing else: "skillnaden mellan OEM och retail?"."""
        if len(words) > MAX_WORDS:
            return ()
        if not self._frames.are_in(words) and not ("?" in text and len(words) <= MAX_ALONE):
            return ()
        found: list[Term] = []
        at = 0
        while at < len(words):
            term, length = self._at(words, at)
            if term:
                found.append(term)
            elif words[at] not in self._fillers:
                return ()
            at += length
        return tuple(dict.fromkeys(found))

    def _asked_within(self, words: Sequence[str]) -> tuple[Term, ...]:
        """Return the term that a longer text asks about: "jag vet inte vad ett moderkort är"."""
        for start, word in enumerate(words):
            if word not in self._asking:
                continue
            at = start + 1
            while at < len(words) and at - start <= MAX_BETWEEN and words[at] in self._fillers:
                at += 1
            term, length = self._at(words, at) if at < len(words) else (None, 0)
            verbs = {*words[start + 1 : at], *words[at + length : at + length + 2]}
            if term and verbs & self._verbs:
                return (term,)
        return ()

    def _at(self, words: Sequence[str], at: int) -> tuple[Term | None, int]:
        """Return the term that begins at an index, and how many words it has."""
        for length in range(min(self._longest, len(words) - at), 0, -1):
            if term := self._terms.get(tuple(words[at : at + length])):
                return term, length
        word = words[at]
        if word in self._fillers or len(word) < MIN_FUZZY:
            return None, 1
        close = process.extractOne(word, self._single.keys(), scorer=fuzz.ratio, score_cutoff=FUZZY_CUTOFF)
        return (self._single[close[0]], 1) if close else (None, 1)


class ScreenNames:
    """The names on the screen that texts ask for, as "var hittar jag Felsök?" does.

    Build once; instances are never changed.
    """

    def __init__(self, names: Iterable[ScreenName], questions: Mapping[str, Sequence[str]], speller: Speller) -> None:
        """Take the names, and the words of questions where something is (see `Corpus.term_questions`)."""
        self._names = sorted(
            ((f" {' '.join(words)} ", name) for name in names if (words := speller.words(name.name))),
            key=lambda pair: -len(pair[0]),
        )
        self._where = Phrases.of(questions.get("where", ()), speller)

    def find(self, text: str, words: Sequence[str]) -> ScreenName | None:
        """Return the longest name that a text asks for; None if it asks for none."""
        asks = len(words) <= MAX_WORDS and self._where.are_in(words)
        if not asks and not ("?" in text and len(words) <= MAX_ALONE):
            return None
        joined = f" {' '.join(words)} "
        return next((name for spelled, name in self._names if spelled in joined), None)
