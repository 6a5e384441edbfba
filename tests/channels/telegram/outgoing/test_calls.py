"""Calls succeed in spite of temporary errors, and refused calls are not retried."""

from __future__ import annotations

import asyncio
import logging

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter

from bot.channels.telegram.incoming.polling import fetch_updates
from bot.channels.telegram.outgoing.calls import (
    acknowledge,
    answer_inline,
    delete,
    download,
    edit,
    keep_typing,
    retry,
    send,
)
from bot.channels.telegram.outgoing.client import Client
from bot.channels.telegram.outgoing.render import Message
from tests.botapi.refusal import Refusal
from tests.botapi.server import BotApiServer, Fault

ANNA, BERTIL = 184_220_917, 184_220_918
GROUP = -1_002_143_998_120
TOPIC = 7
HELLO = Message("<b>Hej</b>", [[{"text": "Visa", "callback_data": "s:other-codes"}]])


@pytest.fixture(autouse=True)
def anna(server: BotApiServer) -> None:
    server.add_chat(ANNA)


@pytest.mark.parametrize(
    "fault",
    [Fault.drop(), Fault.server_error(500), Fault.server_error(502), Fault.garbage()],
    ids=["drop", "500", "502", "garbage"],
)
async def test_calls_are_retried_after_temporary_errors(client: Client, server: BotApiServer, fault: Fault) -> None:
    server.fail("sendMessage", fault)
    sent = await send(client, ANNA, HELLO)
    assert [seen.message_id for seen in server.messages(ANNA)] == [sent]
    assert len(server.calls_of("sendMessage")) == 2


async def test_a_server_that_is_slow_is_asked_again(client: Client, server: BotApiServer) -> None:
    before = len(server.calls_of("getMe"))
    server.fail("getMe", Fault.slow(1))
    assert (await retry(lambda: client.call("getMe", read_timeout=0.5)))["username"] == client.username
    assert len(server.calls_of("getMe")) > before + 1


async def test_a_method_that_telegram_does_not_know_is_not_tried_again(client: Client, server: BotApiServer) -> None:
    with pytest.raises(InvalidToken):
        await retry(lambda: client.call("noSuchMethod", {}))
    assert len(server.calls_of("noSuchMethod")) == 1


async def test_no_call_is_made_while_telegram_asks_to_wait(client: Client, server: BotApiServer) -> None:
    server.fail("sendMessage", Fault.too_many_requests(retry_after=1))
    await send(client, ANNA, HELLO)
    refused, taken = server.calls_of("sendMessage")
    assert (refused.status, taken.status) == (429, 200)
    assert 1 <= taken.at - refused.at < 2


async def test_a_429_blocks_all_calls_to_its_chat_and_no_other_chat(client: Client, server: BotApiServer) -> None:
    server.add_chat(BERTIL)
    shown = await send(client, ANNA, HELLO)
    server.fail("sendMessage", Fault.too_many_requests(retry_after=1))
    first = asyncio.create_task(send(client, ANNA, HELLO))
    await server.wait_until(lambda: [call for call in server.calls if call.status == 429])
    second = asyncio.create_task(edit(client, ANNA, shown, Message("Hej igen", [])))
    await send(client, BERTIL, HELLO)
    await acknowledge(client, server.press(ANNA, shown, "Visa"))
    assert not first.done()
    await asyncio.gather(first, second)
    held = [call for call in server.calls if call.params.get("chat_id") == ANNA or call.method == "answerCallbackQuery"]
    assert [call.status for call in held] == [200, 429, 200, 200, 200]
    assert held[2].method == "answerCallbackQuery"
    assert {call.method for call in held[3:]} == {"sendMessage", "editMessageText"}


async def test_a_chat_blocked_for_longer_than_the_deadline_is_not_called(client: Client, server: BotApiServer) -> None:
    server.add_chat(BERTIL)
    server.fail("sendMessage", Fault.too_many_requests(retry_after=600))
    for _ in range(2):
        with pytest.raises(RetryAfter):
            await send(client, ANNA, HELLO)
    await send(client, BERTIL, HELLO)
    assert [call.params["chat_id"] for call in server.calls_of("sendMessage")] == [ANNA, BERTIL]


