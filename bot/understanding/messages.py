"""The messages that Windows shows, found in texts letter by letter: copied, retyped, or read from a picture."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.corpus import Section
from bot.understanding.words import fold

LENGTH = 20  # characters of what Windows shows that are enough to know the message by
CUTOFF = 90  # per cent of those characters that must agree
WORDS = 0.6  # of the words of the shorter of the two
LONGER = 1.05  # times as long as the text that a message may be, for letters misread
READ = 1000  # characters of a text that are compared with messages


class Message(NamedTuple):
    """What Windows shows where a section helps: as written, folded, and how many different words it has."""

    section: str
    written: str
    folded: str
    words: int


class Messages:
    """The messages of sections. Build once; instances are never changed."""

    def __init__(self, sections: Iterable[Section]) -> None:
        self._messages = [
            Message(section.id, message, fold(message), len(set(fold(message).split())))
            for section in sections
            for message in section.messages
        ]
        self._with: defaultdict[str, list[int]] = defaultdict(list)
        for at, message in enumerate(self._messages):
            for word in set(message.folded.split()):
                self._with[word].append(at)

    def find(self, text: str) -> Message | None:
        """The message that a text holds, or is in part; the longest where there are several."""
        needle = fold(text[:READ])
        if len(needle) < LENGTH:
            return None
        words = set(needle.split())
        shared = Counter(chain.from_iterable(self._with.get(word, ()) for word in words))
        # Comparing letter by letter is slow, so only those messages are that share most of their words with the text.
        most = WORDS * len(words)
        near = [
            self._messages[at]
            for at, count in sorted(shared.items())
            if count >= most or count >= WORDS * self._messages[at].words
        ]
        if not near:
            return None
        found = process.extract(
            needle, [message.folded for message in near], scorer=fuzz.partial_ratio, score_cutoff=CUTOFF
        )
        if not found:
            return None
        # Of messages that fit as well the longest is meant, but none that says more than the text does.
        whole = LONGER * len(needle)
        best = max(found, key=lambda one: (round(one[1]), len(one[0]) <= whole, len(one[0])))
        return near[best[2]]
