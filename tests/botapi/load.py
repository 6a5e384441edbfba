"""Many questions at a steady rate, and how long each took."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable
from dataclasses import dataclass

from tests.botapi.server import BotApiServer


@dataclass(frozen=True, slots=True)
class Asked:
    """A question on its way: when it was sent, in seconds of the loop's clock."""

    chat_id: int
    update_id: int
    at: float


async def ask_all(server: BotApiServer, questions: Iterable[tuple[int, str]], per_second: float) -> list[Asked]:
    """Have people send texts to the bot, each a private chat's id and a text, so many a second in all."""
    loop = asyncio.get_running_loop()
    began, asked = loop.time(), []
    for number, (chat_id, text) in enumerate(questions):
        # Late ones follow at once, so that the rate is kept on the whole; others get their turn all the same.
        await asyncio.sleep(began + number / per_second - loop.time())
        server.send_text(chat_id, text)
        asked.append(Asked(chat_id, server.newest_update_id, loop.time()))
    return asked


def seconds_taken(server: BotApiServer, asked: Iterable[Asked]) -> list[float]:
    """Return the seconds from each question until the webhook took it, waiting for its turn included; inf before."""
    pending = {update["update_id"] for update in server.pending_updates()}
    return [math.inf if each.update_id in pending else _taken_at(server, each) - each.at for each in asked]


def _taken_at(server: BotApiServer, asked: Asked) -> float:
    return next(each.ended_at for each in server.deliveries[asked.update_id] if each.status in range(200, 300))
