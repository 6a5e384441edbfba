"""Actions travel in 64 bytes of callback data, and nothing else comes back as an action."""

from __future__ import annotations

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import InlineKeyboardButtonLimit

from bot.channels.telegram.callbacks import LETTERS, MAX_BYTES, SEPARATOR, pack, unpack
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
from bot.corpus import Corpus

MOST_RUNGS = 99  # no ladder is as high
TYPES = {letter: kind for kind, letter in LETTERS.items()}
ACTIONS: list[tuple[Action, str]] = [
    (ShowSection("hardware-changed"), "s:hardware-changed"),
    (ShowCode("0xC004F211"), "c:0xC004F211"),
    (SwitchWindows("hardware-changed", "10"), "w:hardware-changed:10"),
    (ShowCodes(3), "p:3"),
    (ChooseWindows("11"), "v:11"),
    (NoneOfThese(), "n"),
    (ChooseLanguage("en"), "l:en"),
    (Rate("hardware-changed", 0, helped=True), "r:hardware-changed:0:1"),
    (Rate("hardware-changed", 12, helped=False), "r:hardware-changed:12:0"),
]


def test_every_action_has_a_case() -> None:
    assert {type(action) for action, _ in ACTIONS} == set(get_args(Action)) == set(LETTERS)
    assert len(set(LETTERS.values())) == len(LETTERS)


def test_the_limit_is_telegrams() -> None:
    assert MAX_BYTES == InlineKeyboardButtonLimit.MAX_CALLBACK_DATA


@pytest.mark.parametrize(("action", "data"), ACTIONS)
def test_actions_go_there_and_back(action: Action, data: str) -> None:
    assert pack(action) == data
    assert unpack(data) == action


def test_every_section_fits_with_every_action_it_may_be_in(corpus: Corpus) -> None:
    for section in corpus.sections.values():
        actions: list[Action] = [ShowSection(section.id), SwitchWindows(section.id, "10")]
        actions += [Rate(section.id, MOST_RUNGS, helped) for helped in (True, False)]
        for action in actions:
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
        "n:",
        "n:1",
        "l",
        "l:en:sv",
        "r:hardware-changed",
        "r:hardware-changed:0",
        "r:hardware-changed:0:",
        "r:hardware-changed:0:2",
        "r:hardware-changed:0:True",
        "r:hardware-changed:-1:1",
        "r:hardware-changed:x:1",
        "r:hardware-changed:٣:1",
        "r:hardware-changed:0:1:1",
        "toggle|hardware-changed|10",
    ],
)
def test_what_no_button_of_ours_holds_is_no_action(data: str) -> None:
    assert unpack(data) is None


def test_a_forged_page_number_stays_a_number_of_few_digits() -> None:
    assert unpack(f"p:{'9' * 62}") == ShowCodes(9999)
    assert unpack(f"r:a:{'9' * 58}:1") == Rate("a", 9999, helped=True)


FIELDS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        ["hardware-changed", "0xC004F211", "10", "0", "1", "-1", "٣", "²", "9" * 80, "\ud800", "\x00", "en"]
    ),
)
FORGED = st.lists(FIELDS, max_size=5).flatmap(
    lambda fields: st.sampled_from([*LETTERS.values(), "x", ""]).map(lambda letter: SEPARATOR.join([letter, *fields]))
)


@given(st.text(max_size=64) | FORGED)
def test_anything_may_come_back_and_is_the_action_it_looks_like_or_none(data: str) -> None:
    action = unpack(data)
    if action is None:
        return
    assert type(action) is TYPES[data.partition(SEPARATOR)[0]]
    try:
        packed = pack(action)
    except ValueError:
        assert len(data.encode(errors="surrogatepass")) > MAX_BYTES or not data.isprintable()
    else:
        assert unpack(packed) == action
