"""Guest mode: how people call the bot in a chat that it is not in, and what it may answer there."""

from __future__ import annotations

from typing import Any

import pytest
import telegram
from telegram.error import BadRequest

from tests.botapi.raw import call
from tests.botapi.server import BotApiServer

ANNA, BO = 184_220_917, 184_220_918
GROUP = -1_002_143_998_120
NAME = "@aktivering_test_bot"
BUTTON = telegram.InlineKeyboardButton("Visa", callback_data="show")
LOCATION = {"type": "location", "id": "1", "latitude": 59.3, "longitude": 18.1, "title": "Stockholm"}


@pytest.fixture(autouse=True)
def guest_mode(server: BotApiServer) -> None:
    server.supports_guest_queries = True


def article(text: str = "<b>hej</b>", **more: object) -> dict[str, Any]:
    content = {"message_text": text, "parse_mode": "HTML"}
    return {"type": "article", "id": "1", "title": "Kod", "input_message_content": content} | more


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, 'requires the parameter "result"'),
        ({"result": [article()]}, "parameter"),
        ({"result": article(id="")}, "RESULT_ID_INVALID"),
        ({"result": article(id="å" * 33)}, "RESULT_ID_INVALID"),
        ({"result": article(title=" ")}, "ARTICLE_TITLE_EMPTY"),
        ({"result": article(colour="red")}, 'no field "colour"'),
        ({"result": article("")}, "message text is empty"),
        ({"result": article("<b>hej")}, "can't parse inline query result: can't parse entities: Can't find end tag"),
        ({"result": article("a" * 4097)}, "message is too long"),
        ({"result": article(reply_markup={"inline_keyboard": [[{"text": "a", "url": "a b"}]]})}, "BUTTON_URL_INVALID"),
        ({"result": LOCATION | {"type": "article"}}, 'InlineQueryResultArticle has no field "latitude"'),
    ],
)
async def test_an_invalid_answer_is_refused(server: BotApiServer, params: dict[str, Any], reason: str) -> None:
    query = server.summon(GROUP, NAME, user_id=ANNA)
    status, body = await call(server, "answerGuestQuery", guest_query_id=query, **params)
    assert (status, reason in body["description"]) == (400, True), body
    assert server.messages(GROUP) == []


async def test_the_bot_gets_the_message_that_calls_it_with_the_message_replied_to(
    bot: telegram.Bot, server: BotApiServer
) -> None:
    server.add_foreign_chat(GROUP)
    other = server.send_text(GROUP, "0xC004F211", user_id=BO)
    query = server.summon(GROUP, f"{NAME} hjälp", user_id=ANNA, reply_to=other, quote="C004")
    (update,) = await bot.get_updates()
    asked = update.guest_message
    assert asked is not None
    assert asked.from_user is not None
    assert asked.reply_to_message is not None
    assert asked.quote is not None
    assert (asked.guest_query_id, asked.from_user.id, asked.chat.id) == (query, ANNA, GROUP)
    assert (asked.reply_to_message.text, asked.quote.text) == ("0xC004F211", "C004")
    assert not {*asked.api_kwargs, *update.api_kwargs}


async def test_the_bot_can_edit_its_answer_only_by_the_inline_message_id(
    bot: telegram.Bot, server: BotApiServer
) -> None:
    query = server.summon(GROUP, NAME, user_id=ANNA)
    content = telegram.InputTextMessageContent("<b>hej</b>", "HTML")
    keyboard = telegram.InlineKeyboardMarkup([[BUTTON]])
    sent = await bot.answer_guest_query(query, telegram.InlineQueryResultArticle("1", "Kod", content, keyboard))
    (seen,) = server.messages(GROUP)
    assert (seen.html, seen.button_texts, seen.reply_to) == ("<b>hej</b>", ["Visa"], 2041)
    assert seen.raw["guest_bot_caller_user"]["id"] == ANNA
    server.press(GROUP, seen.message_id, "Visa", user_id=BO)
    pressed = (await bot.get_updates())[-1].callback_query
    assert pressed is not None
    assert (pressed.message, pressed.inline_message_id) == (None, sent.inline_message_id)
    for refused in (bot.send_message(GROUP, "hej"), bot.delete_message(GROUP, seen.message_id)):
        with pytest.raises(BadRequest, match="Chat not found"):
            await refused
    assert await bot.edit_message_text("två", inline_message_id=sent.inline_message_id) is True
    assert server.look(GROUP, seen.message_id).text == "två"


async def test_a_query_can_be_answered_only_once_and_in_time(server: BotApiServer) -> None:
    answered, late = (server.summon(GROUP, NAME, user_id=ANNA) for _ in range(2))
    server.expire(late)
    for query, status in ((answered, 200), (answered, 400), (late, 400), ("7", 400)):
        assert (await call(server, "answerGuestQuery", guest_query_id=query, result=article()))[0] == status
    assert len(server.messages(GROUP)) == 1


async def test_people_can_call_only_a_bot_with_guest_mode_in_a_chat_it_is_not_in(server: BotApiServer) -> None:
    _, body = await call(server, "getMe")
    assert body["result"]["supports_guest_queries"] is True
    with pytest.raises(ValueError, match="does not mention the bot"):
        server.summon(GROUP, "hej")
    server.add_chat(GROUP)
    with pytest.raises(ValueError, match="not a guest"):
        server.summon(GROUP, NAME)
    server.supports_guest_queries = False
    with pytest.raises(ValueError, match="no guest mode"):
        server.summon(GROUP, NAME)
