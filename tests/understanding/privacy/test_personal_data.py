"""No personal data and no secret is left in stored text, and no error code is lost from it."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.understanding.codes import CodeIndex, find_codes
from bot.understanding.privacy.personal_data import MAX_TEXT_LENGTH, scrub
from bot.understanding.privacy.rules import ADDRESS, COMPUTER, EMAIL, KEY, NAME, NUMBER, PHONE, RULES, Rule
from tests.understanding.codes.test_find_properties import AFTER, BEFORE, written
from tests.understanding.known_codes import KNOWN_CODES

INDEX = CodeIndex.of(KNOWN_CODES)
PRODUCT_KEY = "VK7JG-NPHTM-C97JM-9MPGT-3V66W"  # made up
MARKS = (ADDRESS, COMPUTER, EMAIL, KEY, NAME, NUMBER, PHONE)


# Numbers that PTS, Ofcom and NANPA reserve for fiction
@pytest.mark.parametrize(
    "phone",
    [
        "070-174 06 05",
        "070-1740605",
        "070 - 174 06 05",
        "070 174 06 05",
        "070 17 40 605",
        "0701740605",
        "0701 740605",
        "070-17406-05",
        "070/174 06 05",
        "070.174.06.05",
        "070–174–06–05",
        "070\u2011174\u00a006\u00a005",
        "070-174\n06 05",
        "070\u200b1740605",
        "(070) 174 06 05",
        "(070)1740605",
        "0 7 0 1 7 4 0 6 0 5",
        "０７０－１７４０６０５",
        "08-465 004 04",
        "08-46500404",
        "08 465 004 04",
        "08-123 456",
        "031-390 06 06",
        "040-628 04 04",
        "0980-31 92 01",
        "020-12 34 56",
        "+46 70 174 06 05",
        "+46701740605",
        "+46-70-1740605",
        "+46 (0)70-174 06 05",
        "+46(0)701740605",
        "＋46 70 174 06 05",
        "0046 70 174 06 05",
        "0046701740605",
        "00 46 70 174 06 05",
        "46 70 174 06 05",
        "70 174 06 05",
        "174 06 05",
        "+1 202-555-0143",
        "+1 (202) 555-0143",
        "(202) 555-0143",
        "202.555.0143",
        "001 202 555 0143",
        "+44 20 7946 0958",
        "+358 40 123 4567",
        "+47 22 12 34 56",
        "+4917012345678",
    ],
)
def test_a_phone_number_is_redacted(phone: str) -> None:
    assert scrub(phone) == PHONE
    assert scrub(f"ring mig på {phone}, tack") == f"ring mig på {PHONE}, tack"
    assert scrub(f"0xC004F211 ring {phone}. Står 0x80072F8F") == f"0xC004F211 ring {PHONE}. Står 0x80072F8F"


@pytest.mark.parametrize(
    "address",
    [
        "anna@example.com",
        "anna.ek+win@mail.example.co.uk",
        "anna_ek@example.com",
        "ANNA@EXAMPLE.COM",
        "anna@example",
        "åsa@exempel.se",
        "anna @ example.com",
        "anna@ example.com",
        "anna @ example . com",
        "anna . ek @ example . com",
        "a n n a @ e x a m p l e . c o m",
        "anna(at)example.com",
        "anna (at) example.com",
        "anna[at]example[dot]com",
        "anna {at} example {punkt} com",
        "anna(a)example.com",
        "anna at example dot com",
        "anna snabel-a example.com",
        "anna snabela example punkt com",
        "anna snabel a gmail",
        "anna (snabel-a) hotmail",
        "ａｎｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ",
        "anna\u200b@exa\u00admple.com",
    ],
)
def test_an_email_address_is_redacted(address: str) -> None:
    assert scrub(address) == EMAIL
    assert scrub(f"mejla: {address}, tack") == f"mejla: {EMAIL}, tack"
    assert scrub(f"({address})") == f"({EMAIL})"


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        # product keys
        (f"min nyckel är {PRODUCT_KEY}!", f"min nyckel är {KEY}!"),
        (f"{PRODUCT_KEY.replace('-', ' ').lower()} och {PRODUCT_KEY}", f"{KEY} och {KEY}"),
        ("Partial Product Key: 3V66T", f"Partial Product Key: {KEY}"),
        # personal identity numbers, those of companies and coordination numbers too
        ("800101-0000", NUMBER),
        ("19800101-0000", NUMBER),
        ("8001010000 och 198001010000", f"{NUMBER} och {NUMBER}"),
        ("800101+0000", NUMBER),
        ("800101 0000", NUMBER),
        ("800101 - 0000", NUMBER),
        ("800161-0000", NUMBER),
        ("800101-XXXX", NUMBER),
        ("800101-T000", NUMBER),
        ("1980-01-01-0000", NUMBER),
        ("556000-0000", NUMBER),
        # activation by phone
        ("Installations-ID: " + " ".join(["8007065"] * 9), f"Installations-ID: {NUMBER}"),
        ("-".join(["123456"] * 8), NUMBER),
        ("1234567" * 9, NUMBER),
        ("123456\n234567\n345678\n456789\n567890\n678901", NUMBER),
        ("A: 123456 B: 234567 C: 345678 D: 456789 E: 567890 F: 678901", f"A: {NUMBER}"),
        ("1. 123456 2. 234567 3. 345678 4. 456789", f"1. {NUMBER}"),
        # cards and accounts
        ("kort 0000 0000 0000 0000, 12/29", f"kort {NUMBER}, 12/29"),
        ("0000-0000-0000-0000", NUMBER),
        ("4000000000000000", NUMBER),
        ("3000 000000 00000", NUMBER),
        ("SE00 5000 0000 0000 0000 0000", NUMBER),
        # ids
        ("Produkt-ID 00330-80000-00000-AA123", f"Produkt-ID {NUMBER}"),
        ("00330 80000 00000 AA123", NUMBER),
        ("12345-OEM-1234567-12345", NUMBER),
        ("Enhets-ID {4DE7CB65-CDF1-4DE9-8AE8-E3CCE27B9F2C}", f"Enhets-ID {NUMBER}"),
        ("C004F211-C003-4de9-8ae8-e3cce27b9f2c", NUMBER),
        ("serienummer: PF1ABCDE", f"serienummer: {NUMBER}"),
        ("ordernr 123-1234567-1234567", f"ordernr {NUMBER}"),
        # computers
        ("DESKTOP-4F7K2QX", COMPUTER),
        ("desktop-abcdefg", COMPUTER),
        ("DESKTOP 4F7K2QX", COMPUTER),
        ("min LAPTOP-1A2B3C4D och WIN-ABCDEF12345", f"min {COMPUTER} och {COMPUTER}"),
        ("PC-ANNA, Pc-Anna, ANNA-PC, annas-pc", ", ".join([COMPUTER] * 4)),
        ("ANNAS-LAPTOP", COMPUTER),
        ("SRV01, dc02, SE-LAP-00123, PC12345", ", ".join([COMPUTER] * 4)),
        (r"ligger på \\server\mapp\fil.txt här", f"ligger på {COMPUTER} här"),
        (r"\\srv01", COMPUTER),
        ("smb://server/mapp", COMPUTER),
        ("anna-pc.local", COMPUTER),
        ("srv01.corp.foretag.se, skrivare.lan, dc.intern", ", ".join([COMPUTER] * 3)),
        ("kms.example.com:1688", f"{COMPUTER}:1688"),
        ("slmgr /skms kmsserver:1688", f"slmgr /skms {COMPUTER}:1688"),
        ("contoso.onmicrosoft.com", COMPUTER),
        ("min dator heter annas", f"min dator heter {COMPUTER}"),
        ("datorn heter: fisken", f"datorn heter: {COMPUTER}"),
        ('datorn som heter "Fisken" vägrar', f'datorn som heter "{COMPUTER}" vägrar'),
        ("datornamn: fisken", f"datornamn: {COMPUTER}"),
        ("datornamnet är fisken", f"datornamnet är {COMPUTER}"),
        ("computer name FISKEN", f"computer name {COMPUTER}"),
        ("värdnamn=fisken", f"värdnamn={COMPUTER}"),
        (
            "Enhetsnamn\tfisken\nProcessor\tIntel\nProdukt-ID\t00330-80000-00000-AA123",
            f"Enhetsnamn\t{COMPUTER}\nProcessor\tIntel\nProdukt-ID\t{NUMBER}",
        ),
        # people
        (r"C:\Users\anna\Desktop\fel.txt", rf"C:\Users\{NAME}\Desktop\fel.txt"),
        (r"C:\Användare\Anna Ek\bild.png", rf"C:\Användare\{NAME}\bild.png"),
        ("D:/Users/anna när jag", f"D:/Users/{NAME} när jag"),
        ("/home/anna/x", f"/home/{NAME}/x"),
        (r"loggar in som FORETAG\anna", f"loggar in som {NAME}"),
        ("fråga @anna_ek eller t.me/anna_ek", f"fråga {NAME} eller t.me/{NAME}"),
        ("jag heter Anna Ek och har en fråga", f"jag heter {NAME} och har en fråga"),
        ("användarnamn: anna", f"användarnamn: {NAME}"),
        ("Tack på förhand\nMvh\nAnna Ek", f"Tack på förhand\nMvh\n{NAME}"),
        ("Storgatan 12 B", ADDRESS),
        # networks and links
        ("192.168.1.10, 10.0.0.4:1688", f"{ADDRESS}, {ADDRESS}:1688"),
        ("fe80::c003:f211:e016:267c", ADDRESS),
        ("2001:db8:0:0:0:0:0:1", ADDRESS),
        ("80-3F-70-01-AA-BB 80:3f:70:01:aa:bb", f"{ADDRESS} {ADDRESS}"),
        ("803F.7001.AABB 803F7001AABB", f"{ADDRESS} {ADDRESS}"),
        ("https://anna:hemligt@example.com/a", f"https://{NAME}example.com/a"),
        ("https://example.com/a?namn=anna&b=c d", f"https://example.com/a?{ADDRESS} d"),
        ("https://example.com/?anna", f"https://example.com/?{ADDRESS}"),
        ("https://example.com/?q=0xC004F034%20anna", f"https://example.com/?{ADDRESS}0xC004F034{ADDRESS}"),
        # secrets
        ("123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc", KEY),
        ("d41d8cd98f00b204e9800998ecf8427e", KEY),
        ("Bearer aB3dE5fG7hJ9kL1mN3pQ5rS7", f"Bearer {KEY}"),
        ("lösenord: kaka, lösenordet är kaka1", f"lösenord: {KEY} lösenordet är {KEY}"),
        ("pinkoden är 1234", f"pinkoden är {KEY}"),
    ],
)
def test_personal_data_and_secrets_are_redacted(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Windows 11 23H2 (22621.3007) på en dator med 16 GB och 25 tecken i nyckeln",
        "slui 4, slmgr /ato, slmgr.vbs /dlv, ms-settings:activation",
        "10.0.19045, 10.0.22631.3447, 6.1.7601, version 4.8.1.0, 22631.3447, KB5034441",
        "2024-01-15 1499 kr, 2024-05-12 10:15:20, 15/1 2024, 05-12-2024, 12.05.2024, 240115",
        "kostar 1 499 kr, 1499:-, 12 499,00 kr eller 1 000 000 kr",
        "öppet 08.00-17.00 och 08:00-17:00",
        "Windows Server 2016 2019 2022 2025, ws2019, server-2019",
        "port 1688 och 443, händelse 12293, 1920x1080",
        "Name: Windows(R), Professional edition\nDescription: Windows(R) Operating System, RETAIL channel",
        r"C:\Windows\System32\slui.exe, HKLM\SOFTWARE\Microsoft\Windows NT, C:\Users\Public\x",
        "%windir%\\system32, Home/Pro, och/eller",
        "https://support.microsoft.com/sv-se/windows/aktivera-windows, www.example.com, learn.microsoft.com",
        "Win11_24H2_Swedish_x64v2.iso och en-us_windows_11_version_23h2_x64_dvd.iso",
        "Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz, RTX 3070, B450-A PRO, XPS 13-9310, DDR4-3200",
        "KMS machine name from DNS, en server-PC",
        "DNS 1.1.1.1 eller 8.8.8.8, 127.0.0.1",
        "min gaming-pc och hp-pc, laptop-datorn, en PC, windows-dator",
        "datorn heter inte så längre, byta datornamn efter aktivering",
        "lösenordet är fel och pin i Windows 11 går inte",
        "Vill Windows 11 Home @ 25 kr? XXXXX-XXXXX-XXXXX-XXXXX-XXXXX",
        "hmm [?] (at) 👩‍👩‍👧 \ufeffhej\u200b",
        "felkoden FEL-F211, felkodenC004F211, noll x c004f211, 0x 8007 232B",
    ],
)
def test_text_without_personal_data_stays(text: str) -> None:
    assert scrub(text) == text


@pytest.mark.parametrize("code", KNOWN_CODES)
def test_a_code_stays_wherever_it_is(code: str) -> None:
    digits, value = code[2:], int(code, 16)
    whole = (code, code.lower(), digits, f"{code}L", f"felkod{digits}", f"0x {digits[:4]} {digits[4:]}")
    decimal = (str(value), str(value - (1 << 32)), f"−{(1 << 32) - value}")
    parted = (f"{digits[:4]} {digits[4:]}", " ".join(digits))
    for form in (*whole, *decimal, *parted):
        assert scrub(form) == form
        # The bot does not read digits with gaps among other digits as a code either
        between = "tack" if form in parted and digits.isdigit() else form
        assert scrub(f"070-174 06 05 {between} 070-174 06 05") == f"{PHONE} {between} {PHONE}"
    for around in ("https://a.se/?q={}", r"\\srv\{}", r"C:\Users\anna\{}.png", "datorn heter {}", "mvh {}", "@{}"):
        for form in (code, digits):
            assert form in scrub(around.format(form))


@settings(deadline=None)
@given(data=st.data(), code=st.sampled_from(KNOWN_CODES), before=st.sampled_from(BEFORE), after=st.sampled_from(AFTER))
def test_a_code_is_read_as_before_however_it_is_written(
    data: st.DataObject, code: str, before: str, after: str
) -> None:
    text = before + data.draw(written(code)) + after
    assert find_codes(scrub(text), INDEX) == find_codes(text, INDEX), text


WORDS = (
    "hej", "min", "dator", "vill", "inte", "aktivera", "windows", "efter", "bytet", "av", "moderkort", "och", "koden",
    "står", "på", "skärmen", "nyckel", "från", "butiken", "ring", "mejla", "eller", "tack", "är", "snälla", "hjälp",
)  # fmt: skip
NUMBERED = (
    *WORDS, "11", "8", "10", "23H2", "0xC004F211", "C004F211", "80070652", "-1073417711", "22621.3007", "25", "0x",
)  # fmt: skip
MARK_WORDS = frozenset(word for mark in MARKS for word in re.findall(r"\w+", mark))


@st.composite
def among(draw: st.DrawFn, words: tuple[str, ...], what: str) -> str:
    """Draw a text with something at any place among words."""
    before, after = (" ".join(draw(st.lists(st.sampled_from(words), max_size=6))) for _ in range(2))
    glue = draw(st.sampled_from([" ", ": ", ", ", " (", "\n", ":"]))
    return f"{before}{glue}{what}{draw(st.sampled_from([' ', ', ', '. ', ') ', '! ', chr(10)]))}{after}"


@st.composite
def phones(draw: st.DrawFn) -> str:
    """Draw a phone number reserved for fiction, with gaps as people write them."""
    area, local = draw(
        st.one_of(
            st.integers(1740605, 1740699).map(lambda n: ("70", f"{n}")),
            st.integers(3900600, 3900699).map(lambda n: ("31", f"{n}")),
            st.integers(46500400, 46500499).map(lambda n: ("8", f"{n}")),
            st.integers(319200, 319299).map(lambda n: ("980", f"{n}")),
        )
    )
    gap = draw(st.sampled_from(["", " ", "-", " - ", "–", "\u00a0", ".", "/"]))
    sizes = draw(st.sampled_from([(8,), (3, 2, 3), (2, 2, 2, 2), (3, 3, 2), (4, 4)]))
    at, groups = 0, []
    for size in sizes:
        groups.append(local[at : at + size])
        at += size
    rest = draw(st.sampled_from([" ", "", "-", "\u00a0"])).join(filter(None, groups))
    return draw(st.sampled_from(["0", "0", "+46", "+46 ", "0046", "0046 ", "+46(0)", "+46 (0)"])) + area + gap + rest


@settings(deadline=None)
@given(data=st.data(), phone=phones())
def test_no_phone_number_survives(data: st.DataObject, phone: str) -> None:
    scrubbed = scrub(data.draw(among(WORDS, phone)))
    assert not re.search(r"\d", scrubbed)
    assert PHONE in scrubbed or NUMBER in scrubbed


@settings(deadline=None)
@given(data=st.data(), phone=phones())
def test_no_phone_number_survives_among_codes_and_numbers(data: st.DataObject, phone: str) -> None:
    text = data.draw(among(NUMBERED, phone))
    assert is_gone(phone, text), text


def is_gone(phone: str, text: str) -> bool:
    """Return whether the end of a number is in no row of digits and gaps, and no digits but those around it are left.

    A row is not read across words and marks: what is around may end and begin with the digits of the number.
    """
    scrubbed, digits = scrub(text), re.findall(r"\d", phone)
    left = len(re.findall(r"\d", scrubbed))
    return not re.search(r"\W*".join(digits[-6:]), scrubbed) and left <= len(re.findall(r"\d", text)) - len(digits)


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0x 8 00468-46\xa050\xa004\xa039\nwindows 25", "00468-46\xa050\xa004\xa039"),
        ("0x 25\n0046 31/3900611! tack hjälp windows", "0046 31/3900611"),
        ("0x 25 08–46-50-04-55\nefter butiken tack inte", "08–46-50-04-55"),
        ("dator hej 0x 25 004631 - 390\xa0062\xa00\n", "004631 - 390\xa0062\xa00"),
        ("0x 25\n004670 - 1740-648) 22621.3007 22621.3007", "004670 - 1740-648"),
        ("windows vill 0x 10\n0046 31\xa0390-066-9. av", "0046 31\xa0390-066-9"),
        ("0xC004F211 aktivera 0x 10\n0046 70-17 40 64 4. ", "0046 70-17 40 64 4"),
        ("0x 10 08\xa046\xa050\xa004\xa095! koden mejla 22621.3007", "08\xa046\xa050\xa004\xa095"),
    ],
)
def test_a_small_number_after_a_prefix_makes_no_code_of_the_phone_number_after_it(text: str, phone: str) -> None:
    assert is_gone(phone, text)


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        (
            "25 tack C004F211 25 står nyckel: 0046 8-46500421. 25 tack C004F211 25 står nyckel",
            f"25 tack C004F211 25 står nyckel: {PHONE} tack C004F211 25 står nyckel",
        ),
        ("tack 22621.3007 25 C004F211:08 465-004-21, 25", f"tack 22621.3007 25 C004F211:{PHONE}, 25"),
        ("(+46(0)8-46500421\nC004F211 min skärmen 10", f"{PHONE}\nC004F211 min skärmen 10"),
    ],
)
def test_a_code_with_the_digits_of_a_phone_number_stays_when_the_number_is_redacted(text: str, scrubbed: str) -> None:
    assert scrub(text) == scrubbed


def test_an_email_address_that_looks_like_a_product_key_in_the_middle_is_taken_out_whole() -> None:
    assert scrub("c223467bd_22222bb@b22222222.se") == KEY


@pytest.mark.parametrize("rule", RULES, ids=[rule.example for rule in RULES])
def test_every_rule_finds_its_example(rule: Rule) -> None:
    found = rule.compiled.search(rule.example)
    assert found
    assert rule.holds is None or rule.holds(found[0])
    assert rule.mark in scrub(rule.example)


@settings(deadline=None)
@given(
    data=st.data(),
    local=st.from_regex(r"[a-zåäö][a-z0-9]{2,10}([._+-][a-z0-9]{1,8}){0,2}", fullmatch=True),
    at=st.sampled_from(["@", " @ ", "(at)", " (at) ", "[at]", "(a)", " snabel-a ", " snabela ", " at ", "＠"]),
    host=st.from_regex(r"[a-z][a-z0-9]{2,8}(-[a-z0-9]{1,5})?", fullmatch=True),
    dot=st.sampled_from([".", " . ", " punkt ", "(dot)", " [punkt] "]),
    top=st.sampled_from(["se", "com", "nu", "example"]),
)
def test_no_email_address_survives(data: st.DataObject, local: str, at: str, host: str, dot: str, top: str) -> None:
    address = f"{local}{at}{host}{dot}{top}"
    scrubbed = scrub(data.draw(among(WORDS, address)))
    assert set(re.findall(r"\w+", scrubbed)) <= {*WORDS, *MARK_WORDS}, address


@settings(deadline=None)
@given(
    data=st.data(),
    key=st.text("BCDFGHJKMNPQRTVWXY2346789", min_size=25, max_size=25).filter(lambda key: len(set(key)) > 7),
    gap=st.sampled_from(["-", " ", "", "–", " - ", "\n", "\u200b"]),
)
def test_no_product_key_survives(data: st.DataObject, key: str, gap: str) -> None:
    assume(any(map(str.isdigit, key)) and not set(key) <= set("0123456789ABCDEF"))
    text = data.draw(among(WORDS, gap.join(key[at : at + 5] for at in range(0, 25, 5))))
    assert not re.search(r"[0-9A-Z]", scrub(text))


@settings(deadline=None)
@given(
    data=st.data(),
    day=st.dates().map(lambda day: day.strftime("%m%d")),
    year=st.integers(1900, 2030),
    gap=st.sampled_from(["-", "", " ", "+", "–"]),
    last=st.integers(0, 9999).map(lambda last: f"{last:04}"),
    century=st.booleans(),
)
def test_no_personal_identity_number_survives(
    data: st.DataObject, *, day: str, year: int, gap: str, last: str, century: bool
) -> None:
    number = f"{year if century else f'{year % 100:02}'}{day}{gap}{last}"
    assert not re.search(r"\d", scrub(data.draw(among(WORDS, number))))


PIECES = (
    "@", ".", "-", "_", " ", "\n", "\\", "\\\\", "/", "//", "://", "?", "=", ":", "0", "0x", "070", "174 06 05", "+46 ",
    "a", "anna", "Anna", "PC", "PC-", "datorn heter ", "jag heter ", "mvh ", "lösenord ", "C:\\Users\\", "/home/",
    "C004", "F211", "8007", "80070652", "123456", "1234567", "12345-", "80:3f:", "fe80::", "1.2.", "10.0.", "gatan ",
    "(at)",    " punkt ", "se", ".local", "[", "]", "[key]", "[pho", "[…]", "\u200b", "\x00", "\ud800", "＠",
    "VK7JG-", "2024-01-15",
)  # fmt: skip


@settings(deadline=None)
@given(st.one_of(st.text(), st.lists(st.sampled_from([*PIECES, PRODUCT_KEY]), max_size=30).map("".join)))
def test_scrubbing_a_second_time_changes_nothing(text: str) -> None:
    scrubbed = scrub(text)
    assert scrub(scrubbed) == scrubbed


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join))
def test_a_long_text_is_truncated_and_scrubbed(piece: str) -> None:
    scrubbed = scrub(piece * MAX_TEXT_LENGTH)
    assert len(scrubbed) <= MAX_TEXT_LENGTH
    assert scrub(scrubbed) == scrubbed


def test_no_truncated_text_ends_in_half_a_placeholder() -> None:
    scrubbed = scrub("@abc " * MAX_TEXT_LENGTH)
    assert re.fullmatch(r"(\[name\] )+(\[name\])?", scrubbed)
    assert MAX_TEXT_LENGTH - len(NAME) < len(scrubbed) <= MAX_TEXT_LENGTH


def test_neither_the_import_nor_a_text_without_numbers_loads_the_phone_library() -> None:
    program = """
import sys
from bot.understanding.privacy.personal_data import scrub
scrub("min dator vill inte aktivera Windows 11, fel 0xC004F211")
print("phonenumbers" in sys.modules)
scrub("ring 070~174~06~05")
print("phonenumbers" in sys.modules)
"""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]
