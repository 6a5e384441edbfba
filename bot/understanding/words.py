"""Words of texts, folded to the same letters for all keyboards, and respelled if they are chat language or dialect."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# A run of more than forty letters is no word; it is cut to bound time and memory.
TOKEN = re.compile(r"[^\W_]{1,40}|[\u2190-\u2bff\U0001f000-\U0001faff]")
ACCENTS = str.maketrans("àáâãæçèêëìíîïñòóôõøùúûüýÿ", "aaaaaceeeiiiinooooouuuuyy")


def fold(text: str) -> str:
    """Return a text in NFKC, case-folded, without diacritics (ö becomes o)."""
    text = unicodedata.normalize("NFKC", text).casefold()
    if text.isascii():
        return text
    # The four most frequent letters are replaced first, because `translate` alone takes ten times as long.
    text = text.replace("å", "a").replace("ä", "a").replace("ö", "o").replace("é", "e")
    return text if text.isascii() else text.translate(ACCENTS)


class Speller:
    """Splitter of texts into folded words, which respells chat language and dialect."""

    def __init__(self, spellings: Mapping[str, str]) -> None:
        self._spellings = {fold(word): fold(right).split() for word, right in spellings.items()}

    def words(self, text: str) -> list[str]:
        """Return the words of a text, folded and respelled."""
        found: list[str] = TOKEN.findall(fold(text))
        if self._spellings.keys().isdisjoint(found):
            return found
        return [right for word in found for right in self._spellings.get(word, (word,))]
