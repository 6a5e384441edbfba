"""What could identify a person or be a secret, taken out of a text before it is stored for maintainers."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import compress, groupby, pairwise
from typing import Final, NamedTuple

from bot.understanding.codes import find_codes
from bot.understanding.codes.index import CodeIndex
from bot.understanding.codes.lookalikes import INVISIBLE, fold
from bot.understanding.privacy.product_keys import MASK, mask_product_keys

ADDRESS: Final = "[address]"
"""Where something is: an IP or MAC address, a street with its number, what follows the `?` of a link."""
COMPUTER: Final = "[computer]"
"""The name of a computer or server, or a path on one."""
EMAIL: Final = "[e-mail]"
"""An e-mail address."""
KEY: Final = "[key]"
"""A secret: a product key, a password, a token."""
NAME: Final = "[name]"
"""What somebody is called, also as a user of Telegram or Windows."""
NUMBER: Final = "[number]"
"""A number that is one person's, device's, card's or purchase's."""
PHONE: Final = "[phone]"
"""A phone number."""

MAX_TEXT_LENGTH: Final = 4096
"""Characters of a text that are kept: more do not fit into a message of Telegram."""

_MARK: Final = re.compile(r"(\[(?:address|computer|e-mail|key|name|number|phone)\])")
_HALF_MARK: Final = re.compile(r"\[[a-z-]{0,8}\Z")
_KEPT: Final = ""  # the mark of what must stay: codes, versions, dates
_HOLE: Final = "\x00"  # folding leaves no control character in a text
_SHORTEST: Final = 3  # characters in which a rule finds anything
_MIN_DIGITS: Final = 7  # of a phone number that the library is asked about
_DIALLED: Final = re.compile(r"[+0]")  # how a whole number starts
_MAX_TRIES: Final = 20  # of the library, each some 0.1 ms: what it looks at was no number to the rules here
_MIN_TURNS: Final = 3  # between letters and digits: a random string of 16 has more, "windows11aktivering" two
_PUBLIC: Final = tuple(
    f".{host}"
    for host in (
        "microsoft.com", "windows.com", "windowsupdate.com", "office.com", "live.com", "microsoftonline.com",
        "google.com", "youtube.com", "github.com", "reddit.com", "wikipedia.org", "telegram.org",
    )
)  # fmt: skip
# It knows no code, so every well-formed one is unknown to it: what is a code is said in one place only.
_ANY_CODE: Final = CodeIndex.of(())


def scrub(text: str) -> str:
    """Return the text, at most `MAX_TEXT_LENGTH` characters of it, with a mark for whatever could identify a person.

    Rather a word too many taken out than an identity too few; but error codes stay in every form the bot reads them,
    and so do versions, dates and prices. What stands between two marks is read by itself, again until nothing more
    is found, so scrubbing twice is scrubbing once.
    """
    text = _cut(text)
    settled: set[str] = set()
    while True:
        parts = _MARK.split(text)
        scrubbed = [part if part in settled else _scrubbed(part) for part in parts]
        settled.update(new for old, new in zip(parts, scrubbed, strict=True) if new == old)
        before, text = text, _cut("".join(scrubbed))
        if text == before:
            return text


def _cut(text: str) -> str:
    """Return as much of a text as is kept, without half a mark at its end."""
    return text if len(text) <= MAX_TEXT_LENGTH else _HALF_MARK.sub("", text[:MAX_TEXT_LENGTH])


def _scrubbed(text: str) -> str:
    """Scrub a text without marks once; or give back a mark as it is."""
    if len(text) < _SHORTEST or _MARK.fullmatch(text):
        return text
    masked, found = mask_product_keys(text)
    if found:
        return masked.replace(MASK, KEY)
    page = _Page(text)
    for rule in _RULES:
        page.apply(rule)
    if _DIALLED.search(page.left) and sum(map(str.isdigit, page.left)) >= _MIN_DIGITS:
        page.take_phones()
    return page.written()


class _Rule(NamedTuple):
    """What is replaced by a mark: where the pattern matches (in its group `it`, if it has one) and the test holds.

    No text has anything for a rule without one of the characters it needs, 0 meaning any digit.
    """

    mark: str
    needs: frozenset[str]
    pattern: str
    holds: Callable[[str], bool] | None = None


class _Page:
    """A text while it is gone through: where a rule has found something, there is a hole for the rules after it."""

    def __init__(self, text: str) -> None:
        folded = fold(text.replace("_", "＿"))  # the full-width one stays an underscore, and no gap
        self._text = text
        self.left = "".join(
            plain.lower() if written.islower() else plain for written, plain in zip(text, folded, strict=True)
        )
        if INVISIBLE in folded:
            shown = [plain != INVISIBLE for plain in folded]
            self._text, self.left = "".join(compress(text, shown)), "".join(compress(self.left, shown))
        self._whole = text
        self._has = {"0" if one.isdigit() else one for one in set(self.left.lower())}
        self._marks: list[str | None] = [None] * len(self.left)

    def apply(self, rule: _Rule) -> None:
        """Take what a rule finds in what is left."""
        if rule.needs and self._has.isdisjoint(rule.needs):
            return
        pattern = _compiled(rule.pattern)
        named = "it" in pattern.groupindex

        def hole(match: re.Match[str]) -> str:
            start, end = match.span("it") if named else match.span()
            found = match.string[start:end]
            if rule.holds and not rule.holds(found):
                return match[0]
            self._mark(rule.mark, start, end)
            return f"{match.string[match.start() : start]}{_HOLE * len(found)}{match.string[end : match.end()]}"

        self.left = pattern.sub(hole, self.left)

    def take_phones(self) -> None:
        """Take the numbers that only the world's numbering plans know for one."""
        from phonenumbers import Leniency, PhoneNumberMatcher  # noqa: PLC0415 - 0.1 s that `ask` need not spend

        for match in PhoneNumberMatcher(self.left, "SE", Leniency.VALID, _MAX_TRIES):
            self._mark(PHONE, match.start, match.end)

    def written(self) -> str:
        """Return the text with its marks; as it was, invisible characters too, where nothing was found."""
        if not any(self._marks):
            return self._whole
        parts = []
        for mark, places in groupby(range(len(self._marks)), key=self._marks.__getitem__):
            parts.append(mark or "".join(self._text[at] for at in places))
        return "".join(parts)

    def _mark(self, mark: str, start: int, end: int) -> None:
        """Mark characters; what was marked before stays so."""
        self._marks[start:end] = [mark if old is None else old for old in self._marks[start:end]]


