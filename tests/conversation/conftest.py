"""A fresh chat for every test of the conversation."""

from __future__ import annotations

import pytest

from bot.conversation import Assistant
from tests.conversation.talk import Talk


@pytest.fixture
def talk(assistant: Assistant) -> Talk:
    """A chat with someone of whom nothing is remembered yet."""
    return Talk(assistant)
