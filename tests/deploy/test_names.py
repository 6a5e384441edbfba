"""The settings and metrics that `deploy/` names exist."""

from __future__ import annotations

import re

from bot.monitoring.metrics import Metrics
from bot.settings import Settings
from tests.deploy.tools import DEPLOY

FILES = [path for path in DEPLOY.rglob("*") if path.is_file() and path.suffix != ".pyc"]


def test_every_setting_exists() -> None:
    named = {name for path in FILES for name in re.findall(r"\bBOT_[A-Z_]+", path.read_text(encoding="utf-8"))}
    assert {"BOT_TOKEN", "BOT_WEBHOOK_URL", "BOT_WEBHOOK_SECRET", "BOT_DATABASE_URL", "BOT_LISTEN"} <= named
    assert named <= {f"BOT_{name.upper()}" for name in Settings.model_fields}


def test_every_metric_exists() -> None:
    counted = set(re.findall(r"^# TYPE (\w+)", Metrics().page(database=True).decode(), re.MULTILINE))
    named = {
        name.removesuffix("_bucket")  # of a histogram
        for path in FILES
        for name in re.findall(r"\baktiveringsbot_\w+", path.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= counted
