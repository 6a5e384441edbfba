"""Messages and buttons after an answer, over HTTP."""

from __future__ import annotations

import pytest

from tests.channels.telegram.http.conftest import Chat

pytestmark = pytest.mark.asyncio(loop_scope="session")

DOWN, UP, ONE_BY_ONE = "👎 Det gick inte", "👍 Det gick", "Ett steg i taget"
DONE, MISSING, OTHERWISE = "Klart", "Hittar inte", "Något annat visas"
YES, NO, UNKNOWN = "Ja", "Nej", "Vet inte"
OWNERS = ["Jag", "Jobbet eller skolan", "Jag sköter datorerna", UNKNOWN]


async def test_a_few_words_ask_for_the_other_windows_version(chat: Chat) -> None:
    await chat.ask("0x80004005")
    await chat.ask("och på windows 10?")
    assert chat.texts[1].startswith(chat.texts[0].splitlines()[0])
    assert "Uppdatering och säkerhet > Aktivering" in chat.texts[1]


async def test_the_other_windows_version_leaves_an_open_question_open(chat: Chat) -> None:
    await chat.ask("moderkortet bytt")
    await chat.ask("har windows 10")
    assert "Tack, Windows 10." in chat.texts[1]
    assert chat.messages[1].button_texts == [YES, NO, UNKNOWN]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("det funkade inte", "Har du en egen produktnyckel?"),
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


async def test_follow_ups_refer_to_answers_in_the_same_chat_only(chat: Chat, other: Chat) -> None:
    await chat.ask("moderkortet bytt")
    await other.ask("visa igen")
    assert "0xC004F211" not in other.message.text


async def test_a_thumb_down_shows_the_next_step_only_once(chat: Chat) -> None:
    await chat.ask("0x80004005")
    toasts = [await chat.press(chat.messages[0], DOWN) for _ in range(3)]
    assert len(chat.messages) == 2
    assert toasts == ["Tack för att du berättar.", *["Det har jag redan noterat. Tack."] * 2]


async def test_a_thumb_up_gets_thanks_with_a_tip_and_nothing_else(chat: Chat) -> None:
    await chat.ask("0x80004005")
    assert "Vad roligt" in (await chat.press(chat.message, UP) or "")
    assert "Ett tips" in chat.texts[1]
    assert "noterat" in (await chat.press(chat.messages[0], UP) or "")
    assert len(chat.messages) == 2


async def test_the_ladder_ends_with_support_and_repeats_nothing(chat: Chat) -> None:
    await chat.ask("0x8007267C")
    while {DOWN, UNKNOWN} & {*chat.messages[-1].button_texts}:
        buttons = chat.messages[-1].button_texts
        await chat.press(chat.messages[-1], DOWN if DOWN in buttons else UNKNOWN)
    assert len(set(chat.texts)) == len(chat.texts) > 4
    assert "inga fler råd" in chat.texts[-1]
    assert "Kontakta Microsofts kundsupport" in chat.messages[-1].button_texts


async def test_a_choice_is_made_by_number_and_by_words(chat: Chat, vague: str) -> None:
    await chat.ask(vague)
    first, second, *_ = chat.message.button_texts
    await chat.ask("2")
    assert chat.texts[1].startswith(second)
    await chat.ask(vague)
    await chat.ask("den första")
    assert chat.texts[3].startswith(first)


async def test_choosing_none_offers_other_help(chat: Chat, vague: str) -> None:
    await chat.ask(vague)
    await chat.press(chat.message, "Inget av det här")
    assert "Kontakta Microsofts kundsupport" in chat.messages[1].button_texts


async def test_the_first_of_several_codes_is_answered_and_the_others_are_buttons(chat: Chat) -> None:
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


async def test_a_deleted_question_is_still_answered(chat: Chat) -> None:
    question = await chat.ask("0xC004F210")
    chat.server.delete_message(chat.id, chat.message.message_id)
    chat.server.edit_text(chat.id, question, "0xC004F211")
    chat.server.delete_message(chat.id, question)
    await chat.settled()
    assert "(0xC004F211)" in chat.message.text
    assert chat.message.reply_to is None


