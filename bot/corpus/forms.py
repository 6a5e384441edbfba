"""What the rules ask of values that were read: pure questions, and the forms that values must have."""

from __future__ import annotations

import re
from typing import TypeGuard

from bot.corpus.drafts import PageDraft

LANGUAGES = ("sv", "en")
VERSIONS = ("11", "10")
CODE = re.compile(r"0x[0-9A-F]{8}")


def texts(section: PageDraft, key: str) -> list[str]:
    """The texts in a list of the front matter; none where it is no list."""
    value = section.front.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def is_text(value: object) -> bool:
    """Whether a value is a text that says something."""
    return isinstance(value, str) and bool(value.strip())


def are_words(value: object) -> bool:
    """Whether a value is a list of texts with a letter or digit each."""
    return is_texts(value) and all(re.search(r"\w", text) for text in value)


def is_texts(value: object) -> TypeGuard[list[str]]:
    """Whether a value is a list of texts that say something."""
    return isinstance(value, list) and all(map(is_text, value))
