"""The queue of updates: unconfirmed ones are delivered again, and only one process may poll."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

from tests.botapi.refusal import Refusal, strict

FIRST_UPDATE_ID = 518_204_771
MAX_POLL_SECONDS = 50
MAX_BATCH = 100
# A larger offset confirms nothing and gets updates from the oldest on (TDLib, TQueue::get).
MAX_AHEAD = 10
# Telegram sends these only to bots that name them in allowed_updates.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
INTERRUPTED = "Conflict: terminated by setWebhook request"


class UpdateQueue:
    """Updates by id, confirmed by the offset of a later getUpdates or acknowledged by the webhook.

    `on_push` is called with every new update.
    """

    def __init__(self) -> None:
        self.pending: dict[int, dict[str, Any]] = {}
        self.on_push: Callable[[dict[str, Any]], None] | None = None
        self.confirmed_up_to = 0
        self.allowed: list[str] = []
        self._next_id = FIRST_UPDATE_ID
        self._changed = asyncio.Event()
        self._listener = 0
        self._conflict = CONFLICT
        self._closed = False

    def push(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update, unless the bot has not allowed updates of this kind."""
        if kind in self.allowed if self.allowed else kind not in ON_REQUEST:
            self.push_raw({kind: payload})

    def push_raw(self, update: dict[str, Any]) -> int:
        """Queue an update unchanged, with an `update_id` if it has none; return the `update_id`."""
        update_id: int = update.get("update_id", self._next_id)
        self._next_id = max(self._next_id, update_id + 1)
        self.put_back({"update_id": update_id} | update)
        return update_id

    def put_back(self, update: dict[str, Any]) -> None:
        """Queue an update that has an id, even if it was acknowledged before."""
        self.pending[update["update_id"]] = update
        self._wake()
        if self.on_push:
            self.on_push(update)

    def acknowledge(self, update_id: int) -> None:
        """Remove an update that the webhook has acknowledged."""
        self.pending.pop(update_id, None)

    @property
    def newest_id(self) -> int:
        """Return the id of the update that was queued last."""
        return self._next_id - 1

    def renumber(self, update_id: int) -> None:
        """Set the id of the next update: after a week without updates, Telegram chooses a random one."""
        if self.pending:
            raise ValueError("Telegram only renumbers when nothing is pending")
        self._next_id = update_id

    def drop_pending(self) -> None:
        """Remove all queued updates, as drop_pending_updates does."""
        self.pending.clear()

    def interrupt(self) -> None:
        """End the current getUpdates call with a conflict, as setWebhook does."""
        self._listener += 1
        self._conflict = INTERRUPTED
        self._wake()

    def close(self) -> None:
        """End the current getUpdates call, because the server stops."""
        self._closed = True
        self._wake()

    async def take(self, params: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the result of a getUpdates call."""
        limit = params.get("limit", MAX_BATCH)
        if not 1 <= limit <= MAX_BATCH:
            raise strict(f"limit is 1 to {MAX_BATCH}, not {limit}")
        if params.get("timeout", 0) < 0:
            raise strict("timeout is negative")
        self._listener += 1
        listener = self._listener
        self._conflict = CONFLICT
        self._wake()
        self._confirm(params.get("offset", 0))
        self.allowed = params.get("allowed_updates", self.allowed)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + min(params.get("timeout", 0), MAX_POLL_SECONDS)
        while not (self.pending or self._closed):
            changed = self._changed
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), max(deadline - loop.time(), 0))
            if listener != self._listener:
                raise Refusal(409, self._conflict)
            if loop.time() >= deadline:
                break
        return list(self.pending.values())[:limit]

    def _confirm(self, offset: int) -> None:
        if 0 < offset <= self._next_id + MAX_AHEAD:
            confirmed = [update_id for update_id in self.pending if update_id < offset]
        elif offset < 0:
            confirmed = list(self.pending)[:offset]
        else:
            confirmed = []
        for update_id in confirmed:
            del self.pending[update_id]
            self.confirmed_up_to = max(self.confirmed_up_to, update_id)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
