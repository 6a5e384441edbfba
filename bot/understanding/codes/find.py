"""The error codes in a text, and their order of weight."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise, zip_longest
from typing import TYPE_CHECKING, Final

from bot.understanding.codes.index import FAILURE_BIT, MAX_SUGGESTIONS, CodeIndex
from bot.understanding.codes.mentions import Mention, Mentions, Weight
from bot.understanding.codes.readings import NOTHING, Reading, read
from bot.understanding.codes.words import code_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.understanding.codes.words import Word

_MAX_SLIPS: Final = 16
"""Near misses looked up for one message: more than anyone asks about; it bounds the cost of a flood of them."""
_INFORMATION: Final = range(0x4000_0000, FAILURE_BIT)
"""Values of severity "information" (NTSTATUS, MS-ERREF 2.3): activation returns them on success (0x4004F401)."""
_NO_MENTIONS: Final = Mentions({})


@dataclass(frozen=True, slots=True)
class FoundCodes:
    """The codes of a text as `0x` and eight upper-case hex digits, in order of appearance, without repeats.

    `known` are in the table, `unknown` are well-formed and outside it; `suggestions` (at most four, likelier
    first) are codes of the table that are one slip away from a word of the text. `ranked` are the known and unknown
    ones by weight, the heaviest first, if that is not their order anyway. Values that mean success are left out
    if a text has others. `is_past` says that all codes are mentioned as former ones.
    """

    known: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    ranked: tuple[str, ...] = ()
    is_past: bool = field(default=False, compare=False)

    @property
    def by_weight(self) -> tuple[str, ...]:
        """The known and unknown codes by weight, the heaviest first."""
        return self.ranked or (*self.known, *self.unknown)


def find_codes(
    text: str,
    index: CodeIndex,
    mentions: Mentions = _NO_MENTIONS,
    *,
    specific: tuple[str, ...] = (),
    general: frozenset[str] = frozenset(),
    printed: bool = False,
) -> FoundCodes:
    """Return the codes in a text whose product keys are masked already.

    `printed` says that a program printed the text: a whole code in it was not mistyped. Of several codes in printed
    text, or on lines of their own, those that begin with one of `specific` weigh more; those in `general` weigh less
    in any text.

    Linear in the length of the text: cutting it into words is (see `code_words`), each word is read once, looks
    at no more than eight words after it, and costs a number of look-ups bounded by the length of a code.
    """
    words = code_words(text)
    readings = _readings(words, index)
    if not readings:
        return FoundCodes()
    weights = _weights(words, readings, mentions)
    if all(weight is Weight.DENIED for weight in weights.values()):  # no code is left to answer with
        readings = [(reading, at) for reading, at in readings if not (reading.known or reading.unknown)]
    known = _distinct(reading.known for reading, _ in readings)
    unknown = _distinct(reading.unknown for reading, _ in readings)
    failures = tuple(code for code in unknown if not is_success(code))
    unknown = failures if failures or known else unknown
    of_log = printed or _on_lines(words, readings)
    near = [_first_near(slip, index) for slip in _slips(readings, index, printed=of_log)]
    # The likeliest of each near miss before the second of any.
    suggested = _distinct(chain.from_iterable(zip_longest(*near)))
    found = (*known, *unknown)

    def weight(code: str) -> tuple[Weight, bool, bool]:
        return weights[code.removeprefix("0x")], code in general, of_log and not code.startswith(specific)

    ranked = tuple(sorted(found, key=weight))
    return FoundCodes(
        known=known,
        unknown=unknown,
        suggestions=tuple(code for code in suggested if code not in found)[:MAX_SUGGESTIONS],
        is_past=bool(found) and min(weights.values()) >= Weight.PAST,
        ranked=() if ranked == found else ranked,
    )


def is_success(code: str) -> bool:
    """Return whether a code of `0x` and eight hex digits means success: zero, or mere information."""
    value = int(code, 16)
    return value == 0 or value in _INFORMATION


def lacks_failure_bit(code: str) -> bool:
    """Return whether a code is neither success nor a failed HRESULT: a stop code, or the number of a Win32 error."""
    return int(code, 16) < FAILURE_BIT and not is_success(code)


def _readings(words: Sequence[Word], index: CodeIndex) -> list[tuple[Reading, int]]:
    """Return the readings of words, each with the index of its first word."""
    readings: list[tuple[Reading, int]] = []
    at = 0
    while at < len(words):
        reading = read(words, at, index)
        if reading is not NOTHING:
            readings.append((reading, at))
        at += reading.words
    return readings


def _weights(
    words: Sequence[Word], readings: Sequence[tuple[Reading, int]], mentions: Mentions
) -> Mapping[str, Weight]:
    """Return the weight of every code."""
    named = [
        Mention(code, at, at + reading.words) for reading, at in readings if (code := reading.known or reading.unknown)
    ]
    return mentions.weights(words, named)


def _on_lines(words: Sequence[Word], readings: Sequence[tuple[Reading, int]]) -> bool:
    """Return whether there are several codes and each is on a line of its own, as in a log."""
    starts = [at for reading, at in readings if reading.known or reading.unknown]
    pairs = [words[first + 1 : second + 1] for first, second in pairwise(starts)]
    return bool(pairs) and all(any("\n" in word.gap for word in between) for between in pairs)


def _slips(readings: Sequence[tuple[Reading, int]], index: CodeIndex, *, printed: bool) -> Iterable[tuple[str, ...]]:
    """Return the spellings whose near misses are looked up; a listed code that is printed or repeated is no slip."""
    written = Counter(reading.unknown for reading, _ in readings if reading.unknown in index.listed)
    sure = {code for code, times in written.items() if printed or times > 1}
    slips = dict.fromkeys(reading.slips for reading, _ in readings if reading.slips and reading.unknown not in sure)
    return islice(slips, _MAX_SLIPS)


def _first_near(spellings: tuple[str, ...], index: CodeIndex) -> tuple[str, ...]:
    """Return the codes near the first of the spellings that has any."""
    return next(filter(None, map(index.near, spellings)), ())


def _distinct(codes: Iterable[str | None]) -> tuple[str, ...]:
    """Return codes with their `0x`, each once, without None."""
    return tuple(dict.fromkeys(f"0x{code}" for code in codes if code is not None))
