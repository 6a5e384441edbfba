"""Inline mode: queries from any chat, valid answers, and messages posted from results."""

from __future__ import annotations

from typing import Any

import pytest
import telegram
from telegram.error import BadRequest

from tests.botapi.raw import call
from tests.botapi.server import BotApiServer

ANNA, BO = 184_220_917, 184_220_918
GROUP = -1_002_143_998_120
BUTTON = {"text": "Visa", "callback_data": "show"}
ONE = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Visa", callback_data="show")]])
TWO = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Tillbaka", callback_data="back")]])


@pytest.fixture(autouse=True)
def inline_mode(server: BotApiServer) -> None:
    server.supports_inline_queries = True


def article(number: object = 1, text: str = "<b>hej</b>", **more: object) -> dict[str, Any]:
    content = {"message_text": text, "parse_mode": "HTML"}
    return {"type": "article", "id": str(number), "title": "Kod", "input_message_content": content} | more


def keyboard(**button: object) -> dict[str, Any]:
    return {"inline_keyboard": [[BUTTON | button]]}


def answer(*results: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"results": list(results)} | more


def button(**more: object) -> dict[str, Any]:
    return answer(button={"text": "Skriv till mig"} | more)


LOCATION = {"type": "location", "id": "1", "latitude": 59.3, "longitude": 18.1, "title": "Stockholm"}
PHOTO = {"type": "photo", "id": "1", "photo_url": "https://a.se/a.jpg", "thumbnail_url": "https://a.se/b.jpg"}
REFUSED: list[tuple[dict[str, Any], str]] = [
    (answer(*(article(number) for number in range(51))), "too many inline query results"),
    (answer(article(1), article(1)), "RESULT_ID_DUPLICATE"),
    (answer(article("")), "RESULT_ID_INVALID"),
    (answer(article("å" * 33)), "RESULT_ID_INVALID"),
    (answer(article(colour="red")), 'no field "colour"'),
    (answer(article(title=7)), 'field "title" of InlineQueryResultArticle'),
    (answer({"type": "article", "id": "1", "title": "a"}), 'requires the field "input_message_content"'),
    (answer(article(type="banana")), 'type "banana" is unsupported'),
    (answer(LOCATION | {"type": "article"}), 'InlineQueryResultArticle has no field "latitude"'),
    (answer(article(title=" ")), "ARTICLE_TITLE_EMPTY"),
    (answer(article(text="")), "message text is empty"),
    (answer(article(text="<b> </b>")), "message text is empty"),
    (answer(article(text="<b>hej")), "can't parse inline query result: can't parse entities: Can't find end tag"),
    (answer(article(text="a" * 4097)), "message is too long"),
    (answer(article(url="a b")), "WEBDOCUMENT_URL_INVALID"),
    (answer(article(thumbnail_url="bild.png")), "WEBDOCUMENT_URL_INVALID"),
    (answer(article(reply_markup=keyboard(callback_data="a" * 65))), "BUTTON_DATA_INVALID"),
    (answer(article(reply_markup={"force_reply": True})), 'field "reply_markup"'),
    (answer(PHOTO | {"caption": "a" * 1025}), "message caption is too long"),
    (answer(PHOTO | {"caption": "<b>", "parse_mode": "HTML"}), "can't parse entities"),
    (answer(article(), cache_time=-1), "cache_time is negative"),
    (answer(article(), next_offset="å" * 33), "NEXT_OFFSET_INVALID"),
    (button(), "must have exactly one optional field"),
    (button(text=" ", start_parameter="a"), "SWITCH_PM_TEXT_EMPTY"),
    (button(start_parameter=""), "can't use empty start_parameter"),
    (button(start_parameter="a" * 65), "too long start_parameter"),
    (button(start_parameter="å"), "unallowed characters in start_parameter"),
    (button(web_app={"url": "http://a.se/"}), "Web App URL"),
    (button(web_app={"url": "https://a.se/"}, start_parameter="a"), "both of its optional fields"),
    ({}, 'requires the parameter "results"'),
]


@pytest.mark.parametrize(("params", "reason"), REFUSED)
async def test_an_invalid_answer_is_refused(server: BotApiServer, params: dict[str, Any], reason: str) -> None:
    query = server.inline(ANNA, "0xC004F211")
    status, body = await call(server, "answerInlineQuery", inline_query_id=query, **params)
    assert (status, reason in body["description"]) == (400, True), body
    assert server.inline_answers == {}


@pytest.mark.parametrize(
    "params",
    [
        answer(),
        answer(*(article(number) for number in range(50)), cache_time=0, is_personal=True, next_offset="å" * 32),
        answer(article("å" * 32, text="👍" * 2048, url="https://a.se/", description="", reply_markup=keyboard())),
        answer(article(input_message_content={"message_text": "0 < 1"})),
        answer(LOCATION),
        answer(PHOTO | {"caption": f"<b>{'a' * 1024}</b>", "parse_mode": "HTML"}),
        answer({"type": "photo", "id": "1", "photo_file_id": "AgACAg"}),
        answer({"type": "sticker", "id": "1", "sticker_file_id": "AgACAg"}),
        button(start_parameter="a-Z_9" + "a" * 59),
        button(web_app={"url": "https://a.se/"}),
    ],
)
async def test_an_answer_just_within_the_limits_is_accepted(server: BotApiServer, params: dict[str, Any]) -> None:
    query = server.inline(ANNA, "0xC004F211")
    status, body = await call(server, "answerInlineQuery", inline_query_id=query, **params)
    assert status == 200, body
    assert server.inline_answers[query]["results"] == params["results"]