async def test_every_failed_attempt_is_reported_by_its_error(server: BotApiServer) -> None:
    errors: list[str] = []
    async with Client(server.token, server.url, on_error=errors.append) as client:
        shown = await send(client, ANNA, HELLO)
        assert errors == []
        server.fail("sendMessage", Fault.drop())
        server.fail("sendMessage", Fault.garbage())
        server.fail("sendMessage", Fault.too_many_requests(1))
        await send(client, ANNA, HELLO)
        assert errors == ["NetworkError", "TelegramError", "RetryAfter"]
        await edit(client, ANNA, shown, HELLO)
        server.send_photo(ANNA, b"bild")
        server.fail("file", Fault.server_error(500))
        await download(client, photo_of(server))
    assert errors[3:] == ["BadRequest", "NetworkError"]


async def test_contact_is_the_last_answer_to_a_call_or_to_polling(server: BotApiServer) -> None:
    def contact() -> float:
        return client.last_contact or -1

    client = Client(server.token, server.url)
    assert contact() == -1
    async with client:
        signed_in = contact()
        await fetch_updates(client, None, 0)
        polled = contact()
        server.fail("getMe", Fault.too_many_requests(1))
        with pytest.raises(RetryAfter):
            await client.call("getMe")
        refused = contact()
        server.fail("getMe", Fault.drop())
        with pytest.raises(NetworkError):
            await client.call("getMe")
        assert -1 < signed_in < polled < refused == contact()


@pytest.mark.parametrize(
    ("fault", "error"),
    [(Fault.bad_request("chat not found"), BadRequest), (Fault.forbidden(), Forbidden)],
    ids=["400", "403"],
)
async def test_a_refused_call_is_not_retried(
    client: Client, server: BotApiServer, fault: Fault, error: type[Exception]
) -> None:
    server.fail("sendMessage", fault)
    with pytest.raises(error):
        await send(client, ANNA, HELLO)
    assert len(server.calls_of("sendMessage")) == 1


async def test_a_group_that_became_a_supergroup_is_reported_at_once(client: Client, server: BotApiServer) -> None:
    moved = Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": GROUP})
    server.fail("sendMessage", Fault(refusal=moved), times=100)
    with pytest.raises(ChatMigrated):
        await retry(lambda: client.call("sendMessage", {"chat_id": ANNA, "text": "hej"}), seconds=1)
    assert len(server.calls_of("sendMessage")) == 1


async def test_a_wrong_token_is_not_tried_again(server: BotApiServer) -> None:
    stranger = Client("7421953680:wrong", server.url)
    with pytest.raises(InvalidToken):
        await retry(stranger.sign_in)
    await stranger.close()
    assert [call.status for call in server.calls_of("getMe")] == [401]


async def test_retrying_ends_in_time_with_the_last_error(client: Client, server: BotApiServer) -> None:
    server.fail("getMe", Fault.server_error(500), times=100)
    loop = asyncio.get_running_loop()
    before = loop.time()
    with pytest.raises(NetworkError, match="Internal Server Error"):
        await retry(lambda: client.call("getMe"), seconds=1.2)
    assert loop.time() - before < 2


async def test_a_wait_that_is_longer_than_the_time_left_is_not_begun(client: Client, server: BotApiServer) -> None:
    server.fail("getMe", Fault.too_many_requests(retry_after=60))
    loop = asyncio.get_running_loop()
    before = loop.time()
    with pytest.raises(RetryAfter):
        await retry(lambda: client.call("getMe"), seconds=10)
    assert loop.time() - before < 1


async def test_a_message_is_html_without_previews_and_may_be_a_reply(client: Client, server: BotApiServer) -> None:
    question = server.send_text(ANNA, "hej")
    await send(client, ANNA, HELLO, reply_to=question)
    (seen,) = server.messages(ANNA)
    assert (seen.html, seen.button_texts, seen.reply_to) == ("<b>Hej</b>", ["Visa"], question)
    assert seen.raw["link_preview_options"] == {"is_disabled": True}


