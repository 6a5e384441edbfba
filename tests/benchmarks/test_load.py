"""The load notices every question that is not answered, because figures with lost questions are worthless."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
from support import load
from support.api_server import TOKEN, ApiServer
from support.load import Connection, LostError, Question, ask, ask_all, connections, questions, request
from telegram import Bot, Update

ASKED = Question(518_204_771, 7_000_000_005, "får koden 0xC004F211, vad göra?")
IN_RESPONSE = b'{"method":"sendMessage","chat_id":7000000005,"text":"Hej"}'
TO_ANOTHER_CHAT = b'{"method":"sendMessage","chat_id":7000000006,"text":"Hej"}'


@pytest.fixture
async def api() -> AsyncIterator[ApiServer]:
    async with ApiServer() as server:
        yield server


@contextlib.asynccontextmanager
async def webhook(status: str, body: bytes) -> AsyncIterator[Connection]:
    """Serve a webhook with one response to everything, or that closes connections without a status; connect to it."""

    async def respond(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1 << 16) and status:
            writer.write(b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status.encode(), len(body), body))
        writer.close()

    async with (
        await asyncio.start_server(respond, "127.0.0.1", 0) as server,
        connections(server.sockets[0].getsockname()[1], 1) as (connection,),
    ):
        yield connection


async def call(api: ApiServer, chat: int) -> None:
    """Send a message to a chat by a call."""
    url = f"{api.url}/bot{TOKEN}/sendMessage"
    async with aiohttp.ClientSession() as session, session.post(url, json={"chat_id": chat, "text": "Hej"}):
        pass


async def test_a_message_in_the_response_is_an_answer(api: ApiServer) -> None:
    async with webhook("200 OK", IN_RESPONSE) as connection:
        await ask(connection, api, ASKED)
    assert api.answers == {ASKED.person: 1}


@pytest.mark.parametrize(
    ("status", "body", "fault"),
    [
        ("200 OK", TO_ANOTHER_CHAT, "does not answer it"),
        ("200 OK", b"{}", "does not answer it"),
        ("500 Internal Server Error", IN_RESPONSE, "got 500"),
        ("200 OK", b"", "no answer"),
        ("", b"", "closed the connection"),
    ],
)
async def test_a_lost_question_is_noticed(
    api: ApiServer, monkeypatch: pytest.MonkeyPatch, status: str, body: bytes, fault: str
) -> None:
    monkeypatch.setattr(load, "ANSWER_SECONDS", 0.5)
    async with webhook(status, body) as connection:
        with pytest.raises(LostError, match=f"{ASKED.update_id}.*{fault}"):
            await ask(connection, api, ASKED)


async def test_an_answer_by_a_call_after_the_response_is_awaited(api: ApiServer) -> None:
    async with webhook("200 OK", b"") as connection, asyncio.TaskGroup() as group:
        asking = group.create_task(ask(connection, api, ASKED))
        await call(api, ASKED.person + 1)
        assert not asking.done()
        await call(api, ASKED.person)
    assert asking.done()


async def test_a_lost_question_ends_the_measurement(api: ApiServer) -> None:
    async with webhook("200 OK", TO_ANOTHER_CHAT) as connection:
        with pytest.raises(ExceptionGroup) as caught:
            await ask_all([connection], api, itertools.islice(questions([ASKED.person]), 3))
    assert caught.group_contains(LostError)


async def test_messages_are_counted_in_every_encoding_of_a_call(api: ApiServer) -> None:
    await call(api, ASKED.person)
    async with Bot(TOKEN, base_url=f"{api.url}/bot") as bot:
        await bot.send_message(ASKED.person, "12345678901 " * 10)
    parts = aiohttp.FormData({"chat_id": str(ASKED.person), "text": "Hej"}, default_to_multipart=True)
    async with aiohttp.ClientSession() as session:
        await session.post(f"{api.url}/bot{TOKEN}/sendMessage", data=parts)
    assert api.answers == {ASKED.person: 3}


def test_a_request_contains_an_update_that_python_telegram_bot_reads() -> None:
    head, _, body = request(ASKED, 1_700_000_000.5).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}\r\n".encode() in head
    update = Update.de_json(json.loads(body), None)
    assert update.update_id == ASKED.update_id
    assert update.message is not None
    assert (update.message.text, update.message.chat.id) == (ASKED.text, ASKED.person)


def test_everybody_asks_every_question_in_the_end() -> None:
    everything = load.texts()
    asked = list(itertools.islice(questions(), len(load.PEOPLE) * len(everything)))
    assert len({question.update_id for question in asked}) == len(asked)
    assert len({(question.person, question.text) for question in asked}) == len(load.PEOPLE) * len(set(everything))
