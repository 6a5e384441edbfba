"""Replies as Telegram messages: HTML within Telegram's limits, and inline keyboards. Knows no network."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import chain
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from bot.channels.markdown import MAX_BLOCKS, Piece, Span, block_pieces, blocks
from bot.conversation import ActionButton, Button, CopyButton, LinkButton, Reply, ShareButton
from bot.conversation.actions import pack

MAX_TEXT = 4096  # UTF-16 units after entities are parsed (Bot API, sendMessage); a test holds it to telegram.constants
MAX_ENTITIES = 100
MAX_BUTTON_TEXT = 64  # characters; longer labels are cut by phones anyway
MAX_LINKS = 256  # that are remembered: there is one a section and language
TAGS = {"bold": "b", "code": "code"}
FOLD, UNFOLD = "<blockquote expandable>", "</blockquote>"
PRIMARY = "success"  # the style of a button (Bot API, InlineKeyboardButton): green

Keyboard = list[list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Message:
    """One message as the Bot API takes it: HTML text, and `inline_keyboard` rows, empty for none."""

    html: str
    keyboard: Keyboard


def render(reply: Reply, username: str = "") -> list[Message]:
    """The messages of a reply, split between pieces, never inside formatting; the last one carries the buttons.

    What is folded away is in a quotation that opens when it is touched.

    `username` is the bot's, without @. Buttons that share a link to it are left out where it is not known.
    """
    texts = list(_texts(reply.text, reply.folded))
    rows = (
        [_button(button, username) for button in row if username or not isinstance(button, ShareButton)]
        for row in reply.buttons
    )
    keyboard = [row for row in rows if row]
    return [*(Message(text, []) for text in texts[:-1]), Message(texts[-1], keyboard)]


def utf16_length(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2


def _texts(markdown: str, folded: str) -> Iterator[str]:
    """The HTML of each message: of a text, and beneath it of what is folded."""
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
    """The parts of both texts, and whether each is folded away."""
    for text, inside in ((markdown, False), (folded, True)):
        for part in chain.from_iterable(_parts(block, MAX_ENTITIES - inside) for block in blocks(text)) if text else ():
            yield part, inside


class _Part(NamedTuple):
    """What is never split: its HTML, its length as Telegram counts it, its entities, and how it follows another."""

    html: str
    length: int
    entities: int
    close: bool


@lru_cache(MAX_BLOCKS)
def _parts(block: str, most_entities: int) -> tuple[_Part, ...]:
    """The parts of a block of Markdown, each within Telegram's limits."""
    return tuple(
        _Part(
            "".join(map(_html, part.spans)),
            sum(utf16_length(span.text) for span in part.spans),
            sum(span.style != "plain" for span in part.spans),
            part.close,
        )
        for piece in block_pieces(block)
        for part in _within_limits(piece, most_entities)
    )


def _within_limits(piece: Piece, most_entities: int) -> Iterator[Piece]:
    """The piece, or parts of it where it alone is more than a message holds."""
    spans: list[Span] = []
    length = marked = 0
    for span in (part for whole in piece.spans for part in _chunks(whole)):
        size = utf16_length(span.text)
        mark = span.style != "plain"
        if spans and (length + size > MAX_TEXT or marked + mark > most_entities):
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
    """A link that opens the bot with `/start payload` (core.telegram.org/bots/features, Deep Linking)."""
    return f"https://t.me/{username}?{urlencode({'start': payload})}"


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


@lru_cache(MAX_LINKS)
def _share_link(username: str, payload: str, title: str) -> str:
    """A link that passes on a deep link with a title (core.telegram.org/widgets/share)."""
    shared = urlencode({"url": deep_link(username, payload), "text": title}, quote_via=quote)
    return f"https://t.me/share/url?{shared}"
