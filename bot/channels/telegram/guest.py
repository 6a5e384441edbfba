"""Guest queries answered: one message in a chat that the bot is not in, from which nothing comes back.

A callback button there would come back without its message, so only buttons that need no bot are kept; what can be
shown or chosen is a link into the bot's own chat.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from telegram import InlineQueryResultArticle, InputTextMessageContent, LinkPreviewOptions

from bot.channels.telegram.api import Client, answer_guest, markup
from bot.channels.telegram.render import deep_link, render
from bot.conversation import ActionButton, Button, CopyButton, LinkButton, Reply, Turn
from bot.conversation.actions import ShowCode, ShowSection

RESULT = "answer"  # the id of the only result
INTO_CHAT = "guest"  # what `/start` gets where there is no section to show; it greets


def reply(turn: Turn, words: Callable[[str], Callable[[str], str]], username: str) -> Reply:
    """The first reply of a turn as it can stand there; `words` gives the bot's words in a language.

    An answer ends with a link that shows the same section in the bot's own chat. Where there is something to choose
    instead, each choice is such a link. What was to be remembered, or forgotten, cannot be here, and that is said.
    """
    first, outcome = turn.replies[0], turn.outcome
    _ = words(outcome.language)
    onward = _("Go on in a private chat")
    if _is_of_memory(turn):
        text = _(
            "I am a guest here and remember nothing of what is said. In a private chat I can remember your choices."
        )
        return Reply(text, ((LinkButton(onward, deep_link(username, INTO_CHAT)),),))
    shown = outcome.sections[0].id if outcome.kind == "answer" else None
    found = ((_standing(button, username, chooses=shown is None) for button in row) for row in first.buttons)
    rows = [tuple(button for button in row if button) for row in found]
    if outcome.kind == "choices" and not any(rows):  # a question, whose options would come back
        rows = [(LinkButton(one.title, deep_link(username, one.id)),) for one in outcome.sections]
    if shown:
        rows.append((LinkButton(onward, deep_link(username, shown)),))
    return replace(first, buttons=tuple(row for row in rows if row))


async def say(client: Client, query_id: str, said: Reply) -> None:
    """Answer a guest query with a reply, or what of it fits into one message. Raises what `persist` raises."""
    messages = render(said, client.username)
    content = InputTextMessageContent(
        messages[0].html, "HTML", link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    # A title is required, though there is no list to pick from that would show it.
    result = InlineQueryResultArticle(RESULT, client.username, content, markup(messages[-1].keyboard))
    await answer_guest(client, query_id, result)


def _is_of_memory(turn: Turn) -> bool:
    """Whether a reply that shows nothing is about what is remembered from now on, or no more."""
    changes = turn.forget or turn.history.windows or turn.history.language
    return bool(changes) and turn.outcome.kind == "smalltalk" and not turn.outcome.warnings


def _standing(button: Button, username: str, *, chooses: bool) -> Button | None:
    """What stands there in place of a button; None for nothing."""
    match button:
        case LinkButton() | CopyButton():
            return button
        case ActionButton(text, ShowSection(payload) | ShowCode(payload)) if chooses:
            return LinkButton(text, deep_link(username, payload))
    return None
