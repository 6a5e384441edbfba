"""The bot's side: what each method does once its parameters are known to fit the schema."""

from __future__ import annotations

import html
import json
from collections.abc import Awaitable, Callable
from typing import Any

from tests.botapi.checks import (
    CHAT_ACTIONS,
    MAX_CALLBACK_ANSWER,
    check_commands,
    check_keyboard,
    check_language,
    check_profile,
    check_scope,
    check_text,
    check_webhook,
)
from tests.botapi.refusal import Refusal, bad_request
from tests.botapi.tdlib import ParsedText
from tests.botapi.updates import UpdateQueue
from tests.botapi.world import Chat, Message, World, chat_id_of, now, quoted

Params = dict[str, Any]
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Methods:
    """The methods that the server models, over what Telegram keeps."""

    def __init__(self, world: World, updates: UpdateQueue) -> None:
        self.webhook: Params = {}
        self.commands: dict[tuple[str, str], list[Params]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self._world = world
        self._updates = updates
        self._handlers: dict[str, Callable[[Params], Any]] = {
            "answerCallbackQuery": self._answer_callback_query,
            "deleteMessage": self._delete_message,
            "deleteMyCommands": self._delete_my_commands,
            "deleteWebhook": self._delete_webhook,
            "editMessageReplyMarkup": self._edit_message_reply_markup,
            "editMessageText": self._edit_message_text,
            "getMe": self._get_me,
            "getMyCommands": self._get_my_commands,
            "getUpdates": self._get_updates,
            "getWebhookInfo": self._get_webhook_info,
            "sendChatAction": self._send_chat_action,
            "sendMessage": self._send_message,
            "setMyCommands": self._set_my_commands,
            "setWebhook": self._set_webhook,
        }
        for field, suffix in (
            ("name", "Name"),
            ("description", "Description"),
            ("short_description", "ShortDescription"),
        ):
            self._handlers[f"setMy{suffix}"] = self._profile_setter(field)
            self._handlers[f"getMy{suffix}"] = self._profile_getter(field)

    def models(self, method: str) -> bool:
        """Return whether the server knows what this method does."""
        return method in self._handlers

    async def call(self, method: str, params: Params) -> Any:  # noqa: ANN401 - the Bot API's result, any JSON
        """Do what the method does and return its result."""
        result = self._handlers[method](params)
        return await result if isinstance(result, Awaitable) else result

    def _get_me(self, _params: Params) -> Params:
        abilities = {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
        return self._world.bot | abilities

    async def _get_updates(self, params: Params) -> list[Params]:
        if self.webhook:
            raise Refusal(409, WEBHOOK_ACTIVE)
        return await self._updates.take(params)

    def _set_webhook(self, params: Params) -> bool:
        check_webhook(params)
        self.webhook = params if params["url"] else {}
        self._updates.allowed = params.get("allowed_updates", self._updates.allowed)
        if params.get("drop_pending_updates"):
            self._updates.drop_pending()
        return True

    def _delete_webhook(self, params: Params) -> bool:
        return self._set_webhook({"url": ""} | params)

    def _get_webhook_info(self, _params: Params) -> Params:
        info = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": "certificate" in self.webhook,
            "pending_update_count": len(self._updates.pending),
        }
        shown = ("ip_address", "max_connections", "allowed_updates")
        return info | {name: self.webhook[name] for name in shown if name in self.webhook}

    def _send_message(self, params: Params) -> Params:
        shown = check_text(params)
        keyboard = check_keyboard(params.get("reply_markup"))
        chat = self._world.chat_for_bot(params["chat_id"])
        content = _content(shown, keyboard, params)
        if "reply_parameters" in params:
            content |= self._reply(chat, params["reply_parameters"])
        return self._world.add_message(chat_id_of(chat), content, html=_html(params)).json

    def _reply(self, chat: Chat, reply: Params) -> Params:
        where = reply.get("chat_id", chat_id_of(chat))
        found = self._world.messages.get((where, reply["message_id"]))
        if found is None:
            if reply.get("allow_sending_without_reply"):
                return {}
            raise bad_request("message to be replied not found")
        if "quote" in reply and reply["quote"] not in found.json.get("text", ""):
            raise bad_request("QUOTE_TEXT_INVALID")
        return {"reply_to_message": quoted(found)}

    def _edit_message_text(self, params: Params) -> Params:
        shown = check_text(params)
        keyboard = check_keyboard(params.get("reply_markup"))
        message = self._editable(params)
        edited = self._edit(message, _content(shown, keyboard, params), {"text", "entities", "reply_markup"})
        message.html = _html(params)
        return edited

    def _edit_message_reply_markup(self, params: Params) -> Params:
        keyboard = check_keyboard(params.get("reply_markup"))
        message = self._editable(params)
        return self._edit(message, {"reply_markup": keyboard} if keyboard else {}, {"reply_markup"})

    def _edit(self, message: Message, content: Params, fields: set[str]) -> Params:
        old = {name: value for name, value in message.json.items() if name in fields}
        if old == {name: value for name, value in content.items() if name in fields}:
            raise bad_request(NOT_MODIFIED)
        kept = {name: value for name, value in message.json.items() if name not in fields}
        message.json = kept | content | {"edit_date": now()}
        return message.json

    def _editable(self, params: Params) -> Message:
        message = self._find(params, "message to edit not found")
        if not message.from_bot:
            raise bad_request("message can't be edited")
        return message

    def _find(self, params: Params, otherwise: str) -> Message:
        if "chat_id" not in params or "message_id" not in params:
            raise bad_request("message identifier is not specified")
        chat = self._world.chat_for_bot(params["chat_id"])
        found = self._world.messages.get((chat_id_of(chat), params["message_id"]))
        if found is None:
            raise bad_request(otherwise)
        return found

    def _delete_message(self, params: Params) -> bool:
        message = self._find(params, "message to delete not found")
        if not message.from_bot and message.json["chat"]["type"] != "private":
            raise bad_request("message can't be deleted")
        del self._world.messages[message.json["chat"]["id"], message.json["message_id"]]
        return True

    def _answer_callback_query(self, params: Params) -> bool:
        callback_id = params["callback_query_id"]
        if len(params.get("text", "")) > MAX_CALLBACK_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        if callback_id not in self._world.open_callbacks:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        self._world.open_callbacks.remove(callback_id)
        self._world.answered_callbacks[callback_id] = params
        return True

    def _send_chat_action(self, params: Params) -> bool:
        self._world.chat_for_bot(params["chat_id"])
        if params["action"] not in CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        return True

    def _set_my_commands(self, params: Params) -> bool:
        check_commands(params["commands"])
        self.commands[_menu(params)] = params["commands"]
        return True

    def _get_my_commands(self, params: Params) -> list[Params]:
        return self.commands.get(_menu(params), [])

    def _delete_my_commands(self, params: Params) -> bool:
        self.commands.pop(_menu(params), None)
        return True

    def _profile_setter(self, field: str) -> Callable[[Params], bool]:
        def set_it(params: Params) -> bool:
            check_language(params.get("language_code", ""))
            check_profile(field, params.get(field, ""))
            self.profile[field, params.get("language_code", "")] = params.get(field, "")
            return True

        return set_it

    def _profile_getter(self, field: str) -> Callable[[Params], Params]:
        def get_it(params: Params) -> Params:
            check_language(params.get("language_code", ""))
            default = self.profile.get((field, ""), "")
            # Telegram falls back to the text for all languages.
            return {field: self.profile.get((field, params.get("language_code", "")), "") or default}

        return get_it


def _content(shown: ParsedText, keyboard: Params | None, params: Params) -> Params:
    content: Params = {"text": shown.text}
    if shown.entities:
        content["entities"] = shown.entities
    if keyboard is not None:
        content["reply_markup"] = keyboard
    if "link_preview_options" in params:
        content["link_preview_options"] = params["link_preview_options"]
    return content


def _html(params: Params) -> str:
    text: str = params["text"]
    return text if params.get("parse_mode") else html.escape(text, quote=False)


def _menu(params: Params) -> tuple[str, str]:
    scope = params.get("scope", {"type": "default"})
    check_scope(scope)
    language = params.get("language_code", "")
    check_language(language)
    name = scope["type"] if len(scope) == 1 else json.dumps(scope, sort_keys=True)
    return name, language
