"""Steps of a way, one at a time, and help for users who cannot do one."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.actions import ShowStep, Stuck
from bot.conversation.answers.buttons import Row, rating_row
from bot.conversation.answers.turns import in_corpus_language, latest_exchange, stay_on_screen
from bot.conversation.questions.ways import Way, first_way, ways
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Button, Reply, Turn
from bot.corpus import ACTIVATION, ScreenName, Section

BOLD = re.compile(r"\*\*([^*]+)\*\*")
SEPARATOR = " > "  # between the names of a path


def show_step(section: Section, way: Way, step: int, scene: Scene) -> Turn:
    """Return the turn that shows one step, counted from 0; after the last step it asks whether it helped."""
    steps = way.steps
    if step >= len(steps):
        text = scene.say(
            "That was the last step. Check in {place} whether Windows is activated now. Did it work?",
            place=scene.place(ACTIVATION),
        )
        reply = Reply(text, (rating_row(scene, section, latest_exchange(section, scene).rung),))
        return _on_step(section, way, None, reply, scene, asks=True)
    count = scene.say("Step {step} of {steps}", step=step + 1, steps=len(steps))
    reply = Reply(f"**{count}**\n\n{steps[step]}", (_row(section, way, step, scene),))
    return _on_step(section, way, step, in_corpus_language(scene, reply), scene)


def not_found(section: Section, way: Way, step: int, scene: Scene, *, named: ScreenName | None = None) -> Turn:
    """Return the turn for a user who cannot find what a step names: what is near it, and why it may be missing.

    `named` is the name on the screen that the user asks about; else the first one in the step is taken.
    """
    steps = way.steps
    text = steps[min(step, len(steps) - 1)] if steps else way.part.text
    name = named or next(iter([*names_in(text, scene), *names_in(way.part.text, scene)]), None)
    lines = [scene.say("I see. This is how to find it.")]
    if name:
        lines += filter(None, [f"**{name.name}**", name.near, name.missing])
    if name and name.search:
        lines.append(search_line(name.search, scene))
    else:
        lines.append(scene.say("This is how you get there: {place}.", place=scene.place(ACTIVATION)))
    reply = Reply("\n\n".join(lines), (_row(section, way, step, scene, is_stuck=True),))
    return _on_step(section, way, step, reply, scene)


def other_screen(section: Section, way: Way, step: int, scene: Scene) -> Turn:
    """Return the turn for a user whose screen shows something other than the step says."""
    text = scene.say(
        "Then tell me what is on the screen, word for word, or send a picture if you can. If it says that you need an "
        "administrator, sign in with the account that is allowed to change settings. If there is a code that begins "
        "with `0x`, send me that."
    )
    return _on_step(section, way, step, Reply(text, (_row(section, way, step, scene, is_stuck=True),)), scene)


def way_on_screen(section: Section, scene: Scene) -> Way | None:
    """Return the way of a section that is on the screen, else its first way."""
    shown = scene.history.shown(section.id)
    at = shown.way if shown else None
    return way_at(section, at, scene) or first_way(section, scene)


def way_at(section: Section, place: int | None, scene: Scene) -> Way | None:
    """Return the way of a section at an index among its parts; None if there is no such way."""
    return next((way for way in ways(section, scene) if way.place == place), None)


def names_in(text: str, scene: Scene) -> list[ScreenName]:
    """Return the names on the screen in a text of the corpus, where they are bold, in order."""
    known = scene.corpus.screen_names
    found = (part.strip() for bold in BOLD.findall(text) for part in reversed(bold.split(SEPARATOR)))
    return [known[name] for name in dict.fromkeys(found) if name in known]


def search_line(search: str, scene: Scene) -> str:
    """Return a sentence that says how to find something by typing after the Windows key."""
    return scene.say(
        "This works in both Windows 11 and Windows 10: press the Windows key, type `{search}` and press Enter.",
        search=search,
    )


def _row(section: Section, way: Way, step: int, scene: Scene, *, is_stuck: bool = False) -> Row:
    row: list[Button] = [ActionButton(scene.say("Done"), ShowStep(section.id, way.place, step + 1), is_primary=True)]
    if not is_stuck:
        row.append(ActionButton(scene.say("I cannot find it"), Stuck(section.id, way.place, step, "missing")))
    row.append(ActionButton(scene.say("I see something else"), Stuck(section.id, way.place, step, "other")))
    return tuple(row)


def _on_step(section: Section, way: Way, step: int | None, reply: Reply, scene: Scene, *, asks: bool = False) -> Turn:
    """Return the turn after which a step of a way is on the screen."""
    exchange = replace(latest_exchange(section, scene), way=way.place, step=step, asks=asks, offered=(), inquiry=None)
    return stay_on_screen(section, reply, exchange, scene.in_case(scene.case.given_too(way.named(section))))
