"""Error codes are found however people write them, near misses are suggested, other numbers are left alone."""

from __future__ import annotations

import pytest

from bot.understanding.codes import CodeIndex, FoundCodes, find_codes
from tests.understanding.known_codes import KNOWN_CODES

INDEX = CodeIndex.of(KNOWN_CODES)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        # as Windows shows it, and as people type it
        ("0xC004F211", "0xC004F211"),
        ("0x803f7001", "0x803F7001"),
        ("hjälp!!! 0x8007232B!!!", "0x8007232B"),
        ("den klagar (0x80072F8F) och vägrar", "0x80072F8F"),
        ("koden är 0x87E10BC6, vad gör jag", "0x87E10BC6"),
        ("C004F211", "0xC004F211"),
        ("felkodC004F211", "0xC004F211"),
        ("felkodenC004F211", "0xC004F211"),
        ("får d0000272 på skärmen", "0xD0000272"),
        ("80070652", "0x80070652"),
        ("är 80004005 ett vanligt fel?", "0x80004005"),
        ("xC004F034", "0xC004F034"),
        ("00xC004F034", "0xC004F034"),
        ("0xxC004F034", "0xC004F034"),
        ("noll x c004f211", "0xC004F211"),
        ("nollx C004 F211", "0xC004F211"),
        ("Noll-x-c004f211", "0xC004F211"),
        ("0X C004F211:an", "0xC004F211"),
        ("0xC004F211s betydelse", "0xC004F211"),
        ("0xC004F211-felet", "0xC004F211"),
        ("felet 0xC004F211på datorn", "0xC004F211"),
        # with characters glued to it
        ("felkod 0x803fa071l på datorn", "0x803FA071"),
        ("0xC004C008L", "0xC004C008"),
        ("C004C020h", "0xC004C020"),
        ("#0xC004F210", "0xC004F210"),
        ("#80004005", "0x80004005"),
        ("&H80072F8F", "0x80072F8F"),
        ("| 0xC004F034| fel |", "0xC004F034"),
        ("|0xC004F034|fel|", "0xC004F034"),
        # characters mistaken for others
        ("0xC004F2II", "0xC004F211"),
        ("0xC004F2ll", "0xC004F211"),
        ("0xC004F2||", "0xC004F211"),
        ("0xCOO4F211", "0xC004F211"),
        ("coo4foof", "0xC004F00F"),
        ("oxc004f213", "0xC004F213"),
        ("OXCOO4F2I3", "0xC004F213"),
        ("0×C004F213", "0xC004F213"),
        ("0хС004F213", "0xC004F213"),
        ("0xС00４Ϝ２１３", "0xC004F213"),
        ("0xCØØ4F213", "0xC004F213"),
        ("𝟎𝐱𝐂𝟎𝟎𝟒𝐅𝟐𝟏𝟑", "0xC004F213"),
        # gaps inside
        ("0x C004 F211", "0xC004F211"),
        ("0xC004-F211", "0xC004F211"),
        ("0xC0.04.F211", "0xC004F211"),
        ("0xC004 F 211", "0xC004F211"),
        ("0xC004F21 1", "0xC004F211"),
        ("0x\u00a0C004\u00a0F211", "0xC004F211"),
        ("0xC0\u200b04F\u00ad211", "0xC004F211"),
        ("0xC004\nF211", "0xC004F211"),
        ("80 3F 70 01", "0x803F7001"),
        ("C004_F034.png", "0xC004F034"),
        ("C 0 0 4 F 2 1 1", "0xC004F211"),
        ("8007 0652", "0x80070652"),
        ("0xC004 FC03 fast jag har internet", "0xC004FC03"),
        # as programs write it
        ("hr=0xC004F074", "0xC004F074"),
        ("hr = 0x8007232b, 0x2a", "0x8007232B"),
        ("License Status: Notification\nNotification Reason: 0xC004F034.", "0xC004F034"),
        ("https://support.microsoft.com/sv-se/search?query=0xC004F034", "0xC004F034"),
        ("https://example.com/?q=fel%200xC004F034%20win", "0xC004F034"),
        ("https://example.com/codes#0x8007007b-dns-name-does-not-exist", "0x8007007B"),
        ("fel_0x8007232B.png", "0x8007232B"),
        ("0xFFFFFFFFC004F211", "0xC004F211"),
        # as a decimal number
        ("-2147012721", "0x80072F8F"),
        ("−2147012721", "0x80072F8F"),
        ("returnerade –2143326207.", "0x803F7001"),
        ("hr=-1073417711", "0xC004F211"),
        ("- 1073417711", "0xC004F211"),
        ("1073417711", "0xC004F211"),
        ("3221549585", "0xC004F211"),
        # the last four digits
        ("felkoden slutar på F211", "0xC004F211"),
        ("f211?", "0xC004F211"),
        ("får FC03 hela tiden", "0xC004FC03"),
        ("267c", "0x8007267C"),
        ("E016-felet", "0xC004E016"),
        ("kod:F2l1", "0xC004F211"),
        ("0xC004…F211", "0xC004F211"),
    ],
)
def test_a_known_code_is_found(text: str, code: str) -> None:
    assert find_codes(text, INDEX) == FoundCodes(known=(code,))


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("0x8007232B / 0xC004F074 / 0xC004F038", ["0x8007232B", "0xC004F074", "0xC004F038"]),
        ("C004F212 sen c004f211 och så C004F212 igen", ["0xC004F212", "0xC004F211"]),
        ("0x8007232B eller 0x8007007B", ["0x8007232B", "0x8007007B"]),
        ("F211/F213", ["0xC004F211", "0xC004F213"]),
        ("0xC004F211 0xC004C003", ["0xC004F211", "0xC004C003"]),
    ],
)
def test_several_codes_come_in_order_and_once(text: str, codes: list[str]) -> None:
    assert find_codes(text, INDEX).known == tuple(codes)


