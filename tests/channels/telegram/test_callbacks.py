"""Actions travel in 64 bytes of callback data, and nothing else comes back as an action."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import InlineKeyboardButtonLimit

from bot.channels.telegram.callbacks import MAX_BYTES, pack, unpack
from bot.conversation import Action
from bot.conversation.events import ChooseWindows, ShowCode, ShowCodes, ShowSection, SwitchWindows
from bot.corpus import Corpus

ACTIONS: list[tuple[Action, str]] = [
    (ShowSection("hardware-changed"), "s:hardware-changed"),
    (ShowCode("0xC004F211"), "c:0xC004F211"),
    (SwitchWindows("hardware-changed", "10"), "w:hardware-changed:10"),
    (ShowCodes(3), "p:3"),
    (ChooseWindows("11"), "v:11"),
]


def test_the_limit_is_telegrams() -> None:
    assert MAX_BYTES == InlineKeyboardButtonLimit.MAX_CALLBACK_DATA


@pytest.mark.parametrize(("action", "data"), ACTIONS)
def test_actions_go_there_and_back(action: Action, data: str) -> None:
    assert pack(action) == data
    assert unpack(data) == action


def test_every_section_fits_with_every_action_it_may_be_in(corpus: Corpus) -> None:
    for section in corpus.sections.values():
        for action in (ShowSection(section.id), SwitchWindows(section.id, "10")):
            assert unpack(pack(action)) == action


@pytest.mark.parametrize("length", [63, 64])
def test_what_does_not_fit_is_refused_and_never_cut(length: int) -> None:
    # "s:" takes two bytes; å takes two more than its place in the text suggests.
    with pytest.raises(ValueError, match="64 bytes"):
        pack(ShowSection("x" * (length - 1) + "å"))
    assert len(pack(ShowSection("x" * 62))) == MAX_BYTES


@pytest.mark.parametrize(
    "data",
    [
        "",
        ":",
        "s",
        "s:a:b",
        "x:hardware-changed",
        "w:hardware-changed",
        "w:hardware-changed:7",
        "w:hardware-changed:10:10",
        "v:12",
        "p:",
        "p:-1",
        "p:1.5",
        "p:²",
        "p:٣",
        "S:hardware-changed",
        "toggle|hardware-changed|10",
    ],
)
def test_what_no_button_of_ours_holds_is_no_action(data: str) -> None:
    assert unpack(data) is None


def test_a_forged_page_number_stays_a_number_of_few_digits() -> None:
    assert unpack(f"p:{'9' * 62}") == ShowCodes(9999)


@given(st.text(max_size=64))
def test_anything_may_come_back(data: str) -> None:
    action = unpack(data)
    assert action is None or unpack(pack(action)) == action
