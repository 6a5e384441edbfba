"""The values that the memory takes and returns."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NewType

from bot.conversation import ChatHistory, Vote

ChatKey = NewType("ChatKey", str)
PersonKey = NewType("PersonKey", str)
MAX_CACHED_KEYS = 10_000
KEY_LENGTH = 32  # hex digits, 128 bits: no two chats share a key by chance


class Pseudonyms:
    """Keys that stand for chats and users without revealing their ids; they depend on a secret.

    They are HMAC-SHA-256 (RFC 2104) because ids are short numbers: a hash without a secret could be reversed by trying
    all of them.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._key = lru_cache(MAX_CACHED_KEYS)(self._make)

    def chat(self, chat: int) -> ChatKey:
        """Return the key of a chat."""
        return ChatKey(self._key("chat", chat))

    def person(self, chat: int, person: int) -> PersonKey:
        """Return the key of a user in a chat; the same user has other keys in other chats."""
        return PersonKey(self._key("person", chat, person))

    def _make(self, *parts: object) -> str:
        text = ":".join(map(str, parts))
        return hmac.digest(self._secret, text.encode(), hashlib.sha256).hex()[:KEY_LENGTH]


@dataclass(frozen=True, slots=True)
class Recalled:
    """The stored data that an update about a message needs.

    `history` is that of the user in the chat; `handled` says that the update was answered by calls before. `reply_ids`
    are the ids of the replies to the message, if it is a question. `voted` is the user's vote on the message, None if
    there is none; `escalated` says that any user has voted that it did not help.
    """

    history: ChatHistory
    handled: bool
    reply_ids: tuple[int, ...] = ()
    voted: bool | None = None
    escalated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that one answered update leaves behind. It is saved as a whole or not at all.

    `at` is the time of the update; `handled_at` the time at which it was answered by calls, so that it is not answered
    again when it is delivered again, or None if the answer is in the webhook response. `history` replaces the earlier
    one and `reply_ids` those of the same `question`; None and () leave them as they are. `vote` is the user's vote on
    the message `voted_on`. `unanswered` is the text of a question without an answer, free of personal data; the same
    question replaces it. With `forget`, everything that is stored of the chat is deleted first.
    """

    update: int
    chat: ChatKey
    person: PersonKey
    at: datetime
    question: int
    handled_at: datetime | None = None
    history: ChatHistory | None = None
    reply_ids: tuple[int, ...] = ()
    voted_on: int | None = None
    vote: Vote | None = None
    unanswered: str | None = None
    forget: bool = False


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An update that failed at every try: `content` is its JSON, `error` the kind of the last failure.

    The caller removes keys, texts and names from both. `chat` is None if the update belongs to no known chat.
    """

    update: int
    chat: ChatKey | None
    content: str
    error: str
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredVote:
    """A vote and when it was given."""

    vote: Vote
    at: datetime


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """A question without an answer, free of personal data, and when it was asked."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Feedback:
    """Everything that is stored for maintainers, oldest first. Nothing in it identifies a user."""

    votes: list[StoredVote]
    questions: list[StoredQuestion]
    dead_letters: list[DeadLetter]

    def by_section(self) -> Iterator[tuple[str, int, int]]:
        """Yield each section that has votes with its votes for and against it, the least helpful first."""
        helped = Counter(stored.vote.section for stored in self.votes if stored.vote.helped)
        not_helped = Counter(stored.vote.section for stored in self.votes if not stored.vote.helped)
        for section in sorted({*helped, *not_helped}, key=lambda name: (-not_helped[name], name)):
            yield section, helped[section], not_helped[section]

    def as_json(self) -> dict[str, Any]:
        """Return all of it as JSON values, times in ISO 8601."""
        return {
            "votes": [asdict(stored.vote) | {"at": stored.at.isoformat()} for stored in self.votes],
            "questions": [{"text": question.text, "at": question.at.isoformat()} for question in self.questions],
            "dead_letters": [
                {"update": letter.update, "content": letter.content, "error": letter.error, "at": letter.at.isoformat()}
                for letter in self.dead_letters
            ],
        }


class MemoryConfigError(Exception):
    """The memory cannot be used as it is configured; the text is one line with the fix, without passwords."""
