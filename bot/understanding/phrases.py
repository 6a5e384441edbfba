"""Phrases and cues: fixed words that are searched for in texts; texts are given as lists of words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import count

from bot.corpus import Evidence
from bot.understanding.words import Speller

SHORT = 3  # a cue of no more letters matches whole words ("mas"), a longer one also their beginning ("crackad")
KEY_LENGTH = 2  # letters; cues are looked up by the beginning of their first word


class Phrases:
    """Phrases of whole words, looked up by their first word."""

    def __init__(self, phrases: Iterable[Sequence[str]]) -> None:
        """Take phrases, each as a list of words."""
        self._by_first: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in filter(None, phrases):
            self._by_first[phrase[0]].append(tuple(phrase))

    @classmethod
    def of(cls, texts: Iterable[str], speller: Speller) -> Phrases:
        """Return the phrases for texts, spelled by `speller`."""
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
    """Words that together are evidence of what a text is about, whatever its other words are.

    Build once; instances are never changed.
    """

    def __init__(self, evidence: Iterable[tuple[str, Evidence]], speller: Speller) -> None:
        """Take pairs of the name of a thing and the evidence for it."""
        self._by_beginning: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        self._evidence: list[tuple[str, frozenset[int], int]] = []
        lists = count()

        def number(cues: Iterable[str]) -> int:
            """Index a list of cues and return its number."""
            at = next(lists)
            for cue in cues:
                spelled = " ".join(speller.words(cue))
                looked_for = f" {spelled} " if len(spelled) <= SHORT else f" {spelled}"
                self._by_beginning[spelled.partition(" ")[0][:KEY_LENGTH]].append((looked_for, at))
            return at

        for name, one in evidence:
            self._evidence.append((name, frozenset(map(number, one.cues)), number(one.unless)))

    def find(self, words: Sequence[str]) -> str | None:
        """Return the first name that the words of a text are evidence for; None if there is none."""
        return next(iter(self.find_all(words)), None)

    def find_all(self, words: Sequence[str]) -> list[str]:
        """Return every name that the words of a text are evidence for, in order.

        Evidence holds if the text has a cue of each of its lists, and none of `unless`.
        """
        text = f" {' '.join(words)} "
        beginnings = {word[:KEY_LENGTH] for word in words}
        found = {at for key in beginnings for cue, at in self._by_beginning.get(key, ()) if cue in text}
        return [name for name, lists, unless in self._evidence if lists <= found and unless not in found]
