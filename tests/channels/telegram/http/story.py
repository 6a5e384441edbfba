"""An evening with the bot, over HTTP: what people do with it, each with a case of their own.

`docs/make_transcript.py` writes the story to docs/conversation.md; a test plays it, and compares the page with it.
"""

from __future__ import annotations

from tests.botapi.server import BotApiServer
from tests.channels.telegram.http.stage import NAME, Stage

ANNA, BO, CLARA, DAVID, EVA, FARID, GUN, HUGO, IDA, JONAS, CHRIS = range(184_300_001, 184_300_012)
NAMES = {
    ANNA: "Anna",
    BO: "Bo",
    CLARA: "Clara",
    DAVID: "David",
    EVA: "Eva",
    FARID: "Farid",
    GUN: "Gun",
    HUGO: "Hugo",
    IDA: "Ida",
    JONAS: "Jonas",
    CHRIS: "Chris",
}
GROUP, ELSEWHERE = -1_002_143_000_001, -1_002_143_000_002
KEY = "BCDFG-HJKMP-QRTVW-XY234-6789B"  # well-formed and made up
DIALOG = ("Windows aktivering", ("Det gick inte att aktivera Windows.", "Felkod: 0xC004F213"))
UP, DOWN = "👍 Det gick", "👎 Det gick inte"
DONE, MISSING, OTHERWISE = STEP_BUTTONS = ["Klart", "Hittar inte", "Något annat visas"]
OWNERS = ["Jag", "Jobbet eller skolan", "Jag sköter datorerna", "Vet inte"]
INTRODUCTION = """# A conversation

An evening of the bot with eleven people, in private chats, in groups and in English. Every line is from a run of the
real bot over HTTP; a test plays the same story and fails if this page differs.
`uv run --extra ocr docs/make_transcript.py` regenerates it. Text that a message folds is folded here too, and dates
are left out.
"""


async def tell(server: BotApiServer) -> Stage:
    """Play the whole story with a bot on the server, and check its answers on the way."""
    stage = Stage(server)
    for person, name in NAMES.items():
        server.add_user(person, name, language_code="en" if person == CHRIS else "sv")
        server.add_chat(person)
    server.add_chat(GROUP, can_delete=True)
    server.add_foreign_chat(ELSEWHERE)
    await _out_of_the_blue(stage)
    await _new_motherboard(stage)
    await _installed_again(stage)
    await _cheap_key(stage)
    await _server_at_work(stage)
    await _to_pay_or_to_wait(stage)
    await _angry(stage)
    await _not_understood(stage)
    await _codes(stage)
    await _pictures(stage)
    await _edits_and_other_things(stage)
    await _group(stage)
    await _guest(stage)
    await _inline(stage)
    await _english(stage)
    await _privacy(stage)
    return stage


def transcript(stage: Stage) -> str:
    """Return the story as Markdown."""
    return "\n".join([INTRODUCTION, *stage.lines]).rstrip() + "\n"


async def _out_of_the_blue(stage: Stage) -> None:
    stage.scene("Out of the blue, and afraid")
    assert "Skicka" in (await stage.say("Anna", ANNA, "/start")).text
    answer = await stage.say("Anna", ANNA, "Windows är inte aktiverat, har jag gjort fel?")
    assert answer.text.startswith("Du har inte förstört något")
    assert "Så aktiverar du Windows" in answer.visible
    assert len(answer.visible) < len(answer.text)
    step = await stage.say("Anna", ANNA, "kan vi ta ett steg i taget?")
    assert "Steg 1 av 2" in step.text
    assert step.buttons == STEP_BUTTONS
    lost = await stage.press("Anna", ANNA, step.message, MISSING)
    assert lost.in_place
    assert "Så här hittar du dit" in lost.text
    assert "Windows-tangenten" in lost.text
    step = await stage.press("Anna", ANNA, lost.message, DONE)
    assert step.in_place
    assert "Steg 2 av 2" in step.text
    strange = await stage.press("Anna", ANNA, step.message, OTHERWISE)
    assert strange.in_place
    assert "ord för ord" in strange.text
    last = await stage.say("Anna", ANNA, "klart")
    assert last.buttons == [UP, DOWN]
    glad = await stage.press("Anna", ANNA, last.message, UP)
    assert "Ett tips" in glad.text
    assert "Vad roligt" in (glad.toast or "")


