"""The entry point of Alembic: runs the migrations on the caller's connection, in the caller's transaction."""

from __future__ import annotations

from alembic import context

from bot.memory.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
