"""The reading order of the lines of text in a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Point = tuple[float, float]

_SAME_ROW: Final = 0.5  # max. distance of the middles of two lines in one row, in heights of a line
_ONE_LINE: Final = 1.5  # max. gap between two pieces of one line, in heights; wider gaps separate columns
_ONE_BLOCK: Final = 1.2  # max. gap between two lines of one paragraph, in heights


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in a picture; `corners` are in pixels, in any order."""

    text: str
    corners: tuple[Point, ...]


@dataclass(slots=True)
class _Piece:
    """A text and its position in level coordinates, in pixels."""

    text: str
    left: float
    right: float
    middle: float
    height: float


def reading_order(lines: Sequence[Line], turns: int = 0) -> list[str]:
    """Return the texts from top to bottom and left to right; paragraphs of different columns are not mixed.

    The picture may be tilted; `turns` is the number of quarter turns to the left after which it is upright.
    """
    blocks: list[list[_Piece]] = []
    for piece in _rows_joined(_level(lines, turns)):
        above = [block for block in blocks if _continues(block[-1], piece)]
        if above:
            min(above, key=lambda block: piece.middle - block[-1].middle).append(piece)
        else:
            blocks.append([piece])
    return [piece.text for block in blocks for piece in block]


def _level(lines: Iterable[Line], turns: int) -> list[_Piece]:
    """Return the lines turned upright, and then by their average tilt, weighted by length."""
    placed = [(line.text, _upright([_turned(corner, turns) for corner in line.corners])) for line in lines]
    tilt = math.atan2(
        sum(right[1] - left[1] for _, (left, right, *_) in placed),
        sum(right[0] - left[0] for _, (left, right, *_) in placed),
    )
    cosine, sine = math.cos(tilt), math.sin(tilt)
    pieces = []
    for text, corners in placed:
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = ((x * cosine + y * sine, y * cosine - x * sine) for x, y in corners)
        height = max((y2 + y3 - y0 - y1) / 2, 1.0)
        pieces.append(_Piece(text, (x0 + x3) / 2, (x1 + x2) / 2, (y0 + y1 + y2 + y3) / 4, height))
    return pieces


def _turned(point: Point, turns: int) -> Point:
    """Return a point after quarter turns to the left about the origin."""
    x, y = point
    for _ in range(turns):
        x, y = y, -x
    return x, y


def _upright(corners: Sequence[Point]) -> list[Point]:
    """Return the corners of an upright line clockwise from the top left."""
    by_x = sorted(corners)
    left, right = sorted(by_x[:2], key=lambda point: point[1]), sorted(by_x[2:], key=lambda point: point[1])
    return [left[0], right[0], right[1], left[1]]


def _rows_joined(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Return the pieces row by row; pieces that are close together in a row are joined."""
    rows: list[list[_Piece]] = []
    for piece in sorted(pieces, key=lambda piece: piece.middle):
        first = rows[-1][0] if rows else None
        if first and piece.middle - first.middle < _SAME_ROW * min(piece.height, first.height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    joined: list[_Piece] = []
    for row in rows:
        row.sort(key=lambda piece: piece.left)
        for at, piece in enumerate(row):
            if at and piece.left - joined[-1].right < _ONE_LINE * max(piece.height, joined[-1].height):
                joined[-1].text += f" {piece.text}"
                joined[-1].right = piece.right
            else:
                joined.append(piece)
    return joined


def _continues(above: _Piece, below: _Piece) -> bool:
    """Return whether a line is continued by another, which is close below it and of similar height."""
    height = min(above.height, below.height)
    gap = below.middle - above.middle - (above.height + below.height) / 2
    beneath = min(above.right, below.right) > max(above.left, below.left)
    return beneath and -height < gap < _ONE_BLOCK * height and below.middle > above.middle
