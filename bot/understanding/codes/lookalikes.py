"""Characters that look like others, folded to the ASCII characters in which codes and keys are written."""

from __future__ import annotations

import unicodedata
from typing import Final

INVISIBLE: Final = "\u200b"
"""The replacement of every invisible character in folded text (zero-width, soft hyphen, direction marks)."""

# NFKC turns the characters of these blocks into ASCII: full-width, mathematical, circled, superscript, Roman numerals.
_COMPATIBLE: Final = ((0xA0, 0x100), (0x2000, 0x2500), (0x3000, 0x3001), (0xFE50, 0xFFEF), (0x1D400, 0x1D800))
_INVISIBLE: Final = (
    (0xAD, 0xAE), (0x34F, 0x350), (0x61C, 0x61D), (0x180B, 0x180F), (0x200B, 0x2010), (0x202A, 0x202F),
    (0x2060, 0x2070), (0x20E3, 0x20E4), (0xFE00, 0xFE10), (0xFEFF, 0xFF00), (0xE0000, 0xE0080), (0xE0100, 0xE01F0),
)  # fmt: skip
# Each pair: characters, and the Latin letters, digits or signs that they are taken for.
_TWINS: Final = (
    ("АаВвЕеКкМмНнОоРрСсТтХхУуІіЈјЅѕԁҮүЗзбҒғ", "AABBEEKKMMHHOOPPCCTTXXYYIIJJSSDYY336FF"),  # Cyrillic
    ("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαβεικνορτυχϜϝϹϲ", "ABEZHIKMNOPTYXABEIKVOPTYXFFCC"),  # Greek
    ("ØøıƖӀǀ¦│∣×✕✖⨯╳", "OOIIII|||XXXXX"),  # slashed zeros, bars for 1, multiplication signs for x
    ("‐‑‒–—―−⁃﹘﹣－", "-----------"),
    ("\r\v\f\x85\u2028\u2029", "\n\n\n\n\n\n"),
    ("\t_\u1680\u2800\u3164", "     "),
)  # fmt: skip


def _table() -> dict[int, str]:
    """Return the translation table of `fold_lookalikes`: code points to exactly one character each."""
    table = dict.fromkeys(range(0x20), " ") | {ord("\n"): "\n", 0x7F: " "}
    for first, end in _COMPATIBLE:
        for point in range(first, end):
            plain = unicodedata.normalize("NFKC", chr(point))
            if len(plain) == 1 and plain.isascii():
                table[point] = plain.upper()
    for seen, meant in _TWINS:
        table |= {ord(twin): plain for twin, plain in zip(seen, meant, strict=True)}
    for first, end in _INVISIBLE:
        table |= dict.fromkeys(range(first, end), INVISIBLE)
    return table | {point: chr(point).upper() for point in range(ord("a"), ord("z") + 1)}


_FOLDED: Final = _table()


def fold_lookalikes(text: str) -> str:
    """Return the text with each character that looks like an ASCII character replaced by it, in upper case.

    One character becomes one character, so indices in the result are indices in the text. Gaps become a space
    (underscores too: in file names they separate words), line ends a newline, dashes a hyphen; å, ä, ö and other
    letters are not changed. Source of the pairs: Unicode NFKC and, by eye, its confusables.
    """
    return text.translate(_FOLDED)
