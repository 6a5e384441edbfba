"""The load: real questions, sent to a webhook as Telegram does, with a check that every one is answered.

The bot has a core of its own. The load shares the other core and a process with the Bot API server, so that it sees
every message that the bot sends.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import httptools
import numpy as np

from support.api_server import ApiServer

ROOT = Path(__file__).parents[2]
QUESTIONS = sorted((ROOT / "tests" / "data" / "questions").glob("*.jsonl"))
PATH, SECRET = "/telegram", "no-secret-at-all"
CONNECTIONS = 8
FIRST_PERSON, FIRST_UPDATE = 7_000_000_000, 518_204_771
PEOPLE = range(FIRST_PERSON, FIRST_PERSON + 997)  # a prime, so that every user asks every question in the end
ANSWER_SECONDS = 30.0  # after which a question counts as lost


class LostError(Exception):
    """A question that was refused or not answered."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the id of its update, the user and the text."""

    update_id: int
    person: int
    text: str


@dataclass(frozen=True, slots=True)
class Measured:
    """The milliseconds from each question to its answer and acknowledgement, and the seconds for all questions."""

    milliseconds: Sequence[float]
    seconds: float

    @property
    def rate(self) -> float:
        """Return the answers per second."""
        return len(self.milliseconds) / self.seconds

    def percentile(self, percent: float) -> float:
        """Return a percentile of the milliseconds; 100 is the slowest question."""
        return float(np.percentile(self.milliseconds, percent))


def texts() -> list[str]:
    """Return every labelled question."""
    lines = [line for path in QUESTIONS for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [json.loads(line)["q"] for line in lines]


def questions(people: Sequence[int] = PEOPLE, first_update: int = FIRST_UPDATE) -> Iterator[Question]:
    """Return an endless iterator of questions, asked by the users in turn."""
    everybody, everything = itertools.cycle(people), itertools.cycle(texts())
    return map(Question, itertools.count(first_update), everybody, everything)


def request(question: Question, now: float) -> bytes:
    """Return the HTTP request by which Telegram delivers a question in a private chat (Bot API, Update, setWebhook)."""
    person = {"id": question.person, "first_name": "Någon"}
    message = {
        "message_id": question.update_id - FIRST_UPDATE + 1,
        "from": person | {"is_bot": False, "language_code": "sv"},
        "chat": person | {"type": "private"},
        "date": int(now),
        "text": question.text,
    }
    body = json.dumps({"update_id": question.update_id, "message": message})
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Telegram-Bot-Api-Secret-Token: {SECRET}\r\nContent-Length: {len(body)}\r\n"
        "Connection: keep-alive\r\nAccept-Encoding: gzip, deflate\r\n\r\n"
    )
    return (head + body).encode()


class Connection(asyncio.Protocol):
    """A persistent connection with one request at a time."""

    _transport: asyncio.Transport

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._body = b""
        self._response: asyncio.Future[tuple[int, bytes]] | None = None

    async def send(self, call: bytes) -> tuple[int, bytes]:
        """Send a request and return the status and body of the response; raise ConnectionError if there is none."""
        if self._transport.is_closing():
            raise ConnectionError("the server closed the connection")
        self._response = asyncio.get_running_loop().create_future()
        self._transport.write(call)
        return await self._response

    def close(self) -> None:
        """Close the connection."""
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport to write to."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _error: Exception | None) -> None:
        """Fail the request that waits for a response."""
        if self._response and not self._response.done():
            self._response.set_exception(ConnectionError("the server closed the connection"))

    def data_received(self, data: bytes) -> None:
        """Feed the parser, which calls the methods below."""
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        """Start a response."""
        self._body = b""

    def on_body(self, body: bytes) -> None:
        """Append a part of the body."""
        self._body += body

    def on_message_complete(self) -> None:
        """Return the response to the request that waits."""
        if self._response and not self._response.done():
            self._response.set_result((self._parser.get_status_code(), self._body))


@contextlib.asynccontextmanager
async def connections(port: int, count: int = CONNECTIONS) -> AsyncIterator[list[Connection]]:
    """Open `count` connections to a local port, and close them."""
    loop = asyncio.get_running_loop()
    opened = [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(count)]
    try:
        yield opened
    finally:
        for connection in opened:
            connection.close()


async def ask(connection: Connection, api: ApiServer, question: Question) -> None:
    """Ask a question and wait for its acknowledgement and its answer, in any order.

    The answer is a message in the response body or one sent to the chat by a call. Raise LostError if one is missing.
    """
    before = api.answers[question.person]
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            status, body = await connection.send(request(question, time.time()))
            if status != 200:  # noqa: PLR2004 - the status of HTTP
                raise LostError(f"update {question.update_id} got {status}")
            if body and not (b"sendMessage" in body and b"%d" % question.person in body):
                raise LostError(f"update {question.update_id} got a body that does not answer it")
            if body:
                api.answers[question.person] += 1
            elif api.answers[question.person] == before:
                await api.next_message(question.person)
    except ConnectionError as error:
        raise LostError(f"update {question.update_id}: {error}") from None
    except TimeoutError:
        raise LostError(f"update {question.update_id} got no answer in {ANSWER_SECONDS:g} s") from None


async def ask_all(opened: Sequence[Connection], api: ApiServer, asked: Iterable[Question]) -> Measured:
    """Ask questions, one at a time on each connection; raise LostError if one is not answered."""
    left = iter(asked)
    taken: list[float] = []

    async def ask_on(connection: Connection) -> None:
        for question in left:
            began = time.perf_counter()
            await ask(connection, api, question)
            taken.append(1000 * (time.perf_counter() - began))

    began = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for connection in opened:
            group.create_task(ask_on(connection))
    return Measured(taken, time.perf_counter() - began)
