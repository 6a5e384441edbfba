"""Search for the text that takes longest to understand: `uv run benchmarks/slowest.py [seconds]`.

Hypothesis builds texts of the maximum length of a Telegram message from pieces that some part of the reader handles
specially: codes, fields of printed output, Danish, words that begin statements. It mutates the texts that took longest.
On a busy machine the figures are too high, never too low.
"""

from __future__ import annotations

import sys
import time

from hypothesis import HealthCheck, Phase, given, settings, target
from hypothesis import strategies as st

from bot.cli import build_assistant
from bot.settings import load_settings
from bot.understanding import Reader

MAX_TEXT_LENGTH = 4096  # UTF-16 units (Bot API, sendMessage)
SECONDS = 60
TRIES = 3  # the fastest reading of a text counts
PIECES = (
    *("0xC004F211", "0xC004F21", "0x", "8007 0005", "-1073417711", "C004", "0x00000009", "S_OK", "F" * 40, "%C0", "|"),
    *("License Status: ", "Name: Windows(R), ", "LicenseStatus = 1;", "<Name>", "Address: ", "a:", "=", ">", "\n> "),
    *("Windows är aktiverat", "The machine is permanently activated", "inte aktiverat", "windows", "dell, ", "office "),
    *("jeg ikke ", "nøkkelen ", "minun tuoteavain ", "igår ", "men nu ", "utan ", "inte ", "grannen ", "moderkortet "),
    *(
        "DNS name does not exist ",
        "19045.1 ",
        "build 26100 ",
        "från 10 till 11 ",
        "kmspico ",
        " ",
        "\n",
        ", ",
        "  ",
        "å",
        "🙂",
    ),
)


def main() -> None:
    """Search, and print every text that took longer than all before it."""
    reader = build_assistant(load_settings()).reader
    until = time.monotonic() + float(sys.argv[1] if len(sys.argv) > 1 else SECONDS)
    slowest = 0.0
    parts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), min_size=1, max_size=12)

    @settings(max_examples=1_000_000, database=None, deadline=None, phases=[Phase.generate, Phase.target],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(parts=parts)
    def search(parts: list[str]) -> None:
        nonlocal slowest
        if time.monotonic() > until:
            return
        unit = "".join(parts)
        text = (unit * (MAX_TEXT_LENGTH // len(unit) + 1))[:MAX_TEXT_LENGTH] if unit else ""
        took = min(_seconds(reader, text) for _ in range(TRIES))
        target(took * 1000, label="milliseconds")
        if took > slowest:
            slowest = took
            print(f"{took * 1000:8.2f} ms  {unit!r}")

    search()
    print(f"slowest {slowest * 1000:.2f} ms")


def _seconds(reader: Reader, text: str) -> float:
    began = time.perf_counter()
    reader.understand(text)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
