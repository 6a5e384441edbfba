"""Groups: which messages the bot gets, what it may do there, and topics of forums."""

from __future__ import annotations

import pytest
import telegram
from telegram.error import BadRequest, Forbidden

from tests.botapi.raw import call
from tests.botapi.server import BotApiServer

ANNA, BO = 184_220_917, 184_220_918
GROUP = -1_002_143_998_120


def received(server: BotApiServer) -> list[str]:
    """Return the text of every message that the bot got an update about."""
    updates = server.pending_updates()
    messages = [update.get("message") or update["edited_message"] for update in updates]
    return [message.get("text") or message.get("caption") or next(reversed(message)) for message in messages]


async def test_privacy_mode_hides_messages_that_do_not_address_the_bot(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(GROUP, admin=False)
    mine = (await bot.send_message(GROUP, "ett")).message_id
    theirs = server.send_text(GROUP, "hej allihop")
    said = [
        "/hjalp",
        "/hjalp@Aktivering_Test_Bot nu",
        "@AKTIVERING_test_bot vad betyder 0xC004F211?",
        "vad säger @aktivering_test_bot?",
    ]
    for text in (*said, "hej @en_annan_bot", "/hjalp@en_annan_bot", "skriv till a@aktivering_test_bot.se", "se /hjalp"):
        server.send_text(GROUP, text)
    server.send_text(GROUP, "jaha", reply_to=mine)
    server.send_text(GROUP, "jo", reply_to=theirs)
    server.send_photo(GROUP, caption="/hjalp mig")
    server.send_photo(GROUP, caption="min skärm")
    server.send_photo(GROUP)
    server.send_content(GROUP, {"new_chat_title": "Nytt namn"})
    server.edit_text(GROUP, theirs, "hej alla")
    server.edit_text(GROUP, theirs, "hej @aktivering_test_bot")
    expected = [*said, "jaha", "/hjalp mig", "new_chat_title", "hej @aktivering_test_bot"]
    assert received(server) == expected


@pytest.mark.parametrize("admin", [True, False])
async def test_administrators_and_bots_without_privacy_mode_get_all_messages(server: BotApiServer, admin: bool) -> None:
    server.can_read_all_group_messages = not admin
    server.add_chat(GROUP, admin=admin)
    server.send_text(GROUP, "hej allihop")
    _, body = await call(server, "getMe")
    assert body["result"]["can_read_all_group_messages"] is not admin
    assert received(server) == ["hej allihop"]


def test_the_bot_is_an_administrator_in_groups_by_default() -> None:
    people = BotApiServer()
    people.send_text(GROUP, "hej allihop")
    robot = {"id": 7_777_777, "is_bot": True, "first_name": "Robot"}
    people.send_content(GROUP, {"text": "pip", "from": robot})
    anonymous = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group"}
    chat = {"id": GROUP, "type": "supergroup", "title": "Datorhjälpen"}
    people.send_content(GROUP, {"text": "anonymt", "from": anonymous, "sender_chat": chat})
    assert received(people) == ["hej allihop", "anonymt"]


async def test_deleting_messages_of_others_needs_the_right_to(bot: telegram.Bot, server: BotApiServer) -> None:
    theirs = server.send_text(GROUP, "hej")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(GROUP, theirs)
    mine = await bot.send_message(GROUP, "hej")
    await bot.delete_message(GROUP, mine.message_id)
    server.add_chat(GROUP, can_delete=True)
    await bot.delete_message(GROUP, theirs)
    assert (await bot.get_chat_member(GROUP, bot.id)).to_dict()["can_delete_messages"]
    with pytest.raises(ValueError, match="only administrators"):
        server.add_chat(GROUP, admin=False, can_delete=True)


async def test_a_bot_that_left_a_group_gets_no_messages_of_it(bot: telegram.Bot, server: BotApiServer) -> None:
    server.send_text(GROUP, "ett")
    await bot.leave_chat(GROUP)
    server.send_text(GROUP, "två")
    assert [[*update][1] for update in server.pending_updates()] == ["message", "my_chat_member"]
    change = (await bot.get_updates())[1].my_chat_member
    assert change is not None
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("administrator", "left")
    for attempt in (bot.send_message(GROUP, "hej"), bot.get_chat(GROUP), bot.leave_chat(GROUP)):
        with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
            await attempt
    server.unblock(GROUP)
    server.send_text(GROUP, "tre")
    await bot.send_message(GROUP, "hej")
    server.block(GROUP)
    server.send_text(GROUP, "fyra")
    assert [[*update][1] for update in server.pending_updates()[2:]] == ["my_chat_member", "message", "my_chat_member"]


async def test_a_reply_in_a_topic_stays_in_the_topic(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(GROUP, forum=True)
    asked = server.send_text(GROUP, "0xC004F211", thread=17)
    message = (await bot.get_updates())[0].message
    assert message is not None
    assert (message.message_thread_id, message.is_topic_message, message.chat.is_forum) == (17, True, True)
    # Bots see every message of a topic as a reply.
    assert message.reply_to_message is not None
    assert message.reply_to_message.forum_topic_created is not None
    replied = await bot.send_message(GROUP, "ett", reply_parameters=telegram.ReplyParameters(asked))
    named = await bot.send_message(GROUP, "två", message_thread_id=17)
    general = await bot.send_message(GROUP, "tre")
    assert [each.message_thread_id for each in (replied, named, general)] == [17, 17, None]
    assert [each.is_topic_message for each in (replied, named, general)] == [True, True, None]
    assert [(seen.thread, seen.reply_to) for seen in server.messages(GROUP)] == [(17, asked), (17, None), (None, None)]
    await bot.send_chat_action(GROUP, "typing", message_thread_id=17)


async def test_an_unknown_topic_is_refused(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(GROUP, forum=True)
    server.send_text(GROUP, "hej", thread=17)
    for thread in (1, 18):  # 1 is the General topic, which cannot be named
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(GROUP, "hej", message_thread_id=thread)
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_chat_action(GROUP, "typing", message_thread_id=thread)
    for thread in (1, 2041):
        with pytest.raises(ValueError, match="not a topic of chat"):
            server.send_text(GROUP, "hej", thread=thread)
    server.add_chat(GROUP)
    with pytest.raises(ValueError, match="not a topic of chat"):
        server.send_text(GROUP, "hej", thread=17)
    with pytest.raises(ValueError, match="has no topics"):
        server.add_chat(ANNA, forum=True)


async def test_replies_across_topics_and_chats_are_external_replies(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(GROUP, forum=True)
    asked, general = server.send_text(GROUP, "ett", thread=17), server.send_text(GROUP, "två")
    server.send_text(GROUP, "tre", thread=18)
    across = await bot.send_message(
        GROUP, "hej", message_thread_id=18, reply_parameters=telegram.ReplyParameters(asked)
    )
    assert (across.message_thread_id, server.messages(GROUP)[0].reply_to) == (18, None)
    assert across.external_reply is not None
    assert (across.external_reply.message_id, across.external_reply.origin.type) == (asked, "user")
    private = await bot.send_message(
        server.send_text(ANNA, "hej") and ANNA, "hej", reply_parameters=telegram.ReplyParameters(general, chat_id=GROUP)
    )
    assert private.reply_to_message is None
    assert private.external_reply is not None
    gone = telegram.ReplyParameters(9_999, allow_sending_without_reply=True)
    assert (await bot.send_message(GROUP, "hej", reply_parameters=gone)).message_thread_id is None


async def test_the_message_that_starts_a_topic_cannot_be_deleted(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(GROUP, forum=True, can_delete=True)
    server.send_text(GROUP, "ett", thread=17)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(GROUP, 17)
    assert server.messages(GROUP) == []


async def test_replies_form_threads_in_groups_without_topics(bot: telegram.Bot, server: BotApiServer) -> None:
    first = server.send_text(GROUP, "ett")
    second = server.send_text(GROUP, "två", reply_to=first, user_id=BO)
    server.send_text(GROUP, "tre", reply_to=second)
    messages = [update.message for update in await bot.get_updates()]
    assert [each and (each.message_thread_id, each.is_topic_message) for each in messages] == [
        (None, None),
        (first, None),
        (first, None),
    ]
    with pytest.raises(BadRequest, match="chat without topics"):
        await bot.send_message(GROUP, "hej", message_thread_id=first)
