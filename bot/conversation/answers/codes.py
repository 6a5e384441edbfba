"""The wording of answers about codes without a section: known by their facts, nearly right, or unknown."""

from __future__ import annotations

from collections.abc import Sequence

from babel.lists import format_list

from bot.conversation.answers.buttons import Row, code_button, link_rows, rating_row, related_rows, section_button
from bot.conversation.scene import Scene
from bot.conversation.turn import Reply
from bot.corpus import OTHER_CODES, Section
from bot.understanding import is_success

MAX_EXPLAINED = 4  # codes of one message that are explained; nobody can act on more


def near_miss(
    scene: Scene, codes: Sequence[str], suggestions: Sequence[str], related: Sequence[Section], intro: str = ""
) -> Reply:
    """Return the question whether a suggested code is right, because a near miss is never answered like a known code.

    `codes` are well-formed codes of the text, `related` the sections that help with them; `intro` comes first.
    """
    corpus = scene.corpus
    suggested = [code for code in suggestions if code in corpus.sections_by_code or code in corpus.code_facts]
    alternatives = format_list([f"`{code}`" for code in suggested], style="or", locale=scene.language)
    parts = [intro, *(code_paragraph(scene, code) for code in codes[:MAX_EXPLAINED])]
    if not codes:
        parts.append(scene.say("That code does not look quite right."))
    if any(code in corpus.code_facts for code in codes):
        parts.append(scene.say("Did you copy the code by hand? Then it could also be {codes}.", codes=alternatives))
    else:
        parts.append(scene.say("Did you mean {codes}?", codes=alternatives))
    rows = ((code_button(scene, code),) for code in suggested)
    return Reply("\n\n".join(filter(None, parts)), (*related_rows(scene, related), *rows))


def unknown_code(scene: Scene, codes: Sequence[str], offered: Sequence[Section], intro: str = "") -> Reply:
    """Return what is known of well-formed codes without a section, and where to look them up; `intro` comes first."""
    corpus = scene.corpus
    section = corpus.sections[OTHER_CODES]
    parts = [intro, *(code_paragraph(scene, code) for code in codes[:MAX_EXPLAINED])]
    if not all(code in corpus.code_facts or is_success(code) for code in codes):
        parts.append(scene.body(section))
    rows: list[Row] = [(section_button(other),) for other in offered if other != section]
    if not all(map(is_success, codes)):
        rows += link_rows(scene, section)
    return Reply("\n\n".join(filter(None, parts)), (*rows, rating_row(scene, section, 0)))


def code_paragraph(scene: Scene, code: str) -> str:
    """Return a paragraph about a code without a section."""
    if fact := scene.corpus.code_facts.get(code):
        return f"`{code}`: {fact.cause} {fact.remedy}"
    if is_success(code):
        return scene.say("`{code}` is not an error. It means that everything went well.", code=code)
    return scene.say("`{code}` is not in my list.", code=code)


def meaning_of_code(scene: Scene, code: str) -> str:
    """Return what a known code means: its own meaning if there is one, else the introduction of its section."""
    if fact := scene.corpus.code_facts.get(code):
        return fact.cause
    owner = scene.corpus.sections_by_code[code][0]
    return owner.meanings.get(code) or scene.body(owner).partition("\n\n## ")[0]
