"""Payloads of calls: every field that Telegram needs, and no empty ones. test_calls.py sends them to a server."""

from __future__ import annotations

from bot.channels.telegram.outgoing.render import Message, edit_payload, message_payload

ANNA = 184_220_917
KEYBOARD = [[{"text": "Visa", "callback_data": "s:other-codes"}]]
CONTENT = {"text": "<b>Hej</b>", "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}


def test_a_message_without_options_is_only_its_text() -> None:
    assert message_payload(ANNA, Message("<b>Hej</b>", [])) == {"chat_id": ANNA, **CONTENT}


def test_a_message_may_reply_in_a_topic_with_buttons() -> None:
    assert message_payload(ANNA, Message("<b>Hej</b>", KEYBOARD), reply_to=7, thread=3) == {
        "chat_id": ANNA,
        **CONTENT,
        "reply_markup": {"inline_keyboard": KEYBOARD},
        "reply_parameters": {"message_id": 7, "allow_sending_without_reply": True},
        "message_thread_id": 3,
    }


def test_an_edit_names_its_message() -> None:
    assert edit_payload(ANNA, 7, Message("<b>Hej</b>", KEYBOARD)) == {
        "chat_id": ANNA,
        "message_id": 7,
        **CONTENT,
        "reply_markup": {"inline_keyboard": KEYBOARD},
    }
