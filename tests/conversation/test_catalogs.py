"""The texts of the bot: each is translated, with the same placeholders, in the same calm tone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from gettext import NullTranslations
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

import bot
from bot.conversation import load_catalogs
from bot.conversation.catalogs import LOCALES

PACKAGE = Path(bot.__file__).parent
SAYS = {"_": 1, "gettext": 1, "N_": 1, "say": 1, "say_count": 2}  # functions that translate, and their texts
KEYWORDS = {"say": None, "say_count": (1, 2), "N_": None}  # passed to the extractor, in addition to those it knows
FOLDERS = ("conversation", "channels")


@pytest.fixture(scope="module")
def texts() -> set[str]:
    """Return every translatable text of the code, with its plural if it has one."""
    keywords = {**DEFAULT_KEYWORDS, **KEYWORDS}
    methods = [(f"{folder}/**.py", "python") for folder in FOLDERS]
    found = extract_from_dir(PACKAGE, method_map=methods, keywords=keywords)
    return {text for _, _, texts, _, _ in found for text in ([texts] if isinstance(texts, str) else texts)}


@pytest.fixture(scope="module")
def swedish() -> Catalog:
    """Return the Swedish translations as their file has them."""
    with (LOCALES / "sv" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="sv", abort_invalid=True)


@pytest.fixture(scope="module")
def entries(swedish: Catalog) -> list[Message]:
    """Return the entries of the Swedish translations without their header."""
    return [entry for entry in swedish if entry.id]


@pytest.fixture(scope="module")
def pairs(entries: list[Message]) -> list[tuple[str, str]]:
    """Return every text with its translation, and every plural with its own."""
    return [pair for entry in entries for pair in zip(as_texts(entry.id), as_texts(entry.string), strict=True)]


def as_texts(said: object) -> list[str]:
    """Return a text, or a text and its plural, as a list."""
    return [said] if isinstance(said, str) else [str(text) for text in said] if isinstance(said, list | tuple) else []


def said_in(path: Path) -> Iterator[str]:
    """Yield every text that the code of a file has translated, wherever it is."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            for argument in node.args[: SAYS.get(name, 0)]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def test_every_text_in_the_code_and_no_other_is_translated(texts: set[str], pairs: list[tuple[str, str]]) -> None:
    assert len(texts) > 30
    assert {said for said, _ in pairs} == texts


def test_every_text_is_where_the_extractor_finds_it(texts: set[str]) -> None:
    said = {text for folder in FOLDERS for path in (PACKAGE / folder).rglob("*.py") for text in said_in(path)}
    assert said - texts == set(), "inside an f-string the extractor sees nothing"


def test_no_translation_is_empty_fuzzy_or_obsolete(swedish: Catalog, pairs: list[tuple[str, str]]) -> None:
    assert [said for said, translated in pairs if not translated] == []
    assert [entry.id for entry in swedish if entry.id and entry.fuzzy] == []
    assert list(swedish.obsolete) == []


@pytest.mark.parametrize("mark", [r"\{\w*\}", r"`[^`]+`", r"(?<!\S)/\w+"], ids=["places", "code", "commands"])
def test_placeholders_and_code_are_the_same_in_a_translation(pairs: list[tuple[str, str]], mark: str) -> None:
    for said, translated in pairs:
        assert sorted(re.findall(mark, translated)) == sorted(re.findall(mark, said))


def test_a_translation_has_the_same_layout_as_its_text(pairs: list[tuple[str, str]]) -> None:
    for said, translated in pairs:
        starts, others = (
            [re.match(r"# |- |\d+\. |", line) for line in text.splitlines()] for text in (said, translated)
        )
        assert [start and start[0] for start in starts] == [other and other[0] for other in others]
        assert said.count("**") == translated.count("**")


def test_no_text_has_an_exclamation_mark(pairs: list[tuple[str, str]]) -> None:
    assert [said for said, translated in pairs if "!" in f"{said}{translated}"] == []


def test_the_catalogs_are_read_from_the_translations_as_they_are_now(entries: list[Message]) -> None:
    catalogs = load_catalogs()
    assert set(catalogs) == {"en", "sv"}
    for entry in entries:
        for language, expected in (("sv", as_texts(entry.string)), ("en", as_texts(entry.id))):
            assert spoken(catalogs[language], as_texts(entry.id)) == expected


def spoken(words: NullTranslations, said: list[str]) -> list[str]:
    """Return the translation of a text; of one with a plural, for one and for two."""
    return [words.ngettext(said[0], said[1], count) for count in (1, 2)] if said[1:] else [words.gettext(said[0])]
