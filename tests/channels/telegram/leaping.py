"""An event loop that never waits: when it has nothing to do, its clock leaps to the next timer."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
LEAST = 1e-7  # seconds per turn of the loop, so that timers due almost immediately do fire


class LeapingSelector(selectors.SelectSelector):
    """A selector that moves its clock instead of waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        assert ready or timeout is not None, "nothing will ever happen"
        self.now += LEAST if ready else max(timeout or 0, LEAST)
        return ready


class LeapingLoop(asyncio.SelectorEventLoop):
    """A loop with the clock of its selector, which starts at 0 seconds."""

    def __init__(self) -> None:
        self._clock = LeapingSelector()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


def leap(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that waits only for the clock, and return its result."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(work)
