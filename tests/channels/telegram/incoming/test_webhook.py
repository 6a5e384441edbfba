"""The webhook over HTTP: who may call it, and its responses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any, Unpack

import pytest

from bot.channels.telegram.incoming.webhook import MAX_BODY
from bot.channels.telegram.outgoing.client import Client
from bot.conversation import Assistant
from bot.memory import Pseudonyms
from tests.botapi.people.senders import Place
from tests.botapi.refusal import Refusal
from tests.botapi.server import BotApiServer, Fault
from tests.channels.telegram.served import HEADER, SECRET, Served, served

ANNA, BO = 184_220_917, 5_208_117_777
GROUP = -1_002_143_998_120


@pytest.fixture
async def bot(server: BotApiServer, client: Client, assistant: Assistant) -> AsyncIterator[Served]:
    async with served(server, client, assistant) as made:
        made.webhook.open(made.delivery, client.me)
        yield made


def update(server: BotApiServer) -> dict[str, Any]:
    """Return the latest pending update."""
    return server.pending_updates()[-1]


def asked(server: BotApiServer, chat: int, text: str, **place: Unpack[Place]) -> dict[str, Any]:
    """Send a text as a person, and return its update."""
    server.send_text(chat, text, **place)
    return update(server)


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], f"{SECRET}x", SECRET.upper(), "å" * 32], ids=repr)
async def test_a_wrong_secret_is_rejected(bot: Served, server: BotApiServer, secret: str | None) -> None:
    status, _ = await bot.post(asked(server, ANNA, "0xC004F211"), secret)
    assert status == 401
    assert not server.messages(ANNA)


async def test_a_secret_that_is_not_text_is_rejected(bot: Served) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", int(bot.url.rpartition(":")[2]))
    writer.write(b"POST /telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n")
    writer.write(HEADER.encode() + b": \xff\xfe\x80\r\n\r\n{}")
    assert (await reader.readline()).split()[1] == b"401"
    writer.close()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"7",
        b"{}",
        b'{"update_id": "7"}',
        b'{"update_id": true}',
        b'{"update_id": 9223372036854775808}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"update_id":' + b"9" * 10_000 + b"}",
    ],
    ids=lambda body: repr(body[:20]),
)
async def test_a_body_that_is_not_an_update_is_refused(bot: Served, body: bytes) -> None:
    status, _ = await bot.post(body)
    assert status == 400


async def test_a_body_too_large_is_refused(bot: Served) -> None:
    status, _ = await bot.post(b" " * (MAX_BODY + 1))
    assert status == 413


async def test_other_methods_and_paths_are_refused(bot: Served) -> None:
    assert (await bot.get("/telegram"))[0] == 405
    assert (await bot.get("/"))[0] == 404


async def test_an_answer_of_one_message_is_sent_in_the_response(bot: Served, server: BotApiServer) -> None:
    status, call = await bot.post(asked(server, ANNA, "0xC004F211"))
    assert status == 200
    assert (call["method"], call["chat_id"], call["parse_mode"]) == ("sendMessage", ANNA, "HTML")
    assert "0xC004F211" in call["text"]
    assert call["reply_markup"]["inline_keyboard"]
    assert server.calls_of("sendMessage") == []


async def test_an_answer_sent_in_the_response_is_remembered(bot: Served, server: BotApiServer) -> None:
    await bot.post(asked(server, ANNA, "0xC004F211"))
    _, call = await bot.post(asked(server, ANNA, "jag har windows 10"))
    assert call["text"].startswith("Tack, Windows 10. ")
    assert "Microsoft-konto" in call["text"], "the question of the answer before"


async def test_a_redelivered_question_answered_in_the_response_is_answered_again(
    bot: Served, server: BotApiServer
) -> None:
    for text in ("0xC004F211", "det hjälpte inte"):
        first = await bot.post(asked(server, ANNA, text))
        again = await bot.post(update(server))
        assert again == first
    assert len((await bot.memory.feedback()).votes) == 1, "one vote, however often it is delivered"


async def test_in_a_group_the_answer_goes_out_before_the_acknowledgement(bot: Served, server: BotApiServer) -> None:
    status, call = await bot.post(asked(server, GROUP, "0xC004F211", user_id=ANNA))
    assert (status, call) == (200, None)
    (message,) = server.messages(GROUP)
    assert "0xC004F211" in message.text


async def test_a_redelivered_update_answered_by_calls_is_ignored(bot: Served, server: BotApiServer) -> None:
    body = asked(server, GROUP, "0xC004F211", user_id=ANNA)
    for _ in range(3):
        assert await bot.post(body) == (200, None)
    assert len(server.messages(GROUP)) == 1


async def test_a_press_is_answered_by_calls_and_counts_once(bot: Served, server: BotApiServer) -> None:
    await bot.post(asked(server, GROUP, "0x803F7001", user_id=ANNA))
    (message,) = server.messages(GROUP)
    server.press(GROUP, message.message_id, "👎 Det gick inte", user_id=ANNA)
    for _ in range(2):
        assert await bot.post(update(server)) == (200, None)
    assert len(server.messages(GROUP)) == 2
    assert len((await bot.memory.feedback()).votes) == 1


async def test_an_edited_question_answered_in_the_response_gets_a_new_answer(bot: Served, server: BotApiServer) -> None:
    await bot.post(asked(server, ANNA, "0xC004F210"))
    question = update(server)["message"]["message_id"]
    server.edit_text(ANNA, question, "0xC004F211")
    assert await bot.post(update(server)) == (200, None)
    (message,) = server.messages(ANNA)
    assert "0xC004F211" in message.text
    assert message.reply_to == question


async def test_an_update_that_needs_no_answer_is_only_acknowledged(bot: Served, server: BotApiServer) -> None:
    assert await bot.post(asked(server, GROUP, "hej alla", user_id=ANNA)) == (200, None)
    assert await bot.post({"update_id": 7, "poll": {"id": "1"}}) == (200, None)
    assert server.messages(GROUP) == []


async def test_an_update_whose_answer_telegram_defers_must_be_redelivered(bot: Served, server: BotApiServer) -> None:
    server.fail("sendMessage", Fault.too_many_requests(retry_after=3600))
    body = asked(server, GROUP, "0xC004F211", user_id=ANNA)
    assert (await bot.post(body))[0] == 503
    assert not server.messages(GROUP)


async def test_chats_are_answered_side_by_side_and_each_in_order(bot: Served, server: BotApiServer) -> None:
    bodies = [asked(server, chat, "0xC004F211") for _ in range(5) for chat in (ANNA, BO)]
    answers = await asyncio.gather(*(bot.post(body) for body in bodies))
    assert [(status, call["chat_id"]) for status, call in answers] == [
        (200, body["message"]["chat"]["id"]) for body in bodies
    ]
    names = Pseudonyms(server.token)
    for chat in (ANNA, BO):
        recalled = await bot.memory.recall(0, names.chat(chat), names.person(chat, chat), 0)
        assert recalled.history.undo is not None
        last = max(body["message"]["message_id"] for body in bodies if body["message"]["chat"]["id"] == chat)
        assert recalled.history.undo[0] == last


async def test_updates_before_the_bot_has_signed_in_must_be_redelivered(
    server: BotApiServer, client: Client, assistant: Assistant
) -> None:
    async with served(server, client, assistant) as bot:
        assert (await bot.post(asked(server, ANNA, "0xC004F211")))[0] == 503


async def test_a_revoked_token_is_reported(bot: Served, server: BotApiServer) -> None:
    server.fail("sendMessage", Fault(refusal=Refusal(401, "Unauthorized")))
    assert (await bot.post(asked(server, GROUP, "0xC004F211", user_id=ANNA)))[0] == 503
    assert bot.webhook.revoked.is_set()


async def test_html_in_a_name_or_a_question_stays_text(bot: Served, server: BotApiServer) -> None:
    body = asked(server, ANNA, '<b>0x80240034</b><a href="tg://user?id=1">x</a>&lt;')
    body["message"]["from"]["first_name"] = "<script>"
    _, call = await bot.post(body)
    assert "<b>0x8" not in call["text"]
    assert "<a " not in call["text"]
    assert "script" not in call["text"]


async def test_an_update_in_unusual_json_is_read(bot: Served, server: BotApiServer) -> None:
    body = json.dumps(asked(server, ANNA, "moderkortet bytt 😀"), ensure_ascii=True).encode()
    status, call = await bot.post(body)
    assert (status, call["chat_id"]) == (200, ANNA)
