"""Properties of parsing: any update is read or malformed, and parts of texts are where Telegram says."""

from __future__ import annotations

import json

import pytest
import telegram
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.channels.telegram.incoming.updates import Malformed, Update, part, read
from tests.channels.telegram.odd_updates import ANY_UPDATE, JSON, WHOLE, found, paths, replaced
from tests.channels.telegram.raw_updates import AT, ME, Fields, Raw, group, message, parsed


@pytest.mark.parametrize("raw", WHOLE)
def test_the_updates_to_be_broken_are_valid(raw: Raw) -> None:
    json.dumps(raw)
    assert parsed(raw) is not None or "via_bot" in raw["message"]


@settings(max_examples=400, deadline=None)
@given(ANY_UPDATE)
def test_every_update_is_read_or_malformed(raw: Raw) -> None:
    found = read(raw | {"update_id": 7}, ME)
    assert isinstance(found, Update | Malformed)
    assert found.id == 7


NAMES = {
    "first_name": "<b>Zqwx</b>",
    "last_name": "Zqwx",
    "username": "Zqwx",
    "title": "<a href='https://Zqwx.se'>Z</a>",
}


@pytest.mark.parametrize("raw", WHOLE)
def test_names_of_people_and_chats_are_dropped(raw: Raw) -> None:
    holders = [path for path in paths(raw) if isinstance(value := found(raw, path), dict) and "id" in value]
    named = raw
    for path in holders:
        named = replaced(named, path, [found(named, path) | NAMES])
    assert "Zqwx" in str(named)
    assert "Zqwx" not in str(parsed(named))


@given(JSON)
def test_no_json_value_but_an_object_is_an_update(raw: Fields) -> None:
    if not isinstance(raw, dict):
        with pytest.raises(ValueError, match="no update"):
            read(raw, ME)


@pytest.mark.parametrize("field", ["reply_to_message", "pinned_message", "x"])
def test_an_update_may_be_deeper_than_any_stack(field: str) -> None:
    deep = message(text="hej", chat=group())
    for _ in range(100_000):
        deep = message(text="hej", chat=group(), **{field: deep})
    assert parsed({"update_id": 1, "message": deep}) is not None


@given(st.text(max_size=12) | st.text("aå👍\ud83d\udc4d", max_size=12), st.integers(0, 14), st.integers(1, 14))
@example("👍👍", 0, 2)
@example("👍👍", 1, 2)
def test_a_part_of_a_text_is_the_one_that_python_telegram_bot_finds(text: str, offset: int, length: int) -> None:
    entity = telegram.MessageEntity("mention", offset, length)
    try:
        expected = telegram.Message(1, AT, telegram.Chat(1, "group"), text=text).parse_entity(entity)
    except (RuntimeError, ValueError):  # an empty text; half a character
        expected = None
    try:
        assert part(text, offset, length) == (expected or "")
    except UnicodeError:
        assert expected is None


@pytest.mark.parametrize(("offset", "length"), [(-1, 3), (-(10**40), 2), (0, 0), (0, -1), (10**40, 1), (3, 1)])
def test_there_is_no_part_outside_of_a_text(offset: int, length: int) -> None:
    assert part("hej", offset, length) == ""


def test_a_part_beyond_the_end_of_a_text_stops_at_the_end() -> None:
    assert part("hej", 1, 10**40) == "ej"
