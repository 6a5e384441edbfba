"""Answers to inline queries and to guest queries: articles that post one message in any chat.

A callback button in a guest's chat would arrive without its message, so only buttons that do not need the bot are kept
there; sections and codes to choose become links into the bot's own chat.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.channels.markdown import plain
from bot.channels.telegram.outgoing.calls import answer_guest, answer_inline
from bot.channels.telegram.outgoing.client import Client
from bot.channels.telegram.outgoing.render import Message, Payload, article, deep_link, render
from bot.conversation import ActionButton, Button, CopyButton, LinkButton, Reply, Turn
from bot.conversation.actions import ShowCode, ShowSection
from bot.conversation.case_summary import AS_GUEST
from bot.conversation.inline import InlineArticle

MAX_DESCRIPTION = 120  # characters; two lines on a phone
GUEST_RESULT = "answer"  # the id of the only result
# Start payloads for which there is no section to show; the bot greets.
FROM_INLINE, FROM_GUEST = "inline", "guest"


async def show_articles(client: Client, query_id: str, articles: tuple[InlineArticle, ...], miss: str) -> None:
    """Answer an inline query with articles, or with a button into the bot's own chat whose text is `miss`."""
    results = [_result(one, client.username) for one in articles]
    button = None if results else {"text": miss, "start_parameter": FROM_INLINE}
    await answer_inline(client, query_id, results, button)


def _result(found: InlineArticle, username: str) -> Payload:
    # Only one message can be inserted; a test checks that every section fits into one.
    message = render(found.reply, username)[0]
    description = plain(found.description)
    if len(description) > MAX_DESCRIPTION:
        description = f"{description[: MAX_DESCRIPTION - 1]}…"
    return article(found.section, found.title, message, description=description)


def guest_reply(turn: Turn, words: Callable[[str], Callable[[str], str]], username: str) -> Reply:
    """Return the first reply of a turn in the form it has in a guest's chat.

    An answer ends with a link that shows the same section in the bot's own chat; if the reply offers choices instead,
    each of them is such a link. A reply about what the bot remembers says that it remembers nothing there.
    `words` returns the gettext function of a language.
    """
    first, outcome = turn.replies[0], turn.outcome
    _ = words(outcome.language)
    onward = _("Go on in a private chat")
    if _is_about_memory(turn) or first.text == _(AS_GUEST):
        return Reply(_(AS_GUEST), ((LinkButton(onward, deep_link(username, FROM_GUEST)),),))
    shown = outcome.sections[0].id if outcome.kind == "answer" else None
    kept = ((_guest_button(button, username, chooses=shown is None) for button in row) for row in first.buttons)
    rows = [tuple(button for button in row if button) for row in kept]
    if shown:
        rows.append((LinkButton(onward, deep_link(username, shown)),))
    return replace(first, buttons=tuple(row for row in rows if row))


async def reply_to_guest(client: Client, query_id: str, reply: Reply) -> None:
    """Answer a guest query with as much of a reply as fits into one message. Raises the errors of `retry`."""
    messages = render(reply, client.username)
    message = Message(messages[0].html, messages[-1].keyboard)
    # The title is required, though there is no list of results that would show it.
    await answer_guest(client, query_id, article(GUEST_RESULT, client.username, message))


def _is_about_memory(turn: Turn) -> bool:
    """Return whether a reply only confirms that something is remembered or forgotten from now on."""
    changes = turn.forget or turn.history.windows or turn.history.language
    return bool(changes) and turn.outcome.kind == "smalltalk" and not turn.outcome.warnings


def _guest_button(button: Button, username: str, *, chooses: bool) -> Button | None:
    """Return the button that replaces `button` in a guest's chat; None if there is none."""
    match button:
        case LinkButton() | CopyButton():
            return button
        case ActionButton(text, ShowSection(payload) | ShowCode(payload)) if chooses:
            return LinkButton(text, deep_link(username, payload))
    return None
