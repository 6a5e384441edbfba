"""People who call the bot into a chat that it is not in: it gets that message alone, and may answer it once."""

from __future__ import annotations

from typing import Unpack

from tests.botapi.contents import text_fields
from tests.botapi.inline_users import InlineUsers
from tests.botapi.senders import Place
from tests.botapi.world import STRANGER


class GuestUsers(InlineUsers):
    """People who write the bot's name where it is no member. Other messages of such chats it is not told of."""

    def summon(self, chat_id: int, text: str, *, language_code: str | None = "sv", **place: Unpack[Place]) -> str:
        """Write a text with the bot's name, and return the guest query's id. An unknown chat becomes known first."""
        if not self.supports_guest_queries:
            raise ValueError("the bot has no guest mode: set supports_guest_queries first")
        if f"@{self._world.bot['username']}".lower() not in text.lower():
            raise ValueError(f"nobody is summoned by {text!r}")
        if chat_id not in self._world.chats:
            self.add_foreign_chat(chat_id)
        if self._world.chats[chat_id].status != STRANGER:
            raise ValueError(f"the bot is no guest in chat {chat_id}")
        asker = self._user(self._sender(chat_id, place.get("user_id")), language_code=language_code)
        content = {"from": asker} | self._placed(chat_id, place) | text_fields(text)
        message = self._world.add_message(chat_id, content)
        query_id = self._world.new_query_id()
        self._world.guest_queries[query_id] = message
        self._world.open_guest_queries.add(query_id)
        self._updates.push("guest_message", message.json | {"guest_query_id": query_id})
        return query_id
