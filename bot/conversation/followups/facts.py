"""Answers to facts that a person tells about the case while an answer is on the screen."""

from __future__ import annotations

from bot.conversation.answers.choose import show_again, show_section
from bot.conversation.answers.sections import way_text
from bot.conversation.answers.small_talk import NO, YES
from bot.conversation.answers.turns import as_shown, ask_beside, turn
from bot.conversation.followups.inquiry_answers import thanks_for_windows, way_after
from bot.conversation.followups.next_advice import advice_again, did_not_help, next_advice
from bot.conversation.followups.section_questions import LONG, SHORT, Reference, say_beside
from bot.conversation.followups.steps import show_step, way_on_screen
from bot.conversation.questions.inquiries import for_ways
from bot.conversation.questions.ways import first_way
from bot.conversation.scene import Scene
from bot.conversation.turn import TALK, Reply, Turn
from bot.corpus import ABOUT, Windows
from bot.understanding import SMALLTALK

SURELY_ASKED = 0.9  # probability of a question from which a text that tells a fact is that question


def told(about: Reference, scene: Scene) -> Turn | None:
    """Return the turn after a fact that changes which way fits; a question that names a fact tells none."""
    is_question = "?" in about.text and about.topic.startswith(ABOUT)
    if is_question or not has_new_facts(about, scene):
        return None
    section, before = about.section, about.before
    if about.exchange.inquiry:  # the fact does not answer it, so it may be asked again
        scene = as_shown(section, scene)
    if section.technician and scene.case.is_technician and not before.case.is_technician:
        return show_section(section, scene, about.exchange.code)
    then, now = as_shown(section, before), as_shown(section, scene)
    if for_ways(section, then) or first_way(section, then) != first_way(section, now):
        return way_after(section, about.exchange, scene)
    way = way_on_screen(section, before)
    if way is None or scene.case.fits(way.part.when) is not False:
        return None
    return next_advice(section, scene, before=scene.say("Then that option is not right for you."))


def answered_with_fact(about: Reference, scene: Scene) -> Turn | None:
    """Return the turn after a yes or no with a fact behind it, or after a text that is hardly a question."""
    is_doubted = about.topic.startswith(ABOUT) and about.understanding.topic_chance < SURELY_ASKED
    return noted(about, scene) if about.topic in (YES, NO) or is_doubted else None


def told_windows_or_tried(about: Reference, scene: Scene) -> Turn | None:
    """Return the turn after the Windows version beside a fact, or after what was tried."""
    understanding = about.understanding
    if understanding.windows and has_new_facts(about, scene) and (made := for_windows(understanding.windows, scene)):
        return made
    if understanding.said.tried and understanding.length <= LONG and not about.is_strong:
        return did_not_help(about.section, scene)
    return None


def noted(about: Reference, scene: Scene) -> Turn | None:
    """Return the turn that thanks for a fact which changes nothing."""
    is_talk = about.topic.startswith(SMALLTALK) and about.topic not in (YES, NO)
    if "?" in about.text or is_talk or about.has_own_matter or not has_new_facts(about, scene):
        return None
    way = way_on_screen(about.section, scene)
    text = scene.say("Thank you, I have noted that. The steps stay the same.")
    return say_beside(about, f"{text}\n\n{way_text(way)}" if way else text, scene)


def has_new_facts(about: Reference, scene: Scene) -> bool:
    """Return whether a short text told a fact of the case that was not known."""
    before, case = about.before.case, scene.case
    is_same = (case.facts, case.denied) == (before.facts, before.denied)
    return not is_same and about.understanding.length <= (SHORT if about.is_strong else LONG)


def for_windows(windows: Windows, scene: Scene) -> Turn | None:
    """Return the latest answer for another Windows, or that it is the same there; None if there is no answer."""
    shown = scene.history.shown()
    section = scene.corpus.sections.get(shown.section) if shown and shown.section else None
    if section is None or shown is None:
        return None
    scene = scene.for_windows(windows)
    is_latest = scene.history.latest() == shown
    if is_latest and (inquiry := scene.corpus.inquiries.get(shown.inquiry or "")):
        return ask_beside(section, thanks_for_windows(scene), inquiry, scene, code=shown.code, gap=" ")
    made: Turn | None = None
    if shown.step is not None and (way := way_on_screen(section, scene)):
        made = show_step(section, way, shown.step, scene)
    elif shown.rung and (reply := advice_again(section, shown, scene)):
        made = turn(scene, TALK, reply)
    elif scene.corpus.differs(section):
        made = show_again(shown, scene)
    if made is None or scene.history.has_said(made.replies[0].text):
        text = scene.say(
            "The steps are the same in **Windows {version}**: **{title}**.", version=windows, title=section.title
        )
        made = turn(scene, TALK, Reply(text))
    return made
