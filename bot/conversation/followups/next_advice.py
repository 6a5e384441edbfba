"""What to try next when advice did not help: one piece at a time, none of them twice in a case.

The order: the other ways of the section, the other causes of its code, the troubleshooter, a look whether the code has
changed, the activation portal, the code in Microsoft's help, people; and last, only after a question, what costs money,
files or a day. What follows a section is that of Microsoft's article ("Få hjälp med Windows-aktiveringsfel").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from bot.conversation.actions import Rate, ShowWay
from bot.conversation.answers import sections as answers
from bot.conversation.answers.choose import in_corpus_language, on_screen, turn
from bot.conversation.case_summary import summary_row
from bot.conversation.history import Case, Exchange
from bot.conversation.questions import inquiries as asking
from bot.conversation.questions.inquiries import for_ways
from bot.conversation.questions.ways import Way, first_way, fitting, ways
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Button, CopyButton, Reply, Turn, Vote
from bot.corpus import ACTIVATION, HELP, OTHER_CODES, PORTAL, TROUBLESHOOTER, Section

LOOK, SUPPORT, LAST = "look", "support", "last"
TRIES = {TROUBLESHOOTER: "troubleshooter", PORTAL: "portal", SUPPORT: "support"}  # names of facts.toml
NO_HELP = "no advice helped"


class Advice(NamedTuple):
    """A piece of advice: the name by which it is remembered, and its reply without the buttons that rate it."""

    name: str
    reply: Reply
    way: Way | None = None


def climb(section: Section, scene: Scene, *, rung: int | None = None, before: str = "") -> Turn:
    """The turn after a section's advice did not help: what to try next, or the question that decides that.

    `rung` is the one whose buttons were pressed, where they were. `before` is said first.
    """
    shown = _shown(section, scene)
    failed = _having_failed(section, shown, scene)
    if not before and TRIES[TROUBLESHOOTER] in set(failed.tried) - set(scene.case.tried):
        before = scene.words.gettext("I see, **Troubleshoot** was not enough.")
    at = shown.rung if rung is None else min(rung, shown.rung)
    made = go_on(section, scene.in_case(failed), before=before)
    return replace(made, vote=Vote(section.id, shown.code, at, helped=False))


def go_on(section: Section, scene: Scene, *, before: str = "", row: int = 0) -> Turn:
    """The turn with what to try next, or the question that decides that, where nothing is said to have failed.

    `row` is how many questions came before without an answer between.
    """
    shown = _shown(section, scene)
    if (inquiry := for_ways(section, scene, row)) and first_way(section, scene):
        text = "\n\n".join(
            filter(None, [before or scene.words.gettext("I see. Then one question."), f"**{inquiry.text}**"])
        )
        outcome = replace(on_screen(section), question=asking.asked(inquiry, scene))
        return turn(scene, outcome, Reply(text, asking.buttons(inquiry, scene)), code=shown.code, row=row)
    advice = next((one for one in _all(section, shown.code, scene) if one.name not in scene.case.given), None)
    if advice is None:
        made = turn(scene, on_screen(section), exhausted(scene), code=shown.code)
        return replace(made, unanswered=f"{shown.code or section.id}: {NO_HELP}")
    reply = advice.reply
    if before:
        reply = replace(reply, text=f"{before}\n\n{reply.text}")
    if advice.name != LAST:
        reply = replace(reply, buttons=(*reply.buttons, answers.rating_row(scene, section, shown.rung + 1)))
    case = scene.case.given_too(advice.name)
    exchange = replace(
        shown,
        at=scene.now,
        rung=shown.rung + 1,
        asks=False,
        step=None,
        inquiry=None,
        way=advice.way.place if advice.way else None,
    )
    history = scene.history.in_case(case, scene.now).adding(exchange)
    return Turn((reply,), history, replace(on_screen(section), windows=scene.windows, language=scene.language))


def _shown(section: Section, scene: Scene) -> Exchange:
    return scene.history.shown(section.id) or Exchange(scene.now, section.id, next(iter(section.codes), None))


def _having_failed(section: Section, shown: Exchange, scene: Scene) -> Case:
    """The case where what is on the screen was tried and did not help."""
    case = scene.case
    if shown.way is not None:
        tried = next((way.part.tries for way in ways(section, scene) if way.place == shown.way), ())
        return case.having_tried(tried)
    return case.having_tried(name for advice in case.given[-1:] for name in _tries(advice, scene))


def _tries(advice: str, scene: Scene) -> tuple[str, ...]:
    """What a piece of advice tries: a general one, or a way of any section."""
    name, _, place = advice.partition("#")
    section = scene.corpus.sections.get(name)
    if section is None or not place:
        return (TRIES[advice],) if advice in TRIES else ()
    return next((way.part.tries for way in ways(section, scene) if way.named(section) == advice), ())


def again(section: Section, shown: Exchange, scene: Scene) -> Reply | None:
    """The piece of advice that was shown last for a section, once more; None where it is there no more."""
    free = scene.in_case(replace(scene.case, given=(), tried=()))
    for name in reversed(scene.case.given):
        found = next((one for one in _all(section, shown.code, free) if one.name == name), None)
        if found:
            row = answers.rating_row(scene, section, shown.rung)
            return replace(found.reply, buttons=(*found.reply.buttons, row))
    return None


def show_way(section: Section, way: Way, scene: Scene) -> Turn:
    """The turn that shows one way of a section."""
    shown = _shown(section, scene)
    reply = in_corpus_language(scene, Reply(f"{answers.heading(section)}\n\n{answers.way_text(way)}"))
    rows = (*answers.link_rows(scene, section)[:1], answers.rating_row(scene, section, shown.rung + 1))
    exchange = replace(shown, at=scene.now, rung=shown.rung + 1, asks=False, way=way.place, step=None, inquiry=None)
    history = scene.history.in_case(scene.case.given_too(way.named(section)), scene.now).adding(exchange)
    outcome = replace(on_screen(section), windows=scene.windows, language=scene.language)
    return Turn((replace(reply, buttons=rows),), history, outcome)


def exhausted(scene: Scene) -> Reply:
    """Nothing is left to try: people, with a text that tells them the case."""
    _ = scene.words.gettext
    text = _(
        "I have no more advice for this error, and I am sorry about that. Microsoft's customer support can see your "
        "licence, which I cannot. If the error code changes, send me the new one."
    )
    return Reply(text, (answers.support_row(scene), *summary_row(scene)))


def _all(section: Section, code: str | None, scene: Scene) -> Iterator[Advice]:
    """All that may be tried after a section did not help, in order; what was tried is left out.

    After a code without a section the steps of its related section come first.
    """
    fact = scene.corpus.code_facts.get(code or "") if section.id == OTHER_CODES else None
    source = scene.corpus.sections[fact.related] if fact and fact.related else section
    yield from _ways(source, scene, related=source is not section)
    yield from _other_sections(section, code, scene)
    yield from _general(section, code, scene)
    yield from _last(source, section, scene)


def _general(section: Section, code: str | None, scene: Scene) -> Iterator[Advice]:
    """What may be tried whatever the section."""
    tried = scene.case.tried
    if TRIES[TROUBLESHOOTER] not in tried:
        yield from _advice(TROUBLESHOOTER, section, scene)
    yield Advice(LOOK, _new_code(scene))
    if TRIES[PORTAL] not in tried:
        yield from _advice(PORTAL, section, scene)
    yield from _windows_help(section, code, scene)
    if TRIES[SUPPORT] not in tried:
        yield Advice(SUPPORT, _support(scene))


def _ways(section: Section, scene: Scene, *, related: bool) -> Iterator[Advice]:
    _ = scene.words.gettext
    for way in fitting(section, scene):
        if not way.part.last:
            intro = _("Then try these steps.") if related else _("Then let us try the next way.")
            reply = in_corpus_language(scene, Reply(f"{intro}\n\n{answers.way_text(way)}"))
            yield Advice(way.named(section), reply, None if related else way)


def _other_sections(section: Section, code: str | None, scene: Scene) -> Iterator[Advice]:
    """The other explanations of the code."""
    for other in scene.corpus.sections_by_code.get(code or "", ()):
        if other != section:
            text = scene.words.gettext("The code may also have another cause.")
            whole = answers.section_answer(scene, other)
            reply = replace(whole, text=f"{text}\n\n{whole.text}", buttons=tuple(answers.link_rows(scene, other)[:1]))
            yield Advice(other.id, in_corpus_language(scene, reply))


def _advice(name: str, section: Section, scene: Scene) -> Iterator[Advice]:
    """A part of another section, where it may follow this one and says something new."""
    corpus, advice = scene.corpus, scene.corpus.advice[name]
    told = advice.told and advice.told in scene.body(section)
    if told or section.id in advice.denied or (advice.allowed and section.id not in advice.allowed):
        return
    source = corpus.sections[advice.section]
    text = next((part.text for part in scene.parts(source) if part.heading == advice.part), None)
    if text is None:
        return
    rows = (*answers.link_rows(scene, source)[:1], *answers.copy_rows(scene, source))
    yield Advice(name, in_corpus_language(scene, Reply(f"{_introduction(name, scene)}\n\n{text}", rows)))


def _introduction(name: str, scene: Scene) -> str:
    _ = scene.words.gettext
    if name == TROUBLESHOOTER:
        return _("Then let the troubleshooter of Windows have a try. It often finds the fault by itself.")
    if name == PORTAL:
        return _(
            "If you have a valid licence, you can activate in Microsoft's portal, free of charge. That does not work "
            "for the editions Pro Education and Pro for Workstations. Never look up a phone number on the web: there "
            "are false ones."
        )
    return _("Look the code up in Microsoft's help.")


def _new_code(scene: Scene) -> Reply:
    text = scene.words.gettext(
        "Look at the error code once more, in {place}. It may have changed after your last try, and then other "
        "steps help. If it is a new one, send it to me. If it is the same, write “same code”."
    )
    return Reply(text.format(place=scene.place(ACTIVATION)))


def _windows_help(section: Section, code: str | None, scene: Scene) -> Iterator[Advice]:
    told = section.id == scene.corpus.advice[HELP].section and code not in scene.corpus.code_facts
    for advice in _advice(HELP, section, scene) if code and not told else ():
        copy = CopyButton(scene.words.gettext("Copy {address}").format(address=code), code or "")
        yield advice._replace(reply=replace(advice.reply, buttons=(*advice.reply.buttons, (copy,))))


def _support(scene: Scene) -> Reply:
    text = scene.words.gettext(
        "Now it is time to ask people. Microsoft's customer support can look at your licence. Have the error code "
        "at hand, and what you know of when and where you bought Windows or the computer."
    )
    return Reply(text, (answers.support_row(scene), *summary_row(scene)))


def _last(source: Section, section: Section, scene: Scene) -> Iterator[Advice]:
    """The question before what costs money, files or a day, in the ladder of a section."""
    found = [way for way in fitting(source, scene, anew=True) if way.part.last]
    if not found:
        return
    yield Advice(LAST, _asks_before(source, section, found[0], scene))


def before_last(section: Section, way: Way, scene: Scene) -> Turn:
    """The turn that asks whether to show a way that costs money, files or a day."""
    shown = scene.history.shown(section.id) or Exchange(scene.now, section.id, next(iter(section.codes), None))
    history = scene.history.adding(replace(shown, at=scene.now, asks=False, inquiry=None))
    outcome = replace(on_screen(section), windows=scene.windows, language=scene.language)
    return Turn((_asks_before(section, section, way, scene),), history, outcome)


def _asks_before(source: Section, section: Section, way: Way, scene: Scene) -> Reply:
    """The question before such a way of one section, in the ladder of another."""
    _ = scene.words.gettext
    texts = {
        "buy": _(
            "What is left costs money: a new licence. If Windows was on the computer when you bought it, or if you "
            "have a key, you should not have to pay again; then ask the shop or the maker first. Shall I show how to "
            "buy safely?"
        ),
        "reset": _("What is left is to reset the computer, and programs go with it. Shall I show how?"),
        "reinstall": _("What is left is to install Windows again. Copy your files first. Shall I show how?"),
    }
    row: tuple[Button, ...] = (
        ActionButton(_("Yes, show me"), ShowWay(source.id, way.place)),
        ActionButton(_("No, something else"), Rate(section.id, _shown(section, scene).rung + 1, helped=False)),
    )
    return Reply(texts[way.part.last or "buy"], (row,))
