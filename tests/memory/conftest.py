"""Fixtures: a memory of every kind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.memory.sql_memory import SqlMemory
from tests import postgres
from tests.memory.stores import KINDS, POSTGRESQL, Store, postgresql


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """Start a server for all tests of the session."""
    postgres.require()
    with postgres.Cluster() as running:
        yield running


@pytest.fixture(params=[*KINDS, POSTGRESQL])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """Open an empty memory of one kind, whose contents can be searched."""
    make = KINDS.get(request.param) or postgresql(request.getfixturevalue("cluster"))
    async with make(tmp_path) as made:
        yield made


@pytest.fixture
def memory(store: Store) -> SqlMemory:
    """Return the memory of the store."""
    return store.memory