async def _new_motherboard(stage: Stage) -> None:
    stage.scene("A new motherboard")
    answer = await stage.say("Bo", BO, "bytte mobo o cpu, inte aktiverad")
    assert "(0xC004F211)" in answer.text
    assert answer.visible.endswith("Var du inloggad med ett Microsoft-konto på datorn före felet?")
    assert answer.buttons[:3] == ["Ja", "Nej", "Vet inte"]
    way = await stage.press("Bo", BO, answer.message, "Ja")
    assert way.in_place
    assert "Jag har nyligen ändrat maskinvara på den här enheten" in way.text
    explained = await stage.say("Bo", BO, "vad är ett moderkort?")
    assert "kretskortet" in explained.text
    assert "Ska vi fortsätta" in explained.text
    assert "Om datorn saknas i listan" in (await stage.say("Bo", BO, "den finns inte i listan")).text
    assert "Om du har en produktnyckel" in (await stage.say("Bo", BO, "köpte på inet 2019")).text
    used = await stage.say("Bo", BO, "den säger att nyckeln redan används")
    assert "(0xC004C008)" in used.text
    assert "aka.ms/aoh" in used.text
    case = await stage.say("Bo", BO, "/fall")
    for told in ("Bytt del: moderkortet", "Microsoft-konto före felet: ja", "Windows kom: med en köpt nyckel"):
        assert told in case.text
    forgotten = await stage.press("Bo", BO, case.message, "Glöm ärendet")
    assert forgotten.in_place
    assert "glömt ärendet" in forgotten.text


async def _installed_again(stage: Stage) -> None:
    stage.scene("Windows was installed again")
    asked = await stage.say("Clara", CLARA, "installerade om igår, inte aktiverad")
    assert asked.buttons[-1] == "Inget av det här"
    answer = await stage.say("Clara", CLARA, str(1 + asked.buttons.index("Licensen gäller en annan utgåva")))
    assert "(0xC004F212)" in answer.text
    question = await stage.say("Clara", CLARA, "jag har pro nu men hade home innan")
    assert "då vet jag det" in question.text
    advice = await stage.say("Clara", CLARA, "nej, jag har ingen pronyckel")
    assert "Fråga butiken" in advice.text
    voted = await stage.press("Clara", CLARA, advice.message, DOWN)
    assert voted.text != advice.text
    assert voted.toast == "Tack för att du berättar."


async def _cheap_key(stage: Stage) -> None:
    stage.scene("A cheap key, and what the seller sends")
    answer = await stage.say("David", DAVID, "köpte nyckel 99 kr på tradera, spärrad")
    assert "pengarna tillbaka" in answer.visible
    warned = await stage.say("David", DAVID, "säljaren skickade en cmd-fil")
    assert "Kör inte filen" in warned.text
    assert "Anmäl till polisen" in warned.buttons
    key = await stage.say("David", DAVID, f"nyckeln är {KEY}")
    assert "produktnyckel" in key.text
    assert KEY not in key.text
    declined = await stage.say("David", DAVID, "finns det nån crack då?")
    assert "hjälper inte till att gå runt" in declined.text
    assert "Köpa Windows: pris, butik, utgåva" in declined.buttons


async def _server_at_work(stage: Stage) -> None:
    stage.scene("The server at work: an owner, an employee and a technician")
    asked = await stage.say("Eva", EVA, "0xC004F074")
    assert "Vem äger datorn?" in asked.visible
    assert asked.buttons[: len(OWNERS)] == OWNERS
    own = await stage.press("Eva", EVA, asked.message, "Jag")
    assert "Om datorn är din egen" in own.text
    assert "Begagnad eller övertagen dator" in (await stage.say("Eva", EVA, "köpte loss den från skolan")).text
    built_in = await stage.say("Eva", EVA, "hur ser jag om det finns en inbyggd nyckel?")
    assert "OA3xOriginalProductKey" in built_in.visible

    work = await stage.say("Farid", FARID, "0xC004F074 på jobbdatorn")
    assert "Vem äger datorn?" not in work.text
    assert "skolans nätverk" in work.visible
    assert "VPN" not in (await stage.say("Farid", FARID, "anslöt till vpn, samma kod")).text

    brief = await stage.say("Gun", GUN, "0xC004F074 på våra klienter, jag är it-tekniker")
    for command in ("nslookup -type=srv _vlmcs._tcp", "slmgr /ato", "minst 25 klienter"):
        assert command in brief.visible
    count = await stage.say("Gun", GUN, "det hjälpte inte")
    assert "Current count" in count.text
    assert "klonade datorer" in count.text


