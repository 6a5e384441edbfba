"""Recognition of text in pixels with the models of rapidocr. Only a worker imports this module."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import rapidocr
from numpy.typing import NDArray
from rapidocr.ch_ppocr_rec import TextRecInput

from bot.pictures.decoding import Pixels
from bot.pictures.lines import Line, reading_order

Box = NDArray[np.float32]
"""Four corners as x and y in pixels, clockwise, from any corner."""

THREADS: Final = 2
MIN_SCORE: Final = 0.7
"""The lowest score of a line, from 0 to 1, the average of its characters.

Measured: at most 0.65 in photos without text, at least 0.76 for lines that were read nearly right.
"""

SEARCHED_PIXELS: Final = 1_200_000
"""The most pixels of the copy in which text is searched for; the text is cut out of the picture itself."""

MIN_PIXELS: Final = 600_000
"""A smaller picture is enlarged, at most twice, before it is searched."""

MAX_LINES: Final = 300
SECONDS: Final = 10.0
"""The limits for one picture: lines, and time. Large lines are recognised first, and the rest is left out."""

_MODELS: Final = Path(rapidocr.__file__).parent / "models"
_CONTRAST: Final = 20  # of 255, within _NEAR pixels; in areas with less, the model would find text that is not there
_NEAR: Final = 25
_UNIT: Final = 32  # pixels; the model takes multiples of it
_MAX_RATIO: Final = 8  # of the longer side to the shorter; with a greater ratio, a picture gets margins
_START: Final = 4  # the length, in heights, of the start of a line that the model for upside-down text takes
_MIN_TURN_SCORE: Final = 0.9


class Recogniser:
    """The loaded models. They take 0.2 GiB, 0.6 while they read, and 0.9 for the largest pictures."""

    def __init__(self) -> None:
        logging.disable(logging.CRITICAL)  # rapidocr has a handler of its own, and logs the text that it reads
        engine = rapidocr.RapidOCR(
            params={
                # Without a path, rapidocr downloads the models that are missing.
                "Det.model_path": str(_MODELS / "PP-OCRv6_det_small.onnx"),
                "Cls.model_path": str(_MODELS / "ch_ppocr_mobile_v2.0_cls_mobile.onnx"),
                "Rec.model_path": str(_MODELS / "PP-OCRv6_rec_small.onnx"),
                # `_searched` returns the right size.
                "Det.limit_type": "max",
                "Det.limit_side_len": 1 << 20,
                # Specks come first, so with the default of 1000 there may be no candidates left for text.
                "Det.max_candidates": 20_000,
                "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        cv2.setNumThreads(1)
        engine(_sample())  # loads the models, and everything that the libraries load late
        # Any, because rapidocr declares the types from before the models are loaded.
        self._find: Any = engine.text_det
        self._judge: Any = engine.text_cls
        self._recognise: Any = engine.text_rec

    def read(self, pixels: Pixels) -> list[str]:
        """Return the legible lines of a picture in reading order."""
        end = time.monotonic() + SECONDS
        pixels = _with_margins(pixels)
        boxes = self._boxes(pixels)
        if not boxes:
            return []
        sideways = _mostly_sideways(boxes)
        cuts = [_cut(pixels, _ordered(box, sideways=sideways)) for box in boxes]
        upside_down = self._upside_down(cuts)
        if upside_down:
            cuts = [np.ascontiguousarray(piece[::-1, ::-1]) for piece in cuts]
        lines = []
        # One at a time: a batch is padded to its longest line, which takes twice the time and memory.
        for box, piece in zip(boxes, cuts, strict=True):
            found = self._recognise(TextRecInput(img=[piece]))
            text, score = found.txts[0].strip(), found.scores[0]
            if text and score >= MIN_SCORE:
                lines.append(Line(text, tuple((float(x), float(y)) for x, y in box)))
            if time.monotonic() > end:
                break
        return reading_order(lines, sideways + 2 * upside_down)

    def _boxes(self, pixels: Pixels) -> list[Box]:
        """Return the boxes around text, at most `MAX_LINES`, the largest first."""
        searched = _searched(pixels)
        plain = _plain(searched[:, :, 0])
        if plain.all():
            return []
        found = self._find.session(self._find.get_preprocess()(searched))[0, 0]
        likely = cv2.GaussianBlur(found, (3, 3), 0)  # single dots of the noise of a photo are not text
        likely[plain] = 0
        boxes, _ = self._find.postprocess_op(likely[None, None], pixels.shape[:2])
        return sorted((np.asarray(box, np.float32) for box in boxes), key=cv2.contourArea, reverse=True)[:MAX_LINES]

    def _upside_down(self, cuts: list[Pixels]) -> bool:
        """Return whether most lines are upside down; the model sometimes misjudges one, most often a short one."""
        starts = [piece[:, : _START * piece.shape[0]].copy() for piece in cuts]
        votes = [bool(label == "180") for label, score in self._judge(starts).cls_res if score > _MIN_TURN_SCORE]
        return 2 * sum(votes) > len(votes)


def _mostly_sideways(boxes: Sequence[Box]) -> bool:
    """Return whether most of the text, by its length, runs up or down."""
    balance = 0.0
    for box in boxes:
        x, y = max(_edges(box), key=np.linalg.norm)
        balance += abs(y) if abs(y) > abs(x) else -abs(x)
    return balance > 0


def _ordered(box: Box, *, sideways: bool) -> Box:
    """Return the corners clockwise from the start of a line that runs to the right, or, if `sideways`, downwards."""
    along, across = _edges(box)
    axis = int(sideways)
    if abs(along[axis]) < abs(across[axis]):
        along, across = across, along
    along = along if along[axis] > 0 else -along
    across = across if along[0] * across[1] > along[1] * across[0] else -across
    from_middle = box - box.mean(axis=0)
    far, low = from_middle @ along / max(along @ along, 1.0), from_middle @ across / max(across @ across, 1.0)
    return box[[np.argmin(far + low), np.argmax(far - low), np.argmax(far + low), np.argmin(far - low)]]


def _cut(pixels: Pixels, box: Box) -> Pixels:
    """Return the pixels inside an ordered box as a level picture."""
    start, end, below_end, below_start = box
    width = max(1, round(max(float(np.linalg.norm(end - start)), float(np.linalg.norm(below_end - below_start)))))
    height = max(1, round(max(float(np.linalg.norm(below_start - start)), float(np.linalg.norm(below_end - end)))))
    level = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    warp = cv2.getPerspectiveTransform(np.ascontiguousarray(box), level)
    taken = cv2.warpPerspective(pixels, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(taken, np.uint8)


def _edges(box: Box) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return two adjacent edges of a box as vectors."""
    return box[1] - box[0], box[2] - box[1]


