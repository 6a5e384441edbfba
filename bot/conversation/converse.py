"""The conversation: an event, what its text means and what is remembered in; replies and what to remember out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.conversation import answers
from bot.conversation.answers import Voice
from bot.conversation.catalogs import Catalogs
from bot.conversation.commands import (
    BY_NAME,
    COMMANDS,
    Situation,
    codes_page,
    parse_command,
    windows_choice,
    windows_chosen,
)
from bot.conversation.events import (
    Action,
    ChooseWindows,
    Event,
    NoneOfThese,
    Press,
    Question,
    ShowCode,
    ShowCodes,
    ShowSection,
    SwitchWindows,
    Unreadable,
)
from bot.conversation.replies import ChatMemory, Outcome, Ranked, Reply, Turn
from bot.conversation.smalltalk import smalltalk, support_row, unreadable
from bot.corpus import OTHER_CODES, WINDOWS, Corpus, Section
from bot.understanding import VERSION_OPEN, VERSION_TOLD, Understanding

NOTHING = Understanding()
VERSION_TALK = {VERSION_TOLD: windows_chosen, VERSION_OPEN: windows_choice}
MAX_SECTIONS = 4  # shown and offered together; more than four buttons is no choice any more
CODE_SCORE = 1.0  # a code read whole is certain
NEAR_MISS_SCORE = 0.5  # a code one digit off may be anything near it


def converse(
    event: Event,
    understanding: Understanding,
    memory: ChatMemory,
    corpus: Corpus,
    catalogs: Catalogs,
    default_language: str,
) -> Turn:
    """Answer an event.

    `understanding` is that of a question's text, and empty for other events. `memory` is what earlier turns of the
    chat gave back. The language is the text's, else the one asked for, else the remembered one, else that of the
    person's app, else the default; the Windows version likewise, else 11.
    """
    asked = event if isinstance(event, Question) else None
    language = understanding.language or (asked and asked.language) or memory.language or event.client_language
    language = language or default_language
    language = language if language in catalogs else default_language
    windows = understanding.windows or (asked and asked.windows) or memory.windows or WINDOWS[0]
    voice = Voice(Situation(corpus, catalogs[language], windows), language)
    memory = replace(
        memory,
        windows=understanding.windows or memory.windows,
        language=understanding.language or memory.language,
    )
    if isinstance(event, Press):
        return _pressed(event.action, voice, memory)
    if isinstance(event, Unreadable):
        return _turn(voice, memory, Outcome("smalltalk"), unreadable(voice, event.attachment))
    return _noted(_question(event.text, understanding, voice, memory), understanding, voice)


def _question(text: str, understanding: Understanding, voice: Voice, memory: ChatMemory) -> Turn:
    command = parse_command(text)
    if command and not (_names_code(understanding) and (command[0] == "start" or command[0] not in BY_NAME)):
        return _commanded(*command, voice, memory)
    return _asked(understanding, voice, memory)


def _noted(turn: Turn, understanding: Understanding, voice: Voice) -> Turn:
    """The turn with what must be said first, a word for Windows versions and keys, said first."""
    reply, outcome = turn.replies[0], turn.outcome
    key_alone = understanding.product_key and outcome.kind == "smalltalk"
    nothing_else = key_alone or (outcome.kind == "decline" and outcome.reason == "no_match")
    notes: list[str] = []
    if understanding.product_key:
        notes.append(answers.product_key_warning(voice))
        outcome = replace(outcome, warnings=("product_key",))
    if understanding.old_windows:
        notes.append(answers.old_windows_note(voice, understanding.old_windows))
        rows = (support_row(voice),)
        reply = replace(reply, buttons=rows if nothing_else else (*reply.buttons, *rows))
    if not notes:
        return turn
    text = "\n\n".join(notes if nothing_else else [*notes, reply.text])
    return replace(turn, replies=(replace(reply, text=text), *turn.replies[1:]), outcome=outcome)


def _names_code(understanding: Understanding) -> bool:
    return bool(understanding.codes or understanding.unknown_codes or understanding.suggestions)


def _turn(voice: Voice, memory: ChatMemory, outcome: Outcome, reply: Reply) -> Turn:
    outcome = replace(outcome, windows=voice.at.windows, language=voice.language)
    return Turn((reply,), memory, outcome)


def _asked(understanding: Understanding, voice: Voice, memory: ChatMemory) -> Turn:
    outcome, reply = _answer(understanding, voice)
    outcome = replace(
        outcome,
        codes=understanding.codes,
        unknown_codes=understanding.unknown_codes,
        suggestions=understanding.suggestions,
    )
    return _turn(voice, memory, outcome, reply)


def _answer(understanding: Understanding, voice: Voice) -> tuple[Outcome, Reply]:
    if understanding.codes:
        return _by_code(understanding, voice)
    if understanding.suggestions or understanding.unknown_codes:
        return _by_unknown_code(understanding, voice)
    if understanding.verdict == "decline":
        return _declined(understanding, voice)
    offered = _matched(understanding, voice)
    scores = _scores(understanding, offered)
    if understanding.verdict == "answer":
        return _shown(voice, offered, scores)
    return Outcome("choices", sections=answers.ranked(offered, scores)), answers.choices(voice, offered)


def _declined(understanding: Understanding, voice: Voice) -> tuple[Outcome, Reply]:
    topic = understanding.topic or ""
    if topic in VERSION_TALK:
        return Outcome("smalltalk"), VERSION_TALK[topic](voice.at)
    if topic.startswith("smalltalk-"):
        return Outcome("smalltalk"), smalltalk(voice, topic)
    if topic == "piracy":
        return Outcome("decline", "piracy"), answers.piracy(voice)
    if topic == "off-topic" and not understanding.old_windows:
        return Outcome("decline", "off_topic"), answers.off_topic(voice)
    return Outcome("decline", "no_match"), answers.no_match(voice)


def _by_code(understanding: Understanding, voice: Voice) -> tuple[Outcome, Reply]:
    by_code = voice.at.corpus.sections_by_code
    found = [section for code in understanding.codes for section in by_code[code]]
    sections = list({section.id: section for section in found}.values())[:MAX_SECTIONS]
    return _shown(voice, sections, [CODE_SCORE] * len(sections), understanding)


def _shown(
    voice: Voice, sections: Sequence[Section], scores: Sequence[float], by: Understanding = NOTHING
) -> tuple[Outcome, Reply]:
    section, *others = sections
    reply = _in_corpus_language(voice, answers.section_answer(voice, section, others, by.codes))
    if by.codes and by.unknown_codes:
        known = [answers.what_is_known(voice, code) for code in by.unknown_codes[:MAX_SECTIONS]]
        reply = replace(reply, text="\n\n".join([reply.text, *known]))
    return Outcome("answer", sections=answers.ranked(sections, scores), links=_links(voice, section)), reply


def _by_unknown_code(understanding: Understanding, voice: Voice) -> tuple[Outcome, Reply]:
    corpus = voice.at.corpus
    if understanding.suggestions:
        near = [corpus.sections_by_code[code][0] for code in understanding.suggestions]
        shown = list({section.id: section for section in near}.values())[:MAX_SECTIONS]
        reply = answers.near_miss(voice, understanding)
        if any(code in corpus.code_facts for code in understanding.unknown_codes):
            reply = _in_corpus_language(voice, reply)
        return Outcome("unknown_code", sections=_near(shown)), reply
    by_text = _matched(understanding, voice) if understanding.verdict != "decline" else []
    other = corpus.sections[OTHER_CODES]
    shown = [other, *(section for section in by_text if section.id != other.id)][:MAX_SECTIONS]
    reply = _in_corpus_language(voice, answers.unknown_code(voice, understanding.unknown_codes, shown))
    return Outcome("unknown_code", sections=_near(shown), links=_links(voice, other)), reply


def _near(sections: Sequence[Section]) -> tuple[Ranked, ...]:
    return answers.ranked(sections, [NEAR_MISS_SCORE] * len(sections))


def _links(voice: Voice, section: Section) -> tuple[tuple[str, str], ...]:
    return voice.at.corpus.links(section, voice.at.windows, voice.language)


def _in_corpus_language(voice: Voice, reply: Reply) -> Reply:
    """The reply, with a word before it where the corpus speaks another language than the bot does here."""
    if voice.language == voice.at.corpus.language:
        return reply
    return replace(reply, text=f"{answers.swedish_only_note(voice)}\n\n{reply.text}")


def _matched(understanding: Understanding, voice: Voice) -> list[Section]:
    return [voice.at.corpus.sections[match.section] for match in understanding.matches[:MAX_SECTIONS]]


def _scores(understanding: Understanding, sections: Sequence[Section]) -> list[float]:
    return [match.score for match in understanding.matches[: len(sections)]]


def _commanded(name: str, argument: str, voice: Voice, memory: ChatMemory) -> Turn:
    talk = Outcome("smalltalk")
    if name == "start" and argument in voice.at.corpus.sections:
        return _pressed(ShowSection(argument), voice, memory)
    if name == "windows" and argument in WINDOWS:
        return _pressed(ChooseWindows(argument), voice, memory)
    if name == "start":
        memory = replace(memory, language=None)  # to start over is also the way back from a language by mistake
    if command := BY_NAME.get(name):
        return _turn(voice, memory, talk, command.answer(voice.at))
    known = ", ".join(f"/{command.names[0]}" for command in COMMANDS)
    text = voice.at.words.gettext("I do not know that command. I know {commands}.")
    return _turn(voice, memory, talk, Reply(text.format(commands=known)))


def _pressed(action: Action | None, voice: Voice, memory: ChatMemory) -> Turn:
    handler = _ACTIONS.get(type(action), _gone)
    return handler(action, voice, memory)


def _show_section(action: ShowSection, voice: Voice, memory: ChatMemory) -> Turn:
    section = voice.at.corpus.sections.get(action.section)
    if section is None:
        return _gone(action, voice, memory)
    # Where the section's code has other explanations, they stay on offer.
    first = section.codes[:1]
    sections = [
        section,
        *(other for code in first for other in voice.at.corpus.sections_by_code[code] if other != section),
    ]
    outcome, reply = _shown(voice, sections, [CODE_SCORE] * len(sections))
    return _turn(voice, memory, outcome, reply)


def _show_code(action: ShowCode, voice: Voice, memory: ChatMemory) -> Turn:
    if action.code not in voice.at.corpus.sections_by_code:
        return _gone(action, voice, memory)
    outcome, reply = _by_code(Understanding(codes=(action.code,)), voice)
    return _turn(voice, memory, outcome, reply)


def _switch_windows(action: SwitchWindows, voice: Voice, memory: ChatMemory) -> Turn:
    voice = voice._replace(at=voice.at._replace(windows=action.windows))
    turn = _show_section(ShowSection(action.section), voice, replace(memory, windows=action.windows))
    return replace(turn, replies=tuple(replace(reply, in_place=True) for reply in turn.replies))


def _show_codes(action: ShowCodes, voice: Voice, memory: ChatMemory) -> Turn:
    reply = codes_page(voice.at, action.page)
    return _turn(voice, memory, Outcome("smalltalk"), replace(reply, in_place=True))


def _choose_windows(action: ChooseWindows, voice: Voice, memory: ChatMemory) -> Turn:
    voice = voice._replace(at=voice.at._replace(windows=action.windows))
    reply = windows_chosen(voice.at)
    return _turn(voice, replace(memory, windows=action.windows), Outcome("smalltalk"), reply)


def _gone(_action: Action | None, voice: Voice, memory: ChatMemory) -> Turn:
    text = voice.at.words.gettext("That button is from an older version of me. Ask me again, and you get fresh ones.")
    return _turn(voice, memory, Outcome("smalltalk"), Reply(text))


def _none_of_these(_action: NoneOfThese, voice: Voice, memory: ChatMemory) -> Turn:
    return _turn(voice, memory, Outcome("decline", "no_match"), answers.no_match(voice))


_ACTIONS: dict[type, Callable[..., Turn]] = {
    ShowSection: _show_section,
    ShowCode: _show_code,
    SwitchWindows: _switch_windows,
    ShowCodes: _show_codes,
    ChooseWindows: _choose_windows,
    NoneOfThese: _none_of_these,
}
