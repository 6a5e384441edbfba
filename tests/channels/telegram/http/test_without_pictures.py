"""Pictures where the extra that reads them is not installed."""

from __future__ import annotations

import pytest

from bot import pictures
from tests.channels.telegram.http.conftest import Chat

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(pictures.available(), reason="the extra `ocr` is installed"),
]


async def test_that_it_cannot_read_pictures_is_said_and_none_is_fetched(chat: Chat) -> None:
    chat.server.send_photo(chat.id)
    await chat.settled()
    assert "Jag kan inte läsa bilder här." in chat.message.text
    assert not chat.server.calls_of("getFile")


async def test_the_words_under_a_picture_are_a_question_all_the_same(chat: Chat) -> None:
    chat.server.send_photo(chat.id, caption="0xC004F211")
    await chat.settled()
    assert "(0xC004F211)" in chat.message.text
