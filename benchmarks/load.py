"""Asks a webhook real questions as Telegram does, and sees that every one of them is answered.

The server asked has a core of its own. The load shares the other with the Bot API server, in one process, so that it
knows of every message that is sent.
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
from api_server import ApiServer

ROOT = Path(__file__).parents[1]
QUESTIONS = sorted((ROOT / "tests" / "data" / "questions").glob("*.jsonl"))
PATH, SECRET = "/telegram", "no-secret-at-all"
CONNECTIONS = 8
FIRST_PERSON, FIRST_UPDATE = 7_000_000_000, 518_204_771
PEOPLE = range(FIRST_PERSON, FIRST_PERSON + 997)  # a prime, so that everybody comes to ask everything
ANSWER_SECONDS = 30.0  # after which an answer counts as lost


class LostError(Exception):
    """A question that was refused, or got no answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question: the number of its update, who asks, and what."""

    update_id: int
    person: int
    text: str


@dataclass(frozen=True, slots=True)
class Measured:
    """How long questions took until they were answered and acknowledged, and how long it took to ask them all."""

    milliseconds: Sequence[float]
    seconds: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.milliseconds) / self.seconds

    def percentile(self, percent: float) -> float:
        """The milliseconds that so many percent of the questions took at most; 100 gives the slowest."""
        return float(np.percentile(self.milliseconds, percent))


def texts() -> list[str]:
    """Every labelled question."""
    lines = [line for path in QUESTIONS for line in path.read_text(encoding="utf-8").split("\n") if line]
    return [json.loads(line)["q"] for line in lines]


def questions(people: Sequence[int] = PEOPLE, first_update: int = FIRST_UPDATE) -> Iterator[Question]:
    """Questions without end; one person after the other asks one."""
    everybody, everything = itertools.cycle(people), itertools.cycle(texts())
    return map(Question, itertools.count(first_update), everybody, everything)


def request(question: Question, now: float) -> bytes:
    """The call by which Telegram delivers a question in a private chat (Bot API, Update and setWebhook)."""
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
    """A connection that is kept, with one request at a time."""

    _transport: asyncio.Transport

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._body = b""
        self._response: asyncio.Future[tuple[int, bytes]] | None = None

    async def send(self, call: bytes) -> tuple[int, bytes]:
        """The status and body that a request gets. Raises ConnectionError where the connection is lost."""
        if self._transport.is_closing():
            raise ConnectionError("the server had hung up")
        self._response = asyncio.get_running_loop().create_future()
        self._transport.write(call)
        return await self._response

    def close(self) -> None:
        """Hang up."""
        self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what to write to."""
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, _error: Exception | None) -> None:
        """Let whoever waits know."""
        if self._response and not self._response.done():
            self._response.set_exception(ConnectionError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        """Let the parser call what is below."""
        self._parser.feed_data(data)

    def on_message_begin(self) -> None:
        """Begin a response."""
        self._body = b""

    def on_body(self, body: bytes) -> None:
        """Take the body, or a part of it."""
        self._body += body

    def on_message_complete(self) -> None:
        """Hand the response over."""
        if self._response and not self._response.done():
            self._response.set_result((self._parser.get_status_code(), self._body))


@contextlib.asynccontextmanager
async def connections(port: int, count: int = CONNECTIONS) -> AsyncIterator[list[Connection]]:
    """So many connections to a port here."""
    loop = asyncio.get_running_loop()
    opened = [(await loop.create_connection(Connection, "127.0.0.1", port))[1] for _ in range(count)]
    try:
        yield opened
    finally:
        for connection in opened:
            connection.close()


async def ask(connection: Connection, api: ApiServer, question: Question) -> None:
    """Ask, and wait for acknowledgement and answer, in whichever order they come.

    The answer is a message in the response body, or one sent to the asking chat by a call. Raises LostError without.
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
    """Ask, every connection one question after the other. Raises LostError where one is not answered."""
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
