"""Parsing of Telegram's updates: `read` turns each into an `Update`, or a `Malformed` one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, get_args

import msgspec
from telegram import User

from bot.channels.telegram.incoming import schema
from bot.conversation import COMMANDS, Event, Picture, Press, Question, Unreadable
from bot.conversation.actions import unpack
from bot.conversation.answers.commands import parse_command
from bot.conversation.events import Attachment, Heard
from bot.corpus import ENGLISH
from bot.pictures import MAX_BYTES, PictureProblem

ATTACHMENTS: dict[str, Attachment] = {  # by field of Message
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
CALLED: tuple[Heard, ...] = ("called", "guest")  # by the bot's name or a command
ADDRESSED: tuple[Heard, ...] = ("private", *CALLED)
MAX_ID = 2**63 - 1  # the largest integer of a database; Telegram's update ids have 32 bits

Kind = Literal["message", "edited_message", "callback_query", "inline_query", "guest_message", "other"]
"""The field of an update that says what happened; "other" for all that the bot does not answer."""
KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind != "other")
WORDS: dict[Kind, tuple[str, ...]] = {  # the fields with the sender's own words
    "message": ("text", "caption"),
    "edited_message": ("text", "caption"),
    "callback_query": ("data",),
    "inline_query": ("query",),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A message that a question replies to: its id, its text, and its picture or the reason why it cannot be read.

    `message` is None if it is in another chat.
    """

    message: int | None
    text: str
    picture: str | None = None
    problem: PictureProblem | None = None

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture."""
        return bool(self.picture or self.problem)


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event in a chat, with what is needed to reply to it or to edit an earlier message.

    `message` is the message of the user, or the one whose button was pressed. `question` is the message that is
    answered, which is another one if the user called the bot to it. `referred` is the message that the question replies
    to; it is answered if the question makes no sense by itself. `edited` says that the question was changed after it
    was asked. `callback_id` belongs to a pressed button. `picture` is the id of the file that has to be read for a
    `Picture`.
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

    @property
    def is_overheard(self) -> bool:
        """Whether it is a message in a group that does not address the bot."""
        return self.event.heard == "overheard"


@dataclass(frozen=True, slots=True)
class InlineQuery:
    """A text that a user types after the bot's name in any chat."""

    id: str
    person: int
    text: str
    client_language: str | None


@dataclass(frozen=True, slots=True)
class GuestQuery:
    """A question in a chat that the bot is not in; it can only be answered once, through the query.

    Nothing may be sent to the chat of `asked`, or stored about it: another chat may have the same id (Bot API,
    Message).
    """

    id: str
    asked: Incoming


@dataclass(frozen=True, slots=True)
class DetachedPress:
    """A pressed button whose message Telegram does not name; only the press itself can be answered."""

    callback_id: str


Content = Incoming | InlineQuery | GuestQuery | DetachedPress


@dataclass(frozen=True, slots=True)
class Update:
    """A parsed update.

    `chat` is the id of the chat whose updates must be answered in order; the sender's if there is no chat, 0 if there
    is neither. `words` are the sender's own, "" for guest messages. `content` is None if there is nothing to answer.
    """

    id: int
    kind: Kind
    chat: int
    words: str
    content: Content | None


@dataclass(frozen=True, slots=True)
class Malformed:
    """An update that violates the Bot API; `reason` names types and fields, but no values."""

    id: int
    kind: Kind
    chat: int
    words: str
    reason: str


def read(raw: object, me: User) -> Update | Malformed:
    """Parse the JSON value of an update for the bot that is `me`.

    Raises ValueError if it is not an object with an `update_id` of at most 63 bits.
    """
    if not isinstance(raw, dict) or type(number := raw.get("update_id")) is not int or abs(number) > MAX_ID:
        raise ValueError("no update")
    kind: Kind = next((kind for kind in KINDS if raw.get(kind) is not None), "other")
    chat, words = next(_ids(raw), 0), _words(raw, kind)
    try:
        return Update(number, kind, chat, words, _content(msgspec.convert(raw, schema.Update), me))
    except msgspec.ValidationError as error:  # its text has the types that were expected and found, and where
        reason = f"{type(error).__name__}: {error}"
    except Exception as error:  # noqa: BLE001 - nothing in an update may stop the ones after it
        reason = type(error).__name__
    return Malformed(number, kind, chat, words, reason)


