"""Telegram's own text parser: TDLib, from the PyPI wheel `tdjson`, called synchronously and offline."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass, field
from typing import Any

import tdjson

SIMPLE_ENTITIES = {
    "textEntityTypeBlockQuote": "blockquote",
    "textEntityTypeBold": "bold",
    "textEntityTypeBotCommand": "bot_command",
    "textEntityTypeCashtag": "cashtag",
    "textEntityTypeCode": "code",
    "textEntityTypeCustomEmoji": "custom_emoji",
    "textEntityTypeDateTime": "date_time",
    "textEntityTypeEmailAddress": "email",
    "textEntityTypeExpandableBlockQuote": "expandable_blockquote",
    "textEntityTypeHashtag": "hashtag",
    "textEntityTypeItalic": "italic",
    "textEntityTypeMention": "mention",
    "textEntityTypeMentionName": "text_mention",
    "textEntityTypePhoneNumber": "phone_number",
    "textEntityTypePre": "pre",
    "textEntityTypePreCode": "pre",
    "textEntityTypeSpoiler": "spoiler",
    "textEntityTypeStrikethrough": "strikethrough",
    "textEntityTypeTextUrl": "text_link",
    "textEntityTypeUnderline": "underline",
    "textEntityTypeUrl": "url",
}
PARSE_MODES: dict[str, dict[str, Any]] = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}
# Telegram detects no links, commands or mentions inside these.
OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})


class ParseError(ValueError):
    """A text that TDLib refused; `message` is the Bot API's, without "Bad Request: "."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class ParsedText:
    """Plain text with its entities as in the Bot API (offsets and lengths in UTF-16 units)."""

    text: str
    entities: list[dict[str, Any]] = field(default_factory=list)

    def covered(self, entity: dict[str, Any]) -> str:
        """Return the part of the text that an entity covers."""
        units = self.text.encode("utf-16-le")
        start = int(entity["offset"]) * 2
        return units[start : start + int(entity["length"]) * 2].decode("utf-16-le")


def utf16_length(text: str) -> int:
    """Return the length of a text as Telegram counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def parse_html(html: str) -> ParsedText:
    """Parse HTML exactly as Telegram does; raise `ParseError` if Telegram would refuse it."""
    return parse(html, "html")


def parse(source: str, parse_mode: str) -> ParsedText:
    """Parse a text in one of the `PARSE_MODES`."""
    answer = _execute({"@type": "parseTextEntities", "text": source, "parse_mode": PARSE_MODES[parse_mode.lower()]})
    return ParsedText(answer["text"], _entities(answer["entities"]))


def detect_entities(text: str) -> list[dict[str, Any]]:
    """Return what Telegram makes clickable on its own: commands, links, mentions, e-mail addresses, hashtags."""
    return _entities(_execute({"@type": "getTextEntities", "text": text})["entities"])


def as_shown(parsed: ParsedText) -> ParsedText:
    """Return the text as people see it: without control characters, trimmed, with clickable parts detected.

    TDLib does this when it sends a message, not when it parses one, and has no offline call for it.
    """
    text, entities = parsed.text.rstrip(" \n"), parsed.entities
    end = utf16_length(text)
    start = min((entity["offset"] for entity in entities), default=end)
    lead = 0
    while lead < start and text[lead] in " \n":
        lead += 1
    shown = [
        entity | {"offset": entity["offset"] - lead, "length": min(entity["length"], end - entity["offset"])}
        for entity in entities
        if entity["offset"] < end
    ]
    text = text[lead:]
    opaque = [entity for entity in shown if entity["type"] in OPAQUE]
    shown += [found for found in detect_entities(text) if not any(_overlap(found, other) for other in opaque)]
    return ParsedText(text, sorted(shown, key=lambda entity: (entity["offset"], -entity["length"])))


def clean(text: str) -> str:
    """Return the text after removing or replacing the characters that Telegram removes or replaces by spaces."""
    return re.sub(r"[\x00-\x09\x0b-\x1f]", " ", text.replace("\r", ""))


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def _entities(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_entity(each) for each in found if each["type"]["@type"] in SIMPLE_ENTITIES]


def _entity(found: dict[str, Any]) -> dict[str, Any]:
    kind = found["type"]
    entity = {
        "type": SIMPLE_ENTITIES[kind["@type"]],
        "offset": found["offset"],
        "length": found["length"],
    }
    for name in ("url", "language", "custom_emoji_id", "unix_time"):
        if name in kind:
            entity[name] = kind[name]
    if "user_id" in kind:
        entity["user"] = {"id": kind["user_id"], "is_bot": False, "first_name": "Namn"}
    return entity


@functools.cache
def _silence() -> None:
    # TDLib logs to standard error, which would fill pytest's output.
    tdjson.td_execute(json.dumps({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}).encode())


def _execute(request: dict[str, Any]) -> dict[str, Any]:
    _silence()
    answer = tdjson.td_execute(json.dumps(request).encode())
    if answer is None:
        raise RuntimeError(f"TDLib gave no answer to {request['@type']}")
    result: dict[str, Any] = json.loads(answer)
    if result["@type"] == "error":
        message = str(result["message"])
        if message.endswith("must be encoded in UTF-8"):
            message = "strings must be encoded in UTF-8"
        raise ParseError(message[:1].lower() + message[1:])
    return result
