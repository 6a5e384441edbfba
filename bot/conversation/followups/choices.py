"""Titles that a person chooses from."""

from __future__ import annotations

from bot.conversation.actions import Action, ShowCode
from bot.conversation.answers.buttons import button_of, none_row, section_of
from bot.conversation.answers.choose import show_code, show_section
from bot.conversation.answers.turns import ranked, turn
from bot.conversation.history import Exchange
from bot.conversation.scene import Scene
from bot.conversation.turn import Outcome, Reply, Turn


def chosen(action: Action, scene: Scene) -> Turn:
    """Return the turn that shows what a button offers."""
    return (
        show_code(action.code, scene)
        if isinstance(action, ShowCode)
        else show_section(section_of(scene, action), scene)
    )


def which_of_them(latest: Exchange, scene: Scene) -> Turn:
    """Return the turn that asks again which of the offered sections is meant."""
    rows = tuple((button_of(scene, action),) for action in latest.offered)
    text = scene.say("Which of them do you mean? Press a button, or write its number.")
    sections = list({one.id: one for one in (section_of(scene, action) for action in latest.offered)}.values())
    outcome = Outcome("choices", sections=ranked(sections, [1 / len(sections)] * len(sections)))
    return turn(scene, outcome, Reply(text, (*rows, none_row(scene))), question=latest.question)


def is_available(action: Action, scene: Scene) -> bool:
    """Return whether what a button offers still exists: the corpus may have been replaced since."""
    if isinstance(action, ShowCode):
        return action.code in scene.corpus.sections_by_code
    return getattr(action, "section", None) in scene.corpus.sections
