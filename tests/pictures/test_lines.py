"""Lines are returned in the order a person reads them, however the picture is turned."""

from __future__ import annotations

import math
import random

import pytest

from bot.pictures.lines import Line, reading_order

MESSAGE = ("Vi kan inte aktivera Windows på den här", "enheten, för maskinvaran har ändrats.", "Felkod: 0xC004F211")


def line(text: str, left: float, top: float, height: float = 20.0) -> Line:
    right, bottom = left + 0.5 * height * len(text), top + height
    return Line(text, ((left, top), (right, top), (right, bottom), (left, bottom)))


def tilted(lines: list[Line], degrees: float) -> list[Line]:
    """Return the lines, turned to the right about a point outside the picture."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [
        Line(one.text, tuple((x * cosine - y * sine + 900, x * sine + y * cosine + 900) for x, y in one.corners))
        for one in lines
    ]


def dialog() -> list[Line]:
    lines = [line("Aktivering", 40, 10), *(line(text, 60, 80 + 30 * row) for row, text in enumerate(MESSAGE))]
    random.Random(7).shuffle(lines)  # noqa: S311 - any order
    return lines


@pytest.mark.parametrize("degrees", [-12.0, -3.0, 0.0, 5.0, 12.0])
def test_a_tilted_dialog_is_read_from_the_top(degrees: float) -> None:
    assert reading_order(tilted(dialog(), degrees)) == ["Aktivering", *MESSAGE]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
@pytest.mark.parametrize("degrees", [-5.0, 0.0, 5.0])
def test_a_photo_on_its_side_is_read(turns: int, degrees: float) -> None:
    assert reading_order(tilted(dialog(), 90 * turns + degrees), turns) == ["Aktivering", *MESSAGE]


def test_pieces_of_one_line_are_put_together_and_distant_ones_are_not() -> None:
    lines = [line("0xC004F211", 85, 12), line("Felkod", 20, 10), line("Avbryt", 400, 10)]
    assert reading_order(lines) == ["Felkod 0xC004F211", "Avbryt"]


def test_a_paragraph_stays_together_beside_a_menu() -> None:
    menu = [line(text, 10, 60 * row) for row, text in enumerate(("System", "Bluetooth", "Nätverk"))]
    paragraph = [line(text, 300, 20 + 30 * row) for row, text in enumerate(MESSAGE)]
    told = reading_order([*menu, *paragraph])
    assert told[told.index(MESSAGE[0]) :][:3] == list(MESSAGE)
    assert sorted(told) == sorted([*MESSAGE, "System", "Bluetooth", "Nätverk"])


def test_no_line_has_no_order_and_one_is_itself() -> None:
    assert reading_order([]) == []
    assert reading_order([Line("x", ((1.0, 1.0),) * 4)]) == ["x"]
