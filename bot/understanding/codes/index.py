"""The known error codes, indexed so that near misses, short forms and decimals are found by look-up."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Self

from rapidfuzz.distance import OSA

MAX_SUGGESTIONS: Final = 4
"""As many as a user can choose from; the conversation offers no more sections either."""

FAILURE_BIT: Final = 0x8000_0000
"""Set in every HRESULT that means an error (MS-ERREF 2.1), so that as a signed number it is negative."""

_LENGTH: Final = 8
_WRITTEN: Final = re.compile(r"0[xX]([0-9A-Fa-f]{8})")
_LOOK_ALIKE: Final = frozenset(
    frozenset(pair) for pair in ("8B", "6G", "5S", "0D", "0Q", "2Z", "38", "17", "CG", "EF", "4A", "6B", "9G", "VF")
)


@dataclass(frozen=True, slots=True)
class CodeIndex:
    """Known codes, and the tables in which near misses and short forms are looked up; build it with `CodeIndex.of`.

    Codes are stored as their eight upper-case hex digits, without `0x`.
    """

    known: frozenset[str]
    listed: frozenset[str]
    """Codes without a section of which facts are known."""
    short: Mapping[str, str]
    """The only code that ends with these four digits, by them; a common first half (C004) is not a short form."""
    common: frozenset[str]
    """First four digits, each shared by many codes."""
    decimal: Mapping[str, str]
    """Decimal numbers, unsigned or with the minus sign left out, to codes."""
    _shortened: Mapping[str, tuple[str, ...]]
    """Spellings (hex and decimal), also with any one character removed, to the spellings of known codes."""
    _shortened_listed: Mapping[str, tuple[str, ...]]
    """The same for listed codes."""

    @classmethod
    def of(cls, known: Iterable[str], listed: Iterable[str] = ()) -> Self:
        """Return an index of codes written as `0x` and eight hex digits, in any case; ValueError if one is not."""
        codes = tuple(dict.fromkeys(_digits(code) for code in known))
        others = tuple(dict.fromkeys(code for code in map(_digits, listed) if code not in codes))
        halves = {code[:4] for code in codes}
        endings: defaultdict[str, list[str]] = defaultdict(list)
        for code in codes:
            endings[code[4:]].append(code)
        return cls(
            known=frozenset(codes),
            listed=frozenset(others),
            short={end: owners[0] for end, owners in endings.items() if len(owners) == 1 and end not in halves},
            common=frozenset(halves),
            decimal={decimal: code for code in (*others, *codes) for decimal in _decimals(code)},
            _shortened=_shorten(codes),
            _shortened_listed=_shorten(others),
        )

    def has(self, code: str) -> bool:
        """Return whether a code is known or listed."""
        return code in self.known or code in self.listed

    def near(self, typed: str) -> tuple[str, ...]:
        """Return the codes one slip away from a hex or decimal spelling, likelier first, at most four.

        Listed codes are only looked up if no known one is near, and `typed` is not a whole code. A slip is a wrong,
        missing, extra or swapped character (Damerau distance 1, optimal alignment). Two spellings at that distance are
        equal once one character is removed from either or both, so the number of look-ups depends on the length of
        `typed` and not on the number of codes.
        """
        known = self._near(typed, self._shortened)
        return known or (() if len(typed) == _LENGTH else self._near(typed, self._shortened_listed))

    def _near(self, typed: str, shortened: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        costs: dict[str, int] = {}
        rests = {typed, *_without_one(typed)}
        for spelling in {spelling for rest in rests for spelling in shortened.get(rest, ())}:
            if OSA.distance(typed, spelling, score_cutoff=1) == 1:
                code = self.decimal.get(spelling, spelling)
                costs[code] = min(_cost(typed, spelling), costs.get(code, MAX_SUGGESTIONS))
        return tuple(sorted(costs, key=lambda code: (costs[code], code)))[:MAX_SUGGESTIONS]


def _shorten(codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the spellings of codes, keyed by themselves and by themselves with one character removed."""
    shortened: defaultdict[str, list[str]] = defaultdict(list)
    for code in codes:
        for spelling in (code, *_decimals(code)):
            for rest in {spelling, *_without_one(spelling)}:
                shortened[rest].append(spelling)
    return {rest: tuple(spellings) for rest, spellings in shortened.items()}


def _digits(code: str) -> str:
    """Return the eight upper-case digits of a written code."""
    written = _WRITTEN.fullmatch(code)
    if written is None:
        raise ValueError(f"not a code of 0x and eight hex digits: {code!r}")
    return written[1].upper()


def _decimals(code: str) -> tuple[str, ...]:
    """Return the unsigned decimal number and the digits of the signed one; nothing without the failure bit."""
    value = int(code, 16)
    return (str(value), str((1 << 32) - value)) if value & FAILURE_BIT else ()


def _without_one(text: str) -> Iterator[str]:
    """Yield the text with each of its characters removed in turn."""
    return (text[:at] + text[at + 1 :] for at in range(len(text)))


def _cost(typed: str, meant: str) -> int:
    """Return how unlikely a slip is, from 0 (likely) to 3, for two spellings one slip apart."""
    if len(typed) != len(meant):
        longer = max(typed, meant, key=len)
        doubled = {longer[:at] + longer[at + 1 :] for at in range(1, len(longer)) if longer[at] == longer[at - 1]}
        return 0 if min(typed, meant, key=len) in doubled else 1
    differing = [(a, b) for a, b in zip(typed, meant, strict=True) if a != b]
    if len(differing) > 1:
        return 1
    wrong, right = differing[0]
    if frozenset((wrong, right)) in _LOOK_ALIKE:
        return 0
    # Neighbours on the keyboard's digit row, and in an alphabet read aloud.
    return 2 if abs(ord(wrong) - ord(right)) == 1 else 3
