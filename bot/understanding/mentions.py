"""Which of several error codes in a text counts: the one of now, not of yesterday, and none that is denied."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from bot.understanding.code_words import Word
from bot.understanding.words import fold

CODE = "0x"  # stands for the code itself in a phrase: "sen 0x"
REACH = 25  # words on either side of a code that may say how it is meant
MOST_MENTIONS = 64  # of one text that are looked at closely
SENTENCE_ENDS = frozenset(",.;:!?\n()")


class Standing(IntEnum):
    """How much a code counts, the most first."""

    NOW = 0
    PLAIN = 1
    PAST = 2
    DENIED = 3


class Mention(NamedTuple):
    """A code where it stands in a text: the first of its words and the one after its last."""

    code: str
    start: int
    end: int


class Mentions:
    """The phrases that say how a code is meant, in one language. Build once; instances are never changed.

    They come from the table `mentions` of synonyms.toml. `now` and `past` stand before a code, or after it in the same
    clause; `others`, whose code it is else, before it; `gone` anywhere between it and the next; `denied` right before
    it, or `not` where `but` follows. `breaks` part what is said of one code from what is said of the next. What comes
    after `quotes`, or on a line that begins with `>`, is quoted.
    """

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._phrases = {name: tuple(f" {_folded(text)} " for text in texts) for name, texts in phrases.items()}
        self._breaks = frozenset(map(_folded, phrases.get("breaks", ())))

    def standings(self, words: Sequence[Word], mentions: Sequence[Mention]) -> dict[str, Standing]:
        """How much each code counts, the best of its mentions; `mentions` in the order of the text."""
        found = {mention.code: Standing.PLAIN for mention in mentions[MOST_MENTIONS:]}
        mentions = mentions[:MOST_MENTIONS]
        quoted = self._quoted_from(words)
        ends = [0, *(mention.end for mention in mentions)]
        starts = [*(mention.start for mention in mentions), len(words)]
        for at, mention in enumerate(mentions):
            between = words[ends[at] : mention.start]
            before = between[self._break(between) if at else 0 :]
            after = words[mention.end : starts[at + 1]]
            is_quoted = mention.start >= quoted or _on_quoted_line(words, mention.start)
            followed = at + 1 < len(mentions)
            standing = Standing.PAST if is_quoted else self._standing(before[-REACH:], after[:REACH], followed=followed)
            found[mention.code] = min(standing, found.get(mention.code, Standing.DENIED))
        return found

    def _standing(self, before: Sequence[Word], after: Sequence[Word], *, followed: bool) -> Standing:
        """How much a code counts, given the words before and after it, and whether another one follows."""
        left, right = f"{_text(before)}{CODE} ", f" {CODE}{_text(after)}"
        clause = f" {CODE}{_text(after[: self._break(after, first=False)])}"
        if followed and self._is_denied(left, right):
            return Standing.DENIED
        if self._last("gone", right) >= 0:
            return Standing.PAST
        now, past = self._last("now", left), self._last("past", left)
        if now < 0 and past < 0:
            now, past = self._last("now", clause), self._last("past", clause)
        if now < 0 and self._last("others", left) >= 0:
            return Standing.PAST
        if now == past:
            return Standing.PLAIN
        return Standing.NOW if now > past else Standing.PAST

    def _is_denied(self, left: str, right: str) -> bool:
        """Whether a code that is followed by another one is denied by what stands before and after it."""
        if left.endswith(self._phrases.get("denied", ())):
            return True
        return self._last("not", left) >= 0 and self._last("but", right) >= 0

    def _last(self, name: str, text: str) -> int:
        """Where a phrase of a kind stands last in a text, -1 where none does."""
        return max((text.rfind(phrase) for phrase in self._phrases.get(name, ())), default=-1)

    def _break(self, words: Sequence[Word], *, first: bool = True) -> int:
        """The place in some words where another clause begins; without one 0, or their number for not `first`."""
        for at, word in enumerate(words):
            if SENTENCE_ENDS.intersection(word.gap) or fold(word.body) in self._breaks:
                return at
        return 0 if first else len(words)

    def _quoted_from(self, words: Sequence[Word]) -> int:
        """The first word after one that begins a quoted message; the number of words where none does."""
        text = _text(words)
        at = min((at for phrase in self._phrases.get("quotes", ()) if (at := text.find(phrase)) >= 0), default=-1)
        return len(words) if at < 0 else text.count(" ", 0, at)


def _on_quoted_line(words: Sequence[Word], at: int) -> bool:
    """Whether the line on which a word stands begins with `>`, as mail programs quote."""
    for word in reversed(words[max(0, at - REACH) : at + 1]):
        before, newline, line = word.gap.rpartition("\n")
        if newline or before:
            return line.lstrip().startswith(">")
    return bool(words) and words[0].gap.lstrip().startswith(">")


def _text(words: Sequence[Word]) -> str:
    """Words as phrases are looked for in them: folded, one space around each."""
    return f" {' '.join(fold(word.body) or '-' for word in words)} "


def _folded(phrase: str) -> str:
    return " ".join(fold(phrase).split())
