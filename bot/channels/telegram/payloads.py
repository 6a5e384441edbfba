"""Bot API calls as their parameters, ready to be JSON. Knows no network."""

from __future__ import annotations

from typing import Any

from bot.channels.telegram.render import Message

Payload = dict[str, Any]


def message_call(chat: int, message: Message, reply_to: int | None = None, thread: int | None = None) -> Payload:
    """The parameters of `sendMessage`: HTML without link previews, into a forum's topic `thread`.

    A reply to a message that is gone by then is sent all the same.
    """
    payload: Payload = {"chat_id": chat, **_content(message)}
    if reply_to:
        payload["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
    if thread:
        payload["message_thread_id"] = thread
    return payload


def edit_call(chat: int, message_id: int, message: Message) -> Payload:
    """The parameters of `editMessageText`; a message without buttons loses those it had."""
    return {"chat_id": chat, "message_id": message_id, **_content(message)}


def _content(message: Message) -> Payload:
    content: Payload = {"text": message.html, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    if message.keyboard:
        content["reply_markup"] = {"inline_keyboard": message.keyboard}
    return content
