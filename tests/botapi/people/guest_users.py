"""People who call the bot in a chat that it is not in: it gets only that message and may answer it once."""

from __future__ import annotations

from typing import Unpack

from tests.botapi.people.contents import text_fields
from tests.botapi.people.inline_users import InlineUsers
from tests.botapi.people.senders import Place
from tests.botapi.world import STRANGER


class GuestUsers(InlineUsers):
    """People who mention the bot where it is not a member. It gets no other messages of such chats."""

    def summon(self, chat_id: int, text: str, *, language_code: str | None = "sv", **place: Unpack[Place]) -> str:
        """Send a text that mentions the bot and return the guest query's id. An unknown chat is added first."""
        if not self.supports_guest_queries:
            raise ValueError("the bot has no guest mode: set supports_guest_queries first")
        if f"@{self._world.bot['username']}".lower() not in text.lower():
            raise ValueError(f"{text!r} does not mention the bot")
        if chat_id not in self._world.chats:
            self.add_foreign_chat(chat_id)
        if self._world.chats[chat_id].status != STRANGER:
            raise ValueError(f"the bot is not a guest in chat {chat_id}")
        asker = self._user(self._sender(chat_id, place.get("user_id")), language_code=language_code)
        content = {"from": asker} | self._placed(chat_id, place) | text_fields(text)
        message = self._world.add_message(chat_id, content)
        query_id = self._world.new_query_id()
        self._world.guest_queries[query_id] = message
        self._world.open_guest_queries.add(query_id)
        self._updates.push("guest_message", message.json | {"guest_query_id": query_id})
        return query_id
