"""Answers to what the bot asked back, and what follows from them."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz import fuzz, process

from bot.conversation.actions import UNKNOWN
from bot.conversation.answers import declines
from bot.conversation.answers.buttons import link_rows, rating_row, step_rows, support_row
from bot.conversation.answers.choose import MAX_SECTIONS, likeliest, show_section
from bot.conversation.answers.sections import way_text
from bot.conversation.answers.small_talk import NO, OK, UNSURE, YES
from bot.conversation.answers.turns import (
    ask_beside,
    asked,
    in_corpus_language,
    on_screen,
    ranked,
    stay_on_screen,
    turn,
)
from bot.conversation.followups.choices import which_of_them
from bot.conversation.followups.fallback import from_the_top
from bot.conversation.followups.next_advice import next_advice
from bot.conversation.history import Exchange
from bot.conversation.questions import inquiries
from bot.conversation.questions.inquiries import Chances, for_ways, option_rows
from bot.conversation.questions.ways import first_way
from bot.conversation.scene import Scene
from bot.conversation.turn import TALK, Outcome, Reply, Turn
from bot.corpus import Inquiry, Option, Section
from bot.understanding import Decision, Understanding

HOPELESS = 0.12  # probability below which the likeliest section is one of many
LABEL_CUTOFF = 80  # per cent of an option's words that an answer must share with them
MAX_YES_NO_WORDS = 6  # words of a text whose first word may be the answer


def asked_again(latest: Exchange, scene: Scene) -> Turn | None:
    """Return the turn that asks the latest inquiry again after the person told the Windows version."""
    inquiry = scene.corpus.inquiries.get(latest.inquiry or "")
    if inquiry is None:
        return None
    sections = [scene.corpus.sections[name] for name, _ in latest.candidates[:MAX_SECTIONS]]
    scores = [chance for _, chance in latest.candidates[:MAX_SECTIONS]]
    outcome = Outcome("choices", sections=ranked(sections, scores), question=asked(inquiry, scene))
    reply = Reply(f"{thanks_for_windows(scene)} **{inquiry.text}**", option_rows(inquiry, scene))
    return turn(scene, outcome, reply, question=latest.question, chances=dict(latest.candidates), row=latest.row)


def thanks_for_windows(scene: Scene) -> str:
    """Return the thanks for the Windows version that was told."""
    return scene.say("Thank you, Windows {version}.", version=scene.windows)


def aspect_of_choices(understanding: Understanding, latest: Exchange, scene: Scene) -> Turn | None:
    """Return the turn that answers a question about the likeliest section; the question that was asked back stays."""
    likely = [name for name, _ in latest.candidates] or [getattr(action, "section", "") for action in latest.offered]
    aspect = scene.corpus.aspects.get(understanding.topic or "")
    section = scene.corpus.sections.get(next(iter(likely), ""))
    if aspect is None or section is None:
        return None
    inquiry = scene.corpus.inquiries.get(latest.inquiry or "")
    rows = option_rows(inquiry, scene) if inquiry else which_of_them(latest, scene).replies[0].buttons
    return stay_on_screen(section, in_corpus_language(scene, Reply(aspect.of(section.id), rows)), latest, scene)


def answered_in_words(text: str, understanding: Understanding, latest: Exchange, scene: Scene) -> Turn | None:
    """Return the turn after an inquiry was answered in words; None if the text answers something else."""
    inquiry = scene.corpus.inquiries.get(latest.inquiry or "")
    if inquiry is None or understanding.corrects:
        return None
    if value := value_of(text, understanding, inquiry):
        return answer(inquiry, value, scene)
    is_about_more = understanding.topic or understanding.terms or latest.section or not understanding.candidates
    if is_about_more or understanding.decision == Decision.ANSWER or not latest.candidates:
        return None
    # The text says more about the sections; what was written before counts as well.
    more = {match.section: match.score for match in understanding.candidates}
    least = min(more.values()) / 10
    joined = {name: chance * more.get(name, least) for name, chance in latest.candidates}
    whole = sum(joined.values()) or 1.0
    return likeliest({name: chance / whole for name, chance in joined.items()}, scene, latest.row + 1, latest.question)


def value_of(text: str, understanding: Understanding, inquiry: Inquiry) -> str | None:
    """Return the value that a text gives as the answer to an inquiry."""
    said, values = understanding.said, {option.value for option in inquiry.options}
    if inquiry.fact and (value := said.facts.get(inquiry.fact)) and value in values:
        return value
    is_yes_or_no = values >= {"yes", "no"}
    if is_yes_or_no and understanding.topic in (YES, NO, OK) and not said.facts:
        return "no" if understanding.topic == NO else "yes"
    if understanding.topic == UNSURE or (inquiry.fact and inquiry.fact in said.doubted):
        return UNKNOWN
    words = {said: option.value for option in inquiry.options for said in (option.label.casefold(), *option.says)}
    plain = text.casefold().strip(" .!?")
    first = plain.replace(",", " ").partition(" ")[0]
    if is_yes_or_no and first in words and understanding.length <= MAX_YES_NO_WORDS:
        return None if said.facts or understanding.windows else words[first]
    close = process.extractOne(plain, words.keys(), scorer=fuzz.ratio, score_cutoff=LABEL_CUTOFF)
    return words[close[0]] if close else None


def answer(inquiry: Inquiry, value: str, scene: Scene) -> Turn:
    """Return the turn after an inquiry was answered with a value, or with `UNKNOWN`."""
    latest = scene.history.latest()
    exchange = latest if latest and latest.inquiry == inquiry.id else None
    option, case = inquiries.option_of(inquiry, value), scene.case.asked_too(inquiry.id)
    if option and inquiry.fact:
        case = case.knowing(inquiry.fact, value)
    scene = scene.in_case(case)
    section = scene.corpus.sections.get(exchange.section) if exchange and exchange.section else None
    if exchange and section:
        if option and inquiry.id in section.asks:
            return _led_on(option, scene)
        return way_after(section, exchange, scene)
    if option and not option.favours and not inquiry.fact:  # a code comes next, and no section
        return turn(scene, TALK, Reply(scene.say("Good. Send me the code exactly as it appears on the screen.")))
    chances = inquiries.open_minded(dict(exchange.candidates) if exchange else {}, scene)
    if option:
        chances = inquiries.after(option, inquiry, chances)
    return _next_question(chances, exchange or Exchange(scene.now), scene)


def _led_on(option: Option, scene: Scene) -> Turn:
    """Return the turn that an option leads to from a section that fits many."""
    if option.leads_to:
        return show_section(scene.corpus.sections[option.leads_to], scene)
    return likeliest(dict.fromkeys(sorted(option.favours), 1 / len(option.favours)), scene, 1, None)


def _next_question(chances: Chances, asked: Exchange, scene: Scene) -> Turn:
    """Return the turn with the likeliest section, or with another question if none is likely."""
    row, best = asked.row + 1, max(chances.values())
    is_flat = best == min(chances.values())  # nothing is known of what it may be
    if is_flat or (best < HOPELESS and inquiries.for_sections(chances, scene, row) is None):
        return from_the_top(asked.question or "", scene, before=scene.say("Thank you."), row=row)
    return likeliest(chances, scene, row, asked.question)


def way_after(section: Section, asked: Exchange, scene: Scene) -> Turn:
    """Return the turn with the way of a section that an answer leads to, or with the next question that decides it."""
    thanks, row = scene.say("Thank you."), asked.row + 1
    if section.technician and scene.case.is_technician:
        return show_section(section, scene, asked.code)
    if inquiry := for_ways(section, scene, row):
        return ask_beside(section, thanks, inquiry, scene, code=asked.code, row=row, gap=" ")
    way = first_way(section, scene)
    if way is None or asked.rung:
        return next_advice(section, scene, before=thanks, row=row)
    rung = int(any(name.startswith(f"{section.id}#") for name in scene.case.given))
    rows = [rating_row(scene, section, rung), *link_rows(scene, section)[:1], *step_rows(scene, section, way)]
    reply = Reply(way_text(way), tuple(rows)).preceded_by(scene.say("Thank you. Then do this."))
    made = turn(scene, on_screen(section, scene), in_corpus_language(scene, reply), code=asked.code)
    exchange = made.history.shown(section.id)
    return replace(made, history=made.history.adding(replace(exchange, rung=rung))) if exchange else made


def none_of_these(scene: Scene) -> Turn:
    """Return the turn after none of the offered titles was right."""
    latest = scene.history.latest()
    question, candidates = (latest.question, dict(latest.candidates)) if latest else (None, {})
    while scene.history.recent and scene.history.recent[-1].asks:  # nobody will answer the earlier questions
        scene = scene.remembering(replace(scene.history, recent=scene.history.recent[:-1]))
    rest = {name: chance for name, chance in candidates.items() if latest and not _offers(latest, name)}
    chances = rest or inquiries.prior(scene)
    if inquiry := inquiries.for_sections(chances, scene):
        reply = Reply(f"**{inquiry.text}**", (*option_rows(inquiry, scene), support_row(scene)))
        reply = reply.preceded_by(scene.say("Then let us start somewhere else."))
        made = turn(scene, Outcome("decline", "no_match", question=asked(inquiry, scene)), reply, chances=chances)
    else:
        made = turn(scene, Outcome("decline", "no_match"), declines.none_of_these(scene), chances=chances)
    return replace(made, unanswered=question or None)  # a picture without a caption asks no question


def _offers(exchange: Exchange, section: str) -> bool:
    return any(getattr(action, "section", None) == section for action in exchange.offered)