def _is_code(found: str) -> bool:
    """Say whether the bot would read a code here, in hex or, signed or not, in decimal."""
    bare = re.sub(r"[ _-]", "", found)
    return any(find_codes(sign + bare, _ANY_CODE).unknown for sign in ("-", "x", ""))


def _is_random(found: str) -> bool:
    """Say whether letters and digits are mixed as no word and no version mixes them."""
    return sum(one.isdigit() != other.isdigit() for one, other in pairwise(found)) >= _MIN_TURNS


def _is_ipv6(found: str) -> bool:
    """Say whether groups of hex digits are an address and not a time."""
    return any(map(str.isalnum, found)) and ("::" in found or found.count(":") == 7)  # noqa: PLR2004 - eight groups


def _is_private(found: str) -> bool:
    """Say whether a host is none that everyone knows."""
    return not found.lower().endswith(_PUBLIC)


def _rule(mark: str, needs: str, *pattern: str, holds: Callable[[str], bool] | None = None) -> _Rule:
    """Make a rule of a pattern in parts; upper and lower case are the same to it."""
    return _Rule(mark, frozenset(needs), "".join(pattern), holds)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when it is first used: all of them take 25 ms that `ask` need not spend."""
    return re.compile(pattern, re.IGNORECASE)


# What patterns are made of. Each is linear: what repeats shares no character with what follows it, or is bounded.
# Those of many words begin with the letters these begin with, for that alone is ruled out at once nearly everywhere.

_START: Final = r"(?<![^\W_])"  # of a word, underscores parting words
_CAPITAL: Final = r"(?-i:[A-ZÅÄÖ])"
_DIGIT_LIKE: Final = r"[\dA-FOIL|]"  # of hex, and what is mistaken for it
_JOINT: Final = r"(?: - |- | -|-\n|\n\n|[ _]{1,2}|[\n.-])"
_DIGITS: Final = (  # of a code that says it is one; none starts as a phone number does
    rf"(?!00?[1-9])(?:{_DIGIT_LIKE}{{7,9}}(?!{_DIGIT_LIKE})|{_DIGIT_LIKE}(?:{_JOINT}?{_DIGIT_LIKE}){{7}}(?!\d))"
)
_LOCAL: Final = r"[\w.%+'-]"
_LABEL: Final = r"\w[\w-]*+"
_DOT: Final = r"(?:\.| \. | ?[(\[{<] ?(?:dot|punkt|prick) ?[)\]}>] ?| (?:dot|punkt|prick) )"
_AT: Final = r"(?: ?@ ?(?![\d.,]+ ?[GM]Hz)| ?[(\[{<] ?(?:at|a|snabel[ -]?a) ?[)\]}>] ?| (?:snabel[ -]?a|at) )"
_PROVIDER: Final = r"(?:gmail|hotmail|outlook|live|icloud|yahoo|telia|proton)(?!\w)"
_OCTET: Final = r"(?:25[0-5]|2[0-4]\d|[01]?\d?\d)"
_ANYONES: Final = r"(?:0\.0\.0\.0|127\.0\.0\.1|1\.[01]\.[01]\.1|8\.8\.[48]\.[48])"  # addresses that say nothing
_GAP: Final = r"[ ./()\n-]{0,3}"  # between the digits of a phone number
# What follows "datornamn" and is no name.
_NO_NAME: Final = (
    r"(?!(?:administratör\w*|admin|av|det|då|efter|eller|fel|från|för|före|gäst|har|i|innan|inte|kan|med|mot|måste"
    r"|nåt|något|när|och|om|på|samma|sedan|ska|som|till|under|ur|utan|vad|vanlig|var|vid|är|ändras|and|from|is|or)(?![\w.-]))"
)
_LINK: Final = r"(?:\s*[:=]\s*|\s+(?:är|heter|is)[\s:]+|\s+)[\"'“”«»]?"
_VALUE: Final = rf"{_LINK}{_NO_NAME}(?P<it>\w(?:[\w.$-]*\w)?)"
_PERSON: Final = rf"(?P<it>{_NO_NAME}\w[\w-]*(?:[ ]{_CAPITAL}[\w-]*){{0,2}})"

_RULES: Final = (
    # Codes that say what they are stay, whatever they look like besides
    _rule(
        _KEPT,
        "x&",
        rf"(?:(?:0[ _]?-?|{_START}o[ _]?|{_START}(?:nolla?|zero)[ _-]{{0,2}})x{{1,2}}(?![g-wyz]{{2}})[ _.:-]{{0,3}}",
        rf"|&h)(?:f{{8}}|0{{8}})?{_DIGITS}",
    ),
    _rule(KEY, "", rf"(?:partial product key|partiell produktnyckel){_LINK}(?P<it>[A-Z\d]{{5}})(?!\w)"),
    # What leaves no doubt, though a part of it may look like a code
    _rule(KEY, ":", r"(?<!\d)\d{6,12}:[\w-]{30,}"),
    _rule(NAME, "@", r"(?<=://)(?:[^\s/@?#]*+@)+"),
    _rule(
        EMAIL,
        "",
        rf"(?<!{_LOCAL})(?:{_LOCAL}++ \. )?+{_LOCAL}++",
        rf"(?:@{_LABEL}(?:{_DOT}{_LABEL})*+|{_AT}(?:{_LABEL}(?:{_DOT}{_LABEL})++|{_PROVIDER}))",
    ),
    _rule(_KEPT, "x", rf"{_START}x(?=[08CD]){_DIGITS}"),
    _rule(EMAIL, "@", r"(?<!\w)(?:[\w.] ){2,64}@(?: ?[\w.](?!\w)){2,64}"),
    _rule(
        NUMBER,
        "0",
        r"\{?(?<![\w-])[\dA-F]{8}(?:(?:-[\dA-F]{4}){2,3}(?:-[\dA-F]{12})?|(?: [\dA-F]{4}){3} [\dA-F]{12})(?![\w-])\}?",
        r"|(?<!\w)[A-Z]{2}\d{2}(?: ?\d{4}){3,7}(?: ?\d{1,3})?(?!\w)",  # an account
    ),
    _rule(PHONE, "+", rf"(?<!\d)\(?\+(?:{_GAP}\d){{7,14}}(?!\d)"),
    _rule(
        NUMBER,
        "0",
        r"(?<!\d)(?=\d)(?:(?<![\w-])\d{5}-(?:\d{3}|\d{5}|OEM)-\d{3,7}(?:-[\dA-Z.]{2,12}){1,8}(?!\w)",
        r"|(?<!\w)\d{5}(?: \d{5}){2} [A-Z]{2}\d{3}(?!\w)",
        # An installation or confirmation ID, with letters or numbers before its groups or without
        r"|\d{6,7}(?:[^\w\x00]{1,3}(?:[A-I1-9][^\w\x00]{1,3})?\d{6,7}){2,}(?!\d)|\d{5,7}(?:[^\w\x00]{1,3}\d{5,7}){4,}(?!\d)",
        # A personal identity number, and not a phone number with its country
        r"|(?!00[2-9])(?:19|20)?(?:\d{6} ?[-+] ?[\dA-Z*][\dX*]{3}|\d\d[01]\d{3} {1,2}\d{4})(?!\w)",
        r"|(?:19|20)?\d\d-\d\d-\d\d[-+]\d{4}(?!\d)",
        # A card, and not a row of years
        r"|(?!(?:(?:19|20)\d\d[ -]){3})\d{4}(?:[ -]\d{4}){3,}(?:[ -]\d{1,3})?(?!\d)|\d{4}[ -]\d{6}[ -]\d{5}(?!\d))",
    ),
    _rule(ADDRESS, ":", r"(?<![\w:])[\dA-F]{0,4}(?::[\dA-F]{0,4}){2,8}(?![\w:])", holds=_is_ipv6),
    _rule(
        ADDRESS,
        "",
        r"(?<![\w-])(?=[\dA-F]{2})(?:[\dA-F]{2}(?P<by>[ :-])[\dA-F]{2}(?:(?P=by)[\dA-F]{2}){4}(?![\w-])",
        r"|[\dA-F]{4}(?P<of>[.:-])[\dA-F]{4}(?P=of)[\dA-F]{4}(?!\w)|(?=[A-F]*\d)(?=\d*[A-F])[\dA-F]{12}(?!\w))",
    ),
    _rule(ADDRESS, ".", rf"(?<![\w.])(?<!version )(?!0\d|{_ANYONES}(?![\d.]\d))(?:{_OCTET}\.){{3}}{_OCTET}(?!\w|\.\d)"),
    # Codes without 0x, decimals, and dates, hours and versions
    _rule(
        _KEPT,
        "0",
        rf"{_START}(?:(?:fel)?kod(?:en)?|fel|code|error|hex)?[8CD]{_DIGIT_LIKE}{{7}}(?!\d|[\dA-F]{{8}})",
        rf"|{_START}(?:[CD]|8(?=(?:[ _-]?\d){{0,6}}[ _-]?[A-F]))(?:[ _-]?{_DIGIT_LIKE}){{7}}(?!\d)",
        # Digits alone are one in groups of the same size, and not in a longer number
        rf"|(?<!\d[ .-]){_START}8(?:\d{{3}}[ _-]\d{{4}}|\d(?:[ _-]\d\d){{3}}|(?:[ _-]\d){{7}})(?![ ./-]{{0,3}}\d)",
        r"|(?<!\d)[1-9]\d{8,9}(?!\d)",
        holds=_is_code,
    ),
    _rule(
        _KEPT,
        "0",
        r"(?<!\d)(?=\d)(?:(?<!-)(?:19|20)\d\d-[01]?\d-[0-3]?\d",
        r"|[0-3]?\d(?:(?P<by>[-/.])[01]?\d(?P=by)|/[01]?\d[ -])(?:19|20)\d\d",
        r"|[0-2]?\d[.:][0-5][05] ?- ?[0-2]?\d[.:][0-5][05]",
        r"|(?<!\.)(?:[1-9]?\d(?:\.\d{1,5}){2,3}|[12]\d{4}\.\d{1,5})(?![\d.]\d))(?!\d)",
    ),
    # Places and names
    _rule(ADDRESS, "?", r"(?<=[\w/])\?(?P<it>[^\s=?]*+=\S*+)"),
    _rule(ADDRESS, "?", r"://[^\s?]*+\?(?P<it>\S++)"),
    _rule(COMPUTER, "/\\", r"(?:smb|file|rdp|ssh|ftp|ldap)://\S++|\\\\[^\s\"']++|(?<![:/\w])//[\w.-]++/\S++"),
    _rule(
        NAME,
        "/\\",
        r"(?:(?:users|användare|documents and settings)[\\/]+|(?<![\w ])/home/)(?!(?:public|default|all users)(?!\w))",
        r"(?P<it>[^\\/:*?\"<>|\n]{1,40}(?=[\\/])|[^\\/:*?\"<>|\s]{1,40})",
    ),
    _rule(NAME, "\\", r"(?<![\w\\/:.%-])(?!(?:hk\w+|windows|system32|och|home)\\)[\w.-]{2,}+\\[\w.-]++(?!\\)"),
    _rule(NAME, "/", r"(?:(?<![\w.])(?:t|telegram)\.me|(?:facebook|instagram|linkedin|github)\.com)/(?P<it>\S++)"),
    _rule(NAME, "@", r"(?<![\w@])@\w{3,32}"),
    _rule(
        COMPUTER,
        ".",
        r"(?<![\w.-])(?:[\w-]+\.)+(?:local|localdomain|lan|intern|internal|intra|intranet|corp|home|private)",
        r"(?:\.[\w-]+)*+(?![\w-])",
    ),
    _rule(
        COMPUTER,
        ".",
        r"(?<![\w.-])(?!www\.)(?:[\w-]+\.){2,}(?:se|nu|com|net|org|eu|info|dk|no|fi|de|uk|io|cloud)(?![\w-]|\.\w)",
        holds=_is_private,
    ),
    _rule(
        COMPUTER,
        "",
        r"(?=[/bcdehlmnpsv])(?:(?:dator(?:n|ns)?|enhets|enhetens|värd|värddator|server|serverns|pc)[ -]?namn(?:et)?",
        r"|(?:computer|device|host|pc|machine|server|netbios)[ -]?name|namnet på (?:datorn|enheten|servern|pc:n)",
        r"|(?:dator|datorn|datorerna|pc|pc:n|laptop|laptopen|enhet|enheten|server|servern|burken|maskinen)(?: som)?",
        rf" (?:heter|kallas)|(?:computer|device|server) (?:is )?(?:called|named)|/skms){_VALUE}",
    ),
    _rule(COMPUTER, "", r"(?<![\w-])(?:desktop|laptop)(?:-[A-Z\d]{7}|[ ](?=[A-Z]*\d)[A-Z\d]{7})(?!\w)"),
    _rule(COMPUTER, "-", r"(?<![\w-])win-(?=[A-Z]*\d)[A-Z\d]{8,15}(?!\w)"),
    _rule(
        COMPUTER,
        "-",
        rf"(?<![\w-])(?:desktop|laptop|win|pc|dator|srv|server|nb|ws|klient|client)-(?!pc(?!\w))(?:{_CAPITAL}|\d+[A-Z])[\w-]+",
    ),
    _rule(
        COMPUTER,
        "-",
        r"(?<![\w-])(?!(?:gaming|hp|home|server|windows)-)\w[\w-]*-(?:pc|(?-i:PC|LAPTOP|DATOR|DESKTOP))\d*(?!\w)",
    ),
    _rule(COMPUTER, "0", r"(?<![\w-])(?:srv|server|dc|fs|nb|lt|lap|pc|ws|klient|client)-?(?!20\d\d(?!\d))\d{2,}(?!\w)"),
    _rule(COMPUTER, "0", r"(?<![\w-])(?!fel-|kod-|code-)(?-i:[A-Z]{2,6}-[A-Z]{1,6}-?\d{2,8})(?!\w)"),
    _rule(
        NAME,
        "",
        r"(?=[aijkmru])(?:användarnamn(?:et)?|user ?name|jag heter|mitt namn är|my name is|kontot heter|inloggad som",
        rf"|registrerad (?:på|till|ägare)){_LINK}{_PERSON}",
    ),
    _rule(NAME, "", rf"(?=[/hmr])(?:(?<!\w)mvh|hälsningar|regards|(?<![:/\w])//)[,.:]?\s*{_PERSON}"),
    _rule(ADDRESS, "0", r"(?<!\w)\w{2,}(?:gatan|vägen|gränd|stigen|torget|allén)\s+\d{1,4}(?: ?[A-Z](?!\w))?(?!\d)"),
    # Numbers and strings of which the form alone says little
    _rule(
        KEY,
        "",
        r"(?=[lp])(?:lösenord(?:et)?|password|(?<!\w)pin(?:[ -]?kod(?:en)?)?)",
        r"(?:\s*[:=]\s*|\s+(?:(?:är|is)\s+)?(?=\S*\d))(?P<it>\S++)",
    ),
    _rule(
        NUMBER,
        "0",
        r"(?=[äfkmops])(?:(?:serie|order|kund|faktura|ärende|konto|person|medlems|serial)[ -]?",
        r"(?:nummer|numret|number|nr|id)",
        rf"|service tag|(?<!\w)s/?n){_LINK}(?=[A-Z-]*\d)(?P<it>[\w-]+)",
    ),
    _rule(
        PHONE,
        "0",
        rf"(?<!\d)\(?(?:00(?=[ -]?[1-9])|46(?=[ -]\(?\d))(?:{_GAP}\d){{7,14}}(?!\d)",
        rf"|(?<![\dA-F])(?<!\d[.,])\(?0(?:{_GAP}\d){{6,9}}(?!\d)(?:[ -]\d\d(?!\d))*+",
        # Without what is dialled before it: a mobile number, the rest of one, an American one
        r"|(?<!\d)(?:7[02369](?:[ -]?\d){7}|\d{3}[ -]\d\d[ -]\d\d(?![ -]?\d)|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?!\d)",
    ),
    _rule(NUMBER, "0", r"(?<!\d)\d{9,}"),
    _rule(KEY, "0", r"(?<![A-Z\d])[A-Z\d]{16,}", holds=_is_random),
)
