"""What may go wrong between the bot and Telegram, made to order."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from http import HTTPStatus

from tests.botapi.refusal import Refusal, bad_request

NOT_JSON = "<html><body><h1>It works!</h1></body></html>"


@dataclass(frozen=True)
class Fault:
    """One call's misfortune. Make it with one of the class methods."""

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
        """Close the connection without a response, before the call took effect or after."""
        return cls(dropped=True, after_handling=after_handling)

    @classmethod
    def forbidden(cls) -> Fault:
        """Return the 403 of a person who blocked the bot."""
        return cls(refusal=Refusal(403, "Forbidden: bot was blocked by the user"))

    @classmethod
    def bad_request(cls, text: str) -> Fault:
        """Return a 400 with "Bad Request: " and the text."""
        return cls(refusal=bad_request(text.removeprefix("Bad Request: ")))

    @classmethod
    def garbage(cls) -> Fault:
        """Answer 200 with something that is no JSON; nothing is handled."""
        return cls(text=NOT_JSON)

    @classmethod
    def slow(cls, seconds: float) -> Fault:
        """Wait, then handle the call as usual, also where the client has given up by then."""
        return cls(delay=seconds)


class FaultQueue:
    """Faults waiting for their calls, first in, first out, per method."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, fault: Fault, times: int) -> None:
        """Queue a fault for the next so many calls of a method."""
        self._waiting[method].extend([fault] * times)

    def take(self, method: str) -> Fault:
        """Return the fault for this call: one without any effect where none waits."""
        waiting = self._waiting[method]
        return waiting.popleft() if waiting else Fault()

    def left(self) -> dict[str, int]:
        """Return how many faults no call has met yet, per method."""
        return {method: len(waiting) for method, waiting in self._waiting.items() if waiting}
