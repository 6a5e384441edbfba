"""The facts of a case in words: for the user, and as a text to copy for customer support."""

from __future__ import annotations

from babel.lists import format_list

from bot.conversation.actions import ForgetCase
from bot.conversation.catalogs import N_
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Button, CopyButton, Reply
from bot.corpus import MAX_COPIED

AS_GUEST = N_("I am a guest here and remember nothing of what is said. In a private chat I can remember your choices.")


def case_page(scene: Scene) -> Reply:
    """Return the reply that lists the known facts of the case, with a button to forget them."""
    if scene.heard == "guest":
        return Reply(scene.say(AS_GUEST))
    lines = [f"- {name}: {value}" for name, value in _facts(scene)]
    if not lines:
        return Reply(
            scene.say(
                "I know nothing about your case yet. Send me the error code, or tell me what happened. I remember "
                "what you tell me about the computer for 48 hours, without your name."
            )
        )
    title = scene.say("# What I know about your case")
    end = scene.say(
        "I remember this for 48 hours after your last message. If something is wrong, just tell me what is right."
    )
    row: tuple[Button, ...] = (ActionButton(scene.say("Forget my case"), ForgetCase()),)
    return Reply("\n\n".join([title, "\n".join(lines), end]), (row,))


def known_facts(scene: Scene) -> str:
    """Return the facts of the case as a list in one sentence; "" if there are none."""
    facts = [f"{name.lower()} {value}" for name, value in _facts(scene)]
    return format_list(facts, locale=scene.language) if facts else ""


def summary(scene: Scene) -> str:
    """Return the case as a text for customer support, without personal data, of at most 256 characters."""
    lines = [f"{name}: {value}" for name, value in _facts(scene)]
    text = ". ".join([scene.say("Windows is not activated"), *lines])
    return text if len(text) <= MAX_COPIED else f"{text[: MAX_COPIED - 1]}…"


def summary_rows(scene: Scene) -> tuple[tuple[Button, ...], ...]:
    """Return the button that copies the case; no row if nothing is known."""
    if not _facts(scene):
        return ()
    return ((CopyButton(scene.say("Copy a summary of your case"), summary(scene)),),)


def _facts(scene: Scene) -> list[tuple[str, str]]:
    """Return the name and the value of every known fact, in the language of the corpus."""
    case, forms = scene.case, scene.corpus.facts
    facts: list[tuple[str, str]] = []
    if scene.windows_known or case.build:
        build = f" (build {case.build})" if case.build else ""
        facts.append(("Windows", f"{scene.windows}{build}"))
    if case.codes:
        facts.append((scene.say("Error codes"), ", ".join(case.codes)))
    for name, label in forms.labels():
        if value := case.value(name):
            facts.append((label, forms.label_of(name, value)))
    if case.tried:
        tried = [forms.label_of("tried", name) for name in case.tried]
        facts.append((scene.say("Tried"), ", ".join(tried)))
    return facts
