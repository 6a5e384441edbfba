"""Waiting for another task or process."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

TIMEOUT_SECONDS = 30.0


async def until(true: Callable[[], object]) -> None:
    """Return once a condition is true. Raises TimeoutError if that takes too long."""
    async with asyncio.timeout(TIMEOUT_SECONDS):
        while not true():  # noqa: ASYNC110 - the condition has no event
            await asyncio.sleep(0.01)
