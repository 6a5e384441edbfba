"""Answers to questions about the answer on the screen: its words, its steps, what it costs, where things are."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.conversation.actions import ShowCode
from bot.conversation.answers.buttons import Row, rating_row, related_rows, step_rows
from bot.conversation.answers.choose import show_again
from bot.conversation.answers.sections import way_text
from bot.conversation.answers.turns import (
    ask_about_section,
    build_turn,
    in_corpus_language,
    scene_as_shown,
    stay_on_screen,
)
from bot.conversation.followups import steps
from bot.conversation.followups.choices import ask_which
from bot.conversation.followups.next_advice import advice_again, ask_before_last, did_not_help, next_advice, show_way
from bot.conversation.followups.steps import way_at, way_on_screen
from bot.conversation.history import Exchange
from bot.conversation.questions.inquiries import for_ways
from bot.conversation.scene import Scene
from bot.conversation.turn import TALK, Reply, Turn
from bot.corpus import ABOUT, ACTIVATION, SMALLTALK, Part, ScreenName, Section, Term
from bot.understanding import LEAD, Decision, Understanding, fold

MAX_SHORT = 6  # a text of no more words is about the answer on the screen unless it is surely about another section
MAX_MEDIUM = 9  # likewise, unless it is likely to be about another section
MAX_LONG = 12  # a text of more words is about more than the answer on the screen
MIN_OTHER_SECTION = 0.8  # min. probability of another section that a text of medium length is about
STRONG = 0.9  # min. probability of another section that even a short text is about
DOUBTED = 0.5  # if a question is less probable, the text is more likely about the part that shares its words
SUPPORT_ENDED = "windows-10-support-ended"
NUMBER = re.compile(r"\b\d{1,2}\b")
COMMAND = re.compile(r"`[^`\n]+ [^`\n]+`")  # a program with its arguments


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A text that may refer to a section that was shown, and the exchange that showed it.

    `before` is the scene without the facts that the text itself states; `is_latest` says that no exchange came after.
    """

    section: Section
    exchange: Exchange
    text: str
    understanding: Understanding
    before: Scene
    is_latest: bool = True

    @property
    def topic(self) -> str:
        """The topic of the text; "" for none."""
        return self.understanding.topic or ""

    @property
    def is_doubted_question(self) -> bool:
        """Whether the text was taken for a question about the answer, with a low probability."""
        return self.topic.startswith(ABOUT) and self.understanding.topic_chance < DOUBTED

    @property
    def is_strong(self) -> bool:
        """Whether the text is surely about another section."""
        understanding = self.understanding
        best = understanding.matches[0] if understanding.matches else None
        if best and best.section == SUPPORT_ENDED and understanding.windows and "?" not in self.text:
            return False  # a user who states the version does not ask about its support
        return bool(best and best.score >= STRONG and best.section != self.section.id)

    @property
    def is_self_contained(self) -> bool:
        """Whether the text means something by itself: it has a code, is long, or is about another section."""
        understanding = self.understanding
        if understanding.named_codes or understanding.old_windows or understanding.message or understanding.corrects:
            return True
        is_likely = bool(understanding.matches and understanding.matches[0].score >= MIN_OTHER_SECTION)
        is_long = understanding.length > MAX_MEDIUM or (understanding.length > MAX_SHORT and is_likely)
        return understanding.decision == Decision.ANSWER and (is_long or self.is_strong)


Handler = Callable[[FollowUp, Scene], Turn | None]


def reply_about_section(about: FollowUp, reply: Reply, scene: Scene) -> Turn:
    """Return a turn with a reply about the section on the screen, which stays there together with its open inquiry."""
    section, exchange = about.section, about.exchange
    if inquiry := scene.corpus.inquiries.get(exchange.inquiry or ""):
        scene = scene_as_shown(section, scene)
        return ask_about_section(section, reply.text, inquiry, scene, code=exchange.code, row=exchange.row)
    rows: list[Row] = [*reply.buttons, *step_rows(scene, section, way_on_screen(section, scene), exchange.step or 0)]
    if not reply.buttons:
        rows.append(rating_row(scene, section, exchange.rung))
    reply = replace(reply, buttons=tuple(rows))
    return stay_on_screen(section, reply, replace(exchange, asks=False, inquiry=None), scene)


def say_about_section(about: FollowUp, text: str, scene: Scene) -> Turn:
    """Return such a turn for a text of the corpus."""
    return reply_about_section(about, in_corpus_language(scene, Reply(text)), scene)


