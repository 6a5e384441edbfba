"""The text of pictures of screens, read on this machine by processes of their own.

Needs the extra `ocr`; `available` says whether it is installed. No picture touches the disk, and nothing of it is kept.
`PictureReader` is in `reader`, whose imports take time that callers of this package need not spend.
"""

from __future__ import annotations

from bot.pictures.protocol import MAX_BYTES, PictureError, PictureProblem, available

__all__ = ["MAX_BYTES", "PictureError", "PictureProblem", "available"]
