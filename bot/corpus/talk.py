"""The material of conversations: advice, inquiries, explanations of words, replies to feelings, aspects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AliasPath, Field

from bot.corpus.fields import EachOnce, FactId, FromFile, SectionId, Text, each_once, filled, keys, named, nested
from bot.corpus.names import CLOSING, FOUND

MAX_ASKED = 10
MIN_OPTIONS, MAX_OPTIONS = 2, 4
MAX_LABEL = 30  # characters of a button
MAX_EXPLANATION = 220  # characters: one or two sentences
ASKING = ("frames", "fillers", "words", "verbs", "where")

Explanation = Annotated[Text, Field(max_length=MAX_EXPLANATION)]


@dataclass(frozen=True, slots=True)
class Advice(FromFile):
    """A part of a section to try after another section did not help.

    `told` is a text that sections contain that give this advice already. It may follow the sections in `allowed` (all,
    if empty) except those in `denied`.
    """

    section: SectionId
    part: Text
    told: Text | None = None
    allowed: frozenset[SectionId] = frozenset()
    denied: frozenset[SectionId] = frozenset()


@dataclass(frozen=True, slots=True)
class Feeling(FromFile):
    """A feeling or intention, such as fear, anger or leaving: what users write then, and the sentence to reply with."""

    name: str
    says: tuple[Text, ...]
    text: Text


@dataclass(frozen=True, slots=True)
class Talk(FromFile):
    """The content of conversation.toml."""

    troubleshooter: Advice
    portal: Advice
    help: Advice
    most_asked: Annotated[
        tuple[SectionId, ...],
        EachOnce,
        Field(min_length=1, max_length=MAX_ASKED, validation_alias=AliasPath("inline", "most_asked")),
    ]
    closing: Annotated[Feeling, filled("name", CLOSING)]
    found: Annotated[Feeling, filled("name", FOUND)]
    feelings: Annotated[Mapping[str, Feeling], named("name")] = field(default_factory=dict)


TalkFile = Annotated[Talk, nested(inline=("most_asked",))]


@dataclass(frozen=True, slots=True)
class Option(FromFile):
    """An answer to an inquiry, as a button.

    `value` is the value that the inquiry's fact then has. `says` are ways to give the answer in words. `favours` are
    the sections that it makes likelier, `rejects` those that it makes less likely; `leads_to` is the section that it
    shows at once.
    """

    label: Annotated[Text, Field(max_length=MAX_LABEL)]
    value: Text
    says: tuple[Text, ...] = ()
    favours: Annotated[frozenset[SectionId], Field(alias="for")] = frozenset()
    rejects: Annotated[frozenset[SectionId], Field(alias="against")] = frozenset()
    leads_to: Annotated[SectionId | None, Field(alias="then")] = None


@dataclass(frozen=True, slots=True)
class Inquiry(FromFile):
    """A question that the bot may ask back. `fact` is the fact of the case that the answer gives, if it gives one."""

    id: str
    text: Text
    options: Annotated[tuple[Option, ...], Field(min_length=MIN_OPTIONS, max_length=MAX_OPTIONS)]
    fact: FactId | None = None

    def __post_init__(self) -> None:
        """Raise a validation error for two options with the same value."""
        each_once(tuple(option.value for option in self.options))


@dataclass(frozen=True, slots=True)
class Term(FromFile):
    """A word that users ask about: its other forms, its explanation, and the section that is most about it."""

    name: str
    text: Explanation
    also: tuple[Text, ...] = ()
    section: SectionId | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """All forms of the word."""
        return (self.name, *self.also)


@dataclass(frozen=True, slots=True)
class GlossaryFile(FromFile):
    """The content of glossary.toml: how users ask about a word, and the words by name."""

    asking: Annotated[Mapping[str, tuple[Text, ...]], keys(*ASKING)]
    words: Annotated[Mapping[str, Term], named("name")]


@dataclass(frozen=True, slots=True)
class ScreenName(FromFile):
    """A name on the screen of Windows: its name in English Windows, what is near it, and why it may be missing.

    `search` is what to type after the Windows key to get there, in both versions.
    """

    name: str
    english: Text
    near: Text | None = None
    missing: Text | None = None
    search: Text | None = None


@dataclass(frozen=True, slots=True)
class Aspect(FromFile):
    """A question that every section can be asked, such as its cost: the default answer, and those of some sections."""

    default: Explanation
    sections: Mapping[SectionId, Explanation] = field(default_factory=dict)

    def of(self, section: str) -> str:
        """Return the answer for a section."""
        return self.sections.get(section, self.default)
