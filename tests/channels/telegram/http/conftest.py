"""One real bot for all of these tests, and a new chat for each."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Unpack

import pytest
import pytest_asyncio

from bot.conversation import Assistant, ChatHistory, Question
from tests.botapi.people.senders import Place
from tests.botapi.server import BotApiServer, SeenMessage
from tests.channels.telegram.process import BotProcess, started_bot

QUESTIONS = Path(__file__).parents[3] / "data" / "questions" / "freetext.jsonl"
numbers = itertools.count()


@dataclass
class Chat:
    """One chat with the bot, private unless its id is negative."""

    server: BotApiServer
    id: int

    @property
    def messages(self) -> list[SeenMessage]:
        """The bot's messages, as they look now, oldest first."""
        return self.server.messages(self.id)

    @property
    def message(self) -> SeenMessage:
        """The bot's only message."""
        (message,) = self.messages
        return message

    @property
    def texts(self) -> list[str]:
        """The texts of the bot's messages."""
        return [message.text for message in self.messages]

    async def settled(self) -> None:
        """Wait until the bot has handled and confirmed all updates."""
        await self.server.wait_until(lambda: not self.server.pending_updates())

    async def ask(self, text: str, language_code: str = "sv", **place: Unpack[Place]) -> int:
        """Send a text, wait until it is handled, and return its message id."""
        question = self.server.send_text(self.id, text, language_code=language_code, **place)
        await self.settled()
        return question

    async def edit(self, question: int, text: str) -> None:
        self.server.edit_text(self.id, question, text)
        await self.settled()

    async def press(self, message: SeenMessage, button: str, by: int | None = None) -> str | None:
        """Press a button, check that it stops spinning, and return the toast that is shown over it."""
        query = self.server.press(self.id, message.message_id, button, user_id=by)
        await self.settled()
        assert query in self.server.answered_callbacks
        return self.server.toast(query)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def server() -> AsyncIterator[BotApiServer]:
    async with BotApiServer() as running:
        running.supports_inline_queries = running.supports_guest_queries = True
        running.can_read_all_group_messages = True
        yield running


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def bot(server: BotApiServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BotProcess]:
    # At DEBUG, so that text that must not be logged is not logged at any level.
    folder = tmp_path_factory.mktemp("bot")
    async with started_bot(folder, server.url, server.token, LOG_LEVEL="DEBUG") as running:
        await server.wait_until(lambda: server.calls_of("getUpdates"), timeout=20)
        yield running
        assert running.exit_code is None, running.said


@pytest.fixture
def chat(server: BotApiServer, bot: BotProcess) -> Iterator[Chat]:  # noqa: ARG001 - the bot is there to answer
    visited = Chat(server, 184_220_000 + next(numbers))
    server.add_chat(visited.id)
    yield visited
    # The bot has sent nothing that Telegram's own parser and limits reject.
    refused = {call.description for call in server.calls if call.status == 400}
    assert not {reason for reason in refused if "strict" in reason or "parse" in reason or "too long" in reason}


@pytest.fixture
def other(chat: Chat) -> Chat:
    """Return the chat of another person at the same time."""
    visited = Chat(chat.server, chat.id + 500_000)
    chat.server.add_chat(visited.id)
    return visited


@pytest.fixture
def group(chat: Chat) -> Chat:
    visited = Chat(chat.server, -1_002_000_000_000 - chat.id)
    chat.server.add_chat(visited.id, can_delete=True)
    return visited


@pytest.fixture(scope="session")
def vague(assistant: Assistant) -> str:
    """Return a question that the bot answers with a choice."""
    questions = [json.loads(line)["q"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    asked = (Question(text, datetime.now(UTC)) for text in questions)
    return next(
        question.text for question in asked if assistant.respond(question, ChatHistory()).outcome.kind == "choices"
    )
