"""The Windows version and the language that a text names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.corpus import WINDOWS, Windows, Words
from bot.understanding.words import Speller, fold


@dataclass(frozen=True, slots=True)
class Named:
    """The names in a text: a version that the corpus covers, else an older one by its full name, and a language.

    `alone` says that the text names versions and nothing else; then `windows` is None if it does not decide which.
    """

    windows: Windows | None = None
    old_windows: str | None = None
    language: str | None = None
    alone: bool = False


@dataclass(slots=True)
class _Mentioned:
    """The versions and the language that a text names, and the indices of the words that name versions."""

    current: list[str] = field(default_factory=list)
    licensed: list[str] = field(default_factory=list)
    places: set[int] = field(default_factory=set)
    language: str | None = None


class Names:
    """The names of versions and languages, in one language. Build once; instances are never changed."""

    def __init__(self, words: Words, speller: Speller) -> None:
        self._windows = {
            tuple(speller.words(name)): version for version, names in words.windows.items() for name in names
        }
        self._languages = {
            tuple(speller.words(name)): code for code, names in words.languages.items() for name in names
        }
        self._longest = max(len(name) for name in (*self._windows, *self._languages))
        self._begin = {name[0] for name in (*self._windows, *self._languages)}
        self._before = {fold(word) for word in words.former_before}
        self._alone = {fold(name): version for version, names in words.alone.items() for name in names}
        self._or = {fold(word) for word in words.either}
        self._filler = {fold(word) for word in words.filler}
        self._after = {fold(word) for word in words.former_after}

    def find(self, words: Sequence[str]) -> Named:
        """Return the names in a text, given its words.

        Of two versions the last counts; of two joined by "eller" neither. A version that is denied, or mentioned as a
        former one ("inte Windows 11", "från Windows 10", "min Windows 7-nyckel"), never counts; the version of a key or
        licence ("min Windows 10-licens") counts only if no other is named.
        """
        named = self._named(words)
        others = [word for at, word in enumerate(words) if at not in named.places and word not in self._filler]
        bare = self._alone.get(others[0]) if len(others) == 1 and not named.places else None
        alone = bool(named.places or bare) and not (others if named.places else others[1:])
        versions = [bare] if bare else named.current or named.licensed
        covered = list(dict.fromkeys(version for version in versions if version in WINDOWS))
        if len(covered) > 1 and not self._or.isdisjoint(words):
            return Named(language=named.language, alone=alone)
        if covered:
            return Named(windows=covered[-1], language=named.language, alone=alone)
        old = named.current[-1] if named.current else None
        return Named(old_windows=old, language=named.language, alone=alone and not old)

    def _named(self, words: Sequence[str]) -> _Mentioned:
        """Return the names in a text, the longest at each word."""
        mentioned = _Mentioned()
        tokens = (*words, "")
        for at in [at for at, word in enumerate(words) if word in self._begin]:
            for size in range(self._longest, 0, -1):
                name = tokens[at : at + size]
                mentioned.language = self._languages.get(name, mentioned.language)
                if version := self._windows.get(name):
                    mentioned.places.update(range(at, at + size))
                    if self._before.isdisjoint(tokens[at - 1 : at]):
                        (mentioned.licensed if tokens[at + size] in self._after else mentioned.current).append(version)
                    break
        return mentioned
