"""The types match the Bot API: every field has the name it has there, and is required if it is required there."""

from __future__ import annotations

import inspect

import msgspec
import pytest
import telegram

from bot.channels.telegram.incoming import schema
from bot.channels.telegram.incoming.updates import ATTACHMENTS, KINDS

TYPES: dict[type[msgspec.Struct], type] = {  # our type: python-telegram-bot's
    schema.User: telegram.User,
    schema.Chat: telegram.Chat,
    schema.MessageEntity: telegram.MessageEntity,
    schema.PhotoSize: telegram.PhotoSize,
    schema.Document: telegram.Document,
    schema.MaybeInaccessibleMessage: telegram.Message,
    schema.RepliedMessage: telegram.Message,
    schema.Message: telegram.Message,
    schema.TextQuote: telegram.TextQuote,
    schema.CallbackQuery: telegram.CallbackQuery,
    schema.InlineQuery: telegram.InlineQuery,
    schema.Update: telegram.Update,
}


@pytest.mark.parametrize(("ours", "theirs"), TYPES.items(), ids=lambda value: value.__module__)
def test_every_field_is_one_of_the_bot_api(ours: type[msgspec.Struct], theirs: type) -> None:
    known = inspect.signature(theirs).parameters
    for field in msgspec.structs.fields(ours):
        assert field.name in known
        assert field.required is (known[field.name].default is inspect.Parameter.empty), field.name
        assert field.encode_name == ("from" if field.name == "from_user" else field.name)


def test_every_type_is_compared() -> None:
    structs = {
        value for value in vars(schema).values() if isinstance(value, type) and issubclass(value, msgspec.Struct)
    }
    assert structs - {msgspec.Struct} == {*TYPES, schema.Present}


def test_every_attachment_is_recognised_by_its_field() -> None:
    assert set(ATTACHMENTS) <= set(schema.RepliedMessage.__struct_fields__)


def test_every_kind_that_is_answered_is_read() -> None:
    assert set(KINDS) == set(schema.Update.__struct_fields__) - {"update_id"}
