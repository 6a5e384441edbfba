"""Telegram's updates as events."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from telegram import InlineQuery, Message, MessageEntity, Update

from bot.channels.telegram.callbacks import unpack
from bot.conversation import COMMANDS, Event, Picture, Press, Question, Unreadable
from bot.conversation.commands import parse_command
from bot.conversation.events import Attachment, Heard, PictureProblem
from bot.pictures import MAX_BYTES

ENGLISH = "en"
ATTACHMENTS: dict[str, Attachment] = {  # a field of Message: what it is to the conversation
    "voice": "voice",
    "audio": "voice",
    "video_note": "voice",
    "sticker": "sticker",
    "animation": "sticker",
    "location": "location",
    "venue": "location",
    "contact": "contact",
    "poll": "poll",
    "dice": "sticker",
    "video": "video",
    "document": "file",
    "story": "other",
    "game": "other",
    "paid_media": "other",
    "invoice": "other",
    "checklist": "other",
    "giveaway": "other",
}
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
OUR_COMMANDS = frozenset(name for command in COMMANDS for name in command.names)


class Me(NamedTuple):
    """The bot's own id and name, without @."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event and where it came from: whom to answer, and which message to reply to or edit.

    `message` is the question, or the message whose button was pressed; `question` is the one that was asked about,
    where somebody called the bot to another's message. `edited` is a question that was changed after it was asked.
    `callback_id` belongs to a pressed button. `picture` is the file to read before a `Picture` can be answered.
    """

    chat: int
    person: int
    event: Event
    message: int
    question: int
    group: bool = False
    edited: bool = False
    thread: int | None = None
    callback_id: str | None = None
    picture: str | None = None


@dataclass(frozen=True, slots=True)
class InlineAsked:
    """What somebody types after the bot's name in any chat."""

    id: str
    person: int
    text: str
    client_language: str | None


class NoMessage(NamedTuple):
    """A pressed button whose message the bot is not told of; it can be answered over the button alone."""

    callback_id: str


def parse(raw: dict[str, Any], me: Me) -> Incoming | InlineAsked | NoMessage | None:
    """The event of a raw update; None where there is nothing to answer.

    Raises any exception for an update that is not as the Bot API says. Commands meant for another bot of a group, and
    messages that bots send or that were made with this one, are nothing to answer.
    """
    update = Update.de_json(raw, None)
    if update.callback_query:
        return _pressed(update)
    if update.inline_query:
        return _inline(update.inline_query)
    message = update.message or update.edited_message
    if message is None or _is_of_a_bot(message, me):
        return None
    return _message(message, me, edited=update.edited_message is not None)


def _message(message: Message, me: Me, *, edited: bool) -> Incoming | None:
    heard = _heard(message, me)
    asked = _asked_about(message, me) if heard == "called" else message
    event, picture = _event(asked, message, me, heard)
    if event is None:
        return None
    return Incoming(
        chat=message.chat.id,
        person=message.from_user.id if message.from_user else message.chat.id,
        event=event,
        message=message.message_id,
        question=asked.message_id,
        group=message.chat.type != "private",
        edited=edited,
        thread=message.message_thread_id if message.is_topic_message else None,
        picture=picture,
    )


def _pressed(update: Update) -> Incoming | NoMessage | None:
    query = update.callback_query
    if query is None:
        return None
    if query.message is None:
        return NoMessage(query.id)
    thread = query.message.message_thread_id if isinstance(query.message, Message) else None
    return Incoming(
        chat=query.message.chat.id,
        person=query.from_user.id,
        event=Press(unpack(query.data or ""), datetime.now(UTC), _language(query.from_user.language_code)),
        message=query.message.message_id,
        question=query.message.message_id,
        group=query.message.chat.type != "private",
        thread=thread if isinstance(query.message, Message) and query.message.is_topic_message else None,
        callback_id=query.id,
    )


def _inline(query: InlineQuery) -> InlineAsked:
    return InlineAsked(query.id, query.from_user.id, query.query, _language(query.from_user.language_code))


