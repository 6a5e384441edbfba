"""A fresh chat for every test of the conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import Assistant
from tests.conversation.talk import Talk


@pytest.fixture(scope="session")
def assistant(assistant: Assistant) -> Assistant:
    """Return the assistant that cannot read pictures, whether or not this machine can."""
    return replace(assistant, config=replace(assistant.config, reads_pictures=False))


@pytest.fixture
def talk(assistant: Assistant) -> Talk:
    """Return a chat with somebody about whom nothing is remembered yet."""
    return Talk(assistant)