@pytest.mark.parametrize(
    "text",
    [
        # too little of a code, or none
        "felkoden var nånting med c och en massa nollor, minns inte",
        "0x2a",
        "0xXXXXXXXX",
        "0x",
        "0xF211",
        "hr=0x0 och 0x1",
        "C004",
        "felet börjar på 0xC004",
        "windows 11 pro 24H2 på en dator med 16 GB",
        "x86 och x64, 1920x1080",
        # words
        "en facade med deadbeef, 2 st",
        "decade faced 12",
        "ordet deadbeef, c0ffee11 eller cafebabe på rad 2",
        "han odlade bad i 8 dalar",
        # other numbers
        "numret är 08-007 26 70 eller 0800 400 50",
        "ring 070-123 45 67 eller +46 8 752 56 00",
        "12345678",
        "80004006",
        "800712-0005",
        "8007120005",
        "800-040-05",
        "+46 8007 0652 12",
        "19800712-0005",
        "KB5034441 på 22631.3447",
        "10.0.22631.3447",
        "Produkt-ID 00330-80000-00000-AA123",
        "kostar 80 004 005 kr, 8 000,40",
        "2024-05-12 10:15:20",
        "IBAN SE45 5000 0000 0583 9825 7466",
        "kort 8000 4005 1234 5678 9012",
        # names of other things
        "Canon C003 vägrar skriva ut",
        "vi sitter i sal E016",
        "modell XR-F034",
        "-F034",
        "#c0ffee och #C004F0",
        "#8007FF80 och #C004F0FF",
        # identifiers
        "Activation ID: 4de7cb65-cdf1-4de9-8ae8-e3cce27b9f2c",
        "{C004F211-C003-4de9-8ae8-e3cce27b9f2c}",
        "C004F211-C003-4de9",
        "8007232b_c004_f211_803f_7001c004f211",
        "80-3F-70-01-AA-BB",
        "80:3f:70:01:aa:bb",
        "803F.7001.AABB",
        "fe80::c003:f211:e016:267c",
        "80 3F 70 01 AA BB CC DD",
        "c004f211c004f211c004f211c004f211",
        "d41d8cd98f00b204e9800998ecf8427e",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "Partial Product Key: 3V66T",
        "Installations-ID: 8007065 1234567 8000400 5123456 7890123 4567890 1234567 8901234 5678901",
        "800706528000400512345678901234567890123456789012345678901234567",
    ],
)
def test_text_that_is_no_code_is_left_alone(text: str) -> None:
    assert find_codes(text, INDEX) == FoundCodes()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0x0000007B", "0x0000007B"),
        ("0xC1900101 vid uppgradering", "0xC1900101"),
        ("0xc004d302", "0xC004D302"),
        ("C004F061", "0xC004F061"),
        ("c004 f061", "0xC004F061"),
        ("8024402c i windows update", "0x8024402C"),
        ("x80070002", "0x80070002"),
        ("0xDEADBEEF", "0xDEADBEEF"),
        ("programmet kraschar med -1073741819", "0xC0000005"),
        ("3221225477", "0xC0000005"),
    ],
)
def test_a_code_outside_the_table_is_unknown(text: str, code: str) -> None:
    assert find_codes(text, INDEX) == FoundCodes(unknown=(code,))