def part_with_phrase(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the turn with the part of the section that is marked with a phrase in the text; else None."""
    part = _part_with_phrase(about, scene) if about.understanding.length <= MAX_LONG else None
    if part is None:
        return None
    section, way = about.section, way_on_screen(about.section, scene)
    reply = in_corpus_language(scene, Reply(_part_text(part)))
    tried = scene.case.having_tried(way.part.tries).given_too(way.named(section)) if way else scene.case
    inquiry = None if part.is_way else for_ways(section, scene.in_case(tried))
    if inquiry is None:
        return reply_about_section(about, reply, scene)
    return ask_about_section(section, reply.text, inquiry, scene.in_case(tried), code=about.exchange.code)


def _part_with_phrase(about: FollowUp, scene: Scene) -> Part | None:
    text = f" {' '.join(fold(about.text).split())} "
    asks = about.topic.startswith(ABOUT)  # "should I buy" comes before "how to buy"
    parts = [part for part in scene.parts(about.section) if not (part.last and asks)]
    return next((part for part in parts if any(f" {fold(phrase)}" in text for phrase in part.says)), None)


def passage(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the turn with the part of the section that shares the rare words of the text; else None."""
    place, stated = about.understanding.passage, about.understanding.stated
    is_denial = bool(stated.denied) or "nothing" in stated.facts.values()  # then the words speak against the part
    if place is None or about.is_self_contained or about.topic.startswith(SMALLTALK) or is_denial:
        return None
    section = about.section
    if place == LEAD:
        lead = section.meanings.get(about.exchange.code or "") or scene.body(section).partition("\n## ")[0]
        return say_about_section(about, scene.for_user(lead), scene)
    way = way_at(section, place, scene)
    if way is None:
        return say_about_section(about, _part_text(scene.parts(section)[place]), scene)
    if scene.case.fits(way.part.when) is False:
        return None
    return ask_before_last(section, way, scene) if way.part.last else show_way(section, way, scene)


def _part_text(part: Part) -> str:
    return f"## {part.heading}\n{part.text}"


def explain_terms_and_return(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the turn that explains the words that the text asks about and returns to the section; else None."""
    lines = [*map(explanation, about.understanding.terms)]
    if not lines:
        return None
    if not about.exchange.inquiry:
        lines.append(scene.say("Shall we continue with the steps?"))
    return say_about_section(about, "\n\n".join(lines), scene)


def explain_terms(understanding: Understanding, scene: Scene) -> Turn:
    """Return the turn that explains the words that a text asks about, without a section on the screen."""
    related = [scene.corpus.sections[term.section] for term in understanding.terms if term.section]
    text = "\n\n".join(map(explanation, understanding.terms))
    return build_turn(scene, TALK, in_corpus_language(scene, Reply(text, tuple(related_rows(scene, related[:1])))))


def explanation(term: Term) -> str:
    """Return a word of the glossary with its explanation."""
    return f"**{term.name[:1].upper()}{term.name[1:]}**: {term.text}"


def aspect(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the section's answer to a question that every section can be asked, such as what it costs."""
    return aspect_of(about.topic, about, scene)


def aspect_of(topic: str, about: FollowUp, scene: Scene) -> Turn | None:
    """Return the section's answer to the question of a topic; None if the topic is not such a question."""
    aspect = scene.corpus.aspects.get(topic)
    if aspect is None:
        return None
    reply = in_corpus_language(scene, Reply(scene.for_user(aspect.of(about.section.id))))
    inquiry = for_ways(about.section, scene)
    if inquiry and inquiry.fact == topic.removeprefix(ABOUT):
        return ask_about_section(about.section, reply.text, inquiry, scene, code=about.exchange.code)
    return reply_about_section(about, reply, scene)


def locate_name(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the turn that says where a name on the screen is, if the text asks for one; else None."""
    name = about.understanding.place
    return say_about_section(about, location_text(name, scene), scene) if name else None


def location_text(name: ScreenName, scene: Scene) -> str:
    """Return a text about the place of a name on the screen: its path, what is near it, how to search for it."""
    paths = (place.paths[scene.windows] for place in scene.corpus.places.values())
    path = next((path for path in paths if path.endswith(f" > {name.name}")), None)
    search = steps.search_line(name.search, scene) if name.search else None
    return "\n\n".join(filter(None, [f"**{path or name.name}**", name.near, name.missing, search]))


def where(about: FollowUp, scene: Scene) -> Turn:
    """Return the turn that says how to get to the place where the steps begin; for technicians, the commands."""
    way = way_on_screen(about.section, scene) if scene.case.is_technician else None
    if way and (commands := [step for step in way.steps if COMMAND.search(step)]):
        reply = Reply("\n".join(f"- {step}" for step in commands)).preceded_by(scene.say("These are the commands:"))
        return reply_about_section(about, in_corpus_language(scene, reply), scene)
    place = scene.corpus.first_place(about.section) or scene.corpus.places[ACTIVATION]
    path = place.paths[scene.windows]
    name = path.rpartition(" > ")[2]
    known = scene.corpus.screen_names.get(name)
    text = scene.say(
        "This is how to get there:\n\n"
        "1. Press the Windows key, the one with the window, at the bottom left of the keyboard.\n"
        "2. Type `{search}` and choose **{name}**.\n\n"
        "You can also use the menus: press the Windows key and I at the same time to open **Settings**, and choose "
        "**{menu}**.",
        search=known.search if known and known.search else name.lower(),
        name=name,
        menu=path.partition(" > ")[2] or path,
    )
    return reply_about_section(about, Reply(text), scene)


def english(about: FollowUp, scene: Scene) -> Turn:
    """Return the turn that lists the names in the steps as they are in English Windows."""
    way, body = way_on_screen(about.section, scene), scene.body(about.section)
    names = steps.names_in(way.part.text if way else body, scene) or steps.names_in(body, scene)
    if not names:
        return where(about, scene)
    lines = "\n".join(f"- **{name.name}**: **{name.english}**" for name in names)
    return reply_about_section(about, Reply(lines).preceded_by(scene.say("In English Windows it says:")), scene)


def step(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the turn with the step whose number the text contains, else with the current step."""
    way = way_on_screen(about.section, scene)
    if way is None:
        return again(about, scene)
    number = _number(about, scene)
    at = about.exchange.step or 0 if number is None else number - 1
    return steps.show_step(about.section, way, min(max(at, 0), max(len(way.steps) - 1, 0)), scene)


def _number(about: FollowUp, scene: Scene) -> int | None:
    text = about.text.casefold()
    if found := NUMBER.search(text):
        return int(found[0])
    words = set(text.replace("?", " ").split())
    numbers = (
        number for number, forms in scene.corpus.words.ordinals.items() if number.isdecimal() and words & {*forms}
    )
    number = next(numbers, None)
    return int(number) if number else None


def next_step(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the turn with the next step: the first if none was shown; without steps, the next piece of advice."""
    way, step = way_on_screen(about.section, scene), about.exchange.step
    if way is None or not way.steps:
        return next_advice(about.section, scene)
    return steps.show_step(about.section, way, 0 if step is None else step + 1, scene)


def current_step(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the turn with the current step alone."""
    way = way_on_screen(about.section, scene)
    if way is None or not way.steps:
        return again(about, scene)
    return steps.show_step(about.section, way, about.exchange.step or 0, scene)


def which_way(about: FollowUp, scene: Scene) -> Turn:
    """Return the turn that helps to choose between codes or ways: by a question, else by naming the first way."""
    section, exchange = about.section, about.exchange
    if others := tuple(action for action in exchange.offered if isinstance(action, ShowCode)):
        first = ShowCode(exchange.code or section.codes[0])
        return ask_which(replace(exchange, offered=(first, *others)), scene)
    fresh = replace(scene.case, given=tuple(name for name in scene.case.given if not name.startswith(f"{section.id}#")))
    if inquiry := for_ways(section, scene.in_case(fresh)):
        return ask_about_section(
            section, scene.say("I will help you choose."), inquiry, scene, code=exchange.code, gap=" "
        )
    way = way_on_screen(section, scene)
    text = scene.say("Start with this: it costs nothing and helps most people.")
    return say_about_section(about, f"{text}\n\n{way_text(way)}" if way else text, scene)


def stop(about: FollowUp, scene: Scene) -> Turn:
    """Return the turn with other advice for a user who complains about repetition."""
    text = scene.say("You are right, I have told you that already. Here is something else.")
    return did_not_help(about.section, scene, before=text)


def again(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the turn that repeats the answer or the latest advice."""
    reply = advice_again(about.section, about.exchange, scene) if about.exchange.rung else None
    if reply is None:
        return show_again(about.exchange, scene)
    return reply_about_section(about, reply.preceded_by(scene.say("Here it is again.")), scene)


def not_found(about: FollowUp, scene: Scene) -> Turn:
    """Return the turn that says where the name in the text or in the step is, and why it may be missing."""
    way = way_on_screen(about.section, scene)
    if way is None:
        return where(about, scene)
    named = _named_on_screen(about.text, scene)
    return steps.not_found(about.section, way, about.exchange.step or 0, scene, named=named)


def _named_on_screen(text: str, scene: Scene) -> ScreenName | None:
    """Return the longest name on the screen in a text; None if there is none."""
    lowered = text.casefold()
    found = [known for name, known in scene.corpus.screen_names.items() if name.casefold() in lowered]
    return max(found, key=lambda known: len(known.name), default=None)


def other_screen(about: FollowUp, scene: Scene) -> Turn:
    """Return the turn for a user whose screen shows something other than the step says."""
    way = way_on_screen(about.section, scene)
    return steps.other_screen(about.section, way, about.exchange.step or 0, scene) if way else where(about, scene)


def confused(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the turn that shows the way one step at a time; without steps, a simple explanation."""
    way = way_on_screen(about.section, scene)
    if way is None or not way.steps:
        return aspect_of(f"{ABOUT}meaning", about, scene)
    turn = steps.show_step(about.section, way, about.exchange.step or 0, scene)
    return turn.preceded_by(scene.say("Then let us take it more slowly. Do only this, and tell me when it is done."))
