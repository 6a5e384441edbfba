"""Replies to pictures: their text is answered like a question, after a note on what was read."""

from __future__ import annotations

from babel.lists import format_list

from bot.conversation.answers.choose import answer_text
from bot.conversation.answers.turns import build_turn
from bot.conversation.catalogs import N_
from bot.conversation.events import Picture
from bot.conversation.followups.follow_up import follow_up
from bot.conversation.scene import Scene
from bot.conversation.turn import Outcome, Reply, Turn
from bot.corpus import ACTIVATION, PIRACY
from bot.pictures import PictureProblem
from bot.understanding import Decision, Understanding

MAX_QUOTED = 120  # characters of an unknown text in a picture
PROBLEMS: dict[PictureProblem, str] = {
    "unavailable": N_("I cannot read pictures here."),
    "busy": N_("So many pictures are waiting right now that I cannot get to yours."),
    "too_large": N_("That picture is too large for me. I can take pictures of up to 10 MB."),
    "broken": N_("I could not open that picture; something seems to be wrong with the file."),
    "wrong_format": N_("I can open JPEG, PNG and WebP pictures, but not this format."),
    "unreadable": N_("I could not make out any text in that picture."),
}


def answer_picture(event: Picture, understanding: Understanding, scene: Scene, before: Scene) -> Turn:
    """Return the turn after a picture: an answer if its text or caption is understood, else what would help.

    `before` is the scene without the facts that the picture itself states.
    """
    note = _read_note(event, understanding, scene)
    refers = event.caption or understanding.topic or understanding.choice is not None
    turn = follow_up(event.caption, understanding, scene, before) if refers else None
    is_known = (
        turn or understanding.decision != Decision.DECLINE or understanding.named_codes or understanding.topic == PIRACY
    )
    if not is_known:
        return build_turn(scene, Outcome("decline", "no_match"), Reply(_what_helps(scene)).preceded_by(note))
    # If a picture has no answer, only its codes are stored: the rest may be a private letter.
    question = " ".join((event.caption, *understanding.named_codes)).strip()
    return (turn or answer_text(question, understanding, scene)).preceded_by(note)


def _read_note(event: Picture, understanding: Understanding, scene: Scene) -> str:
    """Return a sentence on what was read from the picture, or why nothing was."""
    if event.problem:
        return scene.say(PROBLEMS[event.problem])
    if understanding.pictured:
        codes = format_list([f"`{code}`" for code in understanding.pictured], locale=scene.language)
        return scene.say("In your picture I can read {codes}.", codes=codes)
    if understanding.message:
        return scene.say("In your picture I can read “{text}”.", text=understanding.message)
    quoted = _quoted(event.text)
    if understanding.suggestions and quoted:
        return scene.say("In your picture I can see something that looks like an error code.")
    if quoted:
        return scene.say("In your picture I can read “{text}”, but no error code that I know.", text=quoted)
    return scene.say(PROBLEMS["unreadable"])


def _quoted(text: str) -> str:
    """Return the beginning of a text on one line, without characters that mean something in Markdown."""
    line = " ".join("".join(character if character.isalnum() else " " for character in text).split())
    return line if len(line) <= MAX_QUOTED else f"{line[:MAX_QUOTED].rsplit(' ', 1)[0]} …"


def _what_helps(scene: Scene) -> str:
    text = scene.say(
        "Send me the error code from the screen as text instead, for example `0xC004F211`. You can find it in "
        "{place}. If there is no code, send me the words that Windows shows.",
        place=scene.place(ACTIVATION),
    )
    if not scene.config.reads_pictures:
        return text
    again = scene.say("Or take a new picture, straight from the front and close to the text.")
    return f"{text} {again}"
