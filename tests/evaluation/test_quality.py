"""The quality of the real assistant on the labelled questions, and that the questions are new to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import quality as quality_table

from bot.conversation import Assistant
from bot.corpus import Corpus, default_root
from bot.evaluation import Measure, Report, ask_all, read_questions, report
from tests.conversation.talk import NOW

DATA = Path(__file__).parents[1] / "data"
QUESTIONS = sorted((DATA / "questions").glob("*.jsonl"))
UNSEEN = sorted((DATA / "unseen").glob("*.jsonl"))


@pytest.fixture(scope="module")
def quality(assistant: Assistant) -> Report:
    """Return the report on the labelled questions of the tests."""
    section_of = {section.label: section.id for section in assistant.config.corpus.sections.values()}
    return report(ask_all(assistant, read_questions(QUESTIONS, section_of), NOW))


@pytest.mark.parametrize(
    ("name", "min_share"),
    [
        ("first section right (freetext)", 0.90),
        ("right section shown or offered (freetext)", 0.95),
        ("first section right (composed2)", 0.80),
        ("right section shown or offered (composed2)", 0.88),
        ("first section right (real)", 0.62),
        ("right section shown or offered (real)", 0.84),
        ("straight answers right", 0.90),
        ("vague questions asked back about", 0.25),
        ("out of scope declined", 0.86),
        ("small talk met", 0.86),
        ("Windows version read", 0.91),
        ("codes recognised", 1),
        ("near misses suggested", 1),
        ("look-alikes left alone", 1),
    ],
)
def test_the_quality_is_at_least(quality: Report, name: str, min_share: float) -> None:
    measure = named(quality, name)
    assert measure.hits / measure.of >= min_share, quality.mistakes


def test_hardly_any_question_in_scope_is_declined(quality: Report) -> None:
    measure = named(quality, "in scope wrongly declined")
    assert measure.hits / measure.of <= 0.03, quality.mistakes


def named(quality: Report, name: str) -> Measure:
    """Return the measure with this name."""
    return next(measure for measure in quality.measures if measure.name == name)


def test_the_readme_shows_the_current_quality(assistant: Assistant) -> None:
    assert quality_table.in_readme() == quality_table.table(quality_table.reports(assistant)), (
        "update it: uv run benchmarks/quality.py --write"
    )


def test_no_phrasing_of_the_corpus_is_a_labelled_question(corpus: Corpus) -> None:
    rows = read_questions([*QUESTIONS, *UNSEEN], {section.label: section.id for section in corpus.sections.values()})
    questions = {words(row["q"]) for row in rows} - {""}
    folder = default_root() / corpus.language / "phrasings"
    copied = [
        f"{path.name}:{number}: {phrasing}"
        for path in sorted(folder.glob("*.txt"))
        for number, phrasing in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if words(phrasing) in questions
    ]
    assert copied == []


def words(text: str) -> str:
    """Return the words of a text without case and punctuation."""
    return " ".join(re.findall(r"\w+", text.casefold()))
