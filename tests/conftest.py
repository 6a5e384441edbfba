"""What every test may use: the real corpus and the real assistant, built once, and an environment without settings."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from bot.cli import build_assistant
from bot.conversation import Assistant
from bot.corpus import Corpus
from bot.settings import Settings


def pytest_configure(config: pytest.Config) -> None:
    """Learn from the corpus, where that has not been done, before there are workers that each would."""
    if not hasattr(config, "workerinput"):
        with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as empty:
            _forget_settings(patch, Path(empty))
            build_assistant(Settings())


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The assistant as the program builds it, without anybody's own settings."""
    with pytest.MonkeyPatch.context() as patch:
        _forget_settings(patch, tmp_path_factory.mktemp("empty"))
        return build_assistant(Settings())


@pytest.fixture(scope="session")
def corpus(assistant: Assistant) -> Corpus:
    """The Swedish corpus that comes with the program."""
    return assistant.config.corpus


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty working folder, with no `BOT_…` variable and no `.env`: what a fresh machine has."""
    _forget_settings(monkeypatch, tmp_path)
    return tmp_path


def _forget_settings(patch: pytest.MonkeyPatch, folder: Path) -> None:
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        patch.delenv(name)
    patch.chdir(folder)
