"""The history of a user in a chat: choices, the latest answers, and the facts of the case."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple, Self, TypeVar

import msgspec

from bot.conversation.actions import Offer
from bot.corpus import Condition, Windows
from bot.understanding import Understanding

REMEMBERED = timedelta(hours=48)
MAX_REMEMBERED = 5  # answers of a chat
MAX_SAID = 24  # fingerprints of replies
MAX_CODES = 5
MAX_GIVEN = 60  # pieces of advice
EDITIONS = ("home", "pro", "education", "enterprise")
EDITION, ROLE = "edition", "role"
EVENT, PART = "event", "part"  # a fact, and one of its values, which is also the name of a fact
TECHNICIAN = "technician"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Case:
    """The facts of a case, without personal data.

    `facts` are pairs of a fact and its value, the latest last; `denied` are pairs of a fact and a value that it does
    not have. `codes` are the error codes, the latest last, `tried` the names in facts.toml of the remedies that did not
    help. `given` are the names of the advice that was shown, `asked` the ids of the inquiries; neither is repeated.
    """

    facts: tuple[tuple[str, str], ...] = ()
    denied: tuple[tuple[str, str], ...] = ()
    codes: tuple[str, ...] = ()
    tried: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    build: int | None = None

    def value(self, fact: str) -> str | None:
        """Return the value of a fact; None if it is not known."""
        return dict(self.facts).get(fact)

    @property
    def is_technician(self) -> bool:
        """Whether the user looks after computers for a living."""
        return self.value(ROLE) == TECHNICIAN

    def knowing(self, fact: str, value: str) -> Self:
        """Return the case with a fact, in place of an older value."""
        facts = (*[pair for pair in self.facts if pair[0] != fact], (fact, value))
        denied = tuple([pair for pair in self.denied if pair != (fact, value)])
        return replace(self, facts=facts, denied=denied)

    def learning(self, understanding: Understanding) -> Self:
        """Return the case with the facts that a text states."""
        case, stated = self, understanding.stated
        for fact, value in stated.denied:
            if case.value(fact) == value:
                case = replace(case, facts=tuple(pair for pair in case.facts if pair[0] != fact))
            case = replace(case, denied=_joined(case.denied, [(fact, value)]))
        for fact, value in stated.facts.items():
            case = case.knowing(fact, value)
        output = understanding.output
        edition = (output.edition or "").casefold().split() if output else []
        if named := next((name for name in EDITIONS if name in edition), None):
            case = case.knowing(EDITION, named)
        codes = (*understanding.codes, *understanding.unknown_codes)
        if stated.tried or codes or understanding.build:
            case = replace(
                case,
                tried=_joined(case.tried, stated.tried),
                codes=(*(code for code in case.codes if code not in codes), *codes)[-MAX_CODES:],
                build=understanding.build or case.build,
            )
        return case

    def having_tried(self, names: Iterable[str]) -> Self:
        """Return the case with remedies that were tried and did not help."""
        tried = _joined(self.tried, names)
        return self if tried == self.tried else replace(self, tried=tried)

    def given_too(self, *advice: str) -> Self:
        """Return the case with advice that was given."""
        return replace(self, given=_joined(self.given, advice)[-MAX_GIVEN:])

    def asked_too(self, inquiry: str) -> Self:
        """Return the case with an inquiry that was asked."""
        return replace(self, asked=_joined(self.asked, [inquiry]))

    def fits(self, conditions: Iterable[Condition], facts: Mapping[str, str] | None = None) -> bool | None:
        """Return whether conditions hold; None if that depends on a fact that is not known.

        `facts` replace those of the case.
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
    """An answer that later messages may refer to.

    `section` is the id of the section shown, `code` the error code that it was shown for, and `way` the index of the
    way; `step` is set while the steps of the way are shown one at a time. `rung` counts the pieces of advice since the
    answer. `offered` are the actions of its buttons, best first. `asks` says that the user was asked to choose one of
    them or, if there are none, whether the answer helped. `inquiry` is the question that was asked to tell the
    `candidates` apart (sections with their probabilities), and `row` the number of questions asked in a row before it.
    `question` is the text of a question that has no answer yet. `notice` is the id of the warning that was the answer.
    """

    at: datetime
    section: str | None = None
    code: str | None = None
    rung: int = 0
    offered: tuple[Offer, ...] = ()
    asks: bool = False
    question: str | None = None
    way: int | None = None
    step: int | None = None
    inquiry: str | None = None
    candidates: tuple[tuple[str, float], ...] = ()
    row: int = 0
    notice: str | None = None


