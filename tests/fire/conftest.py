"""Fixtures: the Bot API server and a PostgreSQL; the counts of the tests are printed at the end of the run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from tests import postgres
from tests.botapi.server import BotApiServer


@pytest.fixture
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as running:
        running.can_read_all_group_messages = True
        running.pace.max_wait = 1.0
        yield running


@pytest.fixture
def cluster() -> Iterator[postgres.Cluster]:
    """Run a PostgreSQL for one test, which may kill and restart it."""
    postgres.require()
    with postgres.Cluster() as running:
        yield running


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests recorded with `record_property`, even if they failed."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport) and report.when == "call" and report.user_properties:
                counted = ", ".join(f"{name} {value}" for name, value in report.user_properties)
                terminalreporter.write_line(f"{report.nodeid}: {counted}")
