"""Structured log lines on standard error, with secrets redacted."""

from __future__ import annotations

import contextlib
import json
import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from functools import partial
from typing import Any

import structlog

TOKENS = r"\d{6,}(?::|%3A)[A-Za-z0-9_-]{20,}"  # as issued by BotFather
REDACTED = "[secret]"
ENCODER = json.JSONEncoder(ensure_ascii=False, default=repr)
QUIET = {  # logger: the lowest level that is logged
    "httpx": logging.WARNING,  # its INFO lines contain the whole URL with the token
    "httpcore": logging.WARNING,
    "telegram": logging.CRITICAL,  # it logs payloads with messages of users; the bot reports its errors itself
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "uvicorn": logging.WARNING,
    "markdown_it": logging.WARNING,
}


class _Logger(structlog.WriteLogger):
    """The logger of one module, which writes finished lines to standard error."""

    def __init__(self, name: str) -> None:
        super().__init__(sys.stderr)
        self.name = name

    def msg(self, message: str) -> None:
        """Write a line; drop it if the disk is full or the reader is gone, as `logging` does."""
        with contextlib.suppress(OSError, ValueError):
            super().msg(message)

    debug = info = warning = error = critical = exception = msg


def configure(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """Send all logging, including that of libraries, to standard error; `form` is `console` or `json`.

    Bot tokens and `secrets` are redacted in every line. The bot's own lines do not pass through `logging`, which takes
    three times as long.
    """
    redact = partial(redact_secrets, re.compile("|".join([TOKENS, *map(re.escape, filter(None, secrets))])))
    renderer: Any = (
        structlog.processors.JSONRenderer(serializer=_as_json)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    timestamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    finishing = [timestamp, structlog.processors.format_exc_info, renderer, redact]
    structlog.configure(
        processors=[structlog.processors.add_log_level, _add_name, *finishing],
        logger_factory=_Logger,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    named = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name]
    bare = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=named, processors=[bare, *finishing]))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name, min_level in QUIET.items():
        logging.getLogger(name).setLevel(max(min_level, logging.getLevelName(level)))


def _as_json(event: object, **_: object) -> str:
    return ENCODER.encode(event)


def _add_name(logger: _Logger, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["logger"] = logger.name
    return event


def redact_secrets(pattern: re.Pattern[str], _logger: object, _method: str, line: Any) -> str:  # noqa: ANN401 - structlog's
    """Return a finished log line in which every match of `pattern` is redacted."""
    return pattern.sub(REDACTED, str(line))
