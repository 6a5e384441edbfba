"""Files: those that people sent, by file_id, and those that the bot may download, by file_path."""

from __future__ import annotations

import base64
import itertools
import secrets
import struct
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from tests.botapi.refusal import Refusal, bad_request

MAX_DOWNLOAD = 20 * 1024 * 1024
# A JPEG of 8 x 8 white pixels.
SMALL_PICTURE = base64.b64decode(
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABsSFBcUERsXFhceHBsgKEIrKCUlKFE6PTBCYFVlZF9VXVtqeJmBanGQc1tdhbWGkJ6jq62rZ4C8yb"
    "qmx5moq6T/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAABv/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8ATP/Z"
)
FOLDERS = {  # field of Message: the folder of such files at Telegram, and their suffix
    "animation": ("animations", ".mp4"),
    "audio": ("music", ".mp3"),
    "document": ("documents", ""),
    "photo": ("photos", ".jpg"),
    "sticker": ("stickers", ".webp"),
    "thumbnail": ("thumbnails", ".jpg"),
    "video": ("videos", ".mp4"),
    "video_note": ("video_notes", ".mp4"),
    "voice": ("voice", ".oga"),
}
PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8"
# The segments of a JPEG that contain its size: SOF0 to SOF15 without the three with another meaning.
JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass
class StoredFile:
    """A file; `path` is empty until the bot calls getFile for it."""

    json: dict[str, Any]
    data: bytes
    folder: str
    suffix: str
    path: str = ""


class FileStore:
    """All files that people sent."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._paths: dict[str, StoredFile] = {}
        self._numbers: defaultdict[str, itertools.count[int]] = defaultdict(itertools.count)

    def add(
        self, field: str, data: bytes = SMALL_PICTURE, *, size: int | None = None, suffix: str = ""
    ) -> dict[str, Any]:
        """Store a file that is sent in a field of Message; return the fields that the Bot API gives for every file."""
        if not data:
            raise ValueError("Telegram does not send empty files")
        said = {
            "file_id": f"AgACAgQAAxkBAAI{secrets.token_urlsafe(36)}",
            "file_unique_id": f"AQAD{secrets.token_urlsafe(8)}",
            "file_size": len(data) if size is None else size,
        }
        self._keep(field, said, data, suffix)
        return said

    def adopt(self, field: str, value: object) -> None:
        """Store every file that some content names, so that the bot can download it."""
        if isinstance(value, list):
            for item in value:
                self.adopt(field, item)
        elif isinstance(value, dict):
            if "file_id" in value and value["file_id"] not in self._files:
                said = {name: value[name] for name in ("file_id", "file_unique_id", "file_size") if name in value}
                self._keep(field, said, SMALL_PICTURE, "")
            for name, item in value.items():
                self.adopt(name if name in FOLDERS else field, item)

    def get(self, file_id: str) -> dict[str, Any]:
        """Return the result of a getFile call."""
        if file_id not in self._files:
            raise bad_request("invalid file_id")
        file = self._files[file_id]
        if file.json.get("file_size", 0) > MAX_DOWNLOAD:
            raise bad_request("file is too big")
        if not file.path:
            file.path = f"{file.folder}/file_{next(self._numbers[file.folder])}{file.suffix}"
            self._paths[file.path] = file
        return file.json | {"file_path": file.path}

    def read(self, path: str) -> bytes:
        """Return the bytes of a file for which the bot called getFile."""
        if path not in self._paths:
            raise Refusal(404, "Not Found")
        return self._paths[path].data

    def _keep(self, field: str, said: dict[str, Any], data: bytes, suffix: str) -> None:
        folder, usual = FOLDERS.get(field, FOLDERS["document"])
        self._files[said["file_id"]] = StoredFile(said, data, folder, suffix or usual)


def dimensions(data: bytes) -> tuple[int, int] | None:
    """Return the width and height of a PNG or JPEG, or None for other data."""
    if data.startswith(PNG) and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    at = len(JPEG)
    while data.startswith(JPEG) and at + 9 <= len(data):
        marker, length, height, width = struct.unpack(">xBHxHH", data[at : at + 9])
        if marker in JPEG_FRAMES:
            return int(width), int(height)
        at += 2 + length
    return None
