"""What people send besides texts, their names, and what they delete."""

from __future__ import annotations

from typing import Any

import pytest
import telegram
from telegram.error import BadRequest

from tests.botapi.people.contents import CHANNEL, ORIGINS, SAMPLES, SERVICE_SAMPLES, SOMEBODY
from tests.botapi.people.privacy import SERVICE_FIELDS
from tests.botapi.raw import call
from tests.botapi.server import BotApiServer

ANNA = 184_220_917
GROUP = -1_002_143_998_120
BUTTONS = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Visa", callback_data="show")]])


async def last(bot: telegram.Bot) -> telegram.Update:
    return (await bot.get_updates())[-1]


def sent(content: dict[str, Any], chat_id: int = ANNA) -> telegram.Message:
    """Return the message that the bot gets when a person sends some content."""
    people = BotApiServer()
    people.send_content(chat_id, content)
    (update,) = people.pending_updates()
    message = telegram.Update.de_json(update, None).message
    assert message is not None
    return message


@pytest.mark.parametrize("content", SAMPLES.values(), ids=SAMPLES)
def test_sample_contents_are_valid_messages(content: dict[str, Any]) -> None:
    message = sent(content)
    assert message.effective_attachment is not None or message.giveaway or message.checklist
    assert not SERVICE_FIELDS & content.keys()
    for field in content:
        value: Any = message[field]
        assert not value.api_kwargs


@pytest.mark.parametrize("content", SERVICE_SAMPLES.values(), ids=SERVICE_SAMPLES)
def test_sample_service_messages_are_valid(content: dict[str, Any]) -> None:
    message = sent(content, GROUP)
    assert (message.text, message.effective_attachment) == (None, None)
    assert content.keys() <= SERVICE_FIELDS


@pytest.mark.parametrize("origin", ORIGINS.values(), ids=ORIGINS)
def test_a_forwarded_message_cannot_be_edited(origin: dict[str, Any]) -> None:
    content = {"text": "se /hjalp och @någon", "forward_origin": origin}
    message = sent(content)
    assert message.forward_origin is not None
    assert not message.forward_origin.api_kwargs
    assert message.parse_entities() == {message.entities[0]: "/hjalp"}
    people = BotApiServer()
    with pytest.raises(ValueError, match="may edit"):
        people.edit_text(ANNA, people.send_content(ANNA, content), "hej")


def test_content_with_an_unknown_or_invalid_field_is_refused() -> None:
    people = BotApiServer()
    contents: list[dict[str, Any]] = [{"contct": {}}, {"contact": {}}, {"contact": 7}, {"text": ""}]
    for content in contents:
        with pytest.raises(ValueError, match=r"no field contct|not the content of a message|1 to 4096"):
            people.send_content(ANNA, content)
    assert people.pending_updates() == []


def test_a_message_can_be_sent_via_another_bot() -> None:
    other = {"id": 7_777_777, "is_bot": True, "first_name": "Gif", "username": "gif"}
    message = sent(SAMPLES["animation"] | {"via_bot": other, "caption": "0xC004F211"})
    assert message.via_bot is not None
    assert (message.via_bot.username, message.caption) == ("gif", "0xC004F211")


async def test_a_caption_can_be_edited_and_removed(bot: telegram.Bot, server: BotApiServer) -> None:
    photo = server.send_photo(ANNA, caption="0xC004F210")
    server.edit_caption(ANNA, photo, "/hjalp 0xC004F211")
    edited = (await last(bot)).edited_message
    assert edited is not None
    assert (edited.message_id, edited.caption, len(edited.photo)) == (photo, "/hjalp 0xC004F211", 3)
    assert edited.parse_caption_entities() == {edited.caption_entities[0]: "/hjalp"}
    server.edit_caption(ANNA, photo, None)
    edited = (await last(bot)).edited_message
    assert edited is not None
    assert (edited.caption, edited.caption_entities) == (None, ())
    with pytest.raises(ValueError, match="a caption"):
        server.edit_caption(ANNA, server.send_sticker(ANNA), "hej")
    with pytest.raises(ValueError, match="0 to 4096"):
        server.send_photo(ANNA, caption="a" * 4097)


