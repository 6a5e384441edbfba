"""Titles that the user chooses from."""

from __future__ import annotations

from bot.conversation.actions import Offer, ShowCode
from bot.conversation.answers.buttons import button_of, none_row, section_of
from bot.conversation.answers.choose import show_code, show_section
from bot.conversation.answers.turns import build_turn, rank_sections
from bot.conversation.history import Exchange
from bot.conversation.scene import Scene
from bot.conversation.turn import Outcome, Reply, Turn


def show_choice(action: Offer, scene: Scene) -> Turn:
    """Return the turn that shows the section or code that an action offers."""
    return (
        show_code(action.code, scene)
        if isinstance(action, ShowCode)
        else show_section(section_of(scene, action), scene)
    )


def ask_which(latest: Exchange, scene: Scene) -> Turn:
    """Return the turn that asks again which of the offered sections is right."""
    rows = tuple((button_of(scene, action),) for action in latest.offered)
    text = scene.say("Which of them do you mean? Press a button, or write its number.")
    sections = list(
        {section.id: section for section in (section_of(scene, action) for action in latest.offered)}.values()
    )
    outcome = Outcome("choices", sections=rank_sections(sections, [1 / len(sections)] * len(sections)))
    return build_turn(scene, outcome, Reply(text, (*rows, none_row(scene))), question=latest.question)


def is_available(action: Offer, scene: Scene) -> bool:
    """Return whether the section or code of an action still exists, because the corpus may have been replaced."""
    if isinstance(action, ShowCode):
        return action.code in scene.corpus.sections_by_code
    return action.section in scene.corpus.sections
