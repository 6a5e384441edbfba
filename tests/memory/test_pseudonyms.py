"""Keys of chats and people that tell nobody who they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.memory import Pseudonyms

TOKEN = "7421953680:TEST-token-of-nobody-at-all-1234567"  # noqa: S105 - guards nothing
ANNA, BO = 184_220_917, 5_208_117_777
GROUP = -1_002_143_998_120
NAMES = Pseudonyms(TOKEN)
ids = st.integers(-(2**53), 2**53)


def test_a_key_is_the_same_as_long_as_the_secret_is() -> None:
    # As literals, because a later version must find what an earlier one stored.
    assert NAMES.chat(ANNA) == Pseudonyms(TOKEN).chat(ANNA) == "bfab27b22c757a379c1f8bde0e4c30de"
    assert NAMES.person(GROUP, ANNA) == Pseudonyms(TOKEN).person(GROUP, ANNA) == "1f4a06924512e4b9ab155facea8a09a6"


@pytest.mark.parametrize("secret", ["", TOKEN[:-1], TOKEN.lower(), f"{TOKEN} ", "å"])
def test_another_secret_makes_other_keys(secret: str) -> None:
    assert Pseudonyms(secret).chat(ANNA) != NAMES.chat(ANNA)
    assert Pseudonyms(secret).person(GROUP, ANNA) != NAMES.person(GROUP, ANNA)


@given(one=ids, other=ids)
def test_chats_and_people_have_different_keys(one: int, other: int) -> None:
    names = {NAMES.chat(one), NAMES.person(one, one), NAMES.person(one, other), NAMES.person(other, one)}
    names |= {NAMES.chat(other), NAMES.person(other, other)}
    assert len(names) == (6 if one != other else 2)


def test_the_same_person_has_another_key_in_another_chat() -> None:
    assert NAMES.person(GROUP, ANNA) != NAMES.person(ANNA, ANNA)
    assert NAMES.person(GROUP, ANNA) != NAMES.person(GROUP, BO)


@pytest.mark.parametrize(("one", "other"), [((1, 23), (12, 3)), ((-1, 23), (1, -23)), ((0, 1), (1, 0))])
def test_ids_are_not_merely_concatenated(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert NAMES.person(*one) != NAMES.person(*other)


@given(chat=ids, person=ids)
def test_a_key_has_one_form_and_contains_no_id(chat: int, person: int) -> None:
    for name in (NAMES.chat(chat), NAMES.person(chat, person)):
        assert len(name) == 32
        assert set(name) <= set("0123456789abcdef")
        # Four digits may occur by chance, nine do not.
        assert not any(len(str(abs(number))) > 8 and str(abs(number)) in name for number in (chat, person))


def test_the_secret_is_not_in_the_representation_of_pseudonyms() -> None:
    assert TOKEN not in repr(NAMES)
    assert TOKEN not in str(NAMES)
