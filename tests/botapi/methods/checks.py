"""Checks beyond the types: texts, keyboards, reactions, commands, profile fields and webhooks."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import urlsplit

from telegram.constants import ReactionEmoji

from tests.botapi.refusal import bad_request, strict
from tests.botapi.tdlib import PARSE_MODES, ParsedText, ParseError, as_shown, clean, parse, utf16_length

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100
MAX_BUTTONS = 100
MAX_BUTTONS_A_ROW = 8
MAX_CALLBACK_BYTES = 64
MAX_COPY_TEXT = 256
MAX_COMMANDS = 100
MAX_COMMAND_DESCRIPTION = 256
MAX_CALLBACK_ANSWER = 200
PROFILE_LIMITS = {"name": 64, "description": 512, "short_description": 120}
BUTTON_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
REACTIONS = frozenset(str(emoji) for emoji in ReactionEmoji)
WEBHOOK_PORTS = frozenset({None, 80, 88, 443, 8443})
BUTTON_STYLES = frozenset({"danger", "success", "primary"})
CHAT_ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
COMMAND_SCOPES = {
    "default": {"type"},
    "all_private_chats": {"type"},
    "all_group_chats": {"type"},
    "all_chat_administrators": {"type"},
    "chat": {"type", "chat_id"},
    "chat_administrators": {"type", "chat_id"},
    "chat_member": {"type", "chat_id", "user_id"},
}
# Telegram considers a message of only these characters empty.
INVISIBLE = re.compile(r"[\s\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]*")


def check_text(params: dict[str, Any]) -> ParsedText:
    """Return the text of a message as people will see it; raise `Refusal` if it cannot be sent."""
    parsed = _parsed(params)
    if len(parsed.entities) > MAX_ENTITIES:
        raise strict(f"{len(parsed.entities)} entities, Telegram would drop those past {MAX_ENTITIES}")
    shown = as_shown(parsed)
    if INVISIBLE.fullmatch(shown.text):
        raise bad_request("message text is empty")
    if utf16_length(shown.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return shown


def check_caption(params: dict[str, Any]) -> None:
    """Refuse a caption that cannot be sent; it may be missing."""
    names = {"caption": "text", "caption_entities": "entities", "parse_mode": "parse_mode"}
    words = _parsed({names[name]: value for name, value in params.items() if name in names})
    if utf16_length(words.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")


def shown_content(shown: ParsedText, keyboard: dict[str, Any] | None, params: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of the text message that results from checked parameters."""
    content: dict[str, Any] = {"text": shown.text}
    if shown.entities:
        content["entities"] = shown.entities
    if keyboard is not None:
        content["reply_markup"] = keyboard
    if "link_preview_options" in params:
        content["link_preview_options"] = params["link_preview_options"]
    return content


def source_html(params: dict[str, Any]) -> str:
    """Return a text as HTML: as the bot wrote it, or escaped if it has no parse mode."""
    text: str = params["text"]
    return text if params.get("parse_mode") else html.escape(text, quote=False)


def _parsed(params: dict[str, Any]) -> ParsedText:
    source = clean(params.get("text", ""))
    parse_mode = params.get("parse_mode", "")
    try:
        if not parse_mode:
            source.encode()
            return ParsedText(source, _check_entities(source, params.get("entities", [])))
        if "entities" in params:
            raise strict("parse_mode and entities exclude each other")
        if parse_mode.lower() not in PARSE_MODES:
            raise bad_request("unsupported parse_mode")
        return parse(source, parse_mode)
    except ParseError as error:
        raise bad_request(error.message) from None
    except UnicodeEncodeError:
        raise bad_request("strings must be encoded in UTF-8") from None


def _check_entities(text: str, entities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    end = utf16_length(text)
    for entity in entities:
        if entity["offset"] < 0 or entity["length"] < 1 or entity["offset"] + entity["length"] > end:
            raise strict(f"entity {entity!r} lies outside the text")
    return entities


def check_keyboard(markup: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the inline keyboard that people will see, or None; raise `Refusal` if it cannot be sent."""
    if markup is None or "inline_keyboard" not in markup:
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(len(row) for row in rows) > MAX_BUTTONS:
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        if len(row) > MAX_BUTTONS_A_ROW:
            raise strict(f"{len(row)} buttons in a row, at most {MAX_BUTTONS_A_ROW} are shown")
        for button in row:
            _check_button(button)
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: dict[str, Any]) -> None:
    if INVISIBLE.fullmatch(button["text"]):
        raise bad_request("inline keyboard button text must be non-empty")
    actions = [action for action in BUTTON_ACTIONS if action in button]
    if not actions:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise strict(f"button {button['text']!r} has several actions: {', '.join(actions)}")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= MAX_CALLBACK_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= MAX_COPY_TEXT:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if "url" in button:
        _check_button_url(button["url"])
    if "style" in button and button["style"] not in BUTTON_STYLES:
        raise strict(f"button style {button['style']!r} is not one of {', '.join(sorted(BUTTON_STYLES))}")


def _check_button_url(url: str) -> None:
    if not (is_web_url(url) or re.fullmatch(r"tg://[^\s/?#]\S*", url)):
        raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL (BUTTON_URL_INVALID)")


def is_web_url(url: str) -> bool:
    """Return whether Telegram accepts this as a web address."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and ("." in host or ":" in host) and not re.search(r"\s", url)


def check_reactions(reactions: list[dict[str, Any]]) -> list[str]:
    """Return the emoji of the reactions of a bot, at most one, as for users without Premium."""
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    for reaction in reactions:
        if reaction["type"] == "custom_emoji":
            raise strict("a custom emoji needs an administrator's permission, Telegram would refuse it in most chats")
        if reaction["type"] != "emoji":
            raise bad_request("can't parse ReactionType: invalid reaction type specified")
        if reaction["emoji"] not in REACTIONS:
            raise bad_request("REACTION_INVALID")
    return [reaction["emoji"] for reaction in reactions]


def check_commands(commands: list[dict[str, Any]]) -> None:
    """Refuse a menu of commands that Telegram does not accept."""
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"].strip()) <= MAX_COMMAND_DESCRIPTION:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    names = [command["command"] for command in commands]
    if len(set(names)) < len(names):
        raise strict("the same command is listed twice")


def check_scope(scope: dict[str, Any]) -> None:
    """Refuse a command scope whose fields do not match its type."""
    if COMMAND_SCOPES.get(scope["type"]) != set(scope):
        raise bad_request(f"can't parse BotCommandScope: {scope!r}")


def check_language(code: str) -> None:
    """Refuse a language code that is neither empty nor two letters."""
    if not re.fullmatch(r"([a-z]{2})?", code):
        raise bad_request("invalid language code specified")


def check_profile(field: str, value: str) -> None:
    """Refuse a name or description that is too long."""
    limit = PROFILE_LIMITS[field]
    if len(value) > limit:
        raise bad_request(f"{field} is too long: {len(value)} characters, at most {limit}")


def check_webhook(params: dict[str, Any]) -> None:
    """Refuse a webhook that Telegram would not call (core.telegram.org/bots/webhooks).

    On this machine plain HTTP and any port are allowed, as with a local Bot API server.
    """
    url = urlsplit(params["url"])
    local = (url.scheme, url.hostname) == ("http", "127.0.0.1")
    if params["url"] and not local and url.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if url.scheme == "https" and url.port not in WEBHOOK_PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", params.get("secret_token", "")):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= params.get("max_connections", 40) <= 100:
        raise strict("max_connections is 1 to 100")
