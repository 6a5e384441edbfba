"""A text cut into the words that an error code can be made of: prefixes marked, other kinds of numbers removed."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from bot.understanding.codes.lookalikes import INVISIBLE, fold_lookalikes

PREFIXED: Final = "\x01"
"""The mark of a word that had `0x` before it, however written: it is meant as a code."""

HALF_PREFIXED: Final = "\x02"
"""The mark of a word that had only `x` before it: `xC004F034` has lost its 0."""

# Folding turns control characters into spaces, so the marks cannot come from the text itself.
_PREFIX: Final = re.compile(
    r"(?=[0ONZ&])(?:(?:(?<!\w)0 ?-?|0|(?<!\w)O ?|(?<!\w)(?:NOLLA?|ZERO)[ -]{0,2})X{1,2}(?![G-WYZ]{2})[ .:-]{0,3}"
    r"|(?<!\w)&H(?=[8CD]))"
)
_HALF_PREFIX: Final = re.compile(r"(?<!\w)X(?=[08CD](?:[\dA-FOIL|]|\b))")
# A word glued to a whole code: "felkodC004F211".
_GLUED: Final = re.compile(r"(?<!\w)(?:(?:FEL)?KOD(?:EN)?|FEL|CODE|ERROR|HEX)(?=[8CD][\dA-FOIL|]{7}(?!\w))")
_ESCAPE: Final = re.compile(r"%[\dA-F]{2}")
_NOISE: Final = re.compile(
    r"(?<![\w\x01\x02-])(?:"
    r"[\dA-F]{8}(?:[ -][\dA-F]{4}){3}[ -][\dA-F]{12}"  # GUIDs: a group has eight hex digits
    r"|[\dA-F]{8}(?:-[\dA-F]{4}){2,3}"  # cut short
    r"|[\dA-F]{2}([ :.-])[\dA-F]{2}(?:\1[\dA-F]{2}){4,}"  # MAC addresses, hex dumps, fingerprints
    r"|[\dA-F]{4}(?:[:.][\dA-F]{4}){2,}|[\dA-F]{4}(?:[ -][\dA-F]{4}){4,}"  # Cisco MACs, IPv6, card numbers
    r")(?![\w|])"
)
_ZERO: Final = re.compile(r"\bS_OK\b|0x0\b(?<=HRESULT 0x0)")
_SUCCESS: Final = "0x00000000"
_WORD: Final = re.compile(r"([^\w|\x01\x02]*)([\x01\x02]?)([\w|]*)")
_EDGE: Final = re.compile(r"(?<=[\dA-F]{8})\|")  # a bar after a whole code separates columns and is not a 1
_DIGIT: Final = re.compile(r"\d")
# "windows 11", "6 månader": a code in pieces has more than two such numbers, or letters in one.
_SMALL: Final = re.compile(r"(?:^|(?<=\w\w ))\d{1,3}(?=[ ,!?)]|\.?$|\. )")
_MAX_SMALL: Final = 2


class Word(NamedTuple):
    """A run of letters and digits, folded: the characters before it, its mark, and the run itself."""

    gap: str
    mark: str
    body: str


def code_words(text: str) -> list[Word]:
    """Return the folded words of a text; none if it has no digits except a small number or two.

    Linear: every pattern here is a sequence of character classes that share no character with what may follow
    them, so none tries a position in more than a constant number of ways.
    """
    text = _ZERO.sub(_SUCCESS, text)
    if _DIGIT.search(text) is None or _DIGIT.search(_SMALL.sub("", text, count=_MAX_SMALL)) is None:
        return []
    plain = fold_lookalikes(text).replace(INVISIBLE, "")
    if "%" in plain:
        plain = _ESCAPE.sub(" ", plain)
    if "X" in plain or "&" in plain:
        plain = _HALF_PREFIX.sub(HALF_PREFIXED, _PREFIX.sub(PREFIXED, plain))
    if "|" in plain:
        plain = _EDGE.sub(" ", plain)
    plain = _NOISE.sub(";", _GLUED.sub(" ", plain))
    return list(map(Word._make, _WORD.findall(plain)))
