"""The meaning of a text, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot.corpus import CodeContext, ScreenName, Term, Windows
from bot.understanding.facts import StatedFacts
from bot.understanding.output import Output

NO_FACTS = StatedFacts()


class Decision(StrEnum):
    """The decision on a text: show its section, offer several sections to choose from, or neither."""

    ANSWER = "answer"
    ASK = "choices"
    DECLINE = "decline"


class Match(NamedTuple):
    """A section that may be the right one, and the confidence that it is, from 0 to 1."""

    section: str
    score: float


@dataclass(frozen=True, slots=True)
class Context:
    """The context of a text: the sections that the user was asked to choose from, in order, and the one shown last.

    `contradicted` is a topic that the words of the text rule out, and the topic to take instead, if there is one.
    """

    offered: tuple[str, ...] = ()
    shown: str | None = None
    contradicted: tuple[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """The meaning of a text. Codes are `0x` and eight upper-case hex digits.

    `matches` are the sections that fit its words, best first; `decision` says whether the first is sure enough to
    answer with, the first few are worth offering, or none is. `topic` is set if the text belongs to no section:
    `off-topic`, `piracy`, `smalltalk-…`; with codes, if the rest of the text is small talk. `old_windows` is a version
    that the corpus does not cover, as people write it ("Windows 7"). `message` is a message of Windows that the text
    contains. `pictured` are the codes that are in a picture rather than in its caption. `choice` is the index of the
    offered section that the text names; `corrects` says that the text corrects an earlier one.

    `ranked` are the known and unknown codes by weight, the heaviest first, if that is not their order anyway: a text
    may mention yesterday's code before today's. `printed` says that a program printed the text, `output` is the state
    of a licence in it, `code_context` is what its words add to the meaning of its first code. `office` says that it is
    about Office and not about Windows, `calls` that it asks for help without saying with what.

    `candidates` are more sections than `matches`, with their probability among all sections, from which a question back
    is chosen. `stated` are the facts of the case in the text, `terms` the words of the glossary that it asks about,
    `feeling` is the name of a feeling that it shows, `build` the build number of Windows, `length` the number of words,
    `topic_chance` the probability of the topic if the text was matched, `passage` the index of the part of the section
    shown last that the text is about (see `passages`), `place` the name on the screen that it asks for.
    """

    codes: tuple[str, ...] = ()
    unknown_codes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    matches: tuple[Match, ...] = ()
    decision: Decision = Decision.DECLINE
    topic: str | None = None
    windows: Windows | None = None
    old_windows: str | None = None
    language: str | None = None
    product_key: bool = False
    message: str | None = None
    pictured: tuple[str, ...] = ()
    choice: int | None = None
    corrects: bool = False
    ranked: tuple[str, ...] = ()
    printed: bool = False
    output: Output | None = None
    code_context: CodeContext | None = None
    office: bool = False
    calls: bool = False
    candidates: tuple[Match, ...] = ()
    stated: StatedFacts = NO_FACTS
    terms: tuple[Term, ...] = ()
    feeling: str | None = None
    topic_chance: float = 1.0
    build: int | None = None
    length: int = 0
    passage: int | None = None
    place: ScreenName | None = None

    @property
    def topic_is_neighbour(self) -> bool:
        """Whether the text is about a product other than Windows that has a notice of its own."""
        return (self.topic or "").startswith("neighbour-")

    @property
    def codes_by_weight(self) -> tuple[str, ...]:
        """The known and unknown codes by weight, the heaviest first."""
        return self.ranked or (*self.codes, *self.unknown_codes)

    @property
    def named_codes(self) -> tuple[str, ...]:
        """Every code that the text names or nearly names."""
        return (*self.codes, *self.unknown_codes, *self.suggestions)
