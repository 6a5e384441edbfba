"""Boxes around lines of text: which way they run, and what is inside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from bot.pictures.decoding import Pixels

if TYPE_CHECKING:
    from collections.abc import Sequence

Box = NDArray[np.float32]
"""Four corners as x and y in pixels, clockwise, from whichever comes first."""


def mostly_sideways(boxes: Sequence[Box]) -> bool:
    """Say whether most of the text runs up or down, by its length."""
    balance = 0.0
    for box in boxes:
        x, y = max(_edges(box), key=np.linalg.norm)
        balance += abs(y) if abs(y) > abs(x) else -abs(x)
    return balance > 0


def ordered(box: Box, *, sideways: bool) -> Box:
    """Return the corners clockwise from where a line begins that runs to the right, or, if `sideways`, downwards."""
    along, across = _edges(box)
    axis = int(sideways)
    if abs(along[axis]) < abs(across[axis]):
        along, across = across, along
    along = along if along[axis] > 0 else -along
    across = across if along[0] * across[1] > along[1] * across[0] else -across
    from_middle = box - box.mean(axis=0)
    far, low = from_middle @ along / max(along @ along, 1.0), from_middle @ across / max(across @ across, 1.0)
    return box[[np.argmin(far + low), np.argmax(far - low), np.argmax(far + low), np.argmin(far - low)]]


def cut(pixels: Pixels, box: Box) -> Pixels:
    """Return what is inside an ordered box as a level picture of its own."""
    start, end, below_end, below_start = box
    width = max(1, round(max(float(np.linalg.norm(end - start)), float(np.linalg.norm(below_end - below_start)))))
    height = max(1, round(max(float(np.linalg.norm(below_start - start)), float(np.linalg.norm(below_end - end)))))
    level = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    warp = cv2.getPerspectiveTransform(np.ascontiguousarray(box), level)
    taken = cv2.warpPerspective(pixels, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(taken, np.uint8)


def _edges(box: Box) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the two directions of a box's edges, as long as they are."""
    return box[1] - box[0], box[2] - box[1]