async def test_a_reply_to_a_deleted_message_is_still_sent(client: Client, server: BotApiServer) -> None:
    await send(client, ANNA, HELLO, reply_to=7)
    (seen,) = server.messages(ANNA)
    assert seen.reply_to is None


async def test_a_message_is_sent_into_its_topic(client: Client, server: BotApiServer) -> None:
    server.add_chat(GROUP, forum=True)
    question = server.send_text(GROUP, "hej", thread=TOPIC)
    await send(client, GROUP, HELLO, reply_to=question, thread=TOPIC)
    await send(client, GROUP, HELLO, thread=TOPIC)
    await send(client, GROUP, HELLO)
    seen = server.messages(GROUP)
    assert [message.thread for message in seen] == [TOPIC, TOPIC, None]
    assert [message.reply_to for message in seen] == [question, None, None]


async def test_a_group_that_became_a_supergroup_gets_its_message_there(client: Client, server: BotApiServer) -> None:
    server.add_chat(-4_143_998, chat_type="group")
    server.add_chat(GROUP)
    question = server.send_text(-4_143_998, "hej")
    moved = Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": GROUP})
    server.fail("sendMessage", Fault(refusal=moved))
    sent = await send(client, -4_143_998, HELLO, reply_to=question)
    (seen,) = server.messages(GROUP)
    # The supergroup numbers its messages from 1 again, so the id of the question means nothing there.
    assert (seen.message_id, seen.html, seen.button_texts, seen.reply_to) == (sent, HELLO.html, ["Visa"], None)
    assert server.messages(-4_143_998) == []


async def test_a_message_is_edited_with_its_buttons(client: Client, server: BotApiServer) -> None:
    sent = await send(client, ANNA, HELLO)
    assert await edit(client, ANNA, sent, Message("Hej igen", []))
    (seen,) = server.messages(ANNA)
    assert (seen.html, seen.button_texts) == ("Hej igen", [])


async def test_an_edit_that_changes_nothing_has_succeeded(client: Client, server: BotApiServer) -> None:
    sent = await send(client, ANNA, HELLO)
    assert await edit(client, ANNA, sent, HELLO)
    assert [call.status for call in server.calls_of("editMessageText")] == [400]


async def test_an_edit_whose_response_was_lost_has_succeeded(client: Client, server: BotApiServer) -> None:
    sent = await send(client, ANNA, HELLO)
    server.fail("editMessageText", Fault.drop(after_handling=True))
    assert await edit(client, ANNA, sent, Message("Hej igen", []))
    assert [call.status for call in server.calls_of("editMessageText")] == [0, 400]


async def test_a_deleted_message_cannot_be_edited(client: Client) -> None:
    assert not await edit(client, ANNA, 7, HELLO)


async def test_a_message_is_deleted(client: Client, server: BotApiServer) -> None:
    sent = await send(client, ANNA, HELLO)
    await delete(client, ANNA, sent)
    assert server.messages(ANNA) == []


async def test_a_message_that_cannot_be_deleted_is_ignored(client: Client, server: BotApiServer) -> None:
    server.add_chat(GROUP)
    await delete(client, ANNA, 7)
    await delete(client, GROUP, server.send_text(GROUP, "hej"))
    assert [call.status for call in server.calls_of("deleteMessage")] == [400, 400]


async def test_the_toast_is_shown_over_the_pressed_button(client: Client, server: BotApiServer) -> None:
    pressed = server.press(ANNA, await send(client, ANNA, HELLO), "Visa")
    await acknowledge(client, pressed, "Tack.")
    assert server.toast(pressed) == "Tack."


async def test_a_pressed_button_is_answered_unless_it_is_too_old(client: Client, server: BotApiServer) -> None:
    shown = await send(client, ANNA, HELLO)
    pressed = server.press(ANNA, shown, "Visa")
    await acknowledge(client, pressed)
    await acknowledge(client, pressed)
    assert list(server.answered_callbacks) == [pressed]
    assert [call.status for call in server.calls_of("answerCallbackQuery")] == [200, 400]


