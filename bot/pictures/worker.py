"""A worker process, which reads pictures one by one: `python -m bot.pictures.worker`. `PictureReader` starts it."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

from bot.pictures import confinement
from bot.pictures.protocol import FAILED, HEAD, PROBLEM, READY, TEXT, PictureError, frame


def main() -> int:
    """Load the models, then reply on standard output to every picture on standard input."""
    confinement.confine()
    pictures, replies = sys.stdin.buffer, _replies()
    try:
        # Imported here so that the limits hold for these modules too.
        from bot.pictures.decoding import decode, rehearse  # noqa: PLC0415
        from bot.pictures.recognition import Recogniser  # noqa: PLC0415

        rehearse()
        recogniser = Recogniser()
        confinement.seal()
    except Exception as error:  # noqa: BLE001 - a library may raise anything; there is no picture yet whose text could leak
        _send(replies, FAILED, f"{type(error).__name__}: {error}")
        return 1
    _send(replies, READY)
    while head := pictures.read(HEAD.size):
        _, length = HEAD.unpack(head)
        confinement.allow_cpu()
        try:
            lines = recogniser.read(decode(pictures.read(length)))
        except PictureError as error:
            _send(replies, PROBLEM, error.problem)
        else:
            _send(replies, TEXT, "\n".join(lines))
    return 0


def _replies() -> BinaryIO:
    """Return the standard output, and redirect the output of libraries to standard error."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return replies


def _send(replies: BinaryIO, kind: bytes, text: str = "") -> None:
    """Write a frame."""
    replies.write(frame(kind, text.encode()))
    replies.flush()


if __name__ == "__main__":
    # Skip the shutdown of the interpreter, because threads of the models may still be running.
    os._exit(main())
