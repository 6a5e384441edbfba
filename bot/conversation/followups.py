"""What is said about the answer before: not found, not helped, once more, the link, yes, no, the other Windows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.conversation import answers, ladder
from bot.conversation.answering import in_corpus_language, show_again, show_code, show_section, turn
from bot.conversation.events import Action, NoneOfThese, Rate, ShowCode
from bot.conversation.replies import TALK, ActionButton, ChatMemory, CopyButton, Exchange, Outcome, Reply, Turn, Vote
from bot.conversation.voice import Voice
from bot.corpus import ACTIVATION, Section, Windows
from bot.understanding import GREETING, VERSION_TOLD, Understanding


@dataclass(frozen=True, slots=True)
class Reference:
    """A section that was shown, and the exchange in which it was."""

    section: Section
    exchange: Exchange


def follow_up(understanding: Understanding, voice: Voice, memory: ChatMemory) -> Turn | None:
    """The answer to what refers to an earlier answer of the chat; None where nothing does."""
    latest = memory.latest()
    if latest is None or (understanding.topic is None and understanding.choice is None):
        return None
    latest = replace(latest, offered=tuple(action for action in latest.offered if _is_there(action, voice)))
    if understanding.choice is not None and understanding.choice < len(latest.offered):
        return chosen(latest.offered[understanding.choice], voice, memory)
    if latest.asks and latest.offered and not understanding.named_codes and understanding.topic in _TO_CHOICES:
        return _TO_CHOICES[understanding.topic](latest, voice, memory)
    shown = memory.shown()
    section = voice.corpus.sections.get(shown.section) if shown and shown.section else None
    if shown is None or section is None or not _refers(understanding, shown):
        return None
    if understanding.language and understanding.topic == GREETING:  # only a language was asked for
        return show_again(shown, voice, memory)
    handlers = _TO_ANSWERS | _TO_DID_IT_HELP if shown == latest and latest.asks else _TO_ANSWERS
    handler = handlers.get(understanding.topic or "")
    return handler(Reference(section, shown), voice, memory) if handler else None


def _is_there(action: Action, voice: Voice) -> bool:
    """Whether what a button offers is still there: the corpus may have been exchanged meanwhile."""
    if isinstance(action, ShowCode):
        return action.code in voice.corpus.sections_by_code
    return getattr(action, "section", None) in voice.corpus.sections


def chosen(action: Action, voice: Voice, memory: ChatMemory) -> Turn:
    """The turn that shows what was offered by a button."""
    if isinstance(action, ShowCode):
        return show_code(action.code, voice, memory)
    section = voice.corpus.sections[getattr(action, "section", "")]
    return show_section(section, voice, memory)


def none_of_these(voice: Voice, memory: ChatMemory) -> Turn:
    """The turn after nothing that was offered was right."""
    latest = memory.latest()
    question = latest.question if latest else None
    if latest and latest.asks:
        memory = replace(memory, recent=memory.recent[:-1])
    made = turn(voice, memory, Outcome("decline", "no_match"), answers.none_of_these(voice))
    return replace(made, unanswered=question or None)  # a picture without a caption asks no question


def rated_up(section: Section, rung: int, memory: ChatMemory) -> Vote:
    """The vote for an answer that helped."""
    shown = memory.shown(section.id)
    code = shown.code if shown else next(iter(section.codes), None)
    return Vote(section.id, code, rung, helped=True)


def for_windows(windows: Windows, voice: Voice, memory: ChatMemory) -> Turn | None:
    """The latest answer for another Windows, or a word that it is the same there; None where there is no answer."""
    shown = memory.shown()
    section = voice.corpus.sections.get(shown.section) if shown and shown.section else None
    if section is None or shown is None:
        return None
    voice = voice.for_windows(windows)
    if shown.rung:
        return turn(voice, memory, TALK, ladder.again(section, shown.rung, shown.code, voice))
    if voice.differs(section):
        return show_again(shown, voice, memory)
    text = voice.words.gettext("The steps are the same in **Windows {version}**: **{title}**.")
    return turn(voice, memory, TALK, Reply(text.format(version=windows, title=section.title)))


def _refers(understanding: Understanding, shown: Exchange) -> bool:
    """Whether a text is about an answer: small talk alone, or beside the very code that was answered."""
    return {*understanding.named_codes} <= {shown.code}


def _none(_latest: Exchange, voice: Voice, memory: ChatMemory) -> Turn:
    return none_of_these(voice, memory)


def _accepted(latest: Exchange, voice: Voice, memory: ChatMemory) -> Turn:
    return chosen(latest.offered[0], voice, memory) if len(latest.offered) == 1 else _which(latest, voice, memory)


def _which(latest: Exchange, voice: Voice, memory: ChatMemory) -> Turn:
    rows = tuple((ActionButton(_label(action, voice), action),) for action in latest.offered)
    none = ActionButton(voice.words.gettext("None of these"), NoneOfThese())
    text = voice.words.gettext("Which of them do you mean? Press a button, or write its number.")
    return turn(voice, memory, TALK, Reply(text, (*rows, (none,))))


def _label(action: Action, voice: Voice) -> str:
    if isinstance(action, ShowCode):
        return f"{action.code} {voice.corpus.sections_by_code[action.code][0].title}"
    return voice.corpus.sections[getattr(action, "section", "")].title


def _not_helped(about: Reference, voice: Voice, memory: ChatMemory) -> Turn:
    return ladder.climb(about.section, about.exchange.rung, voice, memory)


def _again(about: Reference, voice: Voice, memory: ChatMemory) -> Turn | None:
    if not about.exchange.rung:
        return show_again(about.exchange, voice, memory)
    reply = ladder.again(about.section, about.exchange.rung, about.exchange.code, voice)
    text = voice.words.gettext("Here it is once more.")
    return turn(voice, memory, TALK, replace(reply, text=f"{text}\n\n{reply.text}"))


def _done(about: Reference, voice: Voice, memory: ChatMemory) -> Turn:
    text = voice.words.gettext("Good. Look in {place}, whether Windows is activated now. Did it help?")
    rating = answers.rating_row(voice, about.section, about.exchange.rung)
    memory = memory.adding(replace(about.exchange, at=voice.now, offered=(), asks=True))
    return turn(voice, memory, TALK, Reply(text.format(place=voice.place(ACTIVATION)), (rating,)))


def _link(about: Reference, voice: Voice, memory: ChatMemory) -> Turn:
    text = voice.words.gettext("Read more at Microsoft about **{title}**:").format(title=about.section.title)
    rows = ladder.link_rows(about.section, about.exchange.rung, about.exchange.code, voice)
    return turn(voice, memory, TALK, Reply(text, tuple(rows)))


def _not_found(about: Reference, voice: Voice, memory: ChatMemory) -> Turn:
    _ = voice.words.gettext
    place = voice.corpus.first_place(about.section) or voice.corpus.places[ACTIVATION]
    text = _(
        "This is the way there:\n\n"
        "1. Press the Windows key and I at the same time, so that **Settings** opens.\n"
        "2. Choose **{menu}** there.\n\n"
        "Is it the button **Troubleshoot** that is missing? It is shown only while Windows is not activated, and only "
        "to an administrator, an account that may change the computer's settings. If the menus look different, your "
        "Windows may be another version than **Windows {version}**: press the Windows key, type `winver`, and tell me "
        "what it says."
    ).format(menu=place.paths[voice.windows].partition(" > ")[2], version=voice.windows)
    rows = ((CopyButton(_("Copy {address}").format(address=place.uri), place.uri),),) if place.uri else ()
    return turn(
        voice, memory, TALK, Reply(text, (*rows, answers.rating_row(voice, about.section, about.exchange.rung)))
    )


def _confused(about: Reference, voice: Voice, memory: ChatMemory) -> Turn | None:
    """The first way alone: less to read."""
    parts = ladder.ways(about.section, voice) or voice.parts(about.section)
    if not parts or about.exchange.rung:
        return _again(about, voice, memory)
    text = voice.words.gettext(
        "Then we take it more slowly. Do only this, one step at a time, and tell me where it stops:"
    )
    reply = in_corpus_language(voice, Reply(f"{text}\n\n{parts[0].text}"))
    return turn(voice, memory, TALK, replace(reply, buttons=(answers.rating_row(voice, about.section, 0),)))


def _solved(about: Reference, voice: Voice, memory: ChatMemory) -> Turn:
    text = voice.words.gettext("How nice that it worked. Write again if Windows makes trouble another time.")
    vote = rated_up(about.section, about.exchange.rung, memory)
    return replace(turn(voice, memory, TALK, Reply(text)), vote=vote)


def _no(about: Reference, voice: Voice, memory: ChatMemory) -> Turn:
    if about.exchange.rung:
        return _not_helped(about, voice, memory)
    _ = voice.words.gettext
    text = _("Did the steps not help, or did I misunderstand you?")
    rows = (
        (ActionButton(_("I tried, it did not help"), Rate(about.section.id, about.exchange.rung, helped=False)),),
        (ActionButton(_("It is about something else"), NoneOfThese()),),
    )
    return turn(voice, memory, TALK, Reply(text, rows))


def _told_windows(_about: Reference, voice: Voice, memory: ChatMemory) -> Turn | None:
    return for_windows(voice.windows, voice, memory)


_TO_CHOICES: dict[str | None, Callable[[Exchange, Voice, ChatMemory], Turn]] = {
    VERSION_TOLD: _which,
    "smalltalk-yes": _accepted,
    "smalltalk-ok": _accepted,
    "smalltalk-again": _which,
    "smalltalk-no": _none,
    "smalltalk-not-helped": _none,
    "smalltalk-unsure": _none,
}
_TO_DID_IT_HELP: dict[str, Callable[[Reference, Voice, ChatMemory], Turn | None]] = {
    "smalltalk-no": _not_helped,
    "smalltalk-yes": _solved,
}
_TO_ANSWERS: dict[str, Callable[[Reference, Voice, ChatMemory], Turn | None]] = {
    VERSION_TOLD: _told_windows,
    "smalltalk-again": _again,
    "smalltalk-confused": _confused,
    "smalltalk-done": _done,
    "smalltalk-link": _link,
    "smalltalk-no": _no,
    "smalltalk-not-found": _not_found,
    "smalltalk-not-helped": _not_helped,
    "smalltalk-solved": _solved,
    "smalltalk-yes": _done,
}
