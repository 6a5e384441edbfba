"""What is said about what is on the screen: answers to inquiries, questions, facts, yes and no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.actions import Action, NoneOfThese, Rate, ShowCode, ShowStep
from bot.conversation.answers import sections as answers
from bot.conversation.answers.choose import (
    as_shown,
    in_corpus_language,
    likeliest,
    on_screen,
    show_again,
    show_section,
    turn,
)
from bot.conversation.followups import next_advice as ladder
from bot.conversation.followups import steps
from bot.conversation.followups.about import (
    MEDIUM,
    NO,
    SHORT,
    YES,
    Handler,
    Reference,
    again,
    aspect,
    aspect_of,
    beside,
    confused,
    english,
    explained,
    is_matter,
    is_serious,
    is_strong,
    located,
    looks,
    next_step,
    not_found,
    one_by_one,
    part_said,
    passage,
    step,
    stop,
    where,
    which_way,
)
from bot.conversation.followups.choices import chosen, which_of_them
from bot.conversation.followups.fallback import not_understood
from bot.conversation.followups.inquiry_answers import (
    UNSURE,
    answered,
    asked_again,
    aspect_of_choices,
    none_of_these,
    way_after,
)
from bot.conversation.history import ChatHistory, Exchange
from bot.conversation.questions import inquiries as asking
from bot.conversation.questions.inquiries import for_ways
from bot.conversation.questions.ways import first_way
from bot.conversation.scene import Scene
from bot.conversation.turn import TALK, ActionButton, Reply, Turn, Vote
from bot.corpus import ABOUT, ACTIVATION, Section, Windows
from bot.understanding import GREETING, SMALLTALK, VERSION_TOLD, Decision, Understanding

FACTS = 12  # words; a text of no more that tells a fact is about what is on the screen
DOUBTED = 0.5  # probability of a question below which the part that shares its words is likelier meant
SURELY_ASKED = 0.9  # probability of a question from which a text that tells a fact is that question
CLOSING = "closing"
FOUND = "found"
FEAR = "fear"
CONSENT = ("smalltalk-ok", "smalltalk-done", YES)
LINK_ACCOUNT = "link-microsoft-account"


def follow_up(text: str, understanding: Understanding, scene: Scene, before: Scene) -> Turn | None:
    """The answer to what refers to an earlier answer of the chat; None where nothing does.

    `before` is the scene without what the text itself tells of the case.
    """
    latest = scene.history.latest()
    if latest is None or is_serious(understanding):
        return None
    latest = replace(latest, offered=tuple(action for action in latest.offered if _is_there(action, scene)))
    if made := _asked_back(text, understanding, latest, scene, before):
        return made
    shown = scene.history.shown()
    section = scene.corpus.sections.get(shown.section) if shown and shown.section else None
    if shown is None or section is None or not {*understanding.named_codes} <= {shown.code}:
        return None
    if understanding.language and understanding.topic == GREETING:  # only a language was asked for
        return show_again(shown, scene)
    about = Reference(section, shown, text, understanding, before, is_latest=shown == scene.history.latest())
    return next(filter(None, (resolve(about, scene) for resolve in _RESOLVERS)), None)


def _asked_back(text: str, understanding: Understanding, latest: Exchange, scene: Scene, before: Scene) -> Turn | None:
    """The answer to what answers a question back: an inquiry, or titles to choose from."""
    topic = understanding.topic or ""
    if latest.inquiry and not understanding.named_codes and (made := answered(text, understanding, latest, scene)):
        return made
    if latest.inquiry and topic == VERSION_TOLD and not latest.section:
        return asked_again(latest, scene)
    if made := _chosen(understanding, latest, scene):
        return made
    if latest.candidates and not latest.section and "?" not in text and asking.tells_apart(before.case, scene):
        chances = asking.knowing(asking.open_minded(dict(latest.candidates), scene), scene)
        return likeliest(chances, scene, latest.row + 1, latest.question)
    if topic.startswith(ABOUT) and not latest.section and (latest.inquiry or latest.offered):
        return aspect_of_choices(understanding, latest, scene)
    return None


def _chosen(understanding: Understanding, latest: Exchange, scene: Scene) -> Turn | None:
    """The answer to what chooses from titles, or refuses them."""
    if understanding.choice is not None and understanding.choice < len(latest.offered):
        return chosen(latest.offered[understanding.choice], scene)
    if latest.asks and latest.offered and not understanding.named_codes and understanding.topic in _TO_CHOICES:
        return _TO_CHOICES[understanding.topic](latest, scene)
    return None


def _found(about: Reference, scene: Scene) -> Turn | None:
    """The next step for somebody who sees what this one names."""
    in_steps = about.is_latest and about.exchange.step is not None
    return next_step(about, scene) if in_steps and about.understanding.feeling == FOUND else None


def _closed(about: Reference, scene: Scene) -> Turn | None:
    """The answer to somebody who goes, for this time."""
    understanding = about.understanding
    if understanding.feeling != CLOSING or understanding.named_codes or "?" in about.text:
        return None
    return turn(scene, TALK, Reply(scene.corpus.closing.text))


def _termed(about: Reference, scene: Scene) -> Turn | None:
    """The answer to a question for a word."""
    return explained(about.understanding, scene, about) if about.understanding.terms else None


def _told(about: Reference, scene: Scene) -> Turn | None:
    """The answer to a fact of the case; a question that names one tells none."""
    asks = "?" in about.text and about.topic.startswith(ABOUT)
    return None if asks or not _new_facts(about, scene) else _with_facts(about, scene)


def _named_part(about: Reference, scene: Scene) -> Turn | None:
    """The part of the section that lists these very words."""
    part = part_said(about, scene) if about.understanding.length <= FACTS else None
    if part is None:
        return None
    reply = in_corpus_language(scene, Reply(f"## {part.heading}\n{part.text}"))
    way = steps.on_way(about.section, scene)
    tried = scene.case.having_tried(way.part.tries).given_too(way.named(about.section)) if way else scene.case
    inquiry = for_ways(about.section, scene.in_case(tried)) if not part.is_way else None
    if inquiry is None:
        return beside(about, reply, scene)
    reply = replace(reply, text=f"{reply.text}\n\n**{inquiry.text}**", buttons=asking.buttons(inquiry, scene))
    outcome = replace(on_screen(about.section), question=asking.asked(inquiry, scene))
    return turn(scene.in_case(tried), outcome, reply, code=about.exchange.code)


def _located(about: Reference, scene: Scene) -> Turn | None:
    """The answer to a question where something is on the screen."""
    name = about.understanding.place
    return beside(about, in_corpus_language(scene, Reply(located(name, scene))), scene) if name else None


def _answered_with_fact(about: Reference, scene: Scene) -> Turn | None:
    """The same for a yes or no with a fact behind it, and for what is hardly a question."""
    doubted = about.topic.startswith(ABOUT) and about.understanding.topic_chance < SURELY_ASKED
    return _noted(about, scene) if about.topic in (YES, NO) or doubted else None


def _talked(about: Reference, scene: Scene) -> Turn | None:
    """The answer to what everybody says to answers, or asks about them."""
    handlers: dict[str, Handler] = dict(_TO_ANSWERS)
    if about.topic.startswith(ABOUT) and about.understanding.topic_chance < DOUBTED and (made := passage(about, scene)):
        return made
    if about.is_latest and about.exchange.step is not None:
        handlers |= _TO_STEPS
    elif about.is_latest and about.exchange.asks:
        handlers |= _TO_DID_IT_HELP
    if handler := handlers.get(about.topic):
        return handler(about, scene)
    return aspect(about, scene) if about.topic.startswith(ABOUT) else None


def _told_of_computer(about: Reference, scene: Scene) -> Turn | None:
    """The answer to the Windows version beside a fact, or to what was tried."""
    understanding = about.understanding
    if understanding.windows and _new_facts(about, scene) and (made := for_windows(understanding.windows, scene)):
        return made
    if understanding.said.tried and understanding.length <= FACTS and not is_strong(about):
        return ladder.climb(about.section, scene)
    return None


def _noted(about: Reference, scene: Scene) -> Turn | None:
    """A word on a fact that changes nothing: it is noted, and what comes next stays the same."""
    is_talk = about.topic.startswith(SMALLTALK) and about.topic not in (YES, NO)
    if "?" in about.text or is_talk or is_matter(about) or not _new_facts(about, scene):
        return None
    way = steps.on_way(about.section, scene)
    text = scene.words.gettext("Thank you, I have noted that. The steps stay the same.")
    return beside(about, in_corpus_language(scene, Reply(f"{text}\n\n{answers.way_text(way)}" if way else text)), scene)


def _unclear(about: Reference, scene: Scene) -> Turn | None:
    """A word on what is on the screen, where a short text has no matter of its own."""
    is_talk = about.topic.startswith(SMALLTALK) and about.topic not in _TO_CHOICES
    understanding = about.understanding
    if is_matter(about) or is_talk or understanding.length > MEDIUM or understanding.product_key:
        return None
    if about.understanding.decision == Decision.ANSWER and about.understanding.matches[0].section == about.section.id:
        return show_again(about.exchange, scene)
    return not_understood(about.text, about.section, scene)


def _is_there(action: Action, scene: Scene) -> bool:
    """Whether what a button offers is still there: the corpus may have been exchanged meanwhile."""
    if isinstance(action, ShowCode):
        return action.code in scene.corpus.sections_by_code
    return getattr(action, "section", None) in scene.corpus.sections


def _new_facts(about: Reference, scene: Scene) -> bool:
    """Whether a short text told something of the case that was not known."""
    before = about.before
    same = (scene.case.facts, scene.case.denied) == (before.case.facts, before.case.denied)
    return not same and about.understanding.length <= (SHORT if is_strong(about) else FACTS)


def _with_facts(about: Reference, scene: Scene) -> Turn | None:
    """The turn after a fact that changes which way fits; None where it changes nothing."""
    section, before = about.section, about.before
    if about.exchange.inquiry:  # it was not answered by that, and so may be asked again
        scene = as_shown(section, scene)
    if section.technician and scene.case.is_technician and not before.case.is_technician:
        return show_section(section, scene, about.exchange.code)
    then, now = as_shown(section, before), as_shown(section, scene)
    if for_ways(section, then) or first_way(section, then) != first_way(section, now):
        return way_after(section, about.exchange, scene)
    way = steps.on_way(section, before)
    if way is None or scene.case.fits(way.part.when) is not False:
        return None
    return ladder.go_on(section, scene, before=scene.words.gettext("Then that way does not fit you."))


def rated_up(section: Section, rung: int, history: ChatHistory) -> Vote:
    """The vote for an answer that helped."""
    shown = history.shown(section.id)
    code = shown.code if shown else next(iter(section.codes), None)
    return Vote(section.id, code, rung, helped=True)


def solved_text(section: Section, scene: Scene) -> str:
    """A glad word, and the one tip that makes it easier next time."""
    _ = scene.words.gettext
    glad = _("How nice that it worked.")
    if section.id == LINK_ACCOUNT or scene.case.value("role") in ("employee", "technician"):
        return _("{glad} Write again if Windows makes trouble another time.").format(glad=glad)
    tip = _(
        "One tip: link the licence to your Microsoft account, with **Add an account** on the page **Activation**. Then "
        "it is easier next time."
    )
    return f"{glad} {tip}"


def for_windows(windows: Windows, scene: Scene) -> Turn | None:
    """The latest answer for another Windows, or a word that it is the same there; None where there is no answer."""
    shown = scene.history.shown()
    section = scene.corpus.sections.get(shown.section) if shown and shown.section else None
    if section is None or shown is None:
        return None
    scene = scene.for_windows(windows)
    is_latest = scene.history.latest() == shown
    inquiry = scene.corpus.inquiries.get(shown.inquiry or "") if is_latest else None
    way = steps.on_way(section, scene) if shown.step is not None else None
    if inquiry:
        text = scene.words.gettext("Thank you, Windows {version}.").format(version=windows)
        outcome = replace(on_screen(section), question=asking.asked(inquiry, scene))
        reply = Reply(f"{text} **{inquiry.text}**", asking.buttons(inquiry, scene))
        made: Turn | None = turn(scene, outcome, reply, code=shown.code)
    elif way:
        made = steps.show_step(section, way, shown.step or 0, scene)
    elif shown.rung and (again_reply := ladder.again(section, shown, scene)):
        made = turn(scene, TALK, again_reply)
    else:
        made = show_again(shown, scene) if scene.corpus.differs(section) else None
    if made is None or (not inquiry and scene.history.has_said(made.replies[0].text)):
        text = scene.words.gettext("The steps are the same in **Windows {version}**: **{title}**.")
        made = turn(scene, TALK, Reply(text.format(version=windows, title=section.title)))
    return made


def _none(_latest: Exchange, scene: Scene) -> Turn:
    return none_of_these(scene)


def _accepted(latest: Exchange, scene: Scene) -> Turn:
    return chosen(latest.offered[0], scene) if len(latest.offered) == 1 else which_of_them(latest, scene)


def _not_helped(about: Reference, scene: Scene) -> Turn:
    return ladder.climb(about.section, scene)


def _done(about: Reference, scene: Scene) -> Turn:
    text = scene.words.gettext("Good. Look in {place}, whether Windows is activated now. Did it help?")
    rating = answers.rating_row(scene, about.section, about.exchange.rung)
    history = scene.history.adding(
        replace(about.exchange, at=scene.now, offered=(), asks=True, inquiry=None, step=None)
    )
    return turn(scene.remembering(history), TALK, Reply(text.format(place=scene.place(ACTIVATION)), (rating,)))


def _link(about: Reference, scene: Scene) -> Turn:
    text = scene.words.gettext("Read more at Microsoft about **{title}**:").format(title=about.section.title)
    way = scene.words.gettext("If the page does not open, the steps here say the same.")
    rows = tuple(answers.link_rows(scene, about.section))
    return turn(scene, on_screen(about.section), Reply(f"{text}\n\n{way}", rows), code=about.exchange.code)


def _solved(about: Reference, scene: Scene) -> Turn:
    vote = rated_up(about.section, about.exchange.rung, scene.history)
    return replace(turn(scene, TALK, Reply(solved_text(about.section, scene))), vote=vote)


def _no(about: Reference, scene: Scene) -> Turn:
    if about.exchange.rung:
        return _not_helped(about, scene)
    _ = scene.words.gettext
    text = _("Did the steps not help, or did I misunderstand you?")
    rung = about.exchange.rung
    rows = (
        (ActionButton(_("I tried, it did not help"), Rate(about.section.id, rung, helped=False)),),
        (ActionButton(_("I do not get any further"), ShowStep(about.section.id, about.exchange.way or 0, 0)),),
        (ActionButton(_("It is about something else"), NoneOfThese()),),
    )
    return turn(scene, TALK, Reply(text, rows))


def _told_windows(_about: Reference, scene: Scene) -> Turn | None:
    return for_windows(scene.windows, scene)


def _worried(about: Reference, scene: Scene) -> Turn | None:
    """A calm word, once; then one on the files. The section stays on the screen."""
    calm = next((one.text for one in scene.corpus.feelings if one.name == FEAR), "")
    if not calm or scene.history.has_said(calm):
        return aspect_of(f"{ABOUT}files", about, scene)
    return beside(about, in_corpus_language(scene, Reply(calm)), scene)


_TO_CHOICES: dict[str, Callable[[Exchange, Scene], Turn]] = {
    VERSION_TOLD: which_of_them,
    YES: _accepted,
    "smalltalk-ok": _accepted,
    "smalltalk-again": which_of_them,
    NO: _none,
    "smalltalk-not-helped": _none,
    UNSURE: _none,
}


_TO_STEPS: dict[str, Handler] = {
    **dict.fromkeys(CONSENT, next_step),
    "smalltalk-done": next_step,
    NO: looks,
    UNSURE: not_found,
}


_TO_DID_IT_HELP: dict[str, Handler] = {
    NO: _not_helped,
    YES: _solved,
}


_TO_ANSWERS: dict[str, Handler] = {
    VERSION_TOLD: _told_windows,
    "smalltalk-again": again,
    "smalltalk-confused": confused,
    "smalltalk-done": _done,
    "smalltalk-link": _link,
    NO: _no,
    "smalltalk-not-found": not_found,
    "smalltalk-not-helped": _not_helped,
    "smalltalk-solved": _solved,
    YES: _done,
    f"{ABOUT}english": english,
    f"{ABOUT}looks": looks,
    f"{ABOUT}next": next_step,
    f"{ABOUT}step": step,
    f"{ABOUT}steps": one_by_one,
    f"{ABOUT}stop": stop,
    f"{ABOUT}where": where,
    f"{ABOUT}which": which_way,
    "smalltalk-price": lambda about, scene: aspect_of(f"{ABOUT}cost", about, scene),
    "smalltalk-where-code": lambda about, scene: aspect_of(f"{ABOUT}code", about, scene),
    "smalltalk-worried": _worried,
}
_RESOLVERS: tuple[Handler, ...] = (
    _found,
    _termed,
    _closed,
    _named_part,
    _told,
    _located,
    _answered_with_fact,
    _talked,
    _told_of_computer,
    passage,
    _noted,
    _unclear,
)
