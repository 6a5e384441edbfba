"""What is remembered between messages of a person in a chat."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple, Self, TypeVar

import msgspec

from bot.conversation.actions import Action
from bot.corpus import Condition, Windows
from bot.understanding import Understanding

REMEMBERED = timedelta(hours=48)
MAX_REMEMBERED = 5  # answers of a chat
MAX_SAID = 24  # fingerprints of replies
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
        return dict(self.facts).get(fact)

    @property
    def is_technician(self) -> bool:
        """Whether the person looks after computers for a living."""
        return self.value(ROLE) == TECHNICIAN

    def knowing(self, fact: str, value: str) -> Self:
        """Return the case with a fact; the newer of two values counts."""
        facts = (*[pair for pair in self.facts if pair[0] != fact], (fact, value))
        denied = tuple([pair for pair in self.denied if pair != (fact, value)])
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

    def fits(self, conditions: Iterable[Condition], facts: Mapping[str, str] | None = None) -> bool | None:
        """Return whether conditions hold: None if a fact is not known that decides it.

        `facts` are supposed in place of those of the case.
        """
        holds: bool | None = True
        facts = dict(self.facts) if facts is None else facts
        for condition in conditions:
            value = facts.get(condition.fact)
            if condition.fact == PART and facts.get(EVENT, PART) != PART:
                return False  # no part was changed
            if value is None:
                if self.denied and all((condition.fact, other) in self.denied for other in condition.values):
                    return False
                holds = None
            elif value not in condition.values:
                return False
        return holds


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer that was given, for what is said next may refer to it.

    `section` was shown, for the error `code` where one was known, and of it `way`, if it was one; `step` is the step of
    the way where steps are shown one at a time. `rung` is how many pieces of advice have followed the answer. `offered`
    are the buttons below it, best first, which `asks` says the person was asked to choose from; with none on offer it
    was whether the answer helped. `inquiry` was asked, to tell the `candidates` apart, sections with their
    probabilities; it was the `row`-th without an answer between. `question` is what the person had asked, kept only
    where it is not answered yet. `notice` is the id of a warning, where that was the answer.
    """

    at: datetime
    section: str | None = None
    code: str | None = None
    rung: int = 0
    offered: tuple[Action, ...] = ()
    asks: bool = False
    question: str | None = None
    way: int | None = None
    step: int | None = None
    inquiry: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()
    row: int = 0
    notice: str | None = None


class Before(NamedTuple):
    """What was remembered before the latest question, by its message id: what it refers to when it is edited."""

    question: int
    recent: tuple[Exchange, ...]
    case: Case = Case()
    said: tuple[str, ...] = ()
    misses: int = 0


@dataclass(frozen=True, slots=True)
class ChatHistory:
    """What is remembered between messages of a person in a chat: choices, the latest answers, and the case.

    `undo` is what was remembered before the latest question. `said` are fingerprints of the replies, so that none is
    given twice; `misses` counts the messages in a row that were not understood. `case_at` is when the case was last
    touched.
    """

    windows: Windows | None = None
    language: str | None = None
    recent: tuple[Exchange, ...] = ()
    undo: Before | None = None
    case: Case = field(default_factory=Case)
    case_at: datetime | None = None
    said: tuple[str, ...] = ()
    misses: int = 0

    def at(self, now: datetime) -> Self:
        """The history as it is at a time, without the answers that are too old to refer to, and without an old case."""
        if not self.recent and not self.undo and self.case_at is None:
            return self
        earliest = now - REMEMBERED
        recent = _since(earliest, self.recent)
        undo = self.undo._replace(recent=_since(earliest, self.undo.recent)) if self.undo and recent else None
        history = self if (recent, undo) == (self.recent, self.undo) else replace(self, recent=recent, undo=undo)
        if history.case_at is not None and history.case_at < earliest:
            undo = history.undo and history.undo._replace(case=Case(), said=(), misses=0)
            return replace(history, undo=undo, case=Case(), case_at=None, said=(), misses=0)
        return history

    def choosing(self, windows: Windows | None, language: str | None) -> Self:
        """The history with the choices that a text names."""
        if not windows and not language:
            return self
        return replace(self, windows=windows or self.windows, language=language or self.language)

    def before(self, question: int | None) -> Self:
        """The history as it was before a question that is edited now, as far as that is known."""
        undo = self.undo
        if undo is None or undo.question != question:
            return self
        return replace(self, recent=undo.recent, undo=None, case=undo.case, said=undo.said, misses=undo.misses)

    def undoable(self, question: int, before: Self) -> Self:
        """The history from which a question can be taken back, when it is edited, to what was remembered `before`."""
        return replace(self, undo=Before(question, before.recent, before.case, before.said, before.misses))

    def latest(self) -> Exchange | None:
        """The answer that what is said next most likely refers to."""
        return self.recent[-1] if self.recent else None

    def shown(self, section: str | None = None) -> Exchange | None:
        """The latest answer that showed a section: this one, or any."""
        found = (
            exchange for exchange in reversed(self.recent) if exchange.section and section in (None, exchange.section)
        )
        return next(found, None)

    def adding(self, exchange: Exchange) -> Self:
        """The history with one more answer, in place of an older one of the same section; the oldest are dropped."""
        kept = [old for old in self.recent if not old.section or old.section != exchange.section]
        return replace(self, recent=(*kept, exchange)[-MAX_REMEMBERED:])

    def in_case(self, case: Case, now: datetime) -> Self:
        """The history with other facts of the case."""
        return self if case == self.case else replace(self, case=case, case_at=now)

    def has_said(self, text: str) -> bool:
        """Whether a text was said before."""
        return fingerprint(text) in self.said

    def saying(self, text: str, now: datetime) -> Self:
        """The history of having said a text."""
        mark = fingerprint(text)
        said = (*(other for other in self.said if other != mark), mark)[-MAX_SAID:]
        return replace(self, said=said, case_at=now)


def fingerprint(text: str) -> str:
    """A short name for a text: 48 bits of BLAKE2b in hex."""
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=6).hexdigest()


def _since(earliest: datetime, exchanges: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
    return tuple(exchange for exchange in exchanges if exchange.at >= earliest)


def _joined(first: tuple[T, ...], more: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*first, *more)))


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ChatHistory).decode


def dump(history: ChatHistory) -> str:
    """Return a history as JSON, for `load`. Halves of surrogate pairs, which no UTF-8 has, become question marks."""
    try:
        return _encode(history).decode()
    except UnicodeEncodeError:
        return _encode(replace(history, recent=_in_utf8(history.recent), undo=_undo_in_utf8(history.undo))).decode()


def load(text: str) -> ChatHistory:
    """Return the history that `dump` wrote; an empty one where the text makes no sense to this version."""
    try:
        return _decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return ChatHistory()


def times(history: ChatHistory) -> tuple[datetime, ...]:
    """Return the times of everything in a history that is dropped when it is old; none if there are only choices."""
    exchanges = (*history.recent, *(history.undo.recent if history.undo else ()))
    return (*(exchange.at for exchange in exchanges), *((history.case_at,) if history.case_at else ()))


def _in_utf8(exchanges: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
    return tuple(
        replace(exchange, question=exchange.question and exchange.question.encode(errors="replace").decode())
        for exchange in exchanges
    )


def _undo_in_utf8(undo: Before | None) -> Before | None:
    return undo and undo._replace(recent=_in_utf8(undo.recent))
