"""The messages that Windows shows, found in texts that are copied, retyped, or read from a picture."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import NamedTuple

from rapidfuzz import fuzz, process

from bot.corpus import Section
from bot.understanding.words import fold

MIN_LENGTH = 20  # characters; in a shorter text no message is recognised
CUTOFF = 90  # min. similarity in per cent
MIN_SHARED = 0.6  # share of the words of the text, or of the message, that both must have
MAX_LONGER = 1.05  # a message may be that many times as long as the text, because letters may be misread
MAX_COMPARED = 1000  # characters of a text


class Message(NamedTuple):
    """A message that a section helps with: as written, folded, and how many different words it has."""

    section: str
    written: str
    folded: str
    words: int


class Messages:
    """The messages of all sections. Build once; instances are never changed."""

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
        """Return the message that a text contains or is a part of; the longest if there are several."""
        needle = fold(text[:MAX_COMPARED])
        if len(needle) < MIN_LENGTH:
            return None
        words = set(needle.split())
        shared = Counter(chain.from_iterable(self._with.get(word, ()) for word in words))
        # Comparing letters is slow, so only the messages that share most of their words with the text are compared.
        most = MIN_SHARED * len(words)
        near = [
            self._messages[at]
            for at, count in sorted(shared.items())
            if count >= most or count >= MIN_SHARED * self._messages[at].words
        ]
        if not near:
            return None
        found = process.extract(
            needle, [message.folded for message in near], scorer=fuzz.partial_ratio, score_cutoff=CUTOFF
        )
        if not found:
            return None
        # If several messages fit equally well, the longest one is right, unless it is longer than the text.
        whole = MAX_LONGER * len(needle)
        best = max(found, key=lambda match: (round(match[1]), len(match[0]) <= whole, len(match[0])))
        return near[best[2]]
