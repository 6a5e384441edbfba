"""Records with few fields, and questions to a memory, one at a time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

from bot.conversation import ChatHistory
from bot.memory import ChatKey, DeadLetter, PersonKey, Record
from bot.memory.sql_memory import SqlMemory

HOME, WORK = ChatKey("ch4t-h0me"), ChatKey("ch4t-w0rk")
ANNA, BO = PersonKey("p3rs0n-anna"), PersonKey("p3rs0n-b0")
NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
TEN, ELEVEN = ChatHistory(windows="10"), ChatHistory(windows="11")
UPDATE, QUESTION = 1, 7


def record(chat: ChatKey = HOME, person: PersonKey = ANNA, at: datetime = NOON, **left: Any) -> Record:  # noqa: ANN401 - any field
    """Return a record about the question 7, unless `left` has another one."""
    return Record(chat=chat, person=person, at=at, **{"update": UPDATE, "question": QUESTION} | left)


async def load(memory: SqlMemory, chat: ChatKey = HOME, person: PersonKey = ANNA) -> ChatHistory:
    """Return the history of a person in a chat."""
    return (await memory.recall(UPDATE, chat, person, QUESTION)).history


async def handled(memory: SqlMemory, update: int) -> bool:
    """Return whether an update was answered by calls."""
    return (await memory.recall(update, HOME, ANNA, QUESTION)).handled


async def reply_ids(memory: SqlMemory, chat: ChatKey, question: int) -> tuple[int, ...]:
    """Return the ids of the replies to a question."""
    return (await memory.recall(UPDATE, chat, ANNA, question)).reply_ids


async def voted(memory: SqlMemory, chat: ChatKey, message: int, person: PersonKey) -> bool | None:
    """Return the vote of a person on a message, or None."""
    return (await memory.recall(UPDATE, chat, person, message)).voted


async def escalated(memory: SqlMemory, chat: ChatKey, message: int) -> bool:
    """Return whether somebody's vote says that a message did not help."""
    return (await memory.recall(UPDATE, chat, ANNA, message)).escalated


async def save_all(memory: SqlMemory, *left: Record | DeadLetter) -> None:
    """Save records and dead letters at the same time."""
    await asyncio.gather(
        *(memory.save_dead_letter(one) if isinstance(one, DeadLetter) else memory.save(one) for one in left)
    )
