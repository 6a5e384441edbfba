"""The first tables."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ONE_TREE: dict[str, Any] = {"sqlite_with_rowid": False}


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "chats",
        sa.Column("chat", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("windows", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("recent", sa.Text),
        sa.Column("oldest", sa.BigInteger),
        sa.Column("newest", sa.BigInteger),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Index("chats_at", "at"),
        sa.Index("chats_oldest", "oldest"),
    )
    op.create_table(
        "answers",
        sa.Column("chat", sa.Text, primary_key=True),
        sa.Column("question", sa.BigInteger, primary_key=True),
        sa.Column("ids", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Index("answers_at", "at"),
        **ONE_TREE,
    )
    op.create_table(
        "votes",
        sa.Column("chat", sa.Text, primary_key=True),
        sa.Column("message", sa.BigInteger, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("code", sa.Text),
        sa.Column("rung", sa.Integer, nullable=False),
        sa.Column("helped", sa.Boolean, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Index("votes_at", "at"),
        **ONE_TREE,
    )
    op.create_table(
        "questions",
        sa.Column("chat", sa.Text, primary_key=True),
        sa.Column("message", sa.BigInteger, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Index("questions_at", "at"),
        **ONE_TREE,
    )
    op.create_table(
        "handled",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Index("handled_at", "at"),
        **ONE_TREE,
    )
    op.create_table(
        "tries",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        **ONE_TREE,
    )
    op.create_table(
        "dead_letters",
        sa.Column("update_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("chat", sa.Text),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Index("dead_letters_chat", "chat"),
        **ONE_TREE,
    )
