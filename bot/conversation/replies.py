"""What the conversation gives back, as values that know no channel: text as Markdown, buttons, what to remember."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from bot.conversation.events import Action
from bot.corpus import Windows

Kind = Literal["answer", "choices", "unknown_code", "decline", "smalltalk"]
Reason = Literal["off_topic", "piracy", "no_match"]


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


Button = LinkButton | CopyButton | ActionButton


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
    """What a question came to, for scripts, metrics and evaluation. The fields of `ask --json` (DESIGN, Contracts)."""

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


@dataclass(frozen=True, slots=True)
class ChatMemory:
    """What is remembered of a chat between messages: the choices its people made."""

    windows: Windows | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """The conversation's answer to one event: what to show, what to remember, what it came to."""

    replies: tuple[Reply, ...]
    memory: ChatMemory
    outcome: Outcome
