"""Replies as Telegram messages: HTML within Telegram's limits, inline keyboards, and the payloads of their calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import quote

from bot.channels.markdown import MAX_BLOCKS, Piece, Span, block_pieces, blocks
from bot.conversation import ActionButton, Button, CopyButton, LinkButton, Reply, ShareButton
from bot.conversation.actions import pack

MAX_TEXT = 4096  # UTF-16 units after entities are parsed (Bot API, sendMessage)
MAX_ENTITIES = 100
MAX_BUTTON_TEXT = 64  # characters; phones truncate longer labels
TAGS = {"bold": "b", "code": "code"}
FOLD, UNFOLD = "<blockquote expandable>", "</blockquote>"
TEXT_FORMAT = {"parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
PRIMARY = "success"  # the style of a button (Bot API, InlineKeyboardButton): green

Keyboard = list[list[dict[str, Any]]]
Payload = dict[str, Any]
"""The parameters of a Bot API method, as JSON values."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the Bot API accepts it: HTML text, and the rows of an `inline_keyboard`."""

    html: str
    keyboard: Keyboard


def render(reply: Reply, username: str = "") -> list[Message]:
    """Return the messages of a reply, split between pieces, never inside formatting; the last one has the buttons.

    Folded text is in a quotation that opens when it is tapped. `username` is the bot's, without @; without it the
    buttons that share a link to the bot are left out.
    """
    texts = list(_texts(reply.text, reply.folded))
    rows = (
        [_button(button, username) for button in row if username or not isinstance(button, ShareButton)]
        for row in reply.buttons
    )
    keyboard = [row for row in rows if row]
    return [*(Message(text, []) for text in texts[:-1]), Message(texts[-1], keyboard)]


def message_payload(chat: int, message: Message, reply_to: int | None = None, thread: int | None = None) -> Payload:
    """Return the parameters of `sendMessage`: HTML without link previews, into a forum topic `thread`.

    A reply to a message that is deleted by then is sent all the same.
    """
    payload = {"chat_id": chat, "text": message.html, **TEXT_FORMAT, **_markup(message)}
    if reply_to:
        payload["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
    if thread:
        payload["message_thread_id"] = thread
    return payload


def edit_payload(chat: int, message_id: int, message: Message) -> Payload:
    """Return the parameters of `editMessageText`; a message without buttons loses those it had."""
    return {"chat_id": chat, "message_id": message_id, "text": message.html, **TEXT_FORMAT, **_markup(message)}


def article(result_id: str, title: str, message: Message, **more: str) -> Payload:
    """Return an InlineQueryResultArticle that posts a message; `more` are further fields of it."""
    posted = {"message_text": message.html, **TEXT_FORMAT}
    shown = {"type": "article", "id": result_id, "title": title, **more}
    return {**shown, "input_message_content": posted, **_markup(message)}


def _markup(message: Message) -> Payload:
    return {"reply_markup": {"inline_keyboard": message.keyboard}} if message.keyboard else {}


def utf16_length(text: str) -> int:
    """Return the length of a text in UTF-16 units, as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def _texts(markdown: str, folded: str) -> Iterator[str]:
    """Yield the HTML of each message, the text first and the folded text below it."""
    html, length, entities, is_open = "", 0, 0, False
    for part, inside in _laid_out(markdown, folded):
        gap = ("\n" if part.close else "\n\n") if html else ""
        begins = inside and not is_open
        needed = part.entities + begins
        if html and (length + len(gap) + part.length > MAX_TEXT or entities + needed > MAX_ENTITIES):
            yield html + (UNFOLD if is_open else "")
            html, length, entities, gap, is_open, begins = "", 0, 0, "", False, inside
        html += gap + (FOLD if begins else "") + part.html
        is_open = is_open or inside
        length, entities = length + len(gap) + part.length, entities + part.entities + begins
    yield html + (UNFOLD if is_open else "")


def _laid_out(markdown: str, folded: str) -> Iterator[tuple[_Part, bool]]:
    """Yield the parts of both texts, each with whether it is folded."""
    for text, inside in ((markdown, False), (folded, True)):
        for part in chain.from_iterable(_parts(block, MAX_ENTITIES - inside) for block in blocks(text)) if text else ():
            yield part, inside


class _Part(NamedTuple):
    """A part that is never split; `close` says that no blank line precedes it. Length is in UTF-16 units."""

    html: str
    length: int
    entities: int
    close: bool


@lru_cache(MAX_BLOCKS)
def _parts(block: str, max_entities: int) -> tuple[_Part, ...]:
    """Return the parts of a block of Markdown, each within Telegram's limits."""
    return tuple(
        _Part(
            "".join(map(_html, part.spans)),
            sum(utf16_length(span.text) for span in part.spans),
            sum(span.style != "plain" for span in part.spans),
            part.close,
        )
        for piece in block_pieces(block)
        for part in _within_limits(piece, max_entities)
    )


def _within_limits(piece: Piece, max_entities: int) -> Iterator[Piece]:
    """Yield the piece, or parts of it if it alone exceeds the limits of a message."""
    spans: list[Span] = []
    length = marked = 0
    for span in (part for whole in piece.spans for part in _chunks(whole)):
        size = utf16_length(span.text)
        mark = span.style != "plain"
        if spans and (length + size > MAX_TEXT or marked + mark > max_entities):
            yield Piece(tuple(spans), piece.close)
            spans, length, marked = [], 0, 0
        spans.append(span)
        length, marked = length + size, marked + mark
    yield Piece(tuple(spans), piece.close)


def _chunks(span: Span) -> Iterator[Span]:
    half = MAX_TEXT // 2  # characters of two UTF-16 units each still fit
    for at in range(0, len(span.text), half):
        yield Span(span.text[at : at + half], span.style)


def _html(span: Span) -> str:
    tag = TAGS.get(span.style)
    text = escape(span.text, quote=False)
    return f"<{tag}>{text}</{tag}>" if tag else text


def deep_link(username: str, payload: str) -> str:
    """Return a link that opens the bot with `/start payload` (core.telegram.org/bots/features, Deep Linking)."""
    return f"https://t.me/{username}?start={quote(payload)}"


def _button(button: Button, username: str) -> dict[str, Any]:
    text = button.text if len(button.text) <= MAX_BUTTON_TEXT else f"{button.text[: MAX_BUTTON_TEXT - 1]}…"
    if isinstance(button, ActionButton):
        style = {"style": PRIMARY} if button.is_primary else {}
        return {"text": text, "callback_data": pack(button.action), **style}
    if isinstance(button, LinkButton):
        return {"text": text, "url": button.url}
    if isinstance(button, CopyButton):
        return {"text": text, "copy_text": {"text": button.copied}}
    return {"text": text, "url": _share_link(username, button.payload, button.title)}


def _share_link(username: str, payload: str, title: str) -> str:
    """Return a link that shares a deep link with a title (core.telegram.org/widgets/share)."""
    return f"https://t.me/share/url?url={quote(deep_link(username, payload), safe='')}&text={quote(title, safe='')}"
