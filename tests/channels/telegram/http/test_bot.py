"""The real bot as a process of its own, over HTTP, as people see it. Each test is a new person in a new chat."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram.delivery import MAX_TRIES
from bot.conversation import Assistant
from tests.botapi.people.contents import ORIGINS, SAMPLES
from tests.botapi.server import BotApiServer, Fault
from tests.channels.telegram.http.conftest import Chat
from tests.channels.telegram.process import BotProcess, started_bot

pytestmark = pytest.mark.asyncio(loop_scope="session")

PRODUCT_KEY = "BCDFG-HJKMP-QRTVW-XY234-6789B"  # well-formed and made up
MANY_CODES = " ".join(f"0xC0DE{number:04X}" for number in range(200))  # a paragraph about each: several messages
CODE = "0x803F7001"  # its answer shows steps at once, and they differ between Windows versions
WAY = {"10": "Inställningar > Uppdatering och säkerhet > Aktivering", "11": "Inställningar > System > Aktivering"}
BUSY = "query is too old and response timeout expired or query ID is invalid"


async def test_a_code_is_answered_with_its_section(chat: Chat) -> None:
    await chat.ask("jag får 0xc004f211 hela tiden")
    assert "(0xC004F211)" in chat.message.text.splitlines()[0]
    assert "Aktiveringsinställningar (tryck på Windows-tangenten" in chat.message.text
    buttons = [button for row in chat.message.buttons for button in row]
    assert any(button.get("url", "").startswith("https://support.microsoft.com/sv-se/") for button in buttons)
    assert chat.message.reply_to is None


async def test_the_other_buttons_appear_in_the_same_message(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    before = chat.message
    await chat.press(before, "Mer")
    assert chat.message.message_id == before.message_id
    assert chat.message.text == before.text
    assert "Se också: Koppla licensen till ett Microsoft-konto" in chat.message.button_texts
    assert "Dela" in chat.message.button_texts


async def test_the_answer_to_an_inquiry_replaces_it(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    before = chat.message
    await chat.press(before, "Ja")
    assert chat.message.message_id == before.message_id
    assert chat.message.text.startswith("Tack.")
    assert "Felsök" in chat.message.text


async def test_a_way_is_shown_one_step_at_a_time(chat: Chat) -> None:
    await chat.ask("0x803F7001")
    for step in (1, 2):
        await chat.press(chat.message, "Ett steg i taget" if step == 1 else "Klart")
        assert chat.message.text.startswith(f"Steg {step} av 2")
    await chat.press(chat.message, "Klart")
    assert "👍 Det gick" in chat.message.button_texts


async def test_the_case_can_be_seen_and_forgotten(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    await chat.ask("/fall")
    assert "0xC004F211" in chat.messages[-1].text
    await chat.press(chat.messages[-1], "Glöm ärendet")
    await chat.ask("/fall")
    assert "0xC004F211" not in chat.messages[-1].text


async def test_a_swedish_sentence_is_answered_with_its_section(chat: Chat, assistant: Assistant) -> None:
    await chat.ask("moderkortet bytt")
    assert chat.message.text.startswith(assistant.config.corpus.sections["hardware-changed"].title)


async def test_an_english_client_gets_english_words(chat: Chat) -> None:
    await chat.ask("0xC004F211", language_code="en-GB")
    assert "For now the steps are only available in Swedish." in chat.message.text
    assert "I have Windows 10" in chat.message.button_texts


async def test_a_question_of_4096_characters_is_answered(chat: Chat, assistant: Assistant) -> None:
    await chat.ask(("moderkortet bytt " * 241)[:4095] + "t")
    assert chat.message.text.startswith(assistant.config.corpus.sections["hardware-changed"].title)


async def test_many_codes_are_answered_in_one_message(chat: Chat) -> None:
    await chat.ask(MANY_CODES)
    assert len(chat.messages) == 1
    assert "0xC0DE0000" in chat.message.text


async def test_a_question_of_as_many_emoji_as_telegram_accepts_is_answered(chat: Chat) -> None:
    await chat.ask("👍" * 2048)
    assert chat.message.text


async def test_html_in_a_name_and_in_a_question_stays_text(chat: Chat) -> None:
    sender = {"id": chat.id, "is_bot": False, "first_name": "<b>Anna</i>", "language_code": "sv"}
    private = {"id": chat.id, "type": "private", "first_name": "<b>Anna</i>"}
    text = "<b>0xC004F211</b> &amp; <script>alert(1)</script> </code>"
    message = {"message_id": 7, "from": sender, "chat": private, "date": 1_760_000_000, "text": text}
    chat.server.push_update({"message": message})
    await chat.settled()
    assert "(0xC004F211)" in chat.message.text


@pytest.mark.parametrize("content", SAMPLES.values(), ids=SAMPLES)
async def test_a_message_without_text_gets_advice(chat: Chat, content: dict[str, Any]) -> None:
    chat.server.send_content(chat.id, content)
    await chat.settled()
    assert "felkod" in chat.message.text.lower()


@pytest.mark.parametrize("origin", ORIGINS.values(), ids=ORIGINS)
async def test_a_forwarded_text_is_read_like_a_question(chat: Chat, origin: dict[str, Any]) -> None:
    chat.server.send_content(chat.id, {"text": "moderkortet bytt", "forward_origin": origin})
    await chat.settled()
    assert "(0xC004F211)" in chat.message.text


async def test_the_other_windows_version_is_shown_in_place_and_remembered(chat: Chat) -> None:
    await chat.ask(CODE)
    asked = chat.message
    await chat.press(asked, "Jag har Windows 10")
    assert chat.message.message_id == asked.message_id
    assert WAY["10"] in chat.message.text
    assert "Jag har Windows 10" not in chat.message.button_texts
    await chat.ask("/start activate-windows")
    assert WAY["10"] in chat.messages[1].text
    await chat.press(chat.messages[1], "Mer")
    await chat.press(chat.messages[1], "Jag har Windows 11")
    assert WAY["11"] in chat.messages[1].text


async def test_a_command_to_copy_is_a_button(chat: Chat) -> None:
    await chat.ask("0xC004FC03")
    await chat.press(chat.message, "Mer")
    buttons = [button for row in chat.message.buttons for button in row]
    assert {"text": "slui 04"} in [button.get("copy_text") for button in buttons]
    assert "https://visualsupport.microsoft.com" in [button.get("url") for button in buttons]


async def test_the_choices_of_one_chat_do_not_affect_another(chat: Chat, other: Chat) -> None:
    await chat.ask("0xC004F211")
    await chat.press(chat.message, "Jag har Windows 10")
    await other.ask("0xC004F211")
    assert "Jag har Windows 10" in other.message.button_texts


async def test_two_presses_of_the_same_button_are_both_answered(chat: Chat) -> None:
    await chat.ask(CODE)
    queries = [chat.server.press(chat.id, chat.message.message_id, "Jag har Windows 10") for _ in range(2)]
    await chat.settled()
    assert set(queries) <= chat.server.answered_callbacks.keys()
    assert WAY["10"] in chat.message.text


async def test_all_codes_are_listed_in_pages(chat: Chat, assistant: Assistant) -> None:
    await chat.ask("/koder")
    listed: list[str] = []
    while True:
        listed += [text for text in chat.message.button_texts if text.startswith("0x")]
        if "Nästa ›" not in chat.message.button_texts:
            break
        await chat.press(chat.message, "Nästa ›")
    assert listed == sorted(assistant.config.corpus.sections_by_code)
    await chat.press(chat.message, "‹ Föregående")
    await chat.press(chat.message, listed[-11])
    assert chat.messages[1].text.startswith(assistant.config.corpus.sections_by_code[listed[-11]][0].title)


async def test_a_choice_is_a_button_away(chat: Chat, vague: str, assistant: Assistant) -> None:
    await chat.ask(vague)
    titles = chat.message.button_texts
    assert titles.pop() == "Inget av det här"
    assert 2 <= len(titles) <= 4
    assert {*titles} <= {section.title for section in assistant.config.corpus.sections.values()}
    await chat.press(chat.message, titles[1])
    assert chat.messages[1].text.startswith(titles[1])


async def test_the_windows_command_is_answered_with_a_button(chat: Chat) -> None:
    await chat.ask("/windows")
    await chat.press(chat.message, "Windows 10")
    assert "Windows 10" in chat.messages[-1].text
    await chat.ask(CODE)
    assert WAY["10"] in chat.messages[-1].text


async def test_a_button_of_an_older_version_is_answered_with_a_toast(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    sender = {"id": chat.id, "is_bot": False, "first_name": "Anna", "language_code": "sv"}
    query = {"id": "1", "from": sender, "message": chat.message.raw, "chat_instance": "7", "data": "toggle|f211"}
    chat.server.push_update({"callback_query": query})
    await chat.settled()
    assert len(chat.messages) == 1
    assert "knappen" in chat.server.calls_of("answerCallbackQuery")[-1].params["text"]


async def test_a_press_that_can_no_longer_be_answered_still_changes_the_message(chat: Chat) -> None:
    await chat.ask(CODE)
    chat.server.fail("answerCallbackQuery", Fault.bad_request(BUSY))
    chat.server.press(chat.id, chat.message.message_id, "Jag har Windows 10")
    await chat.settled()
    assert WAY["10"] in chat.message.text


async def test_a_button_under_a_message_that_can_no_longer_be_edited_sends_a_new_one(chat: Chat) -> None:
    await chat.ask(CODE)
    chat.server.fail("editMessageText", Fault.bad_request("message can't be edited"))
    await chat.press(chat.message, "Jag har Windows 10")
    assert WAY["10"] in chat.messages[1].text


async def test_start_greets(chat: Chat) -> None:
    await chat.ask("/start")
    assert "0xC004F211" in chat.message.text


@pytest.mark.parametrize("payload", ["0xC004F211", "hardware-changed"])
async def test_a_deep_link_shows_its_section(chat: Chat, payload: str) -> None:
    await chat.ask(f"/start {payload}")
    assert "(0xC004F211)" in chat.message.text.splitlines()[0]


@pytest.mark.parametrize("command", ["/help", "/hjalp", "/HJALP"])
async def test_help_names_the_commands(chat: Chat, command: str) -> None:
    await chat.ask(command)
    shown = [entity for entity in chat.message.entities if entity["type"] == "bot_command"]
    assert len(shown) >= 4


async def test_an_unknown_command_is_answered_with_the_commands(chat: Chat) -> None:
    await chat.ask("/vader")
    assert "/hjalp" in chat.message.text


async def test_the_menus_and_descriptions_of_the_bot_are_in_swedish_and_english(chat: Chat) -> None:
    server = chat.server
    menus = {language: server.commands["default", language] for language in ("", "en")}
    names = [[command["command"] for command in menu] for menu in menus.values()]
    assert names == [["start", "hjalp", "koder", "fall", "windows", "sprak", "integritet", "radera"]] * 2
    assert "felkoder" in menus[""][2]["description"]
    assert "error codes" in menus["en"][2]["description"]
    assert {language for _, language in server.commands} == {"", "en"}
    for field in ("description", "short_description"):
        assert "Windows inte" in server.profile[field, ""] or "Går Windows" in server.profile[field, ""]
        assert "Windows will not activate" in server.profile[field, "en"]


async def test_a_command_for_this_bot_in_a_group_is_answered_as_a_reply(group: Chat) -> None:
    question = await group.ask("/help@aktivering_test_bot")
    assert "/koder" in group.message.text
    assert group.message.reply_to == question


async def test_a_command_for_another_bot_is_not_answered(group: Chat) -> None:
    await group.ask("/help@en_annan_bot")
    assert group.messages == []


async def test_a_button_pressed_in_a_group_changes_the_answer_in_place(group: Chat) -> None:
    await group.ask(f"@aktivering_test_bot {CODE}")
    await group.press(group.message, "Jag har Windows 10")
    assert WAY["10"] in group.message.text


async def test_the_answer_to_an_edited_question_changes_in_place(chat: Chat) -> None:
    question = await chat.ask("0xC004F210")
    before = chat.message
    await chat.edit(question, "0xC004F211")
    assert chat.message.message_id == before.message_id
    assert "(0xC004F211)" in chat.message.text


async def test_an_edit_that_changes_nothing_leaves_the_answer_unchanged(chat: Chat) -> None:
    question = await chat.ask("0xC004F211")
    before = chat.message
    await chat.edit(question, "0xC004F211!")
    assert chat.message == before


async def test_an_edit_to_another_kind_of_answer_and_back_stays_in_one_message(chat: Chat) -> None:
    question = await chat.ask("0xC004F211")
    before = chat.message
    await chat.edit(question, "/help")
    assert chat.message.message_id == before.message_id
    assert (chat.message.buttons, "/koder" in chat.message.text) == ([], True)
    await chat.edit(question, "0xC004F211")
    assert (chat.message.text, chat.message.buttons) == (before.text, before.buttons)


async def test_an_edited_question_whose_answer_is_no_longer_known_is_answered(chat: Chat) -> None:
    sender = {"id": chat.id, "is_bot": False, "first_name": "Anna", "language_code": "sv"}
    private = {"id": chat.id, "type": "private", "first_name": "Anna"}
    message = {"message_id": 7, "from": sender, "chat": private, "date": 1_760_000_000, "edit_date": 1_760_000_060}
    chat.server.push_update({"edited_message": message | {"text": "0xC004F211"}})
    await chat.settled()
    assert "(0xC004F211)" in chat.message.text


async def test_an_edited_question_whose_answer_was_deleted_is_answered(chat: Chat) -> None:
    question = await chat.ask("0xC004F210")
    chat.server.fail("editMessageText", Fault.bad_request("message to edit not found"))
    await chat.edit(question, "0xC004F211")
    assert "(0xC004F211)" in chat.messages[1].text
    assert chat.messages[1].reply_to == question


@pytest.mark.parametrize(
    "fault",
    [Fault.too_many_requests(retry_after=1), Fault.server_error(500), Fault.garbage(), Fault.drop()],
    ids=["429", "500", "garbage", "drop"],
)
async def test_the_answer_arrives_once_despite_temporary_errors(chat: Chat, fault: Fault) -> None:
    chat.server.fail("sendMessage", fault)
    await chat.ask("0xC004F211")
    assert "(0xC004F211)" in chat.message.text


async def test_an_answer_whose_response_was_lost_may_come_twice_but_comes(chat: Chat) -> None:
    chat.server.fail("sendMessage", Fault.drop(after_handling=True))
    await chat.ask("0xC004F211")
    assert 1 <= len(chat.messages) <= 2
    assert "(0xC004F211)" in chat.messages[0].text


async def test_a_button_works_despite_temporary_errors(chat: Chat) -> None:
    await chat.ask(CODE)
    chat.server.fail("answerCallbackQuery", Fault.drop(after_handling=True))
    chat.server.fail("editMessageText", Fault.drop(after_handling=True))
    await chat.press(chat.message, "Jag har Windows 10")
    assert WAY["10"] in chat.message.text


async def test_a_slow_chat_delays_no_other(chat: Chat, other: Chat) -> None:
    chat.server.fail("sendMessage", Fault.slow(2))
    chat.server.send_text(chat.id, "0xC004F211")
    await chat.server.wait_until(lambda: chat.server.calls_of("sendMessage")[-1].status is None)
    other.server.send_text(other.id, "0xC004F211")
    await other.server.wait_for_messages(other.id, 1)
    assert chat.messages == []
    await chat.settled()
    assert "(0xC004F211)" in chat.message.text


async def test_two_chats_at_once_each_get_their_own_answers_in_order(chat: Chat, other: Chat) -> None:
    codes = ["0xC004F211", "0x80072F8F", "0xC004C008"]
    for first, second in zip(codes, reversed(codes), strict=True):
        chat.server.send_text(chat.id, first)
        other.server.send_text(other.id, second)
    await chat.settled()
    for seen, asked in ((chat, codes), (other, codes[::-1])):
        assert len(seen.texts) == 3
        assert all(code in text.splitlines()[0] for code, text in zip(asked, seen.texts, strict=True)), seen.texts


async def test_a_person_who_blocked_the_bot_delays_nobody(chat: Chat, other: Chat) -> None:
    chat.server.block(chat.id)
    chat.server.send_text(chat.id, "0xC004F211")
    await other.ask("0xC004F211")
    assert len(other.messages) == 1
    assert chat.messages == []
    assert [call.status for call in chat.server.calls_of("sendMessage") if call.params["chat_id"] == chat.id] == [403]
    chat.server.unblock(chat.id)
    await chat.ask("0xC004F211")
    assert len(chat.messages) == 1


FORGED: dict[str, dict[str, Any]] = {
    "text that is a number": {"message": {"message_id": 7, "date": 1_760_000_000, "text": 17}},
    "picture without size": {"message": {"message_id": 7, "date": 1_760_000_000, "photo": [{"x": "HEMLIGT"}]}},
    "date that is a text": {"edited_message": {"message_id": 7, "date": "HEMLIGT", "text": "HEMLIGT"}},
}


@pytest.mark.parametrize("update", FORGED.values(), ids=FORGED)
async def test_an_update_that_cannot_be_read_is_apologised_for_and_logged_without_its_text(
    chat: Chat, bot: BotProcess, update: dict[str, Any]
) -> None:
    ((kind, message),) = update.items()
    private = {"id": chat.id, "type": "private", "first_name": "HEMLIGT"}
    update_id = chat.server.push_update({kind: message | {"chat": private}})
    await chat.settled()
    assert "Något gick fel" in chat.message.text
    lines = [(line["event"], line["level"]) for line in bot.log if line.get("update_id") == update_id]
    assert lines == [("update_failed", "error")] * MAX_TRIES + [("update_given_up", "error")]
    assert "HEMLIGT" not in bot.stderr
    await chat.ask("0xC004F211")
    assert "(0xC004F211)" in chat.texts[-1]


@pytest.mark.parametrize(
    "update",
    [
        {"message": 7},
        {"message": "HEMLIGT"},
        {"message": [{"text": "HEMLIGT"}]},
        {"message": {"text": "HEMLIGT"}},
        {"message": {"chat": "HEMLIGT"}},
        {"message": {"chat": {"id": "HEMLIGT"}}},
        {"callback_query": {"data": "HEMLIGT"}},
        {"callback_query": {"message": "HEMLIGT"}},
        {"a_kind_of_tomorrow": "HEMLIGT"},
        {},
    ],
    ids=str,
)
async def test_an_update_without_a_sender_blocks_nobody(chat: Chat, bot: BotProcess, update: dict[str, Any]) -> None:
    chat.server.push_update(update)
    await chat.ask("0xC004F211")
    assert "(0xC004F211)" in chat.message.text
    assert "HEMLIGT" not in bot.stderr


async def test_a_product_key_causes_a_warning_and_is_neither_repeated_nor_logged(chat: Chat, bot: BotProcess) -> None:
    question = await chat.ask(f"min nyckel {PRODUCT_KEY} ger 0xC004F211")
    await chat.edit(question, f"{PRODUCT_KEY.replace('-', ' ')}")
    await chat.ask(f"/{PRODUCT_KEY}")
    await chat.ask(f"/start {PRODUCT_KEY}")
    chat.server.send_photo(chat.id, caption=PRODUCT_KEY)
    await chat.settled()
    assert "produktnyckel" in chat.texts[0]
    everything = "\n".join([*chat.texts, bot.stderr, *(str(call.params) for call in chat.server.calls)])
    for part in PRODUCT_KEY.split("-"):
        assert part not in everything


async def test_no_log_line_contains_words_or_names_of_people(chat: Chat, bot: BotProcess) -> None:
    question = await chat.ask("min granne Torbjörn har fått 0xC004F211")
    await chat.edit(question, "min kusin Torgny undrar över aktivering")
    await chat.ask("/torsten")
    chat.server.fail("sendMessage", Fault.server_error(500))
    await chat.ask("Torvald fick ett fel")
    for name in ("Torbjörn", "Torgny", "torsten", "Torvald", "first_name"):
        assert name not in bot.stderr


async def test_no_log_line_contains_the_token(chat: Chat, bot: BotProcess) -> None:
    chat.server.fail("sendMessage", Fault.drop())
    await chat.ask("0xC004F211")
    assert [line["event"] for line in bot.log if line["level"] == "info"]
    assert chat.server.token not in bot.stderr
    assert chat.server.token.partition(":")[2] not in bot.stderr


async def test_the_log_is_json_and_nothing_else(bot: BotProcess) -> None:
    assert bot.said == []


@pytest.mark.slow
async def test_a_malformed_callback_query_is_confirmed(tmp_path: Path) -> None:
    async with BotApiServer() as server, started_bot(tmp_path, server.url, server.token) as bot:
        for query in ("HEMLIGT", ["HEMLIGT"]):
            server.push_update({"callback_query": query})
        await server.wait_until(lambda: server.calls_of("getUpdates"), timeout=20)
        await server.wait_until(lambda: not server.pending_updates(), timeout=20)
        assert "HEMLIGT" not in bot.stderr


async def test_after_sigterm_the_bot_finishes_and_confirms_updates_in_flight(tmp_path: Path) -> None:
    async with BotApiServer() as server, started_bot(tmp_path, server.url, server.token) as bot:
        await server.wait_until(lambda: server.calls_of("getUpdates"), timeout=20)
        server.fail("sendMessage", Fault.slow(0.5))
        server.send_text(1, "0xC004F211")
        server.send_text(2, "0xC004F211")
        await server.wait_until(lambda: len(server.calls_of("sendMessage")) == 2)
        bot.stop()
        assert await bot.end() == 0
        assert server.pending_updates() == []
        assert [len(server.messages(chat)) for chat in (1, 2)] == [1, 1]
        assert bot.said == []
        assert bot.log[-1]["event"] == "stopped"
