"""Telegram's updates as events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from telegram import Message, Update

from bot.channels.telegram.callbacks import unpack
from bot.conversation import Event, Press, Question, Unreadable
from bot.conversation.events import Attachment

ENGLISH = "en"
ATTACHMENTS: dict[str, Attachment] = {  # a field of Message: what it is to the conversation
    "photo": "picture",
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
}
SERVICE_CHATS = frozenset({"channel"})


@dataclass(frozen=True, slots=True)
class Incoming:
    """An event and where it came from: whom to answer, and which message to reply to or edit.

    `message` is the question, or the message whose button was pressed. `edited` is a question that was changed after
    it was asked. `callback_id` belongs to a pressed button.
    """

    chat: int
    event: Event
    message: int
    group: bool = False
    edited: bool = False
    callback_id: str | None = None


def parse(raw: dict[str, Any], username: str) -> Incoming | None:
    """The event of a raw update; None where there is nothing to answer.

    Raises any exception for an update that is not as the Bot API says. `username` is the bot's, without @: commands
    meant for another bot of a group are nothing to answer.
    """
    update = Update.de_json(raw, None)
    if update.callback_query:
        return _pressed(update)
    message = update.message or update.edited_message
    if message is None or message.chat.type in SERVICE_CHATS:
        return None
    event = _event(message, username)
    if event is None:
        return None
    return Incoming(
        chat=message.chat.id,
        event=event,
        message=message.message_id,
        group=message.chat.type != "private",
        edited=update.edited_message is not None,
    )


def _pressed(update: Update) -> Incoming | None:
    query = update.callback_query
    if query is None or query.message is None:
        return None
    return Incoming(
        chat=query.message.chat.id,
        event=Press(unpack(query.data or ""), datetime.now(UTC), _language(query.from_user.language_code)),
        message=query.message.message_id,
        group=query.message.chat.type != "private",
        callback_id=query.id,
    )


def _event(message: Message, username: str) -> Event | None:
    language = _language(message.from_user.language_code if message.from_user else None)
    at = message.edit_date or message.date
    text = message.text or message.caption
    if text:
        if _for_another_bot(text, username):
            return None
        return Question(text, at, client_language=language)
    for name, attachment in ATTACHMENTS.items():
        if getattr(message, name, None):
            return Unreadable(attachment, at, language)
    # Service messages (someone joined, a pinned message) and empty ones ask for nothing.
    return None


def _for_another_bot(text: str, username: str) -> bool:
    command = text.split(maxsplit=1)[0] if text.startswith("/") and text.split() else ""
    _, at, name = command.partition("@")
    return bool(at) and name.lower() != username.lower()


def _language(code: str | None) -> str | None:
    # English for those who have Telegram in English, the bot's own language for all others.
    return ENGLISH if (code or "").split("-")[0] == ENGLISH else None
