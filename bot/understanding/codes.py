"""Error codes in text: what the rest of the bot asks."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from typing import TYPE_CHECKING, Final

from bot.understanding.code_index import MOST_SUGGESTIONS, CodeIndex
from bot.understanding.code_readings import NOTHING, Reading, read
from bot.understanding.code_words import code_words

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["CodeIndex", "FoundCodes", "find_codes"]

_MOST_SLIPS: Final = 16
"""Near misses looked up per message: more than anyone asks about, and so a bound on what a flood of them costs."""


@dataclass(frozen=True, slots=True)
class FoundCodes:
    """The codes of a text as `0x` and eight upper-case hex digits, in order of appearance, without repeats.

    `known` are in the table, `unknown` are well-formed and outside it; `suggestions` (at most four, likelier
    first) are known codes that something in the text is one slip away from.
    """

    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()


def find_codes(text: str, index: CodeIndex) -> FoundCodes:
    """Find the codes in a text whose product keys are masked already.

    Linear in the length of the text: cutting it into words is (see `code_words`), each word is read once, looks
    at no more than eight words after it, and costs a number of look-ups bounded by the length of a code.
    """
    words = code_words(text)
    readings: list[Reading] = []
    at = 0
    while at < len(words):
        reading = read(words, at, index)
        if reading is not NOTHING:
            readings.append(reading)
        at += reading.words
    if not readings:
        return FoundCodes()
    known = _distinct(reading.known for reading in readings)
    slips = dict.fromkeys(reading.slips for reading in readings if reading.slips)
    near = [_first_near(slip, index) for slip in islice(slips, _MOST_SLIPS)]
    # The likeliest of each near miss before the second of any.
    suggested = _distinct(chain.from_iterable(zip_longest(*near)))
    return FoundCodes(
        known=known,
        unknown=_distinct(reading.unknown for reading in readings),
        suggestions=tuple(code for code in suggested if code not in known)[:MOST_SUGGESTIONS],
    )


def _first_near(spellings: tuple[str, ...], index: CodeIndex) -> tuple[str, ...]:
    """Return the codes near the first of the spellings that is near any."""
    return next(filter(None, map(index.near, spellings)), ())


def _distinct(codes: Iterable[str | None]) -> tuple[str, ...]:
    """Write codes with their `0x`, each once, leaving out what is none."""
    return tuple(dict.fromkeys(f"0x{code}" for code in codes if code is not None))
