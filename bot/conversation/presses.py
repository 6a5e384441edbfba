"""What a pressed button does."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.actions import (
    Action,
    Answer,
    ChooseLanguage,
    ChooseWindows,
    ForgetCase,
    More,
    NoneOfThese,
    Rate,
    ShowCode,
    ShowCodes,
    ShowSection,
    ShowStep,
    ShowWay,
    Stuck,
    SwitchWindows,
)
from bot.conversation.answers.choose import as_shown, show_code, show_section, turn
from bot.conversation.answers.commands import codes_page, language_chosen, windows_chosen
from bot.conversation.events import Press
from bot.conversation.followups import follow_up as followups
from bot.conversation.followups import inquiry_answers as inquiries
from bot.conversation.followups import next_advice as ladder
from bot.conversation.followups import steps
from bot.conversation.history import ChatHistory
from bot.conversation.questions.ways import Way, ways
from bot.conversation.scene import Scene
from bot.conversation.turn import TALK, Reply, Turn
from bot.corpus import Windows


def pressed(press: Press, scene: Scene) -> Turn:
    """The turn after a button; one that means nothing any more gets a word over it, and no message."""
    if isinstance(press.action, Rate) and press.action.section in scene.corpus.sections:
        return _rated(press.action, press, scene)
    return act(press.action, scene) or _gone(scene)


def act(action: Action | None, scene: Scene) -> Turn | None:  # noqa: C901, PLR0912 - one case a kind of button
    """The turn an action leads to; None where what it names is not there."""
    corpus, made = scene.corpus, None
    match action:
        case ShowSection(section) if section in corpus.sections:
            made = show_section(corpus.sections[section], scene)
        case ShowCode(code) if code in corpus.sections_by_code:
            made = show_code(code, scene)
        case More(section) if section in corpus.sections:
            made = _in_place(
                show_section(corpus.sections[section], as_shown(corpus.sections[section], scene), more=True)
            )
        case SwitchWindows(section, windows) if section in corpus.sections:
            made = _switched(section, windows, scene)
        case Answer(inquiry, value) if inquiry in corpus.inquiries:
            made = _in_place(inquiries.answer(corpus.inquiries[inquiry], value, scene))
        case ShowWay(section, index) if way := _way(section, index, scene):
            made = _in_place(ladder.show_way(corpus.sections[section], way, scene))
        case ShowStep(section, index, step) if way := _way(section, index, scene):
            made = _in_place(steps.show_step(corpus.sections[section], way, step, scene))
        case Stuck(section, index, step, how) if way := _way(section, index, scene):
            says = steps.stuck if how == "missing" else steps.otherwise
            made = _in_place(says(corpus.sections[section], way, step, scene))
        case ShowCodes(page):
            made = _in_place(turn(scene, TALK, codes_page(scene, page)))
        case ChooseWindows(windows):
            scene = scene.for_windows(windows)
            made = followups.for_windows(windows, scene) or turn(scene, TALK, windows_chosen(scene))
        case ChooseLanguage(language) if language in scene.config.catalogs:
            scene = replace(scene, language=language, history=replace(scene.history, language=language))
            made = turn(scene, TALK, language_chosen(scene))
        case NoneOfThese():
            made = inquiries.none_of_these(scene)
        case ForgetCase():
            made = _case_forgotten(scene)
    return made


def _way(section: str, index: int, scene: Scene) -> Way | None:
    """The way that a button names, if it is still there."""
    known = scene.corpus.sections.get(section)
    found = ways(known, scene) if known else []
    return next((way for way in found if way.place == index), None)


def _switched(section: str, windows: Windows, scene: Scene) -> Turn:
    """The same answer for the other Windows, in place, with what was offered beside it."""
    shown = scene.history.shown(section)
    scene = as_shown(scene.corpus.sections[section], scene.for_windows(windows))
    return _in_place(show_section(scene.corpus.sections[section], scene, shown.code if shown else None))


def _in_place(made: Turn) -> Turn:
    return replace(made, replies=tuple(replace(reply, in_place=True) for reply in made.replies))


def _rated(rate: Rate, press: Press, scene: Scene) -> Turn:
    """A vote counts once: pressed again, it says so and leads no further."""
    _ = scene.words.gettext
    quiet = Turn((), scene.history, replace(TALK, windows=scene.windows, language=scene.language))
    if press.voted == rate.helped:
        return replace(quiet, toast=_("I have noted that already. Thank you."))
    section = scene.corpus.sections[rate.section]
    if rate.helped:
        vote = followups.rated_up(section, rate.rung, scene.history)
        if press.in_group:
            return replace(quiet, toast=_("How nice that it helped. Thank you for telling me."), vote=vote)
        made = turn(scene, TALK, Reply(followups.solved_text(section, scene)))
        return replace(made, toast=_("How nice that it helped. Thank you for telling me."), vote=vote)
    made = replace(ladder.climb(section, scene, rung=rate.rung), toast=_("Thank you for telling me."))
    return replace(made, replies=(), history=scene.history) if press.escalated else made


def _case_forgotten(scene: Scene) -> Turn:
    """The facts of the case, the answers and the Windows version are forgotten; the language stays."""
    text = scene.words.gettext("Done, I have forgotten the case. Write whenever you like, and we begin again.")
    return _in_place(turn(scene.remembering(ChatHistory(language=scene.history.language)), TALK, Reply(text)))


def _gone(scene: Scene) -> Turn:
    text = scene.words.gettext("That button is too old. Ask me again, and you get fresh ones.")
    return Turn((), scene.history, replace(TALK, windows=scene.windows, language=scene.language), toast=text)
