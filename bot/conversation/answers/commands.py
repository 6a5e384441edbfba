"""The commands, in one table: their names, what the menus say of them, and what they do.

Names are `[a-z0-9_]`, at most 32 characters, and descriptions at most 256 (Bot API, BotCommand).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from gettext import NullTranslations

from babel import Locale
from babel.dates import format_date

from bot.conversation.actions import ChooseLanguage, ChooseWindows, ShowCode, ShowCodes
from bot.conversation.case_summary import case_page
from bot.conversation.history import REMEMBERED
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Button, Reply
from bot.corpus import ACTIVATION, WINDOWS

CODES_A_PAGE = 10
FORGET = "radera"
COMMAND = re.compile(r"/([A-Za-z0-9_åäöÅÄÖ]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
PLAIN = str.maketrans("åäö", "aao")  # commands have none of them, but who types /språk means /sprak


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its names, the first of which stands in menus, its description, and its answer."""

    names: tuple[str, ...]
    description: Callable[[NullTranslations], str]
    answer: Callable[[Scene], Reply]


def parse_command(text: str) -> tuple[str, str] | None:
    """Name in lower case and argument of a command such as `/start 0xC004F211` or `/help@bot`, None for other text."""
    found = COMMAND.fullmatch(text.strip())
    return (found[1].lower().translate(PLAIN), (found[2] or "").strip()) if found else None


def greeting(scene: Scene) -> Reply:
    """What a person sees first."""
    _ = scene.words.gettext
    text = _(
        "# Hi, I help when Windows will not activate\n\n"
        "Send me the **error code** from the screen, for example `0xC004F211`, or tell me in your own words what has "
        "happened: “new motherboard”, “the key is already used”.\n\n"
        "You find the code in {place}. Never send me your product key."
    )
    return Reply(text.format(place=scene.place(ACTIVATION)))


def help_text(scene: Scene) -> Reply:
    """What the bot can do and how to ask."""
    _ = scene.words.gettext
    intro = _(
        "# This is what I can help with\n\n"
        "I know the activation errors of Windows 11 and Windows 10, with and without a code.\n\n"
        "- Write the error code. It does not matter if it is a little garbled.\n"
        "- Or describe what you see or what you have done.\n"
        "- Say “Windows 10” if that is what you have; otherwise I show the steps for Windows 11."
    )
    if scene.config.reads_pictures:
        intro += "\n" + _("- Or send me a picture of the screen, and I read it. I do not save it.")
    lines = [f"/{command.names[0]} – {command.description(scene.words)}" for command in COMMANDS]
    return Reply("\n\n".join([intro, *lines]))


def codes_page(scene: Scene, page: int) -> Reply:
    """One page of all known codes, with a button a code and buttons to leaf. A page out of range is the nearest."""
    _ = scene.words.gettext
    entries = [(code, sections[0].title) for code, sections in sorted(scene.corpus.sections_by_code.items())]
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


def windows_choice(scene: Scene) -> Reply:
    """Asks which Windows version the person has."""
    _ = scene.words.gettext
    text = _(
        "Which Windows do you have? Right now I show the steps for **Windows {version}**.\n\n"
        "Not sure? Type `winver` in the search box of the taskbar and press Enter."
    )
    buttons = tuple(ActionButton(f"Windows {version}", ChooseWindows(version)) for version in WINDOWS)
    return Reply(text.format(version=scene.windows), (buttons,))


def windows_chosen(scene: Scene) -> Reply:
    """Confirms the choice of a Windows version."""
    _ = scene.words.gettext
    text = _("From now on I show the steps for **Windows {version}** in this chat. What does your computer say?")
    return Reply(text.format(version=scene.windows))


def language_choice(scene: Scene) -> Reply:
    """Asks which language the bot shall speak; every language is called by its own name."""
    _ = scene.words.gettext
    names = {
        code: Locale.parse(code).get_display_name(code) or code for code in sorted(scene.config.catalogs, reverse=True)
    }
    buttons = tuple(ActionButton(name.capitalize(), ChooseLanguage(code)) for code, name in names.items())
    return Reply(_("Which language shall I speak with you?"), (buttons,))


def language_chosen(scene: Scene) -> Reply:
    """Confirms the choice of a language, in that language."""
    _ = scene.words.gettext
    text = _("From now on I speak English with you. What does your computer say?")
    if scene.language != scene.corpus.language:
        text = f"{text}\n\n{other_language_note(scene)}"
    return Reply(text)


def other_language_note(scene: Scene) -> str:
    """A paragraph that tells why the steps are in another language than the rest."""
    name = Locale.parse(scene.corpus.language).get_display_name(scene.language)
    return scene.words.gettext("The steps are in {language} so far.").format(language=name)


def privacy(scene: Scene) -> Reply:
    """What is stored of a chat, for how long, and how to have it deleted."""
    _, ngettext = scene.words.gettext, scene.words.ngettext
    days = scene.config.retention_days
    text = _(
        "# What I save, and for how long\n\n"
        "- Your choice of Windows and language, until you delete it or have not written for {kept}.\n"
        "- My latest answers in this chat and what you have told me of the computer (see /fall), for {hours}, so that "
        "you can ask on.\n"
        "- Which of my messages answers which of yours, for {kept}, so that I can mend my answer when you edit your "
        "question.\n"
        "- Your thumbs up and down, and questions and messages I could not answer, for {kept}, so that I get better. "
        "They are saved without your name, and I take out product keys, e-mail addresses, phone numbers and names of "
        "computers.\n\n"
        "What you write today is gone on {date} at the latest. I never save pictures or product keys.\n\n"
        "Write /radera to delete all of it at once."
    )
    hours = int(REMEMBERED.total_seconds() // 3600)
    return Reply(
        text.format(
            kept=ngettext("{count} day", "{count} days", days).format(count=days),
            hours=ngettext("{count} hour", "{count} hours", hours).format(count=hours),
            date=format_date(scene.now.date() + timedelta(days=days), "long", locale=scene.language),
        )
    )


def forgotten(scene: Scene) -> Reply:
    """Confirms that nothing is stored of the chat any more."""
    return Reply(
        scene.words.gettext(
            "Done. Everything I had saved of this chat is deleted: your choices, my answers, your votes and your "
            "questions. The messages you see here are kept by Telegram; you delete those yourself. "
            "Write to me whenever you like, and we start afresh."
        )
    )


COMMANDS = (
    Command(("start",), lambda words: words.gettext("say hello and start over"), greeting),
    Command(("hjalp", "help"), lambda words: words.gettext("what I can do and how to ask"), help_text),
    Command(
        ("koder", "codes"), lambda words: words.gettext("all error codes I know"), lambda scene: codes_page(scene, 0)
    ),
    Command(("fall", "case"), lambda words: words.gettext("what I know of your case"), case_page),
    Command(("windows",), lambda words: words.gettext("choose Windows 11 or Windows 10"), windows_choice),
    Command(("sprak", "language"), lambda words: words.gettext("choose Swedish or English"), language_choice),
    Command(("integritet", "privacy"), lambda words: words.gettext("what I save, and for how long"), privacy),
    Command((FORGET, "delete"), lambda words: words.gettext("delete what I have saved of this chat"), forgotten),
)
BY_NAME = {name: command for command in COMMANDS for name in command.names}
