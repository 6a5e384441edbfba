"""Rate limits for messages to chats, so that Telegram need not refuse any, and no chat waits for another.

The limits are Telegram's (core.telegram.org/bots/faq, "My bot is hitting limits"): some 30 messages a second in all,
one a second in a chat, though short bursts are accepted, and 20 a minute in a group.
"""

from __future__ import annotations

import asyncio
import math

from aiolimiter import AsyncLimiter
from telegram.error import RetryAfter, TimedOut

SEND_RATE = 30.0  # messages a second in all; the rate of each chat is a share of it
BURST = 20  # messages to one chat that need not wait
PRIVATE_SHARE = 1 / 30  # of the overall rate: one message a second
GROUP_SHARE = 1 / 90  # twenty a minute
MIN_SWEPT = 1000  # chats; fewer are not worth a sweep


class RateLimits:
    """Limits `rate` messages a second in all, and each chat to its share of that after a burst.

    If Telegram asks to wait (429), only that chat is blocked. Idle chats are forgotten, so that there are at most about
    twice as many as were written to within the last minute.
    """

    def __init__(self, rate: float = SEND_RATE) -> None:
        self._rate = rate
        self._all = _limiter(max(rate, 1.0), rate)
        self._chats: dict[int, AsyncLimiter] = {}
        self._blocked: dict[int, float] = {}  # until when, by the loop's clock
        self._sweep_at = MIN_SWEPT

    async def wait_for_slot(self, chat: int, deadline: float) -> None:
        """Wait until a message to `chat` may be sent; negative ids are groups (Bot API, Chat).

        Raises RetryAfter at once while the chat is blocked, and TimedOut if there is no slot before `deadline`, by the
        loop's clock.
        """
        self._refuse_blocked(chat)
        try:
            async with asyncio.timeout_at(deadline):
                await self._of_chat(chat).acquire()
                await self._all.acquire()
        except TimeoutError:
            raise TimedOut("too many messages wait to be sent") from None
        self._refuse_blocked(chat)

    def block(self, chat: int, seconds: float) -> None:
        """Block a chat for some seconds, as Telegram asked in a 429."""
        until = asyncio.get_running_loop().time() + seconds
        self._blocked[chat] = max(until, self._blocked.get(chat, until))

    def _refuse_blocked(self, chat: int) -> None:
        if chat not in self._blocked:
            return
        left = self._blocked[chat] - asyncio.get_running_loop().time()
        if left > 0:
            raise RetryAfter(math.ceil(left))
        del self._blocked[chat]

    def _of_chat(self, chat: int) -> AsyncLimiter:
        if chat not in self._chats:
            if len(self._chats) >= self._sweep_at:
                self._sweep()
            share = GROUP_SHARE if chat < 0 else PRIVATE_SHARE
            self._chats[chat] = _limiter(BURST, self._rate * share)
        return self._chats[chat]

    def _sweep(self) -> None:
        """Forget the chats whose whole burst is available, and blocks that are over."""
        now = asyncio.get_running_loop().time()
        self._chats = {chat: limiter for chat, limiter in self._chats.items() if not limiter.has_capacity(BURST)}
        self._blocked = {chat: until for chat, until in self._blocked.items() if until > now}
        self._sweep_at = max(MIN_SWEPT, 2 * len(self._chats))


def _limiter(burst: float, rate: float) -> AsyncLimiter:
    """Return a leaky bucket that lets `burst` through at once, and then `rate` a second."""
    return AsyncLimiter(burst, burst / rate)
