"""A fresh chat for every test of the conversation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import Assistant
from tests.conversation.talk import Talk


@pytest.fixture(scope="session")
def assistant(assistant: Assistant) -> Assistant:
    """The assistant without anything that reads pictures, whether or not there is such a thing on this machine."""
    return replace(assistant, config=replace(assistant.config, reads_pictures=False))


@pytest.fixture
def talk(assistant: Assistant) -> Talk:
    """A chat with someone of whom nothing is remembered yet."""
    return Talk(assistant)
