"""Phrases and cues: fixed words that are looked for in texts, which are given as their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count

from bot.corpus import Evidence
from bot.understanding.words import Speller

SHORT = 3  # letters; a cue of no more is a whole word ("mas"), a longer one also the beginning of a word ("crackad")
KEY_LENGTH = 2  # letters of its first word by which a cue is looked up


class Phrases:
    """Phrases of whole words, looked up by their first word."""

    def __init__(self, phrases: Iterable[Sequence[str]]) -> None:
        """Take phrases, each as its words."""
        self._by_first: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in filter(None, phrases):
            self._by_first[phrase[0]].append(tuple(phrase))

    @classmethod
    def of(cls, texts: Iterable[str], speller: Speller) -> Phrases:
        """Return the phrases that texts are, in the spelling of `speller`."""
        return cls(map(speller.words, texts))

    def places(self, words: Sequence[str]) -> list[tuple[int, tuple[str, ...]]]:
        """Return each phrase found and the index of its first word, in order."""
        return [
            (at, phrase)
            for at, word in enumerate(words)
            if word in self._by_first
            for phrase in self._by_first[word]
            if tuple(words[at : at + len(phrase)]) == phrase
        ]

    def are_in(self, words: Sequence[str]) -> bool:
        """Return whether a text has one of the phrases."""
        return bool(self.places(words))


class Cues:
    """Words that together leave no doubt what a text is about, however its other words are matched.

    Build once; instances are never changed.
    """

    def __init__(self, evidence: Iterable[tuple[str, Evidence]], speller: Speller) -> None:
        """Take evidence and what it is evidence of."""
        self._by_beginning: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        self._evidence: list[tuple[str, frozenset[int], int]] = []
        lists = count()

        def number(cues: Iterable[str]) -> int:
            """Index a list of cues, and return its number."""
            at = next(lists)
            for cue in cues:
                spelled = " ".join(speller.words(cue))
                looked_for = f" {spelled} " if len(spelled) <= SHORT else f" {spelled}"
                self._by_beginning[spelled.partition(" ")[0][:KEY_LENGTH]].append((looked_for, at))
            return at

        for name, of_it in evidence:
            self._evidence.append((name, frozenset(map(number, of_it.cues)), number(of_it.unless)))

    def find(self, words: Sequence[str]) -> str | None:
        """Return the first thing that the words of a text are evidence of."""
        return next(iter(self.find_all(words)), None)

    def find_all(self, words: Sequence[str]) -> list[str]:
        """Return everything that the words of a text are evidence of, in order.

        The text has a cue of every list, and none of those that rule it out.
        """
        text = f" {' '.join(words)} "
        beginnings = {word[:KEY_LENGTH] for word in words}
        found = {at for key in beginnings for cue, at in self._by_beginning.get(key, ()) if cue in text}
        return [name for name, lists, unless in self._evidence if lists <= found and unless not in found]
