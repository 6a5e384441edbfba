"""No product key survives masking, however it is written, and nothing else is taken for one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.understanding.privacy.product_keys import MASK, mask_product_keys

if TYPE_CHECKING:
    from collections.abc import Callable

ALPHABET = "BCDFGHJKMNPQRTVWXY2346789"
KEY = "VK7JG-NPHTM-C97JM-9MPGT-3V66W"  # made up


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        (KEY, MASK),
        (f"min nyckel:{KEY}", f"min nyckel:{MASK}"),
        (f"har {KEY}, funkar inte", f"har {MASK}, funkar inte"),
        (f"{KEY}{KEY[::-1]}", MASK),
        (f"{KEY} och {KEY.lower()}!", f"{MASK} och {MASK}!"),
        (KEY.replace("-", ""), MASK),
        (KEY.replace("-", " ").lower(), MASK),
        (KEY.replace("-", " - "), MASK),
        (KEY.replace("-", "–"), MASK),
        (KEY.replace("-", "\u2011"), MASK),
        (KEY.replace("-", "\u00a0"), MASK),
        (KEY.replace("-", "\u200b"), MASK),
        (KEY.replace("-", "\u2060-\u2060"), MASK),
        (KEY.replace("-", "."), MASK),
        (KEY.replace("-", "_"), MASK),
        (KEY.replace("-", "\n"), MASK),
        (KEY.replace("-", "-\r\n      "), MASK),
        ("VK7JG-NPHTM C97JM–9MPGT3V66W", MASK),
        ("VK7JG-NPHTM-C97\nJM-9MPGT-3V66W", MASK),
        ("VK7JG-NPHTM-C97J M-9MPGT-3V66W", MASK),
        (" ".join(KEY.replace("-", "")), MASK),
        ("\u200b".join(KEY), MASK),
        ("ＶＫ７ＪＧ－ＮＰＨＴＭ－Ｃ９７ＪＭ－９ＭＰＧＴ－３Ｖ６６Ｗ", MASK),
        (f"nyckel{KEY}funkar", f"nyckel{MASK}funkar"),
        (f"Tryck {KEY}", MASK),  # "Tryck" could be a key's first group: better hidden than half a key shown
        # misread from a sticker
        ("ABCDE-12345-FGHJK-67890-MNPQR", MASK),
        ("VK7JO NPHTM C97JM 9MPGT 3V66S", MASK),
    ],
)
def test_a_key_is_masked(text: str, masked: str) -> None:
    assert mask_product_keys(text) == (masked, True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "vilka filer finns kvar sedan",
        "vilka filer finns kvar sedan jag bytte moderkort igår kväll",
        "tryck flytt bytts skydd trygg",
        "tryck tryck bytts tyckt trygg rykte",
        "en-två-tre-fyra-fem, första-andra-tredje",
        "alpha-bravo-gamma-delta-omega",
        "4de7cb65-cdf1-4de9-8ae8-e3cce27b9f2c",
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "bcdf2346789bcdf2346789bcdf234678",
        "bcdf2346789bcdf2346789bcdf2346789bcdf2346789bcdf2346789bcdf23467",
        "1234567 1234567 1234567 1234567 1234567 1234567 1234567 1234567 1234567",
        "123456 234567 345678 456789 567890 678901 789012 890123 901234",
        "800706528000400512345678901234567890123456789012345678901234567",
        "24689 34672 98764 23467 89234",
        "00330-80000-00000-AA123",
        "00330-80000-00000-AA123-00001",
        "XXXXX-XXXXX-XXXXX-XXXXX-XXXXX",
        "xxxxx-xxxxx-xxxxx-xxxxx-xxxxx",
        "BBBBB-BBBBB-BBBBB-BBBBB-3V66T",
        "XXXXX-XXXXX-XXXXX-XXXXX-3V66T",
        "Partial Product Key: 3V66T",
        "hmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm",
        "80-3F-70-01-AA-BB 80:3f:70:01:aa:bb",
        "0xC004F211 0xC004F212 0xC004F213 0x8007232B 0x80072F8F",
        "C004F211 C004F212 8007232B 80072F8F 803F7001",
        "windows 11 23H2 24H2 på en 64 GB RTX 4070 och 2 TB",
        "https://support.microsoft.com/sv-se/windows/aktivera-windows-c39005d4-95ee-b91e-b399-2820fda32227",
    ],
)
def test_text_that_is_no_key_stays(text: str) -> None:
    assert mask_product_keys(text) == (text, False)


GAPS = [
    "-",
    "",
    " ",
    "–",
    "—",
    "\u2011",
    "\u2212",
    "\u00a0",
    "\u200b",
    "\u00ad",
    "\ufeff",
    "\n",
    " - ",
    "-\n",
    "－",
    "\t",
    "\r\n",
]
AROUND = ["", " ", "nyckel: ", "nyckel:", " funkar inte!", "(", "»", ", va?", "\n", "å", "https://a.se/?k="]


def full_width(key: str) -> str:
    """Return the key in full-width characters."""
    return "".join(chr(ord(character) + 0xFEE0) for character in key)


CASES: list[Callable[[str], str]] = [str.upper, str.lower, str.title, full_width]

keys = st.text(ALPHABET, min_size=25, max_size=25).filter(lambda key: len(set(key)) > 7)


@st.composite
def written(draw: st.DrawFn, key: str) -> str:
    """Draw a key in five groups, each gap of its own kind."""
    groups = [draw(st.sampled_from(CASES))(key[at : at + 5]) for at in range(0, 25, 5)]
    return groups[0] + "".join(draw(st.sampled_from(GAPS)) + group for group in groups[1:])


def bare(text: str) -> str:
    """Return the letters and digits of a text in upper case, full-width ones as ASCII."""
    narrow = "".join(chr(ord(letter) - 0xFEE0) if "！" <= letter <= "～" else letter for letter in text)
    return re.sub(r"[^0-9A-Z]", "", narrow.upper())


@given(data=st.data(), key=keys, before=st.sampled_from(AROUND), after=st.sampled_from(AROUND))
def test_a_key_never_survives(data: st.DataObject, key: str, before: str, after: str) -> None:
    assume(any(character.isdigit() for character in key) or not all("Y" in key[at : at + 5] for at in range(0, 25, 5)))
    assume(not set(key) <= set("0123456789ABCDEF"))
    masked, found = mask_product_keys(before + data.draw(written(key)) + after)
    assert found
    head, _, rest = masked.partition(MASK)
    # A consonant right before or after a broken key may be masked too, but no part of a key may stay.
    assert before.startswith(head)
    assert bare(after).endswith(bare(rest.rpartition(MASK)[2]))
    assert len(bare(masked)) <= len(bare(before + after))


@given(data=st.data(), first=keys, second=keys)
def test_neither_of_two_keys_survives(data: st.DataObject, first: str, second: str) -> None:
    assume(all(any(character.isdigit() for character in key) for key in (first, second)))
    assume(not any(set(key) <= set("0123456789ABCDEF") for key in (first, second)))
    text = f"{data.draw(written(first))} och även {data.draw(written(second))}"
    masked, found = mask_product_keys(text)
    assert found
    assert re.fullmatch(r"\[…\] och äv(en )?(e)?\[…\]", masked)


@given(st.one_of(st.text(), st.text(ALPHABET + " -\n\u200b")))
def test_masking_leaves_no_key_and_changes_nothing_else(text: str) -> None:
    masked, found = mask_product_keys(text)
    assert found == (masked != text)
    assert mask_product_keys(masked) == (masked, False)
