"""Inline queries to the bot from any other chat, over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from tests.channels.telegram.http.conftest import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def offered(chat: Chat, query: str, language_code: str = "sv") -> dict[str, Any]:
    """Return the answer to an inline query."""
    asked = chat.server.inline(chat.id, query, language_code=language_code)
    await chat.settled()
    return chat.server.inline_answers[asked]


@pytest.mark.parametrize("query", ["moderkort", "moderk", "0xC004F211", "c004f211", "0xC004F21"])
async def test_an_incomplete_inline_query_gets_articles(chat: Chat, query: str) -> None:
    answer = await offered(chat, query)
    assert "hardware-changed" in [result["id"] for result in answer["results"]]
    assert 1 <= len(answer["results"]) <= 10
    for result in answer["results"]:
        assert result["title"]
        assert result["description"]


async def test_an_empty_inline_query_offers_the_most_asked_sections(chat: Chat) -> None:
    answer = await offered(chat, "")
    assert [result["id"] for result in answer["results"]][:2] == ["activate-windows", "hardware-changed"]
    assert len(answer["results"]) == 10
    assert answer["cache_time"] == 300
    assert answer["is_personal"]


async def test_a_miss_is_a_button_into_the_private_chat(chat: Chat) -> None:
    answer = await offered(chat, "qqqq zzzz")
    assert answer.get("results", []) == []
    assert "privat chatt" in answer["button"]["text"]
    await chat.ask(f"/start {answer['button']['start_parameter']}")
    assert "felkoden" in chat.message.text


async def test_the_whole_answer_is_inserted_and_the_bot_does_not_answer_itself(chat: Chat, group: Chat) -> None:
    asked = chat.server.inline(chat.id, "moderkortet bytt")
    await chat.settled()
    posted = chat.server.choose(asked, "hardware-changed", group.id)
    await chat.settled()
    seen = chat.server.look(group.id, posted)
    assert "(0xC004F211)" in seen.text
    assert "Ändra produktnyckel" in seen.text
    assert all("callback_data" not in button for row in seen.buttons for button in row)
    assert group.messages == []


async def test_an_english_client_is_told_that_the_steps_are_swedish(chat: Chat) -> None:
    answer = await offered(chat, "moderkort", "en")
    assert (
        "For now the steps are only available in Swedish."
        in answer["results"][0]["input_message_content"]["message_text"]
    )


async def test_an_answer_that_comes_too_late_blocks_nobody(chat: Chat) -> None:
    query = chat.server.inline(chat.id, "moderkort")
    chat.server.expire(query)
    await chat.ask("0xC004F211")
    assert "(0xC004F211)" in chat.message.text
