"""An update becomes an event, or nothing, or is malformed."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime

import pytest
import telegram

from bot.channels.telegram.incoming.updates import DetachedPress, Incoming, InlineQuery, Malformed
from bot.channels.telegram.incoming.updates import read as read_update
from bot.conversation import Picture, Press, Question, Unreadable
from bot.conversation.actions import ChooseLanguage, Rate, ShowCode
from bot.conversation.events import Attachment
from bot.pictures import MAX_BYTES
from tests.botapi.people.contents import CHANNEL, ORIGINS, SAMPLES, SERVICE_SAMPLES
from tests.channels.telegram.raw_updates import (
    ANNA,
    AT,
    CHANGED,
    EDITED_AT,
    FILE,
    GROUP,
    HIDDEN,
    ME,
    NAME,
    PRIVATE,
    SIZE,
    THE_BOT,
    TOPIC,
    Fields,
    Raw,
    caption,
    document,
    group,
    incoming,
    message,
    parsed,
    person,
    pressed,
    read,
    text,
    typed,
    update,
)

QUESTION = Question("0xC004F211", AT, id=2041)
SIZES: list[Raw] = [
    FILE | {"file_id": str(width), "width": width, "height": width * 3 // 4} for width in (90, 1280, 320, 800)
]


def test_a_text_is_a_question() -> None:
    asked = Question("moderkortet bytt", AT, id=2041)
    assert read(text="moderkortet bytt") == Incoming(ANNA, ANNA, asked, message=2041, question=2041)


def test_an_edited_text_is_a_question_asked_when_it_was_edited() -> None:
    asked = Question("0xC004F211", EDITED_AT, id=2041)
    edited = read("edited_message", text="0xC004F211", edit_date=CHANGED)
    assert edited == Incoming(ANNA, ANNA, asked, message=2041, question=2041, edited=True)


@pytest.mark.parametrize(
    "content",
    [
        document(None) | caption("0xC004F211"),
        document("application/pdf") | caption("0xC004F211"),
        SAMPLES["video"] | caption("0xC004F211"),
        SAMPLES["audio"] | caption("0xC004F211"),
        {"text": "0xC004F211", "forward_origin": HIDDEN},
        {"text": "0xC004F211", "entities": [{"type": "hashtag", "offset": 0, "length": 10}]},
        {"text": "0xC004F211", "a_field_of_tomorrow": {"x": 1}},
        {"text": "0xC004F211", "via_bot": {"id": 7, "is_bot": True, "first_name": "gif"}},
        {"text": "0xC004F211", "quote": {"text": "en rad", "position": 0}},
    ],
    ids=["file", "pdf", "video", "audio", "forward", "entities", "unknown field", "via another bot", "quote"],
)
def test_text_is_a_question_in_every_field(content: Raw) -> None:
    assert read(**content) == Incoming(ANNA, ANNA, QUESTION, 2041, 2041)


@pytest.mark.parametrize(("words", "asked"), [("", None), ("\U0001f44d", "\U0001f44d"), ("x" * 4096, "x" * 4096)])
def test_a_text_is_neither_cut_nor_changed(words: str, asked: str | None) -> None:
    found = read(text=words)
    assert (found and found.event) == (asked and Question(asked, AT, id=2041))


@pytest.mark.parametrize(
    "words",
    [f"{NAME} 0xC004F211", f"0xC004F211 {NAME}", f"0xC004F211{NAME.upper()}"],
)
def test_the_bots_own_name_is_not_part_of_a_question(words: str) -> None:
    assert read(text=words) == Incoming(ANNA, ANNA, QUESTION, 2041, 2041)


def test_nobody_in_a_private_chat_is_left_without_an_answer() -> None:
    assert read(**text(NAME)) == Incoming(ANNA, ANNA, Question("/start", AT, id=2041), 2041, 2041)


# --- Pictures


def picture(**more: Fields) -> Picture:
    """Return a picture as the conversation gets it before it is read."""
    known: Raw = {"text": "", "at": AT}
    return Picture(**known | more)


def test_a_picture_is_read_at_its_largest_size() -> None:
    assert read(photo=SIZES) == Incoming(ANNA, ANNA, picture(), 2041, 2041, picture="1280")
    assert read(photo=[SIZE]) == Incoming(ANNA, ANNA, picture(), 2041, 2041, picture=SIZE["file_id"])


def test_the_caption_of_a_picture_is_kept() -> None:
    words = f"{NAME} vad är det här?"
    assert read(photo=SIZES, **caption(words)) == Incoming(
        ANNA, ANNA, picture(caption="vad är det här?"), 2041, 2041, picture="1280"
    )


def test_an_edited_caption_is_a_picture_sent_when_it_was_edited() -> None:
    edited = read("edited_message", photo=SIZES, edit_date=CHANGED, **caption("0xC004F211"))
    changed = picture(at=EDITED_AT, caption="0xC004F211")
    assert edited == Incoming(ANNA, ANNA, changed, 2041, 2041, edited=True, picture="1280")


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_forwarded_picture_is_a_picture(origin: str) -> None:
    assert read(photo=SIZES, forward_origin=ORIGINS[origin]) == Incoming(
        ANNA, ANNA, picture(), 2041, 2041, picture="1280"
    )


@pytest.mark.parametrize("mime_type", ["image/png", "image/jpeg", "image/webp"])
@pytest.mark.parametrize("size", [{}, {"file_size": 0}, {"file_size": MAX_BYTES}], ids=["?", "0", "most"])
def test_a_picture_sent_as_a_file_is_read(mime_type: str, size: Raw) -> None:
    found = read(**document(mime_type, **size), **caption("hjälp"))
    assert found == Incoming(ANNA, ANNA, picture(caption="hjälp"), 2041, 2041, picture=FILE["file_id"])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (document("image/gif"), "wrong_format"),
        (document("image/heic"), "wrong_format"),
        (document("image/svg+xml"), "wrong_format"),
        (document("image/tiff"), "wrong_format"),
        (document("image/"), "wrong_format"),
        (document("image/heic", file_size=MAX_BYTES + 1), "wrong_format"),
        (document("image/png", file_size=MAX_BYTES + 1), "too_large"),
        (document("image/jpeg", file_size=2**52), "too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else value["document"]["mime_type"],
)
def test_a_picture_that_cannot_be_read_says_why_and_is_not_fetched(content: Raw, problem: str) -> None:
    found = read(**content, **caption("hjälp"))
    assert found == Incoming(ANNA, ANNA, picture(caption="hjälp", problem=problem), 2041, 2041, picture=None)


@pytest.mark.parametrize("mime_type", [None, "", "application/pdf", "video/mp4", "text/plain", "imagery/png"])
def test_any_other_file_is_a_file(mime_type: str | None) -> None:
    assert read(**document(mime_type)) == Incoming(ANNA, ANNA, Unreadable("file", AT), 2041, 2041)


def test_a_live_photo_is_a_picture() -> None:
    moving = SIZE | {"file_id": "rörlig", "duration": 3}
    assert read(photo=SIZES, live_photo=moving) == Incoming(ANNA, ANNA, picture(), 2041, 2041, picture="1280")


# --- Everything else that a message can contain

ATTACHED: list[tuple[Raw, Attachment]] = [
    ({"voice": FILE | {"duration": 4}}, "voice"),
    (SAMPLES["audio"], "voice"),
    (SAMPLES["video_note"], "voice"),
    ({"sticker": SIZE | {"type": "regular", "is_animated": False, "is_video": False}}, "sticker"),
    (SAMPLES["animation"], "sticker"),
    (SAMPLES["dice"], "sticker"),
    (SAMPLES["location"], "location"),
    (SAMPLES["venue"], "location"),
    (SAMPLES["contact"], "contact"),
    (SAMPLES["poll"], "poll"),
    (SAMPLES["video"], "video"),
    (document("application/zip"), "file"),
    (SAMPLES["story"], "other"),
    (SAMPLES["game"], "other"),
    (SAMPLES["paid_media"], "other"),
    (SAMPLES["invoice"], "other"),
    (SAMPLES["checklist"], "other"),
    (SAMPLES["giveaway"], "other"),
]
USER, GIFT = person(), {"id": "5", "star_count": 15}
STICKER = SIZE | {"type": "custom_emoji", "is_animated": False, "is_video": False}
PAID = {"currency": "XTR", "total_amount": 5, "invoice_payload": "a", "telegram_payment_charge_id": "b"}
SILENT: dict[str, Fields] = {  # fields of Message that are not answered, each with an example
    **{name: sample[name] for name, sample in SERVICE_SAMPLES.items()},
    "boost_added": {"boost_count": 1},
    "channel_chat_created": True,
    "chat_background_set": {"type": {"type": "chat_theme", "theme_name": "🏠"}},
    "chat_owner_changed": {"new_owner": USER},
    "chat_owner_left": {},
    "chat_shared": {"request_id": 1, "chat_id": GROUP},
    "checklist_tasks_added": {"tasks": [{"id": 1, "text": "Byt moderkort"}]},
    "checklist_tasks_done": {"marked_as_done_task_ids": [1]},
    "connected_website": "example.com",
    "delete_chat_photo": True,
    "direct_message_price_changed": {"are_direct_messages_enabled": True},
    "forum_topic_created": {"name": "Windows", "icon_color": 7_322_096},
    "forum_topic_reopened": {},
    "general_forum_topic_hidden": {},
    "general_forum_topic_unhidden": {},
    "gift": {"gift": GIFT | {"sticker": STICKER}},
    "gift_upgrade_sent": {"gift": GIFT | {"sticker": STICKER}},
    "giveaway_completed": {"winner_count": 1},
    "giveaway_created": {},
    "giveaway_winners": {
        "chat": CHANNEL,
        "giveaway_message_id": 7,
        "winners_selection_date": CHANGED,
        "winner_count": 1,
        "winners": [USER],
    },
    "managed_bot_created": {"bot": THE_BOT},
    "migrate_from_chat_id": -4_143_998_120,
    "new_chat_photo": [SIZE],
    "paid_message_price_changed": {"paid_message_star_count": 5},
    "passport_data": {"data": [], "credentials": {"data": "a", "hash": "b", "secret": "c"}},
    "poll_option_added": {"option_persistent_id": "a", "option_text": "Elva"},
    "poll_option_deleted": {"option_persistent_id": "a", "option_text": "Elva"},
    "proximity_alert_triggered": {"traveler": USER, "watcher": USER, "distance": 5},
    "refunded_payment": PAID,
    "successful_payment": PAID | {"provider_payment_charge_id": "c"},
    "suggested_post_approval_failed": {"price": {"currency": "XTR", "amount": 5}},
    "suggested_post_approved": {"send_date": CHANGED},
    "suggested_post_declined": {"comment": "nej"},
    "suggested_post_paid": {"currency": "XTR", "amount": 5},
    "suggested_post_refunded": {"reason": "post_deleted"},
    "supergroup_chat_created": True,
    "unique_gift": {
        "gift": {
            "gift_id": "5",
            "base_name": "Lur",
            "name": "Lur-1",
            "number": 1,
            **{part: {"name": "Röd", "sticker": STICKER, "rarity_per_mille": 5} for part in ("model", "symbol")},
            "backdrop": {
                "name": "Röd",
                "colors": {"center_color": 1, "edge_color": 2, "symbol_color": 3, "text_color": 4},
                "rarity_per_mille": 5,
            },
        },
        "origin": "upgrade",
    },
    "users_shared": {"request_id": 1, "users": [{"user_id": ANNA}]},
    "video_chat_ended": {"duration": 60},
    "video_chat_participants_invited": {"users": [USER]},
    "video_chat_scheduled": {"start_date": CHANGED},
    "web_app_data": {"data": "0xC004F211", "button_text": "Öppna"},
}
WORDS = {"text", "caption"}
PICTURES = {"photo", "live_photo"}
AROUND = {  # fields that say who, where, when or how, and contain nothing to answer
    *("message_id", "date", "edit_date", "chat", "from_user", "sender_chat", "sender_tag", "sender_boost_count"),
    *("sender_business_bot", "business_connection_id", "author_signature", "is_from_offline", "is_automatic_forward"),
    *("message_thread_id", "is_topic_message", "direct_messages_topic", "media_group_id", "effect_id"),
    *("reply_to_message", "reply_to_story", "reply_to_checklist_task_id", "reply_to_poll_option_id"),
    *("external_reply", "quote", "forward_origin", "via_bot", "entities", "caption_entities", "reply_markup"),
    *("link_preview_options", "show_caption_above_media", "has_media_spoiler", "has_protected_content"),
    *("is_paid_post", "paid_star_count", "suggested_post_info"),
    *("guest_bot_caller_user", "guest_bot_caller_chat", "guest_query_id"),
}


def test_every_field_of_a_message_is_an_event_or_deliberately_ignored() -> None:
    known = set(inspect.signature(telegram.Message.__init__).parameters) - {"self", "api_kwargs"}
    events = {name for content, _ in ATTACHED for name in content} | PICTURES | WORDS
    kinds = (events, set(SILENT), AROUND)
    assert sorted(known) == sorted(name for kind in kinds for name in kind), "each of them stands in one of the kinds"


@pytest.mark.parametrize(("content", "attachment"), ATTACHED, ids=[next(iter(content)) for content, _ in ATTACHED])
def test_an_attachment_is_named_in_the_answer(content: Raw, attachment: Attachment) -> None:
    assert read(**content) == Incoming(ANNA, ANNA, Unreadable(attachment, AT), 2041, 2041)
    forwarded = read(**content, forward_origin=HIDDEN)
    assert forwarded == read(**content)


@pytest.mark.parametrize("where", [PRIVATE, group()], ids=["private", "group"])
@pytest.mark.parametrize("name", sorted(SILENT))
def test_service_messages_are_not_answered(name: str, where: Raw) -> None:
    # python-telegram-bot parses the example, so it is valid.
    raw = message(**{name: SILENT[name]}, chat=where)
    read_by_library = telegram.Message.de_json(message(**{name: SILENT[name]}, chat=where), None)
    assert getattr(read_by_library, name) is not None
    assert parsed({"update_id": 1, "message": raw}) is None


@pytest.mark.parametrize("content", [{"text": ""}, {"caption": ""}, {"photo": []}, {"new_chat_members": []}, {}])
def test_an_empty_message_asks_for_nothing(content: Raw) -> None:
    assert read(**content) is None


@pytest.mark.parametrize("kind", ["channel_post", "edited_channel_post"])
def test_channels_are_read_by_many_and_not_answered(kind: str) -> None:
    assert read(kind, text="0xC004F211", chat=CHANNEL, sender_chat=CHANNEL) is None


@pytest.mark.parametrize(
    "kind", ["my_chat_member", "chat_member", "message_reaction_count", "poll", "business_message", "of_tomorrow"]
)
def test_other_kinds_of_updates_are_not_answered(kind: str) -> None:
    change = {
        "chat": PRIVATE,
        "from": person(),
        "date": CHANGED,
        "old_chat_member": {"user": person(), "status": "member"},
        "new_chat_member": {"user": person(), "status": "kicked", "until_date": 0},
    }
    payloads: Raw = {
        "my_chat_member": change,
        "chat_member": change,
        "message_reaction_count": {"chat": group(), "message_id": 7, "date": CHANGED, "reactions": []},
        "poll": SAMPLES["poll"]["poll"],
        "business_message": message(text="0xC004F211", business_connection_id="a"),
        "of_tomorrow": {"text": "0xC004F211"},
    }
    assert parsed({"update_id": 1, kind: payloads[kind]}) is None
    assert parsed({"update_id": 1}) is None


@pytest.mark.parametrize(
    ("code", "language"),
    [("en", "en"), ("en-GB", "en"), ("sv", None), ("de", None), ("enm", None), ("", None), (None, None)],
)
def test_only_users_of_telegram_in_english_get_english(code: str | None, language: str | None) -> None:
    sender = {"from": person(code)}
    for content in ({"text": "hej"}, {"photo": SIZES}, SAMPLES["dice"], document("image/gif")):
        found = read(**content, **sender)
        assert found is not None
        assert found.event.client_language == language
    found = incoming(pressed(**sender))
    assert found is not None
    assert found.event.client_language == language
    asked = parsed(typed(**sender))
    assert isinstance(asked, InlineQuery)
    assert asked.client_language == language


# --- Buttons


@pytest.mark.parametrize(
    ("data", "action"),
    [
        ('["c","0xC004F211"]', ShowCode("0xC004F211")),
        ('["l","en"]', ChooseLanguage("en")),
        ('["r","hardware-changed",2,true]', Rate("hardware-changed", 2, helped=True)),
        ('["r","hardware-changed",0,false]', Rate("hardware-changed", 0, helped=False)),
    ],
)
def test_a_press_has_its_action_and_the_id_of_its_message(data: str, action: ShowCode | ChooseLanguage | Rate) -> None:
    before = datetime.now(UTC)
    found = incoming(pressed(data=data))
    assert found is not None
    assert isinstance(found.event, Press)
    assert before <= found.event.at <= datetime.now(UTC)
    press = Press(action, found.event.at)
    assert found == Incoming(ANNA, ANNA, press, message=2041, question=2041, callback_id="4382")


def test_the_person_who_presses_a_button_in_a_group_may_not_be_the_one_who_asked() -> None:
    found = incoming(pressed(message=message(chat=group(), **{"from": THE_BOT})))
    assert found is not None
    assert (found.chat, found.person, found.group, found.thread) == (GROUP, ANNA, True, None)


@pytest.mark.parametrize(("place", "thread"), [(TOPIC, 7), ({"message_thread_id": 7}, None), ({}, None)])
def test_a_button_pressed_in_a_topic_is_answered_there(place: Raw, thread: int | None) -> None:
    found = incoming(pressed(message=message(chat=group(is_forum=True), **place)))
    assert found is not None
    assert found.thread == thread


@pytest.mark.parametrize(("chat", "where"), [(PRIVATE, ANNA), (group(), GROUP)])
def test_the_message_of_a_button_may_be_inaccessible(chat: Raw, where: int) -> None:
    found = incoming(pressed(message={"chat": chat, "message_id": 7, "date": 0}))
    assert found is not None
    assert (found.chat, found.message, found.question, found.callback_id) == (where, 7, 7, "4382")
    assert (found.group, found.thread) == (where == GROUP, None)
    assert isinstance(found.event, Press)
    assert found.event.action == ShowCode("0xC004F211")


@pytest.mark.parametrize("data", ["", "s:hardware-changed", '["r","hardware-changed","x",true]', None])
def test_a_button_of_another_version_is_a_press_without_an_action(data: str | None) -> None:
    found = incoming(pressed(data=data))
    assert found is not None
    assert isinstance(found.event, Press)
    assert found.event.action is None


def test_a_button_under_an_inline_answer_can_only_be_answered_with_a_toast() -> None:
    raw = pressed(inline_message_id="BAAAAJ")
    del raw["callback_query"]["message"]
    assert parsed(raw) == DetachedPress("4382")


# --- Inline queries


@pytest.mark.parametrize("query", ["", " ", "moder", "0xC004F2", "/start", f"{NAME} hej", "👍" * 128])
def test_an_inline_query_is_read_unchanged(query: str) -> None:
    assert parsed(typed(query)) == InlineQuery("77", ANNA, query, None)


@pytest.mark.parametrize("more", [{"chat_type": "sender"}, {"location": SAMPLES["location"]["location"]}])
def test_the_chat_of_an_inline_query_makes_no_difference(more: Raw) -> None:
    assert parsed(typed(**more)) == InlineQuery("77", ANNA, "moder", None)


# --- Updates that do not match the Bot API

FORGED: dict[str, Raw] = {
    "message that is a number": {"update_id": 1, "message": 7},
    "message that is a text": {"update_id": 1, "message": "hej"},
    "message that is a list": {"update_id": 1, "message": [1]},
    "message without chat": {"update_id": 1, "message": {"message_id": 7, "date": CHANGED, "text": "hej"}},
    "text that is a number": update(text=17),
    "text that is a list": update(text=["hej"]),
    "caption that is a number": update(caption=17),
    "chat that is a number": update(text="hej", chat=ANNA),
    "chat without type": update(text="hej", chat={"id": ANNA}),
    "date that is a text": update(text="hej", date="i går"),
    "date that is a list": update(text="hej", date=[]),
    "date past all calendars": update(text="hej", date=10**18),
    "date of an edit past all calendars": update("edited_message", text="hej", edit_date=253_402_300_800),
    "date before all dates": update(text="hej", date=-1),
    "sender that is a number": update(text="hej", **{"from": 7}),
    "entities that are numbers": update(text="hej", chat=group(), entities=[7]),
    "half a character before a name": update(
        text=f"\ud800{NAME}", chat=group(), entities=[{"type": "mention", "offset": 1, "length": len(NAME)}]
    ),
    "half of a character that is named": update(
        text=f"{NAME}👍", chat=group(), entities=[{"type": "mention", "offset": 0, "length": len(NAME) + 1}]
    ),
    "attachment that is a text": update(voice="röst"),
    "picture without size": update(photo=[{"width": 90}]),
    "picture that is a text": update(photo="bild"),
    "picture of a size in words": update(photo=[SIZE, SIZE | {"width": "bred"}]),
    "file of a size in words": update(**document("image/png", file_size="stor")),
    "file of a numbered kind": update(**document("a") | {"document": FILE | {"mime_type": 7}}),
    "reply to a number": update(text="hej", chat=group(), reply_to_message=7),
    "query that is a number": {"update_id": 1, "callback_query": 7},
    "query without sender": {"update_id": 1, "callback_query": {"id": "4382"}},
    "query under a number": pressed(message=7),
    "query with a number": pressed(data=17),
    "query with a list": pressed(data=["c", "0xC004F211"]),
    "inline query that is a text": {"update_id": 1, "inline_query": "moder"},
    "inline query without sender": {"update_id": 1, "inline_query": {"id": "77", "query": "moder", "offset": ""}},
}


@pytest.mark.parametrize("raw", FORGED.values(), ids=FORGED)
def test_an_invalid_update_is_malformed(raw: Raw) -> None:
    found = read_update(raw, ME)
    assert isinstance(found, Malformed)
    assert found.reason


@pytest.mark.parametrize("number", [None, "7", 7.0, True, 2**63, -(2**63), 10**40])
def test_an_object_without_a_valid_id_is_not_an_update(number: Fields) -> None:
    with pytest.raises(ValueError, match="no update"):
        read_update({"update_id": number, "message": message(text="hej")}, ME)


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**52, -(2**52), 2**63, 10**40])
def test_ids_of_any_size_are_read_unchanged(number: int) -> None:
    raw = update(text="hej", message_id=number, chat=PRIVATE | {"id": number}, **{"from": person(user=number)})
    found = incoming(raw)
    assert found is not None
    assert (found.chat, found.person, found.message, found.question) == (number, number, number, number)


@pytest.mark.parametrize("offset", [-1, 5, 10**9, -(10**9)])
@pytest.mark.parametrize("length", [0, -1, 10**9])
def test_a_mention_outside_of_the_text_mentions_nobody(offset: int, length: int) -> None:
    mention = {"type": "mention", "offset": offset, "length": length}
    found = read(text="hej alla", chat=group(), entities=[mention])
    assert found is not None
    assert isinstance(found.event, Question)
    assert found.event.heard == "overheard"


def test_replies_to_replies_without_end_are_read_as_one_message() -> None:
    thread = message(text="0xC004F210", chat=group())
    for _ in range(50):
        thread = message(text="0xC004F210", chat=group(), reply_to_message=thread)
    found = read(text="0xC004F211", chat=group(), reply_to_message=thread)
    assert found is not None
    assert found.event == Question("0xC004F211", AT, heard="overheard", id=2041)
