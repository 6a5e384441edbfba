"""Many chats that ask at a steady rate, and whether every question was answered."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.botapi.load import Asked, ask_all
from tests.botapi.server import BotApiServer
from tests.understanding.known_codes import KNOWN_CODES

PEOPLE = tuple(range(184_220_001, 184_220_061))
GROUPS = tuple(range(-1_002_143_998_060, -1_002_143_998_000))
CHATS = PEOPLE + GROUPS
START_SECONDS = 60.0  # long enough for a busy machine
BACKLOG_SECONDS = 300.0
# The first form is used if another code is better known for the same fault.
CODE = re.compile(r"Din kod (0x[0-9A-F]{8})"), re.compile(r"(0x[0-9A-F]{8})")


@dataclass(frozen=True, slots=True)
class Tally:
    """The fate of questions. `duplicates` counts the answers after the first one by update_id."""

    questions: int
    lost: int
    duplicates: Counter[int]


@asynccontextmanager
async def asking(server: BotApiServer, per_second: float, chats: Sequence[int] = CHATS) -> AsyncIterator[list[Asked]]:
    """Have chats ask in turn, `per_second` questions in total, while the block runs.

    Yield the list of questions, which is complete after the block.
    """
    stop, asked = asyncio.Event(), list[Asked]()
    work = asyncio.create_task(ask_all(server, _questions(chats, stop), per_second))
    try:
        yield asked
    finally:
        stop.set()
        asked.extend(await work)


async def answering(server: BotApiServer) -> None:
    """Wait until the bot sends the next answer."""
    before = len(server.calls)
    await server.wait_until(lambda: any(call.method == "sendMessage" for call in server.calls[before:]), START_SECONDS)


async def all_answered(server: BotApiServer) -> None:
    """Wait until every question is acknowledged and the answers in responses have arrived."""
    await server.wait_until(
        lambda: not server.pending_updates() and not server.response_calls_under_way, BACKLOG_SECONDS
    )


def tally(server: BotApiServer, asked: Iterable[Asked]) -> Tally:
    """Count what happened to the questions of `asking`; raise AssertionError if answers of a chat are out of order."""
    of_chat: defaultdict[int, list[int]] = defaultdict(list)
    for each in asked:
        of_chat[each.chat_id].append(each.update_id)
    lost, duplicates = 0, Counter[int]()
    for chat, updates in of_chat.items():
        answered = Counter(updates[number] for number in _numbers(server, chat, len(updates)))
        lost += len(updates) - len(answered)
        duplicates += answered - Counter(updates)
    return Tally(sum(map(len, of_chat.values())), lost, duplicates)


def question(chat: int, number: int) -> str:
    """Return question `number` of a chat: a code, in private chats every other time an unknown one.

    In groups the bot answers only known codes. The latest forty questions of a chat are all different.
    """
    unknown = chat > 0 and number % 2
    return f"0x8A5D{number:04X}" if unknown else KNOWN_CODES[number % len(KNOWN_CODES)]


def _questions(chats: Sequence[int], stop: asyncio.Event) -> Iterator[tuple[int, str]]:
    everything = ((chat, question(chat, number)) for number in itertools.count() for chat in chats)
    return itertools.takewhile(lambda _: not stop.is_set(), everything)


def _numbers(server: BotApiServer, chat: int, count: int) -> Iterator[int]:
    """Yield the number of the question that each message of the bot answers, of the `count` that a chat asked."""
    latest = 0
    for message in server.messages(chat):
        code = next(found[1] for pattern in CODE if (found := pattern.search(message.text)))
        number = next((at for at in range(latest, count) if question(chat, at) == code), None)
        assert number is not None, f"in chat {chat} {code} was answered after {question(chat, latest)}"
        latest = number
        yield number
