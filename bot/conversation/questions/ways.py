"""The ways of a section, in the order in which a user should try them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.conversation.history import Case
from bot.conversation.scene import Scene
from bot.corpus import Part, Section

STEPS = re.compile(r"^\d+\. (.+(?:\n(?!\d+\. |\n).+)*)", re.MULTILINE)
SENTENCE = re.compile(r"(?<=[.?])\s+(?=[A-ZÅÄÖ`*])")
MAX_MEANING = 170  # characters of the first sentences of a section that are shown; one is always shown


class Way(NamedTuple):
    """A part of a section that is a way, and its index among the parts."""

    place: int
    part: Part

    @property
    def steps(self) -> list[str]:
        """The numbered steps."""
        return STEPS.findall(self.part.text)

    def named(self, section: Section) -> str:
        """Return the name under which the history remembers that this way was shown."""
        return f"{section.id}#{self.place}"


def ways(section: Section, scene: Scene) -> list[Way]:
    """Return the ways of a section, in the order of its text."""
    return [Way(place, part) for place, part in scene.ways(section)]


def fitting(listed: Sequence[Way], case: Case) -> list[Way]:
    """Return the ways that may help: neither ruled out by the facts of the case nor tried; those known to fit first.

    Ways that cost money, files or a day come last.
    """
    ranked = [(bool(way.part.last), rank, way) for way, rank in _ranked(listed, case, dict(case.facts))]
    return [way for _, _, way in sorted(ranked)]


def first_way(section: Section, scene: Scene) -> Way | None:
    """Return the way to show first: a new one if there is one; never one that comes last."""
    return first_of(ways(section, scene), section, scene.case, dict(scene.case.facts))


def first_of(listed: Sequence[Way], section: Section, case: Case, facts: Mapping[str, str]) -> Way | None:
    """Return what `first_way` would return if the facts were `facts`."""
    ranked = [
        (way.named(section) in case.given, rank, way) for way, rank in _ranked(listed, case, facts) if not way.part.last
    ]
    return min(ranked)[2] if ranked else None


def _ranked(listed: Sequence[Way], case: Case, facts: Mapping[str, str]) -> Iterator[tuple[Way, int]]:
    """Yield the ways that may help, each with a rank: 0 if it is known to fit, else 1."""
    for way in listed:
        part = way.part
        fit = case.fits(part.when, facts)
        if fit is not False and not (part.tries and case.tried and set(part.tries) <= set(case.tried)):
            yield way, 0 if part.when and fit else 1


def split_meaning(body: str) -> tuple[str, str]:
    """Split the introduction of a section into its first sentences, which say what it is about, and the rest."""
    lead = body.partition("\n## ")[0].strip()
    first, *others = lead.split("\n\n")
    sentences = SENTENCE.split(first)
    shown = sentences[:1]
    while len(shown) < len(sentences) and len(" ".join([*shown, sentences[len(shown)]])) <= MAX_MEANING:
        shown.append(sentences[len(shown)])
    rest = " ".join(sentences[len(shown) :])
    return " ".join(shown), "\n\n".join(filter(None, [rest, *others]))
