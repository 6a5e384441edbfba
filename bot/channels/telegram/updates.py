"""Telegram's updates as events."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

import msgspec

from bot.channels.telegram.schema import CallbackQuery, InlineQuery, Message, MessageEntity, RepliedMessage, Update
from bot.conversation import COMMANDS, Event, Picture, Press, Question, Unreadable
from bot.conversation.actions import unpack
from bot.conversation.answers.commands import parse_command
from bot.conversation.events import Attachment, Heard
from bot.pictures import MAX_BYTES, PictureProblem

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
# Of updates, those that the bot answers.
KINDS = ("message", "edited_message", "callback_query", "inline_query", "guest_message")
OTHER_KIND = "other"


class Me(NamedTuple):
    """The bot's own id and name, without @."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Reference:
    """What a question replies to: the id of a message, its words, and the picture in it or why it cannot be read.

    `message` is None for one of another chat.
    """

    message: int | None
    text: str
    picture: str | None = None
    problem: PictureProblem | None = None

    @property
    def is_picture(self) -> bool:
        """Whether there is a picture."""
        return bool(self.picture or self.problem)


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event and where it came from: whom to answer, and which message to reply to or edit.

    `message` is the question, or the message whose button was pressed; `question` is the one that was asked about,
    where somebody called the bot to another's message, and `referred` the one that the question replies to, which is
    asked about where the question has no matter of its own. `edited` is a question that was changed after it was asked.
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
    referred: Reference | None = None


@dataclass(frozen=True, slots=True)
class InlineAsked:
    """What somebody types after the bot's name in any chat."""

    id: str
    person: int
    text: str
    client_language: str | None


class GuestAsked(NamedTuple):
    """What somebody asks in a chat that the bot is not in, to be answered once, over the query alone.

    Nothing may be sent to the chat of `asked`, or kept of it: its id may be that of another chat as well (Bot API,
    Message).
    """

    id: str
    asked: Incoming


class NoMessage(NamedTuple):
    """A pressed button whose message the bot is not told of; it can be answered over the button alone."""

    callback_id: str


def parse(raw: dict[str, Any], me: Me) -> Incoming | InlineAsked | GuestAsked | NoMessage | None:
    """The event of a raw update; None where there is nothing to answer.

    Raises ValueError, mostly as msgspec.ValidationError, for an update that is not as the Bot API says. Commands meant
    for another bot of a group, and messages that bots send or that were made with this one, are nothing to answer.
    """
    update = msgspec.convert(raw, Update)
    if update.callback_query:
        return _pressed(update.callback_query)
    if update.inline_query:
        return _inline(update.inline_query)
    if update.guest_message:
        return _guest(update.guest_message, me)
    message = update.message or update.edited_message
    if message is None or _is_of_a_bot(message, me):
        return None
    return _message(message, me, _heard(message, me), edited=update.edited_message is not None)


def kind_of(raw: Mapping[str, Any]) -> str:
    """The kind of a raw update: one of `KINDS`, else `OTHER_KIND`. Never raises."""
    return next((kind for kind in KINDS if raw.get(kind) is not None), OTHER_KIND)


def chat_of(raw: object) -> int:
    """The chat whose updates must stay in order; the sender where there is no chat, 0 where there is neither.

    Takes any JSON value, so also an update that `parse` refuses, and never raises.
    """
    for value in raw.values() if isinstance(raw, dict) else ():
        for path in (("message", "chat"), ("chat",), ("from",)):
            if (found := _id_at(value, path)) is not None:
                return found
    return 0


def _id_at(value: object, path: tuple[str, ...]) -> int | None:
    """The id of the object that lies there in a JSON value; None where there is none."""
    for key in (*path, "id"):
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _message(message: Message, me: Me, heard: Heard, *, edited: bool = False) -> Incoming | None:
    other = _referred_to(message) if heard in ("called", "private") else None
    says_more = _says_more(message, me)
    asked: RepliedMessage = other if other and heard == "called" and not says_more else message
    event, picture = _event(asked, message, me, heard)
    if event is None:
        return None
    referred = None
    if asked is message and isinstance(event, Question) and not event.text.startswith("/"):
        referred = _reference(message, other, me) if heard in ("called", "private") else None
        event = replace(event, referred=referred.text if referred else "")
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
        referred=referred,
    )


def _pressed(query: CallbackQuery) -> Incoming | NoMessage:
    message = query.message
    if message is None:
        return NoMessage(query.id)
    return Incoming(
        chat=message.chat.id,
        person=query.from_user.id,
        event=Press(
            unpack(query.data or ""), datetime.now(UTC), client_language=_language(query.from_user.language_code)
        ),
        message=message.message_id,
        question=message.message_id,
        group=message.chat.type != "private",
        thread=message.message_thread_id if message.is_topic_message else None,
        callback_id=query.id,
    )


def _inline(query: InlineQuery) -> InlineAsked:
    return InlineAsked(query.id, query.from_user.id, query.query, _language(query.from_user.language_code))


