"""What is asked about the answer on the screen: its words, its steps, what it costs, where things are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.conversation.actions import ShowCode, ShowStep
from bot.conversation.answers import sections as answers
from bot.conversation.answers.choose import (
    as_shown,
    in_corpus_language,
    on_screen,
    show_again,
    turn,
)
from bot.conversation.followups import next_advice as ladder
from bot.conversation.followups import steps
from bot.conversation.followups.choices import which_of_them
from bot.conversation.history import Exchange
from bot.conversation.questions import inquiries as asking
from bot.conversation.questions.inquiries import for_ways
from bot.conversation.questions.ways import ways
from bot.conversation.scene import Scene
from bot.conversation.turn import TALK, ActionButton, Button, Reply, Turn
from bot.corpus import ABOUT, ACTIVATION, Part, ScreenName, Section, Term
from bot.understanding import LEAD, SMALLTALK, Decision, Understanding, fold

SHORT = 6  # words; a text of no more that says nothing by itself belongs to what is on the screen
MEDIUM = 9  # words; likewise, where what it says is about another section, but not surely
LIKELY = 0.8  # probability of another section from which a text of some words is about that
STRONG = 0.9  # probability of another section from which even a short text is about that
SUPPORT_ENDED = "windows-10-support-ended"
NUMBER = re.compile(r"\b\d{1,2}\b")
YES = "smalltalk-yes"
NO = "smalltalk-no"


def _denies(understanding: Understanding) -> bool:
    """Whether a text says what is not: what it shares with a part of the section then speaks against that."""
    return bool(understanding.said.denied) or "nothing" in understanding.said.facts.values()


def is_strong(about: Reference) -> bool:
    """Whether a text is surely about another section."""
    understanding = about.understanding
    best = understanding.matches[0] if understanding.matches else None
    if best and best.section == SUPPORT_ENDED and understanding.windows and "?" not in about.text:
        return False  # who tells the version is not asking about it
    return bool(best and best.score >= STRONG and best.section != about.section.id)


def is_serious(understanding: Understanding) -> bool:
    """Whether a text is about danger or piracy, which goes before everything else."""
    return (understanding.topic or "").startswith(("safety-", "piracy"))


def is_matter(about: Reference) -> bool:
    """Whether a text has a matter of its own: a code, much to tell, or surely another section."""
    understanding = about.understanding
    if understanding.named_codes or understanding.old_windows or understanding.message or understanding.corrects:
        return True
    long = understanding.length > MEDIUM or (understanding.length > SHORT and _is_likely(about))
    return understanding.decision == Decision.ANSWER and (long or is_strong(about))


def _is_likely(about: Reference) -> bool:
    best = about.understanding.matches[0] if about.understanding.matches else None
    return bool(best and best.score >= LIKELY)


@dataclass(frozen=True, slots=True)
class Reference:
    """A section that was shown, the exchange in which it was, and what is said about it now.

    `before` is the scene without what the text itself tells of the case; `is_latest` says that nothing was said since.
    """

    section: Section
    exchange: Exchange
    text: str
    understanding: Understanding
    before: Scene
    is_latest: bool = True

    @property
    def topic(self) -> str:
        """The topic of what is said; "" for none."""
        return self.understanding.topic or ""


Handler = Callable[[Reference, Scene], Turn | None]


def part_said(about: Reference, scene: Scene) -> Part | None:
    """The part of the section that a text in the middle of it calls for, by its words."""
    text = f" {' '.join(fold(about.text).split())} "
    asks = about.topic.startswith(ABOUT)  # whether to buy is answered before how
    parts = [part for part in scene.parts(about.section) if not (part.last and asks)]
    return next((part for part in parts if any(f" {fold(said)}" in text for said in part.says)), None)


def passage(about: Reference, scene: Scene) -> Turn | None:
    """The part of the section that a text shares its rare words with."""
    place = about.understanding.passage
    if place is None or is_matter(about) or about.topic.startswith(SMALLTALK) or _denies(about.understanding):
        return None
    if place == LEAD:
        lead = about.section.meanings.get(about.exchange.code or "")
        lead = lead or scene.body(about.section).partition("\n## ")[0]
        return beside(about, in_corpus_language(scene, Reply(scene.plainly(lead))), scene)
    if way := next((way for way in ways(about.section, scene) if way.place == place), None):
        if scene.case.fits(way.part.when) is False:
            return None
        return (
            ladder.show_way(about.section, way, scene)
            if not way.part.last
            else ladder.before_last(about.section, way, scene)
        )
    part = scene.parts(about.section)[place]
    return beside(about, in_corpus_language(scene, Reply(f"## {part.heading}\n{part.text}")), scene)


def explained(understanding: Understanding, scene: Scene, about: Reference | None = None) -> Turn:
    """The turn that explains words of the glossary, and returns to what is on the screen."""
    _ = scene.words.gettext
    lines = [*map(explanation, understanding.terms)]
    if about is None:
        rows: tuple[tuple[Button, ...], ...] = ()
        related = [scene.corpus.sections[term.section] for term in understanding.terms if term.section]
        if related:
            rows = tuple(answers.related_rows(scene, related[:1]))
        reply = in_corpus_language(scene, Reply("\n\n".join(lines), rows))
        return turn(scene, TALK, reply)
    if not about.exchange.inquiry:
        lines.append(_("Shall we go on with the steps?"))
    return beside(about, in_corpus_language(scene, Reply("\n\n".join(lines))), scene)


def explanation(term: Term) -> str:
    """A word of the glossary with what it means."""
    return f"**{term.name[:1].upper()}{term.name[1:]}**: {term.text}"


def beside(about: Reference, reply: Reply, scene: Scene) -> Turn:
    """A turn with a word beside the section on the screen, which stays there, and so does a question about it."""
    if inquiry := scene.corpus.inquiries.get(about.exchange.inquiry or ""):
        outcome = replace(on_screen(about.section), question=asking.asked(inquiry, scene))
        asked = replace(reply, text=f"{reply.text}\n\n**{inquiry.text}**", buttons=asking.buttons(inquiry, scene))
        as_it_is = as_shown(about.section, scene)
        return turn(as_it_is, outcome, asked, code=about.exchange.code, row=about.exchange.row)
    rows: list[tuple[Button, ...]] = [*reply.buttons]
    way = steps.on_way(about.section, scene)
    if way and len(way.steps) > 1:
        label = scene.words.gettext("One step at a time")
        rows.append((ActionButton(label, ShowStep(about.section.id, way.place, about.exchange.step or 0)),))
    if not reply.buttons:
        rows.append(answers.rating_row(scene, about.section, about.exchange.rung))
    exchange = replace(about.exchange, at=scene.now, asks=False, inquiry=None)
    outcome = replace(on_screen(about.section), windows=scene.windows, language=scene.language)
    return Turn((replace(reply, buttons=tuple(rows)),), scene.history.adding(exchange), outcome)


def aspect(about: Reference, scene: Scene) -> Turn | None:
    """The answer of a section to what every section can be asked about."""
    aspect = scene.corpus.aspects.get(about.understanding.topic or "")
    if aspect is None:
        return None
    text = scene.plainly(aspect.of(about.section.id))
    inquiry = for_ways(about.section, scene)
    if inquiry and inquiry.fact == (about.understanding.topic or "").removeprefix(ABOUT):
        outcome = replace(on_screen(about.section), question=asking.asked(inquiry, scene))
        reply = in_corpus_language(scene, Reply(f"{text}\n\n**{inquiry.text}**", asking.buttons(inquiry, scene)))
        return turn(scene, outcome, reply, code=about.exchange.code)
    return beside(about, in_corpus_language(scene, Reply(text)), scene)


def located(name: ScreenName, scene: Scene) -> str:
    """Where something on the screen is: through the menus, what is near it, what leads there in both versions."""
    _ = scene.words.gettext
    paths = (place.paths[scene.windows] for place in scene.corpus.places.values())
    path = next((path for path in paths if path.endswith(f" > {name.name}")), None)
    lines = [f"**{path or name.name}**", name.near, name.missing]
    if name.search:
        search = _(
            "A way that works in Windows 11 and in Windows 10: press the Windows key, type `{search}` and press Enter."
        )
        lines.append(search.format(search=name.search))
    return "\n\n".join(filter(None, lines))


def where(about: Reference, scene: Scene) -> Turn:
    """How to get to what the text names, else to where the steps begin."""
    _ = scene.words.gettext
    place = scene.corpus.first_place(about.section) or scene.corpus.places[ACTIVATION]
    text = _(
        "This is the way there:\n\n"
        "1. Press the Windows key, the one with the window, at the bottom left of the keyboard.\n"
        "2. Type `{search}` and choose **{name}**.\n\n"
        "The menus lead there too: press the Windows key and I at the same time, so that **Settings** opens, and "
        "choose **{menu}**."
    )
    menu = place.paths[scene.windows].partition(" > ")[2] or place.paths[scene.windows]
    name = place.paths[scene.windows].rpartition(" > ")[2]
    known = scene.corpus.screen_names.get(name)
    search = known.search if known and known.search else name.lower()
    return beside(about, Reply(text.format(search=search, name=name, menu=menu)), scene)


def english(about: Reference, scene: Scene) -> Turn:
    """What the names in the steps are in English Windows."""
    _ = scene.words.gettext
    way = steps.on_way(about.section, scene)
    names = steps.names_in(way.part.text if way else scene.body(about.section), scene)
    names = names or steps.names_in(scene.body(about.section), scene)
    lines = [f"- **{name.name}**: **{name.english}**" for name in names]
    if not lines:
        return where(about, scene)
    intro = _("In English Windows it says:")
    return beside(about, Reply("\n\n".join([intro, "\n".join(lines)])), scene)


def step(about: Reference, scene: Scene) -> Turn | None:
    """The step that a text names by its number."""
    way = steps.on_way(about.section, scene)
    if way is None:
        return again(about, scene)
    number = _number(about, scene)
    at = about.exchange.step or 0 if number is None else number - 1
    return steps.show_step(about.section, way, min(max(at, 0), max(len(way.steps) - 1, 0)), scene)


def _number(about: Reference, scene: Scene) -> int | None:
    text = about.text.casefold()
    if found := NUMBER.search(text):
        return int(found[0])
    words = set(text.replace("?", " ").split())
    places = (place for place, said in scene.corpus.words.ordinals.items() if place.isdecimal() and words & {*said})
    named = next(places, None)
    return int(named) if named else None


def next_step(about: Reference, scene: Scene) -> Turn | None:
    """The next step: the first where none was shown, after the last the next piece of advice."""
    way, step = steps.on_way(about.section, scene), about.exchange.step
    if way is None or not way.steps:
        return ladder.go_on(about.section, scene)
    return steps.show_step(about.section, way, 0 if step is None else step + 1, scene)


def one_by_one(about: Reference, scene: Scene) -> Turn | None:
    """The step that comes now, by itself."""
    way = steps.on_way(about.section, scene)
    if way is None or not way.steps:
        return again(about, scene)
    return steps.show_step(about.section, way, about.exchange.step or 0, scene)


def which_way(about: Reference, scene: Scene) -> Turn:
    """Help with the choice between ways: the question that decides it, else the first one by name."""
    _ = scene.words.gettext
    section = about.section
    if others := tuple(action for action in about.exchange.offered if isinstance(action, ShowCode)):
        first = ShowCode(about.exchange.code or section.codes[0])
        return which_of_them(replace(about.exchange, offered=(first, *others)), scene)
    fresh = replace(scene.case, given=tuple(name for name in scene.case.given if not name.startswith(f"{section.id}#")))
    if inquiry := for_ways(section, scene.in_case(fresh)):
        outcome = replace(on_screen(section), question=asking.asked(inquiry, scene))
        help_text = _("I help you choose.")
        reply = Reply(f"{help_text} **{inquiry.text}**", asking.buttons(inquiry, scene))
        return turn(scene, outcome, reply, code=about.exchange.code)
    way = steps.on_way(section, scene)
    text = _("Begin with this, for it costs nothing and helps most people.")
    body = f"{text}\n\n{answers.way_text(way)}" if way else text
    return beside(about, in_corpus_language(scene, Reply(body)), scene)


def stop(about: Reference, scene: Scene) -> Turn:
    """Somebody is tired of hearing the same."""
    text = scene.words.gettext("You are right, you have had that already. Here is something else.")
    return ladder.climb(about.section, scene, before=text)


def again(about: Reference, scene: Scene) -> Turn | None:
    """The answer, or what was advised last, once more."""
    if not about.exchange.rung:
        return show_again(about.exchange, scene)
    reply = ladder.again(about.section, about.exchange, scene)
    if reply is None:
        return show_again(about.exchange, scene)
    text = scene.words.gettext("Here it is once more.")
    return beside(about, replace(reply, text=f"{text}\n\n{reply.text}"), scene)


def not_found(about: Reference, scene: Scene) -> Turn:
    """Where what a step names is, and why it may be missing."""
    way = steps.on_way(about.section, scene)
    if way is None:
        return where(about, scene)
    named = named_on_screen(about.text, scene)
    return steps.stuck(about.section, way, about.exchange.step or 0, scene, named=named)


def named_on_screen(text: str, scene: Scene) -> ScreenName | None:
    """The name on the screen that a text says, the longest that it says; None where it says none."""
    lowered = text.casefold()
    found = [known for name, known in scene.corpus.screen_names.items() if name.casefold() in lowered]
    return max(found, key=lambda known: len(known.name), default=None)


def looks(about: Reference, scene: Scene) -> Turn:
    """What to do where something else is on the screen."""
    way = steps.on_way(about.section, scene)
    return steps.otherwise(about.section, way, about.exchange.step or 0, scene) if way else where(about, scene)


def confused(about: Reference, scene: Scene) -> Turn | None:
    """The first way one step at a time: less to read. Where there are no steps, the matter in simple words."""
    way = steps.on_way(about.section, scene)
    if way is None or not way.steps:
        return aspect_of(f"{ABOUT}meaning", about, scene)
    made = steps.show_step(about.section, way, about.exchange.step or 0, scene)
    text = scene.words.gettext("Then we take it more slowly. Do only this, and tell me when it is done.")
    (reply,) = made.replies
    return replace(made, replies=(replace(reply, text=f"{text}\n\n{reply.text}"),))


def aspect_of(topic: str, about: Reference, scene: Scene) -> Turn | None:
    """The answer to a question that small talk asks without a section, now that there is one."""
    return aspect(replace(about, understanding=replace(about.understanding, topic=topic)), scene)
