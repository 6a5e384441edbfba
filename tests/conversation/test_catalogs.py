"""The bot's own words: every one is translated, with the same places to fill in, in the same calm tone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import bot
from bot.conversation import load_catalogs
from bot.conversation.catalogs import LOCALES

PACKAGE = Path(bot.__file__).parent


@pytest.fixture(scope="module")
def texts() -> set[str]:
    """Every text of the code that is meant to be translated."""
    found = extract_from_dir(PACKAGE, method_map=[("**.py", "python")])
    return {text for _, _, texts, _, _ in found for text in ([texts] if isinstance(texts, str) else texts)}


@pytest.fixture(scope="module")
def swedish() -> Catalog:
    """The Swedish translations as their file has them."""
    with (LOCALES / "sv" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="sv", abort_invalid=True)


@pytest.fixture(scope="module")
def entries(swedish: Catalog) -> list[Message]:
    """The entries of the Swedish translations, their heading left out."""
    return [entry for entry in swedish if entry.id]


def test_every_text_in_the_code_is_translated_and_nothing_else_is(texts: set[str], entries: list[Message]) -> None:
    assert len(texts) > 30
    assert {entry.id for entry in entries} == texts


def test_no_translation_is_empty_doubtful_or_left_over(swedish: Catalog, entries: list[Message]) -> None:
    assert [entry.id for entry in entries if not entry.string or entry.fuzzy] == []
    assert list(swedish.obsolete) == []


@pytest.mark.parametrize("mark", [r"\{\w*\}", r"`[^`]+`", r"(?<!\S)/\w+"], ids=["places", "code", "commands"])
def test_what_is_filled_in_or_typed_is_the_same_in_a_translation(entries: list[Message], mark: str) -> None:
    for entry in entries:
        assert sorted(re.findall(mark, str(entry.string))) == sorted(re.findall(mark, str(entry.id)))


def test_a_translation_is_laid_out_like_its_text(entries: list[Message]) -> None:
    for entry in entries:
        starts = [re.match(r"# |- |\d+\. |", line) for line in str(entry.id).splitlines()]
        others = [re.match(r"# |- |\d+\. |", line) for line in str(entry.string).splitlines()]
        assert [start and start[0] for start in starts] == [other and other[0] for other in others]
        assert str(entry.id).count("**") == str(entry.string).count("**")


def test_nothing_is_exclaimed(entries: list[Message]) -> None:
    assert [entry.id for entry in entries if "!" in f"{entry.id}{entry.string}"] == []


def test_the_catalogs_are_read_from_the_translations_as_they_are_now(entries: list[Message]) -> None:
    catalogs = load_catalogs()
    assert set(catalogs) == {"en", "sv"}
    for entry in entries:
        assert catalogs["sv"].gettext(str(entry.id)) == entry.string
        assert catalogs["en"].gettext(str(entry.id)) == entry.id
