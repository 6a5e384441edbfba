"""The conversation: an event, what its text means and what is remembered in; replies and what to remember out. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import answers
from bot.conversation.answering import answered, turn
from bot.conversation.commands import BY_NAME, COMMANDS, FORGET, parse_command
from bot.conversation.events import (
    ChooseLanguage,
    ChooseWindows,
    Event,
    Picture,
    Press,
    Question,
    ShowSection,
    Unreadable,
)
from bot.conversation.followups import follow_up
from bot.conversation.pictures import picture
from bot.conversation.pressing import act, pressed
from bot.conversation.replies import TALK, ChatMemory, Outcome, Reply, Turn
from bot.conversation.smalltalk import unreadable
from bot.conversation.voice import House, Voice
from bot.corpus import OLD_KEY, WINDOWS
from bot.understanding import SMALLTALK, Understanding


def converse(event: Event, understanding: Understanding, memory: ChatMemory, house: House) -> Turn:
    """Answer an event.

    `understanding` is that of a question's text or a picture's, and empty for other events. `memory` is what earlier
    turns of the chat gave back. The language is the text's, else the one asked for, else the remembered one, else that
    of the person's app, else the house's; the Windows version likewise, else 11.
    """
    memory = memory.at(event.at)
    voice = _voice(event, understanding, memory, house)
    before = memory
    memory = memory.choosing(understanding.windows, understanding.language)
    match event:
        case Press():
            return pressed(event, voice, memory)
        case Unreadable():
            made = turn(voice, memory, TALK, unreadable(voice, event.attachment))
        case Picture():
            made = _noted(picture(event, understanding, voice, memory), understanding, voice)
        case Question():
            made = _noted(_question(event.text, understanding, voice, memory), understanding, voice)
    if not _speaks(event, made, understanding, voice):
        made = Turn((), before, made.outcome)
        if understanding.product_key:
            made = _warned(made, voice)
    return made


def _voice(event: Event, understanding: Understanding, memory: ChatMemory, house: House) -> Voice:
    asked = event if isinstance(event, Question) else None
    language = understanding.language or (asked and asked.language) or memory.language or event.client_language
    language = language if language in house.catalogs else house.language
    windows = understanding.windows or (asked and asked.windows) or memory.windows
    heard = "private" if isinstance(event, Press) else event.heard
    return Voice(house, language or house.language, windows or WINDOWS[0], event.at, heard, bool(windows))


def _speaks(event: Event, made: Turn, understanding: Understanding, voice: Voice) -> bool:
    """Whether the bot says anything: in a group it neither comments on what is none of its business, nor declines."""
    if voice.heard in ("private", "called"):
        return True
    if voice.heard == "overheard":
        return bool(understanding.codes) and voice.house.overhears_codes
    told = (understanding.topic or "").startswith(SMALLTALK) or bool(understanding.old_windows)
    return told or (not isinstance(event, Unreadable) and made.outcome.reason not in ("off_topic", "no_match"))


def _warned(made: Turn, voice: Voice) -> Turn:
    """The turn where the bot says nothing but that a message holds a product key."""
    outcome = replace(made.outcome, warnings=("product_key",))
    return replace(made, replies=(Reply(answers.product_key_warning(voice)),), outcome=outcome, delete_question=True)


def _question(text: str, understanding: Understanding, voice: Voice, memory: ChatMemory) -> Turn:
    command = parse_command(text)
    if command and not (understanding.named_codes and (command[0] == "start" or command[0] not in BY_NAME)):
        return _commanded(*command, voice, memory)
    return follow_up(understanding, voice, memory) or answered(text, understanding, voice, memory)


def _noted(made: Turn, understanding: Understanding, voice: Voice) -> Turn:
    """The turn with what must be said first, a word for Windows versions and keys, said first."""
    reply, outcome = made.replies[0], made.outcome
    in_group = voice.heard != "private"
    done = made.vote or made.forget  # something was done, and that must be said
    key_alone = understanding.product_key and outcome.kind == "smalltalk" and not done
    nothing_else = key_alone or (outcome.kind == "decline" and outcome.reason == "no_match")
    notes: list[str] = []
    if understanding.product_key:
        notes.append(answers.product_key_warning(voice))
        outcome = replace(outcome, warnings=("product_key",))
    if understanding.old_windows and not _tells_of_old_windows(outcome):
        notes.append(answers.old_windows_note(voice, understanding.old_windows))
        rows = (answers.support_row(voice),)
        reply = replace(reply, buttons=rows if nothing_else else (*reply.buttons, *rows))
    if understanding.office and outcome.kind in ("answer", "unknown_code") and understanding.named_codes:
        notes.append(answers.office_note(voice))
        reply = replace(reply, buttons=(answers.office_row(voice), *reply.buttons))
    if not notes:
        return made
    if nothing_else and not understanding.old_windows:
        reply = replace(reply, buttons=())
    text = "\n\n".join(notes if nothing_else else [*notes, reply.text])
    return replace(
        made,
        replies=(replace(reply, text=text), *made.replies[1:]),
        outcome=outcome,
        delete_question=understanding.product_key and in_group,
    )


def _tells_of_old_windows(outcome: Outcome) -> bool:
    """Whether the answer itself is about an old Windows."""
    return outcome.kind == "answer" and outcome.sections[0].id == OLD_KEY


def _commanded(name: str, argument: str, voice: Voice, memory: ChatMemory) -> Turn:
    if made := _with_argument(name, argument, voice, memory):
        return made
    if name == "start":
        memory = replace(memory, language=None)  # to start over is also the way back from a language by mistake
    command = BY_NAME.get(name)
    if command and FORGET in command.names:
        return replace(turn(voice, ChatMemory(), TALK, command.answer(voice)), forget=True)
    if command:
        return turn(voice, memory, TALK, command.answer(voice))
    known = ", ".join(f"/{command.names[0]}" for command in COMMANDS)
    text = voice.words.gettext("I do not know that command. I know {commands}.")
    return turn(voice, memory, TALK, Reply(text.format(commands=known)))


def _with_argument(name: str, argument: str, voice: Voice, memory: ChatMemory) -> Turn | None:
    """What `/start hardware-changed`, `/windows 10` and `/sprak en` lead to at once."""
    if name == "start":
        return act(ShowSection(argument), voice, memory)
    if name == "windows" and argument in WINDOWS:
        return act(ChooseWindows(argument), voice, memory)
    if name in ("sprak", "language"):
        return act(ChooseLanguage(argument.lower()), voice, memory)
    return None
