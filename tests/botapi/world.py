"""What Telegram keeps: chats, people, messages, and the callback queries that wait for an answer."""

from __future__ import annotations

import itertools
import secrets
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.refusal import Refusal, bad_request

FIRST_NAMES = ("Anna", "Björn", "Cecilia", "David", "Elin", "Farid", "Greta", "Håkan", "Ingrid", "Johan")
FIRST_MESSAGE_ID = 2041


@dataclass
class Chat:
    """One chat as the Bot API describes it, and whether its person blocked the bot."""

    json: dict[str, Any]
    blocked: bool = False


@dataclass
class Message:
    """One message: the Bot API's JSON, and what that does not say."""

    json: dict[str, Any]
    from_bot: bool
    html: str = ""


@dataclass
class World:
    """Everything that outlasts a call."""

    bot: dict[str, Any]
    chats: dict[int, Chat] = field(default_factory=dict)
    users: dict[int, dict[str, Any]] = field(default_factory=dict)
    messages: dict[tuple[int, int], Message] = field(default_factory=dict)
    open_callbacks: set[str] = field(default_factory=set)
    answered_callbacks: dict[str, dict[str, Any]] = field(default_factory=dict)
    # A supergroup numbers its own messages; all private chats of a bot share one row of numbers.
    _message_ids: defaultdict[int, itertools.count[int]] = field(
        default_factory=lambda: defaultdict(lambda: itertools.count(FIRST_MESSAGE_ID))
    )

    def user(self, user_id: int, **known: str | None) -> dict[str, Any]:
        """Return a person, with what is newly known of them; None takes a field away."""
        name = FIRST_NAMES[user_id % len(FIRST_NAMES)]
        user = self.users.setdefault(user_id, {"id": user_id, "is_bot": False, "first_name": name})
        user.update(known)
        return {key: value for key, value in user.items() if value is not None}

    def add_message(self, chat_id: int, content: dict[str, Any], *, html: str | None = None) -> Message:
        """Store a message and number it; one with `html` is the bot's."""
        chat = self.chats[chat_id]
        shared = chat.json["type"] in {"private", "group"}
        message_id = next(self._message_ids[0 if shared else chat_id])
        sender = content.pop("from", self.bot)
        head = {"message_id": message_id, "from": sender, "chat": chat.json, "date": now()}
        message = Message(head | content, from_bot=html is not None, html=html or "")
        self.messages[chat_id, message_id] = message
        return message

    def open_callback(self) -> str:
        """Return the id of a new callback query."""
        callback_id = str(secrets.randbelow(2**62) + 2**62)
        self.open_callbacks.add(callback_id)
        return callback_id

    def chat_for_bot(self, chat_id: int | str) -> Chat:
        """Return a chat that the bot may write to."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.blocked:
            kind = chat.json["type"]
            how = "blocked by the user" if kind == "private" else f"kicked from the {kind} chat"
            raise Refusal(403, f"Forbidden: bot was {how}")
        return chat


def quoted(message: Message) -> dict[str, Any]:
    """Return a message as one that replies to it carries it: one step of a conversation, not the chain."""
    return {name: value for name, value in message.json.items() if name != "reply_to_message"}


def now() -> int:
    """Return the date as the Bot API writes it."""
    return int(time.time())


def chat_id_of(chat: Chat) -> int:
    """Return the id of a chat."""
    return int(chat.json["id"])
