"""What a message means, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.corpus import CodeContext, ScreenName, Term, Windows
from bot.understanding.facts import Said
from bot.understanding.output import Output

NOTHING_SAID = Said()


class Decision(StrEnum):
    """What to do with a text: show its section, offer several to choose from, or neither."""

    ANSWER = "answer"
    ASK = "choices"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Match:
    """A section that may be the right one, and the confidence that it is, from 0 to 1."""

    section: str
    score: float


@dataclass(frozen=True, slots=True)
class Context:
    """What a text may refer to: the sections the person was asked to choose from, in order, and the one shown last.

    `contradicted` is a topic that its own words rule out, and the one it is instead, if that is sure.
    """

    offered: tuple[str, ...] = ()
    shown: str | None = None
    contradicted: tuple[str, str | None] | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """Everything read out of a text. Codes are `0x` and eight upper-case hex digits.

    `matches` are sections by free text, best first; `decision` says whether the first is sure enough to answer with,
    the first few worth offering, or none. `topic` is set where the text belongs to no section: `off-topic`,
    `piracy`, `smalltalk-…`, and beside codes where the rest of the text is small talk. `old_windows` is a version the
    corpus does not cover, as people write it ("Windows 7"). `message` is what Windows shows, where the text holds it.
    `pictured` are the codes that stood in a picture rather than below it. `choice` is which of the offered sections
    the text names, from 0; `corrects` says that it takes something back.

    `ranked` are the known and unknown codes, the one that counts most first, where that is not their order anyway: the
    text may speak of yesterday's before it comes to today's. `printed` says that a program printed the text, `output`
    is the state of a licence in it, `beside` what its words mean beside its codes. `office` says that it speaks of
    Office and not of Windows, `calls` that it asks for help without saying with what.

    `candidates` are more sections than `matches`, with their probability among all sections: what a question back is
    chosen by. `said` is what the text tells of the case, `terms` are the words of the glossary that it asks about,
    `feeling` names one that its words show, `build` is that of Windows, `length` the number of words,
    `topic_chance` the probability of the topic where the text was matched,
    `passage` the place of the part that it is about, of the section shown last (see `passages`),
    `place` the name on the screen that it asks for.
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
    beside: CodeContext | None = None
    office: bool = False
    calls: bool = False
    candidates: tuple[Match, ...] = ()
    said: Said = NOTHING_SAID
    terms: tuple[Term, ...] = ()
    feeling: str | None = None
    topic_chance: float = 1.0
    build: int | None = None
    length: int = 0
    passage: int | None = None
    place: ScreenName | None = None

    @property
    def topic_is_neighbour(self) -> bool:
        """Whether the text is about a product beside Windows that has a notice of its own."""
        return (self.topic or "").startswith("neighbour-")

    @property
    def codes_by_weight(self) -> tuple[str, ...]:
        """The known and unknown codes, the one that counts most first."""
        return self.ranked or (*self.codes, *self.unknown_codes)

    @property
    def named_codes(self) -> tuple[str, ...]:
        """Every code the text names or nearly names."""
        return (*self.codes, *self.unknown_codes, *self.suggestions)
