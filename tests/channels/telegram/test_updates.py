"""What Telegram reports becomes an event, or nothing; what is not as the Bot API says raises."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.channels.telegram.updates import Incoming, parse
from bot.conversation import Press, Question, Unreadable
from bot.conversation.events import ShowCode

ANNA = 184_220_917
GROUP = -1_002_143_998_120
USERNAME = "aktivering_test_bot"
ASKED, CHANGED = 1_760_000_000, 1_760_000_060
AT, EDITED_AT = datetime.fromtimestamp(ASKED, UTC), datetime.fromtimestamp(CHANGED, UTC)
FILE = {"file_id": "AgACAgQAAxkBAAI", "file_unique_id": "AQADsomething"}
SIZE = FILE | {"width": 90, "height": 67}
PRIVATE = {"id": ANNA, "type": "private", "first_name": "Anna"}
POLL = {
    "id": "7",
    "question": "Vilken?",
    "options": [{"text": "Ja", "voter_count": 0, "persistent_id": "a"}],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": True,
    "members_only": False,
}
HIDDEN = {"type": "hidden_user", "sender_user_name": "Bo", "date": ASKED}


def person(language: str | None = "sv") -> dict[str, Any]:
    return {"id": ANNA, "is_bot": False, "first_name": "Anna"} | ({"language_code": language} if language else {})


def message(**content: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of Message
    """A message of Anna's in her private chat with the bot, unless told otherwise."""
    return {"message_id": 2041, "from": person(), "chat": PRIVATE, "date": ASKED} | content


def read(kind: str = "message", **content: Any) -> Incoming | None:  # noqa: ANN401 - as above
    return parse({"update_id": 518_204_771, kind: message(**content)}, USERNAME)


def group(kind: str = "supergroup") -> dict[str, Any]:
    return {"id": GROUP, "type": kind, "title": "Datorhjälpen"}


def query(**content: Any) -> dict[str, Any]:  # noqa: ANN401 - any field of CallbackQuery
    """A button pressed by Anna, as an update."""
    pressed = {"id": "4382", "from": person(), "chat_instance": "-77", "data": "c:0xC004F211", "message": message()}
    return {"update_id": 518_204_771, "callback_query": pressed | content}


def test_a_text_is_a_question() -> None:
    assert read(text="moderkortet bytt") == Incoming(ANNA, Question("moderkortet bytt", AT), 2041)


def test_an_edited_text_is_a_question_asked_when_it_was_edited() -> None:
    question = Question("0xC004F211", EDITED_AT)
    assert read("edited_message", text="0xC004F211", edit_date=CHANGED) == Incoming(ANNA, question, 2041, edited=True)


@pytest.mark.parametrize(
    "content",
    [
        {"photo": [SIZE], "caption": "0xC004F211"},
        {"document": FILE, "caption": "0xC004F211"},
        {"text": "0xC004F211", "forward_origin": HIDDEN},
        {"text": "0xC004F211", "entities": [{"type": "hashtag", "offset": 0, "length": 10}]},
        {"text": "0xC004F211", "a_field_of_tomorrow": {"x": 1}},
    ],
    ids=["picture with caption", "file with caption", "forward", "entities", "unknown field"],
)
def test_words_are_a_question_wherever_they_stand(content: dict[str, Any]) -> None:
    assert read(**content) == Incoming(ANNA, Question("0xC004F211", AT), 2041)


@pytest.mark.parametrize(
    ("content", "attachment"),
    [
        ({"photo": [SIZE]}, "picture"),
        ({"photo": [SIZE], "forward_origin": HIDDEN}, "picture"),
        ({"voice": FILE | {"duration": 4}}, "voice"),
        ({"audio": FILE | {"duration": 4}}, "voice"),
        ({"video_note": FILE | {"duration": 4, "length": 240}}, "voice"),
        ({"video": SIZE | {"duration": 4}}, "video"),
        ({"document": FILE}, "file"),
        ({"sticker": SIZE | {"type": "regular", "is_animated": False, "is_video": False}}, "sticker"),
        # Telegram names an animation's file twice.
        ({"animation": SIZE | {"duration": 4}, "document": FILE}, "sticker"),
        ({"dice": {"emoji": "🎲", "value": 4}}, "sticker"),
        ({"location": {"latitude": 59.3, "longitude": 18.1}}, "location"),
        ({"contact": {"phone_number": "+46701740605", "first_name": "Bo"}}, "contact"),
        ({"poll": POLL}, "poll"),
    ],
)
def test_what_holds_no_words_is_named(content: dict[str, Any], attachment: str) -> None:
    incoming = read(**content)
    assert incoming is not None
    assert isinstance(incoming.event, Unreadable)
    assert (incoming.event.attachment, incoming.event.at) == (attachment, AT)


@pytest.mark.parametrize(
    "content",
    [
        {"new_chat_members": [person()], "chat": group()},
        {"left_chat_member": person(), "chat": group()},
        {"new_chat_title": "Nytt namn", "chat": group()},
        {"pinned_message": message(text="0xC004F211"), "chat": group()},
        {"group_chat_created": True, "chat": group("group")},
        {"migrate_to_chat_id": GROUP, "chat": group("group")},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400}},
        {"text": ""},
        {},
    ],
    ids=lambda content: next(iter(content), "empty"),
)
def test_service_messages_ask_for_nothing(content: dict[str, Any]) -> None:
    assert read(**content) is None


@pytest.mark.parametrize("kind", ["channel_post", "edited_channel_post", "message"])
def test_channels_are_read_by_many_and_not_answered(kind: str) -> None:
    chat = {"id": GROUP, "type": "channel", "title": "Datornytt"}
    assert read(kind, text="0xC004F211", chat=chat, sender_chat=chat) is None


