"""How people tell the facts of their case: the forms of facts.toml as frozen values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

NEGATION, TRIED = "negation", "tried"


@dataclass(frozen=True, slots=True)
class FactValue:
    """A value that a fact may have: its label, what people say who have it, and the value if that is negated."""

    label: str
    says: tuple[str, ...]
    negated: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact of a case: its label, and its values by name."""

    label: str
    values: Mapping[str, FactValue]


@dataclass(frozen=True, slots=True)
class FactForms:
    """The facts by name, and the words that negate and doubt.

    `before` are words that negate what follows, `pseudo` phrases with such a word that negate nothing, `doubt` phrases
    that say that something is not known, `stops` words at which a negation ends. `tried` is what may have been tried.
    """

    before: tuple[str, ...] = ()
    pseudo: tuple[str, ...] = ()
    doubt: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    tried: Mapping[str, FactValue] = field(default_factory=dict)

    def labels(self) -> Iterator[tuple[str, str]]:
        """Name and label of every fact."""
        return ((name, fact.label) for name, fact in self.facts.items())

    def label_of(self, fact: str, value: str) -> str:
        """The label of a value; its name where the forms do not have it any more."""
        values = self.tried if fact == TRIED else self.facts[fact].values
        return values[value].label if value in values else value


def fact_forms(table: Mapping[str, Any]) -> FactForms:
    """The forms that a table of facts.toml states, once `corpus check` has found it sound."""
    facts = {
        name: Fact(entry["label"], {key: _value(value) for key, value in entry.items() if isinstance(value, dict)})
        for name, entry in table.items()
        if name != NEGATION
    }
    tried = facts.pop(TRIED)
    lists = {name: tuple(texts) for name, texts in table[NEGATION].items()}
    return FactForms(**lists, facts=facts, tried=tried.values)


def _value(entry: Mapping[str, Any]) -> FactValue:
    return FactValue(entry["label"], tuple(entry["says"]), entry.get("not"))
