"""The quality and the speed of reading pictures: `uv run --extra ocr benchmarks/pictures.py`.

Draws dialogs with known codes, as screenshots and as photos of a screen, and has the bot's worker read them. On a busy
machine the seconds are too high, never too low.
"""

from __future__ import annotations

import asyncio
import io
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the tests draw the pictures

from PIL import Image, ImageFilter

from bot.corpus import load
from bot.pictures import PictureError
from bot.pictures.reader import PictureReader
from bot.understanding.codes import CodeIndex, find_codes
from tests.pictures.screens import BLUE, DARK, FAINT, FONTS, LIGHT, SMALL, Look, dialog, encoded, photographed

EACH = 8  # pictures of each kind
STARTS = 3
MESSAGE = (
    "Vi kan inte aktivera Windows på den här enheten eftersom du inte har",
    "en giltig digital licens eller produktnyckel. Gå till Store för att köpa",
    "äkta Windows. Felkod: {}",
)
SWEDISH = FONTS[1:]  # the fonts that have å, ä and ö
Draw = Callable[[Image.Image, int], bytes]


def shown(look: Look, number: int, code: str) -> Image.Image:
    """Return a dialog with a code, in one of the fonts."""
    font = SWEDISH[number % len(SWEDISH)]
    return dialog("Aktivering", [line.format(code) for line in MESSAGE], replace(look, font=font))


def screenshot(picture: Image.Image, _number: int) -> bytes:
    """Return the picture unchanged."""
    return encoded(picture)


def whole_screen(size: tuple[int, int]) -> Draw:
    """Return the picture on an otherwise empty desktop of a size in pixels."""

    def draw(picture: Image.Image, number: int) -> bytes:
        chance = random.Random(number)  # noqa: S311 - not a secret, but reproducible
        desktop = Image.new("RGB", size, picture.getpixel((0, 0)))
        room = [most - side for most, side in zip(size, picture.size, strict=True)]
        desktop.paste(picture, (chance.randint(0, room[0]), chance.randint(0, room[1])))
        return encoded(desktop)

    return draw


def sent_small(picture: Image.Image, number: int) -> bytes:
    """Return a desktop of 1920x1080 as a messenger sends it: 1280 pixels wide, as JPEG."""
    desktop = Image.open(io.BytesIO(whole_screen((1920, 1080))(picture, number)))
    return encoded(desktop.resize((1280, 720), Image.Resampling.LANCZOS), "JPEG", quality=80)


def photo(picture: Image.Image, number: int) -> bytes:
    """Return a photo: tilted, noisy, a little out of focus, 1280 pixels wide and compressed."""
    taken = photographed(picture, number, tilt=(-7.0, -3.0, 2.0, 6.0)[number % 4])
    size = (1280, round(1280 * taken.height / taken.width))
    return encoded(taken.resize(size, Image.Resampling.LANCZOS), "JPEG", quality=70)


def bad_photo(picture: Image.Image, number: int) -> bytes:
    """Return a worse photo: more blurred and noisier, and every other one on its side."""
    taken = photographed(picture, number, tilt=(-12.0, 9.0)[number % 2], blur=1.6, noise=22.0)
    taken = taken.filter(ImageFilter.GaussianBlur(0.8)).rotate(90 * (number % 2), expand=True)
    return encoded(taken, "JPEG", quality=45)


KINDS: dict[str, tuple[Look, Draw]] = {
    "light dialog": (LIGHT, screenshot),
    "dark dialog": (DARK, screenshot),
    "blue screen": (BLUE, screenshot),
    "low contrast": (FAINT, screenshot),
    "text of 12 pixels": (SMALL, screenshot),
    "1920x1080, 12 pixels": (SMALL, whole_screen((1920, 1080))),
    "2560x1440, 12 pixels": (SMALL, whole_screen((2560, 1440))),
    "3840x2160, 24 pixels": (replace(LIGHT, size=24), whole_screen((3840, 2160))),
    "sent at 1280, 12 pixels": (SMALL, sent_small),
    "sent at 1280, 18 pixels": (replace(LIGHT, size=18), sent_small),
    "photo": (LIGHT, photo),
    "bad photo": (replace(LIGHT, size=24), bad_photo),
}


async def main() -> None:
    """Read all pictures with one worker, and print a table."""
    corpus = load()
    codes = sorted({*corpus.sections_by_code, *corpus.code_facts})
    index = CodeIndex.of(codes)
    print(f"start                {statistics.median([await start() for _ in range(STARTS)]):6.1f} s")
    reader = PictureReader(workers=1)
    print(f"\n{'kind':24} right  near  wrong  none  words     p50     p95")
    total: Counter[str] = Counter()
    everything: list[float] = []
    for kind, (look, draw) in KINDS.items():
        counts: Counter[str] = Counter()
        words, seconds = [], []
        for number in range(EACH):
            code = codes[(17 * number + 5 * len(everything)) % len(codes)]
            data = draw(shown(look, number, code), number)
            began = time.perf_counter()
            text = await read(reader, data)
            seconds.append(time.perf_counter() - began)
            counts[verdict(code, text, index)] += 1
            words.append(words_right(text, code))
        report(kind, counts, statistics.mean(words), seconds)
        total += counts
        everything += seconds
    report("all", total, None, everything)
    print(f"\nmemory of the worker {max(memory(), default=0):6.0f} MiB peak")
    await reader.close()


async def start() -> float:
    """Return the seconds until a reader without workers has read a picture without text."""
    reader = PictureReader()
    began = time.perf_counter()
    await reader.read(encoded(Image.new("RGB", (9, 9))))
    took = time.perf_counter() - began
    await reader.close()
    return took


async def read(reader: PictureReader, data: bytes) -> str:
    """Return the text of a picture, "" if it could not be read."""
    try:
        return await reader.read(data)
    except PictureError as error:
        print(f"  {error}")
        return ""


def verdict(code: str, text: str, index: CodeIndex) -> str:
    """Return "right", "near", "wrong" or "none", by the code that the bot finds in the text."""
    found = find_codes(text, index)
    if found.known == (code,) and not found.unknown:
        return "right"
    if found.known:
        return "wrong"
    return "near" if code in found.suggestions else "wrong" if found.unknown else "none"


def words_right(text: str, code: str) -> float:
    """Return the share of the words of the message, with their punctuation, that are in the text."""
    wanted = [word for line in MESSAGE for word in line.format(code).split()]
    there = Counter(text.split())
    return sum((Counter(wanted) & there).values()) / len(wanted)


def report(kind: str, counts: Counter[str], words: float | None, seconds: list[float]) -> None:
    """Print a line of the table."""
    ordered = sorted(seconds)
    share = f"{words:6.2f}" if words is not None else " " * 6
    numbers = "  ".join(f"{counts[name]:5}" for name in ("right", "near", "wrong", "none"))
    print(f"{kind:24}{numbers} {share} {ordered[len(ordered) // 2]:5.1f} s {ordered[int(len(ordered) * 0.95)]:5.1f} s")


def memory() -> Iterator[float]:
    """Return the peak resident memory of each worker of this process, in MiB; only on Linux."""
    listed = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    for pid in listed.read_text(encoding="ascii").split() if listed.exists() else ():
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                yield int(line.split()[1]) / 1024


if __name__ == "__main__":
    asyncio.run(main())
