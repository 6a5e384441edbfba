"""Articles for inline queries: every answer fits into the one message that can be inserted, and Telegram accepts it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.channels.markdown import plain
from bot.channels.telegram.outgoing.articles import FROM_INLINE, MAX_DESCRIPTION, show_articles
from bot.channels.telegram.outgoing.client import Client
from bot.channels.telegram.outgoing.render import render
from bot.conversation import Assistant
from bot.conversation.inline import MAX_ARTICLES, inline_articles
from bot.conversation.scene import Scene
from bot.corpus import LANGUAGES, WINDOWS, Windows
from bot.understanding import Match
from tests.botapi.server import BotApiServer
from tests.conversation.talk import NOW

ANNA = 184_220_917
GROUP = -1_002_143_998_120


@pytest.fixture(autouse=True)
def inline_mode(server: BotApiServer) -> None:
    server.supports_inline_queries = True


async def answered(
    server: BotApiServer, client: Client, assistant: Assistant, query: str, language: str | None = None
) -> tuple[str, list[dict[str, Any]]]:
    """Return the id of a typed query, and the results that answer it, after Telegram's checks."""
    query_id = server.inline(ANNA, query)
    found, miss = assistant.inline(query, NOW, language)
    await show_articles(client, query_id, found, miss)
    results: list[dict[str, Any]] = server.inline_answers[query_id].get("results", [])
    assert len(results) == len(found)
    return query_id, results


@pytest.mark.parametrize("windows", WINDOWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_is_one_message(assistant: Assistant, language: str, windows: Windows) -> None:
    scene = Scene(assistant.config, language, windows, NOW)
    for section in assistant.config.corpus.sections:
        (article,) = inline_articles("vad som helst", (Match(section, 1.0),), scene)
        assert len(render(article.reply, "ett_namn_av_32_tecken_som_botens")) == 1, section
        assert plain(article.description).strip(), section


@pytest.mark.parametrize("language", [None, "en"])
async def test_telegram_accepts_the_article_of_every_section(
    server: BotApiServer, client: Client, assistant: Assistant, language: str | None
) -> None:
    for section in assistant.config.corpus.sections.values():
        query_id, results = await answered(server, client, assistant, section.title, language)
        (result,) = [result for result in results if result["id"] == section.id]
        assert result["title"] == " ".join([*section.codes[:1], section.title])
        assert 0 < len(result["description"]) <= MAX_DESCRIPTION
        assert not any(mark in result["description"] for mark in ("**", "{", "`", "\n"))
        posted = server.look(GROUP, server.choose(query_id, section.id, GROUP))
        assert section.title in posted.text
        assert ("only available in Swedish" in posted.text) is (language == "en")
        assert all("callback_data" not in button for row in posted.buttons for button in row)
        assert f"t.me%2F{client.username}%3Fstart%3D{section.id}&" in posted.buttons[-1][-1]["url"]


async def test_an_empty_query_offers_the_most_asked_sections(
    server: BotApiServer, client: Client, assistant: Assistant
) -> None:
    for query in ("", "  "):
        _, results = await answered(server, client, assistant, query)
        assert tuple(result["id"] for result in results) == assistant.config.corpus.most_asked


async def test_no_more_is_offered_than_a_phone_shows(
    server: BotApiServer, client: Client, assistant: Assistant
) -> None:
    _, results = await answered(server, client, assistant, "0xC0")
    assert len(results) == MAX_ARTICLES


@pytest.mark.parametrize(("language", "told"), [(None, "privat chatt"), ("en", "private chat"), ("de", "privat chatt")])
async def test_a_miss_is_a_button_into_the_private_chat(
    server: BotApiServer, client: Client, assistant: Assistant, language: str | None, told: str
) -> None:
    query_id, results = await answered(server, client, assistant, "qqqq zzzz", language)
    button = server.inline_answers[query_id]["button"]
    assert results == []
    assert button["start_parameter"] == FROM_INLINE
    assert told in button["text"]


async def test_a_match_needs_no_button(server: BotApiServer, client: Client, assistant: Assistant) -> None:
    query_id, results = await answered(server, client, assistant, "moderkort")
    assert results
    assert "button" not in server.inline_answers[query_id]


async def test_an_inline_answer_is_personal_and_cached_briefly(
    server: BotApiServer, client: Client, assistant: Assistant
) -> None:
    query_id, _ = await answered(server, client, assistant, "moderkort")
    answer = server.inline_answers[query_id]
    assert answer["is_personal"] is True
    assert 0 < answer["cache_time"] <= 3600
    assert all(
        result["input_message_content"]["link_preview_options"] == {"is_disabled": True} for result in answer["results"]
    )


async def test_a_product_key_is_in_no_inline_result(server: BotApiServer, client: Client, assistant: Assistant) -> None:
    _, results = await answered(server, client, assistant, "VK7JG-NPHTM-C97JM-9MPGT-3V66W")
    assert "3V66W" not in str(results)


async def test_every_language_has_its_own_articles(server: BotApiServer, client: Client, assistant: Assistant) -> None:
    languages: tuple[str | None, ...] = (None, "en", None, "en")
    texts = []
    for language in languages:
        _, results = await answered(server, client, assistant, "moderkort", language)
        texts.append(results[0]["input_message_content"]["message_text"])
    assert texts[0] == texts[2] != texts[1] == texts[3]
