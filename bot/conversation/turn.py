"""The answer of the conversation, independent of channels: Markdown, buttons, the outcome, and the new history."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from bot.conversation.actions import Action
from bot.conversation.history import ChatHistory
from bot.corpus import Windows

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
    """A button whose press becomes a `Press`. `is_primary` marks the choice that suits most users."""

    text: str
    action: Action
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class ShareButton:
    """A button that shares an answer as a link to this bot. `payload` is its start parameter."""

    text: str
    title: str
    payload: str


Button = LinkButton | CopyButton | ActionButton | ShareButton


@dataclass(frozen=True, slots=True)
class Reply:
    """A message: Markdown of any length, rows of buttons, and more Markdown that is shown collapsed (`folded`)."""

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    folded: str = ""

    @property
    def whole(self) -> str:
        """The text and the folded text."""
        return f"{self.text}\n\n{self.folded}" if self.folded else self.text

    def preceded_by(self, text: str) -> Self:
        """Return the reply with a paragraph before it; unchanged if the paragraph is ""."""
        return replace(self, text=f"{text}\n\n{self.text}") if text else self


@dataclass(frozen=True, slots=True)
class Ranked:
    """A section that is shown or offered, with its score from 0 to 1."""

    id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class AskedInquiry:
    """An inquiry as it was asked: its id, its text and the labels of its options."""

    id: str
    text: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of a question, for scripts, metrics and evaluation; `ask --json` has the same fields."""

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
    question: AskedInquiry | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the outcome as JSON values."""
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
            "question": self.question
            and {
                "id": self.question.id,
                "text": self.question.text,
                "options": list(self.question.options),
            },
            "warnings": list(self.warnings),
            "windows": self.windows,
            "language": self.language,
            "links": [{"title": title, "url": url} for title, url in self.links],
        }


TALK = Outcome("smalltalk")


@dataclass(frozen=True, slots=True)
class Vote:
    """Whether an answer helped: its section, its code, and the number of pieces of advice before it (`rung`)."""

    section: str
    code: str | None
    rung: int
    helped: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """The answer to one event: the replies, the history to save, and the outcome.

    Without `replies` the bot says nothing. With `in_place` they replace the message whose button was pressed. `toast`
    is a text of at most 200 characters that is shown for a moment after a press. `vote` and `unanswered`, the text of a
    question that could not be answered, are for maintainers. `delete_question` asks the channel to delete the message,
    because others must not read it, and `forget` to delete everything that is stored about the chat. `of_referred` says
    that the answer is to the message that the question referred to.
    """

    replies: tuple[Reply, ...]
    history: ChatHistory
    outcome: Outcome
    in_place: bool = False
    toast: str | None = None
    vote: Vote | None = None
    unanswered: str | None = None
    delete_question: bool = False
    forget: bool = False
    of_referred: bool = False

    def preceded_by(self, text: str) -> Self:
        """Return the turn with a paragraph before its first reply."""
        first, *others = self.replies
        return replace(self, replies=(first.preceded_by(text), *others))
