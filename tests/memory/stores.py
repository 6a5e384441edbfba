"""Every kind of memory there is, made for one test and taken down after it."""

from __future__ import annotations

import pickle
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.memory import InProcessMemory, Memory


@dataclass(frozen=True)
class Store:
    """A memory, and all that it holds, wherever it holds it, as bytes to search for what must not be there."""

    memory: Memory
    everything: Callable[[], bytes]


Making = Callable[[Path], AbstractAsyncContextManager[Store]]


@asynccontextmanager
async def _in_process(_folder: Path) -> AsyncIterator[Store]:
    memory = InProcessMemory()
    yield Store(memory, lambda: pickle.dumps(memory))


# Each is given an empty folder to keep its files in. A new kind of memory needs a line here and nothing else.
KINDS: dict[str, Making] = {"in process": _in_process}
