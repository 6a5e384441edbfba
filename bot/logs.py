"""Log lines: structured, to standard error, with every bot token blotted out."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog

TOKEN = re.compile(r"\d{6,}(?::|%3A)[A-Za-z0-9_-]{20,}")  # as BotFather hands them out
BLOT = "[token]"
QUIET = {
    "httpx": logging.WARNING,  # its INFO line is the whole URL, token included
    "httpcore": logging.WARNING,
    "telegram": logging.CRITICAL,  # it logs whole payloads, and so what people wrote; we report its errors ourselves
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
    "markdown_it": logging.WARNING,
}


def configure(level: str, form: str) -> None:
    """Send all logging, the libraries' too, to standard error: `form` is `console` or `json`."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
                blot_tokens,
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    for name, least in QUIET.items():
        logging.getLogger(name).setLevel(max(least, logging.getLevelName(level)))


def blot_tokens(_logger: object, _method: str, line: Any) -> str:  # noqa: ANN401 - structlog's signature
    """A finished log line without any bot token."""
    return TOKEN.sub(BLOT, str(line))
