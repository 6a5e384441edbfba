"""The systemd unit, checked by systemd."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.deploy.tools import DEPLOY, output, tool

UNIT = DEPLOY / "aktiveringsbot.service"
EXPOSURE = 11
"""In tenths; 100 is a service without protection. The rest is the network and Unix sockets for logging."""


def test_systemd_finds_no_fault(tmp_path: Path) -> None:
    # The program is elsewhere here, and systemd reports a missing program.
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text(encoding="utf-8").replace("/opt/aktiveringsbot/bin/aktiveringsbot", sys.executable))
    assert output(tool("systemd-analyze"), "verify", "--man=no", unit) == ""


def test_the_exposure_is_low() -> None:
    output(tool("systemd-analyze"), "security", "--offline=true", "--no-pager", f"--threshold={EXPOSURE}", UNIT)
