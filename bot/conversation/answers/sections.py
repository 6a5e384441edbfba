"""The wording of a section and of a notice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.conversation.actions import More, ShowCode, ShowSection, SwitchWindows
from bot.conversation.answers.buttons import (
    Row,
    copy_rows,
    link_rows,
    other_subject_row,
    rating_row,
    related_rows,
    step_button,
)
from bot.conversation.answers.codes import meaning_of_code
from bot.conversation.questions.inquiries import option_rows
from bot.conversation.questions.ways import Way, first_way, split_meaning
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Button, Reply, ShareButton
from bot.corpus import WINDOWS, Inquiry, Notice, Section


@dataclass(frozen=True, slots=True)
class Extras:
    """Everything that an answer may say or offer in addition to its section.

    `offered` are sections that may be right instead, `related` those that may be needed too. `codes` are the codes of
    the message, the most important first. `intro` is a sentence on what else the message says, `code_meaning` the
    meaning of the first code in its context. With `more`, all buttons are shown.
    """

    offered: Sequence[Section] = ()
    related: Sequence[Section] = ()
    codes: Sequence[str] = ()
    intro: str = ""
    code_meaning: str | None = None
    more: bool = False


NO_EXTRAS = Extras()


def section_answer(scene: Scene, section: Section, inquiry: Inquiry | None = None, extras: Extras = NO_EXTRAS) -> Reply:
    """Return a section: its title, what it means and the first way that fits; the rest is folded.

    With an `inquiry`, the answer ends with that question, instead of a way if the question decides between ways.
    """
    way = first_way(section, scene)
    decides = inquiry is not None and inquiry.id not in section.asks
    lead, rest = _lead(scene, section, extras.codes)
    text = [heading(section), *_code_notes(scene, section, extras), extras.intro, lead]
    if way and not decides:
        text.append(way_text(way))
    if inquiry:
        text.append(f"**{inquiry.text}**")
    parts = scene.parts(section)
    others = [part for part in parts if decides or way is None or part != way.part]
    folded = [rest, *(f"## {part.heading}\n{part.text}" for part in others)]
    if scene.differs(section):  # above the steps if the user has stated the version, else below them
        note = scene.say("The steps are for **Windows {version}**.", version=scene.windows)
        text, folded = ([text[0], note, *text[1:]], folded) if scene.windows_known else (text, [note, *folded])
    if way is None and not scene.ways(section):
        text, folded = [*text, *folded], []
    rows = [*option_rows(inquiry, scene)] if inquiry else [rating_row(scene, section, 0)]
    rows += _visible_rows(scene, section, extras, None if inquiry else way)
    if extras.more:
        rows += _other_rows(scene, section, extras)
    return Reply("\n\n".join(filter(None, text)), tuple(rows), "\n\n".join(filter(None, folded)))


def heading(section: Section) -> str:
    """Return the title of a section with its first code."""
    return f"# {section.title} ({section.codes[0]})" if section.codes else f"# {section.title}"


def way_text(way: Way) -> str:
    """Return the text of a way, with its heading if the way is not for everyone."""
    return f"## {way.part.heading}\n{way.part.text}" if way.part.when or way.part.last else way.part.text


def notice(scene: Scene, page: Notice) -> Reply:
    """Return a notice with its links and related sections; the parts after the first are folded."""
    related = [scene.corpus.sections[name] for name in page.related]
    rows = (*link_rows(scene, page), *copy_rows(scene, page), *related_rows(scene, related))
    lead = scene.body(page).partition("\n## ")[0].strip()
    shown, *others = [f"## {part.heading}\n{part.text}" for part in scene.parts(page)] or [""]
    text = "\n\n".join(filter(None, [f"# {page.title}", lead, shown]))
    return Reply(text, rows, "\n\n".join(others))


def _code_notes(scene: Scene, section: Section, extras: Extras) -> Iterator[str]:
    """Yield a note on the most important code of the message if it is not the one in the title."""
    code = next(iter(extras.codes), None)
    if code and code not in section.codes:
        yield f"`{code}`: {scene.for_user(extras.code_meaning or meaning_of_code(scene, code))}"
    elif code and code != section.codes[0]:
        yield scene.say("Your code `{code}` belongs to this error.", code=code)


def _lead(scene: Scene, section: Section, codes: Sequence[str]) -> tuple[str, str]:
    """Return the meaning of a section, or of the code if it has its own, and the rest of the introduction."""
    meaning = section.meanings.get(codes[0]) if codes else None
    return split_meaning(scene.for_user(meaning) if meaning else scene.body(section))


def _visible_rows(scene: Scene, section: Section, extras: Extras, way: Way | None) -> Iterator[Row]:
    """Yield the rows that are shown at first: other codes, an article, single steps, more, the other version."""
    more = extras.more
    if len(extras.codes) > 1 and not more:
        yield from ((_offer_button(scene, other, extras.codes),) for other in extras.offered)
    yield from link_rows(scene, section)[: None if more else 1]
    row: list[Button] = []
    if way and len(way.steps) > 1:
        row.append(step_button(scene, section, way))
    if not more:
        row.append(ActionButton(scene.say("More"), More(section.id)))
    if row:
        yield tuple(row)
    if scene.differs(section) and not scene.windows_known and not more:
        yield (_switch_button(scene, section),)


def _other_rows(scene: Scene, section: Section, extras: Extras) -> Iterator[Row]:
    """Yield the rows that "More" adds."""
    yield from copy_rows(scene, section)
    share = ShareButton(scene.say("Share"), section.title, section.id)
    yield (_switch_button(scene, section), share) if scene.differs(section) else (share,)
    for other in extras.offered:
        yield (_offer_button(scene, other, extras.codes if other.codes[:1] != section.codes[:1] else ()),)
    yield from related_rows(scene, extras.related)
    yield other_subject_row(scene)


def _switch_button(scene: Scene, section: Section) -> ActionButton:
    """Return the button that shows the steps for the other Windows version."""
    other = next(version for version in WINDOWS if version != scene.windows)
    return ActionButton(scene.say("I have Windows {version}", version=other), SwitchWindows(section.id, other))


def _offer_button(scene: Scene, section: Section, codes: Sequence[str]) -> ActionButton:
    """Return the button that shows another section, with its code if the message contains that."""
    by_code = scene.corpus.sections_by_code
    code = next((code for code in codes if code in by_code and by_code[code][0] == section), None)
    if code:
        return ActionButton(f"{code} {section.title}", ShowCode(code))
    return ActionButton(scene.say("Or: {title}", title=section.title), ShowSection(section.id))
