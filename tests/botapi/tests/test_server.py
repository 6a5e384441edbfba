"""The server is strict, and python-telegram-bot can talk to it."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
import telegram
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from tests.botapi.raw import call
from tests.botapi.server import BotApiServer, Fault
from tests.botapi.tdlib import ParseError, parse_html, utf16_length

ANNA = 184_220_917
GROUP = -1_002_143_998_120


async def test_an_unknown_method_or_token_is_refused(server: BotApiServer, caplog: pytest.LogCaptureFixture) -> None:
    assert (await call(server, "sendMassage"))[0] == 404
    status, body = await call(server, "sendDice", chat_id=ANNA)
    assert (status, "does not model sendDice" in body["description"]) == (404, True)
    assert "does not model sendDice" in caplog.text
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{server.url}/bot1:wrong/getMe") as refused,
        session.get(f"{server.url}/bot{server.token}/getMe") as answered,
        session.post(f"{server.url}/bot{server.token}/getMe", data={"a": "b"}) as stray,
    ):
        assert await refused.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
        assert (await answered.json())["result"]["is_bot"]
        assert stray.status == 400


async def test_the_bot_can_edit_only_its_own_messages(server: BotApiServer) -> None:
    theirs = server.send_text(ANNA, "hej")
    status, body = await call(server, "editMessageText", chat_id=ANNA, message_id=theirs, text="a")
    assert (status, body["description"]) == (400, "Bad Request: message can't be edited")
    server.send_text(GROUP, "hej")
    status, _ = await call(server, "deleteMessage", chat_id=GROUP, message_id=theirs)
    assert status == 400


async def test_people_see_the_message_that_the_bot_sent(bot: telegram.Bot, server: BotApiServer) -> None:
    asked = server.send_text(ANNA, "0xC004F211")
    sent = await bot.send_message(
        ANNA,
        "  <b>Maskinvaran</b> &amp; <a href='ms-settings:activation'>länken</a>, se /hjalp \n",
        parse_mode="HTML",
        reply_parameters=telegram.ReplyParameters(asked),
        link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        reply_markup=telegram.InlineKeyboardMarkup(
            [
                [telegram.InlineKeyboardButton("Visa", callback_data="show")],
                [telegram.InlineKeyboardButton("Kopiera", copy_text=telegram.CopyTextButton("ms-settings:"))],
            ]
        ),
    )
    (seen,) = server.messages(ANNA)
    assert seen.message_id == sent.message_id > asked
    assert seen.text == sent.text == "Maskinvaran & länken, se /hjalp"
    assert [each["type"] for each in seen.entities] == ["bold", "bot_command"]
    assert (sent.parse_entity(sent.entities[0]), seen.button_texts) == ("Maskinvaran", ["Visa", "Kopiera"])
    assert (seen.reply_to, seen.edited) == (asked, False)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "0xC004F211"


async def test_the_bot_can_edit_and_delete_its_message(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(ANNA)
    markup = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Visa", callback_data="show")]])
    sent = await bot.send_message(ANNA, "ett", reply_markup=markup)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("<i></i>ett", ANNA, sent.message_id, parse_mode="HTML", reply_markup=markup)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(ANNA, sent.message_id, reply_markup=markup)
    assert not server.messages(ANNA)[0].edited
    await bot.edit_message_text("<b>två</b>", ANNA, sent.message_id, parse_mode="HTML")
    (seen,) = server.messages(ANNA)
    assert (seen.text, seen.html, seen.buttons, seen.edited) == ("två", "<b>två</b>", [], True)
    await bot.edit_message_reply_markup(ANNA, sent.message_id, reply_markup=markup)
    assert server.messages(ANNA)[0].button_texts == ["Visa"]
    await bot.delete_message(ANNA, sent.message_id)
    assert server.messages(ANNA) == []


async def test_a_pressed_button_is_a_callback_query(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(ANNA)
    rows = [
        [telegram.InlineKeyboardButton("Visa", callback_data="show")],
        [telegram.InlineKeyboardButton("Länk", url="https://a.se/")],
    ]
    sent = await bot.send_message(ANNA, "hej", reply_markup=telegram.InlineKeyboardMarkup(rows))
    pressed = [server.press(ANNA, sent.message_id, button) for button in ("Visa", "show")]
    for button in ("Länk", "Göm"):
        with pytest.raises(ValueError, match="no callback button"):
            server.press(ANNA, sent.message_id, button)
    with pytest.raises(ValueError, match="shows no message"):
        server.press(ANNA, 1, "Visa")
    queries = [update.callback_query for update in await bot.get_updates()]
    assert [(query.id, query.data) for query in queries if query] == [(each, "show") for each in pressed]
    await bot.answer_callback_query(pressed[0], text="Klart")
    assert server.answered_callbacks == {pressed[0]: {"callback_query_id": pressed[0], "text": "Klart"}}
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(pressed[0])


async def test_python_telegram_bot_knows_every_field_of_the_updates(bot: telegram.Bot, server: BotApiServer) -> None:
    asked = server.send_text(ANNA, "/start@aktivering_test_bot 0xC004F211", language_code=None)
    server.edit_text(ANNA, asked, "/koder")
    for send in (server.send_sticker, server.send_photo, server.send_voice, server.send_location):
        send(ANNA)
    server.send_photo(ANNA, caption="0xC004F211")
    server.add_chat(GROUP, chat_type="supergroup", title="Datorhjälpen")
    server.send_text(GROUP, "@aktivering_test_bot hej", user_id=ANNA, reply_to=server.send_text(GROUP, "ett"))
    server.block(ANNA)
    server.push_update({"message_reaction_count": None})
    updates = await bot.get_updates()
    assert len(updates) == len(server.pending_updates()) == 11
    for update in updates:
        assert not update.api_kwargs
        message = update.message or update.edited_message
        if message:
            assert message.from_user
            assert not {*message.api_kwargs, *message.chat.api_kwargs, *message.from_user.api_kwargs}
    first, edited = updates[0].message, updates[1].edited_message
    assert first is not None
    assert edited is not None
    assert (edited.message_id, edited.text, bool(edited.edit_date)) == (asked, "/koder", True)
    assert first.parse_entities(["bot_command"]) == {first.entities[0]: "/start@aktivering_test_bot"}
    assert first.from_user is not None
    assert first.from_user.language_code is None
    assert updates[9].my_chat_member is not None
    assert updates[9].my_chat_member.new_chat_member.status == "kicked"


async def test_updates_are_repeated_until_an_offset_confirms_them(bot: telegram.Bot, server: BotApiServer) -> None:
    for text in "abcd":
        server.send_text(ANNA, text)
    ids = [update.update_id for update in await bot.get_updates()]
    assert [update.update_id for update in await bot.get_updates(limit=2)] == ids[:2]
    assert server.confirmed_up_to == 0
    assert [update.update_id for update in await bot.get_updates(offset=ids[1])] == ids[1:]
    assert server.confirmed_up_to == ids[0]
    assert [update.update_id for update in await bot.get_updates(offset=-1)] == ids[3:]
    assert await bot.get_updates(offset=ids[3] + 1) == ()
    assert (server.confirmed_up_to, server.pending_updates()) == (ids[3], [])


async def test_update_ids_can_restart_anywhere(bot: telegram.Bot, server: BotApiServer) -> None:
    server.send_text(ANNA, "ett")
    (first,) = await bot.get_updates()
    with pytest.raises(ValueError, match="nothing is pending"):
        server.renumber_updates(1_000)
    assert await bot.get_updates(offset=first.update_id + 1) == ()
    server.renumber_updates(1_000)
    server.send_text(ANNA, "två")
    (second,) = await bot.get_updates(offset=first.update_id + 1)
    assert (second.update_id, len(server.pending_updates())) == (1_000, 1)
    assert await bot.get_updates(offset=1_001) == ()
    assert server.pending_updates() == []


async def test_a_long_poll_ends_with_the_first_update_or_in_time(bot: telegram.Bot, server: BotApiServer) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=5))
    await server.wait_until(lambda: server.calls_of("getUpdates"))
    assert server.calls_of("getUpdates")[0].status is None
    server.send_text(ANNA, "hej")
    (update,) = await poll
    loop = asyncio.get_running_loop()
    before = loop.time()
    assert await bot.get_updates(offset=update.update_id + 1, timeout=1) == ()
    assert 0.9 < loop.time() - before < 10


async def test_updates_of_other_kinds_than_the_allowed_are_dropped(bot: telegram.Bot, server: BotApiServer) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    server.send_text(ANNA, "hej")
    assert server.pending_updates() == []
    await bot.get_updates()
    server.send_text(ANNA, "hej")
    assert server.pending_updates() == []
    await bot.get_updates(allowed_updates=[])
    server.send_text(ANNA, "hej")
    assert len(server.pending_updates()) == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert server.pending_updates() == []


async def test_a_second_poller_and_a_webhook_end_a_poll(bot: telegram.Bot, server: BotApiServer) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=5))
    await server.wait_until(lambda: server.calls_of("getUpdates"))
    assert (await call(server, "getUpdates"))[0] == 200
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await first
    server.pace.set_webhook_seconds = 0
    await bot.set_webhook("https://a.se/", certificate=b"a certificate goes as multipart")
    assert (await bot.get_webhook_info()).has_custom_certificate
    await bot.set_webhook("https://a.se/", secret_token="geheim")  # noqa: S106 - guards nothing
    assert server.webhook.get("secret_token") == "geheim"
    assert (await bot.get_webhook_info()).url == "https://a.se/"
    with pytest.raises(Conflict, match="while webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_a_blocked_bot_cannot_write(bot: telegram.Bot, server: BotApiServer) -> None:
    server.block(ANNA)
    server.add_chat(GROUP)
    server.block(GROUP)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ANNA, "hej")
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(GROUP, "hej")
    server.unblock(ANNA)
    await bot.send_message(ANNA, "hej")


async def test_commands_and_profile_are_set_by_scope_and_language(bot: telegram.Bot, server: BotApiServer) -> None:
    menu = [telegram.BotCommand("hjalp", "Visa hjälp")]
    await bot.set_my_commands(menu, language_code="sv")
    await bot.set_my_commands(menu, scope=telegram.BotCommandScopeChat(ANNA))
    assert await bot.get_my_commands(language_code="sv") == tuple(menu)
    assert await bot.get_my_commands() == ()
    assert server.commands["default", "sv"] == [{"command": "hjalp", "description": "Visa hjälp"}]
    assert server.commands[f'{{"chat_id": {ANNA}, "type": "chat"}}', ""]
    await bot.delete_my_commands(language_code="sv")
    assert ("default", "sv") not in server.commands
    await bot.set_my_short_description("Svarar om aktivering")
    await bot.set_my_description("Beskrivning", language_code="sv")
    await bot.set_my_name("Boten")
    assert (await bot.get_my_short_description("en")).short_description == "Svarar om aktivering"
    assert server.profile["description", "sv"] == "Beskrivning"
    await bot.send_chat_action(server.send_text(ANNA, "hej") and ANNA, "typing")


async def test_faults_meet_their_calls_in_order(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(ANNA)
    server.fail("sendMessage", Fault.too_many_requests(retry_after=1))
    server.fail("sendMessage", Fault.server_error(502), times=2)
    server.fail("sendMessage", Fault.forbidden())
    server.fail("sendMessage", Fault.bad_request("chat not found"))
    server.fail("sendMessage", Fault.garbage())
    server.fail("sendMessage", Fault.drop())
    expected: list[tuple[type[Exception], str]] = [
        (RetryAfter, r"Retry in 0:00:01"),
        (NetworkError, "Bad Gateway"),
        (NetworkError, "Bad Gateway"),
        (Forbidden, "blocked"),
        (BadRequest, "Chat not found"),
        (telegram.error.TelegramError, "Invalid server response"),
        (NetworkError, "disconnected"),
    ]
    for kind, reason in expected:
        with pytest.raises(kind, match=reason):
            await bot.send_message(ANNA, "hej")
    assert server.messages(ANNA) == []
    assert [each.status for each in server.calls_of("sendMessage")] == [429, 502, 502, 403, 400, 200, 0]
    await bot.send_message(ANNA, "hej")
    server.fail("sendMessage", Fault.drop(after_handling=True))
    with pytest.raises(NetworkError):
        await bot.send_message(ANNA, "igen")
    assert [seen.text for seen in server.messages(ANNA)] == ["hej", "igen"]
    with pytest.raises(ValueError, match="no method"):
        server.fail("sendMassage", Fault.forbidden())


async def test_a_slow_call_takes_effect_even_if_the_client_gave_up(bot: telegram.Bot, server: BotApiServer) -> None:
    server.add_chat(ANNA)
    server.fail("sendMessage", Fault.slow(0.3))
    with pytest.raises(TimedOut):
        await bot.send_message(ANNA, "hej", read_timeout=0.1)
    (seen,) = await server.wait_for_messages(ANNA, 1)
    assert seen.text == "hej"


async def test_a_wrong_token_is_refused(server: BotApiServer) -> None:
    with pytest.raises(InvalidToken):
        async with telegram.Bot("1:wrong", base_url=f"{server.url}/bot"):
            pass


async def test_a_wait_that_fails_reports_what_happened(bot: telegram.Bot, server: BotApiServer) -> None:
    server.send_text(ANNA, "hej")
    await bot.send_message(ANNA, "Hej själv")
    server.fail("getMe", Fault.forbidden())
    with pytest.raises(AssertionError) as failed:
        await server.wait_for_messages(ANNA, 2, timeout=0.05)
    for part in ("Hej själv", "sendMessage", "pending updates", "'getMe': 1"):
        assert part in str(failed.value)


async def test_an_error_in_the_server_fails_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    async def meet() -> None:
        async with BotApiServer() as server:
            monkeypatch.setattr(server, "_handle", None)
            assert (await call(server, "getMe"))[0] == 500

    with pytest.raises(TypeError):
        await meet()


def test_people_cannot_do_what_telegram_does_not_allow() -> None:
    people = BotApiServer()
    photo = people.send_photo(ANNA)
    with pytest.raises(ValueError, match="not a text that a person sent"):
        people.edit_text(ANNA, photo, "hej")
    for text in (" ", "👍" * 2049):
        with pytest.raises(ValueError, match="1 to 4096"):
            people.send_text(ANNA, text)
    with pytest.raises(ValueError, match="nobody else"):
        people.send_text(ANNA, "hej", user_id=7)
    with pytest.raises(ValueError, match="not an id of a supergroup"):
        people.add_chat(ANNA, chat_type="supergroup")


def test_html_is_parsed_as_by_telegram() -> None:
    parsed = parse_html("👍 <b>Å&lt;</b><code>0xC004F211</code>")
    assert parsed.text == "👍 Å<0xC004F211"
    assert [(each["type"], parsed.covered(each)) for each in parsed.entities] == [
        ("bold", "Å<"),
        ("code", "0xC004F211"),
    ]
    assert utf16_length("👍å") == 3
    with pytest.raises(ParseError, match="can't parse entities") as refused:
        parse_html("<ul>")
    assert "Unsupported start tag" in refused.value.message
