"""When a service is ready, with a clock controlled by the test."""

from __future__ import annotations

import pytest

from bot.memory.opening import open_in_process, open_memory
from bot.monitoring.health import RECENT_SECONDS, Health
from bot.monitoring.metrics import Metrics

NOW = 5_000.0
NOWHERE = "postgresql+asyncpg://bot@127.0.0.1:9/bot"  # the port of discard, a service that no machine offers any more


@pytest.mark.parametrize(
    ("contact", "there"),
    [
        (None, False),
        (NOW, True),
        (NOW - RECENT_SECONDS, True),
        (NOW - RECENT_SECONDS - 0.1, False),
    ],
    ids=["never", "now", "just recent", "too long ago"],
)
async def test_telegram_is_available_while_the_last_contact_is_recent(contact: float | None, *, there: bool) -> None:
    async with open_in_process() as memory:
        health = Health(memory, Metrics(), lambda: NOW, lambda: contact, serving=True)
        assert health.checks() == {"corpus": True, "database": True, "serving": True, "telegram": there}


async def test_a_service_is_not_ready_before_it_serves_nor_without_its_database() -> None:
    async with open_memory(NOWHERE) as memory:
        health = Health(memory, Metrics(), lambda: NOW, lambda: NOW)
        assert health.checks() == {"corpus": True, "database": False, "serving": False, "telegram": True}
