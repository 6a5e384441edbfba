"""A corpus in a second language is a folder beside the first; users of that language are answered in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.conversation import Assistant, BotConfig, ChatHistory, Question, load_catalogs
from bot.corpus import Corpus, check, languages, load, load_translations
from bot.understanding import Reader, build_model
from tests.conversation.talk import NOW
from tests.corpus.tiny import edit, write_tiny_corpus


def taught(corpus: Corpus) -> Reader:
    """Return a reader of a corpus, trained here."""
    return Reader(corpus, build_model(corpus))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a corpus in Swedish and English."""
    root = write_tiny_corpus(tmp_path)
    shutil.copytree(root / "sv", root / "en")
    edit(root, "en/sections/find-product-key.md", "Hitta nyckeln\ncodes", "Find the key\ncodes")
    lines = (f"where on earth is my key in way {number}\n" for number in range(1, 16))
    (root / "en/phrasings/find-product-key.txt").write_text("".join(lines), encoding="utf-8")
    return root


@pytest.fixture
def assistant(root: Path) -> Assistant:
    corpus, translations = load(root), load_translations(root)
    config = BotConfig(
        corpus=corpus,
        catalogs=load_catalogs(),
        language="sv",
        retention_days=90,
        overhears_codes=True,
        reads_pictures=False,
        version="",
        translations=translations,
    )
    return Assistant(config, taught(corpus), {name: taught(other) for name, other in translations.items()})


def test_every_folder_with_sections_is_a_language_the_first_of_them_swedish(root: Path) -> None:
    assert languages(root) == ["sv", "en"]
    assert check(root, "en") == []


def test_a_question_is_understood_and_answered_in_the_language_of_the_user(assistant: Assistant) -> None:
    turn = assistant.respond(Question("where on earth is my key in way 99", NOW, client_language="en"), ChatHistory())
    assert turn.replies[0].text.startswith("# Find the key")
    assert "only available" not in turn.replies[0].text


def test_a_question_that_the_second_reader_does_not_understand_goes_to_the_first(assistant: Assistant) -> None:
    turn = assistant.respond(Question("vad blir det för väder", NOW, client_language="en"), ChatHistory())
    assert turn.outcome.kind == "decline"
    swedish = assistant.respond(Question("where on earth is my key in way 99", NOW), ChatHistory())
    assert swedish.outcome.sections == ()


def test_inline_results_are_in_the_language_of_the_user(assistant: Assistant) -> None:
    titles = [[article.title for article in assistant.inline("", NOW, language)[0]] for language in ("en", None)]
    assert titles == [["Aktivera", "Find the key"], ["Aktivera", "Hitta nyckeln"]]
