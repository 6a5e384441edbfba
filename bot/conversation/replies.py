"""What the conversation gives back, as values that know no channel: text as Markdown, buttons, what to remember."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal, Self

from bot.conversation.events import Action
from bot.corpus import Windows

REMEMBERED = timedelta(minutes=30)
MOST_REMEMBERED = 5  # answers of a chat

Kind = Literal["answer", "choices", "unknown_code", "decline", "smalltalk"]
Reason = Literal["off_topic", "piracy", "no_match", "safety"]


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens an https address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class CopyButton:
    """A button that copies 1-256 characters to the clipboard."""

    text: str
    copied: str


@dataclass(frozen=True, slots=True)
class ActionButton:
    """A button that comes back as a `Press`."""

    text: str
    action: Action


@dataclass(frozen=True, slots=True)
class ShareButton:
    """A button that passes an answer on to another chat, as a link into this bot. `payload` is a start parameter."""

    text: str
    title: str
    payload: str


Button = LinkButton | CopyButton | ActionButton | ShareButton


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: Markdown of any length, rows of buttons, and whether it replaces the message that was pressed."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    in_place: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A section that is shown or offered, with its confidence from 0 to 1."""

    id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question came to, for scripts, metrics and evaluation. The fields of `ask --json`."""

    kind: Kind
    reason: Reason | None = None
    sections: tuple[Ranked, ...] = ()
    codes: tuple[str, ...] = ()
    unknown_codes: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    windows: Windows = "11"
    language: str = "sv"
    links: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The outcome as JSON values."""
        return {
            "kind": self.kind,
            "reason": self.reason,
            "sections": [
                {"id": section.id, "title": section.title, "score": round(section.score, 3)}
                for section in self.sections
            ],
            "codes": list(self.codes),
            "unknown_codes": list(self.unknown_codes),
            "suggestions": list(self.suggestions),
            "warnings": list(self.warnings),
            "windows": self.windows,
            "language": self.language,
            "links": [{"title": title, "url": url} for title, url in self.links],
        }


TALK = Outcome("smalltalk")


@dataclass(frozen=True, slots=True)
class Exchange:
    """An answer that was given, for what is said next may refer to it.

    `section` was shown, for the error `code` where one was known; `rung` is how far up its ladder the chat has come,
    0 for the answer itself. `offered` are the buttons below it, best first, which `asks` says the person was asked to
    choose from; with none on offer it was whether the answer helped. `question` is what was asked, kept only where it
    is not answered yet.
    """

    at: datetime
    section: str | None = None
    code: str | None = None
    rung: int = 0
    offered: tuple[Action, ...] = ()
    asks: bool = False
    question: str | None = None


@dataclass(frozen=True, slots=True)
class ChatMemory:
    """What is remembered between messages of a person in a chat: the choices made there, and the latest answers.

    `undo` is the latest question, by its message id, and the answers before it: what it refers to when it is edited.
    """

    windows: Windows | None = None
    language: str | None = None
    recent: tuple[Exchange, ...] = ()
    undo: tuple[int, tuple[Exchange, ...]] | None = None

    def at(self, now: datetime) -> Self:
        """The memory as it is at a time, without the answers that are too old to refer to."""
        if not self.recent and not self.undo:
            return self
        recent = _since(now - REMEMBERED, self.recent)
        undo = (self.undo[0], _since(now - REMEMBERED, self.undo[1])) if self.undo and recent else None
        return self if (recent, undo) == (self.recent, self.undo) else replace(self, recent=recent, undo=undo)

    def choosing(self, windows: Windows | None, language: str | None) -> Self:
        """The memory with the choices that a text names."""
        if not windows and not language:
            return self
        return replace(self, windows=windows or self.windows, language=language or self.language)

    def before(self, question: int | None) -> Self:
        """The memory as it was before a question that is edited now, as far as that is known."""
        return replace(self, recent=self.undo[1]) if self.undo and self.undo[0] == question else self

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
        """The memory with one more answer, in place of an older one of the same section; the oldest are dropped."""
        kept = [old for old in self.recent if not old.section or old.section != exchange.section]
        return replace(self, recent=(*kept, exchange)[-MOST_REMEMBERED:])


def _since(earliest: datetime, exchanges: tuple[Exchange, ...]) -> tuple[Exchange, ...]:
    return tuple(exchange for exchange in exchanges if exchange.at >= earliest)


@dataclass(frozen=True, slots=True)
class Vote:
    """Whether an answer helped: the section, the code it was about, and the rung of its ladder (0: the answer)."""

    section: str
    code: str | None
    rung: int
    helped: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """The conversation's answer to one event: what to show, what to remember, what it came to.

    No `replies`: the bot says nothing. `toast` is shown for a moment over a pressed button, at most 200 characters.
    `vote` and `unanswered`, the text of a question nobody could answer, are for maintainers. `delete_question` asks
    for the message to be taken away, for it must not be read; `forget` for all that is stored of the chat.
    `of_referred`: what was answered is the message that the question referred to, and not the question itself.
    """

    replies: tuple[Reply, ...]
    memory: ChatMemory
    outcome: Outcome
    toast: str | None = None
    vote: Vote | None = None
    unanswered: str | None = None
    delete_question: bool = False
    forget: bool = False
    of_referred: bool = False
