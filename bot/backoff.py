"""Exponential backoff with jitter: the pauses between retries."""

from __future__ import annotations

import random
from collections.abc import Iterator


def backoff(first: float, maximum: float) -> Iterator[float]:
    """Yield the seconds to wait before each retry, without end: `first`, then twice as long every time.

    A pause varies by up to half, so that processes do not all retry at once. `maximum` applies before that.
    """
    pause = first
    while True:
        yield pause * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
        pause = min(2 * pause, maximum)
