"""The conversation in a terminal: buttons are numbered choices, and no data leaves the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from rich.console import Console
from rich.markdown import Markdown

from bot.conversation import (
    ActionButton,
    Assistant,
    Button,
    ChatHistory,
    CopyButton,
    LinkButton,
    Press,
    Question,
    ShareButton,
    Turn,
)
from bot.conversation.events import Event

PROMPT = "du › "
MAX_WIDTH = 88  # columns; wider text is hard to read


class Chat:
    """One conversation: its history, and the buttons on the screen."""

    def __init__(self, assistant: Assistant, console: Console) -> None:
        self._assistant, self._console = assistant, console
        self._history = ChatHistory()
        self._buttons: list[Button] = []
        self._folded = ""

    def run(self, lines: Iterator[str]) -> None:
        """Greet, then answer the lines one by one."""
        self.receive("/start")
        for line in lines:
            if line.strip():
                self.receive(line.strip())

    def receive(self, line: str) -> None:
        """Answer one line: a question, or the number of a button on screen."""
        now = datetime.now(UTC)
        button = self._button(line)
        if self._folded and line == str(len(self._buttons) + 1):
            self._unfold()
        elif isinstance(button, LinkButton):
            self._console.print(button.url, soft_wrap=True)
        elif isinstance(button, CopyButton):
            self._console.print(button.copied, soft_wrap=True)
        elif isinstance(button, ActionButton):
            self._answer(Press(button.action, now))
        else:
            self._answer(Question(line, now))

    def _answer(self, event: Event) -> None:
        turn: Turn = self._assistant.respond(event, self._history)
        self._history = turn.history
        if turn.replies:
            self._buttons = self._choices(turn)
            self._folded = "\n\n".join(filter(None, (reply.folded for reply in turn.replies)))
        if turn.toast:
            self._console.print(f"\n[italic]{turn.toast}[/]")
        for reply in turn.replies:
            self._console.print()
            self._console.print(Markdown(reply.text), width=min(MAX_WIDTH, self._console.width))
        if turn.replies and self._buttons:
            self._console.print()
        for number, button in enumerate(self._buttons if turn.replies else [], 1):
            self._console.print(f"  [bold cyan]{number}[/] ", end="", highlight=False)
            self._console.print(_label(button), markup=False, highlight=False, soft_wrap=True)
        if turn.replies and self._folded:
            _ = self._words(turn)
            self._console.print(f"  [bold cyan]{len(self._buttons) + 1}[/] ", end="", highlight=False)
            self._console.print(_("Show everything"), markup=False, highlight=False, soft_wrap=True)
        self._console.print()

    def _unfold(self) -> None:
        """Show the folded text of the latest answer; its buttons stay."""
        self._console.print()
        self._console.print(Markdown(self._folded), width=min(MAX_WIDTH, self._console.width))
        self._console.print()

    def _words(self, turn: Turn) -> Callable[[str], str]:
        return self._assistant.config.catalogs[turn.outcome.language].gettext

    @staticmethod
    def _choices(turn: Turn) -> list[Button]:
        """Return the buttons of a turn except those that share an answer, which needs Telegram."""
        buttons = (button for reply in turn.replies for row in reply.buttons for button in row)
        return [button for button in buttons if not isinstance(button, ShareButton)]

    def _button(self, line: str) -> Button | None:
        # A number without a button is a question: "7" may be a version of Windows.
        numbered = {str(number): button for number, button in enumerate(self._buttons, 1)}
        return numbered.get(line)


def _label(button: Button) -> str:
    if isinstance(button, LinkButton):
        return f"{button.text} ↗"
    return button.text


def typed_lines(console: Console) -> Iterator[str]:
    """Yield the lines that the user types, until end of file or Ctrl-C."""
    while True:
        try:
            yield console.input(f"[bold green]{PROMPT}[/]")
        except (EOFError, KeyboardInterrupt):
            console.print()
            return
