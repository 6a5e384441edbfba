"""A chat with one person: asks, presses buttons by their text, remembers."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from bot.conversation import (
    Action,
    ActionButton,
    Assistant,
    Button,
    ChatMemory,
    CopyButton,
    Event,
    LinkButton,
    Press,
    Question,
    Turn,
    Unreadable,
)
from bot.conversation.events import Attachment
from bot.corpus import Windows

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
KEY = "VK7JG-NPHTM-C97JM-9MPGT-3V66W"  # made up


class Talk:
    """One chat. Every turn is answered with what the turns before left in memory."""

    def __init__(self, assistant: Assistant, *, memory: ChatMemory | None = None) -> None:
        self._assistant = assistant
        self.memory = memory or ChatMemory()
        self.turn: Turn | None = None

    def ask(self, text: str, *, windows: Windows | None = None, language: str | None = None) -> Turn:
        """Write something."""
        return self._turn(Question(text, NOW, windows, language))

    def press(self, label: str) -> Turn:
        """Press the button that is called so under the latest answer."""
        assert self.turn, "there is no answer to press a button under"
        return self.act(next(button.action for button in actions(self.turn) if button.text == label))

    def act(self, action: Action | None, *, language: str | None = None) -> Turn:
        """Press a button of any kind, forged ones included."""
        return self._turn(Press(action, NOW, language))

    def show(self, attachment: Attachment, *, language: str | None = None) -> Turn:
        """Send something that is no text."""
        return self._turn(Unreadable(attachment, NOW, language))

    def _turn(self, event: Event) -> Turn:
        self.turn = self._assistant.respond(event, self.memory)
        self.memory = self.turn.memory
        return self.turn


def text(turn: Turn) -> str:
    """Everything a turn says, buttons aside."""
    return "\n\n".join(reply.text for reply in turn.replies)


def buttons(turn: Turn) -> list[Button]:
    """The buttons of a turn, row by row."""
    return [button for reply in turn.replies for row in reply.buttons for button in row]


def actions(turn: Turn) -> list[ActionButton]:
    """The buttons that come back when pressed."""
    return [button for button in buttons(turn) if isinstance(button, ActionButton)]


def labels(turn: Turn) -> list[str]:
    """What is written on the buttons that come back when pressed."""
    return [button.text for button in actions(turn)]


def links(turn: Turn) -> list[tuple[str, str]]:
    """Title and address of the buttons that open a page."""
    return [(button.text, button.url) for button in buttons(turn) if isinstance(button, LinkButton)]


def copied(turn: Turn) -> list[str]:
    """What the copy buttons put on the clipboard."""
    return [button.copied for button in buttons(turn) if isinstance(button, CopyButton)]


def sections(turn: Turn) -> list[str]:
    """The ids of the sections a turn shows or offers."""
    return [section.id for section in turn.outcome.sections]


def letters(said: object) -> str:
    """Everything inside a value, in capitals and without what may part a product key."""
    return re.sub(r"[\W_]", "", repr(said)).upper()
