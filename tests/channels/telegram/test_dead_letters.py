"""Of an update that could not be handled its shape is kept, and nothing by which anybody could be known."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import telegram
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.dead_letters import CONTENTS, ENTITY_TYPES, MAX_BYTES, scrubbed
from bot.channels.telegram.updates import KINDS
from tests.botapi.people.contents import ORIGINS, SAMPLES
from tests.channels.telegram.odd_updates import ANY_UPDATE, JSON, WHOLE, found, paths, replaced
from tests.channels.telegram.raw_updates import (
    ASKED,
    FILE,
    NAME,
    SIZE,
    Fields,
    Raw,
    caption,
    document,
    group,
    message,
    person,
    pressed,
    summoned,
    text,
    typed,
    update,
)
from tests.understanding.privacy.test_product_keys import GAPS, KEY, bare, keys, written

PERSONAL_TEXT = "Zqwxjvkå"  # in no word that a letter may hold
PERSONAL_ID = 7_134_990_226


def content_of(raw: Raw) -> dict[str, Any]:
    """What is kept of what happened."""
    content: dict[str, Any] = scrubbed(raw)["content"]
    return content


def test_a_message_is_kept_as_its_shape_with_scrubbed_words() -> None:
    words = f"{NAME} hjälp, 0xC004F211, min nyckel är {KEY} och min mejl anna@example.com"
    sent = update(
        chat=group(username="datorhjalpen"),
        **text(words),
        **{"from": person() | {"username": "anna_k", "last_name": "Karlsson"}},
        reply_to_message=message(text="ring mig", contact=SAMPLES["contact"]["contact"]),
        forward_origin=ORIGINS["user"],
    )
    assert scrubbed(sent) == {
        "update_id": 518_204_771,
        "kind": "message",
        "content": {
            "message_id": "number",
            "chat": {"id": "number", "type": "supergroup"},
            "from": {"id": "number", "is_bot": "boolean", "language_code": "sv"},
            "date": ASKED,
            "text": "[name] hjälp, 0xC004F211, min nyckel är […] och min mejl [e-mail]",
            "entities": [
                {"type": "mention", "offset": 0, "length": 20},
                {"type": "email", "offset": words.index("anna@"), "length": 16},
            ],
            "reply_to_message": {
                "message_id": "number",
                "chat": {"id": "number", "type": "private"},
                "from": {"id": "number", "is_bot": "boolean", "language_code": "sv"},
                "date": ASKED,
                "text": "string",
                "contact": "object",
            },
        },
    }


def test_a_file_is_kept_as_its_size_and_kind_of_field() -> None:
    sent = content_of(update(photo=[SIZE], **document("image/png", file_size=5), **caption("0xC004F211")))
    assert sent["photo"] == [{"file_id": "string", "width": 90, "height": 67}]
    assert sent["document"] == {"file_id": "string", "mime_type": "string", "file_size": 5}
    assert sent["caption"] == "0xC004F211"


def test_a_button_is_kept_with_its_data_and_without_the_answer_above_it() -> None:
    above = message(chat=group(), text="Så här gör du", message_thread_id=7)
    assert content_of(pressed(message=above)) == {
        "id": "string",
        "from": {"id": "number", "is_bot": "boolean", "language_code": "sv"},
        "message": {
            "chat": {"id": "number", "type": "supergroup"},
            "message_id": "number",
            "message_thread_id": "number",
        },
        "data": '["c","0xC004F211"]',
    }


def test_an_inline_query_is_kept_with_what_was_typed() -> None:
    kept = content_of(typed(f"nyckel: {KEY}", location=SAMPLES["location"]["location"]))
    assert kept == {
        "id": "string",
        "from": {"id": "number", "is_bot": "boolean", "language_code": "sv"},
        "query": "nyckel: […]",
    }


def test_of_a_chat_that_the_bot_is_not_in_no_words_are_kept() -> None:
    asked = summoned(reply_to_message=message(text="0xC004F211"), **text(f"{NAME} hjälp honom"))
    kept = content_of(asked)
    assert (kept["text"], kept["guest_query_id"], kept["reply_to_message"]["text"]) == ("string",) * 3
    assert kept["chat"] == {"id": "number", "type": "supergroup"}


def test_what_is_of_the_wrong_type_is_told_by_its_type() -> None:
    kept = content_of(update(text=17, chat=[], date="i går", voice=None, photo={"width": 5}, entities=[7]))
    assert (kept["text"], kept["chat"], kept["date"], kept["voice"]) == ("number", "array", "string", "null")
    assert (kept["photo"], kept["entities"]) == ("object", ["number"])


@pytest.mark.parametrize("raw", [{}, {"update_id": 7, "poll": SAMPLES["poll"]["poll"]}, [], "hej", 7, None])
def test_of_what_the_bot_does_not_answer_nothing_is_kept(raw: Fields) -> None:
    assert scrubbed(raw) == {"update_id": 7 if isinstance(raw, dict) and raw else "null", "kind": "other"}


@pytest.mark.parametrize("code", [KEY, "Anna", "sv-Karlsson", "sv\n", "", 7, None])
def test_only_a_language_code_is_kept_as_one(code: Fields) -> None:
    kept = content_of(update(text="hej", **{"from": person() | {"language_code": code}}))
    assert kept["from"]["language_code"] in {"string", "number", "null"}


def test_every_entity_and_every_kind_is_known() -> None:
    assert set(telegram.MessageEntity.ALL_TYPES) == ENTITY_TYPES
    assert set(CONTENTS) == set(KINDS)


@pytest.mark.parametrize("words", ["å" * 4096, "👍" * 4096, '"' * 4096, "\x01\ud800\x00" * 4096, "0xC004F211 " * 400])
def test_a_letter_of_a_long_text_is_small(words: str) -> None:
    full = update(text=words, entities=[{"type": "expandable_blockquote", "offset": 4000, "length": 90}] * 100)
    kept = content_of(full | {"message": full["message"] | {"reply_to_message": message(photo=[SIZE] * 6)}})
    assert kept["text"]
    assert len(kept["text"]) <= 4096
    assert len(kept["entities"]) == 30


def test_of_more_than_telegram_sends_only_id_and_kind_are_kept() -> None:
    sizes = [SIZE] * 1000
    huge = update(text="å" * 10**5, caption="å" * 10**5, photo=sizes, reply_to_message=message(photo=sizes))
    assert scrubbed(huge) == {"update_id": 518_204_771, "kind": "message"}


@pytest.mark.parametrize("words", ["\ud800 hjälp", "\x00 hjälp", f"{KEY[:10]}\x00{KEY[10:]} hjälp"])
def test_words_can_be_stored_anywhere(words: str) -> None:
    kept = content_of(update(text=words))["text"]
    kept.encode()
    assert "\x00" not in kept
    assert kept.endswith(" hjälp")
    assert KEY not in kept


@settings(deadline=None)
@given(JSON | ANY_UPDATE)
def test_every_json_value_becomes_a_small_letter(raw: Fields) -> None:
    assert len(msgspec.json.encode(scrubbed(raw))) <= MAX_BYTES


PERSONAL: Raw = {  # a field of Message: one that says who, where or which, and holds nothing else
    "from": person()
    | {"id": PERSONAL_ID, "first_name": PERSONAL_TEXT, "last_name": PERSONAL_TEXT, "username": PERSONAL_TEXT},
    "chat": group(
        id=PERSONAL_ID, title=PERSONAL_TEXT, username=PERSONAL_TEXT, first_name=PERSONAL_TEXT, last_name=PERSONAL_TEXT
    ),
    "sender_chat": group(id=PERSONAL_ID, title=PERSONAL_TEXT, username=PERSONAL_TEXT),
    "via_bot": person() | {"id": PERSONAL_ID, "first_name": PERSONAL_TEXT},
    "author_signature": PERSONAL_TEXT,
    "sender_tag": PERSONAL_TEXT,
    "contact": {
        "phone_number": PERSONAL_TEXT,
        "first_name": PERSONAL_TEXT,
        "last_name": PERSONAL_TEXT,
        "user_id": PERSONAL_ID,
    },
    "venue": {
        "title": PERSONAL_TEXT,
        "address": PERSONAL_TEXT,
        "location": {"latitude": PERSONAL_ID, "longitude": PERSONAL_ID},
    },
    "location": {"latitude": PERSONAL_ID, "longitude": PERSONAL_ID},
    "document": FILE
    | {
        "file_id": PERSONAL_TEXT,
        "file_name": PERSONAL_TEXT,
        "mime_type": PERSONAL_TEXT,
        "file_unique_id": PERSONAL_TEXT,
    },
    "photo": [SIZE | {"file_id": PERSONAL_TEXT, "file_unique_id": PERSONAL_TEXT}],
    "new_chat_members": [person() | {"first_name": PERSONAL_TEXT}],
    "quote": {"text": PERSONAL_TEXT, "position": 0},
    "entities": [
        {
            "type": "text_mention",
            "offset": 0,
            "length": 1,
            "user": person(user=PERSONAL_ID) | {"first_name": PERSONAL_TEXT},
        },
        {"type": "text_link", "offset": 0, "length": 1, "url": PERSONAL_TEXT},
        {"type": PERSONAL_TEXT, "offset": 0, "length": 1, "custom_emoji_id": PERSONAL_TEXT, "language": PERSONAL_TEXT},
    ],
    "message_id": PERSONAL_ID,
    "message_thread_id": PERSONAL_ID,
    "media_group_id": PERSONAL_TEXT,
    PERSONAL_TEXT: PERSONAL_TEXT,
}
WORDLESS: Raw = PERSONAL | {"date": ASKED}
IDENTIFYING: list[Raw] = [
    {
        "update_id": 1,
        "message": WORDLESS | {"reply_to_message": WORDLESS | {"text": PERSONAL_TEXT, "caption": PERSONAL_TEXT}},
    },
    {"update_id": 1, "edited_message": WORDLESS, PERSONAL_TEXT: PERSONAL_TEXT},
    {"update_id": 1, "channel_post": WORDLESS | {"text": PERSONAL_TEXT}},
    {
        "update_id": 1,
        "callback_query": {
            "id": PERSONAL_TEXT,
            "from": PERSONAL["from"],
            "chat_instance": PERSONAL_TEXT,
            "inline_message_id": PERSONAL_TEXT,
            "message": WORDLESS
            | {"text": PERSONAL_TEXT, "reply_markup": {"inline_keyboard": [[{"text": PERSONAL_TEXT}]]}},
        },
    },
    {"update_id": 1, "guest_message": PERSONAL | {"guest_query_id": PERSONAL_TEXT}},
    {"update_id": 1, "inline_query": {"id": PERSONAL_TEXT, "from": PERSONAL["from"], "location": PERSONAL["location"]}},
]


@settings(deadline=None)
@given(data=st.data(), raw=st.sampled_from(IDENTIFYING), odd=JSON)
def test_no_name_no_id_and_no_place_comes_through(data: st.DataObject, raw: Raw, odd: Fields) -> None:
    """Also where another value of the update is odd."""
    path = data.draw(st.sampled_from([(), *paths(raw)]))
    letter = msgspec.json.encode(scrubbed(replaced(raw, path, [odd]) if path else raw)).decode()
    assert PERSONAL_TEXT not in letter
    assert str(PERSONAL_ID) not in letter


@settings(deadline=None)
@given(data=st.data(), raw=st.sampled_from([*WHOLE, *IDENTIFYING]), key=keys)
def test_no_product_key_comes_through_from_anywhere(data: st.DataObject, raw: Raw, key: str) -> None:
    assume(any(character.isdigit() for character in key) and not set(key) <= set("0123456789ABCDEF"))
    texts = [path for path in paths(raw) if isinstance(found(raw, path), str)]
    words = data.draw(st.sampled_from(["", "nyckel: "])) + data.draw(written(key))
    letter = scrubbed(replaced(raw, data.draw(st.sampled_from(texts)), [words]))
    assert key not in bare(msgspec.json.encode(letter).decode())


@settings(deadline=None, max_examples=50)
@given(key=keys, gap=st.sampled_from(GAPS), at=st.integers(3900, 5000))
def test_no_part_of_a_product_key_is_left_where_a_text_is_cut(key: str, gap: str, at: int) -> None:
    assume(any(character.isdigit() for character in key) and not set(key) <= set("0123456789ABCDEF"))
    words = "ö. " * (at // 3) + gap.join(key[start : start + 5] for start in range(0, 25, 5))
    assert key[:5] not in content_of(update(text=words))["text"]
