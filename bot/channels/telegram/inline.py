"""Inline queries answered: articles as Telegram takes them."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

from telegram import InlineQueryResultArticle, InlineQueryResultsButton, InputTextMessageContent, LinkPreviewOptions

from bot.channels.markdown import plain
from bot.channels.telegram.api import Client, answer_inline, markup
from bot.channels.telegram.render import render
from bot.channels.telegram.updates import InlineAsked
from bot.conversation import Assistant
from bot.conversation.inline import InlineArticle

INTO_CHAT = "inline"  # what `/start` gets from the button; it greets, as for any payload that names nothing
MAX_KEPT = 512  # results: laying one out takes longer than all the rest of an answer
MAX_DESCRIPTION = 120  # characters; two lines on a phone


async def answer(client: Client, assistant: Assistant, asked: InlineAsked) -> int:
    """Answer an inline query; how many articles it was given."""
    articles, miss = assistant.inline(asked.text, datetime.now(UTC), asked.client_language)
    results = [_result(article, client.username) for article in articles]
    button = None if results else InlineQueryResultsButton(miss, start_parameter=INTO_CHAT)
    await answer_inline(client, asked.id, results, button)
    return len(results)


@lru_cache(MAX_KEPT)
def _result(article: InlineArticle, username: str) -> InlineQueryResultArticle:
    # One message is all that can be inserted; a test holds every section to that.
    message = render(article.reply, username)[0]
    description = plain(article.description)
    return InlineQueryResultArticle(
        article.section,
        article.title,
        InputTextMessageContent(message.html, "HTML", link_preview_options=LinkPreviewOptions(is_disabled=True)),
        markup(message.keyboard),
        description=description if len(description) <= MAX_DESCRIPTION else f"{description[: MAX_DESCRIPTION - 1]}…",
    )
