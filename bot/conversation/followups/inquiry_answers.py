"""Handling of answers to the questions that the bot asked back."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz import fuzz, process

from bot.conversation.actions import UNKNOWN, ShowSection
from bot.conversation.answers import declines
from bot.conversation.answers.buttons import link_rows, rating_row, step_rows, support_row
from bot.conversation.answers.choose import MAX_SECTIONS, show_likeliest, show_section
from bot.conversation.answers.sections import way_text
from bot.conversation.answers.small_talk import NO, OK, UNSURE, YES
from bot.conversation.answers.turns import (
    ask_about_section,
    asked_inquiry,
    build_turn,
    in_corpus_language,
    outcome_on_screen,
    rank_sections,
    stay_on_screen,
)
from bot.conversation.followups.choices import ask_which
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

HOPELESS = 0.12  # if the likeliest section is less probable than this, no section is likely
LABEL_CUTOFF = 80  # min. similarity of an answer and the words of an option, in per cent
MAX_YES_NO_WORDS = 6  # in a text of no more words, the first word may be the answer


def ask_again(latest: Exchange, scene: Scene) -> Turn | None:
    """Return the turn that asks the latest inquiry again after the user stated the Windows version."""
    inquiry = scene.corpus.inquiries.get(latest.inquiry or "")
    if inquiry is None:
        return None
    sections = [scene.corpus.sections[name] for name, _ in latest.candidates[:MAX_SECTIONS]]
    scores = [chance for _, chance in latest.candidates[:MAX_SECTIONS]]
    outcome = Outcome("choices", sections=rank_sections(sections, scores), question=asked_inquiry(inquiry, scene))
    reply = Reply(f"{thanks_for_windows(scene)} **{inquiry.text}**", option_rows(inquiry, scene))
    return build_turn(scene, outcome, reply, question=latest.question, chances=dict(latest.candidates), row=latest.row)


def thanks_for_windows(scene: Scene) -> str:
    """Return a sentence that thanks for the Windows version."""
    return scene.say("Thank you, Windows {version}.", version=scene.windows)


def aspect_of_choices(understanding: Understanding, latest: Exchange, scene: Scene) -> Turn | None:
    """Return the turn that answers a question about the likeliest section and keeps the bot's own question open."""
    likely = [name for name, _ in latest.candidates] or [
        action.section for action in latest.offered if isinstance(action, ShowSection)
    ]
    aspect = scene.corpus.aspects.get(understanding.topic or "")
    section = scene.corpus.sections.get(next(iter(likely), ""))
    if aspect is None or section is None:
        return None
    inquiry = scene.corpus.inquiries.get(latest.inquiry or "")
    rows = option_rows(inquiry, scene) if inquiry else ask_which(latest, scene).replies[0].buttons
    return stay_on_screen(section, in_corpus_language(scene, Reply(aspect.of(section.id), rows)), latest, scene)


def answer_in_words(text: str, understanding: Understanding, latest: Exchange, scene: Scene) -> Turn | None:
    """Return the turn after an inquiry was answered in words; None if the text does not answer it."""
    inquiry = scene.corpus.inquiries.get(latest.inquiry or "")
    if inquiry is None or understanding.corrects:
        return None
    if value := value_of(text, understanding, inquiry):
        return answer_inquiry(inquiry, value, scene)
    is_about_more = understanding.topic or understanding.terms or latest.section or not understanding.candidates
    if is_about_more or understanding.decision == Decision.ANSWER or not latest.candidates:
        return None
    # Combine the probabilities of this text with those of the texts before it.
    more = {match.section: match.score for match in understanding.candidates}
    least = min(more.values()) / 10
    joined = {name: chance * more.get(name, least) for name, chance in latest.candidates}
    whole = sum(joined.values()) or 1.0
    return show_likeliest(
        {name: chance / whole for name, chance in joined.items()}, scene, latest.row + 1, latest.question
    )


def value_of(text: str, understanding: Understanding, inquiry: Inquiry) -> str | None:
    """Return the value with which a text answers an inquiry: that of an option, `UNKNOWN`, or None if it does not."""
    stated, values = understanding.stated, {option.value for option in inquiry.options}
    if inquiry.fact and (value := stated.facts.get(inquiry.fact)) and value in values:
        return value
    is_yes_or_no = values >= {"yes", "no"}
    if is_yes_or_no and understanding.topic in (YES, NO, OK) and not stated.facts:
        return "no" if understanding.topic == NO else "yes"
    if understanding.topic == UNSURE or (inquiry.fact and inquiry.fact in stated.doubted):
        return UNKNOWN
    words = {form: option.value for option in inquiry.options for form in (option.label.casefold(), *option.says)}
    plain = text.casefold().strip(" .!?")
    first = plain.replace(",", " ").partition(" ")[0]
    if is_yes_or_no and first in words and understanding.length <= MAX_YES_NO_WORDS:
        return None if stated.facts or understanding.windows else words[first]
    close = process.extractOne(plain, words.keys(), scorer=fuzz.ratio, score_cutoff=LABEL_CUTOFF)
    return words[close[0]] if close else None


