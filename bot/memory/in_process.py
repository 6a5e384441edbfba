"""Memory of this process alone: bounded, gone with it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from datetime import datetime
from typing import Generic, TypeVar

from bot.conversation import ChatMemory
from bot.memory.model import ChatKey, PersonKey, StoredQuestion, StoredVote

MOST_CHATS = 20_000
MOST_ANSWERS = 50_000
MOST_VOTES = 50_000
MOST_QUESTIONS = 10_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Recent(Generic[K, V]):
    """Values of chats with the time they are from. What was not used for longest goes once there are `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._items: OrderedDict[tuple[ChatKey, K], tuple[datetime, V]] = OrderedDict()

    def __iter__(self) -> Iterator[V]:
        return (value for _, value in self._items.values())

    def get(self, chat: ChatKey, key: K) -> V | None:
        found = self._items.get((chat, key))
        if found is None:
            return None
        self._items.move_to_end((chat, key))
        return found[1]

    def put(self, chat: ChatKey, key: K, value: V, at: datetime) -> None:
        self._items[chat, key] = (at, value)
        self._items.move_to_end((chat, key))
        if len(self._items) > self._most:
            self._items.popitem(last=False)

    def change(self, changed: Callable[[V], V]) -> None:
        for name, (at, value) in self._items.items():
            self._items[name] = (at, changed(value))

    def drop(self, unwanted: Callable[[ChatKey, datetime], bool]) -> None:
        for chat, key in [name for name, (at, _) in self._items.items() if unwanted(name[0], at)]:
            del self._items[chat, key]


class InProcessMemory:
    """A `Memory` of plain dictionaries. What is over a bound pushes out what was not used for longest."""

    def __init__(self, most_chats: int = MOST_CHATS, most_answers: int = MOST_ANSWERS) -> None:
        self._chats: _Recent[PersonKey, ChatMemory] = _Recent(most_chats)
        self._answers: _Recent[int, tuple[int, ...]] = _Recent(most_answers)
        self._votes: _Recent[tuple[int, PersonKey], StoredVote] = _Recent(MOST_VOTES)
        self._questions: _Recent[int, StoredQuestion] = _Recent(MOST_QUESTIONS)
        self._next_question = 0

    async def load(self, chat: ChatKey, person: PersonKey) -> ChatMemory:
        """See `Memory.load`."""
        return self._chats.get(chat, person) or ChatMemory()

    async def save(self, chat: ChatKey, person: PersonKey, memory: ChatMemory, at: datetime) -> None:
        """See `Memory.save`."""
        self._chats.put(chat, person, memory, at)

    async def answers(self, chat: ChatKey, question: int) -> tuple[int, ...]:
        """See `Memory.answers`."""
        return self._answers.get(chat, question) or ()

    async def save_answers(self, chat: ChatKey, question: int, answers: tuple[int, ...], at: datetime) -> None:
        """See `Memory.save_answers`."""
        self._answers.put(chat, question, answers, at)

    async def vote_of(self, chat: ChatKey, message: int, person: PersonKey) -> bool | None:
        """See `Memory.vote_of`."""
        stored = self._votes.get(chat, (message, person))
        return stored.vote.helped if stored else None

    async def save_vote(self, chat: ChatKey, message: int, person: PersonKey, vote: StoredVote) -> None:
        """See `Memory.save_vote`."""
        self._votes.put(chat, (message, person), vote, vote.at)

    async def save_question(self, chat: ChatKey, question: StoredQuestion) -> None:
        """See `Memory.save_question`."""
        self._next_question += 1
        self._questions.put(chat, self._next_question, question, question.at)

    async def votes(self) -> list[StoredVote]:
        """See `Memory.votes`."""
        return sorted(self._votes, key=lambda vote: vote.at)

    async def questions(self) -> list[StoredQuestion]:
        """See `Memory.questions`."""
        return sorted(self._questions, key=lambda question: question.at)

    async def forget(self, chat: ChatKey) -> None:
        """See `Memory.forget`."""
        for items in self._all():
            items.drop(lambda owner, _: owner == chat)

    async def tidy(self, now: datetime) -> None:
        """See `Memory.tidy`."""
        self._chats.change(lambda memory: memory.at(now))

    async def expire(self, before: datetime) -> None:
        """See `Memory.expire`."""
        for items in self._all():
            items.drop(lambda _, at: at < before)

    def _all(
        self,
    ) -> tuple[
        _Recent[PersonKey, ChatMemory],
        _Recent[int, tuple[int, ...]],
        _Recent[tuple[int, PersonKey], StoredVote],
        _Recent[int, StoredQuestion],
    ]:
        return self._chats, self._answers, self._votes, self._questions
