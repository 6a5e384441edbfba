"""Fuzzing with atheris: all input from outside is accepted or refused as documented, and raises nothing else.

    uv run --with atheris tests/fuzz/fuzz.py TARGET [-runs=N] [-max_total_time=SECONDS] [FOLDER]

TARGET is one of `TARGETS`; the other arguments are libFuzzer's. It stops with the input that raised, in a file
`crash-…`, which is run again if given in place of FOLDER. A FOLDER collects inputs that reach new code.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bot"]):
    from bot.channels.telegram.dead_letters import letter_content
    from bot.channels.telegram.incoming.updates import read
    from bot.channels.telegram.outgoing.render import render
    from bot.cli import build_assistant
    from bot.conversation import ChatHistory, Event, Press, Question
    from bot.conversation.actions import pack, unpack
    from bot.corpus import CorpusError, load
    from bot.pictures import PictureError
    from bot.settings import Settings
from tests.channels.telegram.odd_updates import WHOLE, found, paths, replaced
from tests.channels.telegram.raw_updates import ME, Raw
from tests.conversation.test_actions import ACTIONS
from tests.corpus.tiny import write_tiny_corpus

MAX_EDITS = 8
PAYLOADS = [
    b"hardware-changed",
    b"0xC004F211",
    b"C004F2111",
    b"inline",
    b"<b>hej</b>&lt;",
    b"VK7JG-NPHTM-C97JM-9MPGT-3V66W",
]
NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)

Run = Callable[[bytes], None]


def updates() -> Run:
    """Fuzz the JSON of an update, from bytes to an event and to a dead letter."""

    def run(data: bytes) -> None:
        given = atheris.FuzzedDataProvider(data)
        broken = json.dumps(_broken(given, given.PickValueInList(WHOLE))).encode()
        try:
            raw = json.loads(_edited(given, broken))
        except ValueError:
            return
        with contextlib.suppress(ValueError):
            letter_content(read(raw, ME))

    return run


def callbacks() -> Run:
    """Fuzz callback data, from bytes to the reply to a pressed button."""
    answer = _answering()
    originals = [packed.encode() for _, packed in ACTIONS]

    def run(data: bytes) -> None:
        action = unpack(_text(_spliced(data, originals)))
        answer(Press(action, NOW))
        if action is None:
            return
        try:
            packed = pack(action)
        except ValueError:
            return  # over 64 bytes, which Telegram never returns
        if unpack(packed) != action:
            raise AssertionError("an action comes back as another")

    return run


def starts() -> Run:
    """Fuzz the payload of `/start`, from bytes to the reply."""
    answer = _answering()
    return lambda data: answer(Question(f"/start {_text(_spliced(data, PAYLOADS))}", NOW))


def corpora() -> Run:
    """Fuzz a file of a small corpus, overwritten in a few places."""
    root = write_tiny_corpus(Path(tempfile.mkdtemp(prefix="fuzz-corpus-")))
    files = {path: path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}

    def run(data: bytes) -> None:
        given = atheris.FuzzedDataProvider(data)
        path = given.PickValueInList(list(files))
        path.write_bytes(_edited(given, files[path]))
        with contextlib.suppress(CorpusError):
            load(root)
        path.write_bytes(files[path])

    return run


def pictures() -> Run:
    """Fuzz a picture, overwritten in a few places; needs the extra `ocr`."""
    with atheris.instrument_imports(include=["bot"]):
        from bot.pictures.decoding import decode  # noqa: PLC0415 - an extra that the other targets do not need
    from PIL import Image  # noqa: PLC0415

    originals = []
    for form, mode in (
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "I;16"),
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("WEBP", "RGB"),
    ):
        buffer = io.BytesIO()
        exif = Image.Exif()
        exif[0x0112] = 6  # on its side
        Image.new(mode, (24, 16), 7 if mode in ("P", "I;16") else None).save(buffer, form, exif=exif)
        originals.append(buffer.getvalue())

    def run(data: bytes) -> None:
        with contextlib.suppress(PictureError):
            decode(_spliced(data, originals))

    return run


TARGETS: dict[str, Callable[[], Run]] = {
    "updates": updates,
    "callbacks": callbacks,
    "starts": starts,
    "corpora": corpora,
    "pictures": pictures,
}


def _text(data: bytes) -> str:
    """Decode bytes, with a lone surrogate for each one that is not UTF-8."""
    return data.decode(errors="surrogateescape")


def _spliced(data: bytes, originals: list[bytes]) -> bytes:
    """Return one of the originals, overwritten in a few places."""
    given = atheris.FuzzedDataProvider(data)
    return _edited(given, given.PickValueInList(originals))


def _broken(given: atheris.FuzzedDataProvider, raw: Raw) -> Raw:
    """Return an update with a few values removed, changed in type, or replaced by others of the same update."""
    for _ in range(given.ConsumeIntInRange(0, MAX_EDITS)):
        if not (places := paths(raw)):
            break
        odd = [None, True, given.ConsumeInt(9), given.ConsumeFloat(), given.ConsumeUnicode(9), [], {}]
        value = given.PickValueInList([*odd, found(raw, given.PickValueInList(places))])
        raw = replaced(raw, given.PickValueInList(places), [value] * given.ConsumeBool())
    return raw


def _edited(given: atheris.FuzzedDataProvider, original: bytes) -> bytes:
    edited = bytearray(original)
    for _ in range(given.ConsumeIntInRange(0, MAX_EDITS)):
        start = given.ConsumeIntInRange(0, len(edited))
        end = start + given.ConsumeIntInRange(0, MAX_EDITS)
        edited[start:end] = given.ConsumeBytes(given.ConsumeIntInRange(0, MAX_EDITS))
    return bytes(edited)


def _answering() -> Callable[[Event], None]:
    """Answer an event as the bot does, up to the messages for Telegram."""
    assistant = build_assistant(Settings())

    def answer(event: Event) -> None:
        for reply in assistant.respond(event, ChatHistory()).replies:
            for message in render(reply, ME.username or ""):
                if re.search(r"<(?!/?(b|code|blockquote)>|blockquote expandable>)", message.html):
                    raise AssertionError("a tag that is none of ours")

    return answer


def main() -> None:
    """Fuzz the target given as the first argument."""
    _, name, *options = [*sys.argv, ""]
    if name not in TARGETS:
        sys.exit(f"name one of these first: {', '.join(TARGETS)}")
    atheris.Setup([sys.argv[0], "-len_control=0", *filter(None, options)], TARGETS[name]())
    atheris.Fuzz()


if __name__ == "__main__":
    main()
