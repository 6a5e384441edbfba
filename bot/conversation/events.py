"""What can happen in a chat, as values: a question, a picture, a pressed button, something that is no text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.conversation.actions import Action
from bot.corpus import Windows
from bot.pictures import PictureProblem

# How a message reached the bot: in a chat of two; in a group, by its name or a command, or as a reply to it; or merely
# overheard there.
Heard = Literal["private", "called", "replied", "overheard"]
Attachment = Literal["voice", "sticker", "location", "contact", "poll", "video", "file", "other"]


@dataclass(frozen=True, slots=True)
class Question:
    """Something written: a question, a code, a command.

    `windows` and `language` are what was asked for beside the text (an option); what the text itself names goes before
    them. `client_language` is that of the person's app, for want of anything better. `heard` says how the bot came to
    read it. `id` is the same where a question is asked again because it was edited. `referred` is what the person
    answers with it: the message of somebody else, or the part of it that was quoted; "" for a question by itself.
    """

    text: str
    at: datetime
    windows: Windows | None = None
    language: str | None = None
    client_language: str | None = None
    heard: Heard = "private"
    id: int | None = None
    referred: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, with the text that was read from it, or the `problem` that left it unread, and its caption."""

    text: str
    at: datetime
    caption: str = ""
    problem: PictureProblem | None = None
    client_language: str | None = None
    heard: Heard = "private"


@dataclass(frozen=True, slots=True)
class Press:
    """A pressed button. `action` is None where the button is of a kind this version no longer knows.

    `voted` is how the person rated the same message before, if at all. `in_group` says that others see the message,
    `escalated` that there it has led on already, for somebody else.
    """

    action: Action | None
    at: datetime
    client_language: str | None = None
    voted: bool | None = None
    escalated: bool = False
    in_group: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Something that holds no text to read: a sticker, a voice message, a place."""

    attachment: Attachment
    at: datetime
    client_language: str | None = None
    heard: Heard = "private"


Event = Question | Picture | Press | Unreadable
