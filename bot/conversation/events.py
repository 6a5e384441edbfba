"""The events in a chat: a question, a picture, a pressed button, or a message without text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.conversation.actions import Action
from bot.corpus import Windows
from bot.pictures import PictureProblem

# How a message reached the bot: in a private chat; in a group by the bot's name or a command, as a reply to the bot, or
# merely as a message between other people; or as a guest, by its name in a chat that the bot is not in.
Heard = Literal["private", "called", "replied", "overheard", "guest"]
Attachment = Literal["voice", "sticker", "location", "contact", "poll", "video", "file", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Event:
    """The fields of every event; each event also has `at`, its time.

    `client_language` is the language of the user's app. `heard` says how the event reached the bot.
    """

    client_language: str | None = None
    heard: Heard = "private"


@dataclass(frozen=True, slots=True)
class Question(_Event):
    """A written message: a question, a code, a command.

    `windows` and `language` are options given with the text; the text itself takes precedence. `id` stays the same
    when the question is edited. `referred` is the message of another user, or the quoted part of it, that the question
    replies to; "" if there is none.
    """

    text: str
    at: datetime
    windows: Windows | None = None
    language: str | None = None
    id: int | None = None
    referred: str = ""


@dataclass(frozen=True, slots=True)
class Picture(_Event):
    """A picture: the text that was read from it, or the `problem` that prevented that, and its caption."""

    text: str
    at: datetime
    caption: str = ""
    problem: PictureProblem | None = None


@dataclass(frozen=True, slots=True)
class Press(_Event):
    """A pressed button. `action` is None if this version does not know the kind of button.

    `voted` is the user's earlier vote on the same message. `in_group` says that others see the message,
    `escalated` that another user's 👎 has already led to the next advice there.
    """

    action: Action | None
    at: datetime
    voted: bool | None = None
    escalated: bool = False
    in_group: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable(_Event):
    """A message without text to read: a sticker, a voice message, a location."""

    attachment: Attachment
    at: datetime


Event = Question | Picture | Press | Unreadable
