"""The wording of replies without an answer: to messages not understood, off topic, or asking for a crack."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.actions import ShowCodes
from bot.conversation.answers.buttons import Row, none_row, section_button, support_row
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Reply
from bot.corpus import ACTIVATE_WINDOWS, ACTIVATION, BUY_LICENSE, FIND_KEY, TROUBLESHOOTER, Section


def which_section(scene: Scene, offered: Sequence[Section]) -> Reply:
    """Return the question which of up to four sections is right."""
    rows = [(section_button(section),) for section in offered]
    if len(rows) == 1:
        text = scene.say("I want to be sure that I understand you. Is this what you mean?")
    else:
        text = scene.say("I want to be sure that I understand you. Which of these is it?")
    return Reply(text, (*rows, none_row(scene)))


def no_match(scene: Scene) -> Reply:
    """Return the reply that says how to ask so that the bot understands."""
    text = scene.say(
        "I did not quite understand that, so I would rather ask than guess.\n\n"
        "1. Open {place} on the computer.\n"
        "2. Look for an error code that begins with `0x`, for example `0xC004F211`.\n"
        "3. Send me the code, or the words you see there.\n\n"
        "If there is no code, tell me what happened just before Windows stopped being activated.",
        place=scene.place(ACTIVATION),
    )
    return Reply(text, ((section_button(scene.corpus.sections[ACTIVATE_WINDOWS]),),))


def none_of_these(scene: Scene) -> Reply:
    """Return the reply with other ways to go on if none of the offered sections is right."""
    text = scene.say(
        "Then let us start somewhere else. Tell me in your own words what happened just before, and what it says "
        "in {place}.\n\n"
        "Or start with one of these. The Windows troubleshooter often finds the problem by itself.",
        place=scene.place(ACTIVATION),
    )
    sections = scene.corpus.sections
    rows: tuple[Row, ...] = (
        (section_button(sections[scene.corpus.advice[TROUBLESHOOTER].section]),),
        (section_button(sections[ACTIVATE_WINDOWS]),),
        (ActionButton(scene.say("All error codes"), ShowCodes(0)),),
        support_row(scene),
    )
    return Reply(text, rows)


def off_topic(scene: Scene) -> Reply:
    """Return the reply to a message about something other than Windows activation."""
    text = scene.say(
        "I am only good at one thing: Windows that will not activate. I am sorry that I cannot help with this.\n\n"
        "If it is about activation after all, send me the error code or tell me what Windows says."
    )
    return Reply(text)


def piracy(scene: Scene) -> Reply:
    """Return the refusal to bypass activation, with the legal ways."""
    text = scene.say(
        "I do not help with getting around the activation. Keys and programs from strangers often carry viruses "
        "or stop working. But I am happy to help you the legitimate way:\n\n"
        "- Look for the key that came with your computer or your purchase.\n"
        "- If the computer has been activated before, the troubleshooter may find the licence again: open {place}.\n"
        "- Otherwise buy a licence from Microsoft, or from a shop you trust.",
        place=scene.place(ACTIVATION),
    )
    rows = tuple((section_button(scene.corpus.sections[name]),) for name in (FIND_KEY, BUY_LICENSE))
    return Reply(text, rows)
