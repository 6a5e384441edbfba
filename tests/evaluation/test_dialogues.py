"""The quality of conversations: dialogues are played, and a user is simulated for every labelled question."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.conversation import Assistant
from bot.evaluation import (
    DialogueReport,
    QuestionsError,
    WrongDialogue,
    play,
    read_dialogues,
    read_questions,
    report_dialogues,
    simulate,
    solvable,
)

DATA = Path(__file__).parents[1] / "data"
AT = datetime(2026, 1, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def section_of(assistant: Assistant) -> dict[str, str]:
    return {section.label: section.id for section in assistant.config.corpus.sections.values()}


@pytest.fixture(scope="module")
def report(assistant: Assistant, section_of: dict[str, str]) -> DialogueReport:
    talks = read_dialogues(sorted((DATA / "dialogues").glob("*.jsonl")), section_of)
    files = [DATA / "questions" / f"{name}.jsonl" for name in ("freetext", "composed2", "real")]
    questions = solvable(read_questions(files, section_of))
    return report_dialogues(
        [play(assistant, row, AT) for row in talks],
        [simulate(assistant, row, AT) for row in questions],
    )


def share(report: DialogueReport, name: str) -> float:
    """Return the share of a measure."""
    return next(measure.share or 0.0 for measure in report.measures if measure.name == name)


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("solved within 2 answers (freetext)", 0.96),
        ("solved within 2 answers (composed2)", 0.92),
        ("solved within 2 answers (real)", 0.90),
        ("dialogues right", 0.57),
        ("turns of dialogues right", 0.79),
        ("second turns right", 0.85),
    ],
)
def test_conversations_go_well(report: DialogueReport, name: str, least: float) -> None:
    assert share(report, name) >= least


def test_no_reply_is_sent_twice(report: DialogueReport) -> None:
    assert share(report, "replies given before") == 0


def test_replies_fit_a_phone(report: DialogueReport) -> None:
    assert report.reply_length["median"] <= 450
    assert report.reply_length["p95"] <= 900


def test_a_dialogue_is_right_if_every_turn_is(assistant: Assistant, section_of: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "talk.jsonl"
    turns = [
        {"say": "0xC004F211", "want": {"kind": "answer", "about": ["F211"]}},
        {"say": "tack", "want": {"kind": "smalltalk", "about": None}},
    ]
    wrong = [{"say": "0xC004F211", "want": {"about": ["C003"], "version": "10"}}]
    file.write_text("\n".join(json.dumps({"id": f"T{at}", "turns": one}) for at, one in enumerate((turns, wrong))))
    right, other = (play(assistant, row, AT) for row in read_dialogues([file], section_of))
    assert right.is_right
    assert other.faults == ((0, "it is about ['hardware-changed']"), (0, "it is for Windows 11"))
    (mistake,) = report_dialogues([right, other], []).mistakes
    assert mistake == WrongDialogue(
        "T1", ("0xC004F211: it is about ['hardware-changed']", "0xC004F211: it is for Windows 11")
    )


def test_a_second_turn_is_checked_for_text_it_must_and_must_not_contain(
    assistant: Assistant, section_of: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "second.jsonl"
    want = {"must_text": ["kostar"], "must_not_text": ["bara bra på en sak", "inget"]}
    file.write_text(json.dumps({"before": ["0xC004F211"], "say": "vad kostar det?", "want": want}))
    (row,) = read_dialogues([file], section_of)
    assert row["second"]
    played = play(assistant, row, AT)
    assert {number for number, _ in played.faults} <= {1}
    assert len(played.turns) == 2


def test_the_simulated_user_answers_truthfully(assistant: Assistant) -> None:
    played = simulate(assistant, {"q": "windows är inte aktiverat", "accept": ["hardware-changed"]}, AT)
    assert played.is_right
    assert played.presses == 1


@pytest.mark.parametrize("line", ["{", "[]", '{"turns": [{"says": "hej"}]}', '{"say": "hej"}'])
def test_a_line_that_is_not_a_dialogue_is_reported(line: str, section_of: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_text(line)
    with pytest.raises(QuestionsError, match=r"broken\.jsonl:1: "):
        read_dialogues([file], section_of)
