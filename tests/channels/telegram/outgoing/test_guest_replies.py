"""Replies in a chat that the bot is not in, where pressed buttons do not reach the bot."""

from __future__ import annotations

import pytest

from bot.channels.telegram.outgoing.articles import guest_reply, reply_to_guest
from bot.channels.telegram.outgoing.client import Client
from bot.conversation import Assistant, ChatHistory, LinkButton, Question, Reply, Turn
from tests.botapi.server import BotApiServer, Fault, SeenMessage
from tests.conversation.talk import NOW

ANNA = 184_220_917
GROUP = -1_002_143_998_120
NAME = "@aktivering_test_bot"
ONWARD = "Fortsätt i en privat chatt"


@pytest.fixture(autouse=True)
def guest_mode(server: BotApiServer) -> None:
    server.supports_guest_queries = True


def turn_of(assistant: Assistant, text: str, language: str | None = None) -> Turn:
    """Return the turn that answers a person who calls the bot."""
    return assistant.respond(Question(text, NOW, client_language=language, heard="guest"), ChatHistory())


async def said(
    server: BotApiServer, client: Client, assistant: Assistant, text: str, language: str | None = None
) -> SeenMessage:
    """Return the message that people there see, after Telegram's checks."""
    query = server.summon(GROUP, NAME, user_id=ANNA)
    turn = turn_of(assistant, text, language)
    shown = guest_reply(turn, lambda code: assistant.config.catalogs[code].gettext, client.username)
    await reply_to_guest(client, query, shown)
    return server.messages(GROUP)[-1]


async def test_every_section_has_its_links_and_a_link_into_the_private_chat(
    server: BotApiServer, client: Client, assistant: Assistant
) -> None:
    for section in assistant.config.corpus.sections.values():
        seen = await said(server, client, assistant, f"/start {section.id}")
        buttons = [button for row in seen.buttons for button in row]
        assert section.title in seen.text
        assert all(button.keys() & {"url", "copy_text"} for button in buttons)
        assert buttons[-1] == {"text": ONWARD, "url": f"https://t.me/{client.username}?start={section.id}"}
        assert [button["text"] for button in buttons].count(ONWARD) == 1


async def test_the_link_to_the_private_chat_is_in_the_language_of_the_answer(
    server: BotApiServer, client: Client, assistant: Assistant
) -> None:
    seen = await said(server, client, assistant, "0xC004F211", "en")
    assert seen.button_texts[-1] == "Go on in a private chat"


@pytest.mark.parametrize(("text", "payload"), [("0xC004F2111", "0xC004F211"), ("qqqq zzzz", "activate-windows")])
async def test_choices_become_links(
    server: BotApiServer, client: Client, assistant: Assistant, text: str, payload: str
) -> None:
    seen = await said(server, client, assistant, text)
    urls = [button.get("url", "") for row in seen.buttons for button in row]
    assert f"https://t.me/{client.username}?start={payload}" in urls
    assert ONWARD not in seen.button_texts


async def test_sections_are_offered_instead_of_a_question(
    server: BotApiServer, client: Client, assistant: Assistant
) -> None:
    turn = turn_of(assistant, "nyckel problem")
    assert (turn.outcome.kind, turn.outcome.question) == ("choices", None)
    seen = await said(server, client, assistant, "nyckel problem")
    assert seen.button_texts == [section.title for section in turn.outcome.sections]


@pytest.mark.parametrize("text", ["0xC004F211", "bytte moderkort, inte aktiverad"])
def test_a_guest_asks_no_question(assistant: Assistant, text: str) -> None:
    turn = turn_of(assistant, text)
    assert (turn.outcome.kind, turn.outcome.question) == ("answer", None)


@pytest.mark.parametrize("text", ["/windows 10", "jag har windows 10", "/sprak sv", "/radera", "/fall"])
async def test_a_guest_never_claims_to_remember_anything(
    server: BotApiServer, client: Client, assistant: Assistant, text: str
) -> None:
    seen = await said(server, client, assistant, text)
    assert seen.text.startswith("Jag är gäst här")
    assert seen.buttons == [[{"text": ONWARD, "url": f"https://t.me/{client.username}?start=guest"}]]


async def test_an_answer_to_another_subject_has_no_buttons(
    server: BotApiServer, client: Client, assistant: Assistant
) -> None:
    assert (await said(server, client, assistant, "vilken kattmat är bäst")).buttons == []


async def test_a_long_reply_is_cut_and_keeps_all_buttons(server: BotApiServer, client: Client) -> None:
    query = server.summon(GROUP, NAME, user_id=ANNA)
    paragraphs = "\n\n".join(f"{number} {'a' * 500}" for number in range(20))
    await reply_to_guest(client, query, Reply(paragraphs, ((LinkButton("Visa", "https://a.se/"),),)))
    (seen,) = server.messages(GROUP)
    assert seen.text.startswith("0 ")
    assert seen.button_texts == ["Visa"]


async def test_a_failed_guest_answer_is_sent_again(server: BotApiServer, client: Client) -> None:
    query = server.summon(GROUP, NAME, user_id=ANNA)
    server.fail("answerGuestQuery", Fault.drop(after_handling=True))
    await reply_to_guest(client, query, Reply("hej"))
    assert [message.text for message in server.messages(GROUP)] == ["hej"]
    assert [call.status for call in server.calls_of("answerGuestQuery")] == [0, 400]


async def test_a_query_that_is_too_old_is_ignored(server: BotApiServer, client: Client) -> None:
    query = server.summon(GROUP, NAME, user_id=ANNA)
    server.expire(query)
    await reply_to_guest(client, query, Reply("hej"))
    assert server.messages(GROUP) == []
