"""PostgreSQL, shared by replicas, each of which has one connection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import URL, NullPool, text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.memory import tables
from bot.memory.database import (
    OPENING_TIMEOUT_SECONDS,
    TIMEOUT_SECONDS,
    DatabaseAwayError,
    driver_error,
    is_data_error,
    one_line,
    timeout_for,
)
from bot.memory.records import MemoryConfigError
from bot.memory.statements import Call, perform

MIGRATION_LOCK = 0x616B7469766572  # the key of an advisory lock, unlikely to be that of another program
# Errors that retrying cannot fix (PostgreSQL manual, appendix A): password, role, database, rights, tables of another
# program.
PERMANENT_ERRORS = ("28P01", "28000", "3D000", "42501", "3F000", "42P07")


class PostgresDatabase:
    """A `Database` on a server."""

    def __init__(self, url: URL) -> None:
        self._shown_url = url.render_as_string(hide_password=True)
        self._engine = create_async_engine(
            url,
            poolclass=NullPool,
            connect_args={"timeout": TIMEOUT_SECONDS, "server_settings": {"application_name": "aktiveringsbot"}},
        )
        self._connection: AsyncConnection | None = None

    async def open(self) -> None:
        """See `Database.open`."""
        await self._disconnect()
        async with self._errors_told_apart(OPENING_TIMEOUT_SECONDS, opening=True):
            connection = await self._engine.connect()
            self._connection = await connection.execution_options(isolation_level="AUTOCOMMIT")
            if not await connection.run_sync(tables.is_current):
                async with self._engine.begin() as migrating:
                    await migrating.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
                    await migrating.run_sync(tables.upgrade)

    async def perform(self, calls: Sequence[Call]) -> list[Any]:
        """See `Database.perform`."""
        if self._connection is None:
            raise DatabaseAwayError("not connected", lost=True)
        async with self._errors_told_apart(timeout_for(calls)):
            return await self._connection.run_sync(perform, calls)

    async def close(self) -> None:
        """See `Database.close`."""
        await self._disconnect()
        await self._engine.dispose()

    @asynccontextmanager
    async def _errors_told_apart(self, seconds: float, *, opening: bool = False) -> AsyncIterator[None]:
        """Raise DatabaseAwayError or MemoryConfigError for errors of the database and after a timeout."""
        try:
            async with asyncio.timeout(seconds):
                yield
        except TimeoutError:
            await self._disconnect()
            raise DatabaseAwayError(f"no answer in {seconds:.0f} s") from None
        except OSError as error:
            raise DatabaseAwayError(one_line(error), lost=True) from None
        except (DBAPIError, AsyncAdapt_asyncpg_dbapi.Error) as error:
            if is_data_error(driver_error(error)):
                raise
            if opening and getattr(driver_error(error), "sqlstate", None) in PERMANENT_ERRORS:
                raise self._config_error(error) from None
            raise DatabaseAwayError(one_line(error), lost=True) from None
        except (TypeError, ValueError) as error:
            if not opening:
                raise
            raise self._config_error(error) from None

    def _config_error(self, error: Exception) -> MemoryConfigError:
        return MemoryConfigError(f"BOT_DATABASE_URL, {self._shown_url}, cannot be used: {one_line(error)}")

    async def _disconnect(self) -> None:
        """Drop the connection without telling the server, which may not respond."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()
