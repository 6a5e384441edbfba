"""The HTTP server of the service: uvicorn, inside the loop that everything else runs in."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import structlog
import uvicorn
from starlette.types import ASGIApp

STOP_SECONDS = 10  # for what is in work at the end
KEEP_ALIVE_SECONDS = 75  # longer than proxies keep connections, so that they are the ones to close them

logger = structlog.get_logger(__name__)


class _Server(uvicorn.Server):
    """uvicorn that leaves signals to whoever runs the loop."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes any that is free. Raises OSError where the address cannot be had."""
    family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, proto)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except OSError:
        listening.close()
        raise
    listening.setblocking(False)
    return listening


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    """Serve an application on a socket until the end; then finish what is in work, for 10 s at most, and close it."""
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
