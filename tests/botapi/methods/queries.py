"""The methods that answer queries and look up files, chats and members."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.botapi.delivery.update_queue import UpdateQueue
from tests.botapi.methods.checks import MAX_CALLBACK_ANSWER
from tests.botapi.methods.inline_checks import check_guest_answer, check_inline_answer, posted
from tests.botapi.methods.placement import placed
from tests.botapi.refusal import bad_request
from tests.botapi.world import LEFT, Chat, World, now

Params = dict[str, Any]
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


class Queries:
    """Handlers of the methods that answer queries or look something up."""

    def __init__(self, world: World, updates: UpdateQueue) -> None:
        self._world = world
        self._updates = updates
        self.handlers: dict[str, Callable[[Params], Any]] = {
            "answerCallbackQuery": self._answer_callback_query,
            "answerGuestQuery": self._answer_guest_query,
            "answerInlineQuery": self._answer_inline_query,
            "getChat": self._get_chat,
            "getChatMember": self._get_chat_member,
            "getFile": self._get_file,
            "leaveChat": self._leave_chat,
        }

    def _answer_callback_query(self, params: Params) -> bool:
        callback_id = params["callback_query_id"]
        if len(params.get("text", "")) > MAX_CALLBACK_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        if callback_id not in self._world.open_callbacks:
            raise bad_request(TOO_OLD)
        self._world.open_callbacks.remove(callback_id)
        self._world.answered_callbacks[callback_id] = params
        return True

    def _answer_inline_query(self, params: Params) -> bool:
        check_inline_answer(params)
        query_id = params["inline_query_id"]
        if query_id not in self._world.open_inline_queries:
            raise bad_request(TOO_OLD)
        self._world.open_inline_queries.remove(query_id)
        self._world.inline_answers[query_id] = params
        return True

    def _answer_guest_query(self, params: Params) -> Params:
        check_guest_answer(params["result"])
        query_id = params["guest_query_id"]
        if query_id not in self._world.open_guest_queries:
            raise bad_request(TOO_OLD)
        self._world.open_guest_queries.remove(query_id)
        asked = self._world.guest_queries[query_id]
        chat = self._world.chats[asked.key[0]]
        content, html = posted(params["result"])
        caller = {"guest_bot_caller_user": asked.json["from"]}
        message = self._world.add_message(chat.id, placed(self._world, chat, None, asked) | caller | content, html=html)
        message.inline_id = f"BAAAB{self._world.new_query_id()}"
        self._world.inline_messages[message.inline_id] = message
        return {"inline_message_id": message.inline_id}

    def _get_file(self, params: Params) -> Params:
        return self._world.files.get(params["file_id"])

    def _get_chat(self, params: Params) -> Params:
        chat = self._world.chat_for_bot(params["chat_id"], write=False)
        gifts = dict.fromkeys(GIFTS, False)
        return chat.json | {"accent_color_id": 2, "max_reaction_count": 11, "accepted_gift_types": gifts}

    def _get_chat_member(self, params: Params) -> Params:
        user_id = params["user_id"]
        if user_id <= 0:
            raise bad_request("invalid user_id specified")
        chat = self._world.chat_for_bot(params["chat_id"], write=False)
        if user_id == self._world.bot["id"]:
            return self._world.membership(chat)
        if user_id not in self._world.users:
            raise bad_request("PARTICIPANT_ID_INVALID")
        status = "member" if self._is_in(chat, user_id) else "left"
        return {"user": self._world.user(user_id), "status": status}

    def _is_in(self, chat: Chat, user_id: int) -> bool:
        if chat.kind == "private":
            return user_id == chat.id
        # Here the members of a group are those who wrote in it.
        return any(
            message.key[0] == chat.id and message.json.get("from", {}).get("id") == user_id
            for message in self._world.messages.values()
        )

    def _leave_chat(self, params: Params) -> bool:
        chat = self._world.chat_for_bot(params["chat_id"], write=False)
        if chat.kind == "private":
            raise bad_request("can't leave private chats")
        before = self._world.membership(chat)
        chat.status = LEFT
        change = {"chat": chat.json, "from": self._world.bot, "date": now(), "old_chat_member": before}
        self._updates.push("my_chat_member", change | {"new_chat_member": self._world.membership(chat)})
        return True
