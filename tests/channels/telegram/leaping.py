"""An event loop without waiting: when nothing is left to do, its clock leaps to the next timer."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
LEAST = 1e-7  # seconds that a turn of the loop takes, so that what is due in next to no time comes to pass


class LeapingSelector(selectors.SelectSelector):
    """Waits by moving its clock."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        assert ready or timeout is not None, "nothing will ever happen"
        self.now += LEAST if ready else max(timeout or 0, LEAST)
        return ready


class LeapingLoop(asyncio.SelectorEventLoop):
    """Its seconds are those of the selector, from 0."""

    def __init__(self) -> None:
        self._clock = LeapingSelector()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now


def leap(work: Coroutine[Any, Any, T]) -> T:
    """The result of some work that waits for nothing but the clock."""
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        return runner.run(work)
