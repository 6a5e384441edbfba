"""The reader of the real corpus, and a chat."""

from __future__ import annotations

import pytest

from bot.conversation import Assistant
from bot.understanding import Reader
from tests.conversation.talk import Talk


@pytest.fixture(scope="session")
def reader(assistant: Assistant) -> Reader:
    """Return the reader of the real corpus."""
    return assistant.reader


@pytest.fixture
def talk(assistant: Assistant) -> Talk:
    """Return a chat with one user."""
    return Talk(assistant)
