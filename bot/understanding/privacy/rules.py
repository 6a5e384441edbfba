"""The table of personal data and secrets that are removed from texts before these are stored, a rule for each kind.

Every rule is a pattern, the mark that replaces what it finds, and an example. Their order matters: a rule sees only
what those before it left.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from bot.understanding.codes import CodeIndex, find_codes

ADDRESS: Final = "[address]"
"""Where something is: an IP or MAC address, a street with its number, the query string of a link."""
COMPUTER: Final = "[computer]"
"""The name of a computer or server, or a path on one."""
EMAIL: Final = "[e-mail]"
"""An e-mail address."""
KEY: Final = "[key]"
"""A secret: a product key, a password, a token."""
NAME: Final = "[name]"
"""The name of a person, also as a user of Telegram or Windows."""
NUMBER: Final = "[number]"
"""A number that identifies a person, a device, a card or a purchase."""
PHONE: Final = "[phone]"
"""A phone number."""
KEPT: Final = ""
"""The mark of what must stay: error codes, versions, dates."""

_MIN_TURNS: Final = 3  # between letters and digits: a random string of 16 has more, "windows11aktivering" two
_PUBLIC_HOSTS: Final = tuple(
    f".{host}"
    for host in (
        "microsoft.com", "windows.com", "windowsupdate.com", "office.com", "live.com", "microsoftonline.com",
        "google.com", "youtube.com", "github.com", "reddit.com", "wikipedia.org", "telegram.org",
    )
)  # fmt: skip
# An index without codes, to which every well-formed code is unknown: the form of a code is defined in one place only.
_ANY_CODE: Final = CodeIndex.of(())


@dataclass(frozen=True)
class Rule:
    """A rule that puts its mark where its pattern matches (in the group `it`, if there is one) and `holds` agrees.

    Upper and lower case are the same to the pattern. A text without any of the characters in `needs`, where 0 means any
    digit, has nothing for the rule. `example` is a text in which the rule finds something.
    """

    mark: str
    example: str
    needs: str
    pattern: str
    holds: Callable[[str], bool] | None = None

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first used: all of them take 25 ms that `ask` need not spend."""
        return re.compile(self.pattern, re.IGNORECASE)


def _is_code(found: str) -> bool:
    """Return whether the bot would read a code here: in hex or, signed or not, in decimal."""
    bare = re.sub(r"[ _-]", "", found)
    return any(find_codes(sign + bare, _ANY_CODE).unknown for sign in ("-", "x", ""))


def _is_random(found: str) -> bool:
    """Return whether letters and digits are mixed as no word and no version mixes them."""
    return sum(one.isdigit() != other.isdigit() for one, other in pairwise(found)) >= _MIN_TURNS


def _is_ipv6(found: str) -> bool:
    """Return whether groups of hex digits are an address and not a time."""
    return any(map(str.isalnum, found)) and ("::" in found or found.count(":") == 7)  # noqa: PLR2004 - eight groups


def _is_private(found: str) -> bool:
    """Return whether a host is not one of those that everyone knows."""
    return not found.lower().endswith(_PUBLIC_HOSTS)


# The parts of the patterns. Each is linear: a repetition shares no character with what follows it, or is bounded.
# A pattern of many words begins with a look at their first letters, which rules it out at once nearly everywhere.

