"""What is kept of an update that could not be handled: its shape, and nothing by which anybody could be known.

An allow-list: what stands in no table here is left out, and every other value is kept only as the name of its JSON
type. Words are scrubbed; ids, names, phone numbers, places and files never come through.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import NoneType
from typing import Any

import msgspec

from bot.channels.telegram.schema import (
    LATEST,
    CallbackQuery,
    Chat,
    Document,
    InlineQuery,
    MaybeInaccessibleMessage,
    Message,
    MessageEntity,
    PhotoSize,
    RepliedMessage,
    User,
)
from bot.channels.telegram.updates import kind_of
from bot.understanding import mask_product_keys, scrub

MAX_BYTES = 8192  # of a letter as JSON
MAX_BYTES_OF_WORDS = 4800  # as JSON: 4096 characters of Swedish
MAX_ITEMS = 30  # of a list
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")  # such as "sv", "pt-br" and "zh-hans"
CHAT_TYPES = frozenset({"private", "group", "supergroup", "channel"})  # Bot API, Chat
ENTITY_TYPES = frozenset(  # Bot API, MessageEntity
    {
        *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic"),
        *("underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre"),
        *("text_link", "text_mention", "custom_emoji", "date_time"),
    }
)
JSON_TYPES = {
    dict: "object",
    list: "array",
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    NoneType: "null",
}

Rule = Callable[[object], Any]
"""Gives what is kept of a JSON value."""


def scrubbed(raw: object) -> dict[str, Any]:
    """What is kept of a raw update: `update_id`, `kind`, and under `content` the fields the bot reads.

    Takes any JSON value and never raises. At most `MAX_BYTES` as JSON, and fit for any database: words hold neither
    halves of surrogate pairs nor NUL. An update with more in it than Telegram sends is kept without its content.
    """
    update = raw if isinstance(raw, dict) else {}
    kind = kind_of(update)
    letter = {"update_id": _number(update.get("update_id")), "kind": kind}
    if kind not in CONTENTS:
        return letter
    whole = letter | {"content": CONTENTS[kind](update[kind])}
    return whole if len(msgspec.json.encode(whole)) <= MAX_BYTES else letter


def _json_type(value: object) -> str:
    return JSON_TYPES.get(type(value), "unknown")


def _number(value: object) -> object:
    return value if type(value) is int and -LATEST <= value <= LATEST else _json_type(value)


def _words(value: object) -> str:
    """A text without keys and personal data, cut to what is kept of one."""
    if not isinstance(value, str):
        return _json_type(value)
    storable = value.encode(errors="replace").decode().replace("\x00", "")
    words = scrub(mask_product_keys(storable)[0])
    while (size := len(msgspec.json.encode(words))) > MAX_BYTES_OF_WORDS:
        words = words[: len(words) * MAX_BYTES_OF_WORDS // size]
    return words


def _language_code(value: object) -> str:
    return value if isinstance(value, str) and LANGUAGE_CODE.fullmatch(value) else _json_type(value)


def _one_of(known: frozenset[str]) -> Rule:
    return lambda value: value if isinstance(value, str) and value in known else _json_type(value)


def _object(struct: type[msgspec.Struct], **kept: Rule) -> Rule:
    """The fields of an object that the bot reads; those without a rule of their own as their JSON type."""
    rules = dict.fromkeys(struct.__struct_encode_fields__, _json_type) | kept

    def keep(value: object) -> object:
        if not isinstance(value, dict):
            return _json_type(value)
        return {name: rule(value[name]) for name, rule in rules.items() if name in value}

    return keep


def _list(rule: Rule) -> Rule:
    return lambda value: [rule(item) for item in value[:MAX_ITEMS]] if isinstance(value, list) else _json_type(value)


_CHAT = _object(Chat, type=_one_of(CHAT_TYPES))
_USER = _object(User, language_code=_language_code)
_ENTITIES = _list(_object(MessageEntity, type=_one_of(ENTITY_TYPES), offset=_number, length=_number))
_ALONE: dict[str, Rule] = {  # of a message
    "chat": _CHAT,
    "from": _USER,
    "sender_chat": _CHAT,
    "via_bot": _USER,
    "date": _number,
    "edit_date": _number,
    "photo": _list(_object(PhotoSize, width=_number, height=_number)),
    "document": _object(Document, file_size=_number),
}
_MESSAGE = _object(
    Message,
    **_ALONE,
    text=_words,
    entities=_ENTITIES,
    caption=_words,
    caption_entities=_ENTITIES,
    reply_to_message=_object(RepliedMessage, **_ALONE),  # somebody else's words: not even scrubbed
)
# Of a chat that the bot is not in, nobody's words are kept.
_GUEST_MESSAGE = _object(Message, **_ALONE, reply_to_message=_object(RepliedMessage, **_ALONE))
CONTENTS: dict[str, Rule] = {  # a kind of update: what is kept of it
    "message": _MESSAGE,
    "edited_message": _MESSAGE,
    "callback_query": _object(
        CallbackQuery, **{"from": _USER}, message=_object(MaybeInaccessibleMessage, chat=_CHAT), data=_words
    ),
    "guest_message": _GUEST_MESSAGE,
    "inline_query": _object(InlineQuery, **{"from": _USER}, query=_words),
}
