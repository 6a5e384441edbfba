"""What a supervisor asks: is the process alive, is it ready, how is it doing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.channels.telegram.metrics import CONTENT_TYPE, Metrics
from bot.memory.sql_memory import SqlMemory

RECENT_SECONDS = 60.0  # a long poll ends after 25 s, and a webhook is asked about every 20


@dataclass(slots=True)
class Health:
    """The state of one service. `clock` is the loop's, in seconds.

    `corpus` is true once a corpus is loaded, `serving` while updates are taken; `contact` is when Telegram was last
    heard, None before that.
    """

    memory: SqlMemory
    metrics: Metrics
    clock: Callable[[], float]
    contact: Callable[[], float | None]
    corpus: bool = field(default=True)
    serving: bool = False

    def checks(self) -> dict[str, bool]:
        """What has to be so for the service to be ready, and whether it is."""
        contact = self.contact()
        return {
            "corpus": self.corpus,
            "database": self.memory.available,
            "serving": self.serving,
            "telegram": contact is not None and self.clock() - contact <= RECENT_SECONDS,
        }

    def pages(self) -> Starlette:
        """The application of /healthz, /readyz and /metrics."""
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
