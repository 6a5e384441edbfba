"""Configuration from the environment or a `.env` file, prefix `BOT_`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, AnyHttpUrl, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

MAX_PORT = 65_535
TELEGRAM_API = "https://api.telegram.org"


class SettingsError(Exception):
    """A setting is missing or wrong; the text names it and the fix."""


def address(listen: str) -> tuple[str, int]:
    """Parse an address such as `127.0.0.1:8080`, `:8080` or `[::1]:8080`. Raises ValueError for others."""
    host, colon, port = listen.rpartition(":")
    if not colon or not (port.isascii() and port.isdigit()) or int(port) > MAX_PORT:
        raise ValueError("expected host:port, such as 127.0.0.1:8080")
    return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104 - without a host, listen on all


def _secret(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):  # Bot API, setWebhook
        raise ValueError("must be 1 to 256 characters from A-Z, a-z, 0-9, _ and -")
    return secret


def _listenable(listen: str) -> str:
    address(listen)
    return listen


class Settings(BaseSettings):
    """Every setting of the program. README.md has the same list for operators; a test compares the two."""

    model_config = SettingsConfigDict(env_prefix="BOT_", env_file=".env", extra="ignore", env_ignore_empty=True)

    token: SecretStr | None = None
    """The token from BotFather; `run` needs it."""
    api_url: AnyHttpUrl = AnyHttpUrl(TELEGRAM_API)
    """Root of the Bot API server, to which `/bot<token>/` is appended."""
    webhook_url: AnyHttpUrl | None = None
    """The address of this process to which Telegram sends updates; long polling if unset."""
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] | None = None
    """The secret by which Telegram proves who it is, the same for all replicas. The webhook needs it."""
    listen: Annotated[str, AfterValidator(_listenable)] = "127.0.0.1:8080"
    """Host and port for the webhook, `/healthz`, `/readyz` and `/metrics`."""
    database_url: SecretStr | None = None
    """The database: `postgresql://…` if several replicas share it, a SQLite file of this account if unset."""
    corpus: Path | None = None
    """The folder of the corpus; the one that comes with the program if unset."""
    cache: Path | None = None
    """The folder of trained models; in the cache folder of this account if unset."""
    language: Literal["sv", "en"] = "sv"
    """The language of the bot unless the user or Telegram asks for another."""
    groups: Literal["codes", "mentions"] = "codes"
    """In groups, answer any message with a known code, or only those that mention the bot."""
    retention_days: int = Field(default=90, ge=1, le=3650)
    """Days after which votes, unanswered questions and choices are deleted."""
    send_rate: float = Field(default=30, gt=0, le=100000)
    """Messages a second to all chats together; the limit for one chat follows from it."""
    log_format: Literal["console", "json"] = "console"
    """Log lines for people or for machines."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """The lowest level that is logged."""

    @property
    def database(self) -> str | None:
        """The URL of the database with its password; None for the default file."""
        return self.database_url.get_secret_value() if self.database_url else None


def load_settings() -> Settings:
    """Read the settings. Raises SettingsError with one line that names every wrong setting."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"BOT_{'_'.join(map(str, item['loc'])).upper()}: {item['msg']}" for item in error.errors())
        raise SettingsError(wrong) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f".env cannot be read: {error}") from None
