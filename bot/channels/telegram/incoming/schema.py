"""The Bot API types of updates (version 10.1), with only the fields that this bot reads; msgspec checks their types.

Field names are Telegram's, except for `from`, a keyword of Python. Fields that are required there are required here.
Fields that are not declared are ignored, including those that Telegram adds later.

python-telegram-bot has the same types, but `telegram.Update.de_json` does not check what is in a field, recurses into
replies without limit, and takes a hundred times longer for a message (0.2 ms).
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct, field

LATEST = 253_402_300_799  # the last second of the year 9999, the end of `datetime`

Date = Annotated[int, Meta(ge=0, le=LATEST)]
"""A time in seconds since 1970, UTC."""


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
    """An object of which only the presence matters."""


class MaybeInaccessibleMessage(Struct, frozen=True, kw_only=True):
    """A message that may be old or deleted; Telegram then gives only its chat and id, and 0 as its date."""

    chat: Chat
    message_id: int
    message_thread_id: int | None = None
    is_topic_message: bool | None = None


class RepliedMessage(MaybeInaccessibleMessage, frozen=True, kw_only=True):
    """A message that was replied to; Telegram leaves out what it replied to itself (Bot API, Message)."""

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
    """The part of a message that a reply quotes, chosen by the user or by the server (Bot API, TextQuote)."""

    text: str
    is_manual: bool | None = None


class Message(RepliedMessage, frozen=True, kw_only=True):
    """A message, the message it replies to, and the quoted part of that.

    A message with a `guest_query_id` is from a chat that the bot is not in; another chat may have the same id.
    """

    reply_to_message: RepliedMessage | None = None
    external_reply: Present | None = None
    guest_query_id: str | None = None
    quote: TextQuote | None = None


class CallbackQuery(Struct, frozen=True, kw_only=True):
    """A pressed button; there is no `message` if the message was inserted inline."""

    id: str
    from_user: User = field(name="from")
    message: MaybeInaccessibleMessage | None = None
    data: str | None = None


class InlineQuery(Struct, frozen=True, kw_only=True):
    """A text that a user types after the bot's name in any chat."""

    id: str
    from_user: User = field(name="from")
    query: str


class Update(Struct, frozen=True, kw_only=True):
    """An update; at most one of the optional fields is present (Bot API, Update)."""

    update_id: int
    message: Message | None = None
    edited_message: Message | None = None
    callback_query: CallbackQuery | None = None
    inline_query: InlineQuery | None = None
    guest_message: Message | None = None
