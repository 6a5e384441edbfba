"""Pictures: the text of a picture of a screen, read on this machine by processes of their own.

Needs the extra `ocr`; `available` says whether it is there. No picture touches the disk, and nothing of it is kept.
`reader.PictureReader` does the reading; it loads much that is not needed to ask for it.
"""

from __future__ import annotations

from bot.pictures.problems import MAX_BYTES, PictureError, PictureProblem, available

__all__ = ["MAX_BYTES", "PictureError", "PictureProblem", "available"]
