"""The markup of sections beyond Markdown: places, the version's name, and blocks for one version."""

from __future__ import annotations

import pytest

from bot.corpus import Windows
from bot.corpus.markup import differs, resolve

PLACES = {"activation": "**Inställningar > System > Aktivering**", "taskbar": "**aktivitetsfältet**"}
PATHS: dict[Windows, dict[str, str]] = {
    "11": PLACES,
    "10": PLACES | {"activation": "**Inställningar > Uppdatering och säkerhet > Aktivering**"},
}

BLOCKS = """\
1. Först.
::: windows 10
2. Bara i tian.
:::
::: windows 11
2. Bara i elvan.
:::
3. Sist."""


def test_a_place_becomes_its_markdown() -> None:
    assert resolve("Öppna {activation}.", "11", PLACES) == "Öppna **Inställningar > System > Aktivering**."


def test_a_line_may_have_several_places() -> None:
    assert resolve("{taskbar}, {taskbar}", "11", PLACES) == "**aktivitetsfältet**, **aktivitetsfältet**"


def test_the_name_of_the_version_is_filled_in_without_formatting() -> None:
    assert resolve("Installera om {windows}.", "10", {}) == "Installera om Windows 10."


@pytest.mark.parametrize(
    ("windows", "text"),
    [("10", "1. Först.\n2. Bara i tian.\n3. Sist."), ("11", "1. Först.\n2. Bara i elvan.\n3. Sist.")],
)
def test_a_block_is_kept_for_its_version_only(windows: Windows, text: str) -> None:
    assert resolve(BLOCKS, windows, {}) == text


def test_a_block_may_name_places_that_only_its_version_has() -> None:
    body = "::: windows 11\n{activation}\n:::\nklart"
    assert resolve(body, "10", {}) == "klart"


def test_an_unknown_place_is_an_error() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        resolve("{nowhere}", "11", PLACES)


@pytest.mark.parametrize("text", ["{}", "{två ord}", "{ activation }", "::: windows 7", "a ::: windows 10"])
def test_text_that_only_looks_like_markup_stays(text: str) -> None:
    assert resolve(text, "11", PLACES) == text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Öppna {activation}.", True),
        (BLOCKS, True),
        ("Öppna {taskbar}.", False),
        ("Starta om {windows}.", False),
        ("Starta om datorn.", False),
        ("::: windows 10\nSamma.\n:::\n::: windows 11\nSamma.\n:::", False),
    ],
    ids=["a path", "blocks", "the same path", "the name alone", "nothing", "blocks alike"],
)
def test_a_body_differs_if_its_steps_do(body: str, *, expected: bool) -> None:
    assert differs(body, PATHS) is expected
