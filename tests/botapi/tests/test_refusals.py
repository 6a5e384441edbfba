"""The server refuses calls that Telegram refuses and accepts those just within the limits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.botapi.raw import call
from tests.botapi.server import BotApiServer

ANNA = 184_220_917
BUTTON = {"text": "Visa", "callback_data": "show"}


def keyboard(*rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"inline_keyboard": list(rows)}


def with_button(**button: object) -> dict[str, Any]:
    return {"chat_id": ANNA, "text": "hej", "reply_markup": keyboard([{"text": "Knapp"} | button])}


def html(text: str) -> dict[str, Any]:
    return {"chat_id": ANNA, "text": text, "parse_mode": "HTML"}


def reaction(*emoji: str) -> dict[str, Any]:
    return {"chat_id": ANNA, "message_id": 9, "reaction": [{"type": "emoji", "emoji": each} for each in emoji]}


def commands(*entries: tuple[str, str]) -> dict[str, Any]:
    return {"commands": [{"command": name, "description": text} for name, text in entries]}


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("sendMessage", {"chat_id": ANNA, "text": "hej", "colour": "red"}, 'no parameter "colour"'),
    ("sendMessage", {"chat_id": ANNA, "text": 7}, 'parameter "text"'),
    ("sendMessage", {"chat_id": ANNA, "text": "hej", "protect_content": "perhaps"}, "not a Boolean"),
    ("sendMessage", {"chat_id": True, "text": "hej"}, 'parameter "chat_id"'),
    ("sendMessage", {"chat_id": ANNA}, 'requires the parameter "text"'),
    ("sendMessage", {"text": "hej"}, 'requires the parameter "chat_id"'),
    ("sendMessage", {"chat_id": ANNA, "text": "hej", "reply_markup": "{"}, "not JSON"),
    ("sendMessage", with_button(callback_data="x", colour="red"), 'no field "colour"'),
    ("sendMessage", with_button(copy_text={}), 'requires the field "text"'),
    ("sendMessage", {"chat_id": 1, "text": "hej"}, "chat not found"),
    ("sendMessage", {"chat_id": "@anna", "text": "hej"}, "chat not found"),
    ("sendMessage", html("<p>hej</p>"), "can't parse entities: Unsupported start tag"),
    ("sendMessage", html("<b>hej"), "can't parse entities: Can't find end tag"),
    ("sendMessage", html("0 < 1"), "can't parse entities"),
    ("sendMessage", {"chat_id": ANNA, "text": "hej", "parse_mode": "BBCode"}, "unsupported parse_mode"),
    ("sendMessage", {"chat_id": ANNA, "text": ""}, "message text is empty"),
    ("sendMessage", html("<b> </b>\n"), "message text is empty"),
    ("sendMessage", {"chat_id": ANNA, "text": "\u200b\u00a0"}, "message text is empty"),
    ("sendMessage", {"chat_id": ANNA, "text": "\ud800"}, "must be encoded in UTF-8"),
    ("sendMessage", html("\ud800"), "must be encoded in UTF-8"),
    ("sendMessage", {"chat_id": ANNA, "text": "a" * 4097}, "message is too long"),
    ("sendMessage", {"chat_id": ANNA, "text": "👍" * 2049}, "message is too long"),
    ("sendMessage", html("<b>a</b> " * 101), "101 entities"),
    (
        "sendMessage",
        {"chat_id": ANNA, "text": "a", "entities": [{"type": "bold", "offset": 0, "length": 2}]},
        "outside the text",
    ),
    (
        "sendMessage",
        {"chat_id": ANNA, "text": "a", "reply_markup": keyboard(*[[BUTTON] * 8] * 12, [BUTTON] * 5)},
        "REPLY_MARKUP_TOO_LONG",
    ),
    ("sendMessage", {"chat_id": ANNA, "text": "a", "reply_markup": keyboard([BUTTON] * 9)}, "9 buttons in a row"),
    ("sendMessage", with_button(), "Text buttons are unallowed"),
    ("sendMessage", with_button(text=" ", callback_data="x"), "button text must be non-empty"),
    ("sendMessage", with_button(callback_data="x", url="https://a.se"), "several actions"),
    ("sendMessage", with_button(callback_data=""), "BUTTON_DATA_INVALID"),
    ("sendMessage", with_button(callback_data="å" * 33), "BUTTON_DATA_INVALID"),
    ("sendMessage", with_button(copy_text={"text": ""}), "BUTTON_COPY_TEXT_INVALID"),
    ("sendMessage", with_button(copy_text={"text": "a" * 257}), "BUTTON_COPY_TEXT_INVALID"),
    ("sendMessage", with_button(url="ms-settings:activation"), "BUTTON_URL_INVALID"),
    ("sendMessage", with_button(url="javascript:alert(1)"), "BUTTON_URL_INVALID"),
    ("sendMessage", with_button(url="http://localhost/"), "Wrong HTTP URL"),
    ("sendMessage", with_button(url="http://[::1/"), "Wrong HTTP URL"),
    ("sendMessage", with_button(url="https://a.se/", style="loud"), "button style"),
    (
        "sendMessage",
        {"chat_id": ANNA, "text": "a", "reply_parameters": {"message_id": 9}},
        "message to be replied not found",
    ),
    ("editMessageText", {"chat_id": ANNA, "message_id": 9, "text": "a"}, "message to edit not found"),
    ("editMessageText", {"text": "a"}, "message identifier is not specified"),
    ("editMessageText", {"inline_message_id": "9", "text": "a"}, "invalid inline message identifier specified"),
    ("editMessageReplyMarkup", {"chat_id": ANNA, "message_id": 9}, "message to edit not found"),
    ("deleteMessage", {"chat_id": ANNA, "message_id": 9}, "message to delete not found"),
    ("answerCallbackQuery", {"callback_query_id": "9"}, "query is too old"),
    ("answerCallbackQuery", {"callback_query_id": "9", "text": "a" * 201}, "MESSAGE_TOO_LONG"),
    ("sendChatAction", {"chat_id": ANNA, "action": "dancing"}, "wrong parameter action"),
    ("sendChatAction", {"chat_id": 1, "action": "typing"}, "chat not found"),
    ("sendChatAction", {"chat_id": ANNA, "action": "typing", "message_thread_id": 17}, "message thread not found"),
    ("sendMessage", {"chat_id": ANNA, "text": "a", "message_thread_id": 17}, "message thread not found"),
    ("setMessageReaction", {"chat_id": ANNA, "message_id": 9}, "message to react not found"),
    ("setMessageReaction", reaction("🦊"), "REACTION_INVALID"),
    ("setMessageReaction", reaction("👍", "👎"), "REACTIONS_TOO_MANY"),
    (
        "setMessageReaction",
        reaction() | {"reaction": [{"type": "paid"}]},
        "can't parse ReactionType: invalid reaction type specified",
    ),
    (
        "setMessageReaction",
        reaction() | {"reaction": [{"type": "custom_emoji", "custom_emoji_id": "7"}]},
        "needs an administrator's permission",
    ),
    ("getFile", {"file_id": "9"}, "invalid file_id"),
    ("getChat", {"chat_id": 1}, "chat not found"),
    ("getChatMember", {"chat_id": ANNA, "user_id": 0}, "invalid user_id specified"),
    ("getChatMember", {"chat_id": ANNA, "user_id": 9}, "PARTICIPANT_ID_INVALID"),
    ("leaveChat", {"chat_id": ANNA}, "can't leave private chats"),
    ("setMyCommands", commands(("språk", "Byt språk")), "BOT_COMMAND_INVALID"),
    ("setMyCommands", commands(("Help", "Hjälp")), "BOT_COMMAND_INVALID"),
    ("setMyCommands", commands(("a" * 33, "Hjälp")), "BOT_COMMAND_INVALID"),
    ("setMyCommands", commands(("help", "")), "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setMyCommands", commands(("help", "a" * 257)), "BOT_COMMAND_DESCRIPTION_INVALID"),
    ("setMyCommands", commands(*[(f"c{n}", "Hjälp") for n in range(101)]), "BOT_COMMANDS_TOO_MUCH"),
    ("setMyCommands", commands(("help", "Hjälp"), ("help", "Hjälp")), "listed twice"),
    ("setMyCommands", commands() | {"scope": {"type": "everywhere"}}, "can't parse BotCommandScope"),
    ("setMyCommands", commands() | {"language_code": "swe"}, "invalid language code"),
    ("setMyName", {"name": "a" * 65}, "name is too long"),
    ("setMyDescription", {"description": "a" * 513}, "description is too long"),
    ("setMyShortDescription", {"short_description": "a" * 121}, "short_description is too long"),
    ("setWebhook", {"url": "http://a.se/"}, "An HTTPS URL must be provided"),
    ("setWebhook", {"url": "https://a.se:8080/"}, "only on ports"),
    ("setWebhook", {"url": "https://a.se/", "secret_token": "å"}, "unallowed characters"),
    ("setWebhook", {"url": "https://a.se/", "max_connections": 101}, "max_connections"),
    ("getUpdates", {"limit": 101}, "limit is 1 to 100"),
    ("getUpdates", {"timeout": -1}, "timeout is negative"),
]


@pytest.mark.parametrize(("method", "params", "reason"), REFUSED)
async def test_an_invalid_call_is_refused(
    server: BotApiServer, method: str, params: dict[str, Any], reason: str
) -> None:
    server.add_chat(ANNA)
    status, body = await call(server, method, **params)
    assert (status, body["ok"], body["error_code"]) == (400, False, 400)
    assert body["description"].startswith("Bad Request: ")
    assert reason in body["description"]
    assert server.calls[-1].status == 400
    assert server.messages(ANNA) == []


@pytest.mark.parametrize(
    "params",
    [
        {"chat_id": ANNA, "text": "a" * 4096},
        html(f"<b>{'👍' * 2048}</b>\n"),
        html("<b>a</b> " * 100),
        {"chat_id": ANNA, "text": "a", "reply_markup": keyboard(*[[BUTTON] * 8] * 12, [BUTTON] * 4)},
        with_button(callback_data="å" * 32),
        *(with_button(callback_data="x", style=style) for style in ("danger", "success", "primary")),
        with_button(copy_text={"text": "a" * 256}),
        with_button(url="https://support.microsoft.com/sv-se/windows"),
        with_button(url="tg://resolve?domain=durov"),
        {
            "chat_id": ANNA,
            "text": "a",
            "reply_parameters": {"message_id": 9, "allow_sending_without_reply": True},
        },
        {"chat_id": str(ANNA), "text": "a", "reply_markup": '{"force_reply":true}'},
    ],
)
async def test_a_message_just_within_the_limits_is_accepted(server: BotApiServer, params: dict[str, Any]) -> None:
    server.add_chat(ANNA)
    status, body = await call(server, "sendMessage", **params)
    assert status == 200, body
    assert len(server.messages(ANNA)) == 1