async def _to_pay_or_to_wait(stage: Stage) -> None:
    stage.scene("Do I have to pay, and can I wait?")
    answer = await stage.say("Hugo", HUGO, "vad kostar det, måste jag köpa?")
    assert "Då ska du inte betala igen" in answer.visible
    assert "Om Windows fanns på datorn" in (await stage.say("Hugo", HUGO, "fanns på datorn")).text
    wait = await stage.say("Hugo", HUGO, "vad händer om jag väntar?")
    assert "brådskar inte" in wait.text
    assert "Lycka till" in (await stage.say("Hugo", HUGO, "tack, jag provar ikväll")).text
    assert "Vad roligt" in (await stage.say("Hugo", HUGO, "det funkade!")).text


async def _angry(stage: Stage) -> None:
    stage.scene("Angry, and it did not help")
    angry = await stage.say("Ida", IDA, "skitdator! 0x8007267C och jag har startat om flera gånger")
    assert angry.text.startswith("Jag förstår att du är trött på det här.")
    assert "(0x8007267C)" in angry.text
    question = await stage.press("Ida", IDA, angry.message, DOWN)
    assert question.buttons == OWNERS
    way = await stage.press("Ida", IDA, question.message, "Vet inte")
    assert way.in_place
    assert "Om internet fungerar" in way.text
    lasts = await stage.say("Ida", IDA, "hur lång tid tar det?")
    assert "hjälper det att vänta en stund" in lasts.text
    after = await stage.say("Ida", IDA, "det hjälpte inte heller")
    assert after.text not in (angry.text, way.text)
    assert DOWN in after.buttons


async def _not_understood(stage: Stage) -> None:
    stage.scene("What it does not understand")
    assert "bara bra på en sak" in (await stage.say("Jonas", JONAS, "vem vann matchen igår?")).text
    first = await stage.say("Jonas", JONAS, "datorn bråkar")
    assert "förstod jag inte riktigt" in first.text
    assert "Vad står det på skärmen?" in first.text
    second = await stage.say("Jonas", JONAS, "lila moln")
    assert "Vi tar det från början" in second.text
    assert "En del byttes" in second.buttons
    third = await stage.say("Jonas", JONAS, "lila moln igen")
    assert "kommer tyvärr inte vidare" in third.text
    assert "Kontakta Microsofts kundsupport" in third.buttons


async def _codes(stage: Stage) -> None:
    stage.scene("Codes")
    garbled = await stage.say("Jonas", JONAS, "ox8ooo4oo5")
    assert "(0x80004005)" in garbled.text
    ten = await stage.press("Jonas", JONAS, garbled.message, "Jag har Windows 10")
    assert ten.in_place
    assert "Uppdatering och säkerhet > Aktivering" in ten.visible
    two = await stage.say("Jonas", JONAS, "0xC004C003 och även 0x803F7001")
    assert "(0xC004C003)" in two.text
    assert any(button.startswith("0x803F7001") for button in two.buttons)
    near = await stage.say("Jonas", JONAS, "0x803F7002")
    assert "Menade du 0x803F7001?" in near.text
    assert "(0x803F7001)" in (await stage.say("Jonas", JONAS, "ja")).text
    page = await stage.say("Jonas", JONAS, "/koder")
    assert "sida 1 av" in page.text
    leafed = await stage.press("Jonas", JONAS, page.message, "Nästa ›")
    assert leafed.in_place
    assert "sida 2 av" in leafed.text


