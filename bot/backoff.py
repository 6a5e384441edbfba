"""Pauses between the tries of something that may fail for a while."""

from __future__ import annotations

import random
from collections.abc import Iterator


def backoff(first: float, maximum: float) -> Iterator[float]:
    """Yield the seconds to wait before each further try, without end: `first`, and twice as long every time.

    They vary by half, up and down, so that several processes do not all try at once; `maximum` is before that.
    """
    pause = first
    while True:
        yield pause * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
        pause = min(2 * pause, maximum)
