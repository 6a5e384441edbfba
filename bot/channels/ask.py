"""Single questions and their answers, as text for people or as JSON for scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from bot.channels.markdown import plain
from bot.channels.telegram.outgoing.render import render
from bot.conversation import ActionButton, Assistant, ChatHistory, CopyButton, LinkButton, Question, Turn
from bot.corpus import LANGUAGES, WINDOWS, Windows

KEYS = {"q", "windows", "language"}


def answer(assistant: Assistant, question: Question) -> Turn:
    """Answer a question of a user without a history."""
    return assistant.respond(question, ChatHistory())


def as_text(turn: Turn) -> str:
    """Return a turn as plain text, followed by its links, texts to copy and other choices, one a paragraph."""
    lines = [plain(reply.whole) for reply in turn.replies]
    for button in (button for reply in turn.replies for row in reply.buttons for button in row):
        if isinstance(button, LinkButton):
            lines.append(f"{button.text}: {button.url}")
        elif isinstance(button, CopyButton):
            lines.append(button.copied)
        elif isinstance(button, ActionButton) and button.action.is_choice:
            lines.append(f"› {button.text}")
    return "\n\n".join(lines)


def as_json(turn: Turn) -> dict[str, Any]:
    """Return a turn as JSON values: the outcome, its text, and its messages as Telegram would get them."""
    messages = [message for reply in turn.replies for message in render(reply)]
    return turn.outcome.as_json() | {
        "text": "\n\n".join(plain(reply.whole) for reply in turn.replies),
        "messages": [{"html": message.html, "buttons": message.keyboard} for message in messages],
    }


def stream(
    assistant: Assistant, lines: Iterable[str], windows: Windows | None = None, language: str | None = None
) -> Iterator[str]:
    """Answer JSON Lines one by one, as they arrive; blank lines are skipped.

    Yields one line of JSON each, `{"error": …}` for a malformed line. `windows` and `language` apply to lines that name
    none.
    """
    for line in lines:
        if line.strip():
            yield json.dumps(_answer_line(assistant, line, windows, language), ensure_ascii=False)


def _answer_line(assistant: Assistant, line: str, windows: Windows | None, language: str | None) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"error": f"not JSON: {error}"}
    if fault := _fault(asked):
        return {"error": fault}
    named = next((version for version in WINDOWS if version == str(asked.get("windows"))), windows)
    question = Question(asked["q"], datetime.now(UTC), named, asked.get("language") or language)
    return as_json(answer(assistant, question))


def _fault(asked: Any) -> str | None:  # noqa: ANN401 - any JSON value
    if not isinstance(asked, dict) or not isinstance(asked.get("q"), str):
        return 'a line is an object with the text "q"'
    if unknown := sorted(asked.keys() - KEYS):
        return f"unknown keys: {', '.join(unknown)}; known are q, windows, language"
    if asked.get("windows") is not None and str(asked["windows"]) not in WINDOWS:
        return 'windows is "10" or "11"'
    if asked.get("language") is not None and asked["language"] not in LANGUAGES:
        return 'language is "sv" or "en"'
    return None