@pytest.mark.parametrize(
    ("text", "unknown", "suggestions"),
    [
        # well-formed: unknown, with the codes it may be meant as
        ("0x80004006", "0x80004006", ["0x80004005"]),
        ("0x80072FBF", "0x80072FBF", ["0x80072F8F"]),
        ("C004E029", "0xC004E029", ["0xC004E028"]),
        ("0xC040F211", "0xC040F211", ["0xC004F211"]),
        ("0xC004F214", "0xC004F214", ["0xC004F213", "0xC004F210", "0xC004F211", "0xC004F212"]),
        # a digit too many, too few, or none at all
        ("0xC004FF034", None, ["0xC004F034"]),
        ("0x8007267CC", None, ["0x8007267C"]),
        ("0x8004005", None, ["0x80004005"]),
        ("c04f034", None, ["0xC004F034"]),
        ("0x87E10BCG", None, ["0x87E10BC6"]),
        ("x0C004F034", None, ["0xC004F034"]),
        ("0xC004 F03", None, ["0xC004F034", "0xC004F038", "0xC004F003"]),
        ("-2147012720", "0x80072F90", ["0x80072F8F"]),
        # the next word is not the digit that is missing
        ("0x8007267 c fel", None, ["0x8007267C"]),
        ("0xC004F07 4 gånger", None, ["0xC004F074", "0xC004F034", "0xC004F050"]),
        ("0xC004C02 i datorn", None, ["0xC004C012", "0xC004C020"]),
    ],
)
def test_a_near_miss_is_suggested_and_never_accepted(text: str, unknown: str | None, suggestions: list[str]) -> None:
    found = find_codes(text, INDEX)
    assert found.known == ()
    assert found.unknown == (() if unknown is None else (unknown,))
    assert set(found.suggestions) & set(suggestions)
    assert found.suggestions[0] == suggestions[0]


def test_every_near_miss_of_a_message_gets_a_suggestion() -> None:
    found = find_codes("0xC004F214 eller 0x80004006", INDEX)
    assert found.suggestions[:2] == ("0xC004F213", "0x80004005")
    assert len(found.suggestions) == 4


def test_a_known_code_is_not_suggested_too() -> None:
    found = find_codes("0xC004F211, nej 0xC004F214", INDEX)
    assert found.known == ("0xC004F211",)
    assert "0xC004F211" not in found.suggestions


def test_an_ending_that_two_codes_share_names_neither() -> None:
    index = CodeIndex.of(["0xC004F00F", "0x8007F00F"])
    assert find_codes("F00F", index) == FoundCodes()


@pytest.mark.parametrize("code", ["C004F211", "0xC004F21", "0x803FA067L", "0xC004G211", ""])
def test_a_malformed_code_is_refused_by_the_index(code: str) -> None:
    with pytest.raises(ValueError, match="not a code"):
        CodeIndex.of([code])


# --- Codes that no section is about, but of which something is known

LISTED = CodeIndex.of(KNOWN_CODES, ["0xC004F014", "0x80070005", "0x80072EE7", "0xC004F056", "0x80070422", "0x00000000"])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0xCOO4FO14", "0xC004F014"),
        ("0x8oo72ee7", "0x80072EE7"),
        ("8007 0005", "0x80070005"),
        ("COO4F 014", "0xC004F014"),
        ("-2147024891", "0x80070005"),
        ("skärmen visar OX8007O422", "0x80070422"),
    ],
)
def test_listed_codes_are_repaired_as_known_ones_are(text: str, code: str) -> None:
    assert find_codes(text, LISTED) == FoundCodes(unknown=(code,))


def test_a_listed_code_that_was_typed_may_be_a_slip_but_not_one_that_was_printed() -> None:
    assert find_codes("0xC004F056", LISTED).suggestions == ("0xC004F050",)
    assert find_codes("0xC004F056", LISTED, printed=True).suggestions == ()
    assert find_codes("0xC004F056 igen 0xC004F056", LISTED).suggestions == ()


def test_a_listed_code_with_a_missing_digit_is_suggested_if_no_known_one_is_near() -> None:
    assert find_codes("0x8007042", LISTED).suggestions == ("0x80070422",)
    assert find_codes("0xC004F01", LISTED).suggestions == ("0xC004F010",)


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("0x00000000", ("0x00000000",)),
        ("0x4004F401", ("0x4004F401",)),
        ("HRESULT S_OK", ("0x00000000",)),
        ("0xC004F042, 0x00000000", ("0xC004F042",)),
        ("0x00000000 0x4004FC04", ("0x00000000", "0x4004FC04")),
        ("0x0000007B", ("0x0000007B",)),
        ("0x0000003B (0x00000000c0000005, 0xfffff80416b2e7d0)", ("0x0000003B",)),
    ],
)
def test_a_success_value_beside_an_error_is_not_an_error(text: str, unknown: tuple[str, ...]) -> None:
    assert find_codes(text, LISTED).unknown == unknown