_START: Final = r"(?<![^\W_])"  # of a word, underscores parting words
_CAPITAL: Final = r"(?-i:[A-ZÅÄÖ])"
_DIGIT_LIKE: Final = r"[\dA-FOIL|]"  # hex digits, and characters mistaken for them
_JOINT: Final = r"(?: - |- | -|-\n|\n\n|[ _]{1,2}|[\n.-])"
_DIGITS: Final = (  # of a code after its prefix; none starts as a phone number does
    rf"(?!00?[1-9])(?:{_DIGIT_LIKE}{{7,9}}(?!{_DIGIT_LIKE})"
    # In pieces it starts as a code does, or is in regular ones: "0x 25 0046 31 …" is a number and a phone number.
    rf"|(?:[048CDO]{_DIGIT_LIKE}(?:{_JOINT}?{_DIGIT_LIKE}){{6}}|{_DIGIT_LIKE}(?:{_JOINT}{_DIGIT_LIKE}){{7}}"
    rf"|{_DIGIT_LIKE}{{4}}{_JOINT}{_DIGIT_LIKE}{{4}})(?!\d))"
)
_LOCAL: Final = r"[\w.%+'-]"
_LABEL: Final = r"\w[\w-]*+"
_DOT: Final = r"(?:\.| \. | ?[(\[{<] ?(?:dot|punkt|prick) ?[)\]}>] ?| (?:dot|punkt|prick) )"
_AT: Final = r"(?: ?@ ?(?![\d.,]+ ?[GM]Hz)| ?[(\[{<] ?(?:at|a|snabel[ -]?a) ?[)\]}>] ?| (?:snabel[ -]?a|at) )"
_PROVIDER: Final = r"(?:gmail|hotmail|outlook|live|icloud|yahoo|telia|proton)(?!\w)"
_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|[01]?\d?\d)"
_ANYONES: Final = r"(?:0\.0\.0\.0|127\.0\.0\.1|1\.[01]\.[01]\.1|8\.8\.[48]\.[48])"  # addresses that everyone has
_GAP: Final = r"[ ./()\n-]{0,3}"  # between the digits of a phone number
# Words after "datornamn" that are not a name.
_NO_NAME: Final = (
    r"(?!(?:administratör\w*|admin|av|det|då|efter|eller|fel|från|för|före|gäst|har|i|innan|inte|kan|med|mot|måste"
    r"|nåt|något|när|och|om|på|samma|sedan|ska|som|till|under|ur|utan|vad|vanlig|var|vid|är|ändras|and|from|is|or)(?![\w.-]))"
)
_LINK: Final = r"(?:\s*[:=]\s*|\s+(?:är|heter|is)[\s:]+|\s+)[\"'“”«»]?"
_VALUE: Final = rf"{_LINK}{_NO_NAME}(?P<it>\w(?:[\w.$-]*\w)?)"
_PERSON: Final = rf"(?P<it>{_NO_NAME}\w[\w-]*(?:[ ]{_CAPITAL}[\w-]*){{0,2}})"

