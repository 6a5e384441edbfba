"""The ways of a section, in the order in which a person should try them."""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.conversation.scene import Scene
from bot.corpus import Part, Section

STEPS = re.compile(r"^\d+\. (.+(?:\n(?!\d+\. |\n).+)*)", re.MULTILINE)
SENTENCE = re.compile(r"(?<=[.?])\s+(?=[A-ZÅÄÖ`*])")
MAX_MEANING = 170  # characters of a section's first sentences that are shown; one sentence always is


class Way(NamedTuple):
    """A part of a section that is a way, and its place among them."""

    place: int
    part: Part

    @property
    def steps(self) -> list[str]:
        """The numbered steps."""
        return STEPS.findall(self.part.text)

    def named(self, section: Section) -> str:
        """The name by which it is remembered that this way was shown."""
        return f"{section.id}#{self.place}"


def ways(section: Section, scene: Scene) -> list[Way]:
    """Every way of a section, as it is written; the whole text where it has no headings."""
    return [Way(index, part) for index, part in enumerate(scene.parts(section)) if part.is_way]


def fitting(section: Section, scene: Scene, *, anew: bool = False) -> list[Way]:
    """The ways that may help: not ruled out by the facts of the case, not tried, the fitting ones first.

    What costs money, files or a day comes last. `anew` leaves out the ways that were shown before.
    """
    case = scene.case
    found = [
        way
        for way in ways(section, scene)
        if case.fits(way.part.when) is not False
        and not (way.part.tries and set(way.part.tries) <= set(case.tried))
        and not (anew and way.named(section) in case.given)
    ]
    return sorted(found, key=lambda way: (bool(way.part.last), not (way.part.when and case.fits(way.part.when))))


def first_way(section: Section, scene: Scene) -> Way | None:
    """The way to show first: one that was not shown before, if there is one; never one that comes last."""
    found = [way for way in fitting(section, scene) if not way.part.last]
    fresh = [way for way in found if way.named(section) not in scene.case.given]
    return next(iter(fresh or found), None)


def meaning(body: str) -> tuple[str, str]:
    """The first sentences of a section, which say what it is about, and the rest of what stands before its ways."""
    lead = body.partition("\n## ")[0].strip()
    first, *others = lead.split("\n\n")
    sentences = SENTENCE.split(first)
    shown = sentences[:1]
    while len(shown) < len(sentences) and len(" ".join([*shown, sentences[len(shown)]])) <= MAX_MEANING:
        shown.append(sentences[len(shown)])
    rest = " ".join(sentences[len(shown) :])
    return " ".join(shown), "\n\n".join(filter(None, [rest, *others]))
