"""Log lines, for people or machines, never contain a bot token."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

import pytest
import structlog

from bot.logs import QUIET, REDACTED, TOKENS, configure, redact_secrets

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 - the one of Telegram's documentation
URL = f"https://api.telegram.org/bot{TOKEN}/getUpdates"

each_form = pytest.mark.parametrize("form", ["console", "json"])


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Restore logging after a test, because `configure` changes the whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in QUIET}
    yield
    root.handlers[:], root.level = handlers, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)
    structlog.reset_defaults()


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the lines that were logged to standard error."""
    out, err = capsys.readouterr()
    assert out == ""
    return err


@each_form
def test_a_token_is_redacted_anywhere_in_a_line(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure("DEBUG", form)
    logger = structlog.get_logger("bot.somewhere")
    logger.info(URL, token=TOKEN, urls=[URL], headers={"path": URL.encode()})
    line = said(capsys)
    assert TOKEN not in line
    assert line.count(REDACTED) == 4


@each_form
def test_a_token_is_redacted_in_the_lines_of_libraries(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure("DEBUG", form)
    logging.getLogger("some.library").info("HTTP Request: POST %s", URL)
    line = said(capsys)
    assert TOKEN.partition(":")[2] not in line
    assert f"/bot{REDACTED}/getUpdates" in line


@each_form
def test_a_token_is_redacted_inside_exceptions(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO", form)
    for logger in (structlog.get_logger("bot.somewhere"), logging.getLogger("some.library")):
        error = RuntimeError(TOKEN)
        error.__cause__ = ConnectionError(URL)
        logger.error("failed", exc_info=error)
    lines = said(capsys)
    assert TOKEN.partition(":")[2] not in lines
    assert lines.count(f"ConnectionError: https://api.telegram.org/bot{REDACTED}/getUpdates") == 2
    assert lines.count(f"RuntimeError: {REDACTED}") == 2


@each_form
def test_other_secrets_are_redacted_too_and_an_empty_one_is_ignored(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure("INFO", form, ["hemlig.*", ""])
    structlog.get_logger("bot.somewhere").info("answered", given="hemlig.*", other="hemligt")
    line = said(capsys)
    assert "hemlig.*" not in line
    assert "hemligt" in line
    assert line.count(REDACTED) == 1


@each_form
def test_httpx_does_not_log_every_request(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure("DEBUG", form)
    logging.getLogger("httpx").info('HTTP Request: POST %s "HTTP/1.1 200 OK"', URL)
    assert said(capsys) == ""
    logging.getLogger("httpx").warning("slow: %s", URL)
    line = said(capsys)
    assert "slow" in line
    assert TOKEN not in line


def test_python_telegram_bot_does_not_log_payloads(capsys: pytest.CaptureFixture[str]) -> None:
    configure("DEBUG", "console")
    logging.getLogger("telegram.ext.Updater").error("Error while getting updates: %s", "min nyckel är …")
    assert said(capsys) == ""


def test_the_json_format_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO", "json")
    before = datetime.now(UTC)
    structlog.get_logger("bot.somewhere").info("answered", chat=7, kind="answer", path="säkerhet\nny rad")
    logging.getLogger("some.library").warning("slow")
    first, second = (json.loads(line) for line in said(capsys).splitlines())
    assert (first["event"], first["chat"], first["path"]) == ("answered", 7, "säkerhet\nny rad")
    assert (first["level"], first["logger"]) == ("info", "bot.somewhere")
    assert (second["event"], second["level"], second["logger"]) == ("slow", "warning", "some.library")
    assert before <= datetime.fromisoformat(first["timestamp"]) <= datetime.now(UTC)
    assert first["timestamp"].endswith("Z")


@pytest.fixture
def full() -> Iterator[TextIO]:
    """Yield a file to which every write fails: "no space left on device" (full(4))."""
    file = Path("/dev/full").open("w", encoding="utf-8")  # noqa: SIM115 - closing it fails as well
    yield file
    with suppress(OSError):
        file.close()


@each_form
def test_a_line_that_cannot_be_written_raises_no_error(
    form: str, full: TextIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", full)
    configure("INFO", form)
    structlog.get_logger("bot.somewhere").info("answered")


def test_the_console_format_is_one_readable_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure("INFO", "console")
    structlog.get_logger("bot.somewhere").info("answered", chat=7)
    (line,) = said(capsys).splitlines()
    assert "answered" in line
    assert "chat=7" in line


def test_events_below_the_level_are_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    configure("WARNING", "json")
    logger = structlog.get_logger("bot.somewhere")
    logger.info("quiet")
    logger.warning("loud")
    assert [json.loads(line)["event"] for line in said(capsys).splitlines()] == ["loud"]


@pytest.mark.parametrize("line", ["klockan 12:30", "123456:kort", "0xC004F211", "a:b", "12345:" + "x" * 35])
def test_text_that_is_not_a_token_is_not_redacted(line: str) -> None:
    assert redact_secrets(re.compile(TOKENS), None, "", line) == line
