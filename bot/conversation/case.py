"""The facts of a case: what somebody has told of the computer, kept between messages, without personal data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self, TypeVar

from bot.corpus import Condition
from bot.understanding import Understanding

MAX_CODES = 5
MAX_GIVEN = 60  # pieces of advice that are remembered
EDITIONS = ("home", "pro", "education", "enterprise")
EDITION, ROLE, TRIED = "edition", "role", "tried"
EVENT, PART = "event", "part"  # a fact, and one of its values that is a fact of its own
TECHNICIAN = "technician"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a case.

    `facts` are values by fact, those told last at the end; `denied` pairs of a fact and a value that it is not. `codes`
    are the error codes in the order of time, `tried` what did not help, by the names of facts.toml. `given` are the
    pieces of advice that were shown, `asked` the inquiries; neither comes twice.
    """

    facts: tuple[tuple[str, str], ...] = ()
    denied: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    build: int | None = None

    def value(self, fact: str) -> str | None:
        """The value of a fact; None where it was not told."""
        return next((value for name, value in self.facts if name == fact), None)

    @property
    def is_technician(self) -> bool:
        """Whether the person looks after computers for a living."""
        return self.value(ROLE) == TECHNICIAN

    def knowing(self, fact: str, value: str) -> Self:
        """The case with a fact; the newer of two values counts."""
        facts = (*(pair for pair in self.facts if pair[0] != fact), (fact, value))
        denied = tuple(pair for pair in self.denied if pair != (fact, value))
        return replace(self, facts=facts, denied=denied)

    def learning(self, understanding: Understanding) -> Self:
        """The case with what a text tells."""
        case, said = self, understanding.said
        for fact, value in said.denied:
            if case.value(fact) == value:
                case = replace(case, facts=tuple(pair for pair in case.facts if pair[0] != fact))
            case = replace(case, denied=_joined(case.denied, [(fact, value)]))
        for fact, value in said.facts.items():
            case = case.knowing(fact, value)
        output = understanding.output
        edition = (output.edition or "").casefold().split() if output else []
        if named := next((name for name in EDITIONS if name in edition), None):
            case = case.knowing(EDITION, named)
        codes = (*understanding.codes, *understanding.unknown_codes)
        if said.tried or codes or understanding.build:
            case = replace(
                case,
                tried=_joined(case.tried, said.tried),
                codes=(*(code for code in case.codes if code not in codes), *codes)[-MAX_CODES:],
                build=understanding.build or case.build,
            )
        return case

    def having_tried(self, names: Iterable[str]) -> Self:
        """The case where these were tried, and did not help."""
        tried = _joined(self.tried, names)
        return self if tried == self.tried else replace(self, tried=tried)

    def given_too(self, *advice: str) -> Self:
        """The case where this was advised."""
        return replace(self, given=_joined(self.given, advice)[-MAX_GIVEN:])

    def asked_too(self, inquiry: str) -> Self:
        """The case where this was asked."""
        return replace(self, asked=_joined(self.asked, [inquiry]))

    def fits(self, conditions: Iterable[Condition]) -> bool | None:
        """Whether conditions hold: True where all are known to, False where one does not, None where that is open."""
        known = True
        for condition in conditions:
            value = self.value(condition.fact)
            if condition.fact == PART and self.value(EVENT) not in (None, PART):
                return False  # no part was changed
            if value is not None and value not in condition.values:
                return False
            if value is None:
                if all((condition.fact, other) in self.denied for other in condition.values):
                    return False
                known = False
        return True if known else None


def _joined(first: tuple[T, ...], more: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*first, *more)))