class Before(NamedTuple):
    """The history before the latest question (by its message id), needed if the question is edited."""

    question: int
    recent: tuple[Exchange, ...]
    case: Case = Case()
    said: tuple[str, ...] = ()
    misses: int = 0


@dataclass(frozen=True, slots=True)
class ChatHistory:
    """The memory of a user in a chat: choices, the latest answers, and the case.

    `undo` is the history before the latest question. `said` are fingerprints of the replies, so that none is given
    twice; `misses` counts the messages in a row that were not understood. `case_at` is when the case last changed.
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
        """Return the history without the answers and the case if they are too old at `now`."""
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
        """Return the history with the given choices; None leaves a choice as it is."""
        if not windows and not language:
            return self
        return replace(self, windows=windows or self.windows, language=language or self.language)

    def before(self, question: int | None) -> Self:
        """Return the history before a question that was edited, if it is the latest one; else the history."""
        undo = self.undo
        if undo is None or undo.question != question:
            return self
        return replace(self, recent=undo.recent, undo=None, case=undo.case, said=undo.said, misses=undo.misses)

    def undoable(self, question: int, before: Self) -> Self:
        """Return the history from which `before(question)` returns the history `before`."""
        return replace(self, undo=Before(question, before.recent, before.case, before.said, before.misses))

    def latest(self) -> Exchange | None:
        """Return the latest answer, which the next message most likely refers to."""
        return self.recent[-1] if self.recent else None

    def shown(self, section: str | None = None) -> Exchange | None:
        """Return the latest answer that showed a section: the given one, or any."""
        found = (
            exchange for exchange in reversed(self.recent) if exchange.section and section in (None, exchange.section)
        )
        return next(found, None)

    def adding(self, exchange: Exchange) -> Self:
        """Return the history with an answer in place of an older one of the same section; the oldest are dropped."""
        kept = [old for old in self.recent if not old.section or old.section != exchange.section]
        return replace(self, recent=(*kept, exchange)[-MAX_REMEMBERED:])

    def in_case(self, case: Case, now: datetime) -> Self:
        """Return the history with other facts of the case."""
        return self if case == self.case else replace(self, case=case, case_at=now)

    def has_said(self, text: str) -> bool:
        """Return whether the bot has said a text before."""
        return fingerprint(text) in self.said

    def saying(self, text: str, now: datetime) -> Self:
        """Return the history with a text that the bot has said."""
        mark = fingerprint(text)
        said = (*(other for other in self.said if other != mark), mark)[-MAX_SAID:]
        return replace(self, said=said, case_at=now)


def fingerprint(text: str) -> str:
    """Return a short hash of a text: 48 bits of BLAKE2b in hex."""
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=6).hexdigest()


def _since(earliest: datetime, exchanges: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
    return tuple(exchange for exchange in exchanges if exchange.at >= earliest)


def _joined(first: tuple[T, ...], more: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys((*first, *more)))


_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(ChatHistory).decode


def dump(history: ChatHistory) -> str:
    """Return a history as JSON, for `load`. Unpaired surrogates, which UTF-8 cannot encode, become question marks."""
    try:
        return _encode(history).decode()
    except UnicodeEncodeError:
        return _encode(replace(history, recent=_in_utf8(history.recent), undo=_undo_in_utf8(history.undo))).decode()


def load(text: str) -> ChatHistory:
    """Return the history that `dump` wrote; an empty one if this version cannot read it."""
    try:
        return _decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return ChatHistory()


def times(history: ChatHistory) -> tuple[datetime, ...]:
    """Return the times of everything in a history that expires; none if there are only choices."""
    exchanges = (*history.recent, *(history.undo.recent if history.undo else ()))
    return (*(exchange.at for exchange in exchanges), *((history.case_at,) if history.case_at else ()))


def _in_utf8(exchanges: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
    return tuple(
        replace(exchange, question=exchange.question and exchange.question.encode(errors="replace").decode())
        for exchange in exchanges
    )


def _undo_in_utf8(undo: Before | None) -> Before | None:
    return undo and undo._replace(recent=_in_utf8(undo.recent))
