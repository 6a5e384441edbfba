"""The measures of quality, counted on a few rows made by hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.conversation import Outcome
from bot.conversation.replies import Kind, Ranked
from bot.evaluation import Asked, report

CODE_ROW = {"codes": [], "unknown": [], "suggest": [], "ok_codes": [], "suggest_optional": False}


def came_to(row: Mapping[str, Any], kind: Kind, *ranked: tuple[str, float], **more: Any) -> Asked:  # noqa: ANN401
    """A labelled question and what it came to."""
    sections = tuple(Ranked(name, name, score) for name, score in ranked)
    return Asked({"q": "…", **row}, Outcome(kind, sections=sections, **more), 0.002)


def shares(asked: list[Asked]) -> dict[str, tuple[int, int]]:
    """Hits and number of every measure that has any."""
    return {measure.name: (measure.hits, measure.of) for measure in report(asked).measures if measure.of}


def test_text_is_counted_by_what_is_first_and_what_is_offered() -> None:
    hardware = {"accept": ["hardware-changed"], "windows": None}
    asked = [
        came_to(hardware, "answer", ("hardware-changed", 0.9)),
        came_to(hardware, "answer", ("kms-not-reached", 0.8), ("hardware-changed", 0.1)),
        came_to(hardware, "choices", ("kms-not-reached", 0.5), ("hardware-changed", 0.4)),
        came_to(hardware, "choices", ("kms-not-reached", 0.5)),
        came_to(hardware, "decline"),
        came_to(hardware, "smalltalk"),
    ]
    assert shares(asked) == {
        "first section right": (1, 6),
        "right section shown or offered": (3, 6),
        "straight answers right": (1, 2),
        "answered straight": (2, 6),
        "in scope wrongly declined": (2, 6),
    }


def test_any_accepted_section_is_right() -> None:
    asked = [came_to({"accept": ["hardware-changed", "kms-not-reached"]}, "answer", ("kms-not-reached", 0.9))]
    assert shares(asked)["first section right"] == (1, 1)


def test_the_windows_version_is_counted_where_a_question_names_one() -> None:
    asked = [
        came_to({"accept": ["hardware-changed"], "windows": "10"}, "decline", windows="10"),
        came_to({"accept": ["hardware-changed"], "windows": "10"}, "decline", windows="11"),
        came_to({"accept": ["hardware-changed"], "windows": None}, "decline", windows="10"),
    ]
    assert shares(asked)["Windows version read"] == (1, 2)


def test_what_is_out_of_scope_is_to_be_declined_and_small_talk_to_be_met() -> None:
    asked = [
        came_to({"label": "NONE"}, "decline"),
        came_to({"label": "NONE"}, "choices", ("kms-not-reached", 0.5)),
        came_to({"label": "PIRACY"}, "decline"),
        came_to({"label": "SMALLTALK"}, "smalltalk"),
        came_to({"label": "SMALLTALK"}, "decline"),
    ]
    assert shares(asked) == {"out of scope declined": (2, 3), "small talk met": (1, 2)}


def test_codes_are_counted_whole_and_in_order() -> None:
    two = CODE_ROW | {"codes": ["0xC004F211", "0x803F7001"]}
    optional = CODE_ROW | {"codes": ["0xC004F211"], "ok_codes": ["0x803F7001"]}
    unknown = CODE_ROW | {"codes": ["0xC004F211"], "unknown": ["0x80240034"]}
    asked = [
        came_to(two, "answer", codes=("0xC004F211", "0x803F7001")),
        came_to(two, "answer", codes=("0x803F7001", "0xC004F211")),
        came_to(two, "answer", codes=("0xC004F211",)),
        came_to(optional, "answer", codes=("0xC004F211",)),
        came_to(optional, "answer", codes=("0xC004F211", "0x803F7001")),
        came_to(optional, "answer", codes=("0xC004F211", "0x80004005")),
        came_to(unknown, "answer", codes=("0xC004F211",), unknown_codes=("0x80240034",)),
        came_to(unknown, "answer", codes=("0xC004F211",)),
    ]
    assert shares(asked) == {"codes recognised": (4, 8)}


def test_near_misses_are_to_be_suggested_and_look_alikes_left_alone() -> None:
    near = CODE_ROW | {"suggest": ["0xC004F211"], "unknown": ["0xC004F111"]}
    asked = [
        came_to(near, "unknown_code", suggestions=("0xC004F210", "0xC004F211")),
        came_to(near, "unknown_code", suggestions=("0xC004F210",)),
        came_to(near, "answer", codes=("0xC004F211",)),
        came_to(CODE_ROW, "decline"),
        came_to(CODE_ROW, "answer", codes=("0xC004F211",)),
        came_to(CODE_ROW, "unknown_code", unknown_codes=("0x12345678",)),
    ]
    assert shares(asked) == {"near misses suggested": (1, 3), "look-alikes left alone": (1, 3)}


def test_a_mistake_is_told_with_what_was_expected_and_what_was_given() -> None:
    asked = [
        came_to({"q": "rätt", "accept": ["hardware-changed"]}, "answer", ("hardware-changed", 0.9)),
        came_to(
            {"q": "erbjudet", "accept": ["hardware-changed"]},
            "choices",
            ("kms-not-reached", 0.5),
            ("hardware-changed", 0.4),
        ),
        came_to({"q": "fel", "accept": ["hardware-changed"]}, "answer", ("kms-not-reached", 0.75)),
        came_to({"q": "prat", "label": "SMALLTALK"}, "decline"),
        came_to({"q": "kod", **CODE_ROW, "codes": ["0xC004F211"]}, "answer", codes=("0x803F7001",)),
    ]
    assert list(report(asked).mistakes) == [
        {"q": "fel", "expected": ["hardware-changed"], "kind": "answer", "given": ["kms-not-reached 0.75"]},
        {"q": "prat", "expected": "SMALLTALK", "kind": "decline", "given": []},
        {"q": "kod", "expected": ["0xC004F211"], "kind": "answer", "given": ["0x803F7001"]},
    ]


def test_confidence_is_held_against_what_was_right() -> None:
    row = {"accept": ["hardware-changed"]}
    asked = [
        came_to(row, "answer", ("hardware-changed", 0.96)),
        came_to(row, "answer", ("kms-not-reached", 1.0)),
        came_to(row, "answer", ("hardware-changed", 0.62)),
        came_to(row, "choices", ("hardware-changed", 0.3)),
    ]
    asked.append(came_to({"label": "NONE"}, "choices", ("hardware-changed", 0.34)))
    found = report(asked)
    assert found.reliability == ((0.32, 0.5, 2), (0.62, 1.0, 1), (0.98, 0.5, 2))
    assert found.calibration_error == pytest.approx((2 * 0.18 + 0.38 + 2 * 0.48) / 5)


def test_the_time_of_a_question_is_told() -> None:
    assert report([came_to({"label": "NONE"}, "decline")]).milliseconds == {"p50": 2.0, "p99": 2.0}


def test_sections_taken_for_each_other_are_counted_the_commonest_first() -> None:
    hardware, kms = {"accept": ["hardware-changed"]}, {"accept": ["kms-not-reached"]}
    asked = [
        came_to(kms, "decline"),
        came_to(hardware, "answer", ("kms-not-reached", 0.9)),
        came_to(hardware, "choices", ("kms-not-reached", 0.5), ("hardware-changed", 0.4)),
        came_to(hardware, "answer", ("hardware-changed", 0.9)),
    ]
    assert report(asked).confusions == (("hardware-changed", "kms-not-reached", 2), ("kms-not-reached", "decline", 1))


def test_of_no_questions_there_are_no_shares() -> None:
    nothing = report([])
    assert {measure.share for measure in nothing.measures} == {None}
    assert (nothing.reliability, nothing.mistakes, nothing.milliseconds) == ((), (), {})
