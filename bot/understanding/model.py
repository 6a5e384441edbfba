"""What a message means, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.corpus import Windows

Verdict = Literal["answer", "choices", "decline"]


@dataclass(frozen=True, slots=True)
class Match:
    """A section that may be the right one, and the confidence that it is, from 0 to 1."""

    section: str
    score: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything read out of a text. Codes are `0x` and eight upper-case hex digits.

    `matches` are sections by free text, best first; `verdict` says whether the first is sure enough to answer with,
    the first few worth offering, or none. `topic` is set where the text belongs to no section: `off-topic`,
    `piracy`, `smalltalk-…`. `old_windows` is a version the corpus does not cover, as people write it ("Windows 7").
    """

    codes: tuple[str, ...] = ()
    unknown_codes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    verdict: Verdict = "decline"
    topic: str | None = None
    windows: Windows | None = None
    old_windows: str | None = None
    language: str | None = None
    product_key: bool = False
