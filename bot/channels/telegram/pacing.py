"""When a call to a chat may go out, so that Telegram need not refuse it, and no chat waits for another.

The limits are Telegram's (core.telegram.org/bots/faq, "My bot is hitting limits"): some 30 messages a second in all,
one a second in a chat, though short bursts pass, and 20 a minute in a group.
"""

from __future__ import annotations

import asyncio
import math

from aiolimiter import AsyncLimiter
from telegram.error import RetryAfter, TimedOut

SEND_RATE = 30.0  # messages a second in all; what chats may have is reckoned from it
BURST = 20  # messages to one chat that need not wait
PRIVATE_SHARE = 1 / 30  # of the rate in all: one a second
GROUP_SHARE = 1 / 90  # twenty a minute
MIN_SWEPT = 1000  # chats; fewer are not worth looking through


class Pace:
    """Turns to send: `rate` a second in all, and for each chat its share after a burst.

    A chat that Telegram wants left alone (429) is held by itself. Chats that are idle are forgotten, so that there are
    never more than some twice as many as those that were written to within the last minute.
    """

    def __init__(self, rate: float = SEND_RATE) -> None:
        self._rate = rate
        self._all = _limiter(max(rate, 1.0), rate)
        self._chats: dict[int, AsyncLimiter] = {}
        self._held: dict[int, float] = {}  # until when, by the loop's clock
        self._sweep_at = MIN_SWEPT

    async def turn(self, chat: int, deadline: float) -> None:
        """Wait until a message to `chat` may go out; negative ids are groups (Bot API, Chat).

        Raises RetryAfter at once while the chat is held, and TimedOut where its turn does not come before `deadline`,
        by the loop's clock.
        """
        self._refuse_held(chat)
        try:
            async with asyncio.timeout_at(deadline):
                await self._of_chat(chat).acquire()
                await self._all.acquire()
        except TimeoutError:
            raise TimedOut("too many messages wait to be sent") from None
        self._refuse_held(chat)

    def hold(self, chat: int, seconds: float) -> None:
        """Let nothing out to `chat` for so long, as Telegram asked in a 429."""
        until = asyncio.get_running_loop().time() + seconds
        self._held[chat] = max(until, self._held.get(chat, until))

    def _refuse_held(self, chat: int) -> None:
        if chat not in self._held:
            return
        left = self._held[chat] - asyncio.get_running_loop().time()
        if left > 0:
            raise RetryAfter(math.ceil(left))
        del self._held[chat]

    def _of_chat(self, chat: int) -> AsyncLimiter:
        if chat not in self._chats:
            if len(self._chats) >= self._sweep_at:
                self._sweep()
            share = GROUP_SHARE if chat < 0 else PRIVATE_SHARE
            self._chats[chat] = _limiter(BURST, self._rate * share)
        return self._chats[chat]

    def _sweep(self) -> None:
        """Forget the chats that have their whole burst left, and holds that are over."""
        now = asyncio.get_running_loop().time()
        self._chats = {chat: limiter for chat, limiter in self._chats.items() if not limiter.has_capacity(BURST)}
        self._held = {chat: until for chat, until in self._held.items() if until > now}
        self._sweep_at = max(MIN_SWEPT, 2 * len(self._chats))


def _limiter(burst: float, rate: float) -> AsyncLimiter:
    """A leaky bucket that takes `burst` at once, and from then on `rate` a second."""
    return AsyncLimiter(burst, burst / rate)
