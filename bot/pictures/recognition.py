"""Text in pixels: found, cut out and recognised by the models that come with rapidocr. Imported by a worker alone."""

from __future__ import annotations

import logging
import time
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import rapidocr
from numpy.typing import NDArray
from rapidocr.ch_ppocr_rec import TextRecInput

from bot.pictures.boxes import Box, cut, mostly_sideways, ordered
from bot.pictures.decoding import Pixels
from bot.pictures.lines import Line, reading_order

THREADS: Final = 2
MIN_SCORE: Final = 0.7
"""How sure of a line the model must be, from 0 to 1, on the average of its characters.

Measured: in photos without text it was sure of at most 0.65, of lines that it read nearly right at least 0.76.
"""

SEARCHED_PIXELS: Final = 1_200_000
"""Text is searched for in a copy of so many pixels at most; it is cut out of the picture itself."""

MIN_PIXELS: Final = 600_000
"""A smaller picture is enlarged, at most twice, before it is searched."""

MAX_LINES: Final = 300
SECONDS: Final = 10.0
"""So many lines are recognised of a picture at most, and for so long, large ones first; the rest is left out."""

_MODELS: Final = Path(rapidocr.__file__).parent / "models"
_CONTRAST: Final = 20  # of 255, within _NEAR pixels: the model finds text in plain areas where it is less
_NEAR: Final = 25
_UNIT: Final = 32  # pixels: the model takes multiples of it
_MAX_LONGER: Final = 8  # times as long as high: a picture beyond that is given margins
_START: Final = 4  # heights of a line: what the model that tells upside down sees without squeezing it
_SURE: Final = 0.9


class Recogniser:
    """The models, loaded. Takes 0.2 GiB, 0.6 while it reads, and 0.9 with the largest pictures."""

    def __init__(self) -> None:
        logging.disable(logging.CRITICAL)  # rapidocr has a handler of its own, and logs what it reads
        engine = rapidocr.RapidOCR(
            params={
                # A path is taken as it is; without one, rapidocr downloads what it misses.
                "Det.model_path": str(_MODELS / "PP-OCRv6_det_small.onnx"),
                "Cls.model_path": str(_MODELS / "ch_ppocr_mobile_v2.0_cls_mobile.onnx"),
                "Rec.model_path": str(_MODELS / "PP-OCRv6_rec_small.onnx"),
                # `_searched` has the right size.
                "Det.limit_type": "max",
                "Det.limit_side_len": 1 << 20,
                # Specks come first among what is found, and with the default of 1000 there may be no room for text.
                "Det.max_candidates": 20_000,
                "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )
        cv2.setNumThreads(1)
        engine(_sample())  # loads the models, and all that the libraries load late
        # Any: what rapidocr declares here is what stands there before the models are loaded.
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
        sideways = mostly_sideways(boxes)
        cuts = [cut(pixels, ordered(box, sideways=sideways)) for box in boxes]
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
        """Return where there is text, at most `MAX_LINES` places."""
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
        """Say whether most of the text is; a single line is misjudged at times, and most often a short one."""
        starts = [piece[:, : _START * piece.shape[0]].copy() for piece in cuts]
        votes = [bool(label == "180") for label, score in self._judge(starts).cls_res if score > _SURE]
        return 2 * sum(votes) > len(votes)


def _with_margins(pixels: Pixels) -> Pixels:
    """Return the picture with margins of its own colour where it is very small or long: the model needs some room."""
    height, width = pixels.shape[:2]
    least = max(_UNIT, max(height, width) // _MAX_LONGER)
    below, beside = max(0, least - height), max(0, least - width)
    if not below and not beside:
        return pixels
    sides = (below // 2, below - below // 2, beside // 2, beside - beside // 2)
    return np.asarray(cv2.copyMakeBorder(pixels, *sides, cv2.BORDER_REPLICATE), np.uint8)


def _searched(pixels: Pixels) -> Pixels:
    """Return a copy in the size in which text is searched for, in shades of grey: colours mislead the model."""
    height, width = pixels.shape[:2]
    scale = min(2.0, max(1.0, (MIN_PIXELS / (height * width)) ** 0.5), (SEARCHED_PIXELS / (height * width)) ** 0.5)
    size = [max(_UNIT, round(side * scale / _UNIT) * _UNIT) for side in (width, height)]
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    grey = cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), size, interpolation=way)
    return np.asarray(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.uint8)


def _plain(grey: Pixels) -> NDArray[np.bool_]:
    """Return where there is nothing but one shade."""
    near = np.ones((_NEAR, _NEAR), np.uint8)
    return np.asarray(cv2.subtract(cv2.dilate(grey, near), cv2.erode(grey, near)) < _CONTRAST)


def _sample() -> Pixels:
    """A picture with a word."""
    pixels = np.full((64, 320, 3), 255, np.uint8)
    cv2.putText(pixels, "Windows 0x", (20, 44), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (0, 0, 0), 2)
    return pixels