def answer_inquiry(inquiry: Inquiry, value: str, scene: Scene) -> Turn:
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
            return _follow_option(option, scene)
        return show_way_after(section, exchange, scene)
    if option and not option.favours and not inquiry.fact:  # the user has a code, so no section is shown yet
        return build_turn(scene, TALK, Reply(scene.say("Good. Send me the code exactly as it appears on the screen.")))
    chances = inquiries.open_minded(dict(exchange.candidates) if exchange else {}, scene)
    if option:
        chances = inquiries.after(option, inquiry, chances)
    return _next_question(chances, exchange or Exchange(scene.now), scene)


def _follow_option(option: Option, scene: Scene) -> Turn:
    """Return the turn that an option leads to from a section that fits many users."""
    if option.leads_to:
        return show_section(scene.corpus.sections[option.leads_to], scene)
    return show_likeliest(dict.fromkeys(sorted(option.favours), 1 / len(option.favours)), scene, 1, None)


def _next_question(chances: Chances, exchange: Exchange, scene: Scene) -> Turn:
    """Return the turn with the likeliest section, or with another question if no section is likely."""
    row, best = exchange.row + 1, max(chances.values())
    is_flat = best == min(chances.values())  # every section is equally likely
    if is_flat or (best < HOPELESS and inquiries.for_sections(chances, scene, row) is None):
        return from_the_top(exchange.question or "", scene, before=scene.say("Thank you."), row=row)
    return show_likeliest(chances, scene, row, exchange.question)


def show_way_after(section: Section, exchange: Exchange, scene: Scene) -> Turn:
    """Return the turn with the way of a section that the new facts lead to, or with the next question about it."""
    thanks, row = scene.say("Thank you."), exchange.row + 1
    if section.technician and scene.case.is_technician:
        return show_section(section, scene, exchange.code)
    if inquiry := for_ways(section, scene, row):
        return ask_about_section(section, thanks, inquiry, scene, code=exchange.code, row=row, gap=" ")
    way = first_way(section, scene)
    if way is None or exchange.rung:
        return next_advice(section, scene, before=thanks, row=row)
    rung = int(any(name.startswith(f"{section.id}#") for name in scene.case.given))
    rows = [rating_row(scene, section, rung), *link_rows(scene, section)[:1], *step_rows(scene, section, way)]
    reply = Reply(way_text(way), tuple(rows)).preceded_by(scene.say("Thank you. Then do this."))
    turn = build_turn(scene, outcome_on_screen(section, scene), in_corpus_language(scene, reply), code=exchange.code)
    shown = turn.history.shown(section.id)
    return replace(turn, history=turn.history.adding(replace(shown, rung=rung))) if shown else turn


def none_of_these(scene: Scene) -> Turn:
    """Return the turn after the user said that none of the offered titles is right."""
    latest = scene.history.latest()
    question, candidates = (latest.question, dict(latest.candidates)) if latest else (None, {})
    while scene.history.recent and scene.history.recent[-1].asks:  # nobody will answer the earlier questions
        scene = scene.remembering(replace(scene.history, recent=scene.history.recent[:-1]))
    rest = {name: chance for name, chance in candidates.items() if latest and not _offers(latest, name)}
    chances = rest or inquiries.prior(scene)
    if inquiry := inquiries.for_sections(chances, scene):
        reply = Reply(f"**{inquiry.text}**", (*option_rows(inquiry, scene), support_row(scene)))
        reply = reply.preceded_by(scene.say("Then let us start somewhere else."))
        turn = build_turn(
            scene, Outcome("decline", "no_match", question=asked_inquiry(inquiry, scene)), reply, chances=chances
        )
    else:
        turn = build_turn(scene, Outcome("decline", "no_match"), declines.none_of_these(scene), chances=chances)
    return replace(turn, unanswered=question or None)  # a picture without a caption asks no question


def _offers(exchange: Exchange, section: str) -> bool:
    return any(isinstance(action, ShowSection) and action.section == section for action in exchange.offered)
