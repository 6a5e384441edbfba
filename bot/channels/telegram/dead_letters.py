"""The content of dead letters, which are stored for updates that failed at every try."""

from __future__ import annotations

import msgspec

from bot.channels.telegram.incoming.updates import Malformed, Update
from bot.understanding import mask_product_keys, scrub

MAX_BYTES_OF_WORDS = 4800  # as JSON: 4096 characters of Swedish


def letter_content(update: Update | Malformed) -> str:
    """Return the kind of an update and the words of its sender as JSON, without keys and personal data.

    Any database can store it, because it contains neither unpaired surrogates nor NUL.
    """
    content: dict[str, str] = {"kind": update.kind}
    if update.words:
        content["words"] = _scrubbed(update.words)
    return msgspec.json.encode(content).decode()


def _scrubbed(words: str) -> str:
    storable = words.encode(errors="replace").decode().replace("\x00", "")
    text = scrub(mask_product_keys(storable)[0])
    while (size := len(msgspec.json.encode(text))) > MAX_BYTES_OF_WORDS:
        text = text[: len(text) * MAX_BYTES_OF_WORDS // size]
    return text
