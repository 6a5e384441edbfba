"""Settings: from the environment or a `.env` file, and one line that names what is wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal, get_args, get_origin

import pytest

from bot.settings import TELEGRAM_API, Settings, SettingsError, address, load_settings

README = Path(__file__).parents[1] / "README.md"
PROGRAM = README.with_name("bot")

pytestmark = pytest.mark.usefixtures("bare")


def refusal() -> str:
    """Return the line that reports wrong settings."""
    with pytest.raises(SettingsError) as caught:
        load_settings()
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_everything_has_a_default() -> None:
    settings = load_settings()
    assert settings.token is None
    assert settings.corpus is None
    assert str(settings.api_url).rstrip("/") == TELEGRAM_API
    assert (settings.language, settings.log_format, settings.log_level) == ("sv", "console", "INFO")
    assert (settings.groups, settings.retention_days) == ("codes", 90)
    assert settings.send_rate == 30
    assert (settings.webhook_url, settings.webhook_secret, settings.database) == (None, None, None)
    assert settings.listen == "127.0.0.1:8080"


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_LANGUAGE", "en")
    monkeypatch.setenv("BOT_CORPUS", "elsewhere")
    monkeypatch.setenv("BOT_GROUPS", "mentions")
    monkeypatch.setenv("BOT_RETENTION_DAYS", "7")
    monkeypatch.setenv("BOT_SEND_RATE", "0.5")
    settings = load_settings()
    assert (settings.language, settings.corpus) == ("en", Path("elsewhere"))
    assert (settings.groups, settings.retention_days) == ("mentions", 7)
    assert settings.send_rate == 0.5


@pytest.mark.parametrize("days", [1, 3650])
def test_data_can_be_kept_for_a_day_to_ten_years(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    monkeypatch.setenv("BOT_RETENTION_DAYS", str(days))
    assert load_settings().retention_days == days


def test_the_env_file_is_read_and_the_environment_overrides_it(monkeypatch: pytest.MonkeyPatch, bare: Path) -> None:
    (bare / ".env").write_text("BOT_LANGUAGE=en\nBOT_LOG_FORMAT=json\nOTHER=1\n", encoding="utf-8")
    monkeypatch.setenv("BOT_LANGUAGE", "sv")
    assert (load_settings().language, load_settings().log_format) == ("sv", "json")


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "")
    monkeypatch.setenv("BOT_LANGUAGE", "")
    monkeypatch.setenv("BOT_RETENTION_DAYS", "")
    settings = load_settings()
    assert (settings.token, settings.language, settings.retention_days) == (None, "sv", 90)


def test_the_token_is_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_TOKEN", "110201543:made-up")
    settings = load_settings()
    assert settings.token is not None
    assert settings.token.get_secret_value() == "110201543:made-up"
    assert "made-up" not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_the_webhook_secret_and_the_database_url_are_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_WEBHOOK_SECRET", "made-up")
    monkeypatch.setenv("BOT_DATABASE_URL", "postgresql://bot:made-up@localhost/bot")
    settings = load_settings()
    assert settings.database == "postgresql://bot:made-up@localhost/bot"
    assert "made-up" not in f"{settings!r} {settings} {settings.model_dump_json()}"


@pytest.mark.parametrize(
    ("listen", "read"),
    [
        ("127.0.0.1:8080", ("127.0.0.1", 8080)),
        ("localhost:0", ("localhost", 0)),
        (":8080", ("0.0.0.0", 8080)),  # noqa: S104 - read, not bound
        ("[::1]:8080", ("::1", 8080)),
    ],
)
def test_the_address_to_listen_on_is_parsed(listen: str, read: tuple[str, int]) -> None:
    assert address(listen) == read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_LOG_LEVEL", "loud"),
        ("BOT_LOG_FORMAT", "xml"),
        ("BOT_LANGUAGE", "de"),
        ("BOT_API_URL", "api.telegram.org"),
        ("BOT_API_URL", "ftp://api.telegram.org"),
        ("BOT_GROUPS", "all"),
        ("BOT_GROUPS", "CODES"),
        ("BOT_RETENTION_DAYS", "0"),
        ("BOT_RETENTION_DAYS", "-1"),
        ("BOT_RETENTION_DAYS", "3651"),
        ("BOT_RETENTION_DAYS", "1.5"),
        ("BOT_RETENTION_DAYS", "ninety"),
        ("BOT_SEND_RATE", "0"),
        ("BOT_SEND_RATE", "-1"),
        ("BOT_SEND_RATE", "nan"),
        ("BOT_SEND_RATE", "100001"),
        ("BOT_SEND_RATE", "fast"),
        ("BOT_WEBHOOK_URL", "bot.example.org/telegram"),
        ("BOT_WEBHOOK_SECRET", "with space"),
        ("BOT_WEBHOOK_SECRET", "x" * 257),
        ("BOT_LISTEN", "8080"),
        ("BOT_LISTEN", "localhost:http"),
        ("BOT_LISTEN", "localhost:65536"),
        ("BOT_LISTEN", "localhost:²"),
    ],
)
def test_a_wrong_value_is_reported_with_the_name_of_its_setting(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert refusal().startswith(f"{name}: ")


def test_all_wrong_settings_are_named_at_once_without_their_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOT_LOG_LEVEL", "110201543:secret")
    monkeypatch.setenv("BOT_LANGUAGE", "110201543:secret")
    text = refusal()
    assert re.findall(r"BOT_\w+", text) == ["BOT_LANGUAGE", "BOT_LOG_LEVEL"]
    assert "secret" not in text


def test_an_env_file_that_cannot_be_read_is_refused_in_one_line(bare: Path) -> None:
    (bare / ".env").write_bytes(b"BOT_LANGUAGE=\xff\n")
    assert ".env" in refusal()


def told() -> dict[str, tuple[str, str]]:
    """Return the default and meaning of every setting in the table of README.md."""
    rows = re.findall(r"^\| `(BOT_[A-Z_]+)` \| (.+?) \| (.+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE)
    return {name: (default, meaning) for name, default, meaning in rows}


def test_the_readme_lists_every_setting_and_no_other() -> None:
    settings = {f"BOT_{name.upper()}" for name in Settings.model_fields}
    assert set(told()) == settings
    assert set(re.findall(r"`(BOT_[A-Z_]+)\b", README.read_text(encoding="utf-8"))) == settings


def test_every_setting_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in PROGRAM.rglob("*.py"))
    assert {name for name in Settings.model_fields if not re.search(rf"(?:settings|self)\.{name}\b", code)} == set()


def test_the_readme_lists_the_defaults_and_choices() -> None:
    for name, field in Settings.model_fields.items():
        default, meaning = told()[f"BOT_{name.upper()}"]
        if field.default is not None:
            assert default.strip("`/") == str(field.default).rstrip("/")
        for choice in get_args(field.annotation) if get_origin(field.annotation) is Literal else ():
            assert f"`{choice}`" in meaning
