"""Groups: which messages are answered, deleted and remembered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.conversation import Assistant, ChatHistory, Event, Picture, Press, Question, Turn, Unreadable, Vote
from bot.conversation.actions import ShowSection
from bot.conversation.events import Heard
from tests.conversation.talk import KEY, NOW, TWO_DAYS, Talk, buttons, letters, sections, swedish, text

CODE, SECTION = "0xC004F211", "hardware-changed"
HEARD: tuple[Heard, ...] = ("private", "called", "replied", "overheard")
SomeEvent = Callable[[Heard], Event]


def said(text: str) -> SomeEvent:
    """Return a text, by how the bot hears it."""
    return lambda heard: Question(text, NOW, heard=heard)


def pictured(text: str, caption: str = "") -> SomeEvent:
    """Return a picture with a text in it, by how the bot hears it."""
    return lambda heard: Picture(text, NOW, caption, heard=heard)


# Messages, and x where the bot answers: in a private chat, called by its name, replied to, overheard. The last two
# columns are the same overheard message, with and without answers to overheard codes.
TABLE: dict[str, tuple[SomeEvent, str]] = {
    "a known code": (said(f"jag får {CODE}"), "xxxx-"),
    "a known code with talk": (said(f"hej alla! {CODE} igen, suck"), "xxxx-"),
    "an unknown code": (said("0x80240034"), "xxx--"),
    "a code nearly right": (said("0xC004F111"), "xxx--"),
    "free text": (said("moderkortet bytt"), "xxx--"),
    "what is unclear": (said("fel på licensen"), "xxx--"),
    "another subject": (said("blir det regn i Göteborg imorgon?"), "xx---"),
    "nothing understood": (said("..."), "xx---"),
    "a greeting": (said("hej"), "xxx--"),
    "thanks": (said("tack"), "xxx--"),
    "a Windows version": (said("jag har windows 10"), "xxx--"),
    "an old Windows": (said("min dator med windows 7 går inte att aktivera"), "xxx--"),
    "piracy": (said("kms crack"), "xxx--"),
    "a command": (said("/hjalp"), "xxx--"),
    "a sticker": (lambda heard: Unreadable("sticker", NOW, heard=heard), "xx---"),
    "a product key": (said(f"min nyckel är {KEY}"), "xxxxx"),
    "a product key with a code": (said(f"{KEY} funkar inte, {CODE}"), "xxxxx"),
    "a product key with free text": (said(f"moderkortet bytt, {KEY} godtas inte"), "xxxxx"),
    "a picture with a code": (pictured(f"Felkod: {CODE}"), "xxxx-"),
    "a picture captioned with a code": (pictured("semester", CODE), "xxxx-"),
    "a picture of a message": (pictured("Your Windows license will expire soon"), "xxx--"),
    "a picture of something else": (pictured("semester i Båstad"), "xx---"),
    "a picture that cannot be read": (lambda heard: Picture("", NOW, problem="broken", heard=heard), "xx---"),
    "a picture with a product key": (pictured(KEY), "xxxxx"),
}
CASES = [
    pytest.param(
        event, heard, overhears, speaks == "x", id=f"{name}, {heard}{'' if overhears else ', not overhearing'}"
    )
    for name, (event, row) in TABLE.items()
    for heard, overhears, speaks in zip((*HEARD, "overheard"), (True, True, True, True, False), row, strict=True)
]


@pytest.fixture(scope="module")
def assistants(assistant: Assistant) -> dict[bool, Assistant]:
    """Return two assistants, by whether they answer overheard codes in groups."""
    return {
        overhears: replace(assistant, config=replace(assistant.config, overhears_codes=overhears))
        for overhears in (True, False)
    }


@pytest.mark.parametrize(("event", "heard", "overhears", "speaks"), CASES)
def test_each_message_is_answered_or_ignored_by_how_it_reached_the_bot(
    assistants: dict[bool, Assistant], event: SomeEvent, heard: Heard, overhears: bool, speaks: bool
) -> None:
    turn = assistants[overhears].respond(event(heard), ChatHistory())
    assert bool(turn.replies) is speaks
    if not speaks:
        assert turn == Turn((), ChatHistory(), turn.outcome), "nothing is remembered, kept or taken away"


@pytest.mark.parametrize("heard", ["called", "replied", "overheard"])
@pytest.mark.parametrize("name", [name for name in TABLE if "product key" in name])
def test_a_product_key_in_a_group_causes_a_warning_and_is_deleted(
    assistant: Assistant, name: str, heard: Heard
) -> None:
    turn = assistant.respond(TABLE[name][0](heard), ChatHistory())
    assert text(turn).startswith(swedish("**That message seems to contain"))
    assert turn.delete_question
    assert turn.outcome.warnings == ("product_key",)
    assert letters(KEY) not in letters(turn)


@pytest.mark.parametrize("name", TABLE)
def test_only_messages_with_product_keys_in_groups_are_deleted(assistant: Assistant, name: str) -> None:
    for heard in HEARD:
        turn = assistant.respond(TABLE[name][0](heard), ChatHistory())
        assert turn.delete_question is ("product key" in name and heard != "private")


def test_a_person_in_a_private_chat_is_told_how_to_delete_the_key(assistant: Assistant) -> None:
    turn = assistant.respond(said(KEY)("private"), ChatHistory())
    assert text(turn) == swedish("**Your message seems to contain")


@pytest.mark.parametrize("heard", HEARD)
def test_the_code_beside_a_product_key_is_answered_in_a_group_too(assistant: Assistant, heard: Heard) -> None:
    turn = assistant.respond(said(f"{KEY} funkar inte, {CODE}")(heard), ChatHistory())
    assert sections(turn) == [SECTION]
    assert f"({CODE})" in text(turn)


def test_the_code_beside_an_overheard_product_key_is_ignored_if_overheard_codes_are(
    assistants: dict[bool, Assistant],
) -> None:
    turn = assistants[False].respond(said(f"{KEY} funkar inte, {CODE}")("overheard"), ChatHistory())
    assert f"({CODE})" not in text(turn)
    assert turn.history == ChatHistory()


@pytest.mark.parametrize("beside", ["moderkortet bytt, {} godtas inte", "fel på licensen {}", "hej {}", "kms crack {}"])
def test_overheard_text_beside_a_product_key_is_not_answered(assistant: Assistant, beside: str) -> None:
    turn = assistant.respond(said(beside.format(KEY))("overheard"), ChatHistory())
    assert text(turn) == swedish("**That message seems to contain"), "the warning alone"
    assert buttons(turn) == []


@pytest.mark.parametrize("beside", ["moderkortet bytt, {} godtas inte", "min nyckel är {}"])
def test_overheard_text_beside_a_product_key_is_not_remembered(assistant: Assistant, beside: str) -> None:
    turn = assistant.respond(said(beside.format(KEY))("overheard"), ChatHistory())
    assert turn.history == ChatHistory()


def test_overheard_text_beside_a_product_key_is_not_kept(assistant: Assistant) -> None:
    turn = assistant.respond(said(f"windows 7 {KEY}")("overheard"), ChatHistory())
    assert turn.unanswered is None
    assert text(turn) == swedish("**That message seems to contain")


# --- References to earlier messages of a group


@pytest.fixture
def group(assistant: Assistant) -> Talk:
    """Return a group in which an overheard code was answered."""
    talk = Talk(assistant, heard="overheard")
    assert sections(talk.ask(f"någon som vet vad {CODE} är?")) == [SECTION]
    return talk


@pytest.mark.parametrize(
    ("followed", "helped"),
    [("det funkade inte", False), ("nu funkar det", True), (f"{CODE} kvar, hjälpte inte", False)],
)
def test_a_reply_to_an_answer_is_about_that_answer(group: Talk, followed: str, helped: bool) -> None:
    turn = group.ask(followed, heard="replied")
    assert turn.vote == Vote(SECTION, CODE, 0, helped=helped)
    assert turn.replies


@pytest.mark.parametrize(
    "overheard",
    ["det funkade inte", "nu funkar det", "nej", "ja", "visa igen", "nej, jag menade wifi", "2", "jag har windows 10"],
)
def test_messages_between_people_are_not_comments_on_an_answer(group: Talk, overheard: str) -> None:
    before = group.history
    turn = group.ask(overheard)
    assert (turn.replies, turn.vote, turn.unanswered, turn.toast) == ((), None, None, None)
    assert turn.history == before


def test_only_a_reply_chooses_an_offered_section(group: Talk) -> None:
    group.offer("fel på licensen", "key-blocked", "no-valid-license", heard="called")
    assert group.ask("2").replies == ()
    assert sections(group.ask("2", heard="replied")) == ["no-valid-license"]


@pytest.mark.parametrize("refused", ["nej", "inget av dem"])
def test_a_reply_that_refuses_all_choices_offers_other_help(group: Talk, refused: str) -> None:
    group.offer("fel på licensen", "key-blocked", "no-valid-license", heard="called")
    turn = group.ask(refused, heard="replied")
    assert sections(turn) == []
    assert len(buttons(turn)) > 3
    assert turn.unanswered == "fel på licensen"


def test_an_answer_that_was_only_overheard_is_remembered_for_two_days_like_any_other(group: Talk) -> None:
    group.wait(TWO_DAYS)
    assert group.ask("det funkade inte", heard="replied").vote == Vote(SECTION, CODE, 0, helped=False)
    group.wait(TWO_DAYS + 1)
    assert group.ask("det funkade inte", heard="replied").vote is None


@pytest.mark.parametrize("beside", ["windows 10", "på svenska", "in english please"])
def test_neither_windows_nor_language_is_remembered_from_an_ignored_message(assistant: Assistant, beside: str) -> None:
    talk = Talk(assistant, heard="overheard")
    assert talk.ask(f"0x80240034 {beside}").history == ChatHistory()
    assert talk.ask(f"0x80240034 {beside}", heard="called").history != ChatHistory()


def test_an_expired_history_is_dropped_without_a_reply(group: Talk) -> None:
    group.wait(TWO_DAYS + 1)
    assert group.ask("hej").history == ChatHistory()


def test_a_button_is_answered_in_every_mode_of_a_group(assistants: dict[bool, Assistant]) -> None:
    for assistant in assistants.values():
        assert assistant.respond(Press(ShowSection(SECTION), NOW), ChatHistory()).replies


# --- A call for help, and the message it replies to


def answered(assistant: Assistant, words: str, referred: str, history: ChatHistory = ChatHistory()) -> Turn:  # noqa: B008
    """Return the turn after somebody calls the bot with some words in reply to a message."""
    return assistant.respond(Question(words, NOW, heard="called", referred=referred), history)


@pytest.mark.parametrize("words", ["hjälp honom", "vad betyder det?", "kolla den här", "?", "svara henne är du snäll"])
def test_a_call_without_a_question_is_about_the_message_it_replies_to(assistant: Assistant, words: str) -> None:
    turn = answered(assistant, words, "moderkortet bytt")
    assert (sections(turn)[0], turn.of_referred) == (SECTION, True)


@pytest.mark.parametrize(
    "words",
    [
        "tack så mycket för hjälpen",
        "vilken dum bot",
        "hur blir vädret i Malmö imorgon",
        "nyckeln är spärrad",
        "0xC004C003",
        "/help",
    ],
)
def test_a_call_with_its_own_question_is_about_that_question(assistant: Assistant, words: str) -> None:
    turn = answered(assistant, words, "0xC004F074")
    assert not turn.of_referred
    assert "0xC004F074" not in turn.outcome.codes


def test_a_comment_on_the_last_answer_is_not_about_the_message_it_replies_to(assistant: Assistant) -> None:
    shown = answered(assistant, "0xC004F211", "")
    turn = answered(assistant, "det hjälpte inte", "0xC004F074", shown.history)
    assert turn.vote == Vote(SECTION, CODE, 0, helped=False)


def test_a_call_is_answered_itself_if_the_other_message_has_no_question_either(assistant: Assistant) -> None:
    assert not answered(assistant, "hjälp honom", "blir det regn imorgon?").of_referred


def test_a_product_key_in_the_referred_message_is_masked_and_deleted(assistant: Assistant) -> None:
    turn = answered(assistant, "hjälp honom", f"{KEY} ger 0xC0DE0001")
    assert (turn.of_referred, turn.delete_question, turn.outcome.warnings) == (True, True, ("product_key",))
    assert KEY not in text(turn)
    assert KEY not in (turn.unanswered or "")
