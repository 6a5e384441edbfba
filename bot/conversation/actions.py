"""The actions of buttons, and their codec.

Actions are sent as callback data of at most 64 bytes (Bot API, InlineKeyboardButton) and stored in the history, both as
the JSON of these structs. msgspec validates them, so that forged data is rejected.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, ClassVar, Literal

import msgspec

from bot.corpus import Windows

MAX_BYTES = 64
UNKNOWN = "unknown"  # the value of the option "I do not know" of every inquiry

Number = Annotated[int, msgspec.Meta(ge=0, le=9999)]


class BaseAction(msgspec.Struct, frozen=True, array_like=True):
    """The action of a button: a letter and its fields.

    The reply to an action that is `in_place` replaces the message with the button. `is_choice` says that the button is
    worth reading where no button can be pressed.
    """

    in_place: ClassVar[bool] = False
    is_choice: ClassVar[bool] = True


class SectionAction(BaseAction, frozen=True, array_like=True):
    """An action about a section, by its id."""

    section: str


class WayAction(SectionAction, frozen=True, array_like=True):
    """An action about a way of a section, by its place; ways count from 0."""

    way: Number


class ShowSection(SectionAction, frozen=True, array_like=True, tag="s"):
    """The button that shows a section."""


class ShowCode(BaseAction, frozen=True, array_like=True, tag="c"):
    """The button that shows the section of an error code."""

    code: str


class SwitchWindows(SectionAction, frozen=True, array_like=True, tag="w"):
    """The button under an answer that shows the same section for the other Windows version."""

    windows: Windows
    in_place: ClassVar[bool] = True


class ShowCodes(BaseAction, frozen=True, array_like=True, tag="p"):
    """The buttons that show a page of the list of codes. Pages count from 0."""

    page: Number
    in_place: ClassVar[bool] = True


class ChooseWindows(BaseAction, frozen=True, array_like=True, tag="v"):
    """The buttons of /windows: remember a version for this chat."""

    windows: Windows


class ChooseLanguage(BaseAction, frozen=True, array_like=True, tag="l"):
    """The buttons of /sprak: remember a language for this chat."""

    language: str


class NoneOfThese(BaseAction, frozen=True, array_like=True, tag="n"):
    """The button under an answer or choices that says that all of them are wrong."""


class Rate(SectionAction, frozen=True, array_like=True, tag="r"):
    """The buttons that say whether an answer helped. `rung` counts the pieces of advice that came before it."""

    rung: Number
    helped: bool
    is_choice: ClassVar[bool] = False


class More(SectionAction, frozen=True, array_like=True, tag="m"):
    """The button that shows the other buttons of an answer."""

    in_place: ClassVar[bool] = True
    is_choice: ClassVar[bool] = False


class Answer(BaseAction, frozen=True, array_like=True, tag="a"):
    """The buttons under an inquiry: `value` is that of an option, or `UNKNOWN`."""

    inquiry: str
    value: str
    in_place: ClassVar[bool] = True


class ShowWay(WayAction, frozen=True, array_like=True, tag="y"):
    """The button that shows one way of a section."""

    in_place: ClassVar[bool] = True


class ShowStep(WayAction, frozen=True, array_like=True, tag="t"):
    """The buttons that show one step of a way; steps count from 0, and the end follows the last one."""

    step: Number
    in_place: ClassVar[bool] = True


class Stuck(WayAction, frozen=True, array_like=True, tag="x"):
    """The buttons under a step that cannot be done: something is missing, or the screen shows something else."""

    step: Number
    how: Literal["missing", "other"]
    in_place: ClassVar[bool] = True


class ForgetCase(BaseAction, frozen=True, array_like=True, tag="f"):
    """The button of /fall: forget the case, the latest answers and the Windows version."""

    in_place: ClassVar[bool] = True


ActionOnSection = ShowSection | SwitchWindows | Rate | More | ShowWay | ShowStep | Stuck
OtherAction = ShowCode | ShowCodes | ChooseWindows | ChooseLanguage | NoneOfThese | Answer | ForgetCase
Action = ActionOnSection | OtherAction
Offer = ShowSection | ShowCode  # the actions that an answer offers for choice

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