RULES: Final = (
    # Codes with a prefix stay, whatever else they look like
    Rule(
        KEPT,
        "0x 8007 232B",
        "x&",
        rf"(?:(?:0[ _]?-?|{_START}o[ _]?|{_START}(?:nolla?|zero)[ _-]{{0,2}})x{{1,2}}(?![g-wyz]{{2}})[ _.:-]{{0,3}}"
        rf"|&h)(?:f{{8}}|0{{8}})?{_DIGITS}",
    ),
    Rule(
        KEY,
        "Partial Product Key: 3V66T",
        "",
        rf"(?:partial product key|partiell produktnyckel){_LINK}(?P<it>[A-Z\d]{{5}})(?!\w)",
    ),
    # Forms that leave no doubt, although a part of them may look like a code
    Rule(KEY, "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc", ":", r"(?<!\d)\d{6,12}:[\w-]{30,}"),
    Rule(NAME, "https://anna:hemligt@example.com", "@", r"(?<=://)(?:[^\s/@?#]*+@)+"),
    Rule(
        EMAIL,
        "anna@example.com",
        "",
        rf"(?<!{_LOCAL})(?:{_LOCAL}++ \. )?+{_LOCAL}++"
        rf"(?:@{_LABEL}(?:{_DOT}{_LABEL})*+|{_AT}(?:{_LABEL}(?:{_DOT}{_LABEL})++|{_PROVIDER}))",
    ),
    Rule(KEPT, "xC004F211", "x", rf"{_START}x(?=[08CD]){_DIGITS}"),
    Rule(EMAIL, "a n n a @ e x a m p l e . c o m", "@", r"(?<!\w)(?:[\w.] ){2,64}@(?: ?[\w.](?!\w)){2,64}"),
    Rule(
        NUMBER,
        "{4DE7CB65-CDF1-4DE9-8AE8-E3CCE27B9F2C}",
        "0",
        r"\{?(?<![\w-])[\dA-F]{8}(?:(?:-[\dA-F]{4}){2,3}(?:-[\dA-F]{12})?|(?: [\dA-F]{4}){3} [\dA-F]{12})(?![\w-])\}?"
        r"|(?<!\w)[A-Z]{2}\d{2}(?: ?\d{4}){3,7}(?: ?\d{1,3})?(?!\w)",  # an account
    ),
    Rule(PHONE, "+46 70 174 06 05", "+", rf"(?<!\d)\(?\+(?:{_GAP}\d){{7,14}}(?!\d)"),
    Rule(
        NUMBER,
        "800101-0000",
        "0",
        r"(?<!\d)(?=\d)(?:(?<![\w-])\d{5}-(?:\d{3}|\d{5}|OEM)-\d{3,7}(?:-[\dA-Z.]{2,12}){1,8}(?!\w)"
        r"|(?<!\w)\d{5}(?: \d{5}){2} [A-Z]{2}\d{3}(?!\w)"
        # An installation or confirmation ID, with letters or numbers before its groups or without
        r"|\d{6,7}(?:[^\w\x00]{1,3}(?:[A-I1-9][^\w\x00]{1,3})?\d{6,7}){2,}(?!\d)|\d{5,7}(?:[^\w\x00]{1,3}\d{5,7}){4,}(?!\d)"
        # A personal identity number, but not a phone number with its country code
        r"|(?!00[2-9])(?:19|20)?(?:\d{6} ?[-+] ?[\dA-Z*][\dX*]{3}|\d\d[01]\d{3} {1,2}\d{4})(?!\w)"
        r"|(?:19|20)?\d\d-\d\d-\d\d[-+]\d{4}(?!\d)"
        # A card, but not a row of years
        r"|(?!(?:(?:19|20)\d\d[ -]){3})\d{4}(?:[ -]\d{4}){3,}(?:[ -]\d{1,3})?(?!\d)|\d{4}[ -]\d{6}[ -]\d{5}(?!\d))",
    ),
    Rule(
        ADDRESS,
        "fe80::c003:f211:e016:267c",
        ":",
        r"(?<![\w:])[\dA-F]{0,4}(?::[\dA-F]{0,4}){2,8}(?![\w:])",
        holds=_is_ipv6,
    ),
    Rule(
        ADDRESS,
        "80-3F-70-01-AA-BB",
        "",
        r"(?<![\w-])(?=[\dA-F]{2})(?:[\dA-F]{2}(?P<by>[ :-])[\dA-F]{2}(?:(?P=by)[\dA-F]{2}){4}(?![\w-])"
        r"|[\dA-F]{4}(?P<of>[.:-])[\dA-F]{4}(?P=of)[\dA-F]{4}(?!\w)|(?=[A-F]*\d)(?=\d*[A-F])[\dA-F]{12}(?!\w))",
    ),
    Rule(
        ADDRESS,
        "192.168.1.10",
        ".",
        rf"(?<![\w.])(?<!version )(?!0\d|{_ANYONES}(?![\d.]\d))(?:{_OCTET}\.){{3}}{_OCTET}(?!\w|\.\d)",
    ),
    # Codes without 0x, decimals, and dates, hours and versions
    Rule(
        KEPT,
        "felkodC004F211",
        "0",
        rf"{_START}(?:(?:fel)?kod(?:en)?|fel|code|error|hex)?[8CD]{_DIGIT_LIKE}{{7}}(?!\d|[\dA-F]{{8}})"
        rf"|{_START}(?:[CD]|8(?=(?:[ _-]?\d){{0,6}}[ _-]?[A-F]))(?:[ _-]?{_DIGIT_LIKE}){{7}}(?!\d)"
        # Digits alone are a code in groups of the same size that are not part of a longer number
        rf"|(?<!\d[ .-]){_START}8(?:\d{{3}}[ _-]\d{{4}}|\d(?:[ _-]\d\d){{3}}|(?:[ _-]\d){{7}})(?![ ./-]{{0,3}}\d)"
        r"|(?<!\d)[1-9]\d{8,9}(?!\d)",
        holds=_is_code,
    ),
    Rule(
        KEPT,
        "2024-01-15",
        "0",
        r"(?<!\d)(?=\d)(?:(?<!-)(?:19|20)\d\d-[01]?\d-[0-3]?\d"
        r"|[0-3]?\d(?:(?P<by>[-/.])[01]?\d(?P=by)|/[01]?\d[ -])(?:19|20)\d\d"
        r"|[0-2]?\d[.:][0-5][05] ?- ?[0-2]?\d[.:][0-5][05]"
        r"|(?<!\.)(?:[1-9]?\d(?:\.\d{1,5}){2,3}|[12]\d{4}\.\d{1,5})(?![\d.]\d))(?!\d)",
    ),
    # Places and names
    Rule(ADDRESS, "https://example.com/a?namn=anna", "?", r"(?<=[\w/])\?(?P<it>[^\s=?]*+=\S*+)"),
    Rule(ADDRESS, "https://example.com/?anna", "?", r"://[^\s?]*+\?(?P<it>\S++)"),
    Rule(
        COMPUTER, r"\\srv01", "/\\", r"(?:smb|file|rdp|ssh|ftp|ldap)://\S++|\\\\[^\s\"']++|(?<![:/\w])//[\w.-]++/\S++"
    ),
    Rule(
        NAME,
        r"C:\Users\anna\Desktop",
        "/\\",
        r"(?:(?:users|användare|documents and settings)[\\/]+|(?<![\w ])/home/)(?!(?:public|default|all users)(?!\w))"
        r"(?P<it>[^\\/:*?\"<>|\n]{1,40}(?=[\\/])|[^\\/:*?\"<>|\s]{1,40})",
    ),
    Rule(
        NAME,
        r"FORETAG\anna",
        "\\",
        r"(?<![\w\\/:.%-])(?!(?:hk\w+|windows|system32|och|home)\\)[\w.-]{2,}+\\[\w.-]++(?!\\)",
    ),
    Rule(
        NAME,
        "t.me/anna_ek",
        "/",
        r"(?:(?<![\w.])(?:t|telegram)\.me|(?:facebook|instagram|linkedin|github)\.com)/(?P<it>\S++)",
    ),
    Rule(NAME, "@anna_ek", "@", r"(?<![\w@])@\w{3,32}"),
    Rule(
        COMPUTER,
        "skrivare.lan",
        ".",
        r"(?<![\w.-])(?:[\w-]+\.)+(?:local|localdomain|lan|intern|internal|intra|intranet|corp|home|private)"
        r"(?:\.[\w-]+)*+(?![\w-])",
    ),
    Rule(
        COMPUTER,
        "kms.example.com",
        ".",
        r"(?<![\w.-])(?!www\.)(?:[\w-]+\.){2,}(?:se|nu|com|net|org|eu|info|dk|no|fi|de|uk|io|cloud)(?![\w-]|\.\w)",
        holds=_is_private,
    ),
    Rule(
        COMPUTER,
        "min dator heter fisken",
        "",
        r"(?=[/bcdehlmnpsv])(?:(?:dator(?:n|ns)?|enhets|enhetens|värd|värddator|server|serverns|pc)[ -]?namn(?:et)?"
        r"|(?:computer|device|host|pc|machine|server|netbios)[ -]?name|namnet på (?:datorn|enheten|servern|pc:n)"
        r"|(?:dator|datorn|datorerna|pc|pc:n|laptop|laptopen|enhet|enheten|server|servern|burken|maskinen)(?: som)?"
        rf" (?:heter|kallas)|(?:computer|device|server) (?:is )?(?:called|named)|/skms){_VALUE}",
    ),
    Rule(
        COMPUTER, "DESKTOP-4F7K2QX", "", r"(?<![\w-])(?:desktop|laptop)(?:-[A-Z\d]{7}|[ ](?=[A-Z]*\d)[A-Z\d]{7})(?!\w)"
    ),
    Rule(COMPUTER, "WIN-ABCDEF12345", "-", r"(?<![\w-])win-(?=[A-Z]*\d)[A-Z\d]{8,15}(?!\w)"),
    Rule(
        COMPUTER,
        "PC-ANNA",
        "-",
        rf"(?<![\w-])(?:desktop|laptop|win|pc|dator|srv|server|nb|ws|klient|client)-(?!pc(?!\w))(?:{_CAPITAL}|\d+[A-Z])[\w-]+",
    ),
    Rule(
        COMPUTER,
        "annas-pc",
        "-",
        r"(?<![\w-])(?!(?:gaming|hp|home|server|windows)-)\w[\w-]*-(?:pc|(?-i:PC|LAPTOP|DATOR|DESKTOP))\d*(?!\w)",
    ),
    Rule(
        COMPUTER,
        "SRV01",
        "0",
        r"(?<![\w-])(?:srv|server|dc|fs|nb|lt|lap|pc|ws|klient|client)-?(?!20\d\d(?!\d))\d{2,}(?!\w)",
    ),
    Rule(COMPUTER, "SE-LAP-00123", "0", r"(?<![\w-])(?!fel-|kod-|code-)(?-i:[A-Z]{2,6}-[A-Z]{1,6}-?\d{2,8})(?!\w)"),
    Rule(
        NAME,
        "jag heter Anna Ek",
        "",
        r"(?=[aijkmru])(?:användarnamn(?:et)?|user ?name|jag heter|mitt namn är|my name is|kontot heter|inloggad som"
        rf"|registrerad (?:på|till|ägare)){_LINK}{_PERSON}",
    ),
    Rule(NAME, "mvh Anna Ek", "", rf"(?=[/hmr])(?:(?<!\w)mvh|hälsningar|regards|(?<![:/\w])//)[,.:]?\s*{_PERSON}"),
    Rule(
        ADDRESS,
        "Storgatan 12 B",
        "0",
        r"(?<!\w)\w{2,}(?:gatan|vägen|gränd|stigen|torget|allén)\s+\d{1,4}(?: ?[A-Z](?!\w))?(?!\d)",
    ),
    # Numbers and strings whose form alone says little
    Rule(
        KEY,
        "lösenord: kaka",
        "",
        r"(?=[lp])(?:lösenord(?:et)?|password|(?<!\w)pin(?:[ -]?kod(?:en)?)?)"
        r"(?:\s*[:=]\s*|\s+(?:(?:är|is)\s+)?(?=\S*\d))(?P<it>\S++)",
    ),
    Rule(
        NUMBER,
        "serienummer: PF1ABCDE",
        "0",
        r"(?=[äfkmops])(?:(?:serie|order|kund|faktura|ärende|konto|person|medlems|serial)[ -]?"
        r"(?:nummer|numret|number|nr|id)"
        rf"|service tag|(?<!\w)s/?n){_LINK}(?=[A-Z-]*\d)(?P<it>[\w-]+)",
    ),
    Rule(
        PHONE,
        "070-174 06 05",
        "0",
        rf"(?<!\d)\(?(?:00(?=[ -]?[1-9])|46(?=[ -]\(?\d))(?:{_GAP}\d){{7,14}}(?!\d)"
        rf"|(?<![\dA-F])(?<!\d[.,])\(?0(?:{_GAP}\d){{6,9}}(?!\d)(?:[ -]\d\d(?!\d))*+"
        # Without the leading zero: a mobile number, the rest of one, an American one
        r"|(?<!\d)(?:7[02369](?:[ -]?\d){7}|\d{3}[ -]\d\d[ -]\d\d(?![ -]?\d)|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?!\d)",
    ),
    Rule(NUMBER, "400000000000", "0", r"(?<!\d)\d{9,}"),
    Rule(KEY, "aB3dE5fG7hJ9kL1mN3pQ5rS7", "0", r"(?<![A-Z\d])[A-Z\d]{16,}", holds=_is_random),
)
