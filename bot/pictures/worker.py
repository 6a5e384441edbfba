"""A process that reads pictures, one after the other: `python -m bot.pictures.worker`. `PictureReader` starts it."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

from bot.pictures import confinement
from bot.pictures.frames import FAILED, HEAD, PROBLEM, READY, TEXT, frame
from bot.pictures.problems import PictureError


def main() -> int:
    """Load the models, then answer every picture on standard input on standard output, until there are no more."""
    confinement.confine()
    pictures, answers = sys.stdin.buffer, _answers()
    try:
        # Here, so that the limits hold for what is imported too.
        from bot.pictures.decoding import decode, rehearse  # noqa: PLC0415
        from bot.pictures.recognition import Recogniser  # noqa: PLC0415

        rehearse()
        recogniser = Recogniser()
        confinement.seal()
    except Exception as error:  # noqa: BLE001 - whatever a library may raise; there is no picture yet to be told of
        _send(answers, FAILED, f"{type(error).__name__}: {error}")
        return 1
    _send(answers, READY)
    while head := pictures.read(HEAD.size):
        _, length = HEAD.unpack(head)
        confinement.allow_cpu()
        try:
            lines = recogniser.read(decode(pictures.read(length)))
        except PictureError as error:
            _send(answers, PROBLEM, error.problem)
        else:
            _send(answers, TEXT, "\n".join(lines))
    return 0


def _answers() -> BinaryIO:
    """Return what was standard output; what libraries print goes to standard error from now on."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _send(answers: BinaryIO, kind: bytes, text: str = "") -> None:
    """Write a frame."""
    answers.write(frame(kind, text.encode()))
    answers.flush()


if __name__ == "__main__":
    # Not through the interpreter's own end: threads of the models may be at work still.
    os._exit(main())
