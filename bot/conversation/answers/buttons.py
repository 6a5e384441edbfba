"""Rows of buttons that several answers share."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.actions import NoneOfThese, Offer, Rate, ShowCode, ShowSection, ShowStep
from bot.conversation.questions.ways import Way
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Button, CopyButton, LinkButton
from bot.corpus import SUPPORT, Page, Section

Row = tuple[Button, ...]


def section_button(section: Section) -> ActionButton:
    """Return the button that shows a section."""
    return ActionButton(section.title, ShowSection(section.id))


def code_button(scene: Scene, code: str) -> ActionButton:
    """Return the button that shows a code, with the title of its section if it has one."""
    owners = scene.corpus.sections_by_code.get(code)
    return ActionButton(f"{code} {owners[0].title}" if owners else code, ShowCode(code))


def button_of(scene: Scene, action: Offer) -> ActionButton:
    """Return the button for an action that shows a section or a code."""
    return (
        code_button(scene, action.code) if isinstance(action, ShowCode) else section_button(section_of(scene, action))
    )


def section_of(scene: Scene, action: Offer) -> Section:
    """Return the section that an action shows."""
    if isinstance(action, ShowCode):
        return scene.corpus.sections_by_code[action.code][0]
    return scene.corpus.sections[action.section]


def link_rows(scene: Scene, page: Page) -> list[Row]:
    """Return the buttons that open the articles of a page, one in each row."""
    return [(LinkButton(title, url),) for title, url in scene.links(page)]


def article_row(scene: Scene, name: str) -> Row:
    """Return the button that opens an article."""
    article = scene.corpus.articles[name]
    return (LinkButton(article.titles[scene.language], article.urls[scene.language]),)


def support_row(scene: Scene) -> Row:
    """Return the button that opens Microsoft's customer support."""
    return article_row(scene, SUPPORT)


def copy_rows(scene: Scene, page: Page) -> list[Row]:
    """Return the button that copies the command of a page, if it has one."""
    return [copy_row(scene, page.copy)] if page.copy else []


def copy_row(scene: Scene, copied: str) -> Row:
    """Return the button that copies a text."""
    return (CopyButton(scene.say("Copy {address}", address=copied), copied),)


def related_rows(scene: Scene, related: Sequence[Section]) -> list[Row]:
    """Return the buttons that show related sections, one in each row."""
    return [
        (ActionButton(scene.say("See also: {title}", title=section.title), ShowSection(section.id)),)
        for section in related
    ]


def rating_row(scene: Scene, section: Section, rung: int) -> Row:
    """Return the buttons that say whether an answer, or the advice number `rung` after it, helped."""
    return (
        ActionButton(scene.say("👍 It worked"), Rate(section.id, rung, helped=True), is_primary=True),
        ActionButton(scene.say("👎 It did not work"), Rate(section.id, rung, helped=False)),
    )


def step_button(scene: Scene, section: Section, way: Way, step: int = 0) -> ActionButton:
    """Return the button that shows a way one step at a time."""
    return ActionButton(scene.say("One step at a time"), ShowStep(section.id, way.place, step))


def step_rows(scene: Scene, section: Section, way: Way | None, step: int = 0) -> list[Row]:
    """Return the row of `step_button` for a way of several steps, else no row."""
    return [(step_button(scene, section, way, step),)] if way and len(way.steps) > 1 else []


def none_row(scene: Scene) -> Row:
    """Return the button that says that none of the offered titles is right."""
    return (ActionButton(scene.say("None of these"), NoneOfThese()),)


def other_subject_row(scene: Scene) -> Row:
    """Return the button that says that the answer is about something else."""
    return (ActionButton(scene.say("It is about something else"), NoneOfThese()),)
