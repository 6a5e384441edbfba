"""Stored data: listed on request, deleted on request, and never with anything that identifies a person."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from bot.conversation import Assistant, ChatHistory, Turn, Vote
from bot.conversation.answers.commands import BY_NAME
from bot.corpus import Corpus
from tests.conversation.talk import KEY, Talk, buttons, letters, remembered, sections, swedish, text

CODE, SECTION = "0xC004F211", "hardware-changed"
UNKNOWN = "0x80240034"
NEAR = "0xC004F111"

# Text with personal data, what is kept of it, and what must not be kept.
PERSONAL = [
    ("mejla anna.svensson@example.se", "mejla [e-mail]", "svensson"),
    ("ring 070-123 45 67", "ring [phone]", "123"),
    ("ring +46 70 123 45 67", "ring [phone]", "123"),
    ("på DESKTOP-AB12CD3", "på [computer]", "AB12"),
    ("datorn heter kalles-burk", "datorn heter [computer]", "kalles"),
    (r"i C:\Users\annasv\Desktop", r"i C:\Users\[name]\Desktop", "annasv"),
    ("jag heter Anna Svensson", "jag heter [name]", "Svensson"),
    ("personnummer 19900101-1234", "personnummer [number]", "1234"),
    ("ip 192.168.1.77", "ip [address]", "192.168.1.77"),
    ("lösenord: hemligt77", "lösenord: [key]", "hemligt77"),
]


def kept(turn: Turn) -> str:
    """Return everything of a turn that is stored or counted."""
    return repr((turn.history, turn.vote, turn.unanswered, turn.outcome))


# --- Listed


@pytest.mark.parametrize("command", ["/integritet", "/privacy", "/integritet@aktiveringsbot"])
def test_the_privacy_command_lists_the_stored_data(talk: Talk, command: str) -> None:
    turn = talk.ask(command)
    assert turn.outcome.kind == "smalltalk"
    assert text(turn).startswith(f"# {swedish('# What I save').splitlines()[0].removeprefix('# ')}")
    assert "/radera" in text(turn)
    assert (turn.forget, remembered(turn.history), buttons(turn)) == (False, ChatHistory(), [])


@pytest.mark.parametrize("said", ["vad sparar du om mig?", "är jag anonym här"])
def test_a_question_about_privacy_gets_the_same_answer_as_the_command(talk: Talk, said: str) -> None:
    assert text(talk.ask(said)) == text(talk.ask("/integritet"))


def test_the_day_of_deletion_is_counted_from_today(talk: Talk) -> None:
    assert "15 april 2026" in text(talk.ask("/integritet"))
    talk.wait(60 * 24)
    assert "16 april 2026" in text(talk.ask("/integritet"))


def test_all_stored_data_of_a_chat_is_listed(talk: Talk) -> None:
    """A new field of the history needs a new line in the answer."""
    told_of = {"windows", "language", "recent", "undo", "case", "case_at", "said", "misses"}
    assert {field.name for field in fields(ChatHistory)} == told_of
    assert {field.name for field in fields(Vote)} == {"section", "code", "rung", "helped"}
    said = text(talk.ask("/privacy", language="en"))
    for told in (
        "choice of Windows and language",
        "latest answers",
        "what you have told me about",
        "/fall",
        "thumbs up and down",
        "questions and messages I",
    ):
        assert told in said


# --- Deleted


@pytest.mark.parametrize("command", ["/radera", "/delete", "/RADERA", "/radera allt", "/delete@aktiveringsbot"])
def test_all_data_is_deleted_at_once_on_request(talk: Talk, command: str) -> None:
    talk.ask("/sprak sv")
    talk.ask(f"{CODE} på windows 10")
    talk.offer("licensen", "key-blocked", "license-expiring")
    turn = talk.ask(command)
    assert turn.forget
    assert turn.history == ChatHistory()
    assert text(turn) == swedish("Done. Everything I had saved")
    assert (turn.unanswered, turn.vote) == (None, None)


def test_the_deletion_is_confirmed_beside_a_product_key_too(talk: Talk) -> None:
    turn = talk.ask(f"/radera {KEY}")
    assert turn.forget
    assert swedish("Done. Everything I had saved") in text(turn)


def test_nothing_is_remembered_after_the_deletion(talk: Talk) -> None:
    talk.ask(f"{CODE} på windows 10")
    talk.ask("/radera")
    turn = talk.ask("det funkade inte")
    assert (turn.vote, turn.outcome.windows) == (None, "11")


def test_the_deletion_is_confirmed_in_the_chosen_language(talk: Talk) -> None:
    talk.ask("/sprak en")
    assert text(talk.ask("/radera")).startswith("Done. Everything I had saved from this chat is deleted")
    assert talk.history == ChatHistory()


@pytest.mark.parametrize("name", [name for name in BY_NAME if name not in ("radera", "delete")])
def test_no_other_command_deletes_anything(talk: Talk, name: str) -> None:
    talk.ask(CODE)
    before = talk.history
    turn = talk.ask(f"/{name}")
    assert not turn.forget
    assert turn.history.recent == before.recent


@pytest.mark.parametrize("said", ["radera", "radera allt", "ta bort allt om mig", "/raderaa"])
def test_a_text_that_is_not_a_command_deletes_nothing(talk: Talk, said: str) -> None:
    talk.ask(CODE)
    assert not talk.ask(said).forget


# --- Kept without personal data


@pytest.mark.parametrize(("personal", "left", "never"), PERSONAL)
def test_an_unanswered_question_is_kept_without_personal_data(talk: Talk, personal: str, left: str, never: str) -> None:
    turn = talk.ask(f"{UNKNOWN} {personal}")
    assert turn.unanswered == f"{UNKNOWN} {left}"
    assert never not in kept(turn)


@pytest.mark.parametrize(("personal", "left", "never"), PERSONAL)
def test_a_question_that_the_bot_asks_about_is_kept_without_personal_data(
    talk: Talk, personal: str, left: str, never: str
) -> None:
    asked = talk.ask(f"{NEAR} {personal}")
    refused = talk.ask("nej")
    assert f"{NEAR} {left}" in (asked.unanswered, refused.unanswered)
    assert never not in kept(asked) + kept(refused)


@pytest.mark.parametrize("said", [f"{UNKNOWN} min nyckel är {KEY}", f"{KEY} {NEAR}", f"... {KEY}", KEY])
def test_a_product_key_is_never_kept(talk: Talk, said: str) -> None:
    turn = talk.ask(said)
    assert letters(KEY) not in letters(turn)
    assert letters(KEY)[:5] not in letters(turn)


@pytest.mark.parametrize("personal", [personal for personal, _, _ in PERSONAL])
def test_a_question_that_was_answered_is_not_kept(talk: Talk, personal: str) -> None:
    turn = talk.ask(f"{CODE} {personal}")
    assert (turn.outcome.kind, turn.unanswered) == ("answer", None)
    assert personal not in kept(turn)


@pytest.mark.parametrize(
    "said",
    ["hej", "tack", "blir det regn i Göteborg imorgon?", "kms crack", "/hjalp", "/nonsens", "jag har windows 10"],
)
def test_small_talk_and_other_subjects_are_not_kept(talk: Talk, said: str) -> None:
    turn = talk.ask(said)
    assert (turn.unanswered, turn.vote, turn.history.recent) == (None, None, ())


@pytest.mark.parametrize(
    "personal", ["datorn heter DESKTOP-AB12CD3, mejla anna@example.se", "ring Anna Svensson på 070-123 45 67"]
)
def test_a_question_beside_personal_data_is_understood(talk: Talk, personal: str) -> None:
    assert sections(talk.ask(f"nyckeln är spärrad, {personal}"))[:1] == ["key-blocked"]


def test_a_question_that_was_not_understood_is_kept_as_it_was_written(talk: Talk) -> None:
    turn = talk.ask("…")
    assert (turn.outcome.reason, turn.unanswered) == ("no_match", "…")


def test_an_earlier_question_is_not_kept_again_with_the_next(talk: Talk) -> None:
    talk.offer("licensen till kalles-burk", "key-blocked", "license-expiring")
    assert talk.ask("1").unanswered is None
    assert "kalles" not in repr(talk.ask("det hjälpte inte").unanswered)


# --- Votes


@pytest.mark.parametrize("said", ["det funkade inte", "nu funkar det", f"fortfarande samma fel, {CODE}"])
def test_a_vote_contains_no_text_of_the_user(talk: Talk, corpus: Corpus, said: str) -> None:
    talk.ask("moderkortet bytt")
    vote = talk.ask(said).vote
    assert vote is not None
    assert vote.section in corpus.sections
    assert vote.code in corpus.sections_by_code
    assert isinstance(vote.rung, int)
    assert isinstance(vote.helped, bool)


def test_exhausted_advice_is_reported_by_code_or_section(talk: Talk) -> None:
    talk.ask(f"{CODE} på DESKTOP-AB12CD3")
    said = [talk.not_helped().unanswered for _ in range(12)]
    assert said[-1] == f"{CODE}: no advice helped"
    assert [text for text in said if text and text != said[-1]] == []
    assert sections(talk.ask(CODE)) == [SECTION]


def test_a_vote_for_an_unknown_code_contains_only_the_code(talk: Talk) -> None:
    talk.ask(f"{UNKNOWN} mejla anna.svensson@example.se")
    vote = talk.ask("det funkade inte").vote
    assert vote == Vote("other-codes", UNKNOWN, 0, helped=False)


def test_the_history_of_a_long_chat_contains_no_text_of_the_user(assistant: Assistant) -> None:
    talk = Talk(assistant)
    written = " ".join(personal for personal, _, _ in PERSONAL)
    for said in (CODE, UNKNOWN, NEAR, "moderkortet bytt", "det funkade inte", "nej", "...", "/start", "hej"):
        talk.ask(f"{said} {written}")
        talk.picture(f"{said} {written}", caption=written)
    assert [never for _, _, never in PERSONAL if re.search(re.escape(never), repr(talk.history))] == []
