"""The bot among several people, over HTTP."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.botapi.server import BotApiServer
from tests.channels.telegram.http.conftest import Chat
from tests.channels.telegram.process import started_bot

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "@aktivering_test_bot"
PRODUCT_KEY = "BCDFG-HJKMP-QRTVW-XY234-6789B"
ANNA, BO = 184_400_001, 184_400_002


@pytest.mark.parametrize("text", ["hej på er", "vem vann matchen", "moderkortet bytt", "0xC0DE0001", "/ban bo", "👍"])
async def test_messages_on_other_subjects_are_ignored(group: Chat, text: str) -> None:
    await group.ask(text)
    assert group.messages == []


@pytest.mark.parametrize(
    "text", [f"{NAME} moderkortet bytt", f"moderkortet bytt {NAME.upper()}", "någon? 0xC004F211", "/start 0xC004F211"]
)
async def test_questions_to_the_bot_and_known_codes_are_answered_as_a_reply(group: Chat, text: str) -> None:
    question = await group.ask(text)
    assert "(0xC004F211)" in group.message.text
    assert group.message.reply_to == question


async def test_a_reply_to_the_bot_is_a_follow_up_and_banter_is_not(group: Chat) -> None:
    await group.ask("0x803F7001", user_id=ANNA)
    await group.ask("det hjälpte inte", user_id=ANNA, reply_to=group.messages[0].message_id)
    assert "Felsök räckte" in group.texts[1]
    await group.ask("vad blir det för väder", user_id=BO, reply_to=group.messages[0].message_id)
    assert len(group.messages) == 2


async def test_the_author_of_the_message_that_the_call_replies_to_is_answered(group: Chat) -> None:
    question = await group.ask("nyckeln används redan på en annan dator", user_id=ANNA)
    await group.ask(NAME, user_id=BO, reply_to=question)
    assert "(0xC004C008)" in group.message.text
    assert group.message.reply_to == question


@pytest.mark.parametrize("call", ["hjälp honom", "vad betyder det?", "kan du svara henne här"])
async def test_a_call_for_help_is_read_with_the_message_it_replies_to(group: Chat, call: str) -> None:
    question = await group.ask("nyckeln används redan på en annan dator", user_id=ANNA)
    await group.ask(f"{NAME} {call}", user_id=BO, reply_to=question)
    assert "(0xC004C008)" in group.message.text
    assert group.message.reply_to == question


async def test_a_complete_question_is_answered_whatever_it_replies_to(group: Chat) -> None:
    other = await group.ask("nyckeln används redan på en annan dator", user_id=ANNA)
    question = await group.ask(f"{NAME} moderkortet bytt", user_id=BO, reply_to=other)
    assert "(0xC004F211)" in group.message.text
    assert group.message.reply_to == question


async def test_only_the_quote_of_a_quoted_message_is_read(group: Chat) -> None:
    question = await group.ask("ett fel till: nyckeln är spärrad, och moderkortet är bytt", user_id=ANNA)
    await group.ask(f"{NAME} hjälp honom", user_id=BO, reply_to=question, quote="nyckeln är spärrad")
    assert "(0xC004C003)" in group.message.text


async def test_in_a_private_chat_a_reply_to_a_forwarded_message_is_read_with_it(chat: Chat) -> None:
    origin = {"type": "hidden_user", "sender_user_name": "Bo", "date": 1_700_000_000}
    forwarded = chat.server.send_content(chat.id, {"text": "0xC004F213", "forward_origin": origin})
    await chat.settled()
    await chat.ask("vad betyder det?", reply_to=forwarded)
    assert chat.messages[-1].text.startswith("Windows vet inte vilken licens datorn har.")


async def test_the_bare_name_gets_a_greeting(group: Chat) -> None:
    await group.ask(NAME)
    assert "felkoden" in group.message.text


async def test_each_person_in_a_group_has_their_own_windows_version(group: Chat) -> None:
    await group.ask("/windows 10", user_id=ANNA)
    await group.ask("0x803F7001", user_id=BO)
    assert "Jag har Windows 10" in group.messages[-1].button_texts
    await group.ask("0x803F7001", user_id=ANNA)
    assert "Uppdatering och säkerhet" in group.messages[-1].text


async def test_each_person_has_a_vote(group: Chat) -> None:
    await group.ask("0x803F7001", user_id=ANNA)
    toasts = [await group.press(group.messages[0], "👍 Det gick", by=person) for person in (ANNA, BO, ANNA)]
    assert toasts[0] == toasts[1] != toasts[2]


async def test_an_answer_stays_in_its_topic(chat: Chat) -> None:
    forum = Chat(chat.server, -1_003_000_000_000 - chat.id)
    chat.server.add_chat(forum.id, forum=True)
    await forum.ask("0xC004F211", thread=17)
    assert forum.message.thread == 17
    await forum.ask("hej", thread=17)
    assert len(forum.messages) == 1


@pytest.mark.parametrize("text", ["min nyckel är {}", "{} ger 0xC004F211"])
async def test_a_product_key_is_deleted_and_causes_a_warning(group: Chat, text: str) -> None:
    question = await group.ask(text.format(PRODUCT_KEY))
    (deleted,) = [call for call in group.server.calls_of("deleteMessage") if call.params["chat_id"] == group.id]
    assert deleted.params["message_id"] == question
    assert deleted.status == 200
    assert "produktnyckel" in group.message.text
    assert PRODUCT_KEY not in group.message.text


async def test_a_product_key_gets_a_warning_if_it_cannot_be_deleted(chat: Chat) -> None:
    group = Chat(chat.server, -1_004_000_000_000 - chat.id)
    chat.server.add_chat(group.id, can_delete=False)
    question = await group.ask(f"min nyckel är {PRODUCT_KEY}")
    assert "produktnyckel" in group.message.text
    assert group.message.reply_to == question


async def test_privacy_mode_and_inline_mode_get_a_warning_if_the_settings_need_them(tmp_path: Path) -> None:
    async with BotApiServer() as server, started_bot(tmp_path, server.url, server.token) as bot:
        await server.wait_until(lambda: server.calls_of("getUpdates"), timeout=20)
        warned = {line["event"]: line["hint"] for line in bot.log if line["level"] == "warning"}
        assert warned.keys() == {"inline_mode_off", "group_privacy_on"}
        assert "/setinline" in warned["inline_mode_off"]
        assert "/setprivacy" in warned["group_privacy_on"]


async def test_with_mentions_only_a_bare_code_is_ignored(tmp_path: Path) -> None:
    async with BotApiServer() as server, started_bot(tmp_path, server.url, server.token, GROUPS="mentions") as bot:
        group = Chat(server, -1_005_000_000_000)
        server.add_chat(group.id)
        await server.wait_until(lambda: server.calls_of("getUpdates"), timeout=20)
        await group.ask("0xC004F211")
        assert group.messages == []
        await group.ask(f"{NAME} 0xC004F211")
        assert "(0xC004F211)" in group.message.text
        assert "group_privacy_on" not in bot.stderr


async def test_several_thumbs_down_lead_to_the_next_advice_once(group: Chat) -> None:
    await group.ask("0x803F7001", user_id=ANNA)
    for person in (ANNA, BO, 184_400_003):
        await group.press(group.messages[0], "👎 Det gick inte", by=person)
    assert len(group.messages) == 2
