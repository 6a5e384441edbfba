"""Which Windows a text says the person has, and which language it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.corpus import WINDOWS, Windows, Words
from bot.understanding.words import Speller, fold


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names: a version of the corpus, else an older one by its full name, and a language.

    `alone` is true where the text says nothing else than which covered version it is.
    """

    windows: Windows | None = None
    old_windows: str | None = None
    language: str | None = None
    alone: bool = False


class Names:
    """The names of versions and languages in one language's words. Build once; instances are never changed."""

    def __init__(self, words: Words, speller: Speller) -> None:
        self._windows = {
            tuple(speller.words(name)): version for version, names in words.windows.items() for name in names
        }
        self._languages = {
            tuple(speller.words(name)): code for code, names in words.languages.items() for name in names
        }
        self._longest = max(len(name) for name in (*self._windows, *self._languages))
        self._before = {fold(word) for word in words.former_before}
        self._filler = {fold(word) for word in words.filler}
        self._after = {fold(word) for word in words.former_after}

    def find(self, words: Sequence[str]) -> Named:
        """What a text names, given its words.

        Of two versions the last counts, except one that is told of as the former one ("från Windows 10", "min
        Windows 7-nyckel"); of those the last, where no other is named.
        """
        tokens = tuple(words)
        versions: list[tuple[bool, str]] = []
        language = None
        named: set[int] = set()
        for at in range(len(tokens)):
            for size in range(self._longest, 0, -1):
                name = tokens[at : at + size]
                if version := self._windows.get(name):
                    versions.append((not self._is_former(tokens, at, at + size), version))
                    named.update(range(at, at + size))
                    break
                language = self._languages.get(name, language)
        current = [version for now, version in versions if now]
        covered = [version for version in current or [v for _, v in versions] if version in WINDOWS]
        if covered:
            alone = all(at in named or word in self._filler for at, word in enumerate(tokens))
            return Named(windows=covered[-1], language=language, alone=alone)
        return Named(old_windows=current[-1] if current else None, language=language)

    def _is_former(self, tokens: tuple[str, ...], start: int, end: int) -> bool:
        before, after = tokens[start - 1 : start], tokens[end : end + 1]
        return bool(self._before.intersection(before) or self._after.intersection(after))
