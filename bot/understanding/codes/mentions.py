"""The weight of each error code in a text: a present one counts more than a former or a denied one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import NamedTuple

from bot.understanding.codes.words import Word
from bot.understanding.words import fold

CODE = "0x"  # the code itself in a phrase: "sen 0x"
REACH = 25  # words on either side of a code that may say how it is meant
MAX_MENTIONS = 16  # of one text; later ones have the plain weight
SENTENCE_ENDS = frozenset(",.;:!?\n()")


class Weight(IntEnum):
    """The weight of a code, the heaviest first."""

    NOW = 0
    PLAIN = 1
    PAST = 2
    DENIED = 3


class Mention(NamedTuple):
    """A code and its place in a text: the index of its first word, and of the one after its last."""

    code: str
    start: int
    end: int


class _Around(NamedTuple):
    """The words around a code, in the form of `_text`: before and after it, and the clauses next to it.

    `followed` says that another code comes after it.
    """

    before: str
    clause_before: str
    clause_after: str
    after: str
    followed: bool


class Mentions:
    """The phrases that say how a code is meant, in one language. Build once; instances are never changed.

    They come from the table `mentions` of synonyms.toml. `now` and `past` come before a code, or after it in the same
    clause; `others`, which name another person whose code it is, before it; `gone` anywhere between it and the next;
    `denied` right before it, or `not` where `but` follows. `breaks` are words at which the text about one code ends and
    that about the next begins. The text after `quotes`, or on a line that begins with `>`, is quoted.
    """

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        self._phrases = {name: tuple(f" {_folded(text)} " for text in texts) for name, texts in phrases.items()}
        self._breaks = frozenset(map(_folded, phrases.get("breaks", ())))

    def weights(self, words: Sequence[Word], mentions: Sequence[Mention]) -> dict[str, Weight]:
        """Return the weight of each code, that of its best mention; `mentions` are in the order of the text."""
        found = {mention.code: Weight.PLAIN for mention in mentions[MAX_MENTIONS:]}
        mentions = mentions[:MAX_MENTIONS]
        folded = [fold(word.body) or "-" for word in words]
        whole = _text(_with_codes_replaced(folded, mentions))
        phrases = {name: tuple(text for text in texts if text in whole) for name, texts in self._phrases.items()}
        quoted = self._quoted_from(folded)
        ends = [0, *(mention.end for mention in mentions)]
        starts = [*(mention.start for mention in mentions), len(words)]
        for at, mention in enumerate(mentions):
            first = ends[at]
            if at and (broken := self._break(words, folded, first, mention.start)) is not None:
                first = broken
            first = max(first, mention.start - REACH)
            end = min(starts[at + 1], mention.end + REACH)
            broken = self._break(words, folded, mention.end, end)
            around = _Around(
                _text(folded[first : mention.start]),
                _text(folded[_last_break(words, first, mention.start) : mention.start]),
                _text(folded[mention.end : end if broken is None else broken]),
                _text(folded[mention.end : end]),
                followed=at + 1 < len(mentions),
            )
            is_quoted = mention.start >= quoted or _on_quoted_line(words, mention.start)
            weight = Weight.PAST if is_quoted else _weight(around, phrases)
            found[mention.code] = min(weight, found.get(mention.code, Weight.DENIED))
        return found

    def _break(self, words: Sequence[Word], folded: Sequence[str], start: int, end: int) -> int | None:
        """Return the index from `start` to `end` at which another clause begins; None if none does."""
        for at in range(start, end):
            if folded[at] in self._breaks or not SENTENCE_ENDS.isdisjoint(words[at].gap):
                return at
        return None

    def _quoted_from(self, folded: Sequence[str]) -> int:
        """Return the index after the words that begin a quoted message; the number of words if there are none."""
        text = _text(folded)
        at = min((at for phrase in self._phrases.get("quotes", ()) if (at := text.find(phrase)) >= 0), default=-1)
        return len(folded) if at < 0 else text.count(" ", 0, at)


def _weight(around: _Around, phrases: Mapping[str, tuple[str, ...]]) -> Weight:
    """Return the weight of a code, given the words around it and the phrases in the text."""

    def last(name: str, text: str) -> int:
        """Return the last index of a phrase of a kind in a text, -1 if there is none."""
        return max((text.rfind(phrase) for phrase in phrases.get(name, ())), default=-1)

    left, right = f"{around.before}{CODE} ", f" {CODE}{around.after}"
    if left.endswith(phrases.get("denied", ())):
        return Weight.DENIED
    if around.followed and last("not", left) >= 0 and last("but", right) >= 0:
        return Weight.DENIED
    if last("gone", right) >= 0:
        return Weight.PAST
    # The clause of a code goes before the words further back.
    for text in (f"{around.clause_before}{CODE} ", f" {CODE}{around.clause_after}", left):
        now, past = last("now", text), last("past", text)
        if now != past:
            return Weight.NOW if now > past else Weight.PAST
    return Weight.PAST if last("others", left) >= 0 else Weight.PLAIN


def _with_codes_replaced(folded: Sequence[str], mentions: Sequence[Mention]) -> list[str]:
    """Return the words of a text with `CODE` in place of every code."""
    replaced: list[str] = []
    end = 0
    for mention in mentions:
        replaced += [*folded[end : mention.start], CODE]
        end = mention.end
    return [*replaced, *folded[end:]]


def _last_break(words: Sequence[Word], start: int, end: int) -> int:
    """Return the index from `start` to `end` at which the last clause begins."""
    breaks = (at for at in range(min(end, len(words) - 1), start, -1) if not SENTENCE_ENDS.isdisjoint(words[at].gap))
    return next(breaks, start)


def _on_quoted_line(words: Sequence[Word], at: int) -> bool:
    """Return whether the line of a word begins with `>`, as mail programs quote."""
    for word in reversed(words[max(0, at - REACH) : at + 1]):
        before, newline, line = word.gap.rpartition("\n")
        if newline or before:
            return line.lstrip().startswith(">")
    return bool(words) and words[0].gap.lstrip().startswith(">")


def _text(folded: Sequence[str]) -> str:
    """Return words in the form in which phrases are searched for: with one space around each."""
    return f" {' '.join(folded)} "


def _folded(phrase: str) -> str:
    return " ".join(fold(phrase).split())
