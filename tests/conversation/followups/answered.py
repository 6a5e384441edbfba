"""The code that most tests of follow-ups are about, and its section."""

from __future__ import annotations

CODE, SECTION = "0x803F7001", "no-valid-license"
