"""The messages between a reader and its workers, and the reasons why a picture is not read.

A frame is a kind in one byte, a length in four bytes, and a body of that length. The reader sends a PICTURE. The worker
sends one READY or FAILED after its start, and for every picture a TEXT in UTF-8 or a PROBLEM with its name.
"""

from __future__ import annotations

import importlib.util
import struct
from typing import Final, Literal, get_args

READY: Final = b"R"
FAILED: Final = b"F"
PICTURE: Final = b"I"
TEXT: Final = b"T"
PROBLEM: Final = b"P"
HEAD: Final = struct.Struct(">cI")

MAX_BYTES: Final = 10 << 20
"""Bytes of the largest file that is read."""

MAX_REPLY: Final = 1 << 20
"""Bytes of the longest reply of a worker; a worker that announces more cannot be trusted."""

PictureProblem = Literal["unavailable", "busy", "too_large", "broken", "unreadable", "wrong_format"]
"""`unavailable`: pictures cannot be read here. `busy`: too many are waiting. `too_large`: in bytes or in pixels.
`broken`: the file is damaged, or reading it failed. `unreadable`: there is no text that helps. `wrong_format`: a
picture, but not PNG, JPEG or WebP."""

PROBLEMS: Final[tuple[PictureProblem, ...]] = get_args(PictureProblem)


class PictureError(Exception):
    """A picture that was not read; `problem` says why. Its text contains nothing of the picture."""

    def __init__(self, problem: PictureProblem) -> None:
        super().__init__(problem)
        self.problem: PictureProblem = problem


def available() -> bool:
    """Return whether the extra `ocr` is installed, without importing anything of it."""
    return all(importlib.util.find_spec(name) for name in ("PIL", "onnxruntime", "rapidocr"))


def frame(kind: bytes, body: bytes = b"") -> bytes:
    """Return a frame with a kind and a body."""
    return HEAD.pack(kind, len(body)) + body