@pytest.mark.parametrize("kind", ["my_chat_member", "message_reaction_count", "poll", "a_kind_of_tomorrow"])
def test_other_kinds_of_updates_are_nothing_to_answer(kind: str) -> None:
    payloads: dict[str, Any] = {
        "my_chat_member": {
            "chat": PRIVATE,
            "from": person(),
            "date": ASKED,
            "old_chat_member": {"user": person(), "status": "member"},
            "new_chat_member": {"user": person(), "status": "kicked", "until_date": 0},
        },
        "message_reaction_count": {"chat": group(), "message_id": 7, "date": ASKED, "reactions": []},
    }
    assert parse({"update_id": 1, kind: payloads.get(kind)}, USERNAME) is None


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_a_question_in_a_group_is_known_as_such(kind: str) -> None:
    assert read(text="0xC004F211", chat=group(kind)) == Incoming(GROUP, Question("0xC004F211", AT), 2041, group=True)


def test_an_anonymous_administrator_has_no_language() -> None:
    raw = message(text="0xC004F211", chat=group(), sender_chat=group())
    del raw["from"]
    assert parse({"update_id": 1, "message": raw}, USERNAME) == Incoming(
        GROUP, Question("0xC004F211", AT), 2041, group=True
    )


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("/hjalp", True),
        (f"/hjalp@{USERNAME}", True),
        (f"/hjalp@{USERNAME.upper()} nu", True),
        ("/hjalp@en_annan_bot", False),
        ("/hjalp@en_annan_bot 0xC004F211", False),
        (f"@{USERNAME} 0xC004F211", True),
        ("skriv till anna@example.com", True),
        ("/", True),
        ("/ hjalp@en_annan_bot", True),
    ],
)
def test_commands_for_other_bots_are_theirs(text: str, answered: bool) -> None:
    assert (read(text=text, chat=group()) is not None) is answered
    assert (read(photo=[SIZE], caption=text, chat=group()) is not None) is answered


@pytest.mark.parametrize(
    ("code", "language"),
    [("en", "en"), ("en-GB", "en"), ("sv", None), ("de", None), ("enm", None), ("", None), (None, None)],
)
def test_only_those_with_telegram_in_english_are_spoken_to_in_english(code: str | None, language: str | None) -> None:
    sender = {"from": person(code)}
    asked = {"update_id": 1, "message": message(text="hej") | sender}
    pressed = {"update_id": 2, "callback_query": query()["callback_query"] | sender}
    for incoming in (parse(asked, USERNAME), parse(pressed, USERNAME)):
        assert incoming is not None
        assert incoming.event.client_language == language


def test_a_pressed_button_names_its_action_and_the_message_it_is_under() -> None:
    before = datetime.now(UTC)
    incoming = parse(query(), USERNAME)
    assert incoming is not None
    assert isinstance(incoming.event, Press)
    assert incoming.event.action == ShowCode("0xC004F211")
    assert before <= incoming.event.at <= datetime.now(UTC)
    assert (incoming.chat, incoming.message, incoming.callback_id) == (ANNA, 2041, "4382")
    assert not incoming.group
    assert not incoming.edited


def test_a_button_pressed_in_a_group() -> None:
    incoming = parse(query(message=message(chat=group())), USERNAME)
    assert incoming is not None
    assert (incoming.chat, incoming.group) == (GROUP, True)


def test_the_message_of_a_button_may_be_too_old_to_be_shown_to_bots() -> None:
    incoming = parse(query(message={"chat": PRIVATE, "message_id": 7, "date": 0}), USERNAME)
    assert incoming is not None
    assert (incoming.chat, incoming.message, incoming.callback_id) == (ANNA, 7, "4382")


@pytest.mark.parametrize("data", ["", "toggle|hardware-changed", None])
def test_a_button_of_another_version_is_pressed_all_the_same(data: str | None) -> None:
    incoming = parse(query(data=data), USERNAME)
    assert incoming is not None
    assert isinstance(incoming.event, Press)
    assert incoming.event.action is None


def test_a_button_without_its_message_has_no_chat_to_answer_in() -> None:
    raw = query(inline_message_id="BAAAAJ")
    del raw["callback_query"]["message"]
    assert parse(raw, USERNAME) is None


FORGED: dict[str, dict[str, Any]] = {
    "message that is a number": {"update_id": 1, "message": 7},
    "message that is a text": {"update_id": 1, "message": "hej"},
    "message that is a list": {"update_id": 1, "message": [1]},
    "message without chat": {"update_id": 1, "message": {"message_id": 7, "date": ASKED, "text": "hej"}},
    "text that is a number": {"update_id": 1, "message": message(text=17)},
    "text that is a list": {"update_id": 1, "message": message(text=["hej"])},
    "chat that is a number": {"update_id": 1, "message": message(text="hej", chat=ANNA)},
    "chat without type": {"update_id": 1, "message": message(text="hej", chat={"id": ANNA})},
    "date that is a text": {"update_id": 1, "message": message(text="hej", date="i går")},
    "picture without size": {"update_id": 1, "message": message(photo=[{"width": 90}])},
    "query that is a number": {"update_id": 1, "callback_query": 7},
    "query without sender": {"update_id": 1, "callback_query": {"id": "4382"}},
    "query under a number": query(message=7),
    "query with a number": query(data=17),
}


@pytest.mark.parametrize("raw", FORGED.values(), ids=FORGED)
def test_what_is_not_as_the_bot_api_says_raises(raw: dict[str, Any]) -> None:
    with pytest.raises((AttributeError, KeyError, TypeError, ValueError)):
        parse(raw, USERNAME)
