"""Removal of personal data and secrets from texts that are stored for maintainers, by the table in `rules`."""

from __future__ import annotations

import re
from itertools import compress, groupby
from typing import Final

from bot.understanding.codes.lookalikes import INVISIBLE, fold_lookalikes
from bot.understanding.privacy.product_keys import MASK, mask_product_keys
from bot.understanding.privacy.rules import KEY, PHONE, RULES, Rule

MAX_TEXT_LENGTH: Final = 4096
"""Characters of a text that are kept: more do not fit into a Telegram message."""

_MARK: Final = re.compile(r"(\[(?:address|computer|e-mail|key|name|number|phone)\])")
# The rest of an e-mail address or host, of which the middle looks like a product key.
_AROUND_KEY: Final = re.compile(rf"(?:\w++[.@])*+{re.escape(KEY)}(?:[.@]\w++)*+")
_HALF_MARK: Final = re.compile(r"\[[a-z-]{0,8}\Z")
_HOLE: Final = "\x00"  # folding leaves no control character in a text
_MIN_LENGTH: Final = 3  # characters in which a rule finds anything
_MIN_PHONE_DIGITS: Final = 7  # of a text in which phonenumbers searches
_PHONE_START: Final = re.compile(r"[+0]")
_MAX_TRIES: Final = 20  # of phonenumbers, each some 0.1 ms: candidates that the rules did not take for numbers


def scrub(text: str) -> str:
    """Return the text, at most `MAX_TEXT_LENGTH` characters of it, with marks in place of personal data and secrets.

    Removing a word too many is better than leaving an identity; but error codes stay in every form that the bot reads,
    and so do versions, dates and prices. The text between two marks is scrubbed by itself until nothing more is found,
    so scrubbing twice gives the same as scrubbing once.
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
    """Return the first `MAX_TEXT_LENGTH` characters of a text, without half a mark at the end."""
    return text if len(text) <= MAX_TEXT_LENGTH else _HALF_MARK.sub("", text[:MAX_TEXT_LENGTH])


def _scrubbed(text: str) -> str:
    """Scrub a text without marks once; return a mark as it is."""
    if len(text) < _MIN_LENGTH or _MARK.fullmatch(text):
        return text
    masked, found = mask_product_keys(text)
    if found:
        return _AROUND_KEY.sub(KEY, masked.replace(MASK, KEY))
    page = _Page(text)
    for rule in RULES:
        page.apply(rule)
    if _PHONE_START.search(page.left) and sum(map(str.isdigit, page.left)) >= _MIN_PHONE_DIGITS:
        page.take_phones()
    return page.written()


class _Page:
    """A text while rules are applied to it: `left` has a hole where a rule has found something."""

    def __init__(self, text: str) -> None:
        folded = fold_lookalikes(text.replace("_", "＿"))  # the full-width one stays an underscore, and no gap
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

    def apply(self, rule: Rule) -> None:
        """Mark everything that a rule finds in the rest of the text."""
        if rule.needs and self._has.isdisjoint(rule.needs):
            return
        group = "it" if "it" in rule.compiled.groupindex else 0

        def hole(match: re.Match[str]) -> str:
            start, end = match.span(group)
            found = match[group]
            if rule.holds and not rule.holds(found):
                return match[0]
            self._mark(rule.mark, start, end)
            return f"{match.string[match.start() : start]}{_HOLE * len(found)}{match.string[end : match.end()]}"

        self.left = rule.compiled.sub(hole, self.left)

    def take_phones(self) -> None:
        """Mark the phone numbers that only the numbering plans of the world's countries tell from other numbers."""
        from phonenumbers import Leniency, PhoneNumberMatcher  # noqa: PLC0415 - 0.1 s that `ask` need not spend

        for match in PhoneNumberMatcher(self.left, "SE", Leniency.VALID, _MAX_TRIES):
            self._mark(PHONE, match.start, match.end)

    def written(self) -> str:
        """Return the text with its marks, or unchanged, invisible characters too, if nothing was found."""
        if not any(self._marks):
            return self._whole
        parts = []
        for mark, places in groupby(range(len(self._marks)), key=self._marks.__getitem__):
            parts.append(mark or "".join(self._text[at] for at in places))
        return "".join(parts)

    def _mark(self, mark: str, start: int, end: int) -> None:
        """Mark characters, except those that have a mark."""
        self._marks[start:end] = [mark if old is None else old for old in self._marks[start:end]]
