"""What a pressed button does."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation import followups, ladder
from bot.conversation.answering import show_code, show_section, turn
from bot.conversation.commands import codes_page, language_chosen, windows_chosen
from bot.conversation.events import (
    Action,
    ChooseLanguage,
    ChooseWindows,
    NoneOfThese,
    Press,
    Rate,
    ShowCode,
    ShowCodes,
    ShowSection,
    SwitchWindows,
)
from bot.conversation.replies import TALK, ChatMemory, Turn
from bot.conversation.voice import Voice
from bot.corpus import Windows


def pressed(press: Press, voice: Voice, memory: ChatMemory) -> Turn:
    """The turn after a button; one that means nothing any more gets a word over it, and no message."""
    if isinstance(press.action, Rate) and press.action.section in voice.corpus.sections:
        return _rated(press.action, press, voice, memory)
    return act(press.action, voice, memory) or _gone(voice, memory)


def act(action: Action | None, voice: Voice, memory: ChatMemory) -> Turn | None:
    """The turn an action leads to; None where what it names is not there."""
    corpus, made = voice.corpus, None
    match action:
        case ShowSection(section) if section in corpus.sections:
            made = show_section(corpus.sections[section], voice, memory)
        case ShowCode(code) if code in corpus.sections_by_code:
            made = show_code(code, voice, memory)
        case SwitchWindows(section, windows) if section in corpus.sections:
            made = _switched(section, windows, voice, memory)
        case ShowCodes(page):
            made = _in_place(turn(voice, memory, TALK, codes_page(voice, page)))
        case ChooseWindows(windows):
            voice, memory = voice.for_windows(windows), replace(memory, windows=windows)
            made = followups.for_windows(windows, voice, memory) or turn(voice, memory, TALK, windows_chosen(voice))
        case ChooseLanguage(language) if language in voice.house.catalogs:
            voice, memory = replace(voice, language=language), replace(memory, language=language)
            made = turn(voice, memory, TALK, language_chosen(voice))
        case NoneOfThese():
            made = followups.none_of_these(voice, memory)
    return made


def _switched(section: str, windows: Windows, voice: Voice, memory: ChatMemory) -> Turn:
    """The same answer for the other Windows, in place, with what was offered beside it."""
    shown = memory.shown(section)
    voice, memory = voice.for_windows(windows), replace(memory, windows=windows)
    made = show_section(voice.corpus.sections[section], voice, memory, shown.code if shown else None)
    return _in_place(made)


def _in_place(made: Turn) -> Turn:
    return replace(made, replies=tuple(replace(reply, in_place=True) for reply in made.replies))


def _rated(rate: Rate, press: Press, voice: Voice, memory: ChatMemory) -> Turn:
    """A vote counts once: pressed again, it says so and leads no further."""
    _ = voice.words.gettext
    quiet = Turn((), memory, replace(TALK, windows=voice.windows, language=voice.language))
    if press.voted == rate.helped:
        return replace(quiet, toast=_("I have noted that already. Thank you."))
    section = voice.corpus.sections[rate.section]
    if rate.helped:
        vote = followups.rated_up(section, rate.rung, memory)
        return replace(quiet, toast=_("How nice that it helped. Thank you for telling me."), vote=vote)
    made = replace(ladder.climb(section, rate.rung, voice, memory), toast=_("Thank you for telling me."))
    return replace(made, replies=(), memory=memory) if press.led_on else made


def _gone(voice: Voice, memory: ChatMemory) -> Turn:
    text = voice.words.gettext("That button is too old. Ask me again, and you get fresh ones.")
    return Turn((), memory, replace(TALK, windows=voice.windows, language=voice.language), toast=text)