def _ids(raw: dict[str, Any]) -> Iterator[int]:
    """Yield the ids of chats and senders in an unchecked update; the first one decides in which chat it is ordered."""
    for value in raw.values():
        for path in (("message", "chat"), ("chat",), ("from",)):
            found: object = value
            for key in (*path, "id"):
                found = found.get(key) if isinstance(found, dict) else None
            if isinstance(found, int) and not isinstance(found, bool):
                yield found


def _content(update: schema.Update, me: User) -> Content | None:
    """Return the content of an update; None if there is nothing to answer.

    There is nothing to answer in commands to other bots, in messages of bots, and in messages made with this bot.
    Raises ValueError if an entity ends in the middle of a character.
    """
    if update.callback_query:
        return _pressed(update.callback_query)
    if query := update.inline_query:
        return InlineQuery(query.id, query.from_user.id, query.query, _language(query.from_user.language_code))
    if update.guest_message:
        return _guest(update.guest_message, me)
    message = update.message or update.edited_message
    if message is None or _is_from_bot(message, me):
        return None
    return _message(message, me, _heard(message, me), edited=update.edited_message is not None)


def _words(raw: dict[str, Any], kind: Kind) -> str:
    """Return the sender's own words in an unchecked update; none for a chat that the bot is not in."""
    content = raw.get(kind)
    fields = [content.get(name) for name in WORDS.get(kind, ())] if isinstance(content, dict) else []
    return next((words for words in fields if isinstance(words, str)), "")


def _message(message: schema.Message, me: User, heard: Heard, *, edited: bool = False) -> Incoming | None:
    other = _referred_to(message) if heard in ADDRESSED else None
    asked: schema.RepliedMessage = message
    if other and heard in CALLED and not _says_more(message, me):
        asked = other
    event, picture = _event(asked, message, me, heard)
    if event is None:
        return None
    referred = None
    if asked is message and isinstance(event, Question) and not event.text.startswith("/"):
        referred = _reference(message, other, me) if heard in ADDRESSED else None
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


def _pressed(query: schema.CallbackQuery) -> Incoming | DetachedPress:
    message = query.message
    if message is None:
        return DetachedPress(query.id)
    group = message.chat.type != "private"
    language = _language(query.from_user.language_code)
    return Incoming(
        chat=message.chat.id,
        person=query.from_user.id,
        event=Press(unpack(query.data or ""), datetime.now(UTC), client_language=language, in_group=group),
        message=message.message_id,
        question=message.message_id,
        group=group,
        thread=message.message_thread_id if message.is_topic_message else None,
        callback_id=query.id,
    )


def _guest(message: schema.Message, me: User) -> GuestQuery | None:
    """Return the question in a guest message. Its sender always calls the bot, even in a chat of two people."""
    if message.guest_query_id is None:
        raise ValueError("a guest message without guest_query_id")
    asked = None if _is_from_bot(message, me) else _message(message, me, "guest")
    return GuestQuery(message.guest_query_id, asked) if asked else None


def _event(
    asked: schema.RepliedMessage, message: schema.Message, me: User, heard: Heard
) -> tuple[Event | None, str | None]:
    """Return the event of a message, and the id of the picture that has to be read for it.

    `asked` is the message that is answered, `message` the one that came in.
    """
    language = _language(message.from_user.language_code if message.from_user else None)
    at = datetime.fromtimestamp(message.edit_date or message.date, UTC)
    text = _without_name(asked.text or asked.caption or "", me)
    if not _is_for(text, me):
        return None, None
    question = Question(text or "/start", at, client_language=language, heard=heard, id=asked.message_id)
    if heard == "overheard":  # only the text of such a message is read
        return (question if text else None), None
    picture, problem = _picture(asked)
    if picture or problem:
        return Picture("", at, text, problem, client_language=language, heard=heard), picture
    if text or asked.text:
        return question, None
    for name, attachment in ATTACHMENTS.items():
        if getattr(asked, name) is not None:
            return Unreadable(attachment, at, client_language=language, heard=heard), None
    # Service messages (a member joined, a message was pinned) and empty ones ask nothing unless they call the bot.
    return (question if heard in CALLED else None), None


def _heard(message: schema.Message, me: User) -> Heard:
    if message.chat.type == "private":
        return "private"
    if _is_called(message, me):
        return "called"
    replied = _replied_to(message)
    return "replied" if replied and replied.from_user and replied.from_user.id == me.id else "overheard"


