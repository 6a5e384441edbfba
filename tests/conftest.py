"""What every test may use: the real corpus and the real assistant, built once, and an environment without settings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.cli import build_assistant
from bot.conversation import Assistant
from bot.corpus import Corpus
from bot.settings import Settings


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant as the program builds it, without anybody's own settings."""
    with pytest.MonkeyPatch.context() as patch:
        _forget_settings(patch, tmp_path_factory.mktemp("empty"))
        return build_assistant(Settings())


@pytest.fixture(scope="session")
def corpus(assistant: Assistant) -> Corpus:
    """The Swedish corpus that comes with the program."""
    return assistant.house.corpus


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty working folder, with no `BOT_…` variable and no `.env`: what a fresh machine has."""
    _forget_settings(monkeypatch, tmp_path)
    return tmp_path


def _forget_settings(patch: pytest.MonkeyPatch, folder: Path) -> None:
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        patch.delenv(name)
    patch.chdir(folder)
