"""Memory of this process alone: bounded, gone with it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from datetime import datetime
from typing import Any, Generic, TypeVar

from bot.conversation import ChatHistory
from bot.memory.model import (
    UPDATES_KEPT,
    AnswersSaved,
    ChatKey,
    ChatSaved,
    DeadLetter,
    Handled,
    Kept,
    PersonKey,
    QuestionSaved,
    Recalled,
    StoredQuestion,
    StoredVote,
    VoteSaved,
)

MAX_CHATS = 20_000
MAX_ANSWERS = 50_000
MAX_VOTES = 50_000
MAX_QUESTIONS = 10_000
MAX_UPDATES = 50_000
MAX_DEAD_LETTERS = 1_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Recent(Generic[K, V]):
    """Values of chats, or of none, with the time they are from. Over `most`, what was not used for longest goes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._items: OrderedDict[tuple[ChatKey | None, K], tuple[datetime, V]] = OrderedDict()

    def __iter__(self) -> Iterator[V]:
        return (value for _, value in self._items.values())

    def of(self, chat: ChatKey) -> Iterator[tuple[K, V]]:
        return ((key, value) for (owner, key), (_, value) in self._items.items() if owner == chat)

    def get(self, chat: ChatKey | None, key: K) -> V | None:
        found = self._items.get((chat, key))
        if found is None:
            return None
        self._items.move_to_end((chat, key))
        return found[1]

    def put(self, chat: ChatKey | None, key: K, value: V, at: datetime) -> None:
        self._items[chat, key] = (at, value)
        self._items.move_to_end((chat, key))
        if len(self._items) > self._most:
            self._items.popitem(last=False)

    def change(self, changed: Callable[[V], V]) -> None:
        for name, (at, value) in self._items.items():
            self._items[name] = (at, changed(value))

    def drop(self, unwanted: Callable[[ChatKey | None, datetime], bool]) -> None:
        for chat, key in [name for name, (at, _) in self._items.items() if unwanted(name[0], at)]:
            del self._items[chat, key]


class InProcessMemory:
    """A `Memory` of plain dictionaries. What is over a bound pushes out what was not used for longest."""

    available = True

    def __init__(self, most_chats: int = MAX_CHATS, most_answers: int = MAX_ANSWERS) -> None:
        self._chats: _Recent[PersonKey, ChatHistory] = _Recent(most_chats)
        self._answers: _Recent[int, tuple[int, ...]] = _Recent(most_answers)
        self._votes: _Recent[tuple[int, PersonKey], StoredVote] = _Recent(MAX_VOTES)
        self._questions: _Recent[int, StoredQuestion] = _Recent(MAX_QUESTIONS)
        self._dead_letters: _Recent[int, DeadLetter] = _Recent(MAX_DEAD_LETTERS)
        self._handled: _Recent[int, bool] = _Recent(MAX_UPDATES)
        self._tries: _Recent[int, int] = _Recent(MAX_UPDATES)

    async def recall(self, update: int, chat: ChatKey, person: PersonKey) -> Recalled:
        """See `Memory.recall`."""
        return Recalled(self._chats.get(chat, person) or ChatHistory(), self._handled.get(None, update) or False)

    async def answers(self, chat: ChatKey, question: int) -> tuple[int, ...]:
        """See `Memory.answers`."""
        return self._answers.get(chat, question) or ()

    async def vote_of(self, chat: ChatKey, message: int, person: PersonKey) -> bool | None:
        """See `Memory.vote_of`."""
        stored = self._votes.get(chat, (message, person))
        return stored.vote.helped if stored else None

    async def escalated(self, chat: ChatKey, message: int) -> bool:
        """See `Memory.escalated`."""
        votes = self._votes.of(chat)
        return any(of == message and not stored.vote.helped for (of, _), stored in votes)

    async def keep(self, *kept: Kept) -> None:
        """See `Memory.keep`."""
        for record in kept:
            self._keep(record)

    def _keep(self, kept: Kept) -> None:
        match kept:
            case ChatSaved(chat, person, memory, at):
                self._chats.put(chat, person, memory, at)
            case AnswersSaved(chat, question, ids, at):
                self._answers.put(chat, question, ids, at)
            case VoteSaved(chat, message, person, vote):
                self._votes.put(chat, (message, person), vote, vote.at)
            case QuestionSaved(chat, message, asked):
                self._questions.put(chat, message, asked, asked.at)
            case Handled(update, at):
                self._handled.put(None, update, True, at)
            case DeadLetter():
                self._dead_letters.put(kept.chat, kept.update, kept, kept.at)

    async def tried(self, update: int, at: datetime) -> int:
        """See `Memory.tried`."""
        tries = (self._tries.get(None, update) or 0) + 1
        self._tries.put(None, update, tries, at)
        return tries

    async def votes(self) -> list[StoredVote]:
        """See `Memory.votes`."""
        return sorted(self._votes, key=lambda vote: vote.at)

    async def questions(self) -> list[StoredQuestion]:
        """See `Memory.questions`."""
        return sorted(self._questions, key=lambda question: question.at)

    async def dead_letters(self) -> list[DeadLetter]:
        """See `Memory.dead_letters`."""
        return sorted(self._dead_letters, key=lambda letter: letter.at)

    async def forget(self, chat: ChatKey) -> None:
        """See `Memory.forget`."""
        for items in self._all():
            items.drop(lambda owner, _: owner == chat)

    async def tidy(self, now: datetime) -> None:
        """See `Memory.tidy`."""
        self._chats.change(lambda memory: memory.at(now))
        for updates in (self._handled, self._tries):
            updates.drop(lambda _, at: at < now - UPDATES_KEPT)

    async def expire(self, before: datetime) -> None:
        """See `Memory.expire`."""
        for items in self._all():
            items.drop(lambda _, at: at < before)

    async def close(self) -> None:
        """Nothing is to be let go of."""

    def _all(self) -> tuple[_Recent[Any, Any], ...]:
        return (
            self._chats,
            self._answers,
            self._votes,
            self._questions,
            self._dead_letters,
            self._handled,
            self._tries,
        )
