"""Labelled questions: read from files, or held out from the corpus."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.corpus import ABOUT, load
from bot.evaluation import QuestionsError, held_out, read_questions
from tests.corpus.tiny import write_tiny_corpus

SECTION_OF = {"F211": "hardware-changed", "KMS": "kms-not-reached"}


def test_questions_are_read_from_several_files_without_blank_lines(tmp_path: Path) -> None:
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl"]
    files[0].write_text('{"q": "å", "accept": ["F211"]}\n\n', encoding="utf-8")
    files[1].write_text('{"q": "b", "label": "NONE"}', encoding="utf-8")
    assert read_questions(files, SECTION_OF) == [
        {"q": "å", "accept": ["hardware-changed"], "file": "a"},
        {"q": "b", "label": "NONE", "file": "b"},
    ]


def test_a_right_section_may_be_named_by_its_label_or_its_id(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"q": "a", "accept": ["KMS", "hardware-changed"]}', encoding="utf-8")
    assert read_questions([file], SECTION_OF)[0]["accept"] == ["kms-not-reached", "hardware-changed"]


def test_a_question_about_codes_may_leave_out_empty_lists(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"q": "0xC004F211", "codes": ["0xC004F211"]}', encoding="utf-8")
    (row,) = read_questions([file], SECTION_OF)
    assert (row["unknown"], row["suggest"], row["ok_codes"], row["suggest_optional"]) == ([], [], [], False)


def test_a_file_of_questions_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.jsonl").write_bytes('{"q": "å"}'.encode("latin-1"))
    for name in ("nowhere.jsonl", "latin.jsonl"):
        with pytest.raises(QuestionsError, match=f"{name}: cannot be read"):
            read_questions([tmp_path / name], SECTION_OF)


def test_every_phrasing_is_held_out_once_from_a_corpus_that_lacks_it(tmp_path: Path) -> None:
    whole = load(write_tiny_corpus(tmp_path))
    asked: list[str] = []
    for part, rows in held_out(whole, folds=5):
        kept = [*(section.phrasings for section in part.sections.values()), *part.topics.values()]
        assert not {row["q"] for row in rows} & {text for texts in kept for text in texts}
        asked += [row["q"] for row in rows]
    # Questions about an answer are left out, because there is no answer.
    topics = [texts for name, texts in whole.topics.items() if not name.startswith(ABOUT)]
    texts = [*(section.phrasings for section in whole.sections.values()), *topics]
    assert sorted(asked) == sorted(text for group in texts for text in group)
