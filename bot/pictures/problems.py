"""What keeps a picture from being read, and what is seen before it is opened."""

from __future__ import annotations

import importlib.util
import re
from typing import Final, Literal, get_args

PictureProblem = Literal["unavailable", "busy", "too_large", "broken", "wrong_format"]
"""`unavailable`: pictures cannot be read here. `busy`: too many are waiting. `too_large`: in bytes or in pixels.
`broken`: the file is damaged, or reading it failed. `wrong_format`: a picture, but not PNG, JPEG or WebP."""

PROBLEMS: Final[tuple[PictureProblem, ...]] = get_args(PictureProblem)

MAX_BYTES: Final = 10 << 20
"""The largest file that is read, in bytes."""

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG: Final = b"\xff\xd8\xff"
_WEBP: Final = re.compile(rb"RIFF....WEBP", re.DOTALL)
_OTHER: Final = re.compile(
    rb"GIF8|II\*\0|MM\0\*|BM|\0\0\x01\0|%PDF|\0\0\0\x0c(?:jP  |JXL )|\xff\x0a|<svg|<\?xml"
    rb"|....ftyp(?:avi[fs]|he[iv][cmsx]|m[is]f1)",
    re.DOTALL,
)
"""How GIF, TIFF, bitmaps, icons, PDF, JPEG 2000, JPEG XL, SVG, AVIF and HEIC begin."""


class PictureError(Exception):
    """A picture that was not read; `problem` says why. Its text holds nothing of the picture."""

    def __init__(self, problem: PictureProblem) -> None:
        super().__init__(problem)
        self.problem: PictureProblem = problem


def check(data: bytes) -> None:
    """Look at the size and the first bytes of a file; raises PictureError where it is not worth opening."""
    if len(data) > MAX_BYTES:
        raise PictureError("too_large")
    if not data.startswith((_PNG, _JPEG)) and not _WEBP.match(data):
        raise PictureError("wrong_format" if _OTHER.match(data) else "broken")


def available() -> bool:
    """Whether the extra `ocr` is installed. Imports nothing of it."""
    return all(importlib.util.find_spec(name) for name in ("PIL", "onnxruntime", "rapidocr"))
