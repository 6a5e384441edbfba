"""What to try next when an answer did not help: one step at a time, none of them twice.

The order is that of Microsoft's article ("Få hjälp med Windows-aktiveringsfel"): the other ways of the section, the
troubleshooter, a look whether the code has changed, the activation portal, the code in Windows' own help, support.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.conversation import answers
from bot.conversation.answering import in_corpus_language
from bot.conversation.replies import (
    TALK,
    Button,
    ChatMemory,
    CopyButton,
    Exchange,
    LinkButton,
    Outcome,
    Reply,
    Turn,
    Vote,
)
from bot.conversation.voice import Voice
from bot.corpus import ACTIVATION, HELP, OTHER_CODES, PORTAL, TROUBLESHOOTER, Part, Section

STEPS = re.compile(r"^1\. ", re.MULTILINE)


def climb(section: Section, rung: int, voice: Voice, memory: ChatMemory) -> Turn:
    """The turn after the one on `rung` (0: the answer itself) did not help; further up where the chat already is."""
    shown = memory.shown(section.id)
    if shown is None:
        shown = Exchange(voice.now, section.id, next(iter(section.codes), None))
    replies = ladder(section, shown.code, voice)
    rung = min(rung, len(replies))  # a button may be forged, or older than the corpus
    vote = Vote(section.id, shown.code, rung, helped=False)
    at = max(rung, shown.rung)
    if at >= len(replies):
        turn = Turn((exhausted(voice),), memory, _outcome(voice))
        return replace(turn, vote=vote, unanswered=f"{shown.code or section.id}: {_NO_HELP}")
    memory = memory.adding(replace(shown, at=voice.now, rung=at + 1, asks=False))
    return Turn((_with_rating(replies[at], section, at + 1, voice),), memory, _outcome(voice), vote=vote)


def again(section: Section, rung: int, code: str | None, voice: Voice) -> Reply:
    """What stands on a rung above 0, once more."""
    replies = ladder(section, code, voice)
    rung = min(rung, len(replies))
    return _with_rating(replies[rung - 1], section, rung, voice)


def link_rows(section: Section, rung: int, code: str | None, voice: Voice) -> list[tuple[Button, ...]]:
    """The buttons of the articles that belong to a rung, else of those that belong to the section."""
    replies = ladder(section, code, voice)
    reply = replies[min(rung, len(replies)) - 1] if rung else Reply("")
    rows = [row for row in reply.buttons if all(isinstance(button, LinkButton) for button in row)]
    return rows or answers.link_rows(voice, section)


def ladder(section: Section, code: str | None, voice: Voice) -> tuple[Reply, ...]:
    """All that may be tried after a section did not help, in order.

    After a code without a section the steps of its related section come first, whole.
    """
    fact = voice.corpus.code_facts.get(code or "") if section.id == OTHER_CODES else None
    if fact and fact.related:
        section = voice.corpus.sections[fact.related]
        return (_whole(section, voice), *_general(section, code, voice))
    return (*_other_parts(section, voice), *_other_sections(section, code, voice), *_general(section, code, voice))


def _general(section: Section, code: str | None, voice: Voice) -> tuple[Reply, ...]:
    """What may be tried whatever the section."""
    return (
        *_advice(TROUBLESHOOTER, section, voice),
        _new_code(voice),
        *_advice(PORTAL, section, voice),
        *_windows_help(section, code, voice),
        _support(voice),
    )


def ways(section: Section, voice: Voice) -> list[Part]:
    """The parts of a section that hold steps, each a way of its own."""
    return [part for part in voice.parts(section) if STEPS.search(part.text)]


def exhausted(voice: Voice) -> Reply:
    """Nothing is left to try."""
    _ = voice.words.gettext
    text = _(
        "I have no more advice for this error, and I am sorry about that. Microsoft's customer support sees what "
        "stands about your licence, which I cannot. If the error code changes, send me the new one."
    )
    return Reply(text, (answers.support_row(voice),))


_NO_HELP = "no advice helped"


def _outcome(voice: Voice) -> Outcome:
    return replace(TALK, windows=voice.windows, language=voice.language)


def _with_rating(reply: Reply, section: Section, rung: int, voice: Voice) -> Reply:
    return replace(reply, buttons=(*reply.buttons, answers.rating_row(voice, section, rung)))


def _whole(section: Section, voice: Voice) -> Reply:
    text = voice.words.gettext("Then try these steps.")
    rows = (*answers.link_rows(voice, section), *answers.copy_rows(voice, section))
    return in_corpus_language(voice, Reply(f"{text}\n\n# {section.title}\n\n{voice.body(section)}", rows))


def _other_parts(section: Section, voice: Voice) -> Iterator[Reply]:
    for part in ways(section, voice)[1:]:
        text = voice.words.gettext("Then let us try the next way.")
        yield in_corpus_language(voice, Reply(f"{text}\n\n## {part.heading}\n{part.text}"))


def _other_sections(section: Section, code: str | None, voice: Voice) -> Iterator[Reply]:
    """The other explanations of the code."""
    for other in voice.corpus.sections_by_code.get(code or "", ()):
        if other != section:
            text = voice.words.gettext("The code may also have another cause.")
            body = voice.body(other)
            reply = Reply(f"{text}\n\n# {other.title}\n\n{body}", tuple(answers.link_rows(voice, other)))
            yield in_corpus_language(voice, reply)


def _advice(name: str, section: Section, voice: Voice) -> Iterator[Reply]:
    """A part of another section, where it may follow this one and says something new."""
    corpus, advice = voice.corpus, voice.corpus.advice[name]
    told = advice.told and advice.told in voice.body(section)
    if told or section.id in advice.denied or (advice.allowed and section.id not in advice.allowed):
        return
    source = corpus.sections[advice.section]
    text = next((part.text for part in voice.parts(source) if part.heading == advice.part), None)
    if text is None:
        return
    rows = (*answers.link_rows(voice, source)[:1], *answers.copy_rows(voice, source))
    yield in_corpus_language(voice, Reply(f"{_introduction(name, voice)}\n\n{text}", rows))


def _introduction(name: str, voice: Voice) -> str:
    _ = voice.words.gettext
    if name == TROUBLESHOOTER:
        return _("Then let the troubleshooter of Windows have a try. It often finds the fault by itself.")
    if name == PORTAL:
        return _(
            "If you have a valid licence, you can activate in Microsoft's portal, free of charge. That does not work "
            "for the editions Pro Education and Pro for Workstations. Never look up a phone number on the web: there "
            "are false ones."
        )
    return _("Look the code up in Microsoft's help.")


def _new_code(voice: Voice) -> Reply:
    text = voice.words.gettext(
        "Look at the error code once more, in {place}. It may have changed after your last try, and then other "
        "steps help. Is it a new one, send it to me. Is it the same, press the button with the thumb down."
    )
    return Reply(text.format(place=voice.place(ACTIVATION)))


def _windows_help(section: Section, code: str | None, voice: Voice) -> Iterator[Reply]:
    told = section.id == voice.corpus.advice[HELP].section and code not in voice.corpus.code_facts
    for reply in _advice(HELP, section, voice) if code and not told else ():
        copy = CopyButton(voice.words.gettext("Copy {address}").format(address=code), code or "")
        yield replace(reply, buttons=(*reply.buttons, (copy,)))


def _support(voice: Voice) -> Reply:
    text = voice.words.gettext(
        "Now it is time to ask people. Microsoft's customer support can look at your licence. Have the error code "
        "ready, and what you know of when and where you bought Windows or the computer."
    )
    return Reply(text, (answers.support_row(voice),))
