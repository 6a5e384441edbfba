"""The reply to a message that was not understood, never the same twice.

The first time, the bot repeats what it has understood and asks one question; the second time, it goes through the
inquiries of the corpus in their order; after that, it refers to customer support, with a summary of the case to copy.
(Compare Rasa's two-stage fallback with a human handoff.)
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.answers.buttons import other_subject_row, rating_row, step_rows, support_row
from bot.conversation.answers.declines import no_match
from bot.conversation.answers.turns import ask_about_section, asked_inquiry, build_turn, latest_exchange, stay_on_screen
from bot.conversation.case_summary import known_facts, summary_rows
from bot.conversation.followups.steps import way_on_screen
from bot.conversation.questions.inquiries import MAX_IN_A_ROW, Chances, for_ways, next_of_tree, option_rows, prior
from bot.conversation.scene import Scene
from bot.conversation.turn import Outcome, Reply, Turn
from bot.corpus import ABOUT, Section

NOT_UNDERSTOOD = Outcome("decline", "no_match")


def not_understood(text: str, section: Section | None, scene: Scene, chances: Chances | None = None) -> Turn:
    """Return the turn for a text that was not understood.

    `section` is the one on the screen, if any; `chances` are the probabilities of the sections that the text suggests.
    """
    misses = scene.history.misses
    scene = scene.remembering(replace(scene.history, misses=misses + 1, case_at=scene.now))
    if misses == 0 and section:
        return _ask_about_steps(section, scene)
    if misses == 0:
        turn = _ask_for_more(text, scene, chances)
    elif misses == 1 and next_of_tree(scene):
        turn = from_the_top(text, scene)
    else:
        turn = _refer_to_people(scene)
    return replace(turn, unanswered=text or None)


def from_the_top(text: str, scene: Scene, *, before: str = "", row: int = 0) -> Turn:
    """Return the turn with the next inquiry that is open, or with customer support if there is none.

    `before` is said first; `row` is the number of questions asked in a row before.
    """
    inquiry = next_of_tree(scene) if row < MAX_IN_A_ROW else None
    if inquiry is None:
        return _refer_to_people(scene)
    start = before or scene.say("I still do not understand. Let us start from the beginning.")
    reply = Reply(f"{start}\n\n**{inquiry.text}**", option_rows(inquiry, scene))
    outcome = replace(NOT_UNDERSTOOD, question=asked_inquiry(inquiry, scene))
    return build_turn(scene, outcome, reply, question=text or None, chances=_latest_chances(scene), row=row)


def _latest_chances(scene: Scene) -> Chances:
    """Return the probabilities of sections before the latest inquiry; equal ones if there was none."""
    latest = scene.history.latest()
    return dict(latest.candidates) if latest and latest.candidates else prior(scene)


def _ask_about_steps(section: Section, scene: Scene) -> Turn:
    """Return the turn that stays with the section on the screen and asks how it went, or which way fits."""
    text = scene.say("We are still on **{title}**, and I did not quite understand that.", title=section.title)
    if meaning := scene.corpus.aspects.get(f"{ABOUT}meaning"):
        text = f"{text} {scene.for_user(meaning.of(section.id))}"
    shown = latest_exchange(section, scene)
    if inquiry := for_ways(section, scene):
        return ask_about_section(section, text, inquiry, scene, code=shown.code)
    rows = [rating_row(scene, section, shown.rung)]
    rows += step_rows(scene, section, way_on_screen(section, scene), shown.step or 0)
    rows.append(other_subject_row(scene))
    question = scene.say("How did it go with the steps?")
    reply = Reply(f"{text} {question}", tuple(rows))
    return stay_on_screen(section, reply, replace(shown, offered=(), asks=True), scene)


def _ask_for_more(text: str, scene: Scene, chances: Chances | None) -> Turn:
    """Return the turn that lists the known facts, says what would help, and asks one question."""
    reply, inquiry = no_match(scene), next_of_tree(scene)
    if facts := known_facts(scene):
        reply = reply.preceded_by(scene.say("This is what I have understood so far: {facts}.", facts=facts))
    if inquiry is None:
        return build_turn(scene, NOT_UNDERSTOOD, reply, question=text)
    reply = Reply(f"{reply.text}\n\n**{inquiry.text}**", (*option_rows(inquiry, scene), *reply.buttons))
    outcome = replace(NOT_UNDERSTOOD, question=asked_inquiry(inquiry, scene))
    return build_turn(scene, outcome, reply, question=text, chances=chances or _latest_chances(scene))


def _refer_to_people(scene: Scene) -> Turn:
    """Return the turn that refers to customer support, with a summary of the case if facts are known."""
    rows = summary_rows(scene)
    if rows:
        text = scene.say(
            "I am sorry, but I cannot get any further with this. The people at Microsoft's customer support can see "
            "your licence, or you can ask somebody who is good with computers. The button copies a summary of your "
            "case, so that you do not have to start over. If you find a code that begins with `0x`, send it to me."
        )
    else:
        text = scene.say(
            "I am sorry, but I cannot get any further with this. The people at Microsoft's customer support can see "
            "your licence, or you can ask somebody who is good with computers. If you find a code that begins with "
            "`0x`, send it to me."
        )
    return build_turn(scene, NOT_UNDERSTOOD, Reply(text, (support_row(scene), *rows)))
