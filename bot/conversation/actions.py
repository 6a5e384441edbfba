"""Everything a button can do, as values, and the one codec that writes and reads them.

A button's action travels as callback data, at most 64 bytes (Bot API, InlineKeyboardButton), and is kept in the
history: both are the JSON of these structs. What is read is checked by msgspec, so that forged data is none.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import msgspec

from bot.corpus import Windows

MAX_BYTES = 64
UNKNOWN = "unknown"  # the value of an inquiry's option "I do not know"

Number = Annotated[int, msgspec.Meta(ge=0, le=9999)]


class _Action(msgspec.Struct, frozen=True, array_like=True):
    """A button's action: a letter and its fields."""


class ShowSection(_Action, frozen=True, array_like=True, tag="s"):
    """The button of a section: show it."""

    section: str


class ShowCode(_Action, frozen=True, array_like=True, tag="c"):
    """The button of an error code: show its section."""

    code: str


class SwitchWindows(_Action, frozen=True, array_like=True, tag="w"):
    """The button under an answer that shows the same section for the other Windows version, in place."""

    section: str
    windows: Windows


class ShowCodes(_Action, frozen=True, array_like=True, tag="p"):
    """The buttons that leaf through the list of codes, in place. Pages count from 0."""

    page: Number


class ChooseWindows(_Action, frozen=True, array_like=True, tag="v"):
    """The buttons of /windows: remember a version for this chat."""

    windows: Windows


class ChooseLanguage(_Action, frozen=True, array_like=True, tag="l"):
    """The buttons of /sprak: remember a language for this chat."""

    language: str


class NoneOfThese(_Action, frozen=True, array_like=True, tag="n"):
    """The button under an answer or choices that are all wrong."""


class Rate(_Action, frozen=True, array_like=True, tag="r"):
    """The buttons under an answer that say whether it helped. `rung` counts what was advised before it, from 0."""

    section: str
    rung: Number
    helped: bool


class More(_Action, frozen=True, array_like=True, tag="m"):
    """The button under an answer that shows its other buttons, in place."""

    section: str


class Answer(_Action, frozen=True, array_like=True, tag="a"):
    """The buttons under an inquiry: `value` is that of an option, or `UNKNOWN`."""

    inquiry: str
    value: str


class ShowWay(_Action, frozen=True, array_like=True, tag="y"):
    """The button that shows one way of a section; ways count from 0."""

    section: str
    way: Number


class ShowStep(_Action, frozen=True, array_like=True, tag="t"):
    """The buttons that show one step of a way, in place; steps count from 0, and the one past the last is the end."""

    section: str
    way: Number
    step: Number


class Stuck(_Action, frozen=True, array_like=True, tag="x"):
    """The buttons under a step that cannot be done: what it names is not found, or something else is shown."""

    section: str
    way: Number
    step: Number
    how: Literal["missing", "other"]


class ForgetCase(_Action, frozen=True, array_like=True, tag="f"):
    """The button of /fall: forget the case, the latest answers and the Windows version."""


Action = (
    ShowSection
    | ShowCode
    | SwitchWindows
    | ShowCodes
    | ChooseWindows
    | ChooseLanguage
    | NoneOfThese
    | Rate
    | More
    | Answer
    | ShowWay
    | ShowStep
    | Stuck
    | ForgetCase
)

_encode = msgspec.json.Encoder().encode
_decode: Callable[[str], Action] = msgspec.json.Decoder(Action).decode


def pack(action: Action) -> str:
    """The callback data of an action. Raises ValueError where it does not fit into 64 bytes."""
    data = _encode(action)
    if len(data) > MAX_BYTES:
        raise ValueError(f"callback data over {MAX_BYTES} bytes: {data.decode()}")
    return data.decode()


def unpack(data: str) -> Action | None:
    """The action of callback data; None for data this version does not know, forged data included."""
    try:
        return _decode(data)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
        return None
