"""Without the extra, pictures are refused with a reason, and everything else works as before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot import pictures
from bot.pictures import PictureError
from bot.pictures.reader import PictureReader

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("missing", ["PIL", "onnxruntime", "rapidocr"])
async def test_no_picture_is_read_without_the_extra(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)  # as importlib marks modules that cannot be imported
    assert not pictures.available()
    reader = PictureReader()
    with pytest.raises(PictureError) as caught:
        await reader.read(b"\x89PNG\r\n\x1a\n")
    assert caught.value.problem == "unavailable"
    await reader.close()


def test_the_bot_imports_nothing_of_the_extra() -> None:
    script = "import sys, bot.cli, bot.pictures; print({'PIL', 'cv2', 'onnxruntime', 'rapidocr'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    assert done.stdout == "set()\n"
