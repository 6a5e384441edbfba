"""A memory of every kind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.memory import Memory
from tests.memory.stores import KINDS, Store


@pytest.fixture(params=KINDS)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty memory of one kind, with what it holds laid open."""
    async with KINDS[request.param](tmp_path) as made:
        yield made


@pytest.fixture
def memory(store: Store) -> Memory:
    """The memory alone."""
    return store.memory
