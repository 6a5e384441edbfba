"""Pictures of screens become text, in processes of their own, whatever is sent instead of a picture."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio

pytest.importorskip("rapidocr", reason="the extra `ocr` reads pictures")

import numpy as np
from PIL import Image

from bot.conversation import Assistant
from bot.pictures import MAX_BYTES, PictureError
from bot.pictures.reader import PictureReader
from bot.understanding import Reader
from tests.pictures.screens import BLUE, DARK, FAINT, FONTS, LIGHT, SMALL, Font, Look, dialog, encoded, photographed

pytestmark = pytest.mark.asyncio(loop_scope="module")

CODES = ("0xC004F213", "0x803F7001", "0x80072F8F", "0xC004C003", "0x8007232B")
SENTENCE = "Det går inte att aktivera Windows på den här enheten."


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader() -> AsyncIterator[PictureReader]:
    running = PictureReader(workers=1)
    yield running
    await running.close()


@pytest.fixture(scope="module")
def screens(assistant: Assistant) -> Reader:
    """Return a reader of the codes and messages in the text of a picture."""
    return assistant.reader


def screen(code: str, look: Look = LIGHT) -> Image.Image:
    return dialog("Aktivering", (SENTENCE, f"Felkod: {code}"), look)


@pytest.mark.parametrize(("code", "look"), list(zip(CODES, (LIGHT, DARK, BLUE, FAINT, SMALL), strict=True)))
async def test_a_screenshot_is_read_with_its_code_and_its_dots(
    reader: PictureReader, screens: Reader, code: str, look: Look
) -> None:
    text = await reader.read(encoded(screen(code, look)))
    assert SENTENCE in text
    assert screens.read_screen(text).codes == (code,)


@pytest.mark.parametrize("tilt", [-6.0, 3.0, 8.0])
async def test_a_photo_of_the_screen_is_read(reader: PictureReader, screens: Reader, tilt: float) -> None:
    taken = photographed(screen("0xC004F213"), 7, tilt=tilt)
    text = await reader.read(encoded(taken, "JPEG", quality=75))
    assert screens.read_screen(text).codes == ("0xC004F213",)


async def test_a_photo_is_turned_as_its_metadata_says(reader: PictureReader, screens: Reader) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # Orientation: turn a quarter to the right (EXIF 2.32)
    sideways = screen("0xC004F213").transpose(Image.Transpose.ROTATE_90)
    text = await reader.read(encoded(sideways, "JPEG", quality=90, exif=exif))
    assert screens.read_screen(text).codes == ("0xC004F213",)


async def test_webp_and_transparency_are_read(reader: PictureReader, screens: Reader) -> None:
    clear = screen("0x803F7001").convert("RGBA")
    clear.putalpha(Image.eval(clear.convert("L"), lambda value: 255 - value))
    for data in (encoded(screen("0x803F7001"), "WEBP"), encoded(clear)):
        assert screens.read_screen(await reader.read(data)).codes == ("0x803F7001",)


@pytest.mark.parametrize("colour", ["black", "white"])
async def test_a_picture_without_text_has_none(reader: PictureReader, colour: str) -> None:
    assert await reader.read(encoded(Image.new("RGB", (640, 480), colour))) == ""
    assert await reader.read(encoded(Image.new("RGB", (1, 1), colour))) == ""


@pytest.mark.parametrize("turns", [1, 2, 3])
async def test_a_picture_may_be_turned_to_any_side(reader: PictureReader, screens: Reader, turns: int) -> None:
    text = await reader.read(encoded(screen("0xC004F211").rotate(90 * turns, expand=True)))
    assert text.splitlines()[:2] == ["Aktivering", SENTENCE]
    assert screens.read_screen(text).codes == ("0xC004F211",)


@pytest.mark.parametrize(("font", "code"), list(zip(FONTS, ("0xC004F211", "0x803F7001", "0x80072F8F"), strict=True)))
async def test_codes_are_read_in_any_font(reader: PictureReader, screens: Reader, font: Font, code: str) -> None:
    desktop = Image.new("RGB", (1920, 1080), LIGHT.around)
    desktop.paste(screen(code, replace(SMALL, font=font)), (1200, 640))
    assert screens.read_screen(await reader.read(encoded(desktop))).codes == (code,)


@pytest.mark.parametrize("grain", [8, 60])
async def test_a_photo_without_text_has_none(reader: PictureReader, grain: int) -> None:
    colours = np.random.default_rng(grain).integers(0, 256, (grain, 2 * grain, 3), np.uint8)
    picture = photographed(Image.fromarray(colours).resize((1000, 500)), grain)
    assert await reader.read(encoded(picture, "JPEG", quality=70)) == ""


WHOLE = encoded(screen("0xC004F213"))
BROKEN = {
    "nothing": b"",
    "words": b"hej",
    "half a picture": WHOLE[: len(WHOLE) // 2],
    "a head alone": WHOLE[:60],
    "noise after a head": WHOLE[:60] + random.Random(7).randbytes(5000),  # noqa: S311 - any bytes
}
OTHERS = {
    "a GIF": encoded(screen("0xC004F213"), "GIF"),
    "a TIFF": encoded(screen("0xC004F213"), "TIFF"),
    "an SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><text>0xC004F213</text></svg>',
}


@pytest.mark.parametrize(
    ("data", "problem"),
    [*((data, "broken") for data in BROKEN.values()), *((data, "wrong_format") for data in OTHERS.values())],
    ids=[*BROKEN, *OTHERS],
)
async def test_a_file_of_no_known_format_is_refused(reader: PictureReader, data: bytes, problem: str) -> None:
    with pytest.raises(PictureError) as caught:
        await reader.read(data)
    assert caught.value.problem == problem


async def test_a_bomb_is_refused_unopened_and_so_is_a_large_file(reader: PictureReader) -> None:
    for data in (encoded(Image.new("1", (20_000, 20_000))), b"\xff\xd8\xff" + bytes(MAX_BYTES)):
        with pytest.raises(PictureError) as caught:
            await reader.read(data)
        assert caught.value.problem == "too_large"
    assert SENTENCE in await reader.read(WHOLE)
