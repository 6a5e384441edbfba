"""Memory of this process alone: bounded, gone with it."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

from bot.conversation import ChatMemory

MOST_CHATS = 20_000
MOST_ANSWERS = 50_000

K = TypeVar("K")
V = TypeVar("V")


class _Recent(Generic[K, V]):
    """A mapping that forgets what was not used for longest once it holds `most`."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._items: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        if key in self._items:
            self._items.move_to_end(key)
        return self._items.get(key)

    def put(self, key: K, value: V) -> None:
        self._items[key] = value
        self._items.move_to_end(key)
        if len(self._items) > self._most:
            self._items.popitem(last=False)


class InProcessMemory:
    """Choices by chat, and which of the bot's messages answered which question."""

    def __init__(self, most_chats: int = MOST_CHATS, most_answers: int = MOST_ANSWERS) -> None:
        self._chats: _Recent[int, ChatMemory] = _Recent(most_chats)
        self._answers: _Recent[tuple[int, int], tuple[int, ...]] = _Recent(most_answers)

    async def load(self, chat: int) -> ChatMemory:
        """What is remembered of a chat."""
        return self._chats.get(chat) or ChatMemory()

    async def save(self, chat: int, memory: ChatMemory) -> None:
        """Remember a chat's choices."""
        self._chats.put(chat, memory)

    async def answers(self, chat: int, question: int) -> tuple[int, ...]:
        """The ids of the messages that answered a question, by its message id."""
        return self._answers.get((chat, question)) or ()

    async def save_answers(self, chat: int, question: int, answers: tuple[int, ...]) -> None:
        """Remember which messages answered a question."""
        self._answers.put((chat, question), answers)
