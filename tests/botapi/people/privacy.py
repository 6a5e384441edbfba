"""Which messages of a chat reach the bot: in groups with privacy mode, not all of them."""

from __future__ import annotations

from typing import Any

from tests.botapi.tdlib import ParsedText
from tests.botapi.world import MEMBER, STRANGER, Message, World

# Service messages, about something that happened in a chat. All bots get them.
SERVICE_FIELDS = frozenset(
    {
        *("boost_added", "channel_chat_created", "chat_background_set", "chat_owner_changed", "chat_owner_left"),
        *("chat_shared", "checklist_tasks_added", "checklist_tasks_done", "connected_website", "delete_chat_photo"),
        *("direct_message_price_changed", "forum_topic_closed", "forum_topic_created", "forum_topic_edited"),
        *("forum_topic_reopened", "general_forum_topic_hidden", "general_forum_topic_unhidden", "gift"),
        *("gift_upgrade_sent", "giveaway_completed", "giveaway_created", "group_chat_created", "left_chat_member"),
        *("managed_bot_created", "message_auto_delete_timer_changed", "migrate_from_chat_id", "migrate_to_chat_id"),
        *("new_chat_members", "new_chat_photo", "new_chat_title", "paid_message_price_changed", "passport_data"),
        *("pinned_message", "poll_option_added", "poll_option_deleted", "proximity_alert_triggered"),
        *("refunded_payment", "successful_payment", "suggested_post_approval_failed", "suggested_post_approved"),
        *("suggested_post_declined", "suggested_post_paid", "suggested_post_refunded", "supergroup_chat_created"),
        *("unique_gift", "users_shared", "video_chat_ended", "video_chat_participants_invited"),
        *("video_chat_scheduled", "video_chat_started", "web_app_data", "write_access_allowed"),
    }
)


def reaches_bot(world: World, message: Message) -> bool:
    """Return whether the bot gets an update about a new or edited message of a person."""
    chat, json = world.chats[message.key[0]], message.json
    if chat.kind == "private":
        # People who blocked the bot may still send, because a message can be in transit when they block it.
        return chat.status != STRANGER
    if chat.status != MEMBER:
        return False
    if json.get("from", {}).get("is_bot") and "sender_chat" not in json:
        return False  # bots do not get messages of other bots
    if chat.kind == "channel" or chat.admin or world.can_read_all_group_messages:
        return True
    return meant_for_bot(json, world.bot)


def meant_for_bot(message: dict[str, Any], bot: dict[str, Any]) -> bool:
    """Return whether a bot gets a message of a group despite privacy mode."""
    if SERVICE_FIELDS & message.keys() or message.get("via_bot", {}).get("id") == bot["id"]:
        return True
    if message.get("reply_to_message", {}).get("from", {}).get("id") == bot["id"]:
        return True
    words = ParsedText(
        message.get("text") or message.get("caption") or "",
        message.get("entities") or message.get("caption_entities") or [],
    )
    return any(_addresses(words, entity, bot) for entity in words.entities)


def _addresses(words: ParsedText, entity: dict[str, Any], bot: dict[str, Any]) -> bool:
    covered, name = words.covered(entity).lower(), f"@{bot['username']}".lower()
    if entity["type"] == "bot_command" and entity["offset"] == 0:
        return "@" not in covered or covered.endswith(name)
    return entity["type"] == "mention" and covered == name
