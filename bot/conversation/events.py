"""What can happen in a chat, as values: a question, a pressed button, something that is no text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.corpus import Windows

Attachment = Literal["picture", "voice", "sticker", "location", "contact", "poll", "video", "file", "other"]


@dataclass(frozen=True, slots=True)
class ShowSection:
    """The button of a section: show it."""

    section: str


@dataclass(frozen=True, slots=True)
class ShowCode:
    """The button of an error code: show its section."""

    code: str


@dataclass(frozen=True, slots=True)
class SwitchWindows:
    """The button under an answer that shows the same section for the other Windows version, in place."""

    section: str
    windows: Windows


@dataclass(frozen=True, slots=True)
class ShowCodes:
    """The buttons that leaf through the list of codes, in place. Pages count from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class ChooseWindows:
    """The buttons of /windows: remember a version for this chat."""

    windows: Windows


@dataclass(frozen=True, slots=True)
class NoneOfThese:
    """The button under choices that are all wrong."""


Action = ShowSection | ShowCode | SwitchWindows | ShowCodes | ChooseWindows | NoneOfThese


@dataclass(frozen=True, slots=True)
class Question:
    """Something written: a question, a code, a command.

    `windows` and `language` are what was asked for beside the text (an option); what the text itself names goes before
    them. `client_language` is that of the person's app, for want of anything better.
    """

    text: str
    at: datetime
    windows: Windows | None = None
    language: str | None = None
    client_language: str | None = None


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button. `action` is None where the button is of a kind this version no longer knows."""

    action: Action | None
    at: datetime
    client_language: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that holds no text to read: a sticker, a voice message, a picture without a caption."""

    attachment: Attachment
    at: datetime
    client_language: str | None = None


Event = Question | Press | Unreadable
