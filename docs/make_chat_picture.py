"""Draw docs/chat.svg from a real conversation: `uv run docs/make_chat_picture.py`. Run it when answers change."""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from bot.channels.terminal import PROMPT, Chat
from bot.cli import build_assistant
from bot.settings import Settings

PICTURE = Path(__file__).with_name("chat.svg")
TITLE = "uv run aktiveringsbot chat"
COLUMNS = 90
TYPED = ("bytte moderkort, inte aktiverad", "1", "vad är ett moderkort?", "ox8ooo4oo5", "0x803F7002")

BACKGROUND, TEXT = (16, 20, 28), (214, 220, 228)
BLACK, RED, GREEN, YELLOW = (60, 66, 77), (240, 113, 120), (126, 211, 133), (229, 192, 123)
BLUE, MAGENTA, CYAN = (108, 164, 245), (198, 140, 236), (96, 205, 214)
THEME = TerminalTheme(BACKGROUND, TEXT, [BLACK, RED, GREEN, YELLOW, BLUE, MAGENTA, CYAN, TEXT])

# The picture must not load a font from a server, so it uses an installed monospaced one.
FONT_FACES = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
FONT = "Consolas, Menlo, 'DejaVu Sans Mono', monospace"
# Some viewers drop spaces at the ends of a text and so shift it, so texts are written without them.
RUN = re.compile(r'x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+"([^>]*)>((?:&#160;)*)([^<]*?)((?:&#160;)*)</text>')
SPACE = "&#160;"
CHARACTER = 12.2  # the width of a column in the units of rich


def main() -> None:
    """Hold the conversation and write the picture."""
    console = Console(
        record=True, file=io.StringIO(), width=COLUMNS, force_terminal=True, color_system="truecolor", highlight=False
    )
    chat = Chat(build_assistant(Settings()), console)
    chat.receive("/start")
    for line in TYPED:
        console.print(f"[bold green]{PROMPT}[/]{line}")
        chat.receive(line)
    svg = console.export_svg(title=TITLE, theme=THEME, unique_id="chat")
    svg = RUN.sub(_trimmed, FONT_FACES.sub("", svg)).replace("Fira Code, monospace", FONT)
    PICTURE.write_text("\n".join(line.rstrip() for line in svg.splitlines()) + "\n", encoding="utf-8")


def _trimmed(run: re.Match[str]) -> str:
    x, y, rest, before, text, _after = run.groups()
    length = len(re.sub(r"&[^;]+;", " ", text)) * CHARACTER
    start = float(x) + before.count(SPACE) * CHARACTER
    return f'x="{start:g}" y="{y}" textLength="{length:g}"{rest}>{text}</text>' if text else "></text>"


if __name__ == "__main__":
    main()