def _with_margins(pixels: Pixels) -> Pixels:
    """Return the picture, with margins in its own colours if it is very small or long, as the model requires."""
    height, width = pixels.shape[:2]
    least = max(_UNIT, max(height, width) // _MAX_RATIO)
    below, beside = max(0, least - height), max(0, least - width)
    if not below and not beside:
        return pixels
    sides = (below // 2, below - below // 2, beside // 2, beside - beside // 2)
    return np.asarray(cv2.copyMakeBorder(pixels, *sides, cv2.BORDER_REPLICATE), np.uint8)


def _searched(pixels: Pixels) -> Pixels:
    """Return a copy in the size in which text is searched for, in grey, because colours mislead the model."""
    height, width = pixels.shape[:2]
    scale = min(2.0, max(1.0, (MIN_PIXELS / (height * width)) ** 0.5), (SEARCHED_PIXELS / (height * width)) ** 0.5)
    size = [max(_UNIT, round(side * scale / _UNIT) * _UNIT) for side in (width, height)]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    grey = cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), size, interpolation=way)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


def _plain(grey: Pixels) -> NDArray[np.bool_]:
    """Return a mask of the areas of a single shade."""
    near = np.ones((_NEAR, _NEAR), np.uint8)
    return np.asarray(cv2.subtract(cv2.dilate(grey, near), cv2.erode(grey, near)) < _CONTRAST)


def _sample() -> Pixels:
    """Return a picture with a word."""
    pixels = np.full((64, 320, 3), 255, np.uint8)
    cv2.putText(pixels, "Windows 0x", (20, 44), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2)
    return pixels
