"""Pictures without the extra that reads them."""

from __future__ import annotations

import pytest

from bot import pictures
from tests.channels.telegram.http.conftest import Chat

pytestmark = [
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.skipif(pictures.available(), reason="the extra `ocr` is installed"),
]


async def test_the_bot_says_that_it_cannot_read_pictures_and_downloads_none(chat: Chat) -> None:
    chat.server.send_photo(chat.id)
    await chat.settled()
    assert "Jag kan inte läsa bilder här." in chat.message.text
    assert not chat.server.calls_of("getFile")


async def test_the_caption_of_a_picture_is_a_question(chat: Chat) -> None:
    chat.server.send_photo(chat.id, caption="0xC004F211")
    await chat.settled()
    assert "(0xC004F211)" in chat.message.text
