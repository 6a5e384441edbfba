"""Chats and their members, and which of their messages reach the bot."""

from __future__ import annotations

from typing import Any

from tests.botapi.delivery.update_queue import UpdateQueue
from tests.botapi.people.privacy import reaches_bot
from tests.botapi.world import FIRST_MESSAGE_ID, KICKED, MEMBER, STRANGER, Chat, Message, World, now

GROUP_MEMBER_ID = 5_208_117_394


class Members:
    """People and their chats. A `ValueError` means that no person could do that."""

    def __init__(self, bot: dict[str, Any]) -> None:
        self._world = World(bot)
        self._updates = UpdateQueue()

    @property
    def can_read_all_group_messages(self) -> bool:
        """Return whether privacy mode is off, as in getMe: then the bot gets all messages of groups."""
        return self._world.can_read_all_group_messages

    @can_read_all_group_messages.setter
    def can_read_all_group_messages(self, value: bool) -> None:
        self._world.can_read_all_group_messages = value

    @property
    def supports_inline_queries(self) -> bool:
        """Return whether inline mode is on, as in getMe; `inline` needs it."""
        return self._world.supports_inline_queries

    @supports_inline_queries.setter
    def supports_inline_queries(self, value: bool) -> None:
        self._world.supports_inline_queries = value

    @property
    def supports_guest_queries(self) -> bool:
        """Return whether guest mode is on, as in getMe; `summon` needs it."""
        return self._world.supports_guest_queries

    @supports_guest_queries.setter
    def supports_guest_queries(self, value: bool) -> None:
        self._world.supports_guest_queries = value

    def add_chat(
        self,
        chat_id: int,
        *,
        chat_type: str | None = None,
        title: str = "Datorhjälpen",
        forum: bool = False,
        admin: bool = True,
        can_delete: bool = False,
    ) -> None:
        """Add a chat: a private one or, by default for negative ids, a supergroup with a title.

        In groups the bot is an administrator and gets all messages. With `admin=False` privacy mode applies: it gets
        commands, mentions, replies to it, its own inline results and service messages. It may delete messages of others
        only with `can_delete`, which only administrators can have.
        """
        kind = chat_type or ("private" if chat_id > 0 else "supergroup")
        if (kind == "private") != (chat_id > 0):
            raise ValueError(f"{chat_id} is not an id of a {kind} chat")
        if forum and kind != "supergroup":
            raise ValueError(f"a {kind} chat has no topics")
        if can_delete and not admin:
            raise ValueError("only administrators may delete messages of others")
        chat: dict[str, Any] = {"id": chat_id, "type": kind} | ({"is_forum": True} if forum else {})
        chat |= self._names(chat_id) if kind == "private" else {"title": title}
        self._world.chats[chat_id] = Chat(chat, admin=admin and kind != "private", can_delete=can_delete)

    def add_foreign_chat(self, chat_id: int) -> None:
        """Add a chat that the bot has never been in: a group, or a private chat of two people."""
        self.add_chat(chat_id)
        self._world.chats[chat_id].status = STRANGER

    def add_user(
        self,
        user_id: int,
        first_name: str,
        *,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "sv",
    ) -> None:
        """Set the name of a person in every chat; people without one get a name by their id."""
        self._user(user_id, first_name=first_name, last_name=last_name, username=username, language_code=language_code)
        if user_id in self._world.chats:
            chat = self._world.chats[user_id]
            chat.json = {"id": user_id, "type": "private"} | self._names(user_id)

    def block(self, chat_id: int) -> None:
        """Block the bot, or remove it from a group: it gets a `my_chat_member` and can no longer write."""
        self._set_blocked(chat_id, blocked=True)

    def unblock(self, chat_id: int) -> None:
        """Unblock the bot, or add it to a group again."""
        self._set_blocked(chat_id, blocked=False)

    def _chat(self, chat_id: int) -> Chat:
        if chat_id not in self._world.chats:
            self.add_chat(chat_id)
        return self._world.chats[chat_id]

    def _topic(self, chat: Chat, thread: int | None) -> None:
        if thread is None or thread in chat.topics:
            return
        if not chat.is_forum or not 1 < thread < FIRST_MESSAGE_ID:
            raise ValueError(
                f"{thread} is not a topic of chat {chat.id}: those of a forum are 2 to {FIRST_MESSAGE_ID - 1} here"
            )
        self._world.add_topic(chat, thread)

    def _user(self, user_id: int, **known: str | None) -> dict[str, Any]:
        return self._world.user(user_id, **known)

    def _names(self, user_id: int) -> dict[str, Any]:
        user = self._user(user_id)
        return {name: user[name] for name in ("first_name", "last_name", "username") if name in user}

    def _sender(self, chat_id: int, user_id: int | None) -> int:
        chat = self._chat(chat_id)
        if chat.kind != "private":
            return user_id or GROUP_MEMBER_ID
        # A private chat without the bot has two people.
        if chat.status != STRANGER and user_id not in {None, chat_id}:
            raise ValueError(f"in the private chat {chat_id} nobody else, such as {user_id}, can write")
        return user_id or chat_id

    def _message(self, chat_id: int, message_id: int) -> Message:
        try:
            return self._world.messages[chat_id, message_id]
        except KeyError:
            raise ValueError(f"chat {chat_id} shows no message {message_id}") from None

    def _deliver(self, kind: str, message: Message) -> None:
        if not reaches_bot(self._world, message):
            return
        if message.json["chat"]["type"] == "channel":
            kind = {"message": "channel_post", "edited_message": "edited_channel_post"}[kind]
        self._updates.push(kind, message.json)

    def _set_blocked(self, chat_id: int, *, blocked: bool) -> None:
        chat = self._chat(chat_id)
        before = self._world.membership(chat)
        chat.status = KICKED if blocked else MEMBER
        change = {
            "chat": chat.json,
            "from": self._user(self._sender(chat_id, None)),
            "date": now(),
            "old_chat_member": before,
            "new_chat_member": self._world.membership(chat),
        }
        self._updates.push("my_chat_member", change)