async def test_updates_arrive_unchanged_however_odd(
    client: Client, server: BotApiServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    odd = {"message": {"text": "hemligt", "chat": 7}}
    update_id = server.push_update(odd)
    assert await fetch_updates(client, None, 0) == [{"update_id": update_id} | odd]
    assert await fetch_updates(client, update_id + 1, 0) == []
    assert server.confirmed_up_to == update_id
    assert "hemligt" not in caplog.text


async def test_only_kinds_of_updates_that_are_answered_are_requested(client: Client, server: BotApiServer) -> None:
    await fetch_updates(client, None, 0)
    assert server.calls_of("getUpdates")[0].params["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "inline_query",
        "guest_message",
    ]


def photo_of(server: BotApiServer) -> str:
    """Return the id of the largest size of the latest photo."""
    file_id: str = server.pending_updates()[-1]["message"]["photo"][-1]["file_id"]
    return file_id


async def test_a_file_is_downloaded_completely(client: Client, server: BotApiServer) -> None:
    data = bytes(range(256)) * 1000
    server.send_photo(ANNA, data)
    assert await download(client, photo_of(server)) == data


@pytest.mark.parametrize("method", ["getFile", "file"])
async def test_a_file_is_downloaded_again_after_an_error(client: Client, server: BotApiServer, method: str) -> None:
    server.send_photo(ANNA, b"bild")
    server.fail(method, Fault.server_error(500))
    assert await download(client, photo_of(server)) == b"bild"
    assert len(server.calls_of(method)) == 2


async def test_a_file_that_telegram_does_not_give_is_refused_at_once(client: Client, server: BotApiServer) -> None:
    server.send_document(ANNA, b"bild", file_size=20 * 1024 * 1024 + 1)
    too_big = server.pending_updates()[-1]["message"]["document"]["file_id"]
    for file_id in (too_big, "AgACAgQAAxkBAAI"):
        with pytest.raises(BadRequest):
            await download(client, file_id)
    assert len(server.calls_of("getFile")) == 2


async def test_typing_is_shown_where_the_answer_goes(client: Client, server: BotApiServer) -> None:
    server.add_chat(GROUP, forum=True)
    server.send_text(GROUP, "hej", thread=TOPIC)
    for chat, topic in ((GROUP, TOPIC), (ANNA, None)):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(keep_typing(client, chat, topic), 0.3)
    names = ("chat_id", "message_thread_id", "action")
    shown = [[call.params.get(name) for name in names] for call in server.calls_of("sendChatAction")]
    assert shown == [[GROUP, TOPIC, "typing"], [ANNA, None, "typing"]]


@pytest.mark.parametrize(
    "fault", [Fault.server_error(500), Fault.forbidden(), Fault.too_many_requests(60)], ids=["500", "403", "429"]
)
async def test_typing_may_fail_to_show(client: Client, server: BotApiServer, fault: Fault) -> None:
    server.fail("sendChatAction", fault)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(keep_typing(client, ANNA), 0.3)
    assert len(server.calls_of("sendChatAction")) == 1


async def test_an_expired_inline_query_is_ignored(client: Client, server: BotApiServer) -> None:
    server.supports_inline_queries = True
    query = server.inline(ANNA, "moder")
    server.expire(query)
    await answer_inline(client, query, [], None)
    assert [call.status for call in server.calls_of("answerInlineQuery")] == [400]


async def test_an_inline_query_is_given_up_before_its_user_gives_up(client: Client, server: BotApiServer) -> None:
    server.supports_inline_queries = True
    server.fail("answerInlineQuery", Fault.too_many_requests(retry_after=10))
    with pytest.raises(RetryAfter):
        await answer_inline(client, server.inline(ANNA, "moder"), [], None)
    assert len(server.calls_of("answerInlineQuery")) == 1
