"""Decoding of picture files to pixels that are upright, opaque and bounded in number."""

from __future__ import annotations

import io
import struct
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, MpoImagePlugin, TiffImagePlugin

from bot.pictures.protocol import PictureError

Pixels = NDArray[np.uint8]
"""Rows of pixels of three bytes: blue, green and red."""

MAX_PIXELS: Final = 40_000_000
"""The most pixels of a picture that is opened: enough for a camera of 36 megapixels, no decompression bomb."""

KEPT_PIXELS: Final = 8_300_000
"""The most pixels of a picture that is read, enough for a 4K screen; larger pictures are scaled down."""

_FORMATS: Final = ("PNG", "JPEG", "WEBP")
_IMPORTED_EARLY: Final = (MpoImagePlugin, TiffImagePlugin)
"""Plugins that Pillow would import later, for photos of some phones and for EXIF data; see `rehearse`."""

_WHITE: Final = (255, 255, 255, 255)

Image.MAX_IMAGE_PIXELS = None  # `decode` has a limit of its own, with an error of its own


def decode(data: bytes) -> Pixels:
    """Return the pixels of a PNG, JPEG or WebP file; of an animation, those of its first frame.

    Raises PictureError: `too_large` for more than `MAX_PIXELS`, `broken` for a file that cannot be decoded to its end.
    """
    if _webp_pixels(data) > MAX_PIXELS:  # the plugin allocates them when it opens the file
        raise PictureError("too_large")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise PictureError("too_large")
            return _pixels(picture)
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, struct.error):
        # Pillow's plugins raise any of these for damaged files; their text may contain data of the picture.
        raise PictureError("broken") from None


def rehearse() -> None:
    """Decode a picture of every format, so that Pillow imports its plugins before files can no longer be opened."""
    for form in _FORMATS:
        buffer = io.BytesIO()
        Image.new("RGB", (8, 8)).save(buffer, form)
        decode(buffer.getvalue())


def _pixels(picture: Image.Image) -> Pixels:
    """Return the pixels of an opened picture."""
    longest = _longest(picture.size)
    picture.draft("RGB", (longest, longest))  # a JPEG is scaled down while it is decoded, which saves memory
    picture.load()
    ImageOps.exif_transpose(picture, in_place=True)
    plain: Image.Image = picture
    if picture.mode.startswith("I;16"):
        plain = picture.point(lambda value: value / 256).convert("RGB")
    elif "A" in picture.getbands() or "transparency" in picture.info:
        plain = picture if picture.mode == "RGBA" else picture.convert("RGBA")
    elif picture.mode != "RGB":
        plain = picture.convert("RGB")
    longest = _longest(plain.size)
    plain.thumbnail((longest, longest), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if plain.mode == "RGBA":
        plain = Image.alpha_composite(Image.new("RGBA", plain.size, _WHITE), plain).convert("RGB")
    return np.ascontiguousarray(np.asarray(plain)[:, :, ::-1])


def _longest(size: tuple[int, int]) -> int:
    """Return the length of the longest side at which a picture has at most `KEPT_PIXELS`."""
    width, height = size
    shrunk = min(1.0, (KEPT_PIXELS / (width * height)) ** 0.5)
    return max(1, int(max(width, height) * shrunk))


def _webp_pixels(data: bytes) -> int:
    """Return how many pixels the header of a WebP file claims, 0 for other files; see RFC 9649."""
    if data[8:12] != b"WEBP" or len(data) < 30:  # noqa: PLR2004 - all three kinds of header are that long
        return 0
    match data[12:16]:
        case b"VP8X":
            width, height = (int.from_bytes(data[at : at + 3], "little") + 1 for at in (24, 27))
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case _:
            width, height = (int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28))
    return width * height