async def test_a_button_under_an_inaccessible_message_is_answered_in_a_new_one(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    query = chat.server.press(chat.id, chat.message.message_id, NO, inaccessible=True)
    await chat.settled()
    assert query in chat.server.answered_callbacks
    assert "Har du en egen produktnyckel?" in chat.texts[1]


async def test_the_language_is_chosen_and_remembered(chat: Chat) -> None:
    await chat.ask("/sprak")
    await chat.press(chat.message, "English")
    assert "From now on I will write in" in chat.texts[1]
    await chat.ask("0xC004F211")
    assert "For now the steps are only available in Swedish." in chat.texts[2]
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


async def test_integritet_lists_the_stored_data_with_days_and_a_date(chat: Chat) -> None:
    await chat.ask("/privacy")
    assert "i 90 dagar" in chat.message.text
    assert "senast" in chat.message.text


async def test_the_answer_can_be_shared_as_a_link_into_the_bot(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    await chat.press(chat.message, "Mer")
    (url,) = [button["url"] for row in chat.message.buttons for button in row if button["text"] == "Dela"]
    assert url.startswith("https://t.me/share/url?url=https%3A%2F%2Ft.me%2Faktivering_test_bot%3Fstart%3Dhardware-ch")


async def test_an_edited_follow_up_changes_its_answer_and_nothing_else(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    question = await chat.ask("var är länken?")
    before = chat.texts
    await chat.edit(question, "vad är ett moderkort?")
    assert "kretskortet" in chat.texts[1]
    assert chat.texts[:1] == before[:1]
    assert len(chat.texts) == len(before)


async def test_start_resets_the_language_to_that_of_the_app(chat: Chat) -> None:
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
async def test_pasted_text_is_read(chat: Chat, said: str, read: str) -> None:
    await chat.ask(said)
    assert read in chat.message.text


async def test_facts_about_the_computer_are_shown_and_forgotten(chat: Chat) -> None:
    await chat.ask("0xC004F211 på min egen dator, har windows 11 pro, har provat felsökaren")
    await chat.ask("/fall")
    for line in (
        "Windows: 11",
        "Felkoder: 0xC004F211",
        "Datorn är: egen",
        "Utgåva: Pro",
        "felsökaren",
    ):
        assert line in chat.texts[1]
    await chat.press(chat.messages[1], "Glöm ärendet")
    assert chat.messages[1].edited
    assert "glömt ärendet" in chat.texts[1]
    await chat.ask("/fall")
    assert "vet inget om ditt ärende" in chat.texts[2]
    await chat.ask("visa igen")
    assert "(0xC004F211)" not in chat.texts[3]


async def test_forgetting_the_case_keeps_the_language(chat: Chat) -> None:
    await chat.ask("/sprak en")
    await chat.ask("0xC004F211")
    await chat.ask("/fall")
    await chat.press(chat.messages[2], "Forget my case")
    await chat.ask("/fall")
    assert "I know nothing about your case yet." in chat.texts[3]


@pytest.mark.parametrize(
    ("owner", "way"),
    [
        ("Jag", "Om datorn är din egen"),
        ("Jobbet eller skolan", "Om det är en jobb- eller skoldator"),
        ("Jag sköter datorerna", "nslookup -type=srv _vlmcs._tcp"),
    ],
)
async def test_the_way_depends_on_the_answer_by_a_button_or_by_words(
    chat: Chat, other: Chat, owner: str, way: str
) -> None:
    for asked in (chat, other):
        await asked.ask("0xC004F074")
        assert asked.message.button_texts[: len(OWNERS)] == OWNERS
    await chat.press(chat.message, owner)
    assert chat.message.edited
    assert way in chat.message.text
    await other.ask(owner.lower())
    assert way in other.texts[1]


async def test_a_fact_in_the_question_is_not_asked_for(chat: Chat) -> None:
    await chat.ask("0xC004F074 på jobbdatorn")
    assert "Vem äger datorn?" not in chat.message.text
    assert chat.message.text.index("skolans nätverk") < chat.message.text.index("Om datorn är din egen")


async def test_a_fact_that_is_unknown_is_asked_for_only_once(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    seen = [chat.message.text.splitlines()]
    while UNKNOWN in chat.message.button_texts:
        await chat.press(chat.message, UNKNOWN)
        seen.append(chat.message.text.splitlines())
    questions = [line for lines in seen for line in lines if line.endswith("?") and "Hjälper det" not in line]
    assert len(set(questions)) == len(questions)
    assert DOWN in chat.message.button_texts


async def test_a_fact_stated_later_changes_the_way(chat: Chat) -> None:
    await chat.ask("0xC004F211")
    await chat.press(chat.message, YES)
    assert "Jag har nyligen ändrat maskinvara på den här enheten" in chat.message.text
    await chat.ask("jag hade inget microsoft-konto, men jag har nyckeln")
    assert "Ändra produktnyckel" in chat.texts[1]


async def test_single_steps_stay_in_one_message(chat: Chat) -> None:
    await chat.ask("0x80004005")
    await chat.press(chat.message, ONE_BY_ONE)
    assert "Steg 1 av 2" in chat.message.text
    assert chat.message.button_texts == [DONE, MISSING, OTHERWISE]
    await chat.press(chat.message, DONE)
    assert "Steg 2 av 2" in chat.message.text
    await chat.press(chat.message, MISSING)
    assert "Så här hittar du dit" in chat.message.text
    await chat.press(chat.message, OTHERWISE)
    assert "ord för ord" in chat.message.text
    await chat.press(chat.message, DONE)
    assert "det sista steget" in chat.message.text
    assert chat.message.button_texts == [UP, DOWN]
    assert chat.message.edited


async def test_steps_continue_by_words_too(chat: Chat) -> None:
    await chat.ask("0x80004005")
    for said, answer in (
        ("ta det ett steg i taget", "Steg 1 av 2"),
        ("klart", "Steg 2 av 2"),
        ("hittar inte", "Så här hittar du dit"),
        ("nästa", "det sista steget"),
    ):
        await chat.ask(said)
        assert answer in chat.texts[-1]


async def test_three_misunderstandings_get_three_different_replies(chat: Chat) -> None:
    for said, answer, button in (
        ("datorn bråkar", "Vad står det på skärmen?", "En kod med 0x"),
        ("lila moln", "Vi tar det från början", "Inget av det"),
        ("lila moln igen", "kommer tyvärr inte vidare", "Kontakta Microsofts kundsupport"),
    ):
        await chat.ask(said)
        assert answer in chat.texts[-1]
        assert button in chat.messages[-1].button_texts
    await chat.ask("0xC004F211")
    assert "(0xC004F211)" in chat.texts[-1]


async def test_an_unclear_message_after_an_answer_belongs_to_that_answer(chat: Chat) -> None:
    await chat.ask("0x80004005")
    await chat.ask("abrakadabra simsalabim")
    assert "Vi håller fortfarande på med Okänt fel vid aktiveringen" in chat.texts[1]
    assert {UP, DOWN, ONE_BY_ONE, "Det gäller något annat"} <= {*chat.messages[1].button_texts}
    await chat.press(chat.messages[1], "Det gäller något annat")
    assert UNKNOWN in chat.messages[2].button_texts


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("jag är rädd att något gått sönder, 0xC004F211", "Du har inte förstört något"),
        ("skitdator, 0xC004F211", "Jag förstår att du är trött på det här."),
        ("jag skäms, men 0xC004F211", "Det är inget att skämmas för."),
    ],
)
async def test_a_feeling_is_acknowledged_first_and_once(chat: Chat, said: str, word: str) -> None:
    await chat.ask(said)
    assert chat.message.text.startswith(word)
    assert "(0xC004F211)" in chat.message.text
    await chat.ask(said.replace("0xC004F211", "0x80072F8F"))
    assert word not in chat.texts[1]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("vad kostar det?", "kostar inget"),
        ("försvinner programmen?", "filer"),
        ("hur lång tid tar det?", "tid"),
        ("vad heter det på engelska?", "Troubleshoot"),
        ("vad är en administratör?", "Administratör:"),
        ("går det att göra på mobilen?", "Mobilen kan du ha bredvid"),
    ],
)
async def test_a_question_about_the_steps_is_answered_and_the_steps_stay(chat: Chat, said: str, answer: str) -> None:
    await chat.ask("0x80004005")
    await chat.ask(said)
    assert answer in chat.texts[1]
    assert {UP, DOWN} <= {*chat.messages[1].button_texts}
    await chat.ask("visa igen")
    assert chat.texts[2] == chat.texts[0]


async def test_more_buttons_appear_in_place_and_folded_text_stays_folded(chat: Chat) -> None:
    await chat.ask("0x80004005")
    text, buttons = chat.message.text, chat.message.button_texts
    assert [entity["type"] for entity in chat.message.entities].count("expandable_blockquote") == 1
    await chat.press(chat.message, "Mer")
    assert chat.message.text == text
    assert len(chat.message.button_texts) > len(buttons)
    assert [entity["type"] for entity in chat.message.entities].count("expandable_blockquote") == 1


async def test_a_goodbye_is_returned_and_the_person_may_come_back(chat: Chat) -> None:
    await chat.ask("0x80004005")
    await chat.ask("tack, provar ikväll")
    assert "Lycka till" in chat.texts[1]
    await chat.ask("det hjälpte inte")
    assert DOWN in chat.messages[2].button_texts
