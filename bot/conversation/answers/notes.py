"""Notes before an answer: sympathy, a warning about a product key, unsupported Windows versions, Office."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.answers.buttons import article_row, support_row
from bot.conversation.scene import Scene
from bot.conversation.turn import Outcome, Reply, Turn
from bot.corpus import ACTIVATE_OFFICE, OLD_KEY
from bot.understanding import Understanding

CALMING_TOPICS = ("smalltalk-worried", "smalltalk-upset")  # their replies are calming already


def with_feeling(turn: Turn, understanding: Understanding, scene: Scene) -> Turn:
    """Return the turn, after a sympathetic sentence if the text shows fear, anger or shame; each once in a case."""
    feeling = next((feeling for feeling in scene.corpus.feelings if feeling.name == understanding.feeling), None)
    if feeling is None or (understanding.topic in CALMING_TOPICS and not understanding.named_codes):
        return turn
    if turn.outcome.kind not in ("answer", "choices", "unknown_code") or scene.history.has_said(feeling.text):
        return turn
    history = turn.history.saying(feeling.text, scene.now)
    return replace(turn.preceded_by(feeling.text), history=history)


def with_notes(turn: Turn, understanding: Understanding, scene: Scene) -> Turn:
    """Return the turn with notes before it: on a product key, an unsupported Windows version, and Office."""
    reply, outcome = turn.replies[0], turn.outcome
    changed = turn.vote or turn.forget  # something was done, and the reply says so
    key_alone = understanding.product_key and outcome.kind == "smalltalk" and not changed
    nothing_else = key_alone or (outcome.kind == "decline" and outcome.reason == "no_match")
    is_about_old_windows = outcome.kind == "answer" and outcome.sections[0].id == OLD_KEY
    notes: list[str] = []
    if understanding.product_key:
        notes.append(_product_key_warning(scene))
    if understanding.old_windows and not is_about_old_windows:
        notes.append(_old_windows_note(scene, understanding.old_windows))
        reply = replace(reply, buttons=(*(() if nothing_else else reply.buttons), support_row(scene)))
    if understanding.office and outcome.kind in ("answer", "unknown_code") and understanding.named_codes:
        notes.append(_office_note(scene))
        reply = replace(reply, buttons=(article_row(scene, ACTIVATE_OFFICE), *reply.buttons))
    if not notes:
        return turn
    if nothing_else:
        reply = Reply("\n\n".join(notes), reply.buttons if understanding.old_windows else (), reply.folded)
    else:
        reply = reply.preceded_by("\n\n".join(notes))
    turn = replace(turn, replies=(reply, *turn.replies[1:]))
    return _with_warning(turn, outcome, scene) if understanding.product_key else turn


def warning_alone(turn: Turn, scene: Scene) -> Turn:
    """Return a turn that only warns that the message contains a product key."""
    return _with_warning(replace(turn, replies=(Reply(_product_key_warning(scene)),)), turn.outcome, scene)


def _with_warning(turn: Turn, outcome: Outcome, scene: Scene) -> Turn:
    """Return the turn with the warning in its outcome; in a group it also has the message deleted."""
    outcome = replace(outcome, warnings=("product_key",))
    return replace(turn, outcome=outcome, delete_question=scene.heard != "private")


def _product_key_warning(scene: Scene) -> str:
    if scene.heard != "private":
        return scene.say(
            "**That message seems to contain a product key.** Anyone who sees a key here can use it. I delete the "
            "message if I am allowed to; if you still see it, please delete it yourself. I have not saved the key, "
            "and nobody needs it to help you."
        )
    return scene.say(
        "**Your message seems to contain a product key.** Delete the message, and do not share the key with anyone. I "
        "have not saved it, and I do not need it to help you. To delete a message, press and hold it, and choose "
        "Delete."
    )


def _old_windows_note(scene: Scene, name: str) -> str:
    """Return a paragraph about a Windows version that the corpus does not cover; `name` as in "Windows 7"."""
    if "server" in name.casefold():
        return scene.say(
            "**{name}** is usually activated by the organisation that owns the licence, so ask the person who looks "
            "after the server. My steps are for Windows 11 and Windows 10.",
            name=name,
        )
    return scene.say(
        "**{name}** is no longer supported by Microsoft, and my steps are for Windows 11 and Windows 10. Microsoft's "
        "customer support can tell you what still works; upgrading is the lasting solution.",
        name=name,
    )


def _office_note(scene: Scene) -> str:
    return scene.say(
        "The code seems to come from **Office** (Word, Excel, Outlook or Microsoft 365). Office is activated "
        "separately, so what I say about Windows below will probably not help. The button leads to Microsoft's page "
        "about Office."
    )
