"""A dead letter has the kind of an update and its scrubbed words, and nothing that identifies a person."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.dead_letters import MAX_BYTES_OF_WORDS, letter_content
from bot.channels.telegram.incoming.updates import Malformed, read
from tests.botapi.people.contents import ORIGINS, SAMPLES
from tests.channels.telegram.odd_updates import ANY_UPDATE, JSON, WHOLE, found, paths, replaced
from tests.channels.telegram.raw_updates import (
    ASKED,
    FILE,
    ME,
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

PERSONAL_TEXT = "Zqwxjvkå"  # in no word that a dead letter may contain
PERSONAL_ID = 7_134_990_226
MAX_BYTES = MAX_BYTES_OF_WORDS + 100


def content_of(raw: Raw) -> dict[str, Any]:
    """Return the content of an update's dead letter."""
    content: dict[str, Any] = json.loads(letter_content(read({"update_id": 7} | raw, ME)))
    return content


def letter_of(raw: Raw) -> str:
    """Return everything a dead letter keeps of an update: its content, and the reason why it could not be read."""
    found = read({"update_id": 7} | raw, ME)
    return letter_content(found) + (found.reason if isinstance(found, Malformed) else "")


def test_a_message_is_kept_as_its_scrubbed_words() -> None:
    words = f"{NAME} hjälp, 0xC004F211, min nyckel är {KEY} och min mejl anna@example.com"
    sent = update(
        chat=group(username="datorhjalpen"),
        **text(words),
        **{"from": person() | {"username": "anna_k", "last_name": "Karlsson"}},
        reply_to_message=message(text="ring mig", contact=SAMPLES["contact"]["contact"]),
        forward_origin=ORIGINS["user"],
    )
    kept = "[name] hjälp, 0xC004F211, min nyckel är […] och min mejl [e-mail]"
    assert content_of(sent) == {"kind": "message", "words": kept}


def test_a_picture_is_kept_as_its_caption() -> None:
    sent = update(photo=[SIZE], **document("image/png", file_size=5), **caption("0xC004F211"))
    assert content_of(sent) == {"kind": "message", "words": "0xC004F211"}


def test_a_button_is_kept_with_its_data_and_without_the_answer_above_it() -> None:
    above = message(chat=group(), text="Så här gör du", message_thread_id=7)
    assert content_of(pressed(message=above)) == {"kind": "callback_query", "words": '["c","0xC004F211"]'}


def test_an_inline_query_is_kept_as_the_text_that_was_typed() -> None:
    kept = content_of(typed(f"nyckel: {KEY}", location=SAMPLES["location"]["location"]))
    assert kept == {"kind": "inline_query", "words": "nyckel: […]"}


def test_no_text_is_kept_of_a_chat_that_the_bot_is_not_in() -> None:
    asked = summoned(reply_to_message=message(text="0xC004F211"), **text(f"{NAME} hjälp honom"))
    assert content_of(asked) == {"kind": "guest_message"}


def test_a_malformed_update_is_kept_with_its_words_and_the_reason() -> None:
    sent = update(text=f"0xC004F211 {KEY}", date="i går")
    assert content_of(sent) == {"kind": "message", "words": "0xC004F211 […]"}
    assert letter_of(sent).endswith("Expected `int`, got `str` - at `$.message.date`")


@pytest.mark.parametrize("raw", [{}, {"poll": SAMPLES["poll"]["poll"]}])
def test_nothing_is_kept_of_an_update_that_the_bot_does_not_answer(raw: Raw) -> None:
    assert content_of(raw) == {"kind": "other"}


@pytest.mark.parametrize("words", ["å" * 4096, "👍" * 4096, '"' * 4096, "\x01\ud800\x00" * 4096, "0xC004F211 " * 400])
def test_the_dead_letter_of_a_long_text_is_small(words: str) -> None:
    kept = content_of(update(text=words))["words"]
    assert kept
    assert len(kept) <= 4096


@pytest.mark.parametrize("words", ["\ud800 hjälp", "\x00 hjälp", f"{KEY[:10]}\x00{KEY[10:]} hjälp"])
def test_any_database_can_store_the_words(words: str) -> None:
    kept = content_of(update(text=words))["words"]
    kept.encode()
    assert "\x00" not in kept
    assert kept.endswith(" hjälp")
    assert KEY not in kept


@settings(deadline=None)
@given(ANY_UPDATE)
def test_every_update_becomes_a_small_dead_letter(raw: Raw) -> None:
    assert len(letter_content(read(raw | {"update_id": 7}, ME)).encode()) <= MAX_BYTES


PERSONAL: Raw = {  # fields of Message that only say who, where or which
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
def test_no_name_id_or_place_is_kept(data: st.DataObject, raw: Raw, odd: Fields) -> None:
    """Check this also if another value of the update is odd."""
    path = data.draw(st.sampled_from([(), *paths(raw)]))
    letter = letter_of(replaced(raw, path, [odd]) | {"update_id": 7} if path else raw)
    assert PERSONAL_TEXT not in letter
    assert str(PERSONAL_ID) not in letter


@settings(deadline=None)
@given(data=st.data(), raw=st.sampled_from([*WHOLE, *IDENTIFYING]), key=keys)
def test_no_product_key_is_kept_from_any_field(data: st.DataObject, raw: Raw, key: str) -> None:
    assume(any(character.isdigit() for character in key) and not set(key) <= set("0123456789ABCDEF"))
    texts = [path for path in paths(raw) if isinstance(found(raw, path), str)]
    words = data.draw(st.sampled_from(["", "nyckel: "])) + data.draw(written(key))
    assert key not in bare(letter_of(replaced(raw, data.draw(st.sampled_from(texts)), [words])))


@settings(deadline=None, max_examples=50)
@given(key=keys, gap=st.sampled_from(GAPS), at=st.integers(3900, 5000))
def test_no_part_of_a_product_key_is_left_where_a_text_is_cut(key: str, gap: str, at: int) -> None:
    assume(any(character.isdigit() for character in key) and not set(key) <= set("0123456789ABCDEF"))
    words = "ö. " * (at // 3) + gap.join(key[start : start + 5] for start in range(0, 25, 5))
    assert key[:5] not in content_of(update(text=words))["words"]
