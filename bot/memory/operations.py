"""What can be asked of a memory, as values, which can wait, be done together, and be done again after an outage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from bot.memory.model import ChatKey, DeadLetter, Kept, Memory, PersonKey, Recalled, StoredQuestion, StoredVote

T = TypeVar("T")


class Operation(Generic[T]):
    """One call of a method of `Memory`, of the same name."""

    __slots__ = ()
    writes = False

    async def ask(self, memory: Memory) -> T:
        """Make the call."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Recall(Operation[Recalled]):
    """See `Memory.recall`."""

    update: int
    chat: ChatKey
    person: PersonKey

    async def ask(self, memory: Memory) -> Recalled:
        """Make the call."""
        return await memory.recall(self.update, self.chat, self.person)


@dataclass(frozen=True, slots=True)
class Answers(Operation[tuple[int, ...]]):
    """See `Memory.answers`."""

    chat: ChatKey
    question: int

    async def ask(self, memory: Memory) -> tuple[int, ...]:
        """Make the call."""
        return await memory.answers(self.chat, self.question)


@dataclass(frozen=True, slots=True)
class VoteOf(Operation[bool | None]):
    """See `Memory.vote_of`."""

    chat: ChatKey
    message: int
    person: PersonKey

    async def ask(self, memory: Memory) -> bool | None:
        """Make the call."""
        return await memory.vote_of(self.chat, self.message, self.person)


@dataclass(frozen=True, slots=True)
class Escalated(Operation[bool]):
    """See `Memory.escalated`."""

    chat: ChatKey
    message: int

    async def ask(self, memory: Memory) -> bool:
        """Make the call."""
        return await memory.escalated(self.chat, self.message)


@dataclass(frozen=True, slots=True)
class Votes(Operation[list[StoredVote]]):
    """See `Memory.votes`."""

    async def ask(self, memory: Memory) -> list[StoredVote]:
        """Make the call."""
        return await memory.votes()


@dataclass(frozen=True, slots=True)
class Questions(Operation[list[StoredQuestion]]):
    """See `Memory.questions`."""

    async def ask(self, memory: Memory) -> list[StoredQuestion]:
        """Make the call."""
        return await memory.questions()


@dataclass(frozen=True, slots=True)
class DeadLetters(Operation[list[DeadLetter]]):
    """See `Memory.dead_letters`."""

    async def ask(self, memory: Memory) -> list[DeadLetter]:
        """Make the call."""
        return await memory.dead_letters()


@dataclass(frozen=True, slots=True)
class LatestHandled(Operation[int | None]):
    """The highest id of an update that was answered by calls; asked of databases alone."""


@dataclass(frozen=True, slots=True)
class Keep(Operation[None]):
    """See `Memory.keep`."""

    kept: tuple[Kept, ...]
    writes = True

    async def ask(self, memory: Memory) -> None:
        """Make the call."""
        await memory.keep(*self.kept)


@dataclass(frozen=True, slots=True)
class Tried(Operation[int]):
    """See `Memory.tried`."""

    update: int
    at: datetime
    writes = True

    async def ask(self, memory: Memory) -> int:
        """Make the call."""
        return await memory.tried(self.update, self.at)


@dataclass(frozen=True, slots=True)
class Forget(Operation[None]):
    """See `Memory.forget`."""

    chat: ChatKey
    writes = True

    async def ask(self, memory: Memory) -> None:
        """Make the call."""
        await memory.forget(self.chat)


@dataclass(frozen=True, slots=True)
class Tidy(Operation[bool]):
    """Some of what `Memory.tidy` does; whether more may be left to do."""

    now: datetime
    writes = True

    async def ask(self, memory: Memory) -> bool:
        """Make the call, which leaves nothing to do."""
        await memory.tidy(self.now)
        return False


@dataclass(frozen=True, slots=True)
class Expire(Operation[bool]):
    """Some of what `Memory.expire` does; whether more may be left to do."""

    before: datetime
    writes = True

    async def ask(self, memory: Memory) -> bool:
        """Make the call, which leaves nothing to do."""
        await memory.expire(self.before)
        return False


ERASING = (Forget, Tidy, Expire)
