"""The measures of quality, counted on a few hand-made rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.conversation import Outcome
from bot.conversation.turn import Kind, Ranked
from bot.evaluation import Asked, Bin, Confusion, Mistake, report

CODE_ROW = {"codes": [], "unknown": [], "suggest": [], "ok_codes": [], "ok_unknown": [], "suggest_optional": False}


def asked_with(row: Mapping[str, Any], kind: Kind, *ranked: tuple[str, float], **more: Any) -> Asked:  # noqa: ANN401
    """Return a labelled question with its outcome."""
    sections = tuple(Ranked(name, name, score) for name, score in ranked)
    return Asked({"q": "…", **row}, Outcome(kind, sections=sections, **more), 0.002)


def shares(asked: list[Asked]) -> dict[str, tuple[int, int]]:
    """Return the hits and the number of questions of every measure that has questions."""
    return {measure.name: (measure.hits, measure.of) for measure in report(asked).measures if measure.of}


def test_text_counts_by_the_first_section_and_by_the_offered_ones() -> None:
    hardware = {"accept": ["hardware-changed"], "windows": None}
    asked = [
        asked_with(hardware, "answer", ("hardware-changed", 0.9)),
        asked_with(hardware, "answer", ("kms-not-reached", 0.8), ("hardware-changed", 0.1)),
        asked_with(hardware, "choices", ("kms-not-reached", 0.5), ("hardware-changed", 0.4)),
        asked_with(hardware, "choices", ("kms-not-reached", 0.5)),
        asked_with(hardware, "decline"),
        asked_with(hardware, "smalltalk"),
    ]
    assert shares(asked) == {
        "first section right": (1, 6),
        "right section shown or offered": (3, 6),
        "straight answers right": (1, 2),
        "answered straight": (2, 6),
        "in scope wrongly declined": (2, 6),
    }


def test_any_accepted_section_is_right() -> None:
    asked = [asked_with({"accept": ["hardware-changed", "kms-not-reached"]}, "answer", ("kms-not-reached", 0.9))]
    assert shares(asked)["first section right"] == (1, 1)


def test_the_windows_version_counts_if_the_question_names_one() -> None:
    asked = [
        asked_with({"accept": ["hardware-changed"], "windows": "10"}, "decline", windows="10"),
        asked_with({"accept": ["hardware-changed"], "windows": "10"}, "decline", windows="11"),
        asked_with({"accept": ["hardware-changed"], "windows": None}, "decline", windows="10"),
    ]
    assert shares(asked)["Windows version read"] == (1, 2)


def test_questions_out_of_scope_should_be_declined_and_small_talk_answered() -> None:
    asked = [
        asked_with({"label": "NONE"}, "decline"),
        asked_with({"label": "NONE"}, "choices", ("kms-not-reached", 0.5)),
        asked_with({"label": "PIRACY"}, "decline"),
        asked_with({"label": "SMALLTALK"}, "smalltalk"),
        asked_with({"label": "SMALLTALK"}, "decline"),
    ]
    assert shares(asked) == {"out of scope declined": (2, 3), "small talk met": (1, 2)}


def test_codes_count_only_if_all_are_right_and_in_order() -> None:
    two = CODE_ROW | {"codes": ["0xC004F211", "0x803F7001"]}
    optional = CODE_ROW | {"codes": ["0xC004F211"], "ok_codes": ["0x803F7001"]}
    unknown = CODE_ROW | {"codes": ["0xC004F211"], "unknown": ["0x80240034"]}
    asked = [
        asked_with(two, "answer", codes=("0xC004F211", "0x803F7001")),
        asked_with(two, "answer", codes=("0x803F7001", "0xC004F211")),
        asked_with(two, "answer", codes=("0xC004F211",)),
        asked_with(optional, "answer", codes=("0xC004F211",)),
        asked_with(optional, "answer", codes=("0xC004F211", "0x803F7001")),
        asked_with(optional, "answer", codes=("0xC004F211", "0x80004005")),
        asked_with(unknown, "answer", codes=("0xC004F211",), unknown_codes=("0x80240034",)),
        asked_with(unknown, "answer", codes=("0xC004F211",)),
    ]
    assert shares(asked) == {"codes recognised": (4, 8)}


def test_near_misses_should_be_suggested_and_look_alikes_ignored() -> None:
    near = CODE_ROW | {"suggest": ["0xC004F211"], "unknown": ["0xC004F111"]}
    asked = [
        asked_with(near, "unknown_code", suggestions=("0xC004F210", "0xC004F211")),
        asked_with(near, "unknown_code", suggestions=("0xC004F210",)),
        asked_with(near, "answer", codes=("0xC004F211",)),
        asked_with(CODE_ROW, "decline"),
        asked_with(CODE_ROW, "answer", codes=("0xC004F211",)),
        asked_with(CODE_ROW, "unknown_code", unknown_codes=("0x12345678",)),
    ]
    assert shares(asked) == {"near misses suggested": (1, 3), "look-alikes left alone": (1, 3)}


def test_a_mistake_has_the_expected_and_the_given_outcome() -> None:
    asked = [
        asked_with({"q": "rätt", "accept": ["hardware-changed"]}, "answer", ("hardware-changed", 0.9)),
        asked_with(
            {"q": "erbjudet", "accept": ["hardware-changed"]},
            "choices",
            ("kms-not-reached", 0.5),
            ("hardware-changed", 0.4),
        ),
        asked_with({"q": "fel", "accept": ["hardware-changed"]}, "answer", ("kms-not-reached", 0.75)),
        asked_with({"q": "prat", "label": "SMALLTALK"}, "decline"),
        asked_with({"q": "kod", **CODE_ROW, "codes": ["0xC004F211"]}, "answer", codes=("0x803F7001",)),
    ]
    assert list(report(asked).mistakes) == [
        Mistake("fel", ["hardware-changed"], "answer", ("kms-not-reached 0.75",)),
        Mistake("prat", "SMALLTALK", "decline", ()),
        Mistake("kod", ["0xC004F211"], "answer", ("0x803F7001",)),
    ]


def test_probabilities_are_compared_with_the_share_that_was_right() -> None:
    row = {"accept": ["hardware-changed"]}
    asked = [
        asked_with(row, "answer", ("hardware-changed", 0.96)),
        asked_with(row, "answer", ("kms-not-reached", 1.0)),
        asked_with(row, "answer", ("hardware-changed", 0.62)),
        asked_with(row, "choices", ("hardware-changed", 0.3)),
    ]
    asked.append(asked_with({"label": "NONE"}, "choices", ("hardware-changed", 0.34)))
    found = report(asked)
    assert found.reliability == (Bin(0.32, 0.5, 2), Bin(0.62, 1.0, 1), Bin(0.98, 0.5, 2))
    assert found.calibration_error == pytest.approx((2 * 0.18 + 0.38 + 2 * 0.48) / 5)


def test_the_report_has_the_time_of_a_question() -> None:
    assert report([asked_with({"label": "NONE"}, "decline")]).milliseconds == {"p50": 2.0, "p99": 2.0}


def test_confusions_are_counted_most_frequent_first() -> None:
    hardware, kms = {"accept": ["hardware-changed"]}, {"accept": ["kms-not-reached"]}
    asked = [
        asked_with(kms, "decline"),
        asked_with(hardware, "answer", ("kms-not-reached", 0.9)),
        asked_with(hardware, "choices", ("kms-not-reached", 0.5), ("hardware-changed", 0.4)),
        asked_with(hardware, "answer", ("hardware-changed", 0.9)),
    ]
    assert report(asked).confusions == (
        Confusion("hardware-changed", "kms-not-reached", 2),
        Confusion("kms-not-reached", "decline", 1),
    )


def test_without_questions_there_are_no_shares() -> None:
    nothing = report([])
    assert {measure.share for measure in nothing.measures} == {None}
    assert (nothing.reliability, nothing.mistakes, nothing.milliseconds) == ((), (), {})
