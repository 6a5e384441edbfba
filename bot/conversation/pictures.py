"""Pictures: what was read from one is answered like a question, and said."""

from __future__ import annotations

from dataclasses import replace

from babel.lists import format_list

from bot.conversation.answers.choose import answered, turn
from bot.conversation.events import Picture
from bot.conversation.followups.follow_up import follow_up
from bot.conversation.scene import Scene
from bot.conversation.turn import Outcome, Reply, Turn
from bot.corpus import ACTIVATION
from bot.pictures import PictureProblem
from bot.understanding import Decision, Understanding

PIRACY = "piracy"
MAX_QUOTED = 120  # characters of what was read that are shown where nothing in it is known


def picture(event: Picture, understanding: Understanding, scene: Scene, before: Scene) -> Turn:
    """The turn after a picture: an answer where it or its caption holds something known, else what would help."""
    note = _read(event, understanding, scene)
    refers = event.caption or understanding.topic or understanding.choice is not None
    made = follow_up(event.caption, understanding, scene, before) if refers else None
    understood = (
        made or understanding.decision != Decision.DECLINE or understanding.named_codes or understanding.topic == PIRACY
    )
    if not understood:
        return turn(scene, Outcome("decline", "no_match"), Reply(f"{note}\n\n{_what_helps(scene)}"))
    # What is kept of a picture nobody could answer is its code alone: the rest may be anybody's letter.
    question = " ".join((event.caption, *understanding.named_codes)).strip()
    made = made or answered(question, understanding, scene)
    first, *others = made.replies
    return replace(made, replies=(replace(first, text=f"{note}\n\n{first.text}"), *others))


def _read(event: Picture, understanding: Understanding, scene: Scene) -> str:
    """A sentence on what was read from the picture, or why nothing was."""
    _ = scene.words.gettext
    if event.problem:
        return _problem(event.problem, scene)
    if understanding.pictured:
        listed = format_list([f"`{code}`" for code in understanding.pictured], locale=scene.language)
        return _("In your picture I read {codes}.").format(codes=listed)
    if understanding.message:
        return _("In your picture I read “{text}”.").format(text=understanding.message)
    quoted = _quoted(event.text)
    if understanding.suggestions and quoted:
        return _("In your picture I read something that looks like an error code.")
    if quoted:
        return _("In your picture I read “{text}”, but no error code that I know.").format(text=quoted)
    return _problem("unreadable", scene)


def _quoted(text: str) -> str:
    """The beginning of a text on one line, with nothing in it that Markdown would take for marks."""
    line = " ".join("".join(character if character.isalnum() else " " for character in text).split())
    return line if len(line) <= MAX_QUOTED else f"{line[:MAX_QUOTED].rsplit(' ', 1)[0]} …"


def _problem(problem: PictureProblem, scene: Scene) -> str:
    _ = scene.words.gettext
    texts: dict[PictureProblem, str] = {
        "unavailable": _("I cannot read pictures here."),
        "busy": _("So many pictures are waiting just now that I cannot get to yours."),
        "too_large": _("That picture is too large for me. I take pictures of up to 10 MB."),
        "broken": _("I could not open that picture; something seems to be wrong with the file."),
        "wrong_format": _("I can open pictures of the kinds JPEG, PNG and WebP, but not this one."),
        "unreadable": _("I could not make out any text in that picture."),
    }
    return texts[problem]


def _what_helps(scene: Scene) -> str:
    _ = scene.words.gettext
    text = _(
        "Write the error code from the screen instead, for example `0xC004F211`. You find it in {place}. Is "
        "there no code, write the words that Windows shows."
    ).format(place=scene.place(ACTIVATION))
    if not scene.config.reads_pictures:
        return text
    again = _("Or take a new picture, straight from the front and close to the text.")
    return f"{text} {again}"
