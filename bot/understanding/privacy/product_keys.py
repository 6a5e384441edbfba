"""Product keys in texts, found whatever separates their groups, and masked before anything else reads the text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, Final

from bot.understanding.codes.lookalikes import INVISIBLE, fold_lookalikes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MASK: Final = "[…]"
"""The replacement of a product key in a masked text."""

_LENGTH: Final = 25
_GROUP: Final = 5
_MIN_KINDS: Final = 8  # of characters: a random key has fewer once in 70 million, a placeholder or "aaaaa…" always
_SLIPPED: Final = 6  # gaps: the four of a key, and a slip or two
_PARTING: Final = frozenset(" -")
_HEX: Final = frozenset("0123456789ABCDEF")

# The alphabet has no vowel but Y, no L, S or Z and neither 0, 1 nor 5: almost no word is made of it. The dots of the
# mask are no separator, so the text on both sides of it never looks like one key.
_KEY: Final = "[2346789BCDFGHJKMNPQRTVWXY]"
_RUN: Final = re.compile(rf"{_KEY}(?:[^\w…]{{0,16}}+{_KEY}){{{_LENGTH - 1},}}+")
_PIECE: Final = re.compile(r"\w+")
_DIGIT: Final = re.compile(r"[0-9]")
# Five groups of five with letters no key has, as a key misread from a sticker: 0 for Q, S for 5.
_DASHED: Final = re.compile(r"(?<![\w-])[0-9A-Z]{5}(?: ?- ?[0-9A-Z]{5}){4}(?! ?-\w|\w)")
_SPACED: Final = re.compile(r"(?<!\w)[0-9A-Z]{5}(?:[ -]{1,3}[0-9A-Z]{5}){4,}+(?!\w)")

Span = tuple[int, int]


def mask_product_keys(text: str) -> tuple[str, bool]:
    """Return the text with every 5x5 product key replaced by `MASK`, and whether there was one.

    Everything that has the shape of a key is one, because keys have no public check digit. It is better to mask a
    serial number than to miss a key: masked text is neither echoed, logged nor stored.
    Linear: in each pattern a repeated class and its separators share no character; a run of n characters has at most n
    windows of 25, each examined once.
    """
    if len(text) < _LENGTH:
        return text, False
    folded = fold_lookalikes(text)
    places: Sequence[int] = range(len(folded))
    if INVISIBLE in folded:
        places = [at for at, character in enumerate(folded) if character != INVISIBLE]
        folded = folded.replace(INVISIBLE, "")
    spans = _merged([*_strict(folded), *_misread(folded)])
    if not spans:
        return text, False
    kept, done = [], 0
    for start, end in spans:
        kept += [text[done : places[start]], MASK]
        done = places[end - 1] + 1
    return "".join([*kept, text[done:]]), True


def _strict(folded: str) -> Iterator[Span]:
    """Yield the spans of keys made of the key alphabet."""
    for run in _RUN.finditer(folded):
        pieces = [piece.span() for piece in _PIECE.finditer(folded, run.start(), run.end())]
        yield from _long_pieces(folded, pieces)
        if len(pieces) > 1:
            yield from _windows(folded, pieces)


def _long_pieces(folded: str, pieces: Iterable[Span]) -> Iterator[Span]:
    """Yield keys written without gaps, also glued to a word or to each other, but not hashes."""
    for start, end in pieces:
        text = folded[start:end]
        if len(text) >= _LENGTH and _varied(text):
            exact = len(text) == _LENGTH and not _alnum_at(folded, start - 1) and not _alnum_at(folded, end)
            if exact or not (text.isalpha() or _inside_hash(folded, start, end)):
                yield start, end


def _windows(folded: str, pieces: Sequence[Span]) -> Iterator[Span]:
    """Yield keys in several pieces: 25 characters from the start of a piece, or up to the end of one.

    The other end may be inside a piece, because a word may be glued to a key: "minnyckelVK7JG-…", "…-3V66Wfunkar".
    """
    places = [at for start, end in pieces for at in range(start, end)]
    cuts = [0, *accumulate(end - start for start, end in pieces)]
    letters = "".join(folded[start:end] for start, end in pieces)
    done = 0
    for offset in sorted({*cuts, *(cut - _LENGTH for cut in cuts)}):
        until = offset + _LENGTH
        key = letters[offset:until] if offset >= done else ""
        if len(key) < _LENGTH or not _varied(key):
            continue
        inner = [cut - offset for cut in cuts[bisect_right(cuts, offset) : bisect_left(cuts, until)]]
        start, end = places[offset], places[until - 1] + 1
        whole = not _alnum_at(folded, start - 1) and not _alnum_at(folded, end)
        if inner and _grouped(key, inner, whole=whole, broken="\n" in folded[start:end]):
            yield start, end
            # A row of single characters has a window at each of them; after a key the next window begins at its end.
            done = until if len(inner) == _LENGTH - 1 else 0


def _grouped(key: str, cuts: Sequence[int], *, whole: bool, broken: bool) -> bool:
    """Return whether 25 characters have gaps as a key has, given after which of them there is a gap.

    In groups of five; or with a group broken by the end of a line; or, if the key is `whole` (nothing is glued to its
    ends), with a slip of the space bar, or one character at a time.
    """
    if key.isalpha() and all("Y" in key[start:end] for start, end in pairwise((0, *cuts, _LENGTH))):
        return False  # "tryck bytts …" are words
    if all(cut % _GROUP == 0 for cut in cuts):
        return True
    if not broken and (not whole or _SLIPPED < len(cuts) < _LENGTH - 1):
        return False
    digits = _count_digits(key)
    return digits < _LENGTH - _GROUP and (digits > 1 or len(cuts) <= _SLIPPED)


def _misread(folded: str) -> Iterator[Span]:
    """Yield five groups of five that mix letters and digits as a key does, but not in the key alphabet."""
    if _DIGIT.search(folded) is None:
        return
    for match in _DASHED.finditer(folded):
        if _varied(match[0]) and _mixed("".join(_PIECE.findall(match[0]))):
            yield match.span()
    for match in _SPACED.finditer(folded):
        groups = _PIECE.findall(match[0])
        if sum(not group.isalpha() and not group.isdigit() for group in groups) * 2 > len(groups):
            yield match.span()


def _varied(text: str) -> bool:
    """Return whether a text has as many different characters as a random key; XXXXX-XXXXX-… has not."""
    return len(set(text) - _PARTING) >= _MIN_KINDS


def _mixed(key: str) -> bool:
    """Return whether 25 characters have some digits and more letters, as nearly every key has."""
    return 1 < _count_digits(key) < _LENGTH - _GROUP


def _count_digits(text: str) -> int:
    """Return the number of digits in a text."""
    return sum(map(str.isdigit, text))


def _inside_hash(folded: str, start: int, end: int) -> bool:
    """Return whether a piece and the characters glued to it on either side are only hex digits."""
    if not _HEX.issuperset(folded[start:end]):
        return False
    glued = (folded[start - 1 : start], folded[end : end + 1])
    return all(_HEX.issuperset(side) or not side.isalnum() for side in glued)


def _alnum_at(folded: str, at: int) -> bool:
    """Return whether there is a letter or a digit at an index."""
    return 0 <= at < len(folded) and folded[at].isalnum()


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, overlapping ones joined."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
