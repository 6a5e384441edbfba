"""Updates as Telegram sends them, built for tests."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from telegram import User

from bot.channels.telegram.incoming import updates
from bot.channels.telegram.incoming.updates import Content, Incoming, Update
from tests.botapi.people.contents import caption_fields, text_fields

Raw = dict[str, Any]
Fields = Any  # any field of a type of the Bot API

ME = User(7_421_953_680, "Aktivering", is_bot=True, username="aktivering_test_bot")
NAME = ME.name
ANNA, BO = 184_220_917, 5_208_117_777
GROUP = -1_002_143_998_120
ASKED, CHANGED = 1_760_000_000, 1_760_000_060
AT, EDITED_AT = datetime.fromtimestamp(ASKED, UTC), datetime.fromtimestamp(CHANGED, UTC)
FILE: Raw = {"file_id": "AgACAgQAAxkBAAI", "file_unique_id": "AQADsomething"}
SIZE: Raw = FILE | {"width": 90, "height": 67}
PRIVATE: Raw = {"id": ANNA, "type": "private", "first_name": "Anna"}
THE_BOT: Raw = {"id": ME.id, "is_bot": True, "first_name": "Aktivering", "username": ME.username}
OTHER_BOT: Raw = {"id": 7_000_000_001, "is_bot": True, "first_name": "En annan", "username": "en_annan_bot"}
TOPIC: Raw = {"message_thread_id": 7, "is_topic_message": True}
HIDDEN: Raw = {"type": "hidden_user", "sender_user_name": "Bo", "date": ASKED}


def person(language: str | None = "sv", user: int = ANNA) -> Raw:
    """Return a user; `language_code` is the language of their app."""
    known = {"id": user, "is_bot": False, "first_name": "Anna" if user == ANNA else "Bo"}
    return known | ({"language_code": language} if language else {})


def group(kind: str = "supergroup", /, **more: Fields) -> Raw:
    """Return a group."""
    return {"id": GROUP, "type": kind, "title": "Datorhjälpen"} | more


def message(**content: Fields) -> Raw:
    """Return a message, by default by Anna in her private chat with the bot."""
    return {"message_id": 2041, "from": person(), "chat": PRIVATE, "date": ASKED} | content


def in_reply_to(sender: Raw, /, message_id: int = 7, **content: Fields) -> Raw:
    """Return the fields of a reply to a message by a sender in the group."""
    return {"reply_to_message": message(message_id=message_id, chat=group(), **{"from": sender}, **content)}


def in_reply_to_bo(**content: Fields) -> Raw:
    """Return the fields of a reply to a message by Bo in the group."""
    return in_reply_to(person(user=BO), **content)


def text(words: str) -> Raw:
    """Return the fields of a text, with the entities that Telegram finds in it."""
    return text_fields(words)


def caption(words: str) -> Raw:
    """Return the fields of a caption, with the entities that Telegram finds in it."""
    return caption_fields(words)


def document(mime_type: str | None, /, **more: Fields) -> Raw:
    """Return the fields of a file of a MIME type."""
    return {"document": FILE | ({"mime_type": mime_type} if mime_type else {}) | more}


def update(kind: str = "message", /, **content: Fields) -> Raw:
    """Return an update with a message of this kind."""
    return {"update_id": 518_204_771, kind: message(**content)}


def pressed(**content: Fields) -> Raw:
    """Return an update with a button pressed by Anna."""
    query = {"id": "4382", "from": person(), "chat_instance": "-77", "data": '["c","0xC004F211"]', "message": message()}
    return {"update_id": 518_204_771, "callback_query": query | content}


def typed(query: str = "moder", /, **content: Fields) -> Raw:
    """Return an update with an inline query by Anna."""
    asked = {"id": "77", "from": person(), "query": query, "offset": "", "chat_type": "group"}
    return {"update_id": 518_204_771, "inline_query": asked | content}


def summoned(**content: Fields) -> Raw:
    """Return an update with a message by Anna that calls the bot in a group where it is a guest."""
    return update("guest_message", **({"guest_query_id": "91", "chat": group()} | content))


def parsed(raw: Raw) -> Content | None:
    """Return what the bot reads from a valid update."""
    found = updates.read(raw, ME)
    assert isinstance(found, Update)
    return found.content


def incoming(raw: Raw) -> Incoming | None:
    """Return the event in a chat that the bot reads from a valid update, or None."""
    found = parsed(raw)
    assert found is None or isinstance(found, Incoming)
    return found


def read(kind: str = "message", /, **content: Fields) -> Incoming | None:
    """Return what the bot reads from a message, by default by Anna in her private chat."""
    return incoming(update(kind, **content))
