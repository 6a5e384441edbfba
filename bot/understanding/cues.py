"""Cues of notices: words that together leave no doubt what a text is about, however its other words are matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.corpus import Notice
from bot.understanding.words import Speller

SHORT = 3  # letters; a cue of no more is a whole word ("mas"), a longer one also the beginning of a word ("crackad")


class Cues:
    """The cues of all notices. Build once; instances are never changed."""

    def __init__(self, notices: Iterable[Notice], speller: Speller) -> None:
        self._notices = [
            (notice.id, [[_spelled(cue, speller) for cue in cues] for cues in notice.cues])
            for notice in notices
            if notice.cues
        ]

    def find(self, words: Sequence[str]) -> str | None:
        """The first notice that has a cue of each of its lists among the words of a text."""
        text = f" {' '.join(words)} "
        for name, lists in self._notices:
            if all(any(cue in text for cue in cues) for cues in lists):
                return name
        return None


def _spelled(cue: str, speller: Speller) -> str:
    """A cue as it is found in a text whose words have a space on either side."""
    spelled = " ".join(speller.words(cue))
    return f" {spelled} " if len(spelled) <= SHORT else f" {spelled}"
