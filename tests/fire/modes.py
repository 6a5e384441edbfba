"""The settings of both modes: webhook and polling."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.ports import free_port

SECRET = "a-secret_of-32-letters-and-digits"  # noqa: S105 - guards nothing
# One message per second and chat would make these tests last for hours; this allows some hundreds.
SEND_RATE = "9000"


def webhook(url: str = "") -> dict[str, str]:
    """Return the settings of a webhook on a free port; `url` is the address that leads to it, by default its own."""
    listen = f"127.0.0.1:{free_port()}"
    return {
        "WEBHOOK_URL": f"{url or f'http://{listen}'}/telegram",
        "WEBHOOK_SECRET": SECRET,
        "LISTEN": listen,
        "SEND_RATE": SEND_RATE,
    }


def polling() -> dict[str, str]:
    """Return the settings of a bot that polls."""
    return {"SEND_RATE": SEND_RATE}


IN_BOTH_MODES = pytest.mark.parametrize("mode", [webhook, polling], ids=["webhook", "polling"])
Mode = Callable[[], dict[str, str]]
