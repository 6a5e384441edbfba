"""Log lines: structured, to standard error, with every secret blotted out."""

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

TOKENS = r"\d{6,}(?::|%3A)[A-Za-z0-9_-]{20,}"  # as BotFather hands them out
BLOT = "[secret]"
ENCODER = json.JSONEncoder(ensure_ascii=False, default=repr)
QUIET = {
    "httpx": logging.WARNING,  # its INFO line is the whole URL, token included
    "httpcore": logging.WARNING,
    "telegram": logging.CRITICAL,  # it logs whole payloads, and so what people wrote; we report its errors ourselves
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "uvicorn": logging.WARNING,
    "markdown_it": logging.WARNING,
}


class _Lines:
    """The logger of one module, which writes finished lines to standard error."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._stream = sys.stderr

    def msg(self, line: str) -> None:
        # A full disk or a reader that is gone costs a line, and nobody an answer. So it is with `logging`.
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(line + "\n")
            self._stream.flush()

    debug = info = warning = error = critical = exception = msg


def configure(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """Send all logging, the libraries' too, to standard error: `form` is `console` or `json`.

    Bot tokens and `secrets` are blotted out of every line. The bot's own lines do not pass through `logging`, which
    takes three times as long.
    """
    blot = partial(blot_secrets, re.compile("|".join([TOKENS, *map(re.escape, filter(None, secrets))])))
    renderer: Any = (
        structlog.processors.JSONRenderer(serializer=_as_json)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    timestamp = structlog.processors.TimeStamper(fmt="iso", utc=True)
    finishing = [timestamp, structlog.processors.format_exc_info, renderer, blot]
    structlog.configure(
        processors=[structlog.processors.add_log_level, _add_name, *finishing],
        logger_factory=_Lines,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    named = [structlog.stdlib.add_log_level, structlog.stdlib.add_logger_name]
    bare = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=named, processors=[bare, *finishing]))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelName(level)))


def _as_json(event: object, **_: object) -> str:
    return ENCODER.encode(event)


def _add_name(logger: _Lines, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event["logger"] = logger.name
    return event


def blot_secrets(pattern: re.Pattern[str], _logger: object, _method: str, line: Any) -> str:  # noqa: ANN401 - structlog's
    """A finished log line without what `pattern` finds."""
    return pattern.sub(BLOT, str(line))
