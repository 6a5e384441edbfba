"""Groups: which messages call the bot, which are overheard, and which message is the question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.channels.telegram.incoming.updates import Incoming, Reference
from bot.conversation import Picture, Press, Question, Unreadable
from bot.conversation.events import Attachment, Heard
from tests.botapi.people.contents import CHANNEL, SAMPLES, SERVICE_SAMPLES
from tests.channels.telegram.raw_updates import (
    ANNA,
    AT,
    BO,
    CHANGED,
    EDITED_AT,
    FILE,
    GROUP,
    ME,
    NAME,
    OTHER_BOT,
    SIZE,
    THE_BOT,
    TOPIC,
    Fields,
    Raw,
    caption,
    document,
    group,
    in_reply_to,
    in_reply_to_bo,
    message,
    person,
    read,
    text,
)

CODE = "0xC004F211"
SIZES: list[Raw] = [SIZE, SIZE | {"file_id": "stor", "width": 1280, "height": 960}]
ANONYMOUS: Raw = {"id": 1_087_968_824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
TELEGRAM: Raw = {"id": 777_000, "is_bot": False, "first_name": "Telegram"}
FORUM = group(is_forum=True)


def written(kind: str = "message", /, **content: Fields) -> Incoming | None:
    """Return what the bot reads from a message by Anna in a group."""
    return read(kind, **({"chat": group()} | content))


def asked(words: str, heard: Heard = "called", question: int = 2041) -> Incoming:
    """Return a question by Anna in the group."""
    return Incoming(GROUP, ANNA, Question(words, AT, heard=heard, id=question), 2041, question, group=True)


def heard_of(found: Incoming | None) -> Heard | None:
    """Return how a message reached the bot; None if the bot ignores it."""
    if found is None:
        return None
    assert not isinstance(found.event, Press)
    return found.event.heard


@pytest.mark.parametrize("kind", ["group", "supergroup"])
def test_messages_between_people_are_overheard(kind: str) -> None:
    assert written(text=CODE, chat=group(kind)) == asked(CODE, "overheard")


# --- By name


@pytest.mark.parametrize(
    "words",
    [
        f"{NAME} {CODE}",
        f"{CODE} {NAME}",
        f"  {NAME.upper()}   {CODE} ",
        f"{NAME.title()}\n{CODE}",
    ],
    ids=["first", "last", "in capitals", "on a line of its own"],
)
def test_a_message_with_its_name_calls_the_bot_and_the_name_is_removed(words: str) -> None:
    assert written(**text(words)) == asked(CODE)


def test_a_name_in_the_middle_of_a_text_is_removed() -> None:
    found = written(**text(f"kan du {NAME} säga vad {CODE} är?"))
    assert found is not None
    assert isinstance(found.event, Question)
    assert found.event.text.split() == ["kan", "du", "säga", "vad", CODE, "är?"]


def test_the_name_is_found_after_characters_of_two_units() -> None:
    found = written(**text(f"👩‍👩‍👧 👍 {NAME} {CODE}"))
    assert heard_of(found) == "called"
    assert isinstance(found and found.event, Question)


@pytest.mark.parametrize(
    "words",
    [
        f"@en_annan_bot {CODE}",
        f"{NAME}2 {CODE}",
        f"anna{NAME}.se {CODE}",
        f"{ME.username} {CODE}",
        f"@ {ME.username} {CODE}",
    ],
    ids=["another bot", "a longer name", "an address", "no @", "a gap"],
)
def test_another_name_calls_nobody(words: str) -> None:
    assert heard_of(written(**text(words))) == "overheard"


@pytest.mark.parametrize("words", [f"fråga {NAME}2 om {CODE}", f"skriv till anna{NAME}.se om {CODE}"])
def test_another_name_stays_in_the_question(words: str) -> None:
    assert written(**text(words)) == asked(words, "overheard")


def test_letters_that_are_longer_in_lower_case_do_not_shift_offsets() -> None:
    found = written(**text(f"İİ {NAME} {CODE}"))
    assert found is not None
    assert isinstance(found.event, Question)
    assert found.event.text.split() == ["İİ", CODE]


def mentioned(user: Raw, words: str = f"Hjälpen, vad är {CODE}?") -> Raw:
    """Return the fields of a text whose first word is a link to a user."""
    return {"text": words, "entities": [{"type": "text_mention", "offset": 0, "length": 7, "user": user}]}


@pytest.mark.parametrize(("user", "heard"), [(THE_BOT, "called"), (OTHER_BOT, "overheard"), (person(), "overheard")])
def test_a_link_to_the_bot_calls_it_whatever_its_text(user: Raw, heard: Heard) -> None:
    assert written(**mentioned(user)) == asked(f"Hjälpen, vad är {CODE}?", heard)


def test_the_name_in_a_caption_calls_the_bot_to_the_picture() -> None:
    seen = Picture("", AT, CODE, heard="called")
    assert written(photo=SIZES, **caption(f"{CODE} {NAME}")) == Incoming(
        GROUP, ANNA, seen, 2041, 2041, group=True, picture="stor"
    )
    assert written(photo=SIZES, **caption(NAME)) == Incoming(
        GROUP, ANNA, Picture("", AT, heard="called"), 2041, 2041, group=True, picture="stor"
    )


def test_the_name_under_something_that_cannot_be_read_is_answered() -> None:
    found = written(**SAMPLES["video"], **caption(NAME))
    assert found == Incoming(GROUP, ANNA, Unreadable("video", AT, heard="called"), 2041, 2041, group=True)


def test_the_bare_name_is_a_greeting() -> None:
    assert written(**text(NAME)) == asked("/start")


def test_a_message_edited_to_name_the_bot_calls_it() -> None:
    found = written("edited_message", edit_date=CHANGED, **text(f"{NAME} {CODE}"))
    called = Question(CODE, EDITED_AT, heard="called", id=2041)
    assert found == Incoming(GROUP, ANNA, called, 2041, 2041, group=True, edited=True)


# --- By a command


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("/hjalp", "called"),
        ("/help", "called"),
        ("/HELP", "called"),
        (f"/help{NAME}", "called"),
        (f"/help{NAME.upper()} nu", "called"),
        (f"/start{NAME} {CODE}", "called"),
        ("/radera", "called"),
        ("/help@en_annan_bot", None),
        (f"/help@en_annan_bot {NAME}", None),
        (f"/help@en_annan_bot {CODE}", None),
        ("/obekant@en_annan_bot", None),
        ("/obekant", "overheard"),
        (f"/{CODE}", "overheard"),
        ("/", "overheard"),
        ("/ help", "overheard"),
        ("/ help@en_annan_bot", "overheard"),
        ("säg /help", "overheard"),
        ("skriv till anna@example.com", "overheard"),
    ],
)
def test_a_command_calls_the_bot_that_knows_it(words: str, heard: Heard | None) -> None:
    found = written(**text(words))
    assert heard_of(found) == heard
    if found:
        assert found.event == Question(words, AT, heard=heard or "overheard", id=2041)


@pytest.mark.parametrize("words", ["/help@en_annan_bot", f"/help@en_annan_bot {CODE}"])
def test_commands_for_other_bots_are_ignored_in_captions_and_private_chats_too(words: str) -> None:
    assert written(photo=SIZES, **caption(words)) is None
    assert read(text=words) is None


# --- By a reply


def test_a_reply_to_the_bot_is_addressed_to_it() -> None:
    assert written(text="hjälpte inte", **in_reply_to(THE_BOT)) == asked("hjälpte inte", "replied")


def test_a_reply_to_the_bot_that_names_it_calls_it() -> None:
    assert written(**text(f"{NAME} hjälpte inte"), **in_reply_to(THE_BOT)) == asked("hjälpte inte")


@pytest.mark.parametrize("sender", [OTHER_BOT, person(user=BO), ANONYMOUS], ids=lambda sender: sender["first_name"])
def test_a_reply_to_anybody_else_is_overheard(sender: Raw) -> None:
    assert written(text=CODE, **in_reply_to(sender, text="hej")) == asked(CODE, "overheard")


def test_a_reply_to_an_answer_posted_from_the_inline_mode_is_overheard() -> None:
    assert written(text=CODE, **in_reply_to_bo(text="svar", via_bot=THE_BOT)) == asked(CODE, "overheard")


@pytest.mark.parametrize(
    ("content", "attachment"),
    [(SAMPLES["dice"], "sticker"), (SAMPLES["video"], "video"), (document("application/zip"), "file")],
)
def test_an_attachment_is_for_the_bot_only_as_a_reply_to_it(content: Raw, attachment: Attachment) -> None:
    unreadable = Unreadable(attachment, AT, heard="replied")
    assert written(**content, **in_reply_to(THE_BOT)) == Incoming(GROUP, ANNA, unreadable, 2041, 2041, group=True)
    assert written(**content) is None
    assert written(**content, **in_reply_to_bo(text="hej")) is None


def test_a_picture_in_reply_to_the_bot_is_read() -> None:
    seen = Picture("", AT, "så här", heard="replied")
    assert written(photo=SIZES, caption="så här", **in_reply_to(THE_BOT)) == Incoming(
        GROUP, ANNA, seen, 2041, 2041, group=True, picture="stor"
    )


@pytest.mark.parametrize(
    "content", [{"photo": SIZES}, document("image/png"), document("image/heic"), document("image/png", file_size=2**40)]
)
def test_only_the_caption_of_an_overheard_picture_is_read(content: Raw) -> None:
    assert written(**content) is None
    assert written(**content, caption=f"fick {CODE}") == asked(f"fick {CODE}", "overheard")


# --- The bot is called in reply to somebody else's message


def test_calling_the_bot_in_reply_to_a_text_asks_about_that_text() -> None:
    assert written(**text(NAME), **in_reply_to_bo(text=f"fick {CODE}")) == asked(f"fick {CODE}", question=7)


def test_calling_the_bot_in_reply_to_a_picture_reads_it_with_its_caption() -> None:
    seen = Picture("", AT, "min skärm", heard="called")
    found = written(**text(NAME), **in_reply_to_bo(photo=SIZES, caption="min skärm"))
    assert found == Incoming(GROUP, ANNA, seen, 2041, 7, group=True, picture="stor")


@pytest.mark.parametrize(("mime_type", "problem"), [("image/heic", "wrong_format"), ("image/png", "too_large")])
def test_calling_the_bot_in_reply_to_an_unreadable_picture_gets_the_reason(mime_type: str, problem: str) -> None:
    found = written(**text(NAME), **in_reply_to_bo(**document(mime_type, file_size=2**40)))
    assert found is not None
    assert isinstance(found.event, Picture)
    assert (found.event.problem, found.question, found.picture) == (problem, 7, None)


def test_calling_the_bot_in_reply_to_a_message_without_text_gets_the_reason() -> None:
    found = written(**text(NAME), **in_reply_to_bo(voice=FILE | {"duration": 4}))
    assert found == Incoming(GROUP, ANNA, Unreadable("voice", AT, heard="called"), 2041, 7, group=True)


def test_the_person_who_calls_decides_language_and_time() -> None:
    other = in_reply_to(person("sv", user=BO), text=CODE, date=CHANGED - 86_400)
    found = written(**text(NAME), **other, **{"from": person("en")})
    assert found is not None
    assert found.event == Question(CODE, AT, client_language="en", heard="called", id=7)
    assert (found.person, found.message, found.question) == (ANNA, 2041, 7)


def test_the_name_is_not_part_of_the_message_that_is_asked_about() -> None:
    assert written(**text(NAME), **in_reply_to_bo(**text(f"{NAME} {CODE}"))) == asked(CODE, question=7)


def referring(words: str, referred: str, picture: str | None = None) -> Incoming:
    """Return a question by Anna in reply to a message by somebody else."""
    question = Question(words, AT, heard="called", referred=referred, id=2041)
    return replace(asked(words), event=question, referred=Reference(7, referred, picture))


def test_a_message_with_more_than_the_name_refers_to_the_one_it_replies_to() -> None:
    found = written(**text(f"{NAME} och {CODE}?"), **in_reply_to_bo(text="0xC004F210"))
    assert found == referring(f"och {CODE}?", "0xC004F210")


def test_only_the_chosen_quote_of_a_referred_message_is_read() -> None:
    quoted: Raw = {"text": "0xC004F210", "position": 4, "is_manual": True}
    reply = in_reply_to_bo(text="fel 0xC004F210, förut 0xC004F211")
    assert written(**text(f"{NAME} hjälp"), **reply, quote=quoted) == referring("hjälp", "0xC004F210")
    assert written(**text(NAME), **reply, quote=quoted) == asked("0xC004F210", question=7)
    by_server = quoted | {"is_manual": False}
    assert written(**text(f"{NAME} hjälp"), **reply, quote=by_server) == referring(
        "hjälp", "fel 0xC004F210, förut 0xC004F211"
    )


def test_a_picture_that_is_replied_to_is_referred_to_with_its_caption() -> None:
    found = written(**text(f"{NAME} hjälp honom"), **in_reply_to_bo(photo=SIZES, **caption("så här")))
    assert found == referring("hjälp honom", "så här", picture="stor")


def test_a_chosen_quote_from_another_chat_is_referred_to() -> None:
    elsewhere: Raw = {"origin": {"type": "user", "sender_user": person(user=BO), "date": CHANGED}}
    quoted: Raw = {"text": CODE, "position": 0, "is_manual": True}
    found = written(**text(f"{NAME} hjälp"), external_reply=elsewhere, quote=quoted)
    assert found == replace(referring("hjälp", CODE), referred=Reference(None, CODE))
    by_server = written(**text(f"{NAME} hjälp"), external_reply=elsewhere, quote=quoted | {"is_manual": False})
    assert by_server == asked("hjälp")


@pytest.mark.parametrize(
    "reply",
    [in_reply_to(THE_BOT, text=CODE), in_reply_to(OTHER_BOT, text=CODE), in_reply_to_bo(text="/help@en_annan_bot")],
)
def test_messages_from_bots_and_to_other_bots_are_not_referred_to(reply: Raw) -> None:
    assert written(**text(f"{NAME} hjälp"), **reply) == asked("hjälp")


def test_a_command_refers_to_nothing() -> None:
    assert written(**text(f"/help{NAME}"), **in_reply_to_bo(text="0xC004F210")) == asked(f"/help{NAME}")


@pytest.mark.parametrize("sender", [THE_BOT, OTHER_BOT], ids=["its own", "another bot's"])
def test_calling_the_bot_in_reply_to_the_message_of_a_bot_is_a_greeting(sender: Raw) -> None:
    assert written(**text(NAME), **in_reply_to(sender, text=CODE)) == asked("/start")


def test_a_command_to_another_bot_is_ignored_even_if_the_bot_is_called_in_reply() -> None:
    assert written(**text(NAME), **in_reply_to_bo(text="/help@en_annan_bot")) is None


def test_calling_the_bot_in_reply_to_an_empty_message_is_a_greeting() -> None:
    assert written(**text(NAME), **in_reply_to_bo(**SERVICE_SAMPLES["new_chat_title"])) == asked("/start", question=7)


def test_a_message_of_another_chat_cannot_be_asked_about() -> None:
    elsewhere: Raw = {"origin": {"type": "user", "sender_user": person(user=BO), "date": CHANGED}, "photo": SIZES}
    assert written(**text(NAME), external_reply=elsewhere) == asked("/start")


def test_a_picture_with_the_name_is_the_question() -> None:
    seen = Picture("", AT, heard="called")
    found = written(photo=SIZES, **caption(NAME), **in_reply_to_bo(text="så här ser det ut hos mig"))
    assert found == Incoming(GROUP, ANNA, seen, 2041, 2041, group=True, picture="stor")


@pytest.mark.parametrize("chat", [group(), CHANNEL], ids=["an administrator", "a channel"])
def test_the_bot_may_be_called_in_reply_to_an_anonymous_person(chat: Raw) -> None:
    hidden = in_reply_to(ANONYMOUS, text=CODE, sender_chat=chat)
    assert written(**text(NAME), **hidden) == asked(CODE, question=7)


@pytest.mark.xfail(reason="a link to the bot is read as part of the question")
def test_a_bare_link_to_the_bot_asks_about_the_message_it_replies_to() -> None:
    assert written(**mentioned(THE_BOT, "Hjälpen"), **in_reply_to_bo(text=CODE)) == asked(CODE, question=7)


# --- Bots, and people who write anonymously


@pytest.mark.parametrize("kind", ["message", "edited_message"])
def test_messages_made_with_the_bot_are_not_answered(kind: str) -> None:
    assert written(kind, **text(f"{CODE}, säger {NAME}"), via_bot=THE_BOT) is None
    assert read(kind, text=CODE, via_bot=THE_BOT) is None


@pytest.mark.parametrize("words", [CODE, f"{NAME} {CODE}", f"/help{NAME}"])
def test_messages_of_other_bots_are_not_answered(words: str) -> None:
    assert written(**text(words), **{"from": OTHER_BOT}) is None


def test_an_anonymous_administrator_is_a_person_like_others() -> None:
    hidden: Raw = {"from": ANONYMOUS, "sender_chat": group()}
    found = written(**text(f"{NAME} {CODE}"), **hidden)
    called = Question(CODE, AT, heard="called", id=2041)
    assert found == Incoming(GROUP, ANONYMOUS["id"], called, 2041, 2041, group=True)
    assert heard_of(written(text=CODE, **hidden)) == "overheard"


def test_a_message_without_a_sender_is_from_its_chat() -> None:
    raw = message(text=CODE, chat=group(), sender_chat=group())
    del raw["from"]
    found = read(**raw | {"from": None})
    assert found == Incoming(GROUP, GROUP, Question(CODE, AT, heard="overheard", id=2041), 2041, 2041, group=True)


def test_a_person_who_writes_as_a_channel_is_a_person() -> None:
    as_channel: Raw = {"from": {"id": 136_817_688, "is_bot": True, "first_name": "Channel"}, "sender_chat": CHANNEL}
    assert heard_of(written(**text(f"{NAME} {CODE}"), **as_channel)) == "called"


def test_a_post_of_the_linked_channel_is_overheard() -> None:
    linked: Raw = {"from": TELEGRAM, "sender_chat": CHANNEL, "is_automatic_forward": True}
    found = written(text=CODE, **linked)
    overheard = Question(CODE, AT, heard="overheard", id=2041)
    assert found == Incoming(GROUP, TELEGRAM["id"], overheard, 2041, 2041, group=True)


def test_the_bot_may_be_called_in_reply_to_a_post_of_the_linked_channel() -> None:
    linked = in_reply_to(TELEGRAM, text=CODE, sender_chat=CHANNEL, is_automatic_forward=True)
    assert written(**text(NAME), **linked) == asked(CODE, question=7)


# --- Topics and threads


@pytest.mark.parametrize(
    ("chat", "place", "thread"),
    [
        (FORUM, TOPIC, 7),
        (FORUM, {}, None),
        (group(), {"message_thread_id": 7}, None),
        (FORUM, {"message_thread_id": 7, "is_topic_message": False}, None),
    ],
    ids=["a topic", "the general topic", "a thread of replies", "a thread of replies in a forum"],
)
def test_only_a_topic_is_a_place_to_answer_in(chat: Raw, place: Raw, thread: int | None) -> None:
    for content in (text(f"{NAME} {CODE}"), {"text": CODE}, {"photo": SIZES} | caption(NAME)):
        found = written(**content, chat=chat, **place)
        assert found is not None
        assert found.thread == thread


def topic_by(sender: Raw) -> Raw:
    """Return the fields of a message in a topic, which bots see as a reply to the first message of the topic."""
    began = message(message_id=7, chat=FORUM, forum_topic_created={"name": "Windows", "icon_color": 7_322_096}, **TOPIC)
    return {"chat": FORUM, "reply_to_message": began | {"from": sender}} | TOPIC


@pytest.mark.parametrize("sender", [person(user=BO), THE_BOT], ids=["a person", "the bot"])
def test_a_message_in_a_topic_is_not_a_reply_to_its_first_message(sender: Raw) -> None:
    assert heard_of(written(text=CODE, **topic_by(sender))) == "overheard"
    found = written(**text(NAME), **topic_by(sender))
    assert found is not None
    assert (found.question, found.thread) == (2041, 7)
    assert found.event == Question("/start", AT, heard="called", id=2041)


def test_a_reply_in_a_topic_is_a_reply() -> None:
    place: Raw = {"chat": FORUM} | TOPIC
    assert heard_of(written(text="hjälpte inte", **in_reply_to(THE_BOT), **place)) == "replied"
    found = written(**text(NAME), **in_reply_to_bo(text=CODE, message_id=9), **place)
    assert found is not None
    assert (found.question, found.thread) == (9, 7)
