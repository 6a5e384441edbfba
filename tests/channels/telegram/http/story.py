"""One long evening with the bot, over HTTP: what people do with it, in the order they might.

`docs/make_transcript.py` writes the story down in docs/conversation.md; a test tells it, and holds the page to it.
"""

from __future__ import annotations

from tests.botapi.server import BotApiServer
from tests.channels.telegram.http.stage import Stage

ANNA, BO, CHRIS = 184_300_001, 184_300_002, 184_300_003
GROUP = -1_002_143_000_001
KEY = "BCDFG-HJKMP-QRTVW-XY234-6789B"  # of the right form, and nobody's
DIALOG = ("Windows aktivering", ("Det gick inte att aktivera Windows.", "Felkod: 0xC004F213"))
INTRODUCTION = """# A conversation

What the bot says on an evening with three people: Anna alone with it, Bo in a group, Chris in English. Every line is
from a run of the real bot over HTTP; a test tells the same story and fails where this page says something else.
`uv run --extra ocr docs/make_transcript.py` writes it anew. Long answers are cut, dates left out.
"""


async def tell(server: BotApiServer) -> Stage:
    """Play the whole story to a bot that answers on the server, and check it on the way."""
    stage = Stage(server)
    for person, name, language in ((ANNA, "Anna", "sv"), (BO, "Bo", "sv"), (CHRIS, "Chris", "en")):
        server.add_user(person, name, language_code=language)
        server.add_chat(person)
    server.add_chat(GROUP, can_delete=True)
    await _question_and_follow_ups(stage)
    await _ladder(stage)
    await _choices(stage)
    await _pictures(stage)
    await _edits_and_other_things(stage)
    await _group(stage)
    await _inline(stage)
    await _english(stage)
    await _privacy(stage)
    return stage


def transcript(stage: Stage) -> str:
    """The story as Markdown."""
    return "\n".join([INTRODUCTION, *stage.lines]).rstrip() + "\n"


async def _question_and_follow_ups(stage: Stage) -> None:
    stage.scene("A question, and what one asks next")
    assert "Skicka" in (await stage.say("Anna", ANNA, "/start")).text
    answer = await stage.say("Anna", ANNA, "moderkortet bytt")
    assert "(0xC004F211)" in answer.text
    assert "Aktiveringsinställningar" in answer.text
    ten = await stage.say("Anna", ANNA, "och på windows 10 då?")
    assert "Inställningar > Uppdatering och säkerhet > Aktivering" in ten.text
    eleven = await stage.press("Anna", ANNA, ten.message, "Jag har Windows 11")
    assert eleven.message.edited
    assert "Inställningar > System > Aktivering" in eleven.text
    assert "Windows-tangenten" in (await stage.say("Anna", ANNA, "jag hittar inte det")).text
    links = await stage.say("Anna", ANNA, "var är länken?")
    assert "Återaktivera Windows efter en maskinvaruändring" in links.buttons
    assert (await stage.say("Anna", ANNA, "visa igen")).text == eleven.text
    wifi = await stage.say("Anna", ANNA, "nej, jag menade wifi")
    assert "internet" in wifi.text
    assert "Varsågod" in (await stage.say("Anna", ANNA, "tack")).text


async def _ladder(stage: Stage) -> None:
    stage.scene("It did not help")
    answer = await stage.say("Anna", ANNA, "0xC004F211")
    voted = await stage.press("Anna", ANNA, answer.message, "👎 Hjälpte inte")
    assert "Om du har en produktnyckel" in voted.text
    again = await stage.press("Anna", ANNA, answer.message, "👎 Hjälpte inte")
    assert not again.messages
    assert again.toast == "Det har jag redan noterat. Tack."
    texts = [voted.text]
    step = await stage.say("Anna", ANNA, "det funkade inte heller")
    while "👎 Hjälpte inte" in step.buttons:
        texts.append(step.text)
        step = await stage.press("Anna", ANNA, step.message, "👎 Hjälpte inte")
    assert "inga fler råd" in step.text
    assert len(set(texts)) == len(texts) == 6
    new = await stage.say("Anna", ANNA, "ny kod: 0x80072F8F")
    assert "(0x80072F8F)" in new.text
    helped = await stage.press("Anna", ANNA, new.message, "👍 Det hjälpte")
    assert not helped.messages
    assert helped.toast


async def _choices(stage: Stage) -> None:
    stage.scene("Which of these is it")
    asked = await stage.say("Anna", ANNA, "windows vill inte godkänna min licens längre")
    assert "Inget av dem" in asked.buttons or "Inget av det här" in asked.buttons, asked.buttons
    second = await stage.say("Anna", ANNA, "den andra")
    assert second.text.startswith(asked.buttons[1])
    codes = await stage.say("Anna", ANNA, "0xC004C003 och även 0x803F7001")
    assert "(0xC004C003)" in codes.text
    assert any(button.startswith("0x803F7001") for button in codes.buttons)
    near = await stage.say("Anna", ANNA, "0x803F7002")
    assert "Menade du 0x803F7001?" in near.text
    assert "(0x803F7001)" in (await stage.say("Anna", ANNA, "ja")).text


