"""Answers to what the bot asked back, and what follows from them."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz import fuzz, process

from bot.conversation.actions import UNKNOWN, ShowStep
from bot.conversation.answers import sections as answers
from bot.conversation.answers.choose import (
    MAX_SECTIONS,
    in_corpus_language,
    likeliest,
    on_screen,
    show_section,
    turn,
)
from bot.conversation.followups import next_advice as ladder
from bot.conversation.followups.about import NO, SHORT, YES
from bot.conversation.followups.choices import which_of_them
from bot.conversation.followups.fallback import from_the_top
from bot.conversation.history import Exchange
from bot.conversation.questions import inquiries as asking
from bot.conversation.questions.inquiries import for_ways
from bot.conversation.questions.ways import first_way
from bot.conversation.scene import Scene
from bot.conversation.turn import TALK, ActionButton, Button, Outcome, Reply, Turn
from bot.corpus import Inquiry, Section
from bot.understanding import Decision, Understanding

HOPELESS = 0.12  # probability below which the likeliest section is but one of many
LABEL_CUTOFF = 80  # per cent of an option's words that an answer must share with them
UNSURE = "smalltalk-unsure"


def asked_again(latest: Exchange, scene: Scene) -> Turn | None:
    """The inquiry once more, after something else was told."""
    inquiry = scene.corpus.inquiries.get(latest.inquiry or "")
    if inquiry is None:
        return None
    thanks = scene.words.gettext("Thank you, Windows {version}.").format(version=scene.windows)
    sections = [scene.corpus.sections[name] for name, _ in latest.candidates[:MAX_SECTIONS]]
    scores = [chance for _, chance in latest.candidates[:MAX_SECTIONS]]
    outcome = Outcome("choices", sections=answers.ranked(sections, scores), question=asking.asked(inquiry, scene))
    reply = Reply(f"{thanks} **{inquiry.text}**", asking.buttons(inquiry, scene))
    return turn(scene, outcome, reply, question=latest.question, chances=dict(latest.candidates), row=latest.row)


def aspect_of_choices(understanding: Understanding, latest: Exchange, scene: Scene) -> Turn | None:
    """The answer to a question about what is asked back about: that of the likeliest section; the question stays."""
    likely = [name for name, _ in latest.candidates] or [getattr(action, "section", "") for action in latest.offered]
    aspect = scene.corpus.aspects.get(understanding.topic or "")
    section = scene.corpus.sections.get(next(iter(likely), ""))
    if aspect is None or section is None:
        return None
    reply = in_corpus_language(scene, Reply(aspect.of(section.id)))
    inquiry = scene.corpus.inquiries.get(latest.inquiry or "")
    rows = asking.buttons(inquiry, scene) if inquiry else which_of_them(latest, scene).replies[0].buttons
    history = scene.history.adding(replace(latest, at=scene.now))
    outcome = replace(on_screen(section), windows=scene.windows, language=scene.language)
    return Turn((replace(reply, buttons=rows),), history, outcome)


def answered(text: str, understanding: Understanding, latest: Exchange, scene: Scene) -> Turn | None:
    """The turn after an inquiry was answered in words; None where the text answers something else."""
    inquiry = scene.corpus.inquiries.get(latest.inquiry or "")
    if inquiry is None or understanding.corrects:
        return None
    value = value_of(text, understanding, inquiry)
    if value:
        return answer(inquiry, value, scene)
    if understanding.topic or understanding.terms or latest.section or not understanding.candidates:
        return None
    if understanding.decision == Decision.ANSWER or not latest.candidates:
        return None
    # What was written says more about the sections, and so does what was written before.
    more = {match.section: match.score for match in understanding.candidates}
    least = min(more.values()) / 10
    joined = {name: chance * more.get(name, least) for name, chance in latest.candidates}
    whole = sum(joined.values()) or 1.0
    return likeliest({name: chance / whole for name, chance in joined.items()}, scene, latest.row + 1, latest.question)


def value_of(text: str, understanding: Understanding, inquiry: Inquiry) -> str | None:
    """The value that a text gives as the answer to an inquiry."""
    said = understanding.said
    if inquiry.fact and (value := said.facts.get(inquiry.fact)) and asking.option_of(inquiry, value):
        return value
    values = {option.value for option in inquiry.options}
    if values >= {"yes", "no"} and understanding.topic in (YES, NO, "smalltalk-ok") and not said.facts:
        return "no" if understanding.topic == NO else "yes"
    if understanding.topic == UNSURE or (inquiry.fact and inquiry.fact in said.doubted):
        return UNKNOWN
    words = {said: option.value for option in inquiry.options for said in (option.label.casefold(), *option.says)}
    plain = text.casefold().strip(" .!?")
    first = plain.replace(",", " ").partition(" ")[0]
    if values >= {"yes", "no"} and first in words and understanding.length <= SHORT:
        return None if said.facts or understanding.windows else words[first]
    close = process.extractOne(plain, words.keys(), scorer=fuzz.ratio, score_cutoff=LABEL_CUTOFF)
    return words[close[0]] if close else None


def answer(inquiry: Inquiry, value: str, scene: Scene) -> Turn:
    """The turn after an inquiry was answered with a value, or with `UNKNOWN`."""
    history, latest = scene.history, scene.history.latest()
    asked = latest if latest and latest.inquiry == inquiry.id else None
    option = asking.option_of(inquiry, value)
    case = history.case.asked_too(inquiry.id)
    if option and inquiry.fact:
        case = case.knowing(inquiry.fact, value)
    scene = scene.in_case(case)
    section = scene.corpus.sections.get(asked.section) if asked and asked.section else None
    if asked and section and option and inquiry.id in section.asks:
        if option.leads_to:
            return show_section(scene.corpus.sections[option.leads_to], scene)
        return likeliest(dict.fromkeys(sorted(option.favours), 1 / len(option.favours)), scene, 1, None)
    if asked and section:
        return way_after(section, asked, scene)
    chances = asking.open_minded(dict(asked.candidates) if asked else {}, scene)
    if option:
        chances = asking.after(option, inquiry, chances)
    if option and not option.favours and not inquiry.fact:  # what comes next is a code, and no section
        text = scene.words.gettext("Good, write the code here as it stands on the screen.")
        return turn(scene, TALK, Reply(text))
    row, question = (asked.row if asked else 0) + 1, asked.question if asked else None
    flat = max(chances.values()) == min(chances.values())  # nothing is known of what it may be
    if flat or (max(chances.values()) < HOPELESS and asking.for_sections(chances, scene, row) is None):
        return from_the_top(question or "", scene, before=scene.words.gettext("Thank you."), row=row)
    return likeliest(chances, scene, row, question)


def way_after(section: Section, asked: Exchange, scene: Scene) -> Turn:
    """The turn that shows the way of a section which an answer leads to, or asks what else decides it."""
    _ = scene.words.gettext
    thanks, then = _("Thank you."), _("Thank you. Then do this.")
    if section.technician and scene.case.is_technician:
        return show_section(section, scene, asked.code)
    if inquiry := for_ways(section, scene, asked.row + 1):
        outcome = replace(on_screen(section), question=asking.asked(inquiry, scene))
        reply = Reply(f"{thanks} **{inquiry.text}**", asking.buttons(inquiry, scene))
        return turn(scene, outcome, reply, code=asked.code, row=asked.row + 1)
    way = first_way(section, scene)
    if way is None or asked.rung:
        return ladder.go_on(section, scene, before=thanks, row=asked.row + 1)
    reply = in_corpus_language(scene, Reply(f"{then}\n\n{answers.way_text(way)}"))
    rung = int(any(name.startswith(f"{section.id}#") for name in scene.case.given))
    rows: list[tuple[Button, ...]] = [answers.rating_row(scene, section, rung)]
    rows += answers.link_rows(scene, section)[:1]
    if len(way.steps) > 1:
        rows.append((ActionButton(_("One step at a time"), ShowStep(section.id, way.place, 0)),))
    made = turn(scene, on_screen(section), replace(reply, buttons=tuple(rows)), code=asked.code)
    exchange = made.history.shown(section.id)
    return replace(made, history=made.history.adding(replace(exchange, rung=rung))) if exchange else made


def none_of_these(scene: Scene) -> Turn:
    """The turn after nothing that was offered was right."""
    latest = scene.history.latest()
    question = latest.question if latest else None
    candidates = dict(latest.candidates) if latest else {}
    while scene.history.recent and scene.history.recent[-1].asks:  # what was asked before them is answered no more
        scene = scene.remembering(replace(scene.history, recent=scene.history.recent[:-1]))
    rest = {name: chance for name, chance in candidates.items() if latest and not _offers(latest, name)}
    inquiry = asking.for_sections(rest or asking.prior(scene), scene)
    reply = answers.none_of_these(scene)
    outcome = Outcome("decline", "no_match")
    if inquiry:
        reply = replace(reply, text=f"{answers.another_end(scene)}\n\n**{inquiry.text}**")
        reply = replace(reply, buttons=(*asking.buttons(inquiry, scene), answers.support_row(scene)))
        outcome = replace(outcome, question=asking.asked(inquiry, scene))
    made = turn(scene, outcome, reply, chances=rest or asking.prior(scene))
    return replace(made, unanswered=question or None)  # a picture without a caption asks no question


def _offers(exchange: Exchange, section: str) -> bool:
    return any(getattr(action, "section", None) == section for action in exchange.offered)
