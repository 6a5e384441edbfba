"""One chat's updates one after the other, in the order they came; chats side by side."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)  # wakes whoever came first (asyncio, Lock)
    length: int = 0


class ChatOrder:
    """The lines in front of all chats. A chat nobody waits for takes no room."""

    def __init__(self) -> None:
        self._lines: dict[int, _Line] = {}

    @asynccontextmanager
    async def turn(self, chat: int, seconds: float | None = None) -> AsyncIterator[None]:
        """Wait until whatever of the chat came before is done. Raises TimeoutError where that takes too long."""
        line = self._lines.setdefault(chat, _Line())
        line.length += 1
        try:
            if line.lock.locked():
                await asyncio.wait_for(line.lock.acquire(), seconds)
            else:
                await line.lock.acquire()
            try:
                yield
            finally:
                line.lock.release()
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[chat]
