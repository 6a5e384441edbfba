"""Reading of the text in pictures of screens, on this machine, in separate processes.

It needs the extra `ocr`; `available` says whether that is installed. Pictures are neither written to the disk nor kept.
`PictureReader` is in `reader`, whose imports take time that not every caller of this package needs to spend.
"""

from __future__ import annotations

from bot.pictures.protocol import MAX_BYTES, PictureError, PictureProblem, available

__all__ = ["MAX_BYTES", "PictureError", "PictureProblem", "available"]
