"""The commands in one table: their names, descriptions and replies.

Names are `[a-z0-9_]`, at most 32 characters, and descriptions at most 256 (Bot API, BotCommand).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from babel import Locale
from babel.dates import format_date

from bot.conversation.actions import ChooseLanguage, ChooseWindows, ShowCode, ShowCodes
from bot.conversation.answers.buttons import Row
from bot.conversation.answers.turns import other_language_note
from bot.conversation.case_summary import case_page
from bot.conversation.catalogs import N_
from bot.conversation.history import REMEMBERED
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Reply
from bot.corpus import ACTIVATION, WINDOWS

CODES_A_PAGE = 10
FORGET = "radera"
COMMAND = re.compile(r"/([A-Za-z0-9_åäöÅÄÖ]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
ASCII = str.maketrans("åäö", "aao")  # a user who types /språk means /sprak


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its names, the first of which is in the menus, its description in English, and its reply."""

    names: tuple[str, ...]
    description: str
    reply: Callable[[Scene], Reply]


def parse_command(text: str) -> tuple[str, str] | None:
    """Return the name, in lower case, and the argument of a command such as `/start 0xC004F211` or `/help@bot`.

    Returns None for other text.
    """
    found = COMMAND.fullmatch(text.strip())
    return (found[1].lower().translate(ASCII), (found[2] or "").strip()) if found else None


def greeting(scene: Scene) -> Reply:
    """Return the first message of a chat."""
    text = scene.say(
        "# Hi, I help when Windows will not activate\n\n"
        "Send me the **error code** from the screen, for example `0xC004F211`, or tell me in your own words what "
        "has happened: “new motherboard”, “the key is already used”.\n\n"
        "You can find the code in {place}. Never send me your product key.",
        place=scene.place(ACTIVATION),
    )
    return Reply(text)


def help_text(scene: Scene) -> Reply:
    """Return the reply that says what the bot can do and how to ask."""
    intro = scene.say(
        "# This is what I can help with\n\n"
        "I know the activation errors of Windows 11 and Windows 10, with and without a code.\n\n"
        "- Send me the error code. It does not matter if it is a little garbled.\n"
        "- Or describe what you see or what you have done.\n"
        "- Say “Windows 10” if that is what you have; otherwise I will show the steps for Windows 11."
    )
    if scene.config.reads_pictures:
        intro += "\n" + scene.say("- Or send me a picture of the screen, and I will read it. I do not save it.")
    lines = [f"/{command.names[0]} – {scene.say(command.description)}" for command in COMMANDS]
    return Reply("\n\n".join([intro, *lines]))


def codes_page(scene: Scene, page: int = 0) -> Reply:
    """Return a page of the list of known codes; pages are counted from 0, and `page` is clamped to them."""
    entries = [(code, sections[0].title) for code, sections in sorted(scene.corpus.sections_by_code.items())]
    last = (len(entries) - 1) // CODES_A_PAGE
    page = min(max(page, 0), last)
    shown = entries[page * CODES_A_PAGE : (page + 1) * CODES_A_PAGE]
    title = scene.say("# Error codes, page {page} of {pages}", page=page + 1, pages=last + 1)
    lines = "\n".join(f"- `{code}` {name}" for code, name in shown)
    buttons = [ActionButton(code, ShowCode(code)) for code, _ in shown]
    rows: list[Row] = [tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2)]
    previous = [ActionButton(scene.say("‹ Previous"), ShowCodes(page - 1))] if page > 0 else []
    following = [ActionButton(scene.say("Next ›"), ShowCodes(page + 1))] if page < last else []
    rows.append((*previous, *following))
    return Reply(f"{title}\n\n{lines}", tuple(filter(None, rows)))


def windows_choice(scene: Scene) -> Reply:
    """Return the question which Windows version the user has."""
    text = scene.say(
        "Which Windows do you have? Right now I am showing the steps for **Windows {version}**.\n\n"
        "Not sure? Type `winver` in the search box of the taskbar and press Enter.",
        version=scene.windows,
    )
    buttons = tuple(ActionButton(f"Windows {version}", ChooseWindows(version)) for version in WINDOWS)
    return Reply(text, (buttons,))


def windows_chosen(scene: Scene) -> Reply:
    """Return the confirmation of a Windows version."""
    text = scene.say(
        "From now on I will show the steps for **Windows {version}** in this chat. What does it say on your screen?",
        version=scene.windows,
    )
    return Reply(text)


def language_choice(scene: Scene) -> Reply:
    """Return the question which language the bot should use; each is named in itself."""
    buttons = tuple(
        ActionButton((Locale.parse(code).get_display_name(code) or code).capitalize(), ChooseLanguage(code))
        for code in sorted(scene.config.catalogs, reverse=True)
    )
    return Reply(scene.say("Which language would you like me to use?"), (buttons,))


def language_chosen(scene: Scene) -> Reply:
    """Return the confirmation of a language, in that language."""
    text = scene.say("From now on I will write in English. What does it say on your screen?")
    if scene.language != scene.corpus.language:
        text = f"{text}\n\n{other_language_note(scene)}"
    return Reply(text)


def privacy(scene: Scene) -> Reply:
    """Return the reply that says what is stored of a chat, for how long, and how to delete it."""
    days, hours = scene.config.retention_days, int(REMEMBERED.total_seconds() // 3600)
    text = scene.say(
        "# What I save, and for how long\n\n"
        "- Your choice of Windows and language, until you delete it or have not written for {kept}.\n"
        "- My latest answers in this chat and what you have told me about the computer (see /fall), for {hours}, so "
        "that you can ask follow-up questions.\n"
        "- Which of my messages answers which of yours, for {kept}, so that I can update my answer when you edit "
        "your question.\n"
        "- Your thumbs up and down, and questions and messages I could not answer, for {kept}, so that I can "
        "improve. They are saved without your name, and I remove product keys, e-mail addresses, phone numbers "
        "and computer names.\n\n"
        "Everything you write today is deleted by {date} at the latest. I never save pictures or product keys.\n\n"
        "Send /radera to delete all of it at once.",
        kept=scene.say_count("{count} day", "{count} days", days),
        hours=scene.say_count("{count} hour", "{count} hours", hours),
        date=format_date(scene.now.date() + timedelta(days=days), "long", locale=scene.language),
    )
    return Reply(text)


def forgotten(scene: Scene) -> Reply:
    """Return the confirmation that everything stored of the chat has been deleted."""
    return Reply(
        scene.say(
            "Done. Everything I had saved from this chat is deleted: your choices, my answers, your votes and your "
            "questions. The messages you see here are kept by Telegram; you can delete those yourself. Write to me "
            "whenever you like, and we will start over."
        )
    )


COMMANDS = (
    Command(("start",), N_("say hello and start over"), greeting),
    Command(("hjalp", "help"), N_("what I can do and how to ask"), help_text),
    Command(("koder", "codes"), N_("all error codes I know"), codes_page),
    Command(("fall", "case"), N_("what I know about your case"), case_page),
    Command(("windows",), N_("choose Windows 11 or Windows 10"), windows_choice),
    Command(("sprak", "language"), N_("choose Swedish or English"), language_choice),
    Command(("integritet", "privacy"), N_("what I save, and for how long"), privacy),
    Command((FORGET, "delete"), N_("delete what I have saved from this chat"), forgotten),
)
BY_NAME = {name: command for command in COMMANDS for name in command.names}
