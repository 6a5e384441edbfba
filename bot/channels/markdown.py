"""Markdown as a list of pieces, which each channel formats in its own way.

The Markdown is that of rule CORPUS009: paragraphs, headings, flat lists, bold and code. Parsing it takes longer than
the rest of an answer, and answers consist of texts that do not change, so a text is cut into independent blocks, and
the pieces of each block are cached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

Style = Literal["plain", "bold", "code"]
_PARSER = MarkdownIt("commonmark")
_BLANK = re.compile(r"\n\n+(?!\s|(?:[-*+]|\d+[.)])\s)")  # lines, except inside a list
_HEADING = "## "  # a heading belongs to the block after it
MAX_BLOCKS = 1024
"""Blocks whose pieces are cached: several times as many as the corpus and the bot's own words have."""


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading, a paragraph or a list item; `close` says that no blank line separates it from the piece before it."""

    spans: tuple[Span, ...]
    close: bool = False


def pieces(text: str) -> list[Piece]:
    """Return the pieces of a Markdown text: list items with their number or bullet, headings in bold."""
    return [piece for block in blocks(text) for piece in block_pieces(block)]


def blocks(text: str) -> list[str]:
    """Cut a Markdown text at blank lines into blocks that can be parsed separately."""
    gaps = [gap.span() for gap in _BLANK.finditer(text)]
    cuts = [end for start, end in gaps if not text.startswith(_HEADING, text.rfind("\n", 0, start) + 1)]
    return [text[start:end] for start, end in pairwise((0, *cuts, len(text)))]


@lru_cache(MAX_BLOCKS)
def block_pieces(block: str) -> tuple[Piece, ...]:
    """Return the pieces of a block."""
    return tuple(_pieces(_PARSER.parse(block)))


def plain(text: str) -> str:
    """Return Markdown as plain text: the same lines without the marks."""
    lines: list[str] = []
    for piece in pieces(text):
        if lines:
            lines.append("\n" if piece.close else "\n\n")
        lines.append("".join(span.text for span in piece.spans))
    return "".join(lines)


def _pieces(tokens: list[Token]) -> Iterator[Piece]:
    number: int | None = None
    marker, heading, close = "", False, False
    for token in tokens:
        match token.type:
            case "ordered_list_open":
                number = int(token.attrs.get("start", 1))
            case "bullet_list_open":
                number = None
            case "list_item_open":
                marker = "• " if number is None else f"{number}. "
                number = number if number is None else number + 1
            case "heading_open":
                heading = True
            case "inline":
                spans = tuple(_spans(token.children or [], "bold" if heading else "plain"))
                yield Piece(((Span(marker), *spans) if marker else spans), close)
                close, marker = bool(marker), ""
            case "heading_close":
                heading, close = False, token.tag == "h2"  # the next piece belongs to such a heading
            case "ordered_list_close" | "bullet_list_close":
                close = False


def _spans(children: list[Token], style: Style) -> Iterator[Span]:
    outer = style
    for child in children:
        match child.type:
            case "strong_open":
                style = "bold"
            case "strong_close":
                style = outer
            case "code_inline":
                yield Span(child.content, "code")
            case "softbreak" | "hardbreak":
                yield Span("\n", style)
            case _ if child.content:
                yield Span(child.content, style)
