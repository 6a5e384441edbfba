"""Everything people do: pressing buttons, and what they see, on top of the other modules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.botapi.people.guest_users import GuestUsers
from tests.botapi.world import Message


@dataclass(frozen=True)
class SeenMessage:
    """A message as people see it; `thread` is its topic, `reactions` are those of the bot."""

    message_id: int
    text: str
    html: str
    entities: list[dict[str, Any]]
    buttons: list[list[dict[str, Any]]]
    reply_to: int | None
    thread: int | None
    edited: bool
    reactions: list[str]
    raw: dict[str, Any]

    @property
    def button_texts(self) -> list[str]:
        """Return the texts of the buttons, row by row."""
        return [button["text"] for row in self.buttons for button in row]


class People(GuestUsers):
    """Everyone who talks to the bot. A `ValueError` means that no person could do that."""

    def press(
        self, chat_id: int, message_id: int, button: str, *, user_id: int | None = None, inaccessible: bool = False
    ) -> str:
        """Press a callback button, given by its callback_data or its text; return the callback query's id.

        With `inaccessible` the bot can no longer access the message, so it cannot edit, delete or reply to it.
        """
        message = self._message(chat_id, message_id)
        message.inaccessible |= inaccessible
        callback_id = self._world.new_query_id()
        query = {
            "id": callback_id,
            "from": self._user(self._sender(chat_id, user_id)),
            "chat_instance": str(-(2**60) - chat_id),
            "data": _callback_data(message, button),
        }
        if message.inline_id:
            query["inline_message_id"] = message.inline_id
        elif message.inaccessible:
            query["message"] = {"chat": message.json["chat"], "message_id": message_id, "date": 0}
        else:
            query["message"] = message.json
        self._world.open_callbacks.add(callback_id)
        self._updates.push("callback_query", query)
        return callback_id

    def expire(self, query_id: str) -> None:
        """Make a callback query, an inline query or a guest query too old to answer."""
        kinds = (self._world.open_callbacks, self._world.open_inline_queries, self._world.open_guest_queries)
        if not any(query_id in waiting for waiting in kinds):
            raise ValueError(f"no query {query_id} waits for an answer")
        for waiting in kinds:
            waiting.discard(query_id)

    def toast(self, callback_id: str) -> str | None:
        """Return the text that answered a callback query, as a toast or an alert, or None."""
        return self.answered_callbacks.get(callback_id, {}).get("text") or None

    def push_update(self, update: dict[str, Any]) -> int:
        """Queue an update unchanged, even a malformed one or one that is not allowed; return its update_id."""
        return self._updates.push_raw(update)

    def renumber_updates(self, update_id: int) -> None:
        """Set the id of the next update, as Telegram does after a week without updates."""
        self._updates.renumber(update_id)

    def messages(self, chat_id: int) -> list[SeenMessage]:
        """Return the bot's messages in a chat as people see them."""
        return [
            _seen(message)
            for (where, _), message in self._world.messages.items()
            if where == chat_id and message.from_bot
        ]

    def look(self, chat_id: int, message_id: int) -> SeenMessage:
        """Return any message as people see it, also a person's or one posted from the bot's inline results."""
        return _seen(self._message(chat_id, message_id))

    def pending_updates(self) -> list[dict[str, Any]]:
        """Return the updates that the bot has not confirmed or, as a webhook, acknowledged."""
        return list(self._updates.pending.values())

    @property
    def newest_update_id(self) -> int:
        """Return the id of the latest update."""
        return self._updates.newest_id

    @property
    def confirmed_up_to(self) -> int:
        """Return the highest update_id that a getUpdates confirmed, or 0."""
        return self._updates.confirmed_up_to

    @property
    def answered_callbacks(self) -> dict[str, dict[str, Any]]:
        """Return the parameters of every successful answerCallbackQuery, by callback query id."""
        return self._world.answered_callbacks


def _callback_data(message: Message, wanted: str) -> str:
    buttons = [button for row in _keyboard(message) for button in row]
    by_data = [button for button in buttons if button.get("callback_data") == wanted]
    found = by_data or [button for button in buttons if button["text"] == wanted]
    if not found or "callback_data" not in found[0]:
        raise ValueError(f"no callback button {wanted!r} on message {message.json['message_id']}: {buttons}")
    return str(found[0]["callback_data"])


def _keyboard(message: Message) -> list[list[dict[str, Any]]]:
    keyboard: list[list[dict[str, Any]]] = message.json.get("reply_markup", {}).get("inline_keyboard", [])
    return keyboard


def _seen(message: Message) -> SeenMessage:
    json = message.json
    thread = json["message_thread_id"] if json.get("is_topic_message") else None
    reply_to = json.get("reply_to_message", {}).get("message_id")
    return SeenMessage(
        message_id=json["message_id"],
        text=json.get("text") or json.get("caption") or "",
        html=message.html,
        entities=json.get("entities") or json.get("caption_entities") or [],
        buttons=_keyboard(message),
        # Bots see every message of a topic as a reply to its first message.
        reply_to=None if reply_to == thread else reply_to,
        thread=thread,
        edited="edit_date" in json,
        reactions=message.reactions,
        raw=json,
    )
