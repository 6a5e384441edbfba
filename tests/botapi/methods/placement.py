"""Where a message belongs: in a topic of a forum, in reply to another message, both or neither."""

from __future__ import annotations

from typing import Any

from tests.botapi.refusal import bad_request, strict
from tests.botapi.world import Chat, Message, World, quoted


def thread_for_bot(chat: Chat, params: dict[str, Any]) -> int | None:
    """Return the topic that a call of the bot names, or None.

    The General topic cannot be named: messages without a thread go there.
    """
    thread: int | None = params.get("message_thread_id") or None
    if thread is None or thread in chat.topics:
        return thread
    if chat.is_forum or chat.kind == "private":
        raise bad_request("message thread not found")
    raise strict(f"message_thread_id {thread} in a chat without topics, Telegram would ignore it")


def placed(world: World, chat: Chat, thread: int | None, reply: Message | None) -> dict[str, Any]:
    """Return the fields that say where a message belongs.

    A reply is in the topic of the message that it replies to unless it names another. A message in a topic that is not
    a reply is shown to bots as a reply to the service message that started the topic.
    """
    if reply is not None and (reply.key[0] != chat.id or (thread and thread != _topic(reply))):
        return _in_topic(world, chat, thread) | {"external_reply": _external(reply)}
    if reply is None:
        return _in_topic(world, chat, thread)
    answered = {"reply_to_message": quoted(reply)}
    if chat.kind == "supergroup" and not chat.is_forum:
        # Chains of replies are threads too, although they are not topics.
        return answered | {"message_thread_id": reply.json.get("message_thread_id", reply.json["message_id"])}
    return _in_topic(world, chat, _topic(reply)) | answered


def _in_topic(world: World, chat: Chat, thread: int | None) -> dict[str, Any]:
    if not thread:
        return {}
    first = world.messages.get((chat.id, thread))
    topic = {"message_thread_id": thread, "is_topic_message": True}
    return topic | ({"reply_to_message": quoted(first)} if first else {})


def _topic(message: Message) -> int | None:
    return message.json["message_thread_id"] if message.json.get("is_topic_message") else None


def _external(message: Message) -> dict[str, Any]:
    sender, date = message.json.get("from"), message.json["date"]
    by_user = {"type": "user", "sender_user": sender, "date": date}
    by_chat = {"type": "chat", "sender_chat": message.json["chat"], "date": date}
    head = {name: message.json[name] for name in ("chat", "message_id")}
    return head | {"origin": by_user if sender else by_chat}
