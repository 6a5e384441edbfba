"""A chat with one person: asks, sends pictures, presses buttons by their label, lets time pass, keeps the history."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache

from babel.messages.pofile import read_po

from bot.conversation import (
    Action,
    ActionButton,
    Assistant,
    Button,
    ChatHistory,
    CopyButton,
    Event,
    LinkButton,
    Picture,
    Press,
    Question,
    Turn,
    Unreadable,
    respond,
)
from bot.conversation.actions import More, Rate
from bot.conversation.catalogs import LOCALES
from bot.conversation.events import Attachment, Heard
from bot.corpus import Windows
from bot.pictures import PictureProblem
from bot.understanding import Decision, Match, Understanding

NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
# The path to the activation settings that works in every Windows, for people who have not stated their version.
ANYWHERE = "**Aktiveringsinställningar** (tryck på Windows-tangenten och skriv `aktivering`)"
KEY = "VK7JG-NPHTM-C97JM-9MPGT-3V66W"  # made up
LONG = 12  # a question with a subject of its own, whatever is on the screen
TWO_DAYS = 60 * 48  # minutes for which a case is remembered


class Talk:
    """One chat. Every event is answered with the history of the turns before it, and with earlier votes.

    `heard` is how messages reach the bot by default, `client_language` is the language of the person's app.
    """

    def __init__(
        self,
        assistant: Assistant,
        *,
        history: ChatHistory | None = None,
        heard: Heard = "private",
        client_language: str | None = None,
    ) -> None:
        self._assistant = assistant
        self._heard: Heard = heard
        self._client_language = client_language
        self._votes: dict[int, bool] = {}
        self._shown: list[Turn] = []
        self.history = history or ChatHistory()
        self.now = NOW

    @property
    def shown(self) -> Turn:
        """The latest turn with a reply, whose buttons are the latest ones."""
        assert self._shown, "nothing was said so far"
        return self._shown[-1]

    def wait(self, minutes: float) -> None:
        """Let time pass."""
        self.now += timedelta(minutes=minutes)

    def ask(
        self, text: str, *, windows: Windows | None = None, language: str | None = None, heard: Heard | None = None
    ) -> Turn:
        """Send a text."""
        return self._turn(
            Question(
                text, self.now, windows, language, client_language=self._client_language, heard=heard or self._heard
            )
        )

    def picture(
        self, text: str = "", *, caption: str = "", problem: PictureProblem | None = None, heard: Heard | None = None
    ) -> Turn:
        """Send a picture from which `text` is read, or nothing because of a `problem`."""
        return self._turn(
            Picture(text, self.now, caption, problem, client_language=self._client_language, heard=heard or self._heard)
        )

    def show(self, attachment: Attachment, *, language: str | None = None, heard: Heard | None = None) -> Turn:
        """Send a message that is not a text."""
        return self._turn(
            Unreadable(
                attachment, self.now, client_language=language or self._client_language, heard=heard or self._heard
            )
        )

    def offer(self, question: str, *names: str, heard: Heard | None = None) -> Turn:
        """Ask a question that is understood as one of several sections, whatever the reader makes of it."""
        matches = tuple(Match(name, 0.3) for name in names)
        understanding = Understanding(matches=matches, decision=Decision.ASK, length=LONG)
        event = Question(question, self.now, client_language=self._client_language, heard=heard or self._heard)
        return self._remember(respond(event, understanding, self.history, self._assistant.config))

    def press(self, label: str, *, under: Turn | None = None) -> Turn:
        """Press the button with a label under the latest answer, or under an earlier one."""
        named = {button.text: button.action for button in actions(under or self.shown)}
        assert label in named, f"there are only {list(named)}"
        return self.act(named[label])

    def more(self) -> Turn:
        """Press the button under the latest answer that shows its other buttons."""
        (button,) = (button for button in actions(self.shown) if isinstance(button.action, More))
        return self.press(button.text)

    def not_helped(self) -> Turn:
        """Say that it did not help, by the thumb down or in words, and answer questions with "I do not know"."""
        if ratings(self.shown):
            self.rate(helped=False)
        else:
            self.ask("det funkade inte")
        return self.settle()

    def settle(self) -> Turn:
        """Answer the bot's questions with the button "I do not know" until it asks none."""
        while self.shown.outcome.question:
            self.press(swedish("I do not know"))
        return self.shown

    def rate(self, *, helped: bool, under: Turn | None = None) -> Turn:
        """Press the thumb up or down under the latest answer, or under an earlier one."""
        shown = under or self.shown
        (action,) = (rate for rate in ratings(shown) if rate.helped is helped)
        voted = self._votes.get(id(shown))
        self._votes[id(shown)] = helped
        return self.act(action, voted=voted)

    def act(self, action: Action | None, *, language: str | None = None, voted: bool | None = None) -> Turn:
        """Press a button of any kind, forged ones included; `voted` is how its message was rated before."""
        return self._turn(Press(action, self.now, client_language=language or self._client_language, voted=voted))

    def _turn(self, event: Event) -> Turn:
        return self._remember(self._assistant.respond(event, self.history))

    def _remember(self, turn: Turn) -> Turn:
        self.history = turn.history
        if turn.replies:
            self._shown.append(turn)  # kept alive, so that no other turn gets the same id()
        return turn


