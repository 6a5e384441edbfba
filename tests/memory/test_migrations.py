"""The migrations create the tables that the program uses, once."""

from __future__ import annotations

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import create_async_engine

from bot.memory.opening import migrate
from bot.memory.tables import MIGRATIONS, REVISIONS, metadata
from tests import postgres

PROCESSES = 4


def difference(connection: sa.Connection) -> list[object]:
    """Return the changes that would make the tables of a database those of `tables`."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


@pytest.fixture
def empty(cluster: postgres.Cluster) -> postgres.Cluster:
    """Return a server without tables."""
    cluster.sql("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return cluster


def test_every_migration_is_known_in_its_order() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert tuple(revision.revision for revision in script.walk_revisions())[::-1] == REVISIONS


async def test_sqlite_has_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    file = tmp_path / "memory.sqlite3"
    await migrate(f"sqlite+aiosqlite:///{file}")
    engine = sa.create_engine(f"sqlite:///{file}")
    with engine.connect() as connection:
        assert difference(connection) == []
    engine.dispose()
    with closing(sqlite3.connect(file)) as made, closing(sqlite3.connect(":memory:")) as meant:
        for statement in (sa.schema.CreateTable(table) for table in metadata.sorted_tables):
            meant.execute(str(statement.compile(dialect=sa.dialects.sqlite.dialect())))
        assert trees(made) == trees(meant)


def trees(database: sqlite3.Connection) -> dict[str, bool]:
    """Return which tables are one B-tree each, which Alembic does not compare."""
    rows = database.execute("SELECT name, wr FROM pragma_table_list WHERE type = 'table' AND schema = 'main'")
    return {name: bool(one) for name, one in rows if name in metadata.tables}


async def test_postgresql_has_the_tables_that_the_program_uses(empty: postgres.Cluster) -> None:
    await migrate(empty.url())
    engine = create_async_engine(empty.url())
    async with engine.connect() as connection:
        assert await connection.run_sync(difference) == []
    await engine.dispose()


async def test_several_replicas_may_start_at_once(empty: postgres.Cluster) -> None:
    program = "import asyncio, sys; from bot.memory.opening import migrate; asyncio.run(migrate(sys.argv[1]))"
    starting = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", program, empty.url(), stderr=asyncio.subprocess.PIPE)
        for _ in range(PROCESSES)
    ]
    said = [await process.communicate() for process in starting]
    assert [(process.returncode, err) for process, (_, err) in zip(starting, said, strict=True)] == [(0, b"")] * 4
    assert empty.sql("SELECT version_num FROM alembic_version").split() == [REVISIONS[-1]]


async def test_alembic_is_not_imported_if_the_tables_are_current(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'memory.sqlite3'}"
    await migrate(url)
    program = (
        "import asyncio, sys; from bot.memory.opening import migrate; asyncio.run(migrate(sys.argv[1])); "
        "sys.exit('alembic' in sys.modules)"
    )
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", program, url)
    assert await process.wait() == 0
