"""Answers to facts of the case that the user states while an answer is on the screen."""

from __future__ import annotations

from bot.conversation.answers.choose import show_again, show_section
from bot.conversation.answers.sections import way_text
from bot.conversation.answers.small_talk import NO, YES
from bot.conversation.answers.turns import ask_about_section, build_turn, scene_as_shown
from bot.conversation.followups.inquiry_answers import show_way_after, thanks_for_windows
from bot.conversation.followups.next_advice import advice_again, did_not_help, next_advice
from bot.conversation.followups.section_questions import MAX_LONG, MAX_SHORT, FollowUp, say_about_section
from bot.conversation.followups.steps import show_step, way_on_screen
from bot.conversation.questions.inquiries import for_ways
from bot.conversation.questions.ways import first_way
from bot.conversation.scene import Scene
from bot.conversation.turn import TALK, Reply, Turn
from bot.corpus import ABOUT, SMALLTALK, Windows

SURELY_ASKED = 0.9  # min. probability of a question that a text asks although it states a fact


def use_new_fact(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the turn after a new fact that changes which way fits; None for other texts, and for questions."""
    is_question = "?" in about.text and about.topic.startswith(ABOUT)
    if is_question or not has_new_facts(about, scene):
        return None
    section, before = about.section, about.before
    if about.exchange.inquiry:  # it may be asked again, because the fact does not answer it
        scene = scene_as_shown(section, scene)
    if section.technician and scene.case.is_technician and not before.case.is_technician:
        return show_section(section, scene, about.exchange.code)
    then, now = scene_as_shown(section, before), scene_as_shown(section, scene)
    if for_ways(section, then) or first_way(section, then) != first_way(section, now):
        return show_way_after(section, about.exchange, scene)
    way = way_on_screen(section, before)
    if way is None or scene.case.fits(way.part.when) is not False:
        return None
    return next_advice(section, scene, before=scene.say("Then that option is not right for you."))


def note_fact_after_yes_no(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the thanks for a fact that comes with a yes or a no, or in what is probably no question; else None."""
    is_doubted = about.topic.startswith(ABOUT) and about.understanding.topic_chance < SURELY_ASKED
    return note_fact(about, scene) if about.topic in (YES, NO) or is_doubted else None


def use_version_or_tried(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the turn after a text that states the Windows version and a fact, or what was tried; else None."""
    understanding = about.understanding
    if understanding.windows and has_new_facts(about, scene) and (turn := for_windows(understanding.windows, scene)):
        return turn
    if understanding.stated.tried and understanding.length <= MAX_LONG and not about.is_strong:
        return did_not_help(about.section, scene)
    return None


def note_fact(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the turn that thanks for a new fact and repeats the way, which stays the same; None for other texts."""
    is_talk = about.topic.startswith(SMALLTALK) and about.topic not in (YES, NO)
    if "?" in about.text or is_talk or about.is_self_contained or not has_new_facts(about, scene):
        return None
    way = way_on_screen(about.section, scene)
    text = scene.say("Thank you, I have noted that. The steps stay the same.")
    return say_about_section(about, f"{text}\n\n{way_text(way)}" if way else text, scene)


def has_new_facts(about: FollowUp, scene: Scene) -> bool:
    """Return whether a short text states a fact of the case that was not known."""
    before, case = about.before.case, scene.case
    is_same = (case.facts, case.denied) == (before.facts, before.denied)
    return not is_same and about.understanding.length <= (MAX_SHORT if about.is_strong else MAX_LONG)


def for_windows(windows: Windows, scene: Scene) -> Turn | None:
    """Return the latest answer for another Windows version, or say that it is the same; None if there is none."""
    shown = scene.history.shown()
    section = scene.corpus.sections.get(shown.section) if shown and shown.section else None
    if section is None or shown is None:
        return None
    scene = scene.for_windows(windows)
    is_latest = scene.history.latest() == shown
    if is_latest and (inquiry := scene.corpus.inquiries.get(shown.inquiry or "")):
        return ask_about_section(section, thanks_for_windows(scene), inquiry, scene, code=shown.code, gap=" ")
    turn: Turn | None = None
    if shown.step is not None and (way := way_on_screen(section, scene)):
        turn = show_step(section, way, shown.step, scene)
    elif shown.rung and (reply := advice_again(section, shown, scene)):
        turn = build_turn(scene, TALK, reply)
    elif scene.corpus.differs(section):
        turn = show_again(shown, scene)
    if turn is None or scene.history.has_said(turn.replies[0].text):
        text = scene.say(
            "The steps are the same in **Windows {version}**: **{title}**.", version=windows, title=section.title
        )
        turn = build_turn(scene, TALK, Reply(text))
    return turn
