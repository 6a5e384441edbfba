"""The commands, in one table: their names, what the menus say of them, and what they do.

Names are `[a-z0-9_]`, at most 32 characters, and descriptions at most 256 (Bot API, BotCommand).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from gettext import NullTranslations
from typing import NamedTuple

from bot.conversation.events import ChooseWindows, ShowCode, ShowCodes
from bot.conversation.replies import ActionButton, Button, Reply
from bot.corpus import ACTIVATION, WINDOWS, Corpus, Windows

CODES_A_PAGE = 10
COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)


class Situation(NamedTuple):
    """What a command's answer depends on: the corpus, the person's words, and the Windows version of the chat."""

    corpus: Corpus
    words: NullTranslations
    windows: Windows


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its names, the first of which stands in menus, its description, and its answer."""

    names: tuple[str, ...]
    description: Callable[[NullTranslations], str]
    answer: Callable[[Situation], Reply]


def parse_command(text: str) -> tuple[str, str] | None:
    """Name in lower case and argument of a command such as `/start 0xC004F211` or `/help@bot`, None for other text."""
    found = COMMAND.fullmatch(text.strip())
    return (found[1].lower(), (found[2] or "").strip()) if found else None


def greeting(situation: Situation) -> Reply:
    """What a person sees first."""
    _ = situation.words.gettext
    text = _(
        "# Hi, I help when Windows will not activate\n\n"
        "Send me the **error code** from the screen, for example `0xC004F211`, or tell me in your own words what has "
        "happened: “new motherboard”, “the key is already used”.\n\n"
        "You find the code in **{place}**. Never send me your product key."
    )
    return Reply(text.format(place=situation.corpus.places[ACTIVATION].paths[situation.windows]))


def help_text(situation: Situation) -> Reply:
    """What the bot can do and how to ask."""
    _ = situation.words.gettext
    intro = _(
        "# This is what I can help with\n\n"
        "I know the activation errors of Windows 11 and Windows 10, with and without a code.\n\n"
        "- Write the error code. It does not matter if it is a little garbled.\n"
        "- Or describe what you see or what you have done.\n"
        "- Say “Windows 10” if that is what you have; otherwise I show the steps for Windows 11."
    )
    lines = [f"/{command.names[0]} – {command.description(situation.words)}" for command in COMMANDS]
    return Reply("\n\n".join([intro, *lines]))


def codes_page(situation: Situation, page: int) -> Reply:
    """One page of all known codes, with a button a code and buttons to leaf. A page out of range is the nearest."""
    _ = situation.words.gettext
    entries = [(code, sections[0].title) for code, sections in sorted(situation.corpus.sections_by_code.items())]
    pages = -(-len(entries) // CODES_A_PAGE)
    page = min(max(page, 0), pages - 1)
    shown = entries[page * CODES_A_PAGE : (page + 1) * CODES_A_PAGE]
    title = _("# Error codes, page {page} of {pages}").format(page=page + 1, pages=pages)
    lines = "\n".join(f"- `{code}` {name}" for code, name in shown)
    buttons = [ActionButton(code, ShowCode(code)) for code, _name in shown]
    rows: list[tuple[Button, ...]] = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    leaf: list[Button] = []
    if page > 0:
        leaf.append(ActionButton(_("‹ Previous"), ShowCodes(page - 1)))
    if page < pages - 1:
        leaf.append(ActionButton(_("Next ›"), ShowCodes(page + 1)))
    return Reply(f"{title}\n\n{lines}", (*rows, tuple(leaf)) if leaf else tuple(rows))


def windows_choice(situation: Situation) -> Reply:
    """Asks which Windows version the person has."""
    _ = situation.words.gettext
    text = _(
        "Which Windows do you have? Right now I show the steps for **Windows {version}**.\n\n"
        "Not sure? Type `winver` in the search box of the taskbar and press Enter."
    )
    buttons = tuple(ActionButton(f"Windows {version}", ChooseWindows(version)) for version in WINDOWS)
    return Reply(text.format(version=situation.windows), (buttons,))


def windows_chosen(situation: Situation) -> Reply:
    """Confirms the choice of a Windows version."""
    _ = situation.words.gettext
    text = _("From now on I show the steps for **Windows {version}** in this chat. What does your computer say?")
    return Reply(text.format(version=situation.windows))


COMMANDS = (
    Command(("start",), lambda words: words.gettext("say hello and start over"), greeting),
    Command(("hjalp", "help"), lambda words: words.gettext("what I can do and how to ask"), help_text),
    Command(("koder", "codes"), lambda words: words.gettext("all error codes I know"), lambda at: codes_page(at, 0)),
    Command(("windows",), lambda words: words.gettext("choose Windows 11 or Windows 10"), windows_choice),
)
BY_NAME = {name: command for command in COMMANDS for name in command.names}
