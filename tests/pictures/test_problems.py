"""A file that is no readable picture is recognised by its first bytes, before a worker is started."""

from __future__ import annotations

import pytest

from bot.pictures import MAX_BYTES, PictureError
from bot.pictures.reader import check

BEGINNINGS = {
    b"": "broken",
    b"\x89PNG": "broken",
    b"RIFF\x24\0\0\0WAVEfmt ": "broken",
    bytes(range(256)): "broken",
    b"GIF89a": "wrong_format",
    b"II*\0\x08\0\0\0": "wrong_format",
    b"MM\0*\0\0\0\x08": "wrong_format",
    b"BM\x36\0\0\0": "wrong_format",
    b"\0\0\0\x1cftypheic\0\0\0\0": "wrong_format",
    b"\0\0\0\x20ftypavif\0\0\0\0": "wrong_format",
    b"\0\0\0\x18ftypmif1\n\n\n\n": "wrong_format",
    b'<svg xmlns="http://www.w3.org/2000/svg">': "wrong_format",
    b"%PDF-1.7": "wrong_format",
    b"\xff\xd8\xff" + bytes(MAX_BYTES - 2): "too_large",
}


@pytest.mark.parametrize(("data", "problem"), BEGINNINGS.items())
def test_a_file_that_need_not_be_opened_is_refused(data: bytes, problem: str) -> None:
    with pytest.raises(PictureError) as caught:
        check(data)
    assert caught.value.problem == problem


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\n\n\n\nWEBPVP8 "])
def test_a_file_that_begins_as_a_picture_is_accepted(data: bytes) -> None:
    check(data)
    check(data + bytes(MAX_BYTES - len(data)))
