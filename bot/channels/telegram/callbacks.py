"""Actions as callback data and back: a letter for the kind, then its fields, at most 64 bytes (Bot API)."""

from __future__ import annotations

from dataclasses import astuple
from typing import cast, get_args

from bot.conversation import Action
from bot.conversation.events import ChooseWindows, ShowCode, ShowCodes, ShowSection, SwitchWindows
from bot.corpus import Windows

MAX_BYTES = 64
SEPARATOR = ":"
LETTERS: dict[type, str] = {ShowSection: "s", ShowCode: "c", SwitchWindows: "w", ShowCodes: "p", ChooseWindows: "v"}


def pack(action: Action) -> str:
    """The callback data of an action. Raises ValueError where it does not fit into 64 bytes."""
    data = SEPARATOR.join([LETTERS[type(action)], *map(str, astuple(action))])
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"callback data over {MAX_BYTES} bytes: {data}")
    return data


def unpack(data: str) -> Action | None:
    """The action of callback data; None for data this version does not know, forged data included."""
    match data.split(SEPARATOR):
        case ["s", section]:
            return ShowSection(section)
        case ["c", code]:
            return ShowCode(code)
        case ["w", section, windows] if windows in get_args(Windows):
            return SwitchWindows(section, cast(Windows, windows))
        case ["p", page] if page.isascii() and page.isdigit():
            return ShowCodes(int(page[:4]))
        case ["v", windows] if windows in get_args(Windows):
            return ChooseWindows(cast(Windows, windows))
    return None
