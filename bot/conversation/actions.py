"""The actions of buttons, and their codec.

Actions are sent as callback data of at most 64 bytes (Bot API, InlineKeyboardButton) and stored in the history, both as
the JSON of these structs. msgspec validates them, so that forged data is rejected.
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
    """An action, encoded as an array of its letter and its fields."""


class ShowSection(_Action, frozen=True, array_like=True, tag="s"):
    """Show a section."""

    section: str


class ShowCode(_Action, frozen=True, array_like=True, tag="c"):
    """Show the section of an error code."""

    code: str


class SwitchWindows(_Action, frozen=True, array_like=True, tag="w"):
    """Show a section for the other Windows version, in place: a button under an answer."""

    section: str
    windows: Windows


class ShowCodes(_Action, frozen=True, array_like=True, tag="p"):
    """Show a page of the list of codes, in place. Pages are counted from 0."""

    page: Number


class ChooseWindows(_Action, frozen=True, array_like=True, tag="v"):
    """Remember a Windows version for this chat: the buttons of /windows."""

    windows: Windows


class ChooseLanguage(_Action, frozen=True, array_like=True, tag="l"):
    """Remember a language for this chat: the buttons of /sprak."""

    language: str


class NoneOfThese(_Action, frozen=True, array_like=True, tag="n"):
    """Reject an answer, or all the titles that were offered."""


class Rate(_Action, frozen=True, array_like=True, tag="r"):
    """Say whether an answer helped. `rung` counts the pieces of advice that were given before it."""

    section: str
    rung: Number
    helped: bool


class More(_Action, frozen=True, array_like=True, tag="m"):
    """Show the other buttons of an answer, in place."""

    section: str


class Answer(_Action, frozen=True, array_like=True, tag="a"):
    """Answer an inquiry with the value of one of its options, or with `UNKNOWN`."""

    inquiry: str
    value: str


class ShowWay(_Action, frozen=True, array_like=True, tag="y"):
    """Show one way of a section. Ways are counted from 0."""

    section: str
    way: Number


class ShowStep(_Action, frozen=True, array_like=True, tag="t"):
    """Show one step of a way, in place. Steps are counted from 0; their number stands for the end of the way."""

    section: str
    way: Number
    step: Number


class Stuck(_Action, frozen=True, array_like=True, tag="x"):
    """Say that a step cannot be done: something is missing, or the screen shows something else."""

    section: str
    way: Number
    step: Number
    how: Literal["missing", "other"]


class ForgetCase(_Action, frozen=True, array_like=True, tag="f"):
    """Forget the case, the latest answers and the Windows version: the button of /fall."""


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
    """Return the action in callback data; None if this version does not know it or it is forged."""
    try:
        return _decode(data)
    except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError):
        return None
