"""Send many questions at a steady rate and measure how long each took."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable
from dataclasses import dataclass

from tests.botapi.server import BotApiServer


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was sent; `at` is the time in seconds of the loop's clock."""

    chat_id: int
    update_id: int
    at: float


async def ask_all(server: BotApiServer, questions: Iterable[tuple[int, str]], per_second: float) -> list[Asked]:
    """Send texts to the bot, `per_second` in total; each question is the id of a private chat and a text."""
    loop = asyncio.get_running_loop()
    began, asked = loop.time(), []
    for number, (chat_id, text) in enumerate(questions):
        # Late questions follow at once, so that the average rate is kept; sleep(0) still lets other tasks run.
        await asyncio.sleep(began + number / per_second - loop.time())
        server.send_text(chat_id, text)
        asked.append(Asked(chat_id, server.newest_update_id, loop.time()))
    return asked


def seconds_taken(server: BotApiServer, asked: Iterable[Asked]) -> list[float]:
    """Return the seconds from sending each question to its acknowledgement, queueing included; inf without one."""
    pending = {update["update_id"] for update in server.pending_updates()}
    return [math.inf if each.update_id in pending else _taken_at(server, each) - each.at for each in asked]


def _taken_at(server: BotApiServer, asked: Asked) -> float:
    return next(each.ended_at for each in server.deliveries[asked.update_id] if each.status in range(200, 300))