async def _pictures(stage: Stage) -> None:
    from tests.pictures.screens import dialog, encoded, photographed  # noqa: PLC0415 - drawn with the extra alone

    stage.scene("A picture of the screen")
    screen = dialog(*DIALOG)
    clear = await stage.photograph("Anna", ANNA, "sends a screenshot", encoded(screen))
    assert "På din bild ser jag 0xC004F213." in clear.text
    tilted = encoded(photographed(screen, 7), "JPEG", quality=80)
    taken = await stage.photograph("Anna", ANNA, "sends a photo of the screen", tilted, "har windows 10")
    assert "På din bild ser jag 0xC004F213." in taken.text
    assert "Inställningar > Uppdatering och säkerhet" in taken.text
    blurred = encoded(photographed(screen, 7, blur=30.0))
    assert "lyckades inte läsa" in (await stage.photograph("Anna", ANNA, "sends a blurred photo", blurred)).text
    broken = await stage.photograph("Anna", ANNA, "sends a broken file", encoded(screen)[:300])
    assert "kunde inte öppna" in broken.text


async def _edits_and_other_things(stage: Stage) -> None:
    stage.scene("Edited questions, and things without words")
    wrong = await stage.say("Anna", ANNA, "blir det regn i morgon")
    edited = await stage.edit("Anna", ANNA, stage.said, "nyckeln används redan på en annan dator")
    assert edited.message.message_id == wrong.message.message_id
    assert "(0xC004C008)" in edited.text
    assert "felkod" in (await stage.send("Anna", ANNA, "sends a sticker", stage.server.send_sticker)).text
    assert "felkod" in (await stage.send("Anna", ANNA, "sends a voice message", stage.server.send_voice)).text
    link = await stage.say("Anna", ANNA, "/start hardware-changed")
    assert "(0xC004F211)" in link.text
    share = next(button for row in link.message.buttons for button in row if button["text"] == "Dela")
    assert "start%3Dhardware-changed" in share["url"]


async def _group(stage: Stage) -> None:
    stage.scene("In a group")
    assert not (await stage.say("Bo", GROUP, "någon som vet hur man viker en båt?", user_id=BO)).messages
    overheard = await stage.say("Bo", GROUP, "får 0x8007267C på jobbdatorn", user_id=BO)
    assert overheard.message.reply_to == stage.said
    told = await stage.say("Anna", GROUP, "nyckeln används redan, säger den", user_id=ANNA)
    assert not told.messages
    question = stage.said
    called = await stage.say("Bo", GROUP, "@aktivering_test_bot", user_id=BO, reply_to=question)
    assert "(0xC004C008)" in called.text
    assert called.message.reply_to == question
    key = await stage.say("Anna", GROUP, f"min nyckel är {KEY}", user_id=ANNA)
    assert "produktnyckel" in key.text
    assert KEY not in key.text
    assert "/koder" in (await stage.say("Bo", GROUP, "/help@aktivering_test_bot", user_id=BO)).text
    assert not (await stage.say("Bo", GROUP, "/help@en_annan_bot", user_id=BO)).messages
    first = await stage.press("Bo", GROUP, overheard.message, "👍 Det hjälpte", by=BO)
    second = await stage.press("Anna", GROUP, overheard.message, "👍 Det hjälpte", by=ANNA)
    assert first.toast == second.toast


async def _inline(stage: Stage) -> None:
    stage.scene("In any other chat")
    found = await stage.inline("Bo", BO, "moderkort")
    assert "0xC004F211 Delar i datorn har bytts ut" in found.titles
    assert len((await stage.inline("Bo", BO, "")).titles) == 10
    miss = await stage.inline("Bo", BO, "qqqq zzzz")
    assert not miss.titles
    assert miss.button


async def _english(stage: Stage) -> None:
    stage.scene("In English")
    assert "error code" in (await stage.say("Chris", CHRIS, "/start", language="en")).text
    assert "The steps are in Swedish so far." in (await stage.say("Chris", CHRIS, "0x80072F8F", language="en")).text
    asked = await stage.say("Chris", CHRIS, "/sprak", language="en")
    swedish = await stage.press("Chris", CHRIS, asked.message, "Svenska")
    assert "svenska" in swedish.text
    assert "Stegen" in (await stage.say("Chris", CHRIS, "0xC004F211", language="en")).text


async def _privacy(stage: Stage) -> None:
    stage.scene("What is saved")
    assert "90 dagar" in (await stage.say("Anna", ANNA, "/integritet")).text
    assert "raderat" in (await stage.say("Anna", ANNA, "/radera")).text
    assert "minns bara" in (await stage.say("Anna", ANNA, "visa igen")).text
