"""The readings of error codes that are mistyped, copied or photographed: a function for each way of writing them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from bot.understanding.codes.index import FAILURE_BIT, CodeIndex
from bot.understanding.codes.words import HALF_PREFIXED, PREFIXED, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

_LENGTH: Final = 8
_HALF: Final = 4
_SLIPPED: Final = (_LENGTH - 1, _LENGTH + 1)  # lengths of a code with a digit lost or one too many
_REPAIR: Final = str.maketrans("OIL|", "0111")
_HEX: Final = frozenset("0123456789ABCDEF")
_HEX_LIKE: Final = _HEX | frozenset("OIL|")
_FIRST: Final = frozenset("8CD")
_DECIMAL: Final = re.compile(r"[0-9]{8,11}")
# Facilities whose codes people meet, so that eight bare hex digits are taken for one: licensing (C004), Win32 (8007),
# NTSTATUS (C00x, D000), setup (C190), COM (800x), .NET (8013), updates (8024, 80D0), store (803F, 87E1, 87AF).
_PLAUSIBLE: Final = re.compile(r"C00[0-9A-F]|C190|D000|800[0-9A-F]|801[389]|8024|803F|80D0|87E1|87AF")
# Separators of the pieces of one code. A full stop and a space end a sentence; a colon and a comma separate values.
_JOINTS: Final = frozenset((" ", "  ", "\n", "\n\n", "-", ".", " - ", "- ", " -", "-\n"))
_SPACES: Final = frozenset((" ", "  ", "\n", "\n\n"))
_TIGHT: Final = frozenset(("-", ".", ":"))
_GROUPING: Final = frozenset((" ", "-"))
_COMPOUND: Final = frozenset(("-", "\\", "@", "&"))
_REGULAR: Final = frozenset((1, 2, _HALF))
_SUFFIXES: Final = frozenset("LHUS|")  # C's long and unsigned, the assembler's hex, a genitive, the edge of a table
_EXTENSIONS: Final = frozenset(("F" * _LENGTH, "0" * _LENGTH))  # the upper half of a code shown with 64 bits
_CODE_WORDS: Final = frozenset(("FEL", "FELKOD", "FELKODEN", "KOD", "KODEN", "CODE", "ERROR", "HR"))
# Words before a number of a thing or a place, which is no code: "Canon C003", "sal E016".
_OWNERS: Final = frozenset((
    "ACER", "ASUS", "AUDI", "BMW", "BROTHER", "CANON", "DELL", "EPSON", "GRUPP", "HP", "HUS", "KAMERA", "KAMERAN",
    "KONTAKT", "LENOVO", "LG", "MODELL", "MODELLEN", "NOKIA", "PLATS", "PORT", "RUM", "RUMMET", "SAL", "SAMSUNG",
    "SKRIVARE", "SKRIVAREN", "SONY", "TV", "VOLVO", "XEROX",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """The code that consecutive words were read as, without `0x`, and the number of these words."""

    known: str | None = None
    unknown: str | None = None
    slips: tuple[str, ...] = ()
    """Spellings that may be near misses; the first that has any counts."""
    words: int = 1


NOTHING: Final = Reading()
"""The reading of one word that is no code."""


def read(words: Sequence[Word], at: int, index: CodeIndex) -> Reading:
    """Read the words from an index on by the first way of writing a code that fits them."""
    word = words[at]
    if word.mark == PREFIXED:
        return _prefixed(words, at, index)
    size = len(word.body)
    if size < _LENGTH:
        if word.body[:1] in _FIRST:
            joined = _in_pieces(words, at, index)
            if joined is not None:
                return joined
        if size in (_HALF, _HALF + 1, _HALF + 2):
            return _short(words, at, index)
    if size < _SLIPPED[0] or (size > _LENGTH and word.body.isalpha()):
        return NOTHING
    if _DECIMAL.fullmatch(word.body):
        return _digits_only(words, at, index)
    return _bare(word, index)


def _prefixed(words: Sequence[Word], at: int, index: CodeIndex) -> Reading:
    """Read what follows `0x`: eight digits in one piece or several, else a slip of seven or nine."""
    pieces = _pieces(words, at)
    whole = _whole("".join(pieces))
    if whole and _credible(words, at, pieces):
        # Sixteen digits that begin with zeros and are no known code are an address, or a parameter of a stop code.
        return _judge(whole, index, nameable=len(pieces[0]) <= _LENGTH + 1, words=len(pieces))
    for count, raw in enumerate(accumulate(pieces), start=1):
        if len(raw) in _SLIPPED:
            return Reading(slips=(raw.translate(_REPAIR),), words=count)
    return NOTHING if len(pieces) == 1 else Reading(words=len(pieces))


def _bare(word: Word, index: CodeIndex) -> Reading:
    """Read a single word of letters and digits; a code outside the table must look like an HRESULT."""
    body = word.body.strip("|") if word.body.endswith("|") and len(word.body) > _LENGTH else word.body.lstrip("|")
    if body.isalpha():
        return NOTHING
    whole = _whole(body)
    if whole:
        reading = _judge(whole, index, nameable=_PLAUSIBLE.match(whole) is not None)
        # After # it may also be a colour with transparency.
        return NOTHING if word.gap.endswith("#") and not (reading.known or reading.unknown in index.listed) else reading
    if len(body) in _SLIPPED and (not body.isdigit() or word.mark == HALF_PREFIXED):
        return Reading(slips=(body.translate(_REPAIR),))
    return NOTHING


def _digits_only(words: Sequence[Word], at: int, index: CodeIndex) -> Reading:
    """Read a number: hex without a letter, or a decimal HRESULT, signed or not."""
    body = words[at].body
    if len(body) == _LENGTH:
        if words[at].mark == HALF_PREFIXED:
            return _bare(words[at], index)
        return _found(body, index) if body[0] in _FIRST and index.has(body) else NOTHING
    gap, before = words[at].gap, words[at - 1].body if at else ""
    signed = gap.endswith("-") and not (gap == "-" and _has_digit(before))
    known = index.decimal.get(body)
    if known and (signed or len(body) > _LENGTH + 1):
        return _found(known, index)
    value = (1 << 32) - int(body) if signed else int(body)
    unknown = f"{value:08X}" if FAILURE_BIT <= value < 1 << 32 else ""
    slips = (body,) if signed or len(body) > _LENGTH + 1 else ()
    if _PLAUSIBLE.match(unknown):
        return Reading(unknown=unknown, slips=(*slips, unknown))
    return Reading(slips=slips) if slips else NOTHING


def _in_pieces(words: Sequence[Word], at: int, index: CodeIndex) -> Reading | None:
    """Read a code without `0x` in pieces, with spaces, dashes or dots between; None if the words are not one."""
    pieces = _pieces(words, at)
    if len(pieces) == 1:
        return None
    raw = "".join(pieces)
    whole = _whole(raw)
    if whole and index.has(whole.translate(_REPAIR)):
        if not _phone_like(words, at, pieces) and _credible(words, at, pieces):
            return _judge(whole, index, nameable=False, words=len(pieces))
    elif whole and tuple(map(len, pieces)) == (_HALF, _HALF) and _looks_coded(whole):
        return _judge(whole, index, nameable=True, words=len(pieces))
    first_two = "".join(pieces[:2])
    if len(first_two) in _SLIPPED and pieces[0] in index.common and not first_two.isdigit():
        return Reading(slips=(first_two.translate(_REPAIR),), words=2)
    # If one character at a time is not a code, it is not one from the next character on either.
    return Reading(words=_LENGTH) if len(pieces) == _LENGTH else None


def _short(words: Sequence[Word], at: int, index: CodeIndex) -> Reading:
    """Read the last four digits of a code, alone and not as a part of another number."""
    body = words[at].body.strip("|")
    code = index.short.get(body.translate(_REPAIR))
    if code is None or body.isdigit() or body.isalpha():
        return NOTHING
    gap, before = words[at].gap, words[at - 1].body if at else ""
    after = words[at + 1] if at + 1 < len(words) else Word("", "", "")
    if before in _OWNERS or (gap in _TIGHT and _part_of_number(before)):
        return NOTHING
    if gap in _COMPOUND and before not in _CODE_WORDS:
        return NOTHING
    if after.gap in _TIGHT and _part_of_number(after.body):
        return NOTHING
    return Reading(known=code)


def _pieces(words: Sequence[Word], at: int) -> tuple[str, ...]:
    """Return the first word and those after it that may belong to the same code, up to eight digits."""
    first = words[at].body
    size = len(first)
    if size >= _LENGTH or not _HEX_LIKE.issuperset(first):
        return (first,)
    pieces = [first]
    for gap, mark, body in words[at + 1 : at + _LENGTH]:
        if gap not in _JOINTS or mark or not _HEX_LIKE.issuperset(body.removesuffix("H")):
            break
        pieces.append(body)
        size += len(body)
        if size >= _LENGTH:
            break
    return tuple(pieces)


def _credible(words: Sequence[Word], at: int, pieces: Sequence[str]) -> bool:
    """Return whether pieces are one code cut up, and not a code a digit short with the next word after it.

    `0xC004F21 i datorn` and `0xC004F21 1 gång` lack a digit; reading on would take a slip for a correct code.
    """
    clinging = sum(map(len, pieces)) - _LENGTH
    sizes = {*map(len, pieces[:-1]), len(pieces[-1]) - clinging}
    if len(pieces) == 1 or (len(sizes) == 1 and sizes <= _REGULAR):
        return True
    end = at + len(pieces)
    if words[end - 1].gap not in _SPACES:
        return True
    if not _has_digit(pieces[-1]):
        return False
    missing_one = sum(map(len, pieces[:-1])) == _SLIPPED[0]
    return not (missing_one and end < len(words) and words[end].gap in _SPACES and words[end].body.isalpha())


def _whole(raw: str) -> str | None:
    """Return the eight characters of a code, without a suffix or a word glued to its end; None if it is too short."""
    if len(raw) <= _LENGTH:
        return raw if len(raw) == _LENGTH else None
    code, rest = raw[:_LENGTH], raw[_LENGTH:]
    if rest in _SUFFIXES:
        return code
    if len(rest) == _LENGTH and code in _EXTENSIONS:
        return rest
    clinging = len(rest) > 1 and rest.isalpha() and not _hex_like(rest)
    return code if clinging and set(code) <= _HEX else None


def _phone_like(words: Sequence[Word], at: int, pieces: Sequence[str]) -> bool:
    """Return whether pieces are digits in uneven groups, or part of a longer number, unlike a code without prefix."""
    if words[at].mark or not all(map(str.isdigit, pieces)):
        return False
    end = at + len(pieces)
    before = at > 0 and words[at].gap in _JOINTS and words[at - 1].body.isdigit()
    after = end < len(words) and words[end].gap in _JOINTS and words[end].body.isdigit()
    return before or after or len(set(map(len, pieces))) > 1 or words[at + 1].gap not in _GROUPING


def _judge(whole: str, index: CodeIndex, *, nameable: bool, words: int = 1) -> Reading:
    """Read eight characters: as a known code also when repaired, as an unknown one only if they need no repair."""
    repaired = whole.translate(_REPAIR)
    if index.has(repaired):
        # A code written whole may still be mistyped; a repaired one is what was meant.
        return _found(repaired, index, words=words, slips=(repaired,) if repaired == whole else ())
    well_formed = nameable and set(whole) <= _HEX
    return Reading(unknown=whole if well_formed else None, slips=(repaired,), words=words)


def _found(code: str, index: CodeIndex, *, words: int = 1, slips: tuple[str, ...] = ()) -> Reading:
    """Read a code that is known or listed; `slips` are spellings of other codes that a listed one may be meant as."""
    if code in index.known:
        return Reading(known=code, words=words)
    return Reading(unknown=code, slips=slips, words=words)


def _looks_coded(whole: str) -> bool:
    """Return whether two groups of four without `0x` look like an HRESULT, not like words and a year."""
    return (
        set(whole) <= _HEX and _PLAUSIBLE.match(whole) is not None and not whole.isdigit() and _has_digit(whole[_HALF:])
    )


def _hex_like(text: str) -> bool:
    """Return whether a text has only hex digits and characters mistaken for them."""
    return _HEX_LIKE.issuperset(text)


def _has_digit(text: str) -> bool:
    """Return whether a text has a digit."""
    return any("0" <= character <= "9" for character in text)


def _part_of_number(text: str) -> bool:
    """Return whether a word joined to a short form by a dash, dot or colon makes the whole another kind of number."""
    return _has_digit(text) or (text != "" and _HEX.issuperset(text))
