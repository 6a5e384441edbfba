"""What is remembered, as values, and what every memory can do."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NewType, Protocol

from bot.conversation import ChatHistory, Vote

ChatKey = NewType("ChatKey", str)
PersonKey = NewType("PersonKey", str)
UPDATES_KEPT = timedelta(hours=24)  # Telegram keeps an update no longer, and delivers it again no later
MAX_NAMES = 10_000  # that need not be made again
KEY_LENGTH = 32  # hex digits, 128 bits: no two chats share them by chance


class Pseudonyms:
    """Names for chats and people that tell nobody who they are, the same for as long as the secret is.

    HMAC-SHA-256 (RFC 2104): ids are short numbers, so a hash without a secret could be tried out.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._name = lru_cache(MAX_NAMES)(self._make)

    def chat(self, chat: int) -> ChatKey:
        """The key of a chat."""
        return ChatKey(self._name("chat", chat))

    def person(self, chat: int, person: int) -> PersonKey:
        """The key of a person in one chat; the same person is somebody else in another."""
        return PersonKey(self._name("person", chat, person))

    def _make(self, *parts: object) -> str:
        text = ":".join(map(str, parts))
        return hmac.digest(self._secret, text.encode(), hashlib.sha256).hex()[:KEY_LENGTH]


@dataclass(frozen=True, slots=True)
class StoredVote:
    """A vote and when it was given."""

    vote: Vote
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question that had no answer, without personal data, and when it was asked."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChatSaved:
    """A person's choices, latest answers and case in a chat, in place of earlier ones."""

    chat: ChatKey
    person: PersonKey
    memory: ChatHistory
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswersSaved:
    """The ids of the messages that answered a question, by its message id, in place of earlier ones."""

    chat: ChatKey
    question: int
    ids: tuple[int, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class VoteSaved:
    """A person's vote on a message, in place of an earlier one."""

    chat: ChatKey
    message: int
    person: PersonKey
    vote: StoredVote


@dataclass(frozen=True, slots=True)
class QuestionSaved:
    """A question that had no answer, by its message id: one that is edited or delivered again replaces itself."""

    chat: ChatKey
    message: int
    question: StoredQuestion


@dataclass(frozen=True, slots=True)
class Handled:
    """The id of an update that was answered by calls, so that it is not answered again where it is delivered again."""

    update: int
    at: datetime


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An update that failed each time it was tried: `content` is its JSON, `error` the kind of the last failure.

    The caller takes keys, texts and names out of both. `chat` is None where it cannot be made out.
    """

    update: int
    chat: ChatKey | None
    content: str
    error: str
    at: datetime


Kept = ChatSaved | AnswersSaved | VoteSaved | QuestionSaved | Handled | DeadLetter


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known when an update comes: its person's memory in its chat, and whether it was answered before."""

    memory: ChatHistory
    handled: bool


class MemoryConfigError(Exception):
    """The memory cannot be used as it is configured; the text is one line that names the mend, and no password."""


class Memory(Protocol):
    """What outlasts a message. Everything of a chat is gone with `forget`; nothing names a person.

    Where what keeps it fails, no method raises: a memory that is away answers from what it has seen since.
    """

    @property
    def available(self) -> bool:
        """Whether what is kept is where it will outlast the process."""

    async def recall(self, update: int, chat: ChatKey, person: PersonKey) -> Recalled:
        """What is remembered of a person in a chat, and whether the update with this id was answered by calls."""

    async def answers(self, chat: ChatKey, question: int) -> tuple[int, ...]:
        """The ids of the messages that answered a question, by its message id."""

    async def vote_of(self, chat: ChatKey, message: int, person: PersonKey) -> bool | None:
        """Whether a person said that a message helped; None where he did not say."""

    async def escalated(self, chat: ChatKey, message: int) -> bool:
        """Whether anybody's vote says that a message did not help, and so led on to what to try next."""

    async def keep(self, *kept: Kept) -> None:
        """Keep all of it or, where it cannot be kept, none. What was kept survives the process once this returns."""

    async def tried(self, update: int, at: datetime) -> int:
        """Count one more failed try of an update; how many there were so far, this one included."""

    async def votes(self) -> list[StoredVote]:
        """All votes, oldest first, for maintainers."""

    async def questions(self) -> list[StoredQuestion]:
        """All questions that had no answer, oldest first, for maintainers."""

    async def dead_letters(self) -> list[DeadLetter]:
        """All updates that failed for good, oldest first, for maintainers."""

    async def forget(self, chat: ChatKey) -> None:
        """Delete everything that is stored of a chat."""

    async def tidy(self, now: datetime) -> None:
        """Delete answers and cases that are too old to be referred to, and updates' ids and tries after 24 h.

        Choices stay.
        """

    async def expire(self, before: datetime) -> None:
        """Delete everything that was stored, or last changed, before a time."""

    async def close(self) -> None:
        """Finish what is under way, and let go of files and connections."""
