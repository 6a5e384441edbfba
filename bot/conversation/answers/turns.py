"""Construction of turns with one reply, and with the history that later messages refer to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from babel import Locale

from bot.conversation.actions import ShowCode, ShowSection
from bot.conversation.history import Case, Exchange
from bot.conversation.questions.inquiries import Chances, option_labels, option_rows
from bot.conversation.questions.ways import Way, first_way, ways
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, AskedInquiry, Outcome, Ranked, Reply, Turn
from bot.corpus import OTHER_CODES, Inquiry, Section

CERTAIN = 1.0  # score of a section that a code names or that is already on the screen


def build_turn(
    scene: Scene,
    outcome: Outcome,
    reply: Reply,
    *,
    question: str | None = None,
    code: str | None = None,
    chances: Chances | None = None,
    row: int = 0,
) -> Turn:
    """Return a turn of one reply; its history includes the reply if later messages may refer to it.

    `question` is the text that was asked, `code` the code that is answered if the outcome does not have it. `chances`
    are the probabilities of the sections that the outcome's inquiry tells apart, `row` is the number of questions asked
    in a row before it.
    """
    exchange = _exchange(scene, outcome, reply, question)
    candidates = tuple((chances or {}).items())
    if exchange and code:
        exchange = replace(exchange, code=code)
    if outcome.question:
        exchange = exchange or Exchange(scene.now, asks=True, question=question)
        exchange = replace(exchange, inquiry=outcome.question.id, candidates=candidates, row=row)
    elif exchange and outcome.kind == "choices":
        exchange = replace(exchange, candidates=candidates, row=row)
    way = _way_shown(scene, outcome)
    if exchange and way:
        exchange = replace(exchange, way=way.place)
    history = scene.history.in_case(_case_after(scene, outcome, reply, way), scene.now)
    return Turn((reply,), history.adding(exchange) if exchange else history, _in_scene(outcome, scene))


def _way_shown(scene: Scene, outcome: Outcome) -> Way | None:
    """Return the way that an answer shows; None if it asks which one fits."""
    if outcome.kind != "answer":
        return None
    section = scene.corpus.sections[outcome.sections[0].id]
    decides = outcome.question is not None and outcome.question.id not in section.asks
    return None if decides else first_way(section, scene)


def _case_after(scene: Scene, outcome: Outcome, reply: Reply, way: Way | None) -> Case:
    """Return the case with the inquiry and the ways of a reply."""
    case = scene.case.asked_too(outcome.question.id) if outcome.question else scene.case
    if way:
        return case.given_too(way.named(scene.corpus.sections[outcome.sections[0].id]))
    other = scene.corpus.sections[OTHER_CODES]
    if outcome.kind == "unknown_code" and scene.body(other) in reply.text:
        return case.given_too(*(way.named(other) for way in ways(other, scene)))
    return case


def stay_on_screen(section: Section, reply: Reply, exchange: Exchange, scene: Scene) -> Turn:
    """Return a turn after which the user still has a section on the screen, as `exchange` describes it."""
    history = scene.history.adding(replace(exchange, at=scene.now))
    return Turn((reply,), history, outcome_on_screen(section, scene))


def ask_about_section(
    section: Section, text: str, inquiry: Inquiry, scene: Scene, *, code: str | None, row: int = 0, gap: str = "\n\n"
) -> Turn:
    """Return a turn with a text and an inquiry about the section on the screen.

    `code` is the code that the section was shown for, `row` the number of questions asked in a row before this one.
    """
    reply = Reply(f"{text}{gap}**{inquiry.text}**", option_rows(inquiry, scene))
    return build_turn(scene, outcome_on_screen(section, scene, inquiry), reply, code=code, row=row)


def outcome_on_screen(section: Section, scene: Scene, inquiry: Inquiry | None = None) -> Outcome:
    """Return the outcome of a reply about the section on the screen, with an inquiry if there is one."""
    question = asked_inquiry(inquiry, scene) if inquiry else None
    ranks = rank_sections([section], [CERTAIN])
    return Outcome("answer", sections=ranks, windows=scene.windows, language=scene.language, question=question)


def toast_turn(scene: Scene, toast: str) -> Turn:
    """Return a turn without replies that only shows a toast."""
    return Turn((), scene.history, _in_scene(Outcome("smalltalk"), scene), toast=toast)


def asked_inquiry(inquiry: Inquiry, scene: Scene) -> AskedInquiry:
    """Return an inquiry as an outcome has it."""
    return AskedInquiry(inquiry.id, inquiry.text, option_labels(inquiry, scene))


def rank_sections(sections: Iterable[Section], scores: Iterable[float]) -> tuple[Ranked, ...]:
    """Return sections with their scores, as an outcome has them."""
    return tuple(Ranked(section.id, section.title, score) for section, score in zip(sections, scores, strict=True))


def latest_exchange(section: Section, scene: Scene) -> Exchange:
    """Return the latest exchange that showed a section, or a new one."""
    return scene.history.shown(section.id) or Exchange(scene.now, section.id, next(iter(section.codes), None))


def scene_as_shown(section: Section, scene: Scene) -> Scene:
    """Return the scene in which a section is shown with the same way and inquiry as it was the last time."""
    shown = scene.history.shown(section.id)
    if shown is None:
        return scene
    given = tuple(name for name in scene.case.given if name != f"{section.id}#{shown.way}")
    inquiries = tuple(name for name in scene.case.asked if name != shown.inquiry)
    return scene.in_case(replace(scene.case, given=given, asked=inquiries))


def in_corpus_language(scene: Scene, reply: Reply) -> Reply:
    """Return the reply, with a note before it if the corpus is not in the language of the answer."""
    return reply if scene.language == scene.corpus.language else reply.preceded_by(other_language_note(scene))


def other_language_note(scene: Scene) -> str:
    """Return a sentence that says in which language the steps are."""
    name = Locale.parse(scene.corpus.language).get_display_name(scene.language)
    return scene.say("For now the steps are only available in {language}.", language=name)


def _in_scene(outcome: Outcome, scene: Scene) -> Outcome:
    if (outcome.windows, outcome.language) == (scene.windows, scene.language):
        return outcome
    return replace(outcome, windows=scene.windows, language=scene.language)


def _exchange(scene: Scene, outcome: Outcome, reply: Reply, question: str | None) -> Exchange | None:
    """Return the exchange to remember; None for small talk and declined messages."""
    buttons = (button.action for row in reply.buttons for button in row if isinstance(button, ActionButton))
    offered = tuple(action for action in buttons if isinstance(action, (ShowSection, ShowCode)))
    if outcome.kind == "answer":
        section = scene.corpus.sections[outcome.sections[0].id]
        codes = (*(code for code in outcome.codes if code in section.codes), *outcome.codes)
        code = next(iter(codes or section.codes), None)
        before = scene.history.shown(section.id)
        return Exchange(scene.now, section.id, code, before.rung if before else 0, offered)
    if outcome.kind == "choices" or outcome.suggestions:
        # A text with a nearly right code has been stored as unanswered already.
        kept = question if outcome.kind == "choices" else None
        return Exchange(scene.now, offered=offered, asks=True, question=kept)
    if outcome.kind == "unknown_code":
        code, before = outcome.unknown_codes[0], scene.history.shown(OTHER_CODES)
        rung = before.rung if before and before.code == code else 0
        return Exchange(scene.now, OTHER_CODES, code, rung, offered)
    return None
