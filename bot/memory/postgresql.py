"""PostgreSQL: shared by replicas, over one connection each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import URL, NullPool, text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.memory import schema
from bot.memory.database import (
    OPENING_SECONDS,
    PATIENCE_SECONDS,
    DatabaseAwayError,
    cause,
    is_of_the_values,
    patience,
    reason,
)
from bot.memory.model import MemoryConfigError
from bot.memory.operations import Operation
from bot.memory.sql import Performer

MIGRATING = 0x616B7469766572  # the name of an advisory lock, which no other program should take
# What no waiting mends (PostgreSQL manual, appendix A): password, role, database, rights, tables of something else.
HOPELESS = ("28P01", "28000", "3D000", "42501", "3F000", "42P07")


class PostgresDatabase:
    """A `Database` on a server."""

    shared = True

    def __init__(self, url: URL) -> None:
        self._where = url.render_as_string(hide_password=True)
        self._engine = create_async_engine(
            url,
            poolclass=NullPool,
            connect_args={"timeout": PATIENCE_SECONDS, "server_settings": {"application_name": "aktiveringsbot"}},
        )
        self._performer = Performer(self._engine.dialect)
        self._connection: AsyncConnection | None = None

    async def open(self) -> None:
        """See `Database.open`."""
        await self._let_go()
        async with self._faults(OPENING_SECONDS, opening=True):
            connection = await self._engine.connect()
            self._connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
            if not await connection.run_sync(schema.is_current):
                async with self._engine.begin() as migrating:
                    await migrating.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": MIGRATING})
                    await migrating.run_sync(schema.upgrade)

    async def perform(self, asked: Sequence[Operation[Any]], *, replay: bool = False) -> list[Any]:
        """See `Database.perform`."""
        if self._connection is None:
            raise DatabaseAwayError("not connected", lost=True)
        async with self._faults(patience(asked)):
            return await self._connection.run_sync(self._performer.perform, asked, replay=replay)

    async def close(self) -> None:
        """See `Database.close`."""
        await self._let_go()
        await self._engine.dispose()

    @asynccontextmanager
    async def _faults(self, seconds: float, *, opening: bool = False) -> AsyncIterator[None]:
        """Raise DatabaseAwayError or MemoryConfigError for what goes wrong, and for what takes too long."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError:
            await self._let_go()
            raise DatabaseAwayError(f"no answer in {seconds:.0f} s") from None
        except OSError as error:
            raise DatabaseAwayError(reason(error), lost=True) from None
        except (DBAPIError, AsyncAdapt_asyncpg_dbapi.Error) as error:
            if is_of_the_values(cause(error)):
                raise
            if opening and getattr(cause(error), "sqlstate", None) in HOPELESS:
                raise MemoryConfigError(self._wrong(error)) from None
            raise DatabaseAwayError(reason(error), lost=True) from None
        except (TypeError, ValueError) as error:
            if not opening:
                raise
            raise MemoryConfigError(self._wrong(error)) from None

    def _wrong(self, error: Exception) -> str:
        return f"BOT_DATABASE_URL, {self._where}, cannot be used: {reason(error)}"

    async def _let_go(self) -> None:
        """Drop the connection without a word to the server, which may not listen."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()
