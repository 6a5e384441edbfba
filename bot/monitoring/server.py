"""The HTTP server of the service: uvicorn, in the event loop that everything else runs in."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import structlog
import uvicorn
from starlette.types import ASGIApp

BACKLOG = 1024
STOP_SECONDS = 10  # for requests that are being answered at the end
KEEP_ALIVE_SECONDS = 75  # longer than proxies keep connections, so that the proxies close them

logger = structlog.get_logger(__name__)


class _Server(uvicorn.Server):
    """A uvicorn that leaves signals to the program that runs the loop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens; port 0 takes any free port. Raises OSError if the address is not available."""
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.create_server(address[:2], family=family, backlog=BACKLOG)
    listening.setblocking(False)
    return listening


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    """Serve an application on a socket; at the end, finish the requests in progress, for up to 10 s, and close it."""
    host, port = listening.getsockname()[:2]
    config = uvicorn.Config(
        app,
        http="httptools",
        loop="none",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    server = _Server(config)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    logger.info("listening", address=f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    try:
        yield
    finally:
        server.should_exit = True
        await running
