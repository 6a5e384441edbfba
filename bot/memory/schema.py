"""The version of the tables in a database, and bringing it to that of this program.

Alembic is loaded only where there is something to do: it takes time and memory that no start after the first needs.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.memory.model import MemoryConfigError

# The migrations in their order, the newest last; a test holds them and the files alike.
REVISIONS = ("0001",)
MIGRATIONS = Path(__file__).parent / "migrations"


def is_current(connection: Connection) -> bool:
    """Whether the tables are as this program needs them.

    Raises MemoryConfigError where a newer version of the program made them.
    """
    if not inspect(connection).has_table("alembic_version"):
        return False
    revision = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if revision not in (None, *REVISIONS):
        raise MemoryConfigError(
            f"the database of BOT_DATABASE_URL was made by a newer version of this program (its schema is {revision}, "
            f"known is {REVISIONS[-1]}): run that version, or restore the database from before it"
        )
    return bool(revision == REVISIONS[-1])


def upgrade(connection: Connection) -> None:
    """Bring the tables to this program's version. The caller holds a lock and a transaction."""
    if is_current(connection):  # another process was faster
        return
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
