"""A chat in which one code was answered."""

from __future__ import annotations

import pytest

from tests.conversation.followups.answered import CODE
from tests.conversation.talk import Talk


@pytest.fixture
def answered(talk: Talk) -> Talk:
    """Return a chat in which one code was answered."""
    talk.ask(CODE)
    return talk
