"""Files become upright, opaque pixels of a bounded size, or a problem with a name; nothing else is raised."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import zlib

import pytest

pytest.importorskip("rapidocr", reason="the extra `ocr` reads pictures")

import numpy as np
from PIL import Image

from bot.pictures import PictureError
from bot.pictures.decoding import KEPT_PIXELS, decode
from tests.pictures.screens import encoded

CORNER = (250, 10, 20)
FORMS = ("PNG", "JPEG", "WEBP")


def patch(size: tuple[int, int] = (60, 40)) -> Image.Image:
    """Return a white picture whose top left quarter is red."""
    picture = Image.new("RGB", size, "white")
    picture.paste(CORNER, (0, 0, size[0] // 2, size[1] // 2))
    return picture


def png_head(width: int, height: int) -> bytes:
    chunk = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return head + struct.pack(">I", 9) + b"IDAT" + bytes(13)


def webp_head(kind: bytes, body: bytes) -> bytes:
    chunk = kind + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


@pytest.mark.parametrize("form", FORMS)
def test_the_three_formats_give_blue_green_and_red(form: str) -> None:
    pixels = decode(encoded(patch(), form, quality=95))
    assert pixels.shape == (40, 60, 3)
    assert pixels.dtype == np.uint8
    assert np.abs(pixels[5, 5].astype(int) - CORNER[::-1]).max() < 25
    assert pixels[35, 55].min() > 245


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK", "YCbCr"])
def test_every_colour_mode_is_read(mode: str) -> None:
    grey = Image.new("L", (40, 30), 255)
    grey.paste(0, (0, 0, 20, 15))
    wide = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    picture = wide if mode == "I;16" else grey.convert("RGB").convert(mode)
    pixels = decode(encoded(picture, "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"))
    assert pixels[5, 5].max() < 20
    assert pixels[25, 35].min() > 235


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_transparent_pixels_are_white(form: str) -> None:
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert decode(encoded(clear, form)).min() == 255
    palette = Image.new("P", (20, 20), 0)
    assert decode(encoded(palette, "PNG", transparency=0)).min() == 255


@pytest.mark.parametrize(("orientation", "corner"), [(1, (5, 5)), (3, (35, 55)), (6, (5, 35)), (8, (55, 5))])
def test_a_camera_says_which_side_is_up(orientation: int, corner: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    for form in FORMS:
        pixels = decode(encoded(patch(), form, exif=exif, quality=95))
        assert pixels[corner][0] < 60
        assert pixels[corner][2] > 200


def test_the_first_of_several_pictures_counts() -> None:
    buffer = io.BytesIO()
    patch().save(buffer, "MPO", save_all=True, append_images=[Image.new("RGB", (60, 40))])
    assert decode(buffer.getvalue())[35, 55].min() > 240


def test_a_picture_larger_than_needed_is_scaled_down() -> None:
    for form in ("PNG", "JPEG"):
        height, width, _ = decode(encoded(patch((4800, 2400)), form)).shape
        assert 0.9 * KEPT_PIXELS < width * height <= KEPT_PIXELS
        assert abs(width / height - 2) < 0.01


@pytest.mark.parametrize(
    "data",
    [
        png_head(50_000, 50_000),
        png_head(2**31 - 1, 1),
        encoded(Image.new("1", (20_000, 20_000))),
        b"\xff\xd8\xff\xc0\0\x11\x08\xff\xff\xff\xff\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xda\0\x02",
        webp_head(b"VP8X", bytes(4) + b"\xff\xff\0" * 2),
        webp_head(b"VP8L", b"\x2f\xff\xff\xff\x0f" + bytes(20)),
        webp_head(b"VP8 ", b"\x10\0\0\x9d\x01\x2a\xff\x3f\xff\x3f" + bytes(20)),
    ],
    ids=["PNG", "wide PNG", "small PNG", "JPEG", "WebP", "lossless WebP", "lossy WebP"],
)
def test_a_bomb_is_not_opened(data: bytes) -> None:
    with pytest.raises(PictureError) as caught:
        decode(data)
    assert caught.value.problem == "too_large"


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_file_raises_only_a_picture_error(form: str) -> None:
    chance = random.Random(11)  # noqa: S311 - any bytes
    noise = Image.fromarray(np.frombuffer(chance.randbytes(60 * 40 * 3), np.uint8).reshape(40, 60, 3))
    whole = encoded(noise, form)
    for part in (0.3, 0.6, 0.9):
        with pytest.raises(PictureError) as caught:
            decode(whole[: int(len(whole) * part)])
        assert caught.value.problem == "broken"
    for _ in range(300):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            damaged[chance.randrange(8 if form == "PNG" else 12, len(damaged))] = chance.randrange(256)
        with contextlib.suppress(PictureError):
            decode(bytes(damaged))