def _guest(message: Message, me: Me) -> GuestAsked | None:
    """What somebody asks where the bot is a guest: whoever has it fetched calls it, also in a chat of two people."""
    if message.guest_query_id is None:
        raise ValueError("a guest message without guest_query_id")
    asked = None if _is_of_a_bot(message, me) else _message(message, me, "called")
    return GuestAsked(message.guest_query_id, asked) if asked else None


def _event(asked: RepliedMessage, message: Message, me: Me, heard: Heard) -> tuple[Event | None, str | None]:
    """What a message is to the conversation, and the picture to read for it."""
    language = _language(message.from_user.language_code if message.from_user else None)
    at = datetime.fromtimestamp(message.edit_date or message.date, UTC)
    text = _without_name(asked.text or asked.caption or "", me)
    if not _is_for(text, me):
        return None, None
    question = Question(text or "/start", at, client_language=language, heard=heard)
    if heard == "overheard":  # of what is not said to the bot, only words are read
        return (question if text else None), None
    picture, problem = _picture(asked)
    if picture or problem:
        return Picture("", at, text, problem, client_language=language, heard=heard), picture
    if text or asked.text:
        return question, None
    for name, attachment in ATTACHMENTS.items():
        if getattr(asked, name) is not None:
            return Unreadable(attachment, at, client_language=language, heard=heard), None
    # Service messages (someone joined, a pinned message) and empty ones ask for nothing; whoever calls the bot does.
    return (question if heard == "called" else None), None


def _heard(message: Message, me: Me) -> Heard:
    if message.chat.type == "private":
        return "private"
    if _is_called(message, me):
        return "called"
    replied = _replied_to(message)
    return "replied" if replied and replied.from_user and replied.from_user.id == me.id else "overheard"


def _replied_to(message: Message) -> RepliedMessage | None:
    """The message that somebody replied to. In a forum's topic every other message counts as a reply to its first."""
    other = message.reply_to_message
    return None if other and other.forum_topic_created else other


def _is_called(message: Message, me: Me) -> bool:
    """Whether a message names the bot, or is one of its commands."""
    words, entities = (message.text, message.entities) if message.text else (message.caption, message.caption_entities)
    if entities and any(_mentions(entity, words or "", me) for entity in entities):
        return True
    text = message.text or ""
    command = parse_command(text)
    named = f"@{me.username}".lower() in text.partition(" ")[0].lower()
    return bool(command and (named or command[0] in OUR_COMMANDS) and _is_for(text, me))


def _mentions(entity: MessageEntity, words: str, me: Me) -> bool:
    """Whether an entity of a text mentions the bot, by name or, in a link without one, by id."""
    if entity.type == "mention":
        return part(words, entity.offset, entity.length).lower() == f"@{me.username.lower()}"
    return entity.type == "text_mention" and entity.user is not None and entity.user.id == me.id


def part(text: str, offset: int, length: int) -> str:
    """The part of a text that an entity covers, in UTF-16 units (Bot API, MessageEntity); "" for one outside of it.

    Raises ValueError where the text holds half a surrogate pair, or the entity parts one.
    """
    if offset < 0 or length <= 0:
        return ""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")


def _referred_to(message: Message) -> RepliedMessage | None:
    """The message of a person that a message replies to; of its text only what was quoted by hand, if anything was."""
    other = _replied_to(message)
    if other is None or not other.from_user or (other.from_user.is_bot and not other.sender_chat):
        return None
    if message.quote and message.quote.is_manual:
        return msgspec.structs.replace(other, text=message.quote.text, caption=None, photo=None, document=None)
    return other


def _says_more(message: Message, me: Me) -> bool:
    """Whether a message says or shows more than the bot's name."""
    said = _without_name(message.text or message.caption or "", me)
    return bool(said or message.photo or message.document)


def _reference(message: Message, other: RepliedMessage | None, me: Me) -> Reference | None:
    """What a message replies to: a person's message here, or the part of one elsewhere that was quoted by hand."""
    if other is None:
        quote = message.quote if message.external_reply and message.quote and message.quote.is_manual else None
        return Reference(None, quote.text) if quote else None
    if not _is_for(other.text or "", me):
        return None
    picture, problem = _picture(other)
    return Reference(other.message_id, _without_name(other.text or other.caption or "", me), picture, problem)


def _without_name(text: str, me: Me) -> str:
    """A text without the bot's name, by which it is only called. A command keeps its own."""
    if text.startswith("/"):
        return text
    return _name_pattern(me.username).sub("", text).strip()


@cache
def _name_pattern(username: str) -> re.Pattern[str]:
    return re.compile(rf"@{re.escape(username)}(?!\w|\.\w)", re.IGNORECASE)


def _is_for(text: str, me: Me) -> bool:
    """Whether a text is no command for another bot."""
    command = text.split(maxsplit=1)[0] if text.startswith("/") and text.split() else ""
    _, at, name = command.partition("@")
    return not at or name.lower() == me.username.lower()


def _is_of_a_bot(message: Message, me: Me) -> bool:
    sender = message.from_user
    anonymous = message.sender_chat is not None  # an administrator who hides behind the group, or a channel
    return bool(message.via_bot and message.via_bot.id == me.id) or bool(sender and sender.is_bot and not anonymous)


def _picture(message: RepliedMessage) -> tuple[str | None, PictureProblem | None]:
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