async def test_a_person_has_the_same_name_in_every_chat(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(ANNA)
    server.add_user(ANNA, "<b>Anna</i> &amp;", username="anna", language_code=None)
    server.send_photo(ANNA)
    server.send_voice(GROUP, user_id=ANNA)
    for update in await bot.get_updates():
        message = update.message
        assert message is not None
        assert message.from_user is not None
        assert (message.from_user.first_name, message.from_user.username) == ("<b>Anna</i> &amp;", "anna")
        assert message.from_user.language_code is None
        assert message.chat.first_name == (None if message.chat.title else "<b>Anna</i> &amp;")


async def test_the_bot_cannot_reply_to_a_deleted_message(bot: telegram.Bot, server: BotApiServer) -> None:
    asked = server.send_text(ANNA, "0xC004F211")
    answer = await bot.send_message(ANNA, "ett", reply_parameters=telegram.ReplyParameters(asked))
    server.delete_message(ANNA, asked)
    assert server.messages(ANNA)[0].reply_to is None
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(ANNA, "två", reply_parameters=telegram.ReplyParameters(asked))
    leave = telegram.ReplyParameters(asked, allow_sending_without_reply=True)
    assert (await bot.send_message(ANNA, "tre", reply_parameters=leave)).reply_to_message is None
    await bot.edit_message_text("fyra", ANNA, answer.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(ANNA, asked)
    with pytest.raises(ValueError, match="shows no message"):
        server.edit_text(ANNA, asked, "hej")
    # The queued update still contains the text.
    assert server.pending_updates()[0]["message"]["text"] == "0xC004F211"


async def test_the_bot_cannot_edit_a_deleted_message(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(ANNA)
    answer = await bot.send_message(ANNA, "ett", reply_markup=BUTTONS)
    server.delete_message(ANNA, answer.message_id)
    assert server.messages(ANNA) == []
    for edit in (bot.edit_message_text("två", ANNA, answer.message_id), bot.edit_message_reply_markup(ANNA, 2041)):
        with pytest.raises(BadRequest, match="Message to edit not found"):
            await edit


async def test_a_button_under_an_inaccessible_message_can_be_pressed(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(ANNA)
    answer = await bot.send_message(ANNA, "ett", reply_markup=BUTTONS)
    pressed = server.press(ANNA, answer.message_id, "Visa", inaccessible=True)
    query = (await last(bot)).callback_query
    assert query is not None
    assert query.message is not None
    assert not query.message.is_accessible
    assert (query.message.chat.id, query.message.message_id) == (ANNA, answer.message_id)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("två", ANNA, answer.message_id)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(ANNA, "två", reply_parameters=telegram.ReplyParameters(answer.message_id))
    assert server.messages(ANNA)[0].text == "ett"
    await bot.answer_callback_query(pressed)


async def test_a_callback_query_is_answered_by_a_toast_in_time(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(ANNA)
    answer = await bot.send_message(ANNA, "ett", reply_markup=BUTTONS)
    silent, said, late = (server.press(ANNA, answer.message_id, "Visa") for _ in range(3))
    await bot.answer_callback_query(silent)
    await bot.answer_callback_query(said, text="å" * 200, show_alert=True)
    server.expire(late)
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired"):
        await bot.answer_callback_query(late)
    assert [server.toast(each) for each in (silent, said, late)] == [None, "å" * 200, None]
    assert server.answered_callbacks[said]["show_alert"] is True
    for gone in (late, said, "7"):
        with pytest.raises(ValueError, match="no query"):
            server.expire(gone)


async def test_the_bot_can_set_and_remove_a_reaction(bot: telegram.Bot, server: BotApiServer) -> None:
    asked = server.send_text(ANNA, "tack!")
    await bot.set_message_reaction(ANNA, asked, "❤")
    assert server.look(ANNA, asked).reactions == ["❤"]
    await bot.set_message_reaction(ANNA, asked)
    assert server.look(ANNA, asked).reactions == []


async def test_a_channel_post_has_no_sender(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(CHANNEL["id"], chat_type="channel")
    post = server.send_text(CHANNEL["id"], "0xC004F211")
    server.edit_text(CHANNEL["id"], post, "0xC004F210")
    posted, edited = await bot.get_updates()
    assert posted.channel_post is not None
    assert edited.edited_channel_post is not None
    assert (posted.channel_post.from_user, posted.channel_post.text) == (None, "0xC004F211")
    assert posted.channel_post.sender_chat == posted.channel_post.chat


async def test_getchat_and_getchatmember_describe_chats_and_members(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_user(ANNA, "Anna", username="anna")
    server.send_text(ANNA, "hej")
    server.add_chat(GROUP, forum=True)
    server.send_text(GROUP, "hej", user_id=SOMEBODY["id"])
    chats = [await bot.get_chat(each) for each in (ANNA, GROUP)]
    assert [(chat.type, chat.username, bool(chat.is_forum)) for chat in chats] == [
        ("private", "anna", False),
        ("supergroup", None, True),
    ]
    members = {
        (GROUP, SOMEBODY["id"]): "member",
        (GROUP, ANNA): "left",
        (GROUP, bot.id): "administrator",
        (ANNA, ANNA): "member",
        (ANNA, bot.id): "member",
    }
    for (chat_id, user_id), status_there in members.items():
        assert (await bot.get_chat_member(chat_id, user_id)).status == status_there
    status, body = await call(server, "getChatMember", chat_id=GROUP, user_id=bot.id)
    assert (status, body["result"]["can_delete_messages"]) == (200, False)
