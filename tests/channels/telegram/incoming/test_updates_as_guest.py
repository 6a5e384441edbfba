"""Chats that the bot is not in: who calls it, and which message is the question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.telegram.incoming.updates import GuestQuery, Incoming, Malformed, Reference
from bot.channels.telegram.incoming.updates import read as read_update
from bot.conversation import Picture, Question, Unreadable
from tests.botapi.people.contents import SAMPLES
from tests.channels.telegram.raw_updates import (
    ANNA,
    AT,
    BO,
    GROUP,
    ME,
    NAME,
    OTHER_BOT,
    SIZE,
    THE_BOT,
    Fields,
    Raw,
    caption,
    in_reply_to_bo,
    message,
    parsed,
    person,
    summoned,
    text,
    update,
)

CODE = "0xC004F211"
BETWEEN_TWO: Raw = {"id": BO, "type": "private", "first_name": "Bo"}


def asked_there(**content: Fields) -> Incoming | None:
    """Return what Anna asks with a message that calls the bot, or None."""
    found = parsed(summoned(**content))
    assert found is None or (isinstance(found, GuestQuery) and found.id == "91")
    return found.asked if found else None


def question(words: str, at: int = 2041, /, **more: Fields) -> Incoming:
    """Return a question by Anna in the group, by default about her own message."""
    return Incoming(GROUP, ANNA, Question(words, AT, heard="guest", id=at, **more), 2041, at, group=True)


@pytest.mark.parametrize("words", [f"{NAME} {CODE}", f"{CODE} {NAME.upper()}", CODE])
def test_the_name_of_the_bot_is_not_part_of_the_question(words: str) -> None:
    assert asked_there(**text(words)) == question(CODE)


def test_a_call_between_two_people_is_like_one_in_a_group() -> None:
    asked = Question(CODE, AT, heard="guest", id=2041)
    assert asked_there(chat=BETWEEN_TWO, **text(f"{NAME} {CODE}")) == Incoming(BO, ANNA, asked, 2041, 2041)
    in_reply = asked_there(chat=BETWEEN_TWO, **text(NAME), **in_reply_to_bo(text=CODE))
    assert in_reply is not None
    assert in_reply.event == replace(asked, id=7)


def test_the_bare_name_is_about_the_message_it_replies_to() -> None:
    assert asked_there(**text(NAME), **in_reply_to_bo(text=CODE)) == question(CODE, 7)


def test_the_bare_name_is_a_greeting() -> None:
    assert asked_there(**text(NAME)) == question("/start")
    assert asked_there(**text(NAME), reply_to_message=message(text=CODE, **{"from": OTHER_BOT})) == question("/start")


def test_only_the_chosen_quote_counts() -> None:
    reply = in_reply_to_bo(text=f"igår 0xC004C003, idag {CODE}") | {
        "quote": {"text": CODE, "position": 0, "is_manual": True}
    }
    assert asked_there(**text(NAME), **reply) == question(CODE, 7)
    found = asked_there(**text(f"{NAME} hjälp honom"), **reply)
    assert found is not None
    assert found.event == Question("hjälp honom", AT, heard="guest", referred=CODE, id=2041)


def test_a_message_with_more_than_the_name_is_the_question_and_refers_to_the_replied_one() -> None:
    found = asked_there(**text(f"{NAME} moderkortet bytt"), **in_reply_to_bo(text=CODE))
    assert found is not None
    assert found.event == Question("moderkortet bytt", AT, heard="guest", referred=CODE, id=2041)
    assert found.referred == Reference(7, CODE)


def test_pictures_are_asked_about_as_in_groups() -> None:
    photo = in_reply_to_bo(photo=[SIZE], **caption("vad är det här"))
    found = asked_there(**text(NAME), **photo)
    assert found is not None
    assert found.event == Picture("", AT, "vad är det här", heard="guest")
    assert found.picture == SIZE["file_id"]
    called = asked_there(**text(f"{NAME} hjälp"), **photo)
    assert called is not None
    assert called.referred == Reference(7, "vad är det här", SIZE["file_id"])


def test_attachments_are_distinguished() -> None:
    found = asked_there(**text(NAME), **in_reply_to_bo(**SAMPLES["location"]))
    assert found is not None
    assert found.event == Unreadable("location", AT, heard="guest")


def test_the_language_is_that_of_the_person_who_calls() -> None:
    found = asked_there(**text(NAME), **in_reply_to_bo(text=CODE), **{"from": person("en")})
    assert found is not None
    assert found.event.client_language == "en"


@pytest.mark.parametrize(
    "content",
    [
        text(f"{NAME} {CODE}") | {"from": OTHER_BOT},
        text(f"{NAME} {CODE}") | {"via_bot": THE_BOT},
        text(f"/help@en_annan_bot {NAME}"),
        text(NAME) | in_reply_to_bo(text="/help@en_annan_bot"),
    ],
    ids=["a bot", "the bot itself", "a command of another bot", "a reply to one"],
)
def test_messages_from_bots_and_to_other_bots_are_not_answered(content: Raw) -> None:
    assert asked_there(**content) is None


@pytest.mark.parametrize(
    "raw",
    [
        {"update_id": 1, "guest_message": 7},
        {"update_id": 1, "guest_message": "hej"},
        {"update_id": 1, "guest_message": {"guest_query_id": "91"}},
        update("guest_message", text=CODE),
        summoned(text=CODE, guest_query_id=None),
        summoned(text=CODE, guest_query_id=91),
        summoned(text=17),
        summoned(text=CODE, chat=GROUP),
        summoned(text=NAME, reply_to_message=7),
        summoned(text=NAME, quote="hej"),
        summoned(text=f"{ME.username}", date=-1),
    ],
)
def test_an_invalid_guest_message_is_malformed(raw: Raw) -> None:
    assert isinstance(read_update(raw, ME), Malformed)