async def test_a_query_can_be_answered_only_once_and_in_time(bot: telegram.Bot, server: BotApiServer) -> None:
    answered, late = (server.inline(ANNA, text, offset="20", chat_type="group") for text in ("", "0xC004F211"))
    queries = [update.inline_query for update in await bot.get_updates()]
    assert [query and (query.id, query.query, query.offset, query.chat_type) for query in queries] == [
        (answered, "", "20", "group"),
        (late, "0xC004F211", "20", "group"),
    ]
    assert queries[0] is not None
    assert not {*queries[0].api_kwargs, *queries[0].from_user.api_kwargs}
    assert queries[0].from_user.language_code == "sv"
    await bot.answer_inline_query(answered, [])
    server.expire(late)
    for query_id in (answered, late, "7"):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
            await bot.answer_inline_query(query_id, [])
    with pytest.raises(ValueError, match="got no result"):
        server.choose(answered, "1", ANNA)


async def test_only_a_bot_with_inline_mode_can_be_queried(server: BotApiServer) -> None:
    _, body = await call(server, "getMe")
    assert body["result"]["supports_inline_queries"] is True
    for query, chat_type in (("a" * 257, "sender"), ("a", "banana")):
        with pytest.raises(ValueError, match="up to 256"):
            server.inline(ANNA, query, chat_type=chat_type)
    server.supports_inline_queries = False
    with pytest.raises(ValueError, match="no inline mode"):
        server.inline(ANNA, "hej")


async def chosen(server: BotApiServer, chat_id: int, **more: Any) -> int:  # noqa: ANN401 - any field of a result
    """Have the bot answer a query of Anna, and Anna post the result; return the message id."""
    query = server.inline(ANNA, "0xC004F211")
    await call(server, "answerInlineQuery", inline_query_id=query, results=[article(**more)])
    return server.choose(query, "1", chat_id)


@pytest.mark.parametrize("chat_id", [ANNA, GROUP])
async def test_a_posted_result_is_a_message_of_the_person(
    bot: telegram.Bot, server: BotApiServer, chat_id: int
) -> None:
    server.add_chat(chat_id, admin=False)
    posted = await chosen(server, chat_id, reply_markup=keyboard())
    message = (await bot.get_updates())[-1].message
    assert message is not None
    assert message.from_user is not None
    assert message.via_bot is not None
    assert (message.message_id, message.text, message.from_user.id) == (posted, "hej", ANNA)
    assert (message.via_bot.id, message.chat.id) == (bot.id, chat_id)
    assert message.reply_markup is not None
    assert server.messages(chat_id) == []
    seen = server.look(chat_id, posted)
    assert (seen.text, seen.html, seen.button_texts, seen.edited) == ("hej", "<b>hej</b>", ["Visa"], False)


@pytest.mark.parametrize("chat_id", [BO, GROUP])
async def test_the_bot_gets_only_button_presses_from_chats_it_is_not_in(
    bot: telegram.Bot, server: BotApiServer, chat_id: int
) -> None:
    posted = await chosen(server, chat_id, reply_markup=keyboard())
    assert "message" not in server.pending_updates()[-1]
    pressed = server.press(chat_id, posted, "Visa", user_id=BO)
    query = (await bot.get_updates())[-1].callback_query
    assert query is not None
    assert (query.id, query.message, query.data, query.from_user.id) == (pressed, None, "show", BO)
    assert query.chat_instance
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(chat_id, "hej")
    with pytest.raises(BadRequest, match="Message is not modified"):
        await query.edit_message_text("<b>hej</b>", parse_mode="HTML", reply_markup=ONE)
    assert await query.edit_message_text("<i>två</i>", parse_mode="HTML", reply_markup=TWO) is True
    seen = server.look(chat_id, posted)
    assert (seen.text, seen.html, seen.button_texts, seen.edited) == ("två", "<i>två</i>", ["Tillbaka"], True)
    assert await query.edit_message_reply_markup() is True
    assert server.look(chat_id, posted).buttons == []
    server.delete_message(chat_id, posted)
    with pytest.raises(BadRequest, match="Message_id_invalid"):
        await query.edit_message_text("tre")


async def test_a_result_without_buttons_cannot_be_edited(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(ANNA)
    posted = await chosen(server, ANNA)
    with pytest.raises(ValueError, match="no callback button"):
        server.press(ANNA, posted, "Visa")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("två", ANNA, posted)


async def test_only_a_result_with_a_text_can_be_posted(server: BotApiServer) -> None:
    query = server.inline(ANNA, "0xC004F211")
    await call(server, "answerInlineQuery", inline_query_id=query, results=[LOCATION])
    with pytest.raises(ValueError, match="only results with a text"):
        server.choose(query, "1", ANNA)
