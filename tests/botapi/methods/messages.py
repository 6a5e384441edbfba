"""The methods that send, edit, delete and react to messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.botapi.methods.checks import (
    CHAT_ACTIONS,
    check_keyboard,
    check_reactions,
    check_text,
    shown_content,
    source_html,
)
from tests.botapi.methods.placement import placed, thread_for_bot
from tests.botapi.refusal import bad_request
from tests.botapi.world import Chat, Message, World, now

Params = dict[str, Any]
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


class Messages:
    """Handlers of the methods that send and change messages."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.handlers: dict[str, Callable[[Params], Any]] = {
            "deleteMessage": self._delete_message,
            "editMessageReplyMarkup": self._edit_message_reply_markup,
            "editMessageText": self._edit_message_text,
            "sendChatAction": self._send_chat_action,
            "sendMessage": self._send_message,
            "setMessageReaction": self._set_message_reaction,
        }

    def _send_message(self, params: Params) -> Params:
        shown = check_text(params)
        keyboard = check_keyboard(params.get("reply_markup"))
        chat = self._world.chat_for_bot(params["chat_id"])
        thread = thread_for_bot(chat, params)
        content = placed(self._world, chat, thread, self._replied(chat, params.get("reply_parameters")))
        content |= shown_content(shown, keyboard, params)
        return self._world.add_message(chat.id, content, html=source_html(params)).json

    def _replied(self, chat: Chat, reply: Params | None) -> Message | None:
        if reply is None:
            return None
        found = self._world.message_for_bot(reply.get("chat_id", chat.id), reply["message_id"])
        if found is None and not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        if found is not None and reply.get("quote", "") not in found.json.get("text", found.json.get("caption", "")):
            raise bad_request("QUOTE_TEXT_INVALID")
        return found

    def _edit_message_text(self, params: Params) -> Params | bool:
        shown = check_text(params)
        keyboard = check_keyboard(params.get("reply_markup"))
        message = self._editable(params)
        content = shown_content(shown, keyboard, params)
        edited = self._edit(message, content, {"text", "entities", "reply_markup"})
        message.html = source_html(params)
        return edited

    def _edit_message_reply_markup(self, params: Params) -> Params | bool:
        keyboard = check_keyboard(params.get("reply_markup"))
        message = self._editable(params)
        return self._edit(message, {"reply_markup": keyboard} if keyboard else {}, {"reply_markup"})

    def _edit(self, message: Message, content: Params, fields: set[str]) -> Params | bool:
        old = {name: value for name, value in message.json.items() if name in fields}
        if old == {name: value for name, value in content.items() if name in fields}:
            raise bad_request(NOT_MODIFIED)
        kept = {name: value for name, value in message.json.items() if name not in fields}
        message.json = kept | content | {"edit_date": now()}
        return True if message.inline_id else message.json

    def _editable(self, params: Params) -> Message:
        if params.keys() & {"chat_id", "message_id"} or not params.get("inline_message_id"):
            message = self._find(params, "message to edit not found")
            if not message.from_bot:
                raise bad_request("message can't be edited")
            return message
        inline = self._world.inline_messages.get(params["inline_message_id"])
        if inline is None:
            raise bad_request("invalid inline message identifier specified")
        if inline.key not in self._world.messages:
            raise bad_request("MESSAGE_ID_INVALID")
        return inline

    def _find(self, params: Params, otherwise: str) -> Message:
        if "chat_id" not in params or "message_id" not in params:
            raise bad_request("message identifier is not specified")
        chat = self._world.chat_for_bot(params["chat_id"])
        found = self._world.message_for_bot(chat.id, params["message_id"])
        if found is None:
            raise bad_request(otherwise)
        return found

    def _delete_message(self, params: Params) -> bool:
        message = self._find(params, "message to delete not found")
        chat = self._world.chats[message.key[0]]
        allowed = message.from_bot or chat.can_delete or chat.kind == "private"
        if not allowed or "forum_topic_created" in message.json:
            raise bad_request("message can't be deleted")
        self._world.remove(message)
        return True

    def _set_message_reaction(self, params: Params) -> bool:
        reactions = check_reactions(params.get("reaction", []))
        self._find(params, "message to react not found").reactions = reactions
        return True

    def _send_chat_action(self, params: Params) -> bool:
        if params["action"] not in CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        thread_for_bot(self._world.chat_for_bot(params["chat_id"]), params)
        return True
