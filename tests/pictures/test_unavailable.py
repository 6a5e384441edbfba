"""Without the extra, pictures are refused in a way that can be told."""

from __future__ import annotations

import pytest

from bot import pictures
from bot.pictures import PictureError, PictureReader

pytestmark = pytest.mark.skipif(pictures.available(), reason="the extra `ocr` is installed")


async def test_no_picture_is_read_without_the_extra() -> None:
    with pytest.raises(PictureError) as caught:
        await PictureReader().read(b"")
    assert caught.value.problem == "unavailable"
