"""Markdown as a list of pieces: what a channel lays out in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

Style = Literal["plain", "bold", "code"]
_PARSER = MarkdownIt("commonmark")


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style."""

    text: str
    style: Style = "plain"


@dataclass(frozen=True, slots=True)
class Piece:
    """A heading, a paragraph or a list item: its spans, and whether it stands close to the piece before it."""

    spans: tuple[Span, ...]
    close: bool = False


def pieces(text: str) -> list[Piece]:
    """The pieces of a Markdown text, list items with their number or bullet, headings bold."""
    return list(_pieces(_PARSER.parse(text)))


def plain(text: str) -> str:
    """Markdown as plain text: the same lines without marks."""
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
                heading, close = False, token.tag == "h2"  # what follows such a heading belongs to it
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
