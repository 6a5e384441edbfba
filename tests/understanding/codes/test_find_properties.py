"""Properties of every known code, every way of writing it, every slip in it, and of any text."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.understanding.codes import CodeIndex, FoundCodes, find_codes
from tests.understanding.known_codes import KNOWN_CODES

INDEX = CodeIndex.of(KNOWN_CODES)
HEX = "0123456789ABCDEF"


def test_every_known_code_is_found_as_a_number() -> None:
    for code in KNOWN_CODES:
        value = int(code, 16)
        for number in (str(value), str(value - (1 << 32)), f"−{(1 << 32) - value}", f"fel {value}!"):
            assert find_codes(number, INDEX) == FoundCodes(known=(code,)), number


def test_no_two_known_codes_are_one_digit_short_of_each_other() -> None:
    """Ensure the premise of the properties below: a digit too few or too many is never another known code."""
    assert {len(code) for code in KNOWN_CODES} == {10}


TWINS = {
    "0": "0OoОοØ０",
    "1": "1lI|１",
    "A": "AaАΑ",
    "B": "BbВΒ",
    "C": "CcСϹ",
    "E": "EeЕΕ",
    "F": "FfϜＦ",
}
PREFIXES = [
    "0x",
    "0X",
    "ox",
    "Ox",
    "0×",
    "x",
    "0х",
    "noll x ",
    "nollx",
    "0x ",
    "0x-",
    "0 x",
    "0x\u200b",
    "#0x",
    "hr=0x",
]
PARTS = [(8,), (4, 4), (2, 2, 2, 2), (2, 2, 4), (5, 3), (1,) * 8]
GAPS = [" ", "-", ".", "\u00a0", "\u2011", "\u200b", "\u00ad", " \u200b", "\n"]
BEFORE = ["", "fel ", "felkoden är: ", "(", "»", "bild_", "står det ", "…"]
AFTER = ["", ".", "!!!", ")", "?", " på min dator", ", vad nu", "\n", ".png", " -", "»", " 2 gånger"]


@st.composite
def written(draw: st.DrawFn, code: str) -> str:
    """Return a known code as people write it: in every way by itself, and in many together."""
    digits = [draw(st.sampled_from(TWINS.get(digit, digit))) for digit in code[2:]]
    if not any(digit.isdigit() for digit in digits):
        digits[3] = code[5]
    parts = draw(st.sampled_from(PARTS))
    if len(set(parts)) > 1 and not any("0" <= digit <= "9" for digit in digits[-parts[-1] :]):
        digits[-parts[-1] :] = code[-parts[-1] :]  # an uneven last piece without a digit may be the next word
    gap = draw(st.sampled_from(GAPS))
    pieces = ["".join(digits[sum(parts[:at]) : sum(parts[:at]) + size]) for at, size in enumerate(parts)]
    suffix = draw(st.sampled_from(["", "", "L", "h", "l"]))
    return draw(st.sampled_from(PREFIXES)) + gap.join(pieces) + suffix


@given(data=st.data(), code=st.sampled_from(KNOWN_CODES), before=st.sampled_from(BEFORE), after=st.sampled_from(AFTER))
def test_a_known_code_is_found_however_it_is_written(data: st.DataObject, code: str, before: str, after: str) -> None:
    text = before + data.draw(written(code)) + after
    assert find_codes(text, INDEX).known == (code,), text


@pytest.mark.parametrize("code", KNOWN_CODES)
def test_without_its_prefix_a_known_code_is_found_in_every_simple_form(code: str) -> None:
    digits = code[2:]
    for form in (digits, digits.lower(), f"{digits}L", f"{digits}h", digits[:4] + " " + digits[4:], f"#{digits}"):
        assert find_codes(form, INDEX) == FoundCodes(known=(code,)), form
        assert find_codes(f"det står {form}, va", INDEX) == FoundCodes(known=(code,)), form


def slips(code: str) -> set[str]:
    """Return every unknown code one wrong, missing, extra or swapped hex digit away."""
    digits = code[2:]
    wrong = {digits[:at] + new + digits[at + 1 :] for at in range(8) for new in HEX}
    missing = {digits[:at] + digits[at + 1 :] for at in range(8)}
    extra = {digits[:at] + new + digits[at:] for at in range(9) for new in HEX}
    swapped = {digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :] for at in range(7)}
    return {f"0x{slip}" for slip in wrong | missing | extra | swapped} - set(KNOWN_CODES)


@pytest.mark.parametrize("code", KNOWN_CODES)
def test_every_slip_of_a_known_code_suggests_it(code: str) -> None:
    crowded = []
    for slip in slips(code):
        for text in (slip, f"får {slip.lower()} i datorn"):
            found = find_codes(text, INDEX)
            assert found.known == (), text
            assert found.unknown == (("0x" + slip[2:].upper(),) if len(slip) == 10 else ()), text
            assert 0 < len(found.suggestions) <= 4, text
            if code not in found.suggestions:
                crowded.append(slip)
                assert len(found.suggestions) == 4, text
    # More than four known codes are near some slips among C004C00x and C004F00x; one must give way.
    assert len(set(crowded)) <= 12


PIECES = [
    "0x", "0", "x", "C004", "F211", "8007", "-", " ", "\u200b", ".", "|", "c", "8", "l", "O", "%20", "\n", "noll ", "é",
]  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
@example("\x01\x02 8")
@example("|" * 9 + "1")
def test_any_text_is_read(text: str) -> None:
    found = find_codes(text, INDEX)
    assert set(found.known) <= set(KNOWN_CODES)
    assert not set(found.unknown) & set(KNOWN_CODES)
    assert set(found.suggestions) <= set(KNOWN_CODES) - set(found.known)
    assert len(found.suggestions) <= 4
    for codes in (found.known, found.unknown, found.suggestions):
        assert len(set(codes)) == len(codes)
