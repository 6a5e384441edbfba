"""What a reader and its workers say to each other: a kind in one byte, a length in four, and as many bytes.

To the worker goes a PICTURE. From it comes one READY or FAILED after its start, and for every picture a TEXT in
UTF-8 or a PROBLEM with its name.
"""

from __future__ import annotations

import struct
from typing import Final

READY: Final = b"R"
FAILED: Final = b"F"
PICTURE: Final = b"I"
TEXT: Final = b"T"
PROBLEM: Final = b"P"

MAX_REPLY: Final = 1 << 20
"""The most bytes a worker may answer with; what says it has more is no worker that can be trusted."""

HEAD: Final = struct.Struct(">cI")


def frame(kind: bytes, body: bytes = b"") -> bytes:
    """Return kind and body as they are sent."""
    return HEAD.pack(kind, len(body)) + body
