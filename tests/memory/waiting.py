"""Waiting for what another task or process does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

PATIENCE_SECONDS = 30.0


async def until(true: Callable[[], object]) -> None:
    """Return once it is true; a TimeoutError where it does not become so."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not true():  # noqa: ASYNC110 - what it looks at has no event
            await asyncio.sleep(0.01)
