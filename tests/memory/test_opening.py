"""Values of `BOT_DATABASE_URL`, and its default."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.memory import MemoryConfigError
from bot.memory.opening import database_of, default_url, without_password
from bot.memory.postgresql import PostgresDatabase
from bot.memory.sqlite import SqliteDatabase


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("sqlite+aiosqlite:////var/lib/bot/memory.sqlite3", SqliteDatabase),
        ("sqlite:///memory.sqlite3", SqliteDatabase),
        ("postgresql+asyncpg://bot:secret@db/bot", PostgresDatabase),
        ("postgresql://bot@db:5433/bot?sslmode=require", PostgresDatabase),
        ("postgres://bot@db/bot", PostgresDatabase),
    ],
)
async def test_a_url_names_a_database(url: str, kind: type) -> None:
    database = database_of(url)
    assert isinstance(database, kind)
    await database.close()


@pytest.mark.parametrize(
    ("url", "telling"),
    [
        ("", "is not a database URL"),
        ("memory.sqlite3", "is not a database URL"),
        ("postgresql://bot:sesam@db:port/bot", "is not a database URL"),
        ("mysql://bot:sesam@db/bot", "names mysql, which is not supported"),
        ("postgresql+psycopg2://bot:sesam@db/bot", r"names postgresql\+psycopg2, which is not supported"),
        ("sqlite://", "must name a file"),
        ("sqlite:///:memory:", "must name a file"),
        ("sqlite+aiosqlite://memory.sqlite3", "must name a file"),
    ],
)
def test_a_wrong_url_is_reported_in_one_line_without_its_password(url: str, telling: str) -> None:
    with pytest.raises(MemoryConfigError, match=telling) as raised:
        database_of(url)
    assert "BOT_DATABASE_URL" in str(raised.value)
    assert "sesam" not in str(raised.value)
    assert "\n" not in str(raised.value)


async def test_an_unknown_option_of_the_driver_is_reported() -> None:
    database = database_of("postgresql://bot:sesam@127.0.0.1:1/bot?colour=red")
    with pytest.raises(MemoryConfigError, match="unexpected keyword argument 'colour'") as raised:
        await database.open()
    assert "sesam" not in str(raised.value)
    await database.close()


def test_the_file_is_in_the_users_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("STATE_DIRECTORY", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_url() == f"sqlite+aiosqlite:///{tmp_path}/aktiveringsbot/memory.sqlite3"


def test_the_file_is_where_systemd_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/aktiveringsbot:/var/lib/other")
    assert default_url() == "sqlite+aiosqlite:////var/lib/aktiveringsbot/memory.sqlite3"


def test_a_url_is_shown_without_any_password() -> None:
    url = "postgresql+asyncpg://bot:hemligt@localhost/bot?password=hemligt"
    assert without_password(url) == "postgresql+asyncpg://bot:***@localhost/bot"
