"""Error responses of the Bot API."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):  # noqa: N818 - a response of the protocol, not a programming error
    """A response with `"ok": false`."""

    def __init__(self, status: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters

    def body(self) -> dict[str, Any]:
        """Return the response body that Telegram would send."""
        body: dict[str, Any] = {"ok": False, "error_code": self.status, "description": self.description}
        if self.parameters is not None:
            body["parameters"] = self.parameters
        return body


def bad_request(reason: str) -> Refusal:
    """Return a 400 worded as Telegram words it."""
    return Refusal(400, f"Bad Request: {reason}")


def strict(reason: str) -> Refusal:
    """Return a 400 for a mistake that Telegram silently ignores; the word "strict" in it tells them apart."""
    return Refusal(400, f"Bad Request: strict: {reason}")
