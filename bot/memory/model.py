"""What is remembered, as values, and what every memory can do."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import NewType, Protocol

from bot.conversation import ChatMemory, Vote

ChatKey = NewType("ChatKey", str)
PersonKey = NewType("PersonKey", str)
KEY_LENGTH = 32  # hex digits, 128 bits: no two chats share them by chance


class Pseudonyms:
    """Names for chats and people that tell nobody who they are, the same for as long as the secret is.

    HMAC-SHA-256 (RFC 2104): ids are short numbers, so a hash without a secret could be tried out.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def chat(self, chat: int) -> ChatKey:
        """The key of a chat."""
        return ChatKey(self._name("chat", chat))

    def person(self, chat: int, person: int) -> PersonKey:
        """The key of a person in one chat; the same person is somebody else in another."""
        return PersonKey(self._name("person", chat, person))

    def _name(self, *parts: object) -> str:
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


class Memory(Protocol):
    """What outlasts a message. Everything belongs to a chat, and is gone with `forget`; nothing names a person."""

    async def load(self, chat: ChatKey, person: PersonKey) -> ChatMemory:
        """What is remembered of a person in a chat."""

    async def save(self, chat: ChatKey, person: PersonKey, memory: ChatMemory, at: datetime) -> None:
        """Remember a person's choices and latest answers in a chat."""

    async def answers(self, chat: ChatKey, question: int) -> tuple[int, ...]:
        """The ids of the messages that answered a question, by its message id."""

    async def save_answers(self, chat: ChatKey, question: int, answers: tuple[int, ...], at: datetime) -> None:
        """Remember which messages answered a question."""

    async def vote_of(self, chat: ChatKey, message: int, person: PersonKey) -> bool | None:
        """Whether a person said that a message helped; None where he did not say."""

    async def save_vote(self, chat: ChatKey, message: int, person: PersonKey, vote: StoredVote) -> None:
        """Store a vote on a message, in place of an earlier one of the same person."""

    async def save_question(self, chat: ChatKey, question: StoredQuestion) -> None:
        """Store a question that had no answer."""

    async def votes(self) -> list[StoredVote]:
        """All votes, oldest first, for maintainers."""

    async def questions(self) -> list[StoredQuestion]:
        """All questions that had no answer, oldest first, for maintainers."""

    async def forget(self, chat: ChatKey) -> None:
        """Delete everything that is stored of a chat."""

    async def tidy(self, now: datetime) -> None:
        """Delete the latest answers that are too old to be referred to; choices stay."""

    async def expire(self, before: datetime) -> None:
        """Delete everything that was stored, or last changed, before a time."""
