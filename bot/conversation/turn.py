"""What the conversation gives back, as values that know no channel: text as Markdown, buttons, what to remember."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

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
    """A button that comes back as a `Press`. `is_primary` marks the one choice that most people should make."""

    text: str
    action: Action
    is_primary: bool = False


@dataclass(frozen=True, slots=True)
class ShareButton:
    """A button that passes an answer on to another chat, as a link into this bot. `payload` is a start parameter."""

    text: str
    title: str
    payload: str


Button = LinkButton | CopyButton | ActionButton | ShareButton


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: Markdown of any length, rows of buttons, and whether it replaces the message that was pressed.

    `folded` is Markdown that is folded away beneath the text until somebody wants to read it.
    """

    text: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    in_place: bool = False
    folded: str = ""

    @property
    def whole(self) -> str:
        """The text with what is folded away."""
        return f"{self.text}\n\n{self.folded}" if self.folded else self.text


@dataclass(frozen=True, slots=True)
class Ranked:
    """A section that is shown or offered, with its confidence from 0 to 1."""

    id: str
    title: str
    score: float


@dataclass(frozen=True, slots=True)
class Asked:
    """An inquiry as it was asked: its id, text and the labels of its options."""

    id: str
    text: str
    options: tuple[str, ...]


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
    question: Asked | None = None

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
    history: ChatHistory
    outcome: Outcome
    toast: str | None = None
    vote: Vote | None = None
    unanswered: str | None = None
    delete_question: bool = False
    forget: bool = False
    of_referred: bool = False