async def _pictures(stage: Stage) -> None:
    from tests.pictures.screens import dialog, encoded, photographed  # noqa: PLC0415 - drawn with the extra alone

    stage.scene("A picture of the screen")
    screen = dialog(*DIALOG)
    clear = await stage.photograph("Ida", IDA, "sends a screenshot", encoded(screen))
    assert "På din bild ser jag 0xC004F213." in clear.text
    tilted = encoded(photographed(screen, 7), "JPEG", quality=80)
    taken = await stage.photograph("Ida", IDA, "sends a photo of the screen", tilted, "har windows 10")
    assert "På din bild ser jag 0xC004F213." in taken.text
    blurred = encoded(photographed(screen, 7, blur=30.0))
    assert "lyckades inte läsa" in (await stage.photograph("Ida", IDA, "sends a blurred photo", blurred)).text


async def _edits_and_other_things(stage: Stage) -> None:
    stage.scene("Edited questions, and things without words")
    wrong = await stage.say("Clara", CLARA, "blir det regn i morgon")
    edited = await stage.edit("Clara", CLARA, stage.said, "nyckeln används redan på en annan dator")
    assert edited.message.message_id == wrong.message.message_id
    assert "(0xC004C008)" in edited.text
    assert "felkod" in (await stage.send("Clara", CLARA, "sends a voice message", stage.server.send_voice)).text
    link = await stage.say("Clara", CLARA, "/start hardware-changed")
    assert "(0xC004F211)" in link.text
    more = await stage.press("Clara", CLARA, link.message, "Mer")
    assert more.in_place
    assert "Se också: Flytta licensen till en annan dator" in more.buttons
    share = next(button for row in more.message.buttons for button in row if button["text"] == "Dela")
    assert "start%3Dhardware-changed" in share["url"]


async def _group(stage: Stage) -> None:
    stage.scene("In a group, where each has a case of their own")
    overheard = await stage.say("Bo", GROUP, "får 0x80004005 på jobbdatorn", user_id=BO)
    assert overheard.message.reply_to == stage.said
    told = await stage.say("Anna", GROUP, "nyckeln används redan, säger den", user_id=ANNA)
    assert not told.messages
    question = stage.said
    called = await stage.say("Bo", GROUP, f"{NAME} hjälp henne", user_id=BO, reply_to=question)
    assert "(0xC004C008)" in called.text
    assert called.message.reply_to == question
    bos = await stage.say("Bo", GROUP, f"/fall{NAME}", user_id=BO)
    annas = await stage.say("Anna", GROUP, f"/fall{NAME}", user_id=ANNA)
    assert "0x80004005" in bos.text
    assert "0x80004005" not in annas.text
    key = await stage.say("Anna", GROUP, f"min nyckel är {KEY}", user_id=ANNA)
    assert "produktnyckel" in key.text
    assert KEY not in key.text
    votes = [await stage.press(NAMES[by], GROUP, overheard.message, UP, by=by) for by in (BO, ANNA)]
    assert votes[0].toast == votes[1].toast


async def _guest(stage: Stage) -> None:
    stage.scene("In a chat that it is not in")
    guest = await stage.summon("David", ELSEWHERE, "", shown="hjälp!! felkod 0xC004F213", by=DAVID)
    assert "(0xC004F213)" in guest.text
    assert guest.buttons[-1] == "Fortsätt i en privat chatt"


async def _inline(stage: Stage) -> None:
    stage.scene("In any other chat")
    found = await stage.inline("Bo", BO, "moderkort")
    assert "0xC004F211 Delar i datorn har bytts ut" in found.titles


async def _english(stage: Stage) -> None:
    stage.scene("In English")
    assert (
        "For now the steps are only available in Swedish."
        in (await stage.say("Chris", CHRIS, "0x80072F8F", language="en")).text
    )
    asked = await stage.say("Chris", CHRIS, "/sprak", language="en")
    swedish = await stage.press("Chris", CHRIS, asked.message, "Svenska")
    assert "svenska" in swedish.text
    assert "Delar i datorn" in (await stage.say("Chris", CHRIS, "0xC004F211", language="en")).text


async def _privacy(stage: Stage) -> None:
    stage.scene("What is saved")
    assert "90 dagar" in (await stage.say("Eva", EVA, "/integritet")).text
    assert "raderat" in (await stage.say("Eva", EVA, "/radera")).text
    assert "vet inget om ditt ärende" in (await stage.say("Eva", EVA, "/fall")).text
