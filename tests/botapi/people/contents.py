"""Contents of messages: texts and captions with the entities that Telegram detects, and a sample of every kind."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import telegram

from tests.botapi.tdlib import ParsedText, as_shown, clean, utf16_length

MAX_TEXT = 4096  # of captions too: that long with Telegram Premium
DATE = 1_760_000_000
THUMBNAIL = {"file_id": "AAMCAgADthumbnail", "file_unique_id": "AQADthumbnail", "width": 90, "height": 67}
SOMEBODY: dict[str, Any] = {"id": 5_208_117_777, "is_bot": False, "first_name": "Bo", "username": "bo_i_boden"}
CHANNEL: dict[str, Any] = {"id": -1_001_743_555_010, "type": "channel", "title": "Datornytt", "username": "datornytt"}


PLACE = {"latitude": 59.329323, "longitude": 18.068581}


def _file(name: str, **more: object) -> dict[str, Any]:
    return {"file_id": f"BQACAgQAAx{name}", "file_unique_id": f"AgAD{name}", "file_size": 48_213} | more


ANIMATION = _file("animation", duration=3, width=320, height=240, mime_type="video/mp4", file_name="katt.mp4")
INVOICE = {
    "title": "Licens",
    "description": "Windows",
    "start_parameter": "a",
    "currency": "SEK",
    "total_amount": 99_900,
}
POLL = {
    "id": "5301",
    "question": "Vilken?",
    "options": [{"persistent_id": text, "text": text, "voter_count": 0} for text in ("Tio", "Elva")],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": True,
    "members_only": False,
}
# One of each kind of message that `Senders` has no method for.
SAMPLES: dict[str, dict[str, Any]] = {
    # Telegram gives an animation's file twice.
    "animation": {"animation": ANIMATION, "document": _file("animation", mime_type="video/mp4", file_name="katt.mp4")},
    "audio": {"audio": _file("audio", duration=214, performer="Kent", title="Socker", mime_type="audio/mpeg")},
    "checklist": {"checklist": {"title": "Att göra", "tasks": [{"id": 1, "text": "Byt moderkort"}]}},
    "contact": {"contact": {"phone_number": "+46701740605", "first_name": "Bo", "user_id": SOMEBODY["id"]}},
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "game": {"game": {"title": "Orm", "description": "Ät äpplen", "photo": [THUMBNAIL]}},
    "giveaway": {
        "giveaway": {"chats": [CHANNEL], "winners_selection_date": DATE, "winner_count": 1, "prize_star_count": 500}
    },
    "invoice": {"invoice": INVOICE},
    "location": {"location": PLACE},
    "paid_media": {"paid_media": {"star_count": 5, "paid_media": [{"type": "preview", "width": 90, "height": 67}]}},
    "poll": {"poll": POLL},
    "story": {"story": {"chat": CHANNEL, "id": 7}},
    "venue": {"location": PLACE, "venue": {"location": PLACE, "title": "Biblioteket", "address": "Sveavägen 73"}},
    "video": {"video": _file("video", duration=9, width=640, height=480, mime_type="video/mp4", thumbnail=THUMBNAIL)},
    "video_note": {"video_note": _file("video_note", duration=4, length=240, thumbnail=THUMBNAIL)},
}
# Service messages about events in chats.
SERVICE_SAMPLES: dict[str, dict[str, Any]] = {
    "forum_topic_closed": {"forum_topic_closed": {}},
    "forum_topic_edited": {"forum_topic_edited": {"name": "Nytt ämne"}},
    "group_chat_created": {"group_chat_created": True},
    "left_chat_member": {"left_chat_member": SOMEBODY},
    "message_auto_delete_timer_changed": {
        "message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400},
    },
    "migrate_to_chat_id": {"migrate_to_chat_id": -1_002_143_998_999},
    "new_chat_members": {"new_chat_members": [SOMEBODY]},
    "new_chat_title": {"new_chat_title": "Nytt namn"},
    "pinned_message": {
        "pinned_message": {"message_id": 7, "date": DATE, "chat": CHANNEL, "text": "0xC004F211"},
    },
    "video_chat_started": {"video_chat_started": {}},
    "write_access_allowed": {"write_access_allowed": {"from_request": True}},
}
# The origins of forwarded messages: `content | {"forward_origin": ORIGINS["user"]}`.
ORIGINS: dict[str, dict[str, Any]] = {
    "user": {"type": "user", "sender_user": SOMEBODY, "date": DATE},
    "hidden_user": {"type": "hidden_user", "sender_user_name": "Bo", "date": DATE},
    "chat": {"type": "chat", "sender_chat": CHANNEL | {"type": "supergroup"}, "date": DATE},
    "channel": {"type": "channel", "chat": CHANNEL, "message_id": 11, "date": DATE},
}


def text_fields(text: str) -> dict[str, Any]:
    """Return the fields of a text message."""
    shown = _shown(text, least=1)
    return {"text": shown.text} | ({"entities": shown.entities} if shown.entities else {})


def caption_fields(caption: str | None) -> dict[str, Any]:
    """Return the fields of a caption, or no fields if there is no caption."""
    shown = _shown(caption or "", least=0)
    if not shown.text:
        return {}
    return {"caption": shown.text} | ({"caption_entities": shown.entities} if shown.entities else {})


def completed(content: dict[str, Any]) -> dict[str, Any]:
    """Return content as Telegram sends it: with entities; raise ValueError if Message has no such field."""
    content = copy.deepcopy(content)
    if "entities" not in content and "text" in content:
        content |= text_fields(content.pop("text"))
    if "caption_entities" not in content and "caption" in content:
        content |= caption_fields(content.pop("caption"))
    # python-telegram-bot knows all fields of Message; the schema here contains only what calls use.
    frame = {"message_id": 1, "date": DATE, "chat": CHANNEL}
    try:
        with warnings.catch_warnings():  # about coming changes of the library
            warnings.simplefilter("ignore")
            unknown = telegram.Message.de_json(copy.deepcopy(frame | content), None).api_kwargs
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not the content of a message: {content}") from error
    if unknown:
        raise ValueError(f"messages have no field {', '.join(unknown)}")
    return content


def _shown(text: str, least: int) -> ParsedText:
    shown = as_shown(ParsedText(clean(text)))
    if not least <= utf16_length(shown.text) <= MAX_TEXT:
        raise ValueError(f"a text is {least} to {MAX_TEXT} UTF-16 units, not {utf16_length(shown.text)}")
    return shown
