"""Files: the bot gets the bytes that people sent, after it called getFile as Telegram requires."""

from __future__ import annotations

import struct
import zlib
from typing import Any

import aiohttp
import pytest
import telegram
from telegram.error import BadRequest, NetworkError, TelegramError

from tests.botapi.files import MAX_DOWNLOAD, SMALL_PICTURE, dimensions
from tests.botapi.people.contents import SAMPLES
from tests.botapi.raw import call
from tests.botapi.server import BotApiServer, Fault

ANNA = 184_220_917


def png(width: int, height: int) -> bytes:
    """Return a valid picture, all black."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((1 + (width + 7) // 8) * height))
    chunks = [(b"IHDR", header), (b"IDAT", rows), (b"IEND", b"")]
    packed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


@pytest.fixture
def downloader(server: BotApiServer) -> telegram.Bot:
    return telegram.Bot(server.token, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot")


async def sent(bot: telegram.Bot) -> telegram.Message:
    """Return the latest message without confirming updates."""
    message = (await bot.get_updates())[-1].message
    assert message is not None
    return message


async def get(url: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.read()


async def test_the_bot_downloads_the_bytes_of_a_picture(downloader: telegram.Bot, server: BotApiServer) -> None:
    data = png(1280, 960)
    async with downloader as bot:
        server.send_photo(ANNA, data, caption="vad betyder @aktivering_test_bot")
        message = await sent(bot)
        assert [(size.width, size.height) for size in message.photo] == [(90, 67), (320, 240), (1280, 960)]
        assert [size.file_size for size in message.photo] == [len(SMALL_PICTURE)] * 2 + [len(data)]
        file = await message.photo[-1].get_file()
        assert (file.file_path or "").endswith("/photos/file_0.jpg")
        assert bytes(await file.download_as_bytearray()) == data
        thumbnail = await message.photo[0].get_file()
        assert bytes(await thumbnail.download_as_bytearray()) == SMALL_PICTURE
    assert [each.status for each in server.calls_of("file")] == [200, 200]
    assert server.calls_of("file")[0].params == {"file_path": "photos/file_0.jpg"}
    assert message.parse_caption_entities(["mention"]) == {message.caption_entities[0]: "@aktivering_test_bot"}


async def test_a_picture_has_default_contents(downloader: telegram.Bot, server: BotApiServer) -> None:
    server.send_photo(ANNA)
    async with downloader as bot:
        message = await sent(bot)
        assert [size.width for size in message.photo] == [90, 320, 800]
        assert bytes(await (await message.photo[-1].get_file()).download_as_bytearray()) == SMALL_PICTURE


async def test_the_bot_downloads_the_bytes_of_a_document(downloader: telegram.Bot, server: BotApiServer) -> None:
    server.send_document(ANNA, b"%PDF-1.7", file_name="kvitto.pdf", mime_type="application/pdf", caption="mitt kvitto")
    async with downloader as bot:
        message = await sent(bot)
        document = message.document
        assert document is not None
        assert (document.file_name, document.mime_type, document.file_size) == ("kvitto.pdf", "application/pdf", 8)
        assert (document.thumbnail, message.caption) == (None, "mitt kvitto")
        file = await document.get_file()
        assert (file.file_path or "").endswith("/documents/file_0.pdf")
        assert bytes(await file.download_as_bytearray()) == b"%PDF-1.7"
        server.send_document(ANNA, png(8, 8))
        document = (await sent(bot)).document
        assert document is not None
        assert document.thumbnail is not None
        assert document.file_name == "bild.png"


async def test_a_file_over_20_mb_cannot_be_downloaded(bot: telegram.Bot, server: BotApiServer) -> None:
    server.send_document(ANNA, b"a", file_size=MAX_DOWNLOAD)
    document = (await sent(bot)).document
    assert document is not None
    assert document.file_size == MAX_DOWNLOAD
    await document.get_file()
    server.send_document(ANNA, b"a", file_size=MAX_DOWNLOAD + 1)
    document = (await sent(bot)).document
    assert document is not None
    with pytest.raises(BadRequest, match="File is too big"):
        await document.get_file()


async def test_a_file_cannot_be_downloaded_before_getfile(server: BotApiServer) -> None:
    server.send_photo(ANNA)
    (update,) = server.pending_updates()
    at = f"{server.url}/file/bot{server.token}"
    assert (await get(f"{at}/photos/file_0.jpg"))[0] == 404
    for _ in range(2):
        _, body = await call(server, "getFile", file_id=update["message"]["photo"][-1]["file_id"])
        assert body["result"]["file_path"] == "photos/file_0.jpg"
    assert await get(f"{at}/photos/file_0.jpg") == (200, SMALL_PICTURE)
    status, answer = await get(f"{at}/photos/file_1.jpg")
    assert (status, answer) == (404, b'{"ok": false, "error_code": 404, "description": "Not Found"}')
    assert (await get(f"{server.url}/file/bot1:wrong/photos/file_0.jpg"))[0] == 401
    assert (await get(f"{server.url}/bot{server.token}/file"))[0] == 404


async def test_downloads_meet_faults(downloader: telegram.Bot, server: BotApiServer) -> None:
    server.send_photo(ANNA)
    server.fail("getFile", Fault.bad_request("wrong file_id or the file is temporarily unavailable"))
    for fault in (Fault.server_error(502), Fault.drop(), Fault.drop(after_handling=True), Fault.garbage()):
        server.fail("file", fault)
    async with downloader as bot:
        size = (await sent(bot)).photo[-1]
        with pytest.raises(BadRequest, match="temporarily unavailable"):
            await size.get_file()
        file = await size.get_file()
        for _ in range(3):
            with pytest.raises((NetworkError, TelegramError)):
                await file.download_as_bytearray()
        assert b"It works" in await file.download_as_bytearray()
        assert bytes(await file.download_as_bytearray()) == SMALL_PICTURE
    assert [each.status for each in server.calls_of("file")] == [502, 0, 0, 200, 200]


@pytest.mark.parametrize("kind", ["video", "animation", "audio", "video_note"])
async def test_files_of_sample_contents_can_be_downloaded(
    downloader: telegram.Bot, server: BotApiServer, kind: str
) -> None:
    server.send_content(ANNA, SAMPLES[kind])
    async with downloader as bot:
        attachment: Any = (await sent(bot))[kind]
        file = await attachment.get_file()
        assert await file.download_as_bytearray()


def test_an_empty_file_cannot_be_sent() -> None:
    for send in (BotApiServer().send_photo, BotApiServer().send_document):
        with pytest.raises(ValueError, match="not send empty files"):
            send(ANNA, b"")


def test_dimensions_are_read_from_png_and_jpeg_only() -> None:
    assert dimensions(png(640, 48)) == (640, 48)
    assert dimensions(SMALL_PICTURE) == (8, 8)
    assert dimensions(SMALL_PICTURE[:30]) is None
    assert dimensions(b"GIF89a") is None