def _replied_to(message: schema.Message) -> schema.RepliedMessage | None:
    """Return the message that the user replied to; None for the first one of a topic, which Telegram adds by itself."""
    other = message.reply_to_message
    return None if other and other.forum_topic_created else other


def _is_called(message: schema.Message, me: User) -> bool:
    """Return whether a message names the bot, or is one of its commands."""
    words, entities = (message.text, message.entities) if message.text else (message.caption, message.caption_entities)
    if entities and any(_mentions(entity, words or "", me) for entity in entities):
        return True
    text = message.text or ""
    command = parse_command(text)
    named = me.name.lower() in text.partition(" ")[0].lower()
    return bool(command and (named or command[0] in OUR_COMMANDS) and _is_for(text, me))


def _mentions(entity: schema.MessageEntity, words: str, me: User) -> bool:
    """Return whether an entity of a text mentions the bot: by its name, or by its id in a link."""
    if entity.type == "mention":
        return part(words, entity.offset, entity.length).lower() == me.name.lower()
    return entity.type == "text_mention" and entity.user is not None and entity.user.id == me.id


def part(text: str, offset: int, length: int) -> str:
    """Return the part of a text that an entity covers; "" if it is outside the text.

    `offset` and `length` are in UTF-16 units (Bot API, MessageEntity). Raises ValueError if the text contains half a
    surrogate pair, or the entity splits one.
    """
    if offset < 0 or length <= 0:
        return ""
    return text.encode("utf-16-le")[offset * 2 : (offset + length) * 2].decode("utf-16-le")


def _referred_to(message: schema.Message) -> schema.RepliedMessage | None:
    """Return the message of another user that a message replies to, with only the part that the user quoted, if any."""
    other = _replied_to(message)
    if other is None or not other.from_user or (other.from_user.is_bot and not other.sender_chat):
        return None
    if message.quote and message.quote.is_manual:
        return msgspec.structs.replace(other, text=message.quote.text, caption=None, photo=None, document=None)
    return other


def _says_more(message: schema.Message, me: User) -> bool:
    """Return whether a message contains more than the bot's name."""
    said = _without_name(message.text or message.caption or "", me)
    return bool(said or message.photo or message.document)


def _reference(message: schema.Message, other: schema.RepliedMessage | None, me: User) -> Reference | None:
    """Return the reference of a message: a user's message in this chat, or a quoted part of one in another chat."""
    if other is None:
        quote = message.quote if message.external_reply and message.quote and message.quote.is_manual else None
        return Reference(None, quote.text) if quote else None
    if not _is_for(other.text or "", me):
        return None
    picture, problem = _picture(other)
    return Reference(other.message_id, _without_name(other.text or other.caption or "", me), picture, problem)


def _without_name(text: str, me: User) -> str:
    """Return a text without the name of the bot, unless the text is a command."""
    if text.startswith("/"):
        return text
    return _name_pattern(me.name).sub("", text).strip()


@cache
def _name_pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"{re.escape(name)}(?!\w|\.\w)", re.IGNORECASE)


def _is_for(text: str, me: User) -> bool:
    """Return whether a text is not a command to another bot."""
    command = text.split(maxsplit=1)[0] if text.startswith("/") and text.split() else ""
    _, at, name = command.partition("@")
    return not at or f"@{name}".lower() == me.name.lower()


def _is_from_bot(message: schema.Message, me: User) -> bool:
    """Return whether a message is from a bot, or made with this bot. Anonymous administrators are no bots."""
    sender = message.from_user
    anonymous = message.sender_chat is not None  # an administrator in the name of the group, or a channel
    return bool(message.via_bot and message.via_bot.id == me.id) or bool(sender and sender.is_bot and not anonymous)


def _picture(message: schema.RepliedMessage) -> tuple[str | None, PictureProblem | None]:
    """Return the file of a picture, or the reason why it cannot be read; None and None for other messages."""
    if message.photo:
        return max(message.photo, key=lambda size: size.width * size.height).file_id, None
    document = message.document
    if document is None or not (document.mime_type or "").startswith("image/"):
        return None, None
    if document.mime_type not in PICTURES:
        return None, "wrong_format"
    return (None, "too_large") if (document.file_size or 0) > MAX_BYTES else (document.file_id, None)


def _language(code: str | None) -> str | None:
    # English for users whose Telegram is in English, the bot's own language for all others.
    return ENGLISH if (code or "").split("-")[0] == ENGLISH else None
