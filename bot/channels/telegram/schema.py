"""The types of the Bot API (version 10.1), with the fields that this bot reads and no others.

Field names are Telegram's, but for `from`, which is a word of Python. What is required there is required here; a field
that is not read is ignored, whatever it holds, and so is one that Telegram adds tomorrow.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct, field

LATEST = 253_402_300_799  # the last second of the year 9999, past which no calendar goes

Date = Annotated[int, Meta(ge=0, le=LATEST)]
"""A moment in seconds since 1970, UTC."""


class User(Struct, frozen=True):
    """A person or a bot."""

    id: int
    is_bot: bool
    language_code: str | None = None


class Chat(Struct, frozen=True):
    """A private chat, a group, a supergroup or a channel."""

    id: int
    type: str


class MessageEntity(Struct, frozen=True):
    """A mention, link, command and so on in a text; `offset` and `length` are in UTF-16 units."""

    type: str
    offset: int
    length: int
    user: User | None = None


class PhotoSize(Struct, frozen=True):
    """One of the sizes of a photo, in pixels."""

    file_id: str
    width: int
    height: int


class Document(Struct, frozen=True):
    """A file of any kind; `file_size` in bytes."""

    file_id: str
    mime_type: str | None = None
    file_size: int | None = None


class Present(Struct, frozen=True):
    """An object of which only that it is there is read."""


class MaybeInaccessibleMessage(Struct, frozen=True, kw_only=True):
    """A message of which, where it is old or deleted, no more than chat and id is told, and 0 as its date."""

    chat: Chat
    message_id: int
    message_thread_id: int | None = None
    is_topic_message: bool | None = None


class RepliedMessage(MaybeInaccessibleMessage, frozen=True, kw_only=True):
    """A message, without the one it replies to: none that is replied to tells of that (Bot API, Message)."""

    date: Date
    edit_date: Date | None = None
    from_user: User | None = field(name="from", default=None)
    sender_chat: Chat | None = None
    via_bot: User | None = None
    text: str | None = None
    entities: tuple[MessageEntity, ...] | None = None
    caption: str | None = None
    caption_entities: tuple[MessageEntity, ...] | None = None
    photo: tuple[PhotoSize, ...] | None = None
    document: Document | None = None
    animation: Present | None = None
    audio: Present | None = None
    checklist: Present | None = None
    contact: Present | None = None
    dice: Present | None = None
    forum_topic_created: Present | None = None
    game: Present | None = None
    giveaway: Present | None = None
    invoice: Present | None = None
    location: Present | None = None
    paid_media: Present | None = None
    poll: Present | None = None
    sticker: Present | None = None
    story: Present | None = None
    venue: Present | None = None
    video: Present | None = None
    video_note: Present | None = None
    voice: Present | None = None


class TextQuote(Struct, frozen=True, kw_only=True):
    """The part of a message that a reply quotes; by hand, or by the server (Bot API, TextQuote)."""

    text: str
    is_manual: bool | None = None


class Message(RepliedMessage, frozen=True, kw_only=True):
    """A message, and the one it replies to with the part of it that is quoted.

    One with a `guest_query_id` is from a chat that the bot is not in, whose id may be that of another chat as well.
    """

    reply_to_message: RepliedMessage | None = None
    external_reply: Present | None = None
    guest_query_id: str | None = None
    quote: TextQuote | None = None


class CallbackQuery(Struct, frozen=True, kw_only=True):
    """A pressed button. One below a message that was inserted inline comes without `message`."""

    id: str
    from_user: User = field(name="from")
    message: MaybeInaccessibleMessage | None = None
    data: str | None = None


class InlineQuery(Struct, frozen=True, kw_only=True):
    """What somebody types after the bot's name in any chat."""

    id: str
    from_user: User = field(name="from")
    query: str


class Update(Struct, frozen=True, kw_only=True):
    """What happened: at most one of the fields is there (Bot API, Update)."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    inline_query: InlineQuery | None = None
    guest_message: Message | None = None
