"""A memory of every kind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.memory.sql_memory import SqlMemory
from tests import postgres
from tests.memory.stores import KINDS, POSTGRESQL, Store, postgresql


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """A server that goes on from test to test."""
    postgres.require()
    with postgres.Cluster() as running:
        yield running


@pytest.fixture(params=[*KINDS, POSTGRESQL])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """An empty memory of one kind, with what it holds laid open."""
    make = KINDS.get(request.param) or postgresql(request.getfixturevalue("cluster"))
    async with make(tmp_path) as made:
        yield made


@pytest.fixture
def memory(store: Store) -> SqlMemory:
    """The memory alone."""
    return store.memory