def swedish(beginning: str, **filled: object) -> str:
    """Return the Swedish of the one text of the bot that begins so in English, filled in if values are given."""
    found = [translated for said, translated in _translations().items() if said.startswith(beginning)]
    found = [_translations()[beginning]] if beginning in _translations() else found
    assert len(found) == 1, f"{len(found)} texts begin with {beginning!r}"
    return found[0].format(**filled) if filled else found[0]


@cache
def _translations() -> Mapping[str, str]:
    with (LOCALES / "sv" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {entry.id: str(entry.string) for entry in read_po(file, locale="sv") if isinstance(entry.id, str)}


def text(turn: Turn) -> str:
    """Return all text of a turn, folded text included, without buttons."""
    return "\n\n".join(reply.whole for reply in turn.replies)


def visible(turn: Turn) -> str:
    """Return the text that is visible without unfolding anything."""
    return "\n\n".join(reply.text for reply in turn.replies)


def folded(turn: Turn) -> str:
    """Return the text that is visible only after unfolding it."""
    return "\n\n".join(reply.folded for reply in turn.replies if reply.folded)


def buttons(turn: Turn) -> list[Button]:
    """Return the buttons of a turn, row by row."""
    return [button for reply in turn.replies for row in reply.buttons for button in row]


def actions(turn: Turn) -> list[ActionButton]:
    """Return the buttons that come back when pressed."""
    return [button for button in buttons(turn) if isinstance(button, ActionButton)]


def labels(turn: Turn) -> list[str]:
    """Return the labels of the buttons that come back when pressed, except those that rate."""
    return [button.text for button in actions(turn) if not isinstance(button.action, Rate)]


def ratings(turn: Turn) -> list[Rate]:
    """Return the buttons that say whether an answer helped."""
    return [button.action for button in actions(turn) if isinstance(button.action, Rate)]


def links(turn: Turn) -> list[tuple[str, str]]:
    """Return the title and address of each button that opens a page."""
    return [(button.text, button.url) for button in buttons(turn) if isinstance(button, LinkButton)]


def copied(turn: Turn) -> list[str]:
    """Return the texts that the copy buttons copy."""
    return [button.copied for button in buttons(turn) if isinstance(button, CopyButton)]


def sections(turn: Turn) -> list[str]:
    """Return the ids of the sections that a turn shows, or offers because they may be meant, but not related ones."""
    return [section.id for section in turn.outcome.sections if section.score]


def related(turn: Turn) -> list[str]:
    """Return the ids of the sections that a turn offers because the same people often need them."""
    return [section.id for section in turn.outcome.sections if not section.score]


def untold(turn: Turn, body: str) -> list[str]:
    """Return the sentences of a section's text that a turn does not say, without headings."""
    lines = [line for line in body.splitlines() if line and not line.startswith("#")]
    sentences = (sentence for line in lines for sentence in re.split(r"(?<=[.?!])\s+", line))
    return [sentence for sentence in sentences if sentence not in text(turn)]


def remembered(history: ChatHistory) -> ChatHistory:
    """Return the history without the fields that keep replies from being repeated."""
    return replace(history, said=(), case_at=None, misses=0)


def letters(said: object) -> str:
    """Return everything in a value in capitals, without characters that may separate the groups of a product key."""
    return re.sub(r"[\W_]", "", repr(said)).upper()
