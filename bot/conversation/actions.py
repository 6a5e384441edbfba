"""Everything a button can do, as values, and the one codec for them.

The action of a button travels as callback data of at most 64 bytes (Bot API, InlineKeyboardButton) and is stored in the
history, both as the JSON of these structs. msgspec validates it, so that forged data is rejected.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

import msgspec

from bot.corpus import Windows

MAX_BYTES = 64
UNKNOWN = "unknown"  # the value of the option "I do not know" of every inquiry

Number = Annotated[int, msgspec.Meta(ge=0, le=9999)]


class _Action(msgspec.Struct, frozen=True, array_like=True):
    """A button's action: a letter and its fields."""


class ShowSection(_Action, frozen=True, array_like=True, tag="s"):
    """The button that shows a section."""

    section: str


class ShowCode(_Action, frozen=True, array_like=True, tag="c"):
    """The button that shows the section of an error code."""

    code: str


class SwitchWindows(_Action, frozen=True, array_like=True, tag="w"):
    """The button under an answer that shows the same section for the other Windows version, in place."""

    section: str
    windows: Windows


class ShowCodes(_Action, frozen=True, array_like=True, tag="p"):
    """The buttons that show a page of the list of codes, in place. Pages count from 0."""

    page: Number


class ChooseWindows(_Action, frozen=True, array_like=True, tag="v"):
    """The buttons of /windows: remember a version for this chat."""

    windows: Windows


class ChooseLanguage(_Action, frozen=True, array_like=True, tag="l"):
    """The buttons of /sprak: remember a language for this chat."""

    language: str


class NoneOfThese(_Action, frozen=True, array_like=True, tag="n"):
    """The button under an answer or choices that says that all of them are wrong."""


class Rate(_Action, frozen=True, array_like=True, tag="r"):
    """The buttons that say whether an answer helped. `rung` counts the pieces of advice that came before it."""

    section: str
    rung: Number
    helped: bool


class More(_Action, frozen=True, array_like=True, tag="m"):
    """The button that shows the other buttons of an answer, in place."""

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
    """The buttons that show one step of a way, in place; steps count from 0, and the end follows the last one."""

    section: str
    way: Number
    step: Number


class Stuck(_Action, frozen=True, array_like=True, tag="x"):
    """The buttons under a step that cannot be done: something is missing, or the screen shows something else."""

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
    """Return the callback data of an action. Raises ValueError if it does not fit into 64 bytes."""
    data = _encode(action)
    if len(data) > MAX_BYTES:
        raise ValueError(f"callback data over {MAX_BYTES} bytes: {data.decode()}")
    return data.decode()


def unpack(data: str) -> Action | None:
    """Return the action of callback data; None for data that is unknown to this version or forged."""
    try:
        return _decode(data)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
        return None
