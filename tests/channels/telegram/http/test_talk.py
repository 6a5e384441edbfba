"""What people say and press after an answer, over HTTP."""

from __future__ import annotations

import pytest

from tests.channels.telegram.http.conftest import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

DOWN, UP = "👎 Hjälpte inte", "👍 Det hjälpte"


async def test_the_other_windows_by_a_few_words(chat: Chat) -> None:
    await chat.ask("moderkortet bytt")
    await chat.ask("och på windows 10?")
    assert chat.texts[1].startswith(chat.texts[0].splitlines()[0])
    assert "Uppdatering och säkerhet > Aktivering" in chat.texts[1]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("det funkade inte", "nästa sätt"),
        ("jag hittar inte det", "Windows-tangenten"),
        ("var är länken?", "hos Microsoft"),
        ("visa igen", "(0xC004F211)"),
        ("nej, jag menade wifi", "internet"),
        ("ny kod: 0x80072F8F", "(0x80072F8F)"),
        ("tack", "Varsågod"),
    ],
)
async def test_a_follow_up_is_about_the_answer_before(chat: Chat, said: str, answer: str) -> None:
    await chat.ask("moderkortet bytt")
    await chat.ask(said)
    assert answer in chat.texts[1]


async def test_what_one_chat_was_told_is_not_what_another_follows_up(chat: Chat, other: Chat) -> None:
    await chat.ask("moderkortet bytt")
    await other.ask("visa igen")
    assert "0xC004F211" not in other.message.text


async def test_a_thumb_down_leads_on_once_however_often_it_is_pressed(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    toasts = [await chat.press(chat.messages[0], DOWN) for _ in range(3)]
    assert len(chat.messages) == 2
    assert toasts == ["Tack för att du berättar.", *["Det har jag redan noterat. Tack."] * 2]


async def test_a_thumb_up_is_thanked_for_and_that_is_all(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    assert "Vad roligt" in (await chat.press(chat.message, UP) or "")
    assert len(chat.messages) == 1


async def test_the_ladder_ends_with_people_and_says_nothing_twice(chat: Chat) -> None:
    await chat.ask("0x8007267C")
    while DOWN in chat.messages[-1].button_texts:
        await chat.press(chat.messages[-1], DOWN)
    assert len(set(chat.texts)) == len(chat.texts) > 4
    assert "inga fler råd" in chat.texts[-1]
    assert "Kontakta Microsofts kundsupport" in chat.messages[-1].button_texts


async def test_a_choice_by_its_number_and_by_words(chat: Chat, vague: str) -> None:
    await chat.ask(vague)
    first, second, *_ = chat.message.button_texts
    await chat.ask("2")
    assert chat.texts[1].startswith(second)
    await chat.ask(vague)
    await chat.ask("den första")
    assert chat.texts[3].startswith(first)


async def test_none_of_the_choices_leads_on(chat: Chat, vague: str) -> None:
    await chat.ask(vague)
    await chat.press(chat.message, "Inget av det här")
    assert "Felsökaren för aktivering" in chat.messages[1].button_texts


async def test_of_several_codes_the_first_is_answered_and_the_others_are_buttons(chat: Chat) -> None:
    await chat.ask("0x80072F8F 0xC004F211 0x803F7001")
    assert "(0x80072F8F)" in chat.message.text
    assert [text[:10] for text in chat.message.button_texts if text.startswith("0x")] == ["0xC004F211", "0x803F7001"]


async def test_an_edit_to_a_choice_and_to_a_decline_stays_in_place(chat: Chat, vague: str) -> None:
    question = await chat.ask("0xC004F211")
    answer = chat.message.message_id
    for text, sign in ((vague, "Vilket av det här"), ("vem vann matchen i går", "bara bra på en sak")):
        await chat.edit(question, text)
        assert chat.message.message_id == answer
        assert sign in chat.message.text


async def test_a_question_that_was_deleted_is_answered_all_the_same(chat: Chat) -> None:
    question = await chat.ask("0xC004F210")
    chat.server.delete_message(chat.id, chat.message.message_id)
    chat.server.edit_text(chat.id, question, "0xC004F211")
    chat.server.delete_message(chat.id, question)
    await chat.settled()
    assert "(0xC004F211)" in chat.message.text
    assert chat.message.reply_to is None


async def test_a_button_under_a_message_the_bot_cannot_reach_any_more(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    query = chat.server.press(chat.id, chat.message.message_id, "Jag har Windows 10", inaccessible=True)
    await chat.settled()
    assert query in chat.server.answered_callbacks
    assert "Jag har Windows 11" in chat.messages[1].button_texts


async def test_the_language_is_chosen_and_remembered(chat: Chat) -> None:
    await chat.ask("/sprak")
    await chat.press(chat.message, "English")
    assert "From now on I speak English" in chat.texts[1]
    await chat.ask("0xC004F211")
    assert "The steps are in Swedish so far." in chat.texts[2]
    await chat.ask("/sprak sv")
    await chat.ask("0xC004F211")
    assert chat.texts[4].startswith("Delar i datorn")


async def test_a_deleted_chat_is_a_new_one(chat: Chat) -> None:
    await chat.ask("jag har windows 10")
    await chat.ask("0xC004F211")
    question = await chat.ask("/radera")
    await chat.ask("visa igen")
    assert "minns bara" in chat.texts[3]
    await chat.ask("0xC004F211")
    assert "Jag har Windows 10" in chat.messages[4].button_texts
    await chat.edit(question, "0xC004F211")
    assert len(chat.messages) == 6


async def test_what_is_saved_is_told_with_days_and_a_date(chat: Chat) -> None:
    await chat.ask("/privacy")
    assert "i 90 dagar" in chat.message.text
    assert "senast" in chat.message.text


async def test_the_answer_can_be_shared_as_a_link_into_the_bot(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    (url,) = [button["url"] for row in chat.message.buttons for button in row if button["text"] == "Dela"]
    assert url.startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2Faktivering_test_bot%3Fstart%3Dhardware-ch")


async def test_an_edited_follow_up_changes_its_answer_and_nothing_else(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    question = await chat.ask("det hjälpte inte")
    before = chat.texts
    await chat.edit(question, "det hjälpte inte!")
    assert chat.texts == before


async def test_to_start_over_is_the_way_back_to_the_language_of_the_app(chat: Chat) -> None:
    await chat.ask("/sprak en")
    await chat.ask("/start")
    await chat.ask("0xC004F211")
    assert chat.texts[2].startswith("Delar i datorn")


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (
            "Description: VOLUME_KMSCLIENT channel\nLicense Status: Licensed\nGracePeriodRemaining: 243360",
            "Licensen är en volymlicens (KMS) och gäller i 169 dagar till.",
        ),
        ("igår 0xC004F211 men nu 0xC004C003", "(0xC004C003)"),
        ("Excel säger 0xC004C003", "Office aktiveras för sig"),
        ("Windows er ikke aktiveret", "Så aktiverar du Windows"),
        ("<LicensingStatusReason>0x4004f401</LicensingStatusReason>", "gick bra"),
    ],
)
async def test_what_people_paste_is_read(chat: Chat, said: str, read: str) -> None:
    await chat.ask(said)
    assert read in chat.message.text
