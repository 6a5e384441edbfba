"""What the only process that uses a database knows without asking it. Never for one that replicas share."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from bot.conversation import ChatHistory
from bot.memory.model import ChatKey, ChatSaved, Handled, PersonKey, Recalled
from bot.memory.operations import ERASING, Keep, Operation, Recall

MAX_CHATS = 5_000  # people in chats, of some 3 kB
MAX_UPDATES = 20_000


class Seen:
    """The memories of those who wrote latest, and the ids of the updates that were handled latest.

    Of ids above a mark it knows all that were handled; of the others, and of chats it does not hold, it knows nothing.
    """

    def __init__(self) -> None:
        self._chats: OrderedDict[tuple[ChatKey, PersonKey], ChatHistory] = OrderedDict()
        self._handled: OrderedDict[int, None] = OrderedDict()
        self._mark = math.inf

    def start(self, latest_handled: int | None) -> None:
        """Begin anew with a database in which no id above this one was handled, or none at all."""
        self._chats.clear()
        self._handled.clear()
        self._mark = -math.inf if latest_handled is None else latest_handled

    def stop(self) -> None:
        """Know nothing."""
        self.start(None)
        self._mark = math.inf

    def recall(self, asked: Recall) -> Recalled | None:
        """What the database would say; None where that is not known."""
        key = (asked.chat, asked.person)
        memory = self._chats.get(key)
        if memory is None or asked.update <= self._mark:
            return None
        self._chats.move_to_end(key)
        return Recalled(memory, asked.update in self._handled)

    def note(self, done: Sequence[Operation[Any]], results: Sequence[Any]) -> None:
        """Learn from operations that were done together. They were read before anything was written."""
        for operation, result in zip(done, results, strict=True):
            if isinstance(operation, Recall):
                self._put(operation.chat, operation.person, result.memory)
        for operation in done:
            if isinstance(operation, Keep):
                for kept in operation.kept:
                    if isinstance(kept, ChatSaved):
                        self._put(kept.chat, kept.person, kept.memory)
                    elif isinstance(kept, Handled):
                        self._put_handled(kept.update)
        if any(isinstance(operation, ERASING) for operation in done):
            self._chats.clear()

    def _put(self, chat: ChatKey, person: PersonKey, memory: ChatHistory) -> None:
        self._chats[chat, person] = memory
        self._chats.move_to_end((chat, person))
        if len(self._chats) > MAX_CHATS:
            self._chats.popitem(last=False)

    def _put_handled(self, update: int) -> None:
        self._handled[update] = None
        if len(self._handled) > MAX_UPDATES:
            oldest, _ = self._handled.popitem(last=False)
            self._mark = max(self._mark, oldest)
