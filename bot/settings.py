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
    """A setting is missing or wrong; the text names it and the mend."""


def address(listen: str) -> tuple[str, int]:
    """Host and port of an address such as `127.0.0.1:8080`, `:8080` or `[::1]:8080`. Raises ValueError for others."""
    host, colon, port = listen.rpartition(":")
    if not colon or not (port.isascii() and port.isdigit()) or int(port) > MAX_PORT:
        raise ValueError("host:port is wanted, such as 127.0.0.1:8080")
    return host.strip("[]") or "0.0.0.0", int(port)  # noqa: S104 - who leaves the host out asks for every one


def _secret(secret: SecretStr) -> SecretStr:
    # Bot API, setWebhook
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret.get_secret_value()):
        raise ValueError("1 to 256 of A-Z, a-z, 0-9, _ and - are wanted")
    return secret


def _listenable(listen: str) -> str:
    address(listen)
    return listen


class Settings(BaseSettings):
    """Every setting of the program. README.md holds the same table for operators; a test keeps the two alike."""

    model_config = SettingsConfigDict(env_prefix="BOT_", env_file=".env", extra="ignore", env_ignore_empty=True)

    token: SecretStr | None = None
    """The token BotFather gave; `run` needs it."""
    api_url: AnyHttpUrl = AnyHttpUrl(TELEGRAM_API)
    """Root of the Bot API server, to which `/bot<token>/` is appended."""
    webhook_url: AnyHttpUrl | None = None
    """Where Telegram sends updates: an address that leads to this process. Long polling where unset."""
    webhook_secret: Annotated[SecretStr, AfterValidator(_secret)] | None = None
    """What Telegram sends along, so that nobody else can; the same for all replicas. The webhook needs it."""
    listen: Annotated[str, AfterValidator(_listenable)] = "127.0.0.1:8080"
    """Host and port for the webhook, `/healthz`, `/readyz` and `/metrics`."""
    database_url: SecretStr | None = None
    """Where memory is kept: `postgresql://…` when several replicas share it. A file of this user's where unset."""
    corpus: Path | None = None
    """Folder of the corpus; the one that comes with the program where unset."""
    cache: Path | None = None
    """Folder for what was learned from the corpus; in the user's cache folder where unset."""
    language: Literal["sv", "en"] = "sv"
    """The bot's own words where neither the person nor Telegram says otherwise."""
    groups: Literal["codes", "mentions"] = "codes"
    """In groups, answer any message that holds a known code, or only those that call the bot."""
    retention_days: int = Field(default=90, ge=1, le=3650)
    """Days after which votes, unanswered questions and choices are deleted."""
    send_rate: float = Field(default=30, gt=0, le=100000)
    """Messages a second in all; what one chat may have follows from it."""
    log_format: Literal["console", "json"] = "console"
    """Log lines for people or for machines."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """The least level that is logged."""

    @property
    def database(self) -> str | None:
        """The URL of the database, password and all; None for the file."""
        return self.database_url.get_secret_value() if self.database_url else None


def load_settings() -> Settings:
    """The settings. Raises SettingsError with one line that names every setting that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"BOT_{'_'.join(map(str, item['loc'])).upper()}: {item['msg']}" for item in error.errors())
        raise SettingsError(wrong) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f".env cannot be read: {error}") from None
