"""Answers to pressed buttons."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.conversation.actions import (
    Action,
    ActionOnSection,
    Answer,
    ChooseLanguage,
    ChooseWindows,
    ForgetCase,
    More,
    NoneOfThese,
    OtherAction,
    Rate,
    SectionAction,
    ShowCode,
    ShowCodes,
    ShowSection,
    ShowStep,
    ShowWay,
    Stuck,
    SwitchWindows,
)
from bot.conversation.answers.choose import show_code, show_section
from bot.conversation.answers.commands import codes_page, language_chosen, windows_chosen
from bot.conversation.answers.turns import build_turn, scene_as_shown, toast_turn
from bot.conversation.events import Press
from bot.conversation.followups import steps
from bot.conversation.followups.facts import for_windows
from bot.conversation.followups.follow_up import solved_text, vote_up
from bot.conversation.followups.inquiry_answers import answer_inquiry, none_of_these
from bot.conversation.followups.next_advice import did_not_help, show_way
from bot.conversation.history import ChatHistory
from bot.conversation.questions.ways import Way
from bot.conversation.scene import Scene
from bot.conversation.turn import TALK, Reply, Turn
from bot.corpus import Section


def answer_press(press: Press, scene: Scene) -> Turn:
    """Return the turn after a button was pressed; for an expired button a toast and no reply."""
    if isinstance(press.action, Rate) and press.action.section in scene.corpus.sections:
        return _rate(press.action, press, scene)
    return act(press.action, scene) or toast_turn(
        scene, scene.say("That button has expired. Ask me again to get new ones.")
    )


def act(action: Action | None, scene: Scene) -> Turn | None:
    """Return the turn that an action leads to; None if it names something that does not exist."""
    if action is None:
        return None
    turn = _act_on_section(action, scene) if isinstance(action, SectionAction) else _act(action, scene)
    return replace(turn, in_place=True) if turn and action.in_place else turn


def _act(action: OtherAction, scene: Scene) -> Turn | None:  # noqa: PLR0911 - one case a kind of button
    """Return the turn of an action that is not about a section."""
    corpus = scene.corpus
    match action:
        case ShowCode(code):
            return show_code(code, scene) if code in corpus.sections_by_code else None
        case Answer(inquiry, value):
            return answer_inquiry(corpus.inquiries[inquiry], value, scene) if inquiry in corpus.inquiries else None
        case ShowCodes(page):
            return build_turn(scene, TALK, codes_page(scene, page))
        case ChooseWindows(windows):
            scene = scene.for_windows(windows)
            return for_windows(windows, scene) or build_turn(scene, TALK, windows_chosen(scene))
        case ChooseLanguage(language):
            return _choose_language(language, scene) if language in scene.config.catalogs else None
        case NoneOfThese():
            return none_of_these(scene)
        case ForgetCase():
            scene = scene.remembering(ChatHistory(language=scene.history.language))
            text = scene.say("Done, I have forgotten your case. Write whenever you like, and we will start over.")
            return build_turn(scene, TALK, Reply(text))
        case _:
            assert_never(action)


def _act_on_section(action: ActionOnSection, scene: Scene) -> Turn | None:
    """Return the turn of an action about a section; None if the section or its way no longer exists."""
    section = scene.corpus.sections.get(action.section)
    if section is None:
        return None
    match action:
        case ShowSection():
            return show_section(section, scene)
        case More():
            return show_section(section, scene_as_shown(section, scene), more=True)
        case SwitchWindows(_, windows):
            shown = scene.history.shown(section.id)
            scene = scene_as_shown(section, scene.for_windows(windows))
            return show_section(section, scene, shown.code if shown else None)
        case ShowWay() | ShowStep() | Stuck():
            way = steps.way_at(section, action.way, scene)
            return _act_on_way(action, section, way, scene) if way else None
        case Rate():  # a vote depends on earlier votes, which only the press knows
            return None
        case _:
            assert_never(action)


def _act_on_way(action: ShowWay | ShowStep | Stuck, section: Section, way: Way, scene: Scene) -> Turn | None:
    """Return the turn of an action about a way of a section."""
    match action:
        case ShowWay():
            return show_way(section, way, scene)
        case ShowStep(_, _, step):
            return steps.show_step(section, way, step, scene)
        case Stuck(_, _, step, how):
            reply = steps.not_found if how == "missing" else steps.other_screen
            return reply(section, way, step, scene)
        case _:
            assert_never(action)


def _choose_language(language: str, scene: Scene) -> Turn:
    """Return the turn after the choice of a language."""
    scene = replace(scene, language=language, history=replace(scene.history, language=language))
    return build_turn(scene, TALK, language_chosen(scene))


def _rate(rate: Rate, press: Press, scene: Scene) -> Turn:
    """Return the turn after a vote; the same vote a second time changes nothing."""
    if press.voted == rate.helped:
        return toast_turn(scene, scene.say("I have noted that already. Thank you."))
    section = scene.corpus.sections[rate.section]
    if rate.helped:
        toast = scene.say("I am glad it helped. Thank you for telling me.")
        turn = (
            toast_turn(scene, toast) if press.in_group else build_turn(scene, TALK, Reply(solved_text(section, scene)))
        )
        return replace(turn, toast=toast, vote=vote_up(section, rate.rung, scene.history))
    turn = replace(did_not_help(section, scene, rung=rate.rung), toast=scene.say("Thank you for telling me."))
    return replace(turn, replies=(), history=scene.history) if press.escalated else turn
