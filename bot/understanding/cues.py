"""Cues: words that together leave no doubt what a text is about, however its other words are matched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.corpus import Evidence
from bot.understanding.words import Speller

SHORT = 3  # letters; a cue of no more is a whole word ("mas"), a longer one also the beginning of a word ("crackad")


class Cues:
    """Evidence by what it is evidence of. Build once; instances are never changed."""

    def __init__(self, evidence: Iterable[tuple[str, Evidence]], speller: Speller) -> None:
        self._evidence = [
            (
                name,
                [[_spelled(cue, speller) for cue in cues] for cues in of_it.cues],
                [_spelled(word, speller) for word in of_it.unless],
            )
            for name, of_it in evidence
        ]

    def find(self, words: Sequence[str]) -> str | None:
        """The first thing that the words of a text are evidence of."""
        return next(self._found(words), None)

    def all(self, words: Sequence[str]) -> list[str]:
        """Everything that the words of a text are evidence of, in order."""
        return list(self._found(words))

    def _found(self, words: Sequence[str]) -> Iterator[str]:
        """Yield what a text has a cue of every list for, and none that speaks against it."""
        text = f" {' '.join(words)} "
        for name, lists, unless in self._evidence:
            if all(any(cue in text for cue in cues) for cues in lists) and not any(word in text for word in unless):
                yield name


def _spelled(cue: str, speller: Speller) -> str:
    """A cue as it is found in a text whose words have a space on either side."""
    spelled = " ".join(speller.words(cue))
    return f" {spelled} " if len(spelled) <= SHORT else f" {spelled}"
