"""The next advice if an answer did not help: one piece at a time, and none twice in a case.

The order is: the other ways of the section, the other causes of its code, the troubleshooter, a check whether the code
has changed, the activation portal, the code in Microsoft's help, and customer support. Ways that cost money, files or a
day come last, and only after a question. The order of Microsoft's article is followed ("Få hjälp med
Windows-aktiveringsfel").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from bot.conversation.actions import Rate, ShowWay
from bot.conversation.answers.buttons import Row, copy_row, copy_rows, link_rows, rating_row, support_row
from bot.conversation.answers.sections import heading, section_answer, way_text
from bot.conversation.answers.turns import (
    ask_about_section,
    build_turn,
    in_corpus_language,
    latest_exchange,
    outcome_on_screen,
    stay_on_screen,
)
from bot.conversation.case_summary import summary_rows
from bot.conversation.catalogs import N_
from bot.conversation.followups.steps import way_at
from bot.conversation.history import Case, Exchange
from bot.conversation.questions.inquiries import for_ways
from bot.conversation.questions.ways import Way, first_way, fitting, ways
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Reply, Turn, Vote
from bot.corpus import ACTIVATION, HELP, OTHER_CODES, PORTAL, TROUBLESHOOTER, Section

NEW_CODE, SUPPORT, LAST = "look", "support", "last"  # names of advice that is not part of a section
TRIES = {TROUBLESHOOTER: "troubleshooter", PORTAL: "portal", SUPPORT: "support"}  # names in facts.toml
NO_HELP = "no advice helped"
INTRODUCTIONS = {
    TROUBLESHOOTER: N_("Then let the Windows troubleshooter have a try. It often finds the problem by itself."),
    PORTAL: N_(
        "If you have a valid licence, you can activate in Microsoft's portal, free of charge. That does not work for "
        "the editions Pro Education and Pro for Workstations. Never look up a phone number on the web: some are fake."
    ),
    HELP: N_("Look up the code in Microsoft's help."),
}
QUESTIONS_BEFORE = {
    "buy": N_(
        "The last option costs money: a new licence. If Windows was on the computer when you bought it, or if you "
        "have a key, you should not have to pay again; ask the shop or the manufacturer first. Shall I show you how "
        "to buy safely?"
    ),
    "reset": N_("The last option is to reset the computer, which removes your programs. Shall I show you how?"),
    "reinstall": N_("The last option is to reinstall Windows. Copy your files first. Shall I show you how?"),
}


class Advice(NamedTuple):
    """A piece of advice: the name by which it is remembered, its reply without rating buttons, and its way if any."""

    name: str
    reply: Reply
    way: Way | None = None


def did_not_help(section: Section, scene: Scene, *, rung: int | None = None, before: str = "") -> Turn:
    """Return the turn after a section or the advice after it did not help, with a vote against it.

    `rung` is that of the pressed button, if one was pressed. `before` is said first.
    """
    shown = latest_exchange(section, scene)
    failed = _case_after_failure(section, shown, scene)
    if not before and TRIES[TROUBLESHOOTER] in set(failed.tried) - set(scene.case.tried):
        before = scene.say("I see, **Troubleshoot** was not enough.")
    at = shown.rung if rung is None else min(rung, shown.rung)
    turn = next_advice(section, scene.in_case(failed), before=before)
    return replace(turn, vote=Vote(section.id, shown.code, at, helped=False))


def next_advice(section: Section, scene: Scene, *, before: str = "", row: int = 0) -> Turn:
    """Return the turn with what to try next, or with the question that decides it.

    Unlike `did_not_help`, it does not assume that the latest advice was tried. `row` is the number of questions asked
    in a row before; `before` is said first.
    """
    shown = latest_exchange(section, scene)
    if (inquiry := for_ways(section, scene, row)) and first_way(section, scene):
        text = before or scene.say("I see. Then I have one question.")
        return ask_about_section(section, text, inquiry, scene, code=shown.code, row=row)
    advice = next((item for item in _all_advice(section, shown.code, scene) if item.name not in scene.case.given), None)
    if advice is None:
        turn = build_turn(scene, outcome_on_screen(section, scene), exhausted(scene), code=shown.code)
        return replace(turn, unanswered=f"{shown.code or section.id}: {NO_HELP}")
    reply = advice.reply.preceded_by(before)
    if advice.name != LAST:
        reply = replace(reply, buttons=(*reply.buttons, rating_row(scene, section, shown.rung + 1)))
    return _advice_turn(section, advice.name, advice.way, reply, scene)


def show_way(section: Section, way: Way, scene: Scene) -> Turn:
    """Return the turn that shows one way of a section."""
    reply = in_corpus_language(scene, Reply(f"{heading(section)}\n\n{way_text(way)}"))
    rung = latest_exchange(section, scene).rung + 1
    rows = (*link_rows(scene, section)[:1], rating_row(scene, section, rung))
    return _advice_turn(section, way.named(section), way, replace(reply, buttons=rows), scene)


def ask_before_last(section: Section, way: Way, scene: Scene) -> Turn:
    """Return the turn that asks whether to show a way that costs money, files or a day."""
    exchange = replace(latest_exchange(section, scene), asks=False, inquiry=None)
    return stay_on_screen(section, _question_before(section, section, way, scene), exchange, scene)


def advice_again(section: Section, shown: Exchange, scene: Scene) -> Reply | None:
    """Return the latest piece of advice for a section; None if it no longer exists."""
    free = scene.in_case(replace(scene.case, given=(), tried=()))
    advice = {item.name: item for item in _all_advice(section, shown.code, free)}
    name = next((name for name in reversed(scene.case.given) if name in advice), None)
    if name is None:
        return None
    reply = advice[name].reply
    return replace(reply, buttons=(*reply.buttons, rating_row(scene, section, shown.rung)))


def _advice_turn(section: Section, name: str, way: Way | None, reply: Reply, scene: Scene) -> Turn:
    """Return the turn after which a piece of advice is on the screen."""
    shown = latest_exchange(section, scene)
    place = way.place if way else None
    exchange = replace(shown, rung=shown.rung + 1, asks=False, step=None, inquiry=None, way=place)
    return stay_on_screen(section, reply, exchange, scene.in_case(scene.case.given_too(name)))


def _case_after_failure(section: Section, shown: Exchange, scene: Scene) -> Case:
    """Return the case in which the advice on the screen was tried and did not help."""
    if shown.way is not None:
        way = way_at(section, shown.way, scene)
        return scene.case.having_tried(way.part.tries if way else ())
    return scene.case.having_tried(name for advice in scene.case.given[-1:] for name in _tries(advice, scene))


def _tries(advice: str, scene: Scene) -> tuple[str, ...]:
    """Return the names of the remedies that a piece of advice, general or a way, makes the user try."""
    name, _, place = advice.partition("#")
    section = scene.corpus.sections.get(name)
    if section is None or not place:
        return (TRIES[advice],) if advice in TRIES else ()
    return next((way.part.tries for way in ways(section, scene) if way.named(section) == advice), ())


def exhausted(scene: Scene) -> Reply:
    """Return the reply if no advice is left: customer support, with a summary of the case to copy."""
    text = scene.say(
        "I am sorry, but I have no more advice for this error. Microsoft's customer support can see your licence, "
        "which I cannot. If the error code changes, send me the new one."
    )
    return Reply(text, (support_row(scene), *summary_rows(scene)))


def _all_advice(section: Section, code: str | None, scene: Scene) -> Iterator[Advice]:
    """Yield all advice for a section and its code that was not tried yet, in order.

    For a code without a section, the ways of its related section come first.
    """
    fact = scene.corpus.code_facts.get(code or "") if section.id == OTHER_CODES else None
    source = scene.corpus.sections[fact.related] if fact and fact.related else section
    yield from _way_advice(source, scene, related=source is not section)
    yield from _other_sections(section, code, scene)
    yield from _general_advice(section, code, scene)
    yield from _last_resort(source, section, scene)


def _general_advice(section: Section, code: str | None, scene: Scene) -> Iterator[Advice]:
    """Yield the advice that suits every section."""
    tried = scene.case.tried
    if TRIES[TROUBLESHOOTER] not in tried:
        yield from _corpus_advice(TROUBLESHOOTER, section, scene)
    yield Advice(NEW_CODE, _new_code(scene))
    if TRIES[PORTAL] not in tried:
        yield from _corpus_advice(PORTAL, section, scene)
    yield from _windows_help(section, code, scene)
    if TRIES[SUPPORT] not in tried:
        yield Advice(SUPPORT, _support(scene))


def _way_advice(section: Section, scene: Scene, *, related: bool) -> Iterator[Advice]:
    for way in fitting(ways(section, scene), scene.case):
        if not way.part.last:
            intro = scene.say("Then try these steps.") if related else scene.say("Then let us try the next option.")
            reply = in_corpus_language(scene, Reply(f"{intro}\n\n{way_text(way)}"))
            yield Advice(way.named(section), reply, None if related else way)


def _other_sections(section: Section, code: str | None, scene: Scene) -> Iterator[Advice]:
    """Yield the other sections of the code, without their inquiries, which would have no buttons."""
    for other in scene.corpus.sections_by_code.get(code or "", ()):
        if other != section:
            answer = section_answer(scene, other).preceded_by(scene.say("The code may also have another cause."))
            reply = replace(answer, buttons=tuple(link_rows(scene, other)[:1]))
            yield Advice(other.id, in_corpus_language(scene, reply))


def _corpus_advice(name: str, section: Section, scene: Scene) -> Iterator[Advice]:
    """Yield the advice from conversation.toml if it may follow this section and says something new."""
    corpus, advice = scene.corpus, scene.corpus.advice[name]
    is_in_section = advice.told and advice.told in scene.body(section)
    if is_in_section or section.id in advice.denied or (advice.allowed and section.id not in advice.allowed):
        return
    source = corpus.sections[advice.section]
    text = next((part.text for part in scene.parts(source) if part.heading == advice.part), None)
    if text is None:
        return
    rows = (*link_rows(scene, source)[:1], *copy_rows(scene, source))
    yield Advice(name, in_corpus_language(scene, Reply(text, rows).preceded_by(scene.say(INTRODUCTIONS[name]))))


def _new_code(scene: Scene) -> Reply:
    text = scene.say(
        "Look at the error code again, in {place}. It may have changed since your last attempt, and a new code needs "
        "different steps. If it is new, send it to me. If it is the same, write “same code”.",
        place=scene.place(ACTIVATION),
    )
    return Reply(text)


def _windows_help(section: Section, code: str | None, scene: Scene) -> Iterator[Advice]:
    """Yield Microsoft's help for a code, unless the section has mentioned it already."""
    is_mentioned = section.id == scene.corpus.advice[HELP].section and code not in scene.corpus.code_facts
    if code and not is_mentioned:
        for advice in _corpus_advice(HELP, section, scene):
            buttons = (*advice.reply.buttons, copy_row(scene, code))
            yield advice._replace(reply=replace(advice.reply, buttons=buttons))


def _support(scene: Scene) -> Reply:
    text = scene.say(
        "Now it is time to ask a person. Microsoft's customer support can look at your licence. Have the error code "
        "ready, and whatever you know about when and where you bought Windows or the computer."
    )
    return Reply(text, (support_row(scene), *summary_rows(scene)))


def _last_resort(source: Section, section: Section, scene: Scene) -> Iterator[Advice]:
    """Yield the question before the first new way that costs money, files or a day."""
    for way in fitting(ways(source, scene), scene.case):
        if way.part.last and way.named(source) not in scene.case.given:
            yield Advice(LAST, _question_before(source, section, way, scene))
            return


def _question_before(source: Section, section: Section, way: Way, scene: Scene) -> Reply:
    """Return the question before such a way; the way belongs to `source`, the advice is for `section`."""
    refused = Rate(section.id, latest_exchange(section, scene).rung + 1, helped=False)
    row: Row = (
        ActionButton(scene.say("Yes, show me"), ShowWay(source.id, way.place)),
        ActionButton(scene.say("No, something else"), refused),
    )
    return Reply(scene.say(QUESTIONS_BEFORE[way.part.last or "buy"]), (row,))
