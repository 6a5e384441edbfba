"""The words by which texts are understood: those of users, of Windows and its tools, and of Nordic languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import AliasPath, BeforeValidator, Field, Strict

from bot.corpus.fields import (
    Channel,
    FromFile,
    KnownCode,
    PerWindows,
    SectionId,
    Status,
    Text,
    Word,
    gathered,
    keys,
    nested,
    wrong_key,
)
from bot.corpus.names import NEGATION, TRIED, WINDOWS, Windows

Lists = Mapping[str, tuple[Word, ...]]
Number = Annotated[int, Strict()]
ORDINALS = ("1", "2", "3", "4", "last", "around")
DENIAL = ("words", "unless", "still")
MENTIONS = ("now", "past", "others", "gone", "denied", "not", "but", "breaks", "quotes")
FORMER, NEGATING = ("before", "after", "either"), ("before", "pseudo", "doubt", "stops")
OUTPUT_WORDS = ("boilerplate", "hardware", "other_products", "plain_names", "specific_codes", "general_codes")


@dataclass(frozen=True, slots=True)
class Words(FromFile):
    """A language's words: groups of synonyms, spellings, and names of Windows versions and languages.

    `alone` are names of versions that count only in a text with nothing else but `filler`; `former_before` and
    `former_after` mark a version as a former one, `either` joins two. `ordinals`, `corrections` and `denial` are words
    that refer to earlier messages, `mentions` words that say whose computer and which time a code belongs to.
    """

    synonyms: Lists
    spellings: Mapping[str, Text]
    windows: Annotated[Lists, keys(*WINDOWS, and_others=True)]
    languages: Lists
    alone: Lists
    former_before: Annotated[frozenset[Word], Field(validation_alias=AliasPath("former", "before"))]
    former_after: Annotated[frozenset[Word], Field(validation_alias=AliasPath("former", "after"))]
    either: Annotated[frozenset[Word], Field(validation_alias=AliasPath("former", "either"))]
    filler: Annotated[frozenset[Word], Field(validation_alias=AliasPath("filler", "words"))]
    ordinals: Annotated[Lists, keys(*ORDINALS)]
    corrections: Annotated[tuple[Word, ...], Field(validation_alias=AliasPath("correction", "before"))]
    denial: Annotated[Lists, keys(*DENIAL)]
    mentions: Annotated[Lists, keys(*MENTIONS)]


WordsFile = Annotated[Words, nested(former=FORMER, filler=("words",), correction=("before",))]


@dataclass(frozen=True, slots=True)
class Glossary(FromFile):
    """Words of a neighbouring language with their translations, and the words by which the language is recognised.

    A key that ends with `*` matches a word with any ending; the longest key that matches counts.
    """

    markers: frozenset[Word]
    words: Mapping[str, Word]


@dataclass(frozen=True, slots=True)
class CodeContext(FromFile):
    """The meaning of codes in the context of certain words, or of a certain kind of licence.

    It applies to `codes` in a text with one of the phrases in `says`, or a licence whose channel is in `channels`.
    `read` is one sentence to say before the steps; `section` is shown instead of the section that the code belongs to.
    """

    codes: Annotated[frozenset[KnownCode], Field(min_length=1)]
    says: tuple[Word, ...] = ()
    channels: frozenset[Channel] = frozenset()
    read: Text | None = None
    section: SectionId | None = None


@dataclass(frozen=True, slots=True)
class ContextsFile(FromFile):
    """The content of contexts.toml."""

    contexts: tuple[CodeContext, ...] = ()


@dataclass(frozen=True, slots=True)
class StateSection(FromFile):
    """The section for a licence state without an error code; an empty set stands for any status or channel.

    With `below`, it applies only if a KMS host has counted fewer computers.
    """

    section: SectionId
    statuses: frozenset[Status] = frozenset()
    channels: frozenset[Channel] = frozenset()
    below: Number | None = None


@dataclass(frozen=True, slots=True)
class OutputForms(FromFile):
    """How Windows and its tools print the state of a licence (`slmgr`, CIM, licensingdiag, events, Settings).

    `fields` are the names of fields by kind, `statuses` and `channels` their values, `statements` sentences that state
    a status or channel by themselves, `editions` how each is printed, `boilerplate` words that mean nothing. `builds`
    are the first and last build of each Windows version. `specific` are prefixes of codes that only activation gives,
    `general` codes that anything may give, `hardware` words for computers and their parts, `other_products` software
    that is licensed beside Windows, `plain_names` names of fields that are everyday words too. `sections` are tried in
    order.
    """

    fields: Lists
    statuses: Lists
    channels: Lists
    statements: Lists
    editions: Lists
    builds: Annotated[Mapping[Windows, tuple[Number, Number]], PerWindows]
    sections: tuple[StateSection, ...]
    boilerplate: Annotated[tuple[Word, ...], Field(validation_alias=AliasPath("words", "boilerplate"))]
    specific: Annotated[tuple[Word, ...], Field(validation_alias=AliasPath("words", "specific_codes"))]
    general: Annotated[frozenset[Word], Field(validation_alias=AliasPath("words", "general_codes"))]
    hardware: Annotated[tuple[Word, ...], Field(validation_alias=AliasPath("words", "hardware"))]
    other_products: Annotated[tuple[Word, ...], Field(validation_alias=AliasPath("words", "other_products"))]
    plain_names: Annotated[tuple[Word, ...], Field(validation_alias=AliasPath("words", "plain_names"))]

    def __post_init__(self) -> None:
        """Raise a validation error for statements of something that is neither a status nor a channel."""
        for name in self.statements.keys() - self.statuses.keys() - self.channels.keys():
            raise wrong_key("statements", name, problem="is neither a status nor a channel")


OutputFile = Annotated[OutputForms, nested(words=OUTPUT_WORDS)]


@dataclass(frozen=True, slots=True)
class FactValue(FromFile):
    """A value of a fact: its label, how users state it, and the value of the fact if that is negated."""

    label: Text
    says: tuple[Text, ...]
    negated: Annotated[str | None, Field(alias="not")] = None


@dataclass(frozen=True, slots=True)
class Fact(FromFile):
    """A fact of a case: its label, and its values by name."""

    label: Text
    values: Annotated[Mapping[str, FactValue], Field(min_length=1)]

    def __post_init__(self) -> None:
        """Raise a validation error for a negation that is not a value of this fact."""
        for name, value in self.values.items():
            if value.negated is not None and value.negated not in self.values:
                raise wrong_key(name, "not", problem=f"names {value.negated!r}, which is not a value of this fact")


def _without_label(table: Any) -> Any:  # noqa: ANN401 - whatever the file holds
    return {name: value for name, value in table.items() if name != "label"} if isinstance(table, dict) else table


@dataclass(frozen=True, slots=True)
class FactForms(FromFile):
    """How users state the facts of their case: the facts by name, and the words that negate and doubt.

    `before` are words that negate the words after them, `pseudo` phrases with such a word that negate nothing, `doubt`
    phrases that say that something is not known, `stops` words at which a negation ends. `tried` are the
    remedies that a user may have tried.
    """

    before: Annotated[tuple[Text, ...], Field(validation_alias=AliasPath(NEGATION, "before"))] = ()
    pseudo: Annotated[tuple[Text, ...], Field(validation_alias=AliasPath(NEGATION, "pseudo"))] = ()
    doubt: Annotated[tuple[Text, ...], Field(validation_alias=AliasPath(NEGATION, "doubt"))] = ()
    stops: Annotated[tuple[Text, ...], Field(validation_alias=AliasPath(NEGATION, "stops"))] = ()
    facts: Mapping[str, Annotated[Fact, gathered("values", lambda _, entry: not isinstance(entry, dict))]] = field(
        default_factory=dict
    )
    tried: Annotated[Mapping[str, FactValue], BeforeValidator(_without_label)] = field(default_factory=dict)

    def labels(self) -> Iterator[tuple[str, str]]:
        """Yield the name and label of every fact."""
        return ((name, fact.label) for name, fact in self.facts.items())

    def label_of(self, fact: str, value: str) -> str:
        """Return the label of a value, or its name if the corpus no longer has it."""
        values = self.tried if fact == TRIED else self.facts[fact].values
        return values[value].label if value in values else value


FactsFile = Annotated[
    FactForms,
    gathered("facts", lambda name, _: name in (NEGATION, TRIED)),
    nested(negation=NEGATING, tried=None),
]
