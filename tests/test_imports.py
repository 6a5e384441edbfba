"""Terminal commands import nothing that only the service needs, so they start fast."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("telegram", "httpx", "sqlalchemy", "phonenumbers", "rapidocr", "onnxruntime", "cv2", "PIL")


@pytest.mark.parametrize("command", [["ask", "moderkortet bytt"], ["ask", "--json", "0xC004F211"], ["corpus", "check"]])
def test_a_terminal_command_imports_nothing_that_only_the_service_needs(command: list[str]) -> None:
    program = f"""
import sys
from bot.cli import main
sys.argv = ["aktiveringsbot", *{command!r}]
try:
    main()
except SystemExit:
    pass
print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"
