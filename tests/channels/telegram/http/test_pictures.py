"""Pictures of the screen, over HTTP, with the extra that reads them."""

from __future__ import annotations

import pytest

pytest.importorskip("rapidocr", reason="the extra `ocr` reads pictures")

from PIL import Image

from tests.botapi.server import Fault
from tests.channels.telegram.http.conftest import Chat
from tests.channels.telegram.process import BotProcess
from tests.pictures.screens import dialog, encoded

pytestmark = pytest.mark.asyncio(loop_scope="session")

SCREEN = dialog("Windows aktivering", ("Det gick inte att aktivera Windows.", "Felkod: 0xC004F213"))
READ = "På din bild ser jag 0xC004F213."
SECONDS = 60.0  # reading the first picture loads the models


async def sent(chat: Chat, data: bytes, caption: str | None = None, **file: str) -> None:
    """Send a picture, as a photo or as a file, and wait until it is handled."""
    if file:
        chat.server.send_document(chat.id, data, caption=caption, **file)  # type: ignore[arg-type]
    else:
        chat.server.send_photo(chat.id, data, caption=caption)
    await chat.server.wait_until(lambda: not chat.server.pending_updates(), timeout=SECONDS)


async def test_a_photo_is_read_and_answered(chat: Chat) -> None:
    await sent(chat, encoded(SCREEN, "JPEG", quality=80))
    assert chat.message.text.startswith(READ)
    assert "(0xC004F213)" in chat.message.text
    actions = [call.params["action"] for call in chat.server.calls_of("sendChatAction")]
    assert "typing" in actions


@pytest.mark.parametrize("form", ["PNG", "WEBP", "JPEG"])
async def test_a_picture_sent_as_a_file_is_read(chat: Chat, form: str) -> None:
    await sent(chat, encoded(SCREEN, form), file_name=f"bild.{form}", mime_type=f"image/{form.lower()}")
    assert chat.message.text.startswith(READ)


async def test_the_caption_is_read_with_the_picture(chat: Chat) -> None:
    await sent(chat, encoded(SCREEN), "jag har windows 10")
    assert chat.message.text.startswith(READ)
    assert "Uppdatering och säkerhet > Aktivering" in chat.message.text


async def test_a_windows_message_without_a_code_is_recognised(chat: Chat) -> None:
    words = ("Windows rapporterade att maskinvaran", "för din enhet har ändrats.")
    await sent(chat, encoded(dialog("Aktivering", words)))
    assert "(0xC004F211)" in chat.message.text


async def test_a_picture_without_an_error_gets_advice(chat: Chat) -> None:
    await sent(chat, encoded(dialog("Recept", ("Vispa ägg och socker vitt och pösigt.",))))
    assert "ingen felkod" in chat.message.text
    assert "Skriv" in chat.message.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (encoded(SCREEN)[:400], "kunde inte öppna"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "kunde inte öppna"),
        (encoded(Image.new("1", (20_000, 20_000))), "för stor"),
        (encoded(Image.new("RGB", (600, 400), "navy")), "lyckades inte läsa"),
    ],
    ids=["half a file", "no picture", "a bomb", "no text"],
)
async def test_an_unreadable_picture_does_no_harm(chat: Chat, bot: BotProcess, data: bytes, said: str) -> None:
    await sent(chat, data)
    assert said in chat.message.text
    await chat.ask("0xC004F211")
    assert "(0xC004F211)" in chat.texts[1]
    assert bot.exit_code is None


async def test_a_file_over_ten_megabytes_is_not_downloaded(chat: Chat) -> None:
    before = len(chat.server.calls_of("getFile"))
    chat.server.send_document(chat.id, encoded(SCREEN), file_size=11 * 1024 * 1024)
    await chat.settled()
    assert "för stor" in chat.message.text
    assert len(chat.server.calls_of("getFile")) == before


async def test_an_unsupported_picture_format_is_answered_with_the_supported_ones(chat: Chat) -> None:
    await sent(chat, encoded(SCREEN, "GIF"), file_name="bild.heic", mime_type="image/heic")
    assert "JPEG, PNG och WebP" in chat.message.text


async def test_a_download_that_fails_is_tried_again(chat: Chat) -> None:
    chat.server.fail("file", Fault.server_error(502))
    await sent(chat, encoded(SCREEN))
    assert chat.message.text.startswith(READ)


async def test_in_a_group_a_picture_is_read_when_the_bot_is_called(group: Chat) -> None:
    await sent(group, encoded(SCREEN))
    assert group.messages == []
    await sent(group, encoded(SCREEN), "@aktivering_test_bot")
    assert group.message.text.startswith(READ)


async def test_neither_the_picture_nor_its_text_is_kept_or_logged(chat: Chat, bot: BotProcess) -> None:
    await sent(chat, encoded(dialog("Felsökning", ("Torkels dator: 0xC004F213",))))
    assert "0xC004F213" in chat.message.text
    assert "Torkel" not in bot.stderr
