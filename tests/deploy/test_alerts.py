"""The alert rules for Prometheus."""

from __future__ import annotations

import importlib
import re
from importlib.util import find_spec
from typing import Any

import pytest
import yaml

from tests.deploy.tools import DEPLOY, missing

(GROUP,) = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
HEADINGS = re.findall(r"^## (.+)$", (DEPLOY / "runbook.md").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("rule", GROUP["rules"], ids=lambda rule: rule["alert"])
def test_every_alert_is_a_valid_query(rule: dict[str, Any]) -> None:
    if not find_spec("promql_parser"):
        missing("promql-parser")
    importlib.import_module("promql_parser").parse(rule["expr"])


@pytest.mark.parametrize("rule", GROUP["rules"], ids=lambda rule: rule["alert"])
def test_every_alert_links_to_the_runbook(rule: dict[str, Any]) -> None:
    page, _, anchor = rule["annotations"]["runbook"].partition("#")
    assert page == "runbook.md"
    assert anchor in {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in HEADINGS}
