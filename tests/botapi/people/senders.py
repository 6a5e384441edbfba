"""People who send, edit and delete messages."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, TypedDict, Unpack

from tests.botapi.files import SMALL_PICTURE, dimensions
from tests.botapi.methods.placement import placed
from tests.botapi.people.contents import PLACE, caption_fields, completed, text_fields
from tests.botapi.people.members import Members
from tests.botapi.people.privacy import SERVICE_FIELDS
from tests.botapi.world import Message, now

USUAL_SIZE = (800, 600)
THUMBNAIL_WIDTHS = (90, 320)
WORDS = frozenset({"text", "entities", "caption", "caption_entities"})


class Place(TypedDict, total=False):
    """Who sends a message, and where in the chat; `quote` is the part of the message replied to that it quotes."""

    user_id: int | None
    reply_to: int | None
    thread: int | None
    quote: str


class Senders(Members):
    """People who write. An unknown chat, or an unknown topic (`thread`) of a forum, is added first."""

    def send_text(self, chat_id: int, text: str, *, language_code: str | None = "sv", **place: Unpack[Place]) -> int:
        """Send a text to the bot and return its message id.

        People who blocked the bot may still send, because a message can be in transit when they block it.
        """
        self._user(self._sender(chat_id, place.get("user_id")), language_code=language_code)
        return self._send(chat_id, text_fields(text), place)

    def send_photo(
        self, chat_id: int, data: bytes | None = None, *, caption: str | None = None, **place: Unpack[Place]
    ) -> int:
        """Send a picture; `data` is the largest of its sizes, the others are white."""
        width, height = dimensions(data or b"") or USUAL_SIZE
        widths = [each for each in THUMBNAIL_WIDTHS if each < width]
        sizes = [
            self._world.files.add("photo") | {"width": each, "height": max(1, height * each // width)}
            for each in widths
        ]
        full = self._world.files.add("photo", SMALL_PICTURE if data is None else data)
        sizes.append(full | {"width": width, "height": height})
        return self._send(chat_id, {"photo": sizes} | caption_fields(caption), place)

    def send_document(
        self,
        chat_id: int,
        data: bytes,
        *,
        file_name: str = "bild.png",
        mime_type: str = "image/png",
        caption: str | None = None,
        file_size: int | None = None,
        **place: Unpack[Place],
    ) -> int:
        """Send a file; `file_size` is the size that Telegram reports, by default that of the data."""
        said = self._world.files.add("document", data, size=file_size, suffix=PurePath(file_name).suffix)
        document = said | {"file_name": file_name, "mime_type": mime_type}
        if mime_type.startswith("image/"):
            document["thumbnail"] = self._world.files.add("thumbnail") | {"width": 90, "height": 67}
        return self._send(chat_id, {"document": document} | caption_fields(caption), place)

    def send_sticker(self, chat_id: int, **place: Unpack[Place]) -> int:
        """Send a sticker."""
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        sticker = self._world.files.add("sticker") | shape | {"emoji": "😀", "set_name": "HotCherry"}
        return self._send(chat_id, {"sticker": sticker}, place)

    def send_voice(self, chat_id: int, **place: Unpack[Place]) -> int:
        """Send a voice message."""
        voice = self._world.files.add("voice") | {"duration": 4, "mime_type": "audio/ogg"}
        return self._send(chat_id, {"voice": voice}, place)

    def send_location(self, chat_id: int, **place: Unpack[Place]) -> int:
        """Send a location."""
        return self._send(chat_id, {"location": PLACE}, place)

    def send_content(self, chat_id: int, content: dict[str, Any], **place: Unpack[Place]) -> int:
        """Send any fields of Message: a sample of `contents`, a forward, a service message, or something else.

        Entities are added to texts, files can be downloaded, and a field that Message does not have is a `ValueError`.
        """
        content = completed(content)
        self._world.files.adopt("document", content)
        return self._send(chat_id, content, place)

    def edit_text(self, chat_id: int, message_id: int, text: str) -> None:
        """Edit a text that a person sent."""
        message = self._editable(chat_id, message_id)
        if "text" not in message.json:
            raise ValueError(f"message {message_id} of chat {chat_id} is not a text that a person sent")
        self._edit(message, text_fields(text))

    def edit_caption(self, chat_id: int, message_id: int, caption: str | None) -> None:
        """Edit or, with None, remove the caption of a person's message."""
        message = self._editable(chat_id, message_id)
        if not message.json.keys() & {"photo", "document", "video", "audio", "voice", "animation", "paid_media"}:
            raise ValueError(f"message {message_id} of chat {chat_id} has no content that can have a caption")
        self._edit(message, caption_fields(caption))

    def delete_message(self, chat_id: int, message_id: int) -> None:
        """Delete a message of anybody; the bot gets no update and can no longer edit it or reply to it."""
        self._world.remove(self._message(chat_id, message_id))

    def _editable(self, chat_id: int, message_id: int) -> Message:
        message = self._message(chat_id, message_id)
        fixed = {"forward_origin", "via_bot", *SERVICE_FIELDS} & message.json.keys()
        if message.from_bot or fixed:
            raise ValueError(f"message {message_id} of chat {chat_id} is not a text that a person sent and may edit")
        return message

    def _edit(self, message: Message, words: dict[str, Any]) -> None:
        kept = {name: value for name, value in message.json.items() if name not in WORDS}
        message.json = kept | {"edit_date": now()} | words
        self._deliver("edited_message", message)

    def _send(self, chat_id: int, content: dict[str, Any], place: Place) -> int:
        sender = self._sender(chat_id, place.get("user_id"))
        known = {} if sender in self._world.users else {"language_code": "sv"}
        content = {"from": self._user(sender, **known)} | self._placed(chat_id, place) | content
        message = self._world.add_message(chat_id, content)
        self._deliver("message", message)
        return int(message.json["message_id"])

    def _placed(self, chat_id: int, place: Place) -> dict[str, Any]:
        chat, thread, reply_to = self._chat(chat_id), place.get("thread"), place.get("reply_to")
        self._topic(chat, thread)
        message = None if reply_to is None else self._message(chat_id, reply_to)
        return placed(self._world, chat, thread, message) | _quote(message, place.get("quote"))


def _quote(message: Message | None, text: str | None) -> dict[str, Any]:
    """Return the field for a part of a message that is quoted by hand; raise ValueError if it is not a part of it."""
    if not text:
        return {}
    whole = message.json.get("text", message.json.get("caption", "")) if message else ""
    if text not in whole:
        raise ValueError(f"{text!r} is not a part of the message that is replied to")
    position = len(whole.partition(text)[0].encode("utf-16-le")) // 2
    return {"quote": {"text": text, "position": position, "is_manual": True}}
