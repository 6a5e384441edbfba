"""A way one step at a time: next, where it is, what else is on the screen."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.actions import ShowStep, Stuck
from bot.conversation.answers import sections as answers
from bot.conversation.answers.choose import in_corpus_language, on_screen
from bot.conversation.history import Exchange
from bot.conversation.questions.ways import Way, first_way, ways
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Button, Reply, Turn
from bot.corpus import ACTIVATION, ScreenName, Section

BOLD = re.compile(r"\*\*([^*]+)\*\*")
SEPARATOR = " > "  # between the names of a path


def show_step(section: Section, way: Way, step: int, scene: Scene) -> Turn:
    """The turn that shows one step, counted from 0; past the last one it asks whether it helped."""
    _ = scene.words.gettext
    steps = way.steps
    if step >= len(steps):
        text = _("That was the last step. Look in {place}, whether Windows is activated now. Did it work?")
        rung = _exchange(section, scene).rung
        reply = Reply(text.format(place=scene.place(ACTIVATION)), (answers.rating_row(scene, section, rung),))
        return _turn(section, way, None, reply, scene, asks=True)
    count = _("Step {step} of {steps}").format(step=step + 1, steps=len(steps))
    reply = Reply(f"**{count}**\n\n{steps[step]}", (_row(section, way, step, scene),))
    return _turn(section, way, step, in_corpus_language(scene, reply), scene)


def stuck(section: Section, way: Way, step: int, scene: Scene, *, named: ScreenName | None = None) -> Turn:
    """The turn after something that a step names was not found: what is near it, and why it may be missing."""
    _ = scene.words.gettext
    steps = way.steps
    text = steps[min(step, len(steps) - 1)] if steps else way.part.text
    name = named or next(iter(names_in(text, scene)), None) or next(iter(names_in(way.part.text, scene)), None)
    lines = [_("I see. This is how to find it.")]
    if name:
        lines.append(f"**{name.name}**")
        lines += [line for line in (name.near, name.missing) if line]
    if name and name.search:
        search = _(
            "A way that works in Windows 11 and in Windows 10: press the Windows key, type `{search}` and press Enter."
        )
        lines.append(search.format(search=name.search))
    else:
        lines.append(_("You get there like this: {place}.").format(place=scene.place(ACTIVATION)))
    reply = Reply("\n\n".join(lines), (_row(section, way, step, scene, stuck=True),))
    return _turn(section, way, step, reply, scene)


def otherwise(section: Section, way: Way, step: int, scene: Scene) -> Turn:
    """The turn after something else is on the screen than the step says."""
    _ = scene.words.gettext
    text = _(
        "Then write what is on the screen, word for word, or send a picture if you can. If it says that you need an "
        "administrator, log in with the account that may change settings. If there is a code that begins with `0x`, "
        "send me that."
    )
    return _turn(section, way, step, Reply(text, (_row(section, way, step, scene, stuck=True),)), scene)


def on_way(section: Section, scene: Scene) -> Way | None:
    """The way of a section that is on the screen, else the one to show first."""
    shown = scene.history.shown(section.id)
    at = shown.way if shown else None
    return next((way for way in ways(section, scene) if way.place == at), None) or first_way(section, scene)


def names_in(text: str, scene: Scene) -> list[ScreenName]:
    """The names on the screen that a text of the corpus has in bold, in their order."""
    known = scene.corpus.screen_names
    found = (part.strip() for bold in BOLD.findall(text) for part in reversed(bold.split(SEPARATOR)))
    return [known[name] for name in dict.fromkeys(found) if name in known]


def _row(section: Section, way: Way, step: int, scene: Scene, *, stuck: bool = False) -> tuple[Button, ...]:
    _ = scene.words.gettext
    row: list[Button] = [ActionButton(_("Done"), ShowStep(section.id, way.place, step + 1), is_primary=True)]
    if not stuck:
        row.append(ActionButton(_("I cannot find it"), Stuck(section.id, way.place, step, "missing")))
    row.append(ActionButton(_("I see something else"), Stuck(section.id, way.place, step, "other")))
    return tuple(row)


def _exchange(section: Section, scene: Scene) -> Exchange:
    return scene.history.shown(section.id) or Exchange(scene.now, section.id, next(iter(section.codes), None))


def _turn(section: Section, way: Way, step: int | None, reply: Reply, scene: Scene, *, asks: bool = False) -> Turn:
    exchange = replace(
        _exchange(section, scene), at=scene.now, way=way.place, step=step, asks=asks, offered=(), inquiry=None
    )
    case = scene.case.given_too(way.named(section))
    outcome = replace(on_screen(section), windows=scene.windows, language=scene.language)
    return Turn((reply,), scene.history.in_case(case, scene.now).adding(exchange), outcome)
