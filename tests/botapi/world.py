"""The state of Telegram: chats, people, messages, files, and queries that wait for an answer."""

from __future__ import annotations

import itertools
import secrets
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.botapi.files import FileStore
from tests.botapi.refusal import Refusal, bad_request

FIRST_NAMES = ("Anna", "Björn", "Cecilia", "David", "Elin", "Farid", "Greta", "Håkan", "Ingrid", "Johan")
FIRST_MESSAGE_ID = 2041
TOPIC_STARTER_ID = 5_208_117_001
# The bot's status in a chat. The first three are those of ChatMember; the last is for chats that it has never been in.
MEMBER, LEFT, KICKED, STRANGER = "member", "left", "kicked", "stranger"
RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories"),
    *("can_edit_stories", "can_delete_stories", "can_pin_messages"),
)


@dataclass
class Chat:
    """A chat as the Bot API describes it, and the bot's status and rights in it."""

    json: dict[str, Any]
    admin: bool = False
    can_delete: bool = False
    status: str = MEMBER
    topics: set[int] = field(default_factory=set)

    @property
    def id(self) -> int:
        """Return the id."""
        return int(self.json["id"])

    @property
    def kind(self) -> str:
        """Return the type: private, group, supergroup or channel."""
        return str(self.json["type"])

    @property
    def is_forum(self) -> bool:
        """Return whether the chat has topics."""
        return bool(self.json.get("is_forum"))


@dataclass
class Message:
    """A message: the Bot API's JSON, and what that does not contain."""

    json: dict[str, Any]
    from_bot: bool
    html: str = ""
    inline_id: str = ""  # identifies it in callbacks and edits, if it was posted from the bot's inline results
    inaccessible: bool = False  # people still see it, the bot does not
    reactions: list[str] = field(default_factory=list)  # the bot's

    @property
    def key(self) -> tuple[int, int]:
        """Return the ids of the chat and of the message."""
        return self.json["chat"]["id"], self.json["message_id"]


@dataclass
class World:
    """Everything that is remembered between calls."""

    bot: dict[str, Any]
    can_read_all_group_messages: bool = False
    supports_inline_queries: bool = False
    supports_guest_queries: bool = False
    chats: dict[int, Chat] = field(default_factory=dict)
    users: dict[int, dict[str, Any]] = field(default_factory=dict)
    messages: dict[tuple[int, int], Message] = field(default_factory=dict)
    files: FileStore = field(default_factory=FileStore)
    open_callbacks: set[str] = field(default_factory=set)
    answered_callbacks: dict[str, dict[str, Any]] = field(default_factory=dict)
    open_inline_queries: set[str] = field(default_factory=set)
    inline_queries: dict[str, dict[str, Any]] = field(default_factory=dict)
    inline_answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    guest_queries: dict[str, Message] = field(default_factory=dict)
    open_guest_queries: set[str] = field(default_factory=set)
    inline_messages: dict[str, Message] = field(default_factory=dict)
    # Each supergroup numbers its own messages; all private chats and groups of a bot share one sequence.
    _message_ids: defaultdict[int, itertools.count[int]] = field(
        default_factory=lambda: defaultdict(lambda: itertools.count(FIRST_MESSAGE_ID))
    )

    def user(self, user_id: int, **known: str | None) -> dict[str, Any]:
        """Return a user after updating the given fields; None removes a field."""
        name = FIRST_NAMES[user_id % len(FIRST_NAMES)]
        user = self.users.setdefault(user_id, {"id": user_id, "is_bot": False, "first_name": name})
        user.update(known)
        return {key: value for key, value in user.items() if value is not None}

    def add_message(self, chat_id: int, content: dict[str, Any], *, html: str | None = None) -> Message:
        """Store and number a message; a message with `html` is the bot's."""
        chat = self.chats[chat_id]
        shared = chat.kind in {"private", "group"}
        head = {"message_id": next(self._message_ids[0 if shared else chat_id]), "chat": chat.json, "date": now()}
        json = head | {"from": self.bot} | content
        if chat.kind == "channel":  # posts of a channel are sent by the channel
            del json["from"]
            json["sender_chat"] = chat.json
        message = Message(json, from_bot=html is not None, html=html or "")
        self.messages[message.key] = message
        return message

    def add_topic(self, chat: Chat, thread: int) -> None:
        """Add a topic to a forum, with the service message that starts it and gives it its number."""
        chat.topics.add(thread)
        head = {"message_id": thread, "from": self.user(TOPIC_STARTER_ID), "chat": chat.json, "date": now() - 86_400}
        named = {"forum_topic_created": {"name": f"Ämne {thread}", "icon_color": 7_322_096}}
        topic = {"message_thread_id": thread, "is_topic_message": True}
        self.messages[chat.id, thread] = Message(head | topic | named, from_bot=False)

    def remove(self, message: Message) -> None:
        """Delete a message. Replies to it no longer name a message that they reply to."""
        del self.messages[message.key]
        chat_id, message_id = message.key
        for other in self.messages.values():
            replied = other.json.get("reply_to_message", {})
            if other.key[0] == chat_id and replied.get("message_id") == message_id:
                # A new dict, because queued updates hold the old one.
                other.json = quoted(other)

    def new_query_id(self) -> str:
        """Return an id for a callback, inline or guest query."""
        return str(secrets.randbelow(2**62) + 2**62)

    def message_for_bot(self, chat_id: int, message_id: int) -> Message | None:
        """Return a message, or None if the bot cannot access it."""
        found = self.messages.get((chat_id, message_id))
        return None if found is None or found.inaccessible else found

    def chat_for_bot(self, chat_id: int | str, *, write: bool = True) -> Chat:
        """Return a chat that the bot may write to or, without `write`, read; raise `Refusal` otherwise."""
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None or chat.status == STRANGER:
            raise bad_request("chat not found")
        if chat.status == MEMBER or (not write and chat.kind in {"private", "group"}):
            return chat
        if chat.kind == "private":
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        how = "was kicked from" if chat.status == KICKED else "is not a member of"
        raise Refusal(403, f"Forbidden: bot {how} the {chat.kind} chat")

    def membership(self, chat: Chat) -> dict[str, Any]:
        """Return the bot's ChatMember in a chat."""
        if chat.status == MEMBER and chat.admin:
            rights = dict.fromkeys(RIGHTS, False) | {"can_manage_chat": True, "can_delete_messages": chat.can_delete}
            return {"user": self.bot, "status": "administrator"} | rights
        return {"user": self.bot, "status": chat.status} | ({"until_date": 0} if chat.status == KICKED else {})


def quoted(message: Message) -> dict[str, Any]:
    """Return a message as a reply to it contains it: without the message that it replies to itself."""
    return {name: value for name, value in message.json.items() if name != "reply_to_message"}


def now() -> int:
    """Return the current time in the Bot API's format, Unix seconds."""
    return int(time.time())
