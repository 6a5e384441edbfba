"""The kind of an update, and the chat whose order it keeps, also if it is malformed."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.channels.telegram.incoming.updates import KINDS, WORDS, read
from tests.channels.telegram.odd_updates import ANY_UPDATE
from tests.channels.telegram.raw_updates import (
    ANNA,
    BO,
    GROUP,
    ME,
    Fields,
    Raw,
    group,
    message,
    parsed,
    person,
    pressed,
    summoned,
    typed,
    update,
)

IN_GROUP = {"chat": group()}


def chat_of(raw: Raw) -> int:
    return read({"update_id": 1} | raw, ME).chat


def kind_of(raw: Raw) -> str:
    return read({"update_id": 1} | raw, ME).kind


@pytest.mark.parametrize(
    ("raw", "chat"),
    [
        (update(text="hej"), ANNA),
        (update(text="hej", **IN_GROUP), GROUP),
        (update("edited_message", text="hej", **IN_GROUP), GROUP),
        (pressed(message=message(**IN_GROUP)), GROUP),
        (pressed(message=IN_GROUP | {"message_id": 7, "date": 0}), GROUP),
        (typed(), ANNA),
        (summoned(text="hej"), GROUP),
        ({"update_id": 1, "my_chat_member": IN_GROUP | {"from": person(user=BO)}}, GROUP),
    ],
    ids=["private", "group", "edited", "button", "old button", "inline", "guest", "member"],
)
def test_an_update_belongs_to_its_chat_or_else_to_its_sender(raw: Raw, chat: int) -> None:
    assert chat_of(raw) == chat


@pytest.mark.parametrize("chat", [None, 7, "x", [], {}, {"id": None}, {"id": "7"}, {"id": 7.5}, {"id": True}])
def test_if_the_chat_is_unreadable_the_sender_counts(chat: Fields) -> None:
    assert chat_of(update(text="hej", chat=chat)) == ANNA
    assert chat_of(pressed(message={"chat": chat})) == ANNA
    assert chat_of(pressed(message=chat)) == ANNA


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"update_id": 1},
        {"update_id": 1, "poll": {"id": "5301"}},
        {"message": []},
        {"message": {"chat": {}, "from": {}}},
    ],
)
def test_an_update_without_chat_and_sender_is_in_chat_0(raw: Raw) -> None:
    assert chat_of(raw) == 0


@given(ANY_UPDATE)
def test_every_update_is_in_some_chat(raw: Raw) -> None:
    assert type(chat_of(raw | {"update_id": 1})) is int


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (update(text="hej"), "message"),
        (update("edited_message", text="hej"), "edited_message"),
        (pressed(), "callback_query"),
        (typed(), "inline_query"),
        (summoned(text="hej"), "guest_message"),
        (update("channel_post", text="hej"), "other"),
        ({"update_id": 1, "message": None}, "other"),
        ({"update_id": 1, "message": 7}, "message"),
        ({}, "other"),
    ],
)
def test_an_update_is_counted_by_its_kind(raw: Raw, kind: str) -> None:
    assert kind_of(raw) == kind


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_that_is_requested_has_something_to_answer(kind: str) -> None:
    special = {"callback_query": pressed, "inline_query": typed, "guest_message": summoned}
    raw = special[kind]() if kind in special else update(kind, text="hej")
    assert kind_of(raw) == kind
    assert parsed(raw) is not None


def test_the_words_of_a_dead_letter_are_known_for_every_kind_but_guest_messages() -> None:
    assert set(WORDS) == set(KINDS) - {"guest_message"}


@given(ANY_UPDATE)
def test_every_object_has_a_kind(raw: Raw) -> None:
    assert kind_of(raw | {"update_id": 1}) in {*KINDS, "other"}
