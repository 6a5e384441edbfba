"""Checks of answers to inline and guest queries, and the message that a result becomes."""

from __future__ import annotations

import re
from typing import Any

from tests.botapi.methods.checks import (
    check_caption,
    check_keyboard,
    check_text,
    is_web_url,
    shown_content,
    source_html,
)
from tests.botapi.refusal import Refusal, bad_request, strict
from tests.botapi.schema import Mismatch, check_value

MAX_RESULTS = 50
MAX_ID_BYTES = 64
MAX_OFFSET_BYTES = 64
MAX_START_PARAMETER = 64
CACHED = frozenset({"audio", "document", "gif", "mpeg4_gif", "photo", "sticker", "video", "voice"})
RESULT_TYPES = {  # `type` of a result: the name of its type, unless it is given by file_id
    "article": "Article",
    "audio": "Audio",
    "contact": "Contact",
    "document": "Document",
    "game": "Game",
    "gif": "Gif",
    "location": "Location",
    "mpeg4_gif": "Mpeg4Gif",
    "photo": "Photo",
    "sticker": "CachedSticker",
    "venue": "Venue",
    "video": "Video",
    "voice": "Voice",
}


def check_inline_answer(params: dict[str, Any]) -> None:
    """Refuse an answer that Telegram does not accept for any query."""
    results = params["results"]
    if len(results) > MAX_RESULTS:
        raise bad_request("too many inline query results specified")
    if params.get("cache_time", 0) < 0:
        raise strict("cache_time is negative, Telegram would take it for 0")
    if len(params.get("next_offset", "").encode()) > MAX_OFFSET_BYTES:
        raise bad_request("NEXT_OFFSET_INVALID")
    if "button" in params:
        _check_button(params["button"])
    for result in results:
        _check_parsed(result)
    for result in results:
        _check_id(result)
    ids = [result["id"] for result in results]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")


def check_guest_answer(result: dict[str, Any]) -> None:
    """Refuse a result that Telegram does not accept as the answer to any guest query."""
    _check_parsed(result)
    _check_id(result)


def posted(result: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the content and the HTML of the message that a result becomes."""
    message = result.get("input_message_content", {})
    if "message_text" not in message:
        raise ValueError(f"the test server posts only results with a text, not {result}")
    params = _text_params(message)
    return shown_content(check_text(params), check_keyboard(result.get("reply_markup")), params), source_html(params)


def _check_parsed(result: dict[str, Any]) -> None:
    try:
        _check_result(result)
    except Refusal as refusal:
        reason = refusal.description.removeprefix("Bad Request: ")
        raise bad_request(f"can't parse inline query result: {reason}") from None


def _check_id(result: dict[str, Any]) -> None:
    if not 1 <= len(result["id"].encode()) <= MAX_ID_BYTES:
        raise bad_request("RESULT_ID_INVALID")


def _check_result(result: dict[str, Any]) -> None:
    kind = result["type"]
    if kind not in RESULT_TYPES:
        raise bad_request(f'type "{kind}" is unsupported for the inline query result')
    by_file = [f"InlineQueryResultCached{RESULT_TYPES[kind]}"] if kind in CACHED - {"sticker"} else []
    try:
        check_value(result, [f"InlineQueryResult{RESULT_TYPES[kind]}", *by_file])
    except Mismatch as mismatch:
        raise strict(str(mismatch)) from None
    if kind == "article" and not result["title"].strip():
        raise bad_request("ARTICLE_TITLE_EMPTY")
    for field in ("url", "thumbnail_url"):
        if field in result and not is_web_url(result[field]):
            raise bad_request("WEBDOCUMENT_URL_INVALID")
    check_keyboard(result.get("reply_markup"))
    check_caption(result)
    message = result.get("input_message_content", {})
    if "message_text" in message:
        check_text(_text_params(message))


def _text_params(message: dict[str, Any]) -> dict[str, Any]:
    # sendMessage calls it `text`.
    return {name: value for name, value in message.items() if name != "message_text"} | {
        "text": message["message_text"]
    }


def _check_button(button: dict[str, Any]) -> None:
    if not button["text"].strip():
        raise bad_request("SWITCH_PM_TEXT_EMPTY")
    if "web_app" in button and "start_parameter" in button:
        raise strict("an InlineQueryResultsButton with both of its optional fields, Telegram would ignore web_app")
    if "web_app" in button:
        if not button["web_app"]["url"].startswith("https://"):
            raise bad_request(f"inline query button Web App URL '{button['web_app']['url']}' is invalid")
        return
    if "start_parameter" not in button:
        raise bad_request(
            "can't parse inline query results button: InlineQueryResultsButton must have exactly one optional field"
        )
    parameter = button["start_parameter"]
    if not parameter:
        raise bad_request("can't use empty start_parameter")
    if len(parameter) > MAX_START_PARAMETER:
        raise bad_request("too long start_parameter specified")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", parameter):
        raise bad_request("unallowed characters in start_parameter are used")
