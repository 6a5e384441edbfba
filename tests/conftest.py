"""Fixtures of all tests: the real corpus and assistant, built once, and an environment without settings."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from bot.cli import build_assistant
from bot.conversation import Assistant
from bot.corpus import Corpus, CorpusError
from bot.settings import Settings

MAX_WORKERS = 4


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:  # noqa: ARG001 - the hook's parameter
    """Return the number of workers: one more than there are cores, because many tests wait, and at most four."""
    return min((os.cpu_count() or 1) + 1, MAX_WORKERS)


def pytest_configure(config: pytest.Config) -> None:
    """Train the model, if it is not in the cache, before the workers start, because each of them would train it."""
    if not hasattr(config, "workerinput"):
        with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as empty:
            _forget_settings(patch, Path(empty))
            try:
                build_assistant(Settings())
            except CorpusError as error:
                pytest.exit(str(error), returncode=2)


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Return the assistant as the program builds it, with default settings."""
    with pytest.MonkeyPatch.context() as patch:
        _forget_settings(patch, tmp_path_factory.mktemp("empty"))
        return build_assistant(Settings())


@pytest.fixture(scope="session")
def corpus(assistant: Assistant) -> Corpus:
    """Return the Swedish corpus of the program."""
    return assistant.config.corpus


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Change to an empty folder, without `BOT_…` variables and `.env`, as on a new machine; return the folder."""
    _forget_settings(monkeypatch, tmp_path)
    return tmp_path


def _forget_settings(patch: pytest.MonkeyPatch, folder: Path) -> None:
    for name in [name for name in os.environ if name.startswith("BOT_")]:
        patch.delenv(name)
    patch.chdir(folder)
