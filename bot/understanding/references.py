"""References to earlier messages in a text: the number of a choice, a correction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from bot.corpus import Words
from bot.understanding.words import Speller, fold

LAST = "last"
AROUND = "around"
SOLVED, NOT_HELPED = "smalltalk-solved", "smalltalk-not-helped"


class References:
    """The words of one language that refer to earlier messages. Build once; instances are never changed."""

    def __init__(self, words: Words, speller: Speller) -> None:
        self._around = {word for text in words.ordinals.get(AROUND, ()) for word in (*speller.words(text), fold(text))}
        self._ordinals = {
            fold(text): place for place, texts in words.ordinals.items() if place != AROUND for text in texts
        }
        self._denial = {name: {fold(text) for text in texts} for name, texts in words.denial.items()}
        corrections = [speller.words(text) for text in words.corrections]
        self._corrections: defaultdict[str, list[list[str]]] = defaultdict(list)
        for said in sorted(corrections, key=len, reverse=True):
            self._corrections[said[0]].append(said)

    def ordinal(self, words: Sequence[str], count: int) -> int | None:
        """Return the index of the choice that a text names only by its place ("den andra"); None for other texts.

        `count` is the number of choices.
        """
        named = {self._ordinals[word] for word in words if word in self._ordinals}
        others = [word for word in words if word not in self._ordinals and word not in self._around]
        if others or len(named) != 1 or not count:
            return None
        place = named.pop()
        at = count if place == LAST else int(place)
        return at - 1 if at <= count else None

    def is_number(self, words: Sequence[str]) -> bool:
        """Return whether a text is only numbers: places in a list, although perhaps none that exists."""
        numbers = [word for word in words if word in self._ordinals or word.isdecimal()]
        return bool(numbers) and all(word in numbers or word in self._around for word in words)

    def contradicted(self, words: Sequence[str]) -> tuple[str, str | None] | None:
        """Return the topic that the words of a text rule out, and the topic to take instead, if there is one."""
        said = set(words)
        denied = bool(said & self._denial.get("words", set()))
        if denied and not said & self._denial.get("unless", set()):
            return SOLVED, NOT_HELPED
        return None if denied or said & self._denial.get("still", set()) else (NOT_HELPED, None)

    def corrected(self, words: Sequence[str]) -> Sequence[str] | None:
        """Return the words after a correction ("nej, jag menade"); None if the text does not begin with one."""
        starts = self._corrections.get(words[0], ()) if words else ()
        rest = words[next((len(said) for said in starts if list(words[: len(said)]) == said), len(words)) :]
        return rest or None
