"""People who use inline mode: they query the bot from any chat and post one of its results there."""

from __future__ import annotations

from typing import Any

from tests.botapi.methods.inline_checks import posted
from tests.botapi.people.senders import Senders

MAX_QUERY = 256
CHAT_TYPES = frozenset({"sender", "private", "group", "supergroup", "channel"})


class InlineUsers(Senders):
    """People who type the bot's name and a query in any chat. Telegram's cache of answers is not modelled."""

    def inline(
        self,
        user_id: int,
        query: str,
        *,
        offset: str = "",
        chat_type: str = "sender",
        language_code: str | None = "sv",
    ) -> str:
        """Send an inline query and return its id; `offset` is the `next_offset` of the previous answer."""
        if not self.supports_inline_queries:
            raise ValueError("the bot has no inline mode: set supports_inline_queries first")
        if len(query) > MAX_QUERY or chat_type not in CHAT_TYPES:
            raise ValueError(f"an inline query has up to {MAX_QUERY} characters and one of the types {CHAT_TYPES}")
        query_id = self._world.new_query_id()
        asked = {
            "id": query_id,
            "from": self._user(user_id, language_code=language_code),
            "query": query,
            "offset": offset,
            "chat_type": chat_type,
        }
        self._world.inline_queries[query_id] = asked
        self._world.open_inline_queries.add(query_id)
        self._updates.push("inline_query", asked)
        return query_id

    @property
    def inline_answers(self) -> dict[str, dict[str, Any]]:
        """Return the parameters of every successful answerInlineQuery, by inline query id."""
        return self._world.inline_answers

    def choose(self, query_id: str, result_id: str, chat_id: int) -> int:
        """Post a result of an answered inline query in a chat and return the message id.

        An unknown chat is added as one without the bot, unless it is the user's private chat with the bot.
        """
        asker = self._world.inline_queries[query_id]["from"]
        results = self.inline_answers.get(query_id, {}).get("results", [])
        chosen = [result for result in results if result["id"] == result_id]
        if not chosen:
            raise ValueError(f"inline query {query_id} got no result {result_id!r}: {results}")
        if chat_id not in self._world.chats and chat_id != asker["id"]:
            self.add_foreign_chat(chat_id)
        self._sender(chat_id, asker["id"])
        content, html = posted(chosen[0])
        message = self._world.add_message(chat_id, {"from": asker, "via_bot": self._world.bot} | content)
        message.html = html
        if "reply_markup" in content:
            message.inline_id = f"BAAAA{self._world.new_query_id()}"
            self._world.inline_messages[message.inline_id] = message
        self._deliver("message", message)
        return int(message.json["message_id"])
