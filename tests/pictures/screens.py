"""Pictures of screens for tests and the benchmark, drawn with fonts of the extra, so on any machine."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

if TYPE_CHECKING:
    from collections.abc import Sequence

Font = Literal["aileron", "rubik", "micro hei"]
Colour = tuple[int, int, int]

FONTS: Final[tuple[Font, ...]] = ("aileron", "rubik", "micro hei")
"""Aileron comes with Pillow, in a cut that lacks å, ä and ö; the two others come with OpenCV."""

_OPENCV_NAMES: Final = {"rubik": "sans", "micro hei": "uni"}
_REGULAR: Final = 400


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a dialog; sizes in pixels."""

    font: Font = "micro hei"
    size: int = 20
    paper: Colour = (255, 255, 255)
    ink: Colour = (20, 20, 20)
    bar: Colour = (225, 228, 235)
    around: Colour = (60, 90, 130)


LIGHT: Final = Look()
DARK: Final = Look(paper=(32, 32, 32), ink=(240, 240, 240), bar=(45, 45, 48), around=(10, 10, 12))
BLUE: Final = Look(size=26, paper=(0, 120, 215), ink=(255, 255, 255), bar=(0, 120, 215), around=(0, 120, 215))
FAINT: Final = Look(paper=(236, 236, 236), ink=(160, 160, 160), bar=(228, 228, 228), around=(200, 200, 200))
SMALL: Final = replace(LIGHT, size=12)


def dialog(title: str, body: Sequence[str], look: Look = LIGHT, *, buttons: Sequence[str] = ("Stäng",)) -> Image.Image:
    """Return a window with a title bar, lines of text and buttons, on a desktop."""
    step = round(look.size * 1.6)
    width = max(_width(line, look) for line in (title, *body)) + 3 * step
    height = (len(body) + 6) * step
    window = Image.new("RGB", (width, height), look.paper)
    draw = ImageDraw.Draw(window)
    draw.rectangle((0, 0, width, round(1.5 * step)), fill=look.bar)
    _write(window, (step // 2, step // 4), title, look)
    for number, line in enumerate(body):
        _write(window, (step, (number + 2) * step + step // 2), line, look)
    right = width - step // 2
    for label in reversed(buttons):
        left = right - _width(label, look) - step
        draw.rectangle((left, height - 2 * step, right, height - step // 2), outline=look.ink, fill=look.bar)
        _write(window, (left + step // 2, height - round(1.75 * step)), label, look)
        right = left - step // 2
    desktop = Image.new("RGB", (width + 4 * step, height + 4 * step), look.around)
    desktop.paste(window, (2 * step, 2 * step))
    return desktop


def photographed(
    picture: Image.Image, seed: int, *, tilt: float = 4.0, blur: float = 1.0, noise: float = 8.0
) -> Image.Image:
    """Return a photo of the picture: tilted (degrees), in perspective, out of focus, unevenly lit, noisy."""
    chance = np.random.default_rng(seed)
    width, height = picture.size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    angle = np.radians(tilt)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    seen = (corners - corners.mean(axis=0)) @ turn + chance.uniform(-0.04, 0.04, (4, 2)) * (width, height)
    seen = (seen - seen.min(axis=0) + 0.06 * width).astype(np.float32)
    size = np.ceil(seen.max(axis=0) + 0.06 * width).astype(int).tolist()
    warp = cv2.getPerspectiveTransform(corners, seen)
    taken = cv2.warpPerspective(np.asarray(picture), warp, size, flags=cv2.INTER_AREA, borderValue=(70, 62, 55))
    soft = np.asarray(Image.fromarray(taken.astype(np.uint8)).filter(ImageFilter.GaussianBlur(blur)), np.float32)
    light = np.linspace(0.75, 1.05, size[0])[None, :, None]
    grain = chance.normal(0.0, noise, soft.shape)
    return Image.fromarray(np.clip(soft * light + grain, 0, 255).astype(np.uint8))


def encoded(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """Return the picture as the bytes of a file; `options` are those of `Image.save`."""
    buffer = io.BytesIO()
    picture.save(buffer, form, **options)
    return buffer.getvalue()


def _width(text: str, look: Look) -> int:
    if look.font == "aileron":
        return int(_aileron(look).getlength(text)) + 1
    face = cv2.FontFace(_OPENCV_NAMES[look.font])
    return int(cv2.getTextSize((0, 0), text, (0, 0), face, look.size, _REGULAR)[2])


def _write(picture: Image.Image, at: tuple[int, int], text: str, look: Look) -> None:
    if look.font == "aileron":
        ImageDraw.Draw(picture).text(at, text, fill=look.ink, font=_aileron(look))
        return
    canvas = np.array(picture)
    face = cv2.FontFace(_OPENCV_NAMES[look.font])
    cv2.putText(canvas, text, (at[0], at[1] + look.size), look.ink, face, look.size, _REGULAR)
    picture.paste(Image.fromarray(canvas))


def _aileron(look: Look) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size=look.size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
