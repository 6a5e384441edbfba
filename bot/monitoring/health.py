"""The pages for a supervisor: whether the process is alive, whether it is ready, and its metrics."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.memory.sql_memory import SqlMemory
from bot.monitoring.metrics import CONTENT_TYPE, Metrics

RECENT_SECONDS = 60.0  # a long poll ends after 25 s, and the webhook is checked every 20 s


@dataclass(slots=True)
class Health:
    """The state of one service.

    `clock` is the event loop's, in seconds; `last_contact` returns when Telegram last answered or sent something, by
    that clock, or None. `serving` is true while updates are accepted; there is a corpus from the start on.
    """

    memory: SqlMemory
    metrics: Metrics
    clock: Callable[[], float]
    last_contact: Callable[[], float | None]
    serving: bool = False

    def checks(self) -> dict[str, bool]:
        """Return the conditions for readiness, and whether each of them holds."""
        contact = self.last_contact()
        return {
            "corpus": True,
            "database": self.memory.available,
            "serving": self.serving,
            "telegram": contact is not None and self.clock() - contact <= RECENT_SECONDS,
        }

    def pages(self) -> Starlette:
        """Return the application of /healthz, /readyz and /metrics."""
        routes = [
            Route("/healthz", self._alive),
            Route("/readyz", self._ready),
            Route("/metrics", self._metrics),
        ]
        return Starlette(routes=routes)

    async def _alive(self, _request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _ready(self, _request: Request) -> Response:
        checks = self.checks()
        return JSONResponse(checks, 200 if all(checks.values()) else 503)

    async def _metrics(self, _request: Request) -> Response:
        return Response(self.metrics.page(database=self.memory.available), media_type=CONTENT_TYPE)
