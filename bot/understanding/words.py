"""The words of a text: folded, so that every keyboard writes alike, and respelled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# What is longer than forty letters is no word: it is cut, so that it costs neither time nor memory.
TOKEN = re.compile(r"[^\W_]{1,40}|[\u2190-\u2bff\U0001f000-\U0001faff]")
ACCENTS = str.maketrans("àáâãæçèêëìíîïñòóôõøùúûüýÿ", "aaaaaceeeiiiinooooouuuuyy")


def fold(text: str) -> str:
    """Text in one form whatever keyboard it came from: NFKC, case-folded, without dots and accents (ö becomes o)."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        return text
    # By far the most frequent four go first: `translate` alone takes ten times as long.
    text = text.replace("å", "a").replace("ä", "a").replace("ö", "o").replace("é", "e")
    return text if text.isascii() else text.translate(ACCENTS)


class Speller:
    """Cuts texts into words and respells those of chat and dialect."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self._spellings = {fold(word): fold(right).split() for word, right in spellings.items()}

    def words(self, text: str) -> list[str]:
        """The words of a text, folded and respelled."""
        found: list[str] = TOKEN.findall(fold(text))
        if self._spellings.keys().isdisjoint(found):
            return found
        return [right for word in found for right in self._spellings.get(word, (word,))]
