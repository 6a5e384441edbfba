"""What Telegram keeps: chats, people, messages, files, and the queries that wait for an answer."""

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
# What the bot is in a chat. The first three are ChatMember's words, the last is for chats that it never was in.
MEMBER, LEFT, KICKED, STRANGER = "member", "left", "kicked", "stranger"
RIGHTS = (
    *("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats"),
    *("can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories"),
    *("can_edit_stories", "can_delete_stories", "can_pin_messages"),
)


@dataclass
class Chat:
    """One chat as the Bot API describes it, and what the bot is in it."""

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
        """Return whether it has topics."""
        return bool(self.json.get("is_forum"))


@dataclass
class Message:
    """One message: the Bot API's JSON, and what that does not say."""

    json: dict[str, Any]
    from_bot: bool
    html: str = ""
    inline_id: str = ""  # what callbacks and edits name it by, if it was posted from the bot's results
    inaccessible: bool = False  # people see it, the bot does not any more
    reactions: list[str] = field(default_factory=list)  # the bot's

    @property
    def key(self) -> tuple[int, int]:
        """Return the ids of its chat and itself."""
        return self.json["chat"]["id"], self.json["message_id"]


@dataclass
class World:
    """Everything that outlasts a call."""

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
        shared = chat.kind in {"private", "group"}
        head = {"message_id": next(self._message_ids[0 if shared else chat_id]), "chat": chat.json, "date": now()}
        json = head | {"from": self.bot} | content
        if chat.kind == "channel":  # it speaks for itself
            del json["from"]
            json["sender_chat"] = chat.json
        message = Message(json, from_bot=html is not None, html=html or "")
        self.messages[message.key] = message
        return message

    def add_topic(self, chat: Chat, thread: int) -> None:
        """Make a topic of a forum known, with the service message that it begins with and is numbered after."""
        chat.topics.add(thread)
        head = {"message_id": thread, "from": self.user(TOPIC_STARTER_ID), "chat": chat.json, "date": now() - 86_400}
        named = {"forum_topic_created": {"name": f"Ämne {thread}", "icon_color": 7_322_096}}
        topic = {"message_thread_id": thread, "is_topic_message": True}
        self.messages[chat.id, thread] = Message(head | topic | named, from_bot=False)

    def remove(self, message: Message) -> None:
        """Delete a message. What replies to it is a reply to nothing from now on."""
        del self.messages[message.key]
        chat_id, message_id = message.key
        for other in self.messages.values():
            replied = other.json.get("reply_to_message", {})
            if other.key[0] == chat_id and replied.get("message_id") == message_id:
                # A new dict: updates that wait for the bot hold the old one.
                other.json = quoted(other)

    def new_query_id(self) -> str:
        """Return an id for a query: of a button, inline, or of a guest."""
        return str(secrets.randbelow(2**62) + 2**62)

    def message_for_bot(self, chat_id: int, message_id: int) -> Message | None:
        """Return a message, None where the bot cannot get it."""
        found = self.messages.get((chat_id, message_id))
        return None if found is None or found.inaccessible else found

    def chat_for_bot(self, chat_id: int | str, *, write: bool = True) -> Chat:
        """Return a chat that the bot may write to, or just look at."""
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
        """Return the ChatMember that the bot is."""
        if chat.status == MEMBER and chat.admin:
            rights = dict.fromkeys(RIGHTS, False) | {"can_manage_chat": True, "can_delete_messages": chat.can_delete}
            return {"user": self.bot, "status": "administrator"} | rights
        return {"user": self.bot, "status": chat.status} | ({"until_date": 0} if chat.status == KICKED else {})


def quoted(message: Message) -> dict[str, Any]:
    """Return a message as one that replies to it carries it: one step of a conversation, not the chain."""
    return {name: value for name, value in message.json.items() if name != "reply_to_message"}


def now() -> int:
    """Return the date as the Bot API writes it."""
    return int(time.time())
