"""What is said to a message that was not understood: never the same twice.

First what was understood, and one question; then the tree of questions from the top; then people, with a text that
tells them the case (the two-stage fallback of Rasa, with people at the end).
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.actions import NoneOfThese, ShowStep
from bot.conversation.answers import sections as answers
from bot.conversation.answers.choose import on_screen, turn
from bot.conversation.case_summary import summary_row, understood
from bot.conversation.followups.steps import on_way
from bot.conversation.history import Exchange
from bot.conversation.questions import inquiries as asking
from bot.conversation.questions.inquiries import MAX_IN_A_ROW, Chances, for_ways, next_of_tree, prior
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Button, Outcome, Reply, Turn
from bot.corpus import ABOUT, Section

NOT_UNDERSTOOD = Outcome("decline", "no_match")


def not_understood(text: str, section: Section | None, scene: Scene, chances: Chances | None = None) -> Turn:
    """The turn for a text that nothing was made of; `section` is on the screen, `chances` say which are likely."""
    misses = scene.history.misses
    scene = scene.remembering(replace(scene.history, misses=misses + 1, case_at=scene.now))
    if misses == 0 and section:
        made = _about_section(section, scene)
    elif misses == 0:
        made = _first(text, scene, chances)
    elif misses == 1 and next_of_tree(scene):
        made = from_the_top(text, scene)
    else:
        made = _people(scene)
    return made if section and misses == 0 else replace(made, unanswered=text or None)


def from_the_top(text: str, scene: Scene, *, before: str = "", row: int = 0) -> Turn:
    """The next question of the tree, the `row`-th without an answer between; people where there is none left."""
    inquiry = next_of_tree(scene) if row < MAX_IN_A_ROW else None
    if inquiry is None:
        return _people(scene)
    start = before or scene.words.gettext("I still do not understand. Let us take it from the beginning.")
    reply = Reply(f"{start}\n\n**{inquiry.text}**", asking.buttons(inquiry, scene))
    outcome = replace(NOT_UNDERSTOOD, question=asking.asked(inquiry, scene))
    return turn(scene, outcome, reply, question=text or None, chances=_chances(scene), row=row)


def _chances(scene: Scene) -> dict[str, float]:
    """What is thought of sections so far: by the latest inquiry, else nothing."""
    latest = scene.history.latest()
    return dict(latest.candidates) if latest and latest.candidates else prior(scene)


def _about_section(section: Section, scene: Scene) -> Turn:
    """It belongs to what is on the screen: say so, and ask what decides the next step."""
    _ = scene.words.gettext
    told = _("We are still at **{title}**, and I did not quite understand that.").format(title=section.title)
    if meaning := scene.corpus.aspects.get(f"{ABOUT}meaning"):
        told = f"{told} {scene.plainly(meaning.of(section.id))}"
    shown = scene.history.shown(section.id) or Exchange(scene.now, section.id)
    if inquiry := for_ways(section, scene):
        outcome = replace(on_screen(section), question=asking.asked(inquiry, scene))
        reply = Reply(f"{told}\n\n**{inquiry.text}**", asking.buttons(inquiry, scene))
        return turn(scene, outcome, reply, code=shown.code)
    rows: list[tuple[Button, ...]] = [answers.rating_row(scene, section, shown.rung)]
    way = on_way(section, scene)
    if way and len(way.steps) > 1:
        rows.append((ActionButton(_("One step at a time"), ShowStep(section.id, way.place, shown.step or 0)),))
    rows.append((ActionButton(_("It is about something else"), NoneOfThese()),))
    question = _("How did it go with the steps?")
    history = scene.history.adding(replace(shown, at=scene.now, offered=(), asks=True))
    outcome = replace(on_screen(section), windows=scene.windows, language=scene.language)
    return Turn((Reply(f"{told} {question}", tuple(rows)),), history, outcome)


def _first(text: str, scene: Scene, chances: Chances | None) -> Turn:
    """Nothing is known but perhaps some facts: say them, tell what helps, and ask one question."""
    reply = answers.no_match(scene)
    facts = understood(scene)
    inquiry = next_of_tree(scene)
    if facts:
        said = scene.words.gettext("This much I have understood: {facts}.").format(facts=facts)
        reply = replace(reply, text=f"{said}\n\n{reply.text}")
    if inquiry is None:
        return turn(scene, NOT_UNDERSTOOD, reply, question=text)
    rows = (*asking.buttons(inquiry, scene), *reply.buttons)
    reply = replace(reply, text=f"{reply.text}\n\n**{inquiry.text}**", buttons=rows)
    outcome = replace(NOT_UNDERSTOOD, question=asking.asked(inquiry, scene))
    return turn(scene, outcome, reply, question=text, chances=chances or _chances(scene))


def _people(scene: Scene) -> Turn:
    """People who help, and what to tell them."""
    _ = scene.words.gettext
    text = _(
        "I do not get any further with this, and I am sorry about that. People at Microsoft's customer support can see "
        "your licence, or ask somebody who is good with computers. The button copies a text about your case, so that "
        "you need not begin again. If you find a code that begins with `0x`, send it to me."
    )
    if not summary_row(scene):
        text = _(
            "I do not get any further with this, and I am sorry about that. People at Microsoft's customer support can "
            "see your licence, or ask somebody who is good with computers. If you find a code that begins with `0x`, "
            "send it to me."
        )
    return turn(scene, NOT_UNDERSTOOD, Reply(text, (answers.support_row(scene), *summary_row(scene))))
