"""Danish, Norwegian and Finnish translated to Swedish word by word: enough to know what a text is about."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from bot.corpus import Glossary
from bot.understanding.words import TOKEN, fold

MAX_WORDS = 200  # the language is recognised by the first words of a text
MAX_TRANSLATED = 400  # words; later ones change no answer
FEW_WORDS = 6  # a text of no more words is recognised by one marker, a longer one by two
FOREIGN = 0.2  # min. share of words that only a glossary has, if there are too few markers
MIN_FOREIGN = 3  # min. number of such words
MIN_PREFIX = 3  # letters


class Translator:
    """The glossaries of a corpus, and the words of its language. Build once; instances are never changed."""

    def __init__(self, glossaries: Iterable[Glossary], vocabulary: Collection[str]) -> None:
        self._tables = [_Table(glossary) for glossary in glossaries]
        self._vocabulary = vocabulary

    def translate(self, text: str) -> str | None:
        """Return a text translated word by word; None if it is not in the language of a glossary."""
        words = TOKEN.findall(fold(text))
        first = words[:MAX_WORDS]
        # Letters tell languages apart: without its dots "gör" is the Danish "gør".
        written = TOKEN.findall(text.casefold())[:MAX_WORDS]
        enough = 1 if len(words) <= FEW_WORDS else 2, max(MIN_FOREIGN, FOREIGN * len(first))
        strange = [word for word in first if word not in self._vocabulary]
        counts = [(table.markers(written), table.known(strange)) for table in self._tables]
        best = max(range(len(counts)), key=counts.__getitem__, default=None)
        if best is None or all(count < least for count, least in zip(counts[best], enough, strict=True)):
            return None
        return self._tables[best].translate(words[:MAX_TRANSLATED])


class _Table:
    """A glossary with folded words."""

    def __init__(self, glossary: Glossary) -> None:
        self._markers = glossary.markers
        self._phrases: dict[tuple[str, ...], str] = {}
        self._prefixes: dict[str, str] = {}
        for key, word in glossary.words.items():
            if key.endswith("*"):
                self._prefixes[fold(key[:-1])] = word
            else:
                self._phrases[tuple(TOKEN.findall(fold(key)))] = word
        self._longest = max(map(len, self._phrases), default=1)

    def markers(self, words: Sequence[str]) -> int:
        """Return how many words of a text no other language has."""
        return sum(word in self._markers for word in words)

    def known(self, words: Sequence[str]) -> int:
        """Return how many words of a text the glossary has."""
        return sum((word,) in self._phrases or self._by_prefix(word) != word for word in words)

    def translate(self, words: Sequence[str]) -> str:
        """Return words translated, the longest phrases first."""
        found: list[str] = []
        at = 0
        while at < len(words):
            sizes = range(min(self._longest, len(words) - at), 0, -1)
            size = next((size for size in sizes if tuple(words[at : at + size]) in self._phrases), 0)
            found.append(self._phrases[tuple(words[at : at + size])] if size else self._by_prefix(words[at]))
            at += size or 1
        return " ".join(found)

    def _by_prefix(self, word: str) -> str:
        """Return the translation by the longest prefix in the glossary; the word itself if there is none."""
        lengths = range(len(word), MIN_PREFIX - 1, -1)
        return next((self._prefixes[word[:length]] for length in lengths if word[:length] in self._prefixes), word)
