"""Faults that a test can order: what can go wrong between the bot and Telegram."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from http import HTTPStatus

from tests.botapi.refusal import Refusal, bad_request

NOT_JSON = "<html><body><h1>It works!</h1></body></html>"


@dataclass(frozen=True)
class Fault:
    """What goes wrong with one call. Create it with one of the class methods."""

    refusal: Refusal | None = None
    delay: float = 0
    dropped: bool = False
    after_handling: bool = False
    text: str | None = None

    @classmethod
    def too_many_requests(cls, retry_after: int = 1) -> Fault:
        """Return a 429 that says how many seconds to wait."""
        description = f"Too Many Requests: retry after {retry_after}"
        return cls(refusal=Refusal(429, description, {"retry_after": retry_after}))

    @classmethod
    def server_error(cls, status: int = 500) -> Fault:
        """Return a 5xx; nothing is handled."""
        return cls(refusal=Refusal(status, HTTPStatus(status).phrase))

    @classmethod
    def drop(cls, *, after_handling: bool = False) -> Fault:
        """Return a closed connection without a response, before or after the call took effect."""
        return cls(dropped=True, after_handling=after_handling)

    @classmethod
    def forbidden(cls) -> Fault:
        """Return a 403 as for a user who blocked the bot."""
        return cls(refusal=Refusal(403, "Forbidden: bot was blocked by the user"))

    @classmethod
    def bad_request(cls, text: str) -> Fault:
        """Return a 400 with "Bad Request: " and the text."""
        return cls(refusal=bad_request(text.removeprefix("Bad Request: ")))

    @classmethod
    def garbage(cls) -> Fault:
        """Return a 200 whose body is not JSON; nothing is handled."""
        return cls(text=NOT_JSON)

    @classmethod
    def slow(cls, seconds: float) -> Fault:
        """Return a delay, after which the call is handled as usual even if the client has given up."""
        return cls(delay=seconds)


class FaultQueue:
    """Faults that wait for calls: a first-in, first-out queue for each method."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, fault: Fault, times: int) -> None:
        """Queue a fault for the next `times` calls of a method."""
        self._waiting[method].extend([fault] * times)

    def take(self, method: str) -> Fault:
        """Return the fault for this call, or one without effect if none is queued."""
        waiting = self._waiting[method]
        return waiting.popleft() if waiting else Fault()

    def left(self) -> dict[str, int]:
        """Return the number of queued faults by method."""
        return {method: len(waiting) for method, waiting in self._waiting.items() if waiting}
