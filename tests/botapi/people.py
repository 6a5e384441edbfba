"""The people's side: what they send, edit, press and block, and what they see."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from tests.botapi.checks import MAX_TEXT
from tests.botapi.tdlib import ParsedText, as_shown, clean, utf16_length
from tests.botapi.updates import UpdateQueue
from tests.botapi.world import Chat, Message, World, now, quoted

GROUP_MEMBER_ID = 5_208_117_394


@dataclass(frozen=True)
class SeenMessage:
    """A message of the bot as people see it now."""

    message_id: int
    text: str
    html: str
    entities: list[dict[str, Any]]
    buttons: list[list[dict[str, Any]]]
    reply_to: int | None
    edited: bool
    raw: dict[str, Any]

    @property
    def button_texts(self) -> list[str]:
        """Return what stands on the buttons, row by row."""
        return [button["text"] for row in self.buttons for button in row]


class People:
    """Everyone who talks to the bot. A `ValueError` says that no person could do that."""

    def __init__(self, bot: dict[str, Any]) -> None:
        self._world = World(bot)
        self._updates = UpdateQueue()

    def add_chat(self, chat_id: int, *, chat_type: str | None = None, title: str = "Datorhjälpen") -> None:
        """Make a chat known: a private one, or a group (the default below zero) with a title."""
        kind = chat_type or ("private" if chat_id > 0 else "supergroup")
        if (kind == "private") != (chat_id > 0):
            raise ValueError(f"{chat_id} is no id of a {kind} chat")
        chat: dict[str, Any] = {"id": chat_id, "type": kind}
        chat |= {"first_name": self._user(chat_id)["first_name"]} if kind == "private" else {"title": title}
        self._world.chats[chat_id] = Chat(chat)

    def send_text(
        self,
        chat_id: int,
        text: str,
        *,
        user_id: int | None = None,
        language_code: str | None = "sv",
        reply_to: int | None = None,
    ) -> int:
        """Send a text to the bot and return its message id. An unknown chat becomes known first.

        Someone who blocked the bot may still send: a message can be under way as they block it.
        """
        sender = self._user(self._sender(chat_id, user_id), language_code=language_code)
        content: dict[str, Any] = {"from": sender} | _text_fields(text)
        if reply_to is not None:
            content["reply_to_message"] = quoted(self._message(chat_id, reply_to))
        return self._send(chat_id, content)

    def edit_text(self, chat_id: int, message_id: int, text: str) -> None:
        """Edit a text that a person sent."""
        message = self._message(chat_id, message_id)
        if message.from_bot or "text" not in message.json:
            raise ValueError(f"message {message_id} of chat {chat_id} is no text that a person sent")
        kept = {key: value for key, value in message.json.items() if key not in {"text", "entities"}}
        message.json = kept | {"edit_date": now()} | _text_fields(text)
        self._updates.push("edited_message", message.json)

    def send_photo(self, chat_id: int, *, caption: str | None = None, user_id: int | None = None) -> int:
        """Send a picture."""
        sizes = [_file(file_size=width * 40) | {"width": width, "height": width * 3 // 4} for width in (90, 320, 800)]
        content: dict[str, Any] = {"photo": sizes}
        return self._send_media(chat_id, content | ({"caption": caption} if caption else {}), user_id)

    def send_sticker(self, chat_id: int, *, user_id: int | None = None) -> int:
        """Send a sticker."""
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        sticker = _file(file_size=21_404) | shape | {"emoji": "😀", "set_name": "HotCherry"}
        return self._send_media(chat_id, {"sticker": sticker}, user_id)

    def send_voice(self, chat_id: int, *, user_id: int | None = None) -> int:
        """Send a voice message."""
        voice = _file(file_size=14_210) | {"duration": 4, "mime_type": "audio/ogg"}
        return self._send_media(chat_id, {"voice": voice}, user_id)

    def send_location(self, chat_id: int, *, user_id: int | None = None) -> int:
        """Send a place."""
        return self._send_media(chat_id, {"location": {"latitude": 59.329323, "longitude": 18.068581}}, user_id)

    def press(self, chat_id: int, message_id: int, button: str, *, user_id: int | None = None) -> str:
        """Press a callback button, named by its callback_data or its text; return the callback query's id."""
        message = self._message(chat_id, message_id)
        callback_id = self._world.open_callback()
        query = {
            "id": callback_id,
            "from": self._user(self._sender(chat_id, user_id)),
            "message": message.json,
            "chat_instance": str(-(2**60) - chat_id),
            "data": _callback_data(message, button),
        }
        self._updates.push("callback_query", query)
        return callback_id

    def block(self, chat_id: int) -> None:
        """Block the bot: it learns of it by `my_chat_member`, and may write no more."""
        self._set_blocked(chat_id, blocked=True)

    def unblock(self, chat_id: int) -> None:
        """Take the bot back."""
        self._set_blocked(chat_id, blocked=False)

    def push_update(self, update: dict[str, Any]) -> int:
        """Queue an update as it is, even a malformed one, past allowed_updates; return its update_id."""
        return self._updates.push_raw(update)

    def renumber_updates(self, update_id: int) -> None:
        """Let the next update have this id, as after a week in which nobody wrote."""
        self._updates.renumber(update_id)

    def messages(self, chat_id: int) -> list[SeenMessage]:
        """Return the bot's messages in a chat as people see them now."""
        return [
            _seen(message)
            for (where, _), message in self._world.messages.items()
            if where == chat_id and message.from_bot
        ]

    def pending_updates(self) -> list[dict[str, Any]]:
        """Return the updates that the bot has not confirmed."""
        return list(self._updates.pending)

    @property
    def confirmed_up_to(self) -> int:
        """Return the highest update_id that the bot confirmed, 0 before any."""
        return self._updates.confirmed_up_to

    @property
    def answered_callbacks(self) -> dict[str, dict[str, Any]]:
        """Return the parameters of every answerCallbackQuery that went through, by callback query id."""
        return self._world.answered_callbacks

    def _chat(self, chat_id: int) -> Chat:
        if chat_id not in self._world.chats:
            self.add_chat(chat_id)
        return self._world.chats[chat_id]

    def _user(self, user_id: int, **known: str | None) -> dict[str, Any]:
        return self._world.user(user_id, **known)

    def _sender(self, chat_id: int, user_id: int | None) -> int:
        if self._chat(chat_id).json["type"] != "private":
            return user_id or GROUP_MEMBER_ID
        if user_id not in {None, chat_id}:
            raise ValueError(f"in the private chat {chat_id} nobody else, such as {user_id}, can write")
        return chat_id

    def _message(self, chat_id: int, message_id: int) -> Message:
        try:
            return self._world.messages[chat_id, message_id]
        except KeyError:
            raise ValueError(f"chat {chat_id} shows no message {message_id}") from None

    def _send_media(self, chat_id: int, content: dict[str, Any], user_id: int | None) -> int:
        sender = self._sender(chat_id, user_id)
        known = {} if sender in self._world.users else {"language_code": "sv"}
        return self._send(chat_id, {"from": self._user(sender, **known)} | content)

    def _send(self, chat_id: int, content: dict[str, Any]) -> int:
        message = self._world.add_message(chat_id, content)
        self._updates.push("message", message.json)
        return int(message.json["message_id"])

    def _set_blocked(self, chat_id: int, *, blocked: bool) -> None:
        chat = self._chat(chat_id)
        chat.blocked = blocked
        bot = self._world.bot
        member, kicked = {"user": bot, "status": "member"}, {"user": bot, "status": "kicked", "until_date": 0}
        change = {
            "chat": chat.json,
            "from": self._user(self._sender(chat_id, None)),
            "date": now(),
            "old_chat_member": member if blocked else kicked,
            "new_chat_member": kicked if blocked else member,
        }
        self._updates.push("my_chat_member", change)


def _text_fields(text: str) -> dict[str, Any]:
    shown = as_shown(ParsedText(clean(text)))
    if not 1 <= utf16_length(shown.text) <= MAX_TEXT:
        raise ValueError(f"a text is 1 to {MAX_TEXT} UTF-16 units, not {utf16_length(shown.text)}")
    return {"text": shown.text} | ({"entities": shown.entities} if shown.entities else {})


def _file(file_size: int) -> dict[str, Any]:
    return {
        "file_id": f"AgACAgQAAxkBAAI{secrets.token_urlsafe(36)}",
        "file_unique_id": f"AQAD{secrets.token_urlsafe(8)}",
        "file_size": file_size,
    }


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
    reply_to = message.json.get("reply_to_message", {}).get("message_id")
    return SeenMessage(
        message_id=message.json["message_id"],
        text=message.json["text"],
        html=message.html,
        entities=message.json.get("entities", []),
        buttons=_keyboard(message),
        reply_to=reply_to,
        edited="edit_date" in message.json,
        raw=message.json,
    )
