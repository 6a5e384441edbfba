"""The bot is called in a chat that it is not in, over HTTP."""

from __future__ import annotations

from typing import Unpack

import pytest

from tests.botapi.people.senders import Place
from tests.botapi.server import SeenMessage
from tests.channels.telegram.http.conftest import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

NAME = "@aktivering_test_bot"
PRODUCT_KEY = "BCDFG-HJKMP-QRTVW-XY234-6789B"
ONWARD = "Fortsätt i en privat chatt"
ANNA, BO = 184_400_001, 184_400_002


@pytest.fixture
def there(chat: Chat) -> Chat:
    """Return a group without the bot."""
    visited = Chat(chat.server, -1_006_000_000_000 - chat.id)
    chat.server.add_foreign_chat(visited.id)
    return visited


async def called(there: Chat, text: str, language_code: str = "sv", **place: Unpack[Place]) -> SeenMessage:
    """Write the bot's name and a text as Anna, and return the answer."""
    there.server.summon(there.id, text, language_code=language_code, **({"user_id": ANNA} | place))
    await there.settled()
    return there.messages[-1]


def urls(seen: SeenMessage) -> list[str]:
    """Return the URLs of the buttons."""
    return [button["url"] for row in seen.buttons for button in row if "url" in button]


async def test_the_code_in_the_message_that_the_call_replies_to_is_answered(there: Chat) -> None:
    shown = there.server.send_text(there.id, "hjälp!! felkod 0xC004F213", user_id=BO)
    seen = await called(there, NAME, reply_to=shown)
    assert "(0xC004F213)" in seen.text
    assert seen.raw["guest_bot_caller_user"]["id"] == ANNA
    assert all("callback_data" not in button for row in seen.buttons for button in row)
    assert seen.button_texts[-1] == ONWARD
    assert not there.server.calls_of("answerGuestQuery")[-1].params["result"].get("url")


async def test_the_link_to_the_private_chat_shows_the_same_section_there(there: Chat, chat: Chat) -> None:
    seen = await called(there, f"{NAME} moderkortet bytt")
    assert "(0xC004F211)" in seen.text
    base, _, payload = urls(seen)[-1].partition("?start=")
    assert base == "https://t.me/aktivering_test_bot"
    await chat.ask(f"/start {payload}")
    assert "(0xC004F211)" in chat.message.text


@pytest.mark.parametrize("call", ["hjälp honom", "vad betyder det?"])
async def test_a_call_for_help_is_read_with_the_message_it_replies_to(there: Chat, call: str) -> None:
    shown = there.server.send_text(there.id, "nyckeln används redan på en annan dator", user_id=BO)
    assert "(0xC004C008)" in (await called(there, f"{NAME} {call}", reply_to=shown)).text


async def test_only_the_quote_of_a_quoted_message_is_read(there: Chat) -> None:
    shown = there.server.send_text(there.id, "först 0xC004F211, nu 0xC004C003", user_id=BO)
    assert "(0xC004C003)" in (await called(there, NAME, reply_to=shown, quote="0xC004C003")).text


async def test_a_complete_question_is_answered_whatever_it_replies_to(there: Chat) -> None:
    shown = there.server.send_text(there.id, "vem vann matchen igår", user_id=BO)
    assert "(0xC004F211)" in (await called(there, f"{NAME} moderkortet bytt", reply_to=shown)).text


async def test_the_caption_of_a_picture_is_read(there: Chat) -> None:
    shown = there.server.send_photo(there.id, caption="0xC004F211", user_id=BO)
    assert "(0xC004F211)" in (await called(there, NAME, reply_to=shown)).text


@pytest.mark.parametrize("words", ["vem vann matchen igår", "vilken kattmat är bäst"])
async def test_a_call_in_reply_to_a_message_about_nothing_gets_a_friendly_sentence(there: Chat, words: str) -> None:
    shown = there.server.send_text(there.id, words, user_id=BO)
    seen = await called(there, NAME, reply_to=shown)
    assert "Windows" in seen.text
    assert ONWARD not in seen.button_texts


async def test_the_bare_name_gets_a_greeting(there: Chat) -> None:
    assert "felkoden" in (await called(there, NAME)).text


async def test_the_link_into_the_private_chat_is_in_english_too(there: Chat) -> None:
    assert (await called(there, f"{NAME} 0xC004F211", "en")).button_texts[-1] == "Go on in a private chat"


@pytest.mark.parametrize("text", ["min nyckel är {}", "{} ger 0xC004F211"])
async def test_a_product_key_causes_a_warning_and_nothing_is_deleted(there: Chat, text: str) -> None:
    shown = there.server.send_text(there.id, text.format(PRODUCT_KEY), user_id=BO)
    for seen in (
        await called(there, NAME, reply_to=shown),
        await called(there, f"{NAME} {text.format(PRODUCT_KEY)}"),
    ):
        assert "produktnyckel" in seen.text
        assert PRODUCT_KEY not in str(seen.raw["text"])
    assert not [call for call in there.server.calls_of("deleteMessage") if call.params["chat_id"] == there.id]


async def test_nothing_is_remembered_from_one_call_to_the_next(there: Chat) -> None:
    await called(there, f"{NAME} /windows 10")
    seen = await called(there, f"{NAME} 0x803F7001")
    assert "Uppdatering och säkerhet" not in seen.text


async def test_a_query_that_is_too_old_blocks_nobody(there: Chat, chat: Chat) -> None:
    query = there.server.summon(there.id, f"{NAME} 0xC004F211", user_id=ANNA)
    there.server.expire(query)
    await chat.ask("0xC004F211")
    assert there.messages == []
    assert "(0xC004F211)" in chat.message.text


async def test_a_redelivered_update_is_answered_once(there: Chat) -> None:
    there.server.summon(there.id, f"{NAME} 0xC004F211", user_id=ANNA)
    update = there.server.pending_updates()[-1]
    await there.settled()
    there.server.push_update({"guest_message": update["guest_message"]})
    await there.settled()
    assert len(there.messages) == 1


async def test_a_call_between_two_people_is_answered_too(chat: Chat) -> None:
    between = Chat(chat.server, chat.id + 900_000)
    chat.server.add_foreign_chat(between.id)
    chat.server.summon(between.id, f"{NAME} 0xC004F211", user_id=ANNA)
    await between.settled()
    assert "(0xC004F211)" in between.message.text
