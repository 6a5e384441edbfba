"""The systemd unit, read by systemd itself."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.deploy.tools import DEPLOY, output, tool

UNIT = DEPLOY / "aktiveringsbot.service"
EXPOSURE = 11
"""Tenths, of 100 for a service without any protection. What is left is the network, and Unix sockets for logging."""


def test_systemd_finds_nothing_to_say_about_it(tmp_path: Path) -> None:
    # The program stands elsewhere here, and a unit whose program is missing is a fault.
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/aktiveringsbot/bin/aktiveringsbot", sys.executable))
    assert output(tool("systemd-analyze"), "verify", "--man=no", unit) == ""


def test_it_is_as_confined_as_it_says() -> None:
    output(tool("systemd-analyze"), "security", "--offline=true", "--no-pager", f"--threshold={EXPOSURE}", UNIT)
