"""Actions as callback data and back: a letter for the kind, then its fields, at most 64 bytes (Bot API)."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation import Action
from bot.conversation.events import (
    ChooseLanguage,
    ChooseWindows,
    NoneOfThese,
    Rate,
    ShowCode,
    ShowCodes,
    ShowSection,
    SwitchWindows,
)
from bot.corpus import WINDOWS, Windows

MAX_BYTES = 64
SEPARATOR = ":"
VOTES = ("0", "1")  # it did not help, it did
LETTERS: dict[type, str] = {
    ShowSection: "s",
    ShowCode: "c",
    SwitchWindows: "w",
    ShowCodes: "p",
    ChooseWindows: "v",
    NoneOfThese: "n",
    ChooseLanguage: "l",
    Rate: "r",
}


def pack(action: Action) -> str:
    """The callback data of an action. Raises ValueError where it does not fit into 64 bytes."""
    values = [getattr(action, name) for name in action.__slots__]
    fields = [str(int(value)) if isinstance(value, bool) else str(value) for value in values]
    data = SEPARATOR.join([LETTERS[type(action)], *fields])
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"callback data over {MAX_BYTES} bytes: {data}")
    return data


def unpack(data: str) -> Action | None:
    """The action of callback data; None for data this version does not know, forged data included."""
    letter, *fields = data.split(SEPARATOR)
    read = READERS.get(letter)
    try:
        return read(*fields) if read else None
    except (TypeError, ValueError):
        return None


def _windows(text: str) -> Windows:
    if text not in WINDOWS:
        raise ValueError(text)
    return text


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise ValueError(text)
    return int(text[:4])


def _vote(text: str) -> bool:
    if text not in VOTES:
        raise ValueError(text)
    return text == VOTES[1]


READERS: dict[str, Callable[..., Action]] = {
    "s": ShowSection,
    "c": ShowCode,
    "w": lambda section, windows: SwitchWindows(section, _windows(windows)),
    "p": lambda page: ShowCodes(_number(page)),
    "v": lambda windows: ChooseWindows(_windows(windows)),
    "n": NoneOfThese,
    "l": ChooseLanguage,
    "r": lambda section, rung, helped: Rate(section, _number(rung), _vote(helped)),
}
