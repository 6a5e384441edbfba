"""Actions fit into 64 bytes of callback data, and no other data is unpacked as an action."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import InlineKeyboardButtonLimit

from bot.conversation.actions import (
    MAX_BYTES,
    UNKNOWN,
    Action,
    Answer,
    ChooseLanguage,
    ChooseWindows,
    ForgetCase,
    More,
    NoneOfThese,
    Rate,
    ShowCode,
    ShowCodes,
    ShowSection,
    ShowStep,
    ShowWay,
    Stuck,
    SwitchWindows,
    pack,
    unpack,
)
from bot.corpus import LANGUAGES, WINDOWS, Corpus

LARGEST = 9999
ACTIONS: list[tuple[Action, str]] = [
    (ShowSection("hardware-changed"), '["s","hardware-changed"]'),
    (ShowCode("0xC004F211"), '["c","0xC004F211"]'),
    (SwitchWindows("hardware-changed", "10"), '["w","hardware-changed","10"]'),
    (ShowCodes(3), '["p",3]'),
    (ChooseWindows("11"), '["v","11"]'),
    (ChooseLanguage("en"), '["l","en"]'),
    (NoneOfThese(), '["n"]'),
    (Rate("hardware-changed", 0, helped=True), '["r","hardware-changed",0,true]'),
    (Rate("hardware-changed", 12, helped=False), '["r","hardware-changed",12,false]'),
    (More("hardware-changed"), '["m","hardware-changed"]'),
    (Answer("origin", "preinstalled"), '["a","origin","preinstalled"]'),
    (Answer("origin", UNKNOWN), '["a","origin","unknown"]'),
    (ShowWay("hardware-changed", 1), '["y","hardware-changed",1]'),
    (ShowStep("hardware-changed", 1, 2), '["t","hardware-changed",1,2]'),
    (Stuck("hardware-changed", 1, 2, "missing"), '["x","hardware-changed",1,2,"missing"]'),
    (Stuck("hardware-changed", 1, 2, "other"), '["x","hardware-changed",1,2,"other"]'),
    (ForgetCase(), '["f"]'),
]


def any_action(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Action]:
    """Draw actions of every kind, with these texts and numbers of any size."""
    numbers = st.integers(0, LARGEST)
    of_field: dict[str, st.SearchStrategy[Any]] = dict.fromkeys(("page", "rung", "way", "step"), numbers)
    of_field |= dict.fromkeys(("section", "code", "language", "inquiry", "value"), texts)
    return st.one_of(
        [
            st.builds(kind, **{name: of_field[name] for name in kind.__struct_fields__ if name in of_field})
            for kind in get_args(Action)
        ]
    )


def test_every_action_is_in_the_table() -> None:
    assert {type(action) for action, _ in ACTIONS} == set(get_args(Action))


def test_the_limit_is_that_of_telegram() -> None:
    assert MAX_BYTES == InlineKeyboardButtonLimit.MAX_CALLBACK_DATA


@pytest.mark.parametrize(("action", "data"), ACTIONS, ids=[data for _, data in ACTIONS])
def test_an_action_is_packed_as_its_letter_and_fields(action: Action, data: str) -> None:
    assert pack(action) == data
    assert unpack(data) == action


@given(any_action(st.text(st.characters(exclude_categories=["Cs"]), max_size=4)))
def test_every_packed_action_is_unpacked_unchanged(action: Action) -> None:
    data = pack(action)
    assert len(data.encode()) <= MAX_BYTES
    assert unpack(data) == action


def buttons_of(corpus: Corpus) -> Iterator[Action]:
    """Yield every action that refers to the corpus, with the largest numbers."""
    for section in corpus.sections:
        yield ShowSection(section)
        yield More(section)
        yield ShowWay(section, LARGEST)
        yield ShowStep(section, LARGEST, LARGEST)
        yield Stuck(section, LARGEST, LARGEST, "missing")
        yield Stuck(section, LARGEST, LARGEST, "other")
        yield from (SwitchWindows(section, windows) for windows in WINDOWS)
        yield from (Rate(section, LARGEST, helped) for helped in (True, False))
    for inquiry in corpus.inquiries.values():
        yield from (Answer(inquiry.id, value) for value in (*(option.value for option in inquiry.options), UNKNOWN))
    yield from (ShowCode(code) for code in corpus.sections_by_code)
    yield from (ChooseLanguage(language) for language in LANGUAGES)
    yield from (ShowCodes(LARGEST), NoneOfThese(), ForgetCase())


def test_every_action_of_the_corpus_fits_into_a_button(corpus: Corpus) -> None:
    for action in buttons_of(corpus):
        assert unpack(pack(action)) == action


def test_an_action_over_64_bytes_is_refused_and_not_truncated() -> None:
    # ["s",""] takes eight bytes, and å two.
    assert len(pack(ShowSection("x" * 56))) == MAX_BYTES
    assert len(pack(ShowSection("å" * 28)).encode()) == MAX_BYTES
    for section in ("x" * 57, "å" * 28 + "x"):
        with pytest.raises(ValueError, match="64 bytes"):
            pack(ShowSection(section))


@pytest.mark.parametrize("text", ["åäö", "👩‍👩‍👧", '"\\/\n\x00\x7f', "\u2028", "</script>"])
def test_any_characters_are_unpacked_unchanged(text: str) -> None:
    assert unpack(pack(ShowSection(text))) == ShowSection(text)


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        pack(ShowSection("\ud800"))
    assert unpack('["s","\ud800"]') is None
    assert unpack('["s","\\ud800"]') is None
    assert unpack('["s","\\ud83d\\udc4d"]') == ShowSection("👍")


@pytest.mark.parametrize(
    "data",
    [
        "",
        "null",
        "{}",
        "[]",
        '"n"',
        "n",
        '["n"',
        '["n"]]',
        '["n"]["n"]',
        '["N"]',
        '["s"]',
        '["s",null]',
        '["s",7]',
        '["s",["hardware-changed"]]',
        '["q","hardware-changed"]',
        '[7,"hardware-changed"]',
        '{"type":"s","section":"hardware-changed"}',
        '["w","hardware-changed"]',
        '["w","hardware-changed","7"]',
        '["w","hardware-changed",10]',
        '["v","12"]',
        '["p",-1]',
        '["p",1.5]',
        '["p","1"]',
        '["p",true]',
        '["p",²]',
        '["p",10000]',
        f'["p",{"9" * 58}]',
        '["p",NaN]',
        '["l"]',
        '["r","hardware-changed",0]',
        '["r","hardware-changed",0,1]',
        '["r","hardware-changed",0,"true"]',
        '["r","hardware-changed",-1,true]',
        '["r","hardware-changed",10000,true]',
        '["y","hardware-changed",-1]',
        '["t","hardware-changed",0]',
        '["t","hardware-changed",0,10000]',
        '["x","hardware-changed",0,0,"lost"]',
        '["a","origin"]',
        "s:hardware-changed",
        "r:hardware-changed:0:1",
        "toggle|hardware-changed|10",
        "\x00",
    ],
)
def test_data_of_no_button_of_the_bot_is_no_action(data: str) -> None:
    assert unpack(data) is None


def test_data_after_the_fields_of_an_action_is_ignored() -> None:
    assert unpack('["s","hardware-changed","10"]') == ShowSection("hardware-changed")


fields = st.one_of(
    st.text(max_size=60),
    st.integers(),
    st.booleans(),
    st.none(),
    st.floats(),
    st.sampled_from(["hardware-changed", "0xC004F211", "10", 0, LARGEST, "missing", "\ud800", "\x00", [], {}]),
)
forged = st.builds(
    lambda letter, rest: json.dumps([letter, *rest], ensure_ascii=False),
    st.sampled_from([data[2] for _, data in ACTIONS]) | st.text(max_size=2),
    st.lists(fields, max_size=5),
)


@given(st.text(max_size=64) | forged)
def test_any_callback_data_is_a_valid_action_or_none(data: str) -> None:
    action = unpack(data)
    if action is None:
        return
    assert json.loads(data)[0] == msgspec.to_builtins(action)[0]
    try:
        packed = pack(action)
    except ValueError:
        assert len(data.encode()) > MAX_BYTES
    else:
        assert unpack(packed) == action