def _event(asked: Message, message: Message, me: Me, heard: Heard) -> tuple[Event | None, str | None]:
    """What a message is to the conversation, and the picture to read for it."""
    language = _language(message.from_user.language_code if message.from_user else None)
    at = message.edit_date or message.date
    text = _without_name(asked.text or asked.caption or "", me)
    if not _is_for(text, me):
        return None, None
    question = Question(text or "/start", at, client_language=language, heard=heard)
    if heard == "overheard":  # of what is not said to the bot, only words are read
        return (question if text else None), None
    picture, problem = _picture(asked)
    if picture or problem:
        return Picture("", at, text, problem, language, heard), picture
    if text or asked.text:
        return question, None
    for name, attachment in ATTACHMENTS.items():
        if getattr(asked, name, None):
            return Unreadable(attachment, at, language, heard), None
    # Service messages (someone joined, a pinned message) and empty ones ask for nothing; whoever calls the bot does.
    return (question if heard == "called" else None), None


def _heard(message: Message, me: Me) -> Heard:
    if message.chat.type == "private":
        return "private"
    if _is_called(message, me):
        return "called"
    replied = _replied_to(message)
    return "replied" if replied and replied.from_user and replied.from_user.id == me.id else "overheard"


def _replied_to(message: Message) -> Message | None:
    """The message that somebody replied to. In a forum's topic every other message counts as a reply to its first."""
    other = message.reply_to_message
    return None if other and other.forum_topic_created else other


def _is_called(message: Message, me: Me) -> bool:
    """Whether a message names the bot, or is one of its commands."""
    entities = message.parse_entities() if message.text else message.parse_caption_entities()
    for entity, text in entities.items():
        if entity.type == MessageEntity.MENTION and text.lower() == f"@{me.username.lower()}":
            return True
        if entity.type == MessageEntity.TEXT_MENTION and entity.user and entity.user.id == me.id:
            return True
    text = message.text or ""
    command = parse_command(text)
    named = f"@{me.username}".lower() in text.partition(" ")[0].lower()
    return bool(command and (named or command[0] in OUR_COMMANDS) and _is_for(text, me))


def _asked_about(message: Message, me: Me) -> Message:
    """The message that is asked about: somebody else's, where the bot is called to it and nothing more is said."""
    other = _replied_to(message)
    by_person = other and other.from_user and (other.sender_chat or not other.from_user.is_bot)
    said = _without_name(message.text or message.caption or "", me) or message.photo or message.document
    return other if other and by_person and not said else message


def _without_name(text: str, me: Me) -> str:
    """A text without the bot's name, by which it is only called. A command keeps its own."""
    if text.startswith("/"):
        return text
    return re.sub(rf"@{re.escape(me.username)}(?!\w|\.\w)", "", text, flags=re.IGNORECASE).strip()


def _is_for(text: str, me: Me) -> bool:
    """Whether a text is no command for another bot."""
    command = text.split(maxsplit=1)[0] if text.startswith("/") and text.split() else ""
    _, at, name = command.partition("@")
    return not at or name.lower() == me.username.lower()


def _is_of_a_bot(message: Message, me: Me) -> bool:
    sender = message.from_user
    anonymous = message.sender_chat is not None  # an administrator who hides behind the group, or a channel
    return bool(message.via_bot and message.via_bot.id == me.id) or bool(sender and sender.is_bot and not anonymous)


def _picture(message: Message) -> tuple[str | None, PictureProblem | None]:
    """The file to read of a message that is a picture, or what keeps it from being read; neither for other messages."""
    if message.photo:
        return max(message.photo, key=lambda size: size.width * size.height).file_id, None
    document = message.document
    if document is None or not (document.mime_type or "").startswith("image/"):
        return None, None
    if document.mime_type not in PICTURES:
        return None, "wrong_format"
    return (None, "too_large") if (document.file_size or 0) > MAX_BYTES else (document.file_id, None)


def _language(code: str | None) -> str | None:
    # English for those who have Telegram in English, the bot's own language for all others.
    return ENGLISH if (code or "").split("-")[0] == ENGLISH else None
