"""The facts of a case in words: for the person, and to copy for people who help."""

from __future__ import annotations

from babel.lists import format_list

from bot.conversation.actions import ForgetCase
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Button, CopyButton, Reply

MAX_COPIED = 256  # characters (Bot API, CopyTextButton)


def case_page(scene: Scene) -> Reply:
    """What is known of the case, with the button that forgets it."""
    _ = scene.words.gettext
    lines = [f"- {name}: {value}" for name, value in _told(scene)]
    if not lines:
        return Reply(
            _(
                "I know nothing of your case yet. Send me the error code, or tell me what happened. What you tell of "
                "the computer I remember for 48 hours, without your name."
            )
        )
    title = _("# What I know of your case")
    end = _("I remember this for 48 hours after your last message. If something is wrong, just write what is right.")
    row: tuple[Button, ...] = (ActionButton(_("Forget the case"), ForgetCase()),)
    return Reply("\n\n".join([title, "\n".join(lines), end]), (row,))


def understood(scene: Scene) -> str:
    """The facts of the case in one sentence; "" where there are none."""
    told = [f"{name.lower()} {value}" for name, value in _told(scene)]
    return format_list(told, locale=scene.language) if told else ""


def summary(scene: Scene) -> str:
    """The case as a text to send to people who help, without personal data, of at most 256 characters."""
    _ = scene.words.gettext
    lines = [f"{name}: {value}" for name, value in _told(scene)]
    text = ". ".join([_("Windows is not activated"), *lines])
    return text if len(text) <= MAX_COPIED else f"{text[: MAX_COPIED - 1]}…"


def summary_row(scene: Scene) -> tuple[tuple[Button, ...], ...]:
    """The button that copies the case; no row where nothing is known of it."""
    if not _told(scene):
        return ()
    return ((CopyButton(scene.words.gettext("Copy a text about your case"), summary(scene)),),)


def _told(scene: Scene) -> list[tuple[str, str]]:
    """Name and value of everything that is known, in the language of the corpus."""
    _, case, forms = scene.words.gettext, scene.case, scene.corpus.facts
    told: list[tuple[str, str]] = []
    if scene.windows_told or case.build:
        build = f" (build {case.build})" if case.build else ""
        told.append(("Windows", f"{scene.windows}{build}"))
    if case.codes:
        told.append((_("Error codes"), ", ".join(case.codes)))
    for name, label in forms.labels():
        if value := case.value(name):
            told.append((label, forms.label_of(name, value)))
    if case.tried:
        tried = [forms.label_of("tried", name) for name in case.tried]
        told.append((_("Tried"), ", ".join(tried)))
    return told
