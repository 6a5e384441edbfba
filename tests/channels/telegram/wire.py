"""A server of raw bytes, for responses that no well-behaved HTTP server gives."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
Answer = Callable[["Connection"], Awaitable[None]]


class Connection:
    """One connection, and the requests that were read from it so far."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.requests: list[bytes] = []
        self._reader, self._writer = reader, writer

    async def read(self) -> None:
        """Read a whole request. Raises EOFError if the client has closed the connection."""
        head = await self._reader.readuntil(b"\r\n\r\n")
        found = LENGTH.search(head)
        self.requests.append(head + await self._reader.readexactly(int(found[1]) if found else 0))

    async def write(self, data: bytes) -> None:
        """Send some bytes."""
        self._writer.write(data)
        await self._writer.drain()

    async def respond(self, body: bytes, status: str = "200 OK", headers: str = "") -> None:
        """Send a whole response."""
        await self.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n".encode() + body)


class Wire:
    """The server: its URL, and the connections so far."""

    def __init__(self) -> None:
        self.url = ""
        self.connections: list[Connection] = []


@asynccontextmanager
async def wire(answer: Answer) -> AsyncIterator[Wire]:
    """Run a server that passes each connection to `answer`, and closes it afterwards."""
    running = Wire()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(reader, writer)
        running.connections.append(connection)
        try:
            await answer(connection)
        except (EOFError, ConnectionError):
            pass  # the client has gone
        finally:
            writer.close()

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    running.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield running
    finally:
        server.close()
