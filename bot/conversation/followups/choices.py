"""Titles to choose from, and what was chosen."""

from __future__ import annotations

from bot.conversation.actions import Action, NoneOfThese, ShowCode
from bot.conversation.answers import sections as answers
from bot.conversation.answers.choose import show_code, show_section, turn
from bot.conversation.history import Exchange
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Outcome, Reply, Turn
from bot.corpus import Section


def chosen(action: Action, scene: Scene) -> Turn:
    """The turn that shows what was offered by a button."""
    if isinstance(action, ShowCode):
        return show_code(action.code, scene)
    return show_section(scene.corpus.sections[getattr(action, "section", "")], scene)


def which_of_them(latest: Exchange, scene: Scene) -> Turn:
    """The turn that asks once more which of the offered sections it is."""
    rows = tuple((ActionButton(_label(action, scene), action),) for action in latest.offered)
    none = ActionButton(scene.words.gettext("None of these"), NoneOfThese())
    text = scene.words.gettext("Which of them do you mean? Press a button, or write its number.")
    sections = list({one.id: one for one in (section_of(action, scene) for action in latest.offered)}.values())
    outcome = Outcome("choices", sections=answers.ranked(sections, [1 / len(sections)] * len(sections)))
    return turn(scene, outcome, Reply(text, (*rows, (none,))), question=latest.question)


def section_of(action: Action, scene: Scene) -> Section:
    """The section that a button shows."""
    if isinstance(action, ShowCode):
        return scene.corpus.sections_by_code[action.code][0]
    return scene.corpus.sections[getattr(action, "section", "")]


def _label(action: Action, scene: Scene) -> str:
    if isinstance(action, ShowCode):
        return f"{action.code} {scene.corpus.sections_by_code[action.code][0].title}"
    return scene.corpus.sections[getattr(action, "section", "")].title
