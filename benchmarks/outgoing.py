"""Messages sent per second on one core: `uv run benchmarks/outgoing.py`.

The same answer with its buttons is sent by python-telegram-bot with its default request class, by python-telegram-bot
with this bot's `AiohttpRequest`, and by this bot's `send` without its rate limit. A server in a process and on a core
of its own accepts every call at once and returns a message as Telegram does. The systems take turns in new processes.
On a busy machine the figures by wall-clock time are too low; those by processor time hardly change.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httptools
import uvloop
from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions

from bot.channels.telegram.outgoing.calls import send
from bot.channels.telegram.outgoing.client import CONNECTIONS, READ_SECONDS, AiohttpRequest, Client
from bot.channels.telegram.outgoing.render import Message, render
from bot.cli import build_assistant
from bot.conversation import ChatHistory, Question
from bot.settings import Settings

TOKEN = "7421953680:TEST-token-of-nobody-at-all-1234567"  # noqa: S105 - guards nothing
QUESTION = "0xC004F211"
IN_FLIGHT = (8, 64)
MESSAGES = 1000
WARM_UP = 100
ROUNDS = 3
RATE = 100_000.0  # messages per second: no limit
LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
Send = Callable[[int], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Sender:
    """A system that sends one message to a chat, and the bot that it opens and closes for that."""

    send: Send
    bot: Bot | Client


def answer() -> Message:
    """Return the bot's answer to an error code, with its buttons."""
    turn = build_assistant(Settings()).respond(Question(QUESTION, datetime.now(UTC)), ChatHistory())
    return render(turn.replies[-1], "aktiveringsbot")[-1]


def library(url: str, message: Message, *, fast: bool) -> Sender:
    """Send with python-telegram-bot and its own request class or, if `fast`, this bot's."""
    request = AiohttpRequest(CONNECTIONS, READ_SECONDS) if fast else None
    bot = Bot(TOKEN, base_url=f"{url}/bot", request=request)
    markup = InlineKeyboardMarkup.de_json({"inline_keyboard": message.keyboard}, None)
    preview = LinkPreviewOptions(is_disabled=True)

    def one(chat: int) -> Awaitable[object]:
        return bot.send_message(
            chat, message.html, parse_mode="HTML", reply_markup=markup, link_preview_options=preview
        )

    return Sender(one, bot)


def own(url: str, message: Message) -> Sender:
    """Send as this bot does."""
    client = Client(TOKEN, url, RATE)
    return Sender(lambda chat: send(client, chat, message), client)


SYSTEMS: dict[str, Callable[[str, Message], Sender]] = {
    "python-telegram-bot": lambda url, message: library(url, message, fast=False),
    "… with AiohttpRequest": lambda url, message: library(url, message, fast=True),
    "aktiveringsbot": own,
}


class Telegram(asyncio.Protocol):
    """A connection to a server that accepts everything at once, unchecked."""

    def __init__(self, responses: dict[bytes, bytes]) -> None:
        self._responses, self._method = responses, b""
        self._parser = httptools.HttpRequestParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport to write to."""
        self._transport: Any = transport

    def data_received(self, data: bytes) -> None:
        """Feed the parser, which calls the methods below."""
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        """Store the Bot API method of the call."""
        self._method = url.rpartition(b"/")[2]

    def on_message_complete(self) -> None:
        """Respond to the call."""
        self._transport.write(self._responses[self._method])


def response(result: dict[str, Any]) -> bytes:
    """Return an HTTP response with a result."""
    body = json.dumps({"ok": True, "result": result}).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def serve(message: Message) -> None:
    """Serve on a free local port, print its URL, and run until killed."""
    me = {"id": int(TOKEN.partition(":")[0]), "is_bot": True, "first_name": "Bot", "username": "aktiveringsbot"}
    sent = {
        "message_id": 7,
        "from": me,
        "chat": {"id": 184_220_917, "first_name": "Anna", "type": "private"},
        "date": 1_760_000_000,
        "text": message.html,
        "entities": [{"type": "bold", "offset": 0, "length": 10}, {"type": "code", "offset": 20, "length": 10}],
        "link_preview_options": {"is_disabled": True},
        "reply_markup": {"inline_keyboard": message.keyboard},
    }
    responses = {b"getMe": response(me), b"sendMessage": response(sent)}
    server = await asyncio.get_running_loop().create_server(lambda: Telegram(responses), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


async def measure(system: str, url: str, message: Message, in_flight: int) -> tuple[float, float]:
    """Return the messages per second of wall-clock time and of processor time."""
    sender = SYSTEMS[system](url, message)
    async with sender.bot:
        await _send_all(sender.send, WARM_UP, in_flight)
        began, used = time.perf_counter(), time.process_time()
        await _send_all(sender.send, MESSAGES, in_flight)
        return MESSAGES / (time.perf_counter() - began), MESSAGES / (time.process_time() - used)


async def _send_all(one: Send, messages: int, in_flight: int) -> None:
    numbers = iter(range(1, messages + 1))

    async def work() -> None:
        for number in numbers:
            await one(number)

    await asyncio.gather(*(work() for _ in range(in_flight)))


def main() -> None:
    """Measure every system, and print a table that compares it with the first system."""
    with subprocess.Popen([sys.executable, __file__, "serve"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None  # noqa: S101 - it is a pipe
            url = server.stdout.readline().strip()
            print(
                f"{'messages per second of':24} {'loop':8} {'in flight':>9} {'wall clock':>18} {'processor time':>20}"
            )
            for loop in LOOPS:
                for in_flight in IN_FLIGHT:
                    _compare(url, loop, in_flight)
        finally:
            server.kill()


def _compare(url: str, loop: str, in_flight: int) -> None:
    figures: dict[str, list[list[float]]] = {system: [] for system in SYSTEMS}
    for _ in range(ROUNDS):
        for system, found in figures.items():
            command = [sys.executable, __file__, "measure", system, url, loop, str(in_flight)]
            found.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout))
    base: tuple[float, ...] = ()
    for system, found in figures.items():
        medians = tuple(statistics.median(each) for each in zip(*found, strict=True))
        base = base or medians
        cells = (f"{median:10,.0f} {median / first:6.1f} x" for median, first in zip(medians, base, strict=True))
        print(f"{system:24} {loop:8} {in_flight:9}", *cells, flush=True)


def _stay_on(core: Callable[[set[int]], int]) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core(os.sched_getaffinity(0))})


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    elif sys.argv[1] == "serve":
        _stay_on(min)
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(serve(answer()))
    else:
        _stay_on(max)
        _, _, system, url, loop, in_flight = sys.argv
        with asyncio.Runner(loop_factory=LOOPS[loop]) as runner:
            print(json.dumps(runner.run(measure(system, url, answer(), int(in_flight)))))
