"""Pictures: text that was read is repeated and answered; if none was read, the bot says what to send instead."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import get_args

import pytest

from bot.conversation import Assistant, ChatHistory, Vote
from bot.corpus import ACTIVATE_WINDOWS, Corpus
from bot.pictures import PictureProblem
from tests.conversation.talk import (
    ANYWHERE,
    KEY,
    Talk,
    buttons,
    labels,
    letters,
    links,
    remembered,
    sections,
    swedish,
    text,
    untold,
)

CODE, SECTION = "0xC004F211", "hardware-changed"
PATH_10 = "Inställningar > Uppdatering och säkerhet > Aktivering"
MESSAGE_LENGTH = 25  # characters by which a message of Windows is recognised
UNREADABLE = "I could not make out any text in that picture."
WHAT_HELPS = "Send me the error code from the screen as text"
PROBLEMS: dict[PictureProblem, str] = {
    "unavailable": "I cannot read pictures here.",
    "busy": "So many pictures are waiting right now that I cannot get to yours.",
    "too_large": "That picture is too large for me. I can take pictures of up to 10 MB.",
    "broken": "I could not open that picture; something seems to be wrong with the file.",
    "unreadable": UNREADABLE,
    "wrong_format": "I can open JPEG, PNG and WebP pictures, but not this format.",
}


def i_read(code: str) -> str:
    """Return the sentence that says which code was read."""
    return swedish("In your picture I can read {codes}", codes=f"`{code}`")


def nothing_known(quoted: str) -> str:
    """Return the sentence that says what was read if nothing in it is known."""
    return swedish("In your picture I can read “{text}”, but", text=quoted)


def quoted_in(said: str) -> str:
    """Return the quoted text of the sentence that says what was read."""
    found = re.fullmatch(re.escape(nothing_known("QUOTED")).replace("QUOTED", "(.*)"), first_line(said))
    assert found, said
    return found[1]


def what_helps() -> str:
    """Return the advice on what to send instead."""
    return swedish(WHAT_HELPS, place=ANYWHERE)


def first_line(said: str) -> str:
    """Return the first paragraph of a text."""
    return said.partition("\n\n")[0]


# --- Codes


@pytest.mark.parametrize(
    "read",
    [
        CODE,
        f"Felkod: {CODE}",
        "Windows är inte aktiverat\nFelkod: 0xC004F211\nFå hjälp",
        "Error code: OxCOO4F211",
        "0xC0O4F2l1",
        "Felkod 0xC004 F211",
        "(0xc004f211)",
        "Windows ist nicht aktiviert. Fehlercode: 0xC004F211",
        "Код ошибки: 0xC004F211",
    ],
)
def test_the_code_in_a_picture_is_repeated_in_its_standard_form_and_answered(
    talk: Talk, corpus: Corpus, read: str
) -> None:
    turn = talk.picture(read)
    assert (turn.outcome.kind, turn.outcome.codes, sections(turn)) == ("answer", (CODE,), [SECTION])
    assert first_line(text(turn)) == i_read(CODE)
    assert untold(turn, corpus.body(corpus.sections[SECTION], "11", known=False)) == []


def test_the_answer_to_a_picture_is_that_to_its_code_after_a_sentence_on_what_was_read(
    talk: Talk, assistant: Assistant
) -> None:
    pictured, written = talk.picture(f"Felkod: {CODE}"), Talk(assistant).ask(CODE)
    assert text(pictured) == f"{i_read(CODE)}\n\n{text(written)}"
    assert buttons(pictured) == buttons(written)
    assert remembered(pictured.history) == remembered(written.history)


@pytest.mark.parametrize(("language", "joined"), [("sv", "och"), ("en", "and")])
def test_all_of_several_codes_are_repeated_and_the_first_is_answered(
    assistant: Assistant, corpus: Corpus, language: str, joined: str
) -> None:
    turn = Talk(assistant, client_language=language).picture(f"{CODE} 0x80072F8F")
    assert f"`{CODE}` {joined} `0x80072F8F`" in first_line(text(turn))
    assert sections(turn) == [SECTION, "wrong-date-or-time"]
    assert f"0x80072F8F {corpus.sections['wrong-date-or-time'].title}" in labels(turn)


def test_an_unknown_code_is_repeated_and_kept(talk: Talk) -> None:
    turn = talk.picture("Felkod 0x80240034")
    assert first_line(text(turn)) == i_read("0x80240034")
    assert turn.outcome.kind == "unknown_code"
    assert turn.unanswered == "0x80240034"


def test_a_near_miss_in_a_picture_is_asked_about(talk: Talk) -> None:
    turn = talk.picture("0xC004F111")
    assert swedish("Did you mean", codes="`0xC004F211`") in text(turn)
    assert sections(talk.ask("ja")) == [SECTION]


def test_text_that_only_looks_like_a_code_is_not_called_one(talk: Talk) -> None:
    turn = talk.picture("0xC04F211")
    assert first_line(text(turn)) == swedish("In your picture I can see something")
    assert turn.outcome.suggestions == (CODE,)


# --- Messages that Windows shows


def slipped(message: str) -> str:
    """Return the message as a machine may read it: dots lost, an i taken for an l, lines broken."""
    words = message.translate(str.maketrans("åäöÅÄÖ", "aaoAAO")).replace("i", "l", 1).split()
    return "\n".join(" ".join(words[at : at + 5]) for at in range(0, len(words), 5))


def test_a_message_of_windows_is_repeated_whole_and_answered_however_badly_it_was_read(
    assistant: Assistant, corpus: Corpus
) -> None:
    messages = [
        (section.id, message)
        for section in corpus.sections.values()
        for message in section.messages
        if len(message) > MESSAGE_LENGTH
    ]
    assert len(messages) > 15
    for name, message in messages:
        for read in (message, slipped(message), f"Aktivering\n{message}\nStäng"):
            turn = Talk(assistant).picture(read)
            assert (turn.outcome.kind, sections(turn)) == ("answer", [name]), read
            assert first_line(text(turn)) == swedish("In your picture I can read “{text}”.", text=message)


@pytest.mark.parametrize(
    "read",
    [
        "Aktivera Windows Gå till Inställningar för att aktivera Windows",
        "Aktivera Windows\nGå till Inställningar för att aktivera Windows.",
        "Aktivera Windows\nGa till lnstallningar for att aktivera Windows",
        "Papperskorgen\nChrome\nAktivera Windows\nGå till Inställningar för att aktivera Windows\n12:34",
        "Activate Windows\nGo to Settings to activate Windows.",
    ],
)
def test_the_watermark_leads_to_the_section_on_activation(talk: Talk, read: str) -> None:
    turn = talk.picture(read)
    assert turn.outcome.kind in ("answer", "choices")
    assert sections(turn)[0] == ACTIVATE_WINDOWS


def test_words_that_no_error_shows_are_at_most_asked_about(talk: Talk, corpus: Corpus) -> None:
    turn = talk.picture("moderkortet bytt nytt moderkort")
    assert turn.outcome.kind == "choices"
    assert labels(turn) == [corpus.sections[SECTION].title, swedish("None of these")]
    assert sections(talk.ask("ja")) == [SECTION]


@pytest.mark.parametrize("read", ["det funkade inte", "jag fattar inte", "ja", "2", "kms crack", "hej", "windows 10"])
def test_words_in_a_picture_are_not_addressed_to_the_bot(talk: Talk, read: str) -> None:
    talk.ask(CODE)
    turn = talk.picture(read)
    assert first_line(text(turn)) == nothing_known(read)
    assert sections(turn) in ([], [SECTION]), "at most the answer that stays on the screen"
    assert turn.vote is None


# --- Pictures without anything known


@pytest.mark.parametrize("read", ["semester i Båstad", "Активация", "Guten Tag", "日本語のテキスト", "12:34 torsdag"])
def test_text_without_meaning_is_quoted_with_advice_on_what_to_send(talk: Talk, read: str) -> None:
    turn = talk.picture(read)
    quoted = read.replace(":", " ")
    assert text(turn) == f"{nothing_known(quoted)}\n\n{what_helps()}"
    assert (turn.outcome.kind, turn.outcome.reason, turn.unanswered) == ("decline", "no_match", None)
    assert remembered(turn.history) == ChatHistory()


@pytest.mark.parametrize(
    "read",
    [
        "*fet* _kursiv_ `kod` ~~bort~~ [länk](http://a.se) ![bild](b) # rubrik",
        "<b>fet</b> <script>alert(1)</script> &amp; &lt; a < b > c & d",
        "1. ett\n2. två\n- tre\n> fyra\n::: windows 10\n{activation} {text} {0} %s %(text)s",
        "\\*\\_\\` “citat” ”citat” 'x' \"y\" ||dold||",
        "\u202eomvänt\u202c\x00\x07\u200b",
    ],
)
def test_markup_in_the_text_of_a_picture_is_removed(talk: Talk, read: str) -> None:
    turn = talk.picture(read)
    assert re.fullmatch(r"([^\W_]+ )*[^\W_]+", quoted_in(text(turn)))


def test_a_long_text_is_quoted_in_part_and_not_cut_inside_a_word(talk: Talk) -> None:
    turn = talk.picture("semester i Båstad " * 100)
    quoted = quoted_in(text(turn))
    assert 110 < len(quoted) <= 122
    assert set(quoted.split()) == {"semester", "i", "Båstad", "…"}


@pytest.mark.parametrize("read", ["", *(" ", "\n\n", "...", "\u200b", "[ ] —")])
def test_an_empty_picture_is_answered_like_an_unreadable_one(talk: Talk, read: str) -> None:
    assert text(talk.picture(read)) == f"{swedish(UNREADABLE)}\n\n{what_helps()}"


@pytest.mark.parametrize("problem", get_args(PictureProblem))
def test_each_problem_is_explained_in_both_languages_with_advice(assistant: Assistant, problem: PictureProblem) -> None:
    in_swedish, english = (
        text(Talk(assistant, client_language=code).picture(problem=problem)) for code in ("sv", "en")
    )
    assert in_swedish == f"{swedish(PROBLEMS[problem])}\n\n{what_helps()}"
    assert english.startswith(f"{PROBLEMS[problem]}\n\n{WHAT_HELPS}")


def test_another_picture_is_asked_for_only_if_pictures_can_be_read(assistant: Assistant) -> None:
    said = {}
    for reads in (True, False):
        config = replace(assistant.config, reads_pictures=reads)
        said[reads] = text(Talk(replace(assistant, config=config), client_language="en").picture())
    assert said[True] == f"{said[False]} Or take a new picture, straight from the front and close to the text."


def test_another_picture_is_asked_for_in_swedish(assistant: Assistant) -> None:
    config = replace(assistant.config, reads_pictures=True)
    assert text(Talk(replace(assistant, config=config)).picture()).endswith(swedish("Or take a new picture"))


def test_the_help_mentions_pictures_only_if_they_can_be_read(assistant: Assistant) -> None:
    for reads in (True, False):
        config = replace(assistant.config, reads_pictures=reads)
        assert (
            swedish("- Or send me a picture") in text(Talk(replace(assistant, config=config)).ask("/hjalp"))
        ) is reads


def test_the_question_whether_to_send_a_picture_is_answered(assistant: Assistant) -> None:
    for reads, answer in ((True, "Yes, send me a picture"), (False, "I cannot read pictures here. Send me")):
        config = replace(assistant.config, reads_pictures=reads)
        assert text(Talk(replace(assistant, config=config)).ask("kan jag skicka en bild?")) == swedish(answer)


# --- Captions


def test_the_caption_of_a_picture_without_meaning_is_answered(talk: Talk) -> None:
    turn = talk.picture("semester", caption="moderkortet är bytt")
    assert (turn.outcome.kind, sections(turn)[0]) == ("answer", SECTION)
    assert first_line(text(turn)) == nothing_known("semester")


@pytest.mark.parametrize("problem", get_args(PictureProblem))
def test_the_caption_of_a_picture_that_was_not_read_is_answered(talk: Talk, problem: PictureProblem) -> None:
    turn = talk.picture(caption="moderkortet är bytt", problem=problem)
    assert (turn.outcome.kind, sections(turn)[0]) == ("answer", SECTION)
    assert first_line(text(turn)) == swedish(PROBLEMS[problem])


def test_the_code_in_a_picture_takes_precedence_over_the_words_of_its_caption(talk: Talk) -> None:
    turn = talk.picture("Felkod 0x80072F8F", caption="moderkortet är bytt")
    assert sections(turn) == ["wrong-date-or-time"]


def test_the_code_in_a_caption_takes_precedence_over_the_one_in_the_picture(talk: Talk) -> None:
    turn = talk.picture("0x80072F8F", caption=f"fick {CODE}")
    assert sections(turn) == [SECTION, "wrong-date-or-time"]


@pytest.mark.parametrize("problem", [None, "unavailable"])
def test_the_code_in_the_caption_of_a_picture_that_was_not_read_is_answered(
    talk: Talk, problem: PictureProblem | None
) -> None:
    turn = talk.picture(caption=CODE, problem=problem)
    assert (turn.outcome.kind, sections(turn)) == ("answer", [SECTION])


def test_text_of_the_caption_is_not_said_to_be_read_from_the_picture(talk: Talk) -> None:
    assert first_line(text(talk.picture(caption=CODE))) != i_read(CODE)


@pytest.mark.parametrize("caption", ["på windows 10", "jag har windows 10", "vad betyder det här? windows 10"])
def test_the_windows_version_in_a_caption_is_the_version_of_the_answer(talk: Talk, caption: str) -> None:
    turn = talk.picture(CODE, caption=caption)
    assert (turn.outcome.windows, turn.history.windows) == ("10", "10")
    assert PATH_10 in text(turn)


def test_the_language_requested_in_a_caption_is_the_language_of_the_answer(talk: Talk) -> None:
    turn = talk.picture(CODE, caption="in english please")
    assert first_line(text(turn)) == f"In your picture I can read `{CODE}`."
    assert turn.history.language == "en"


@pytest.mark.parametrize("caption", ["hej", "vad betyder det här?", "tack på förhand", "hjälp"])
def test_small_talk_in_the_caption_of_a_meaningless_picture_gets_advice(talk: Talk, caption: str) -> None:
    turn = talk.picture(caption=caption)
    assert text(turn) == f"{swedish(UNREADABLE)}\n\n{what_helps()}"


@pytest.mark.parametrize("caption", ["fortfarande samma fel", "det hjälpte inte"])
def test_the_same_code_in_a_picture_with_the_words_that_it_did_not_help_leads_to_the_next_advice(
    talk: Talk, caption: str
) -> None:
    talk.ask(CODE)
    turn = talk.picture(f"Felkod: {CODE}", caption=caption)
    assert turn.vote == Vote(SECTION, CODE, 0, helped=False)
    assert swedish("I see. Then I have one question.") in text(turn)


def test_follow_ups_refer_to_an_answer_to_a_picture_like_any_other(talk: Talk) -> None:
    talk.picture(CODE)
    assert talk.ask("det funkade inte").vote == Vote(SECTION, CODE, 0, helped=False)


# --- Product keys and other people's data


@pytest.mark.parametrize(
    ("read", "caption"),
    [
        (KEY, ""),
        (f"Produktnyckel\n{KEY}", ""),
        (f"Installera produktnyckel {KEY} Felkod {CODE}", ""),
        ("semester", f"min nyckel är {KEY}"),
        (CODE, KEY),
        (f"{KEY.replace('-', ' ')} moderkort", "moderkortet är bytt"),
    ],
)
def test_a_product_key_in_a_picture_or_its_caption_causes_a_warning_and_is_never_repeated(
    talk: Talk, read: str, caption: str
) -> None:
    turn = talk.picture(read, caption=caption)
    assert text(turn).startswith(swedish("**Your message seems to contain"))
    assert turn.outcome.warnings == ("product_key",)
    assert letters(KEY) not in letters(turn)


def test_the_code_beside_a_product_key_in_a_picture_is_answered(talk: Talk) -> None:
    turn = talk.picture(f"Installera produktnyckel {KEY} Felkod {CODE}")
    assert sections(turn) == [SECTION]
    assert i_read(CODE) in text(turn)
    assert links(turn)


def test_only_the_unknown_code_and_the_caption_of_a_picture_are_kept(talk: Talk) -> None:
    turn = talk.picture("DESKTOP-AB12CD3 anna@example.se Felkod 0x80240034", caption="ring 070-123 45 67")
    assert turn.unanswered == "ring [phone] 0x80240034"
    assert "AB12" not in repr(turn.history)
    assert talk.picture(f"DESKTOP-AB12CD3 {CODE}").unanswered is None
    assert "AB12" not in repr(talk.history)


def test_a_picture_without_a_caption_stores_no_empty_question(talk: Talk) -> None:
    talk.picture("når inte servern")
    assert talk.ask("det hjälpte inte").unanswered is None


def test_a_state_of_the_licence_in_a_picture_is_answered(assistant: Assistant) -> None:
    turn = Talk(assistant).picture("Windows Script Host\nLicense Status: Notification\nOK")
    assert (turn.outcome.kind, sections(turn)[0]) == ("answer", "activate-windows")
    assert "Jag ser i det du skickade att Windows inte är aktiverat." in text(turn)
