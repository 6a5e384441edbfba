"""Answers to messages that refer to an earlier answer, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.actions import Rate, ShowStep
from bot.conversation.answers.buttons import link_rows, other_matter_row, rating_row
from bot.conversation.answers.choose import likeliest, show_again
from bot.conversation.answers.small_talk import AGAIN, DONE, NO, OK, UNSURE, YES
from bot.conversation.answers.turns import on_screen, turn
from bot.conversation.followups import facts, section_questions
from bot.conversation.followups.choices import chosen, is_available, which_of_them
from bot.conversation.followups.fallback import not_understood
from bot.conversation.followups.inquiry_answers import answered_in_words, asked_again, aspect_of_choices, none_of_these
from bot.conversation.followups.next_advice import did_not_help
from bot.conversation.followups.section_questions import MEDIUM, Handler, Reference
from bot.conversation.history import ChatHistory, Exchange
from bot.conversation.questions.inquiries import knowing, open_minded, tells_apart
from bot.conversation.scene import Scene
from bot.conversation.turn import TALK, ActionButton, Reply, Turn, Vote
from bot.corpus import ABOUT, ACTIVATION, PIRACY, Section
from bot.understanding import GREETING, SAFETY, SMALLTALK, VERSION_TOLD, Decision, Understanding

FEAR = "fear"  # a feeling of the corpus
LINK_ACCOUNT = "link-microsoft-account"


def follow_up(text: str, understanding: Understanding, scene: Scene, before: Scene) -> Turn | None:
    """Return the answer to a text that refers to an earlier answer of the chat; None if it refers to none.

    `before` is the scene without the facts that the text itself tells.
    """
    latest = scene.history.latest()
    if latest is None or (understanding.topic or "").startswith((SAFETY, PIRACY)):  # these go before everything
        return None
    latest = replace(latest, offered=tuple(action for action in latest.offered if is_available(action, scene)))
    if made := _answered_question(text, understanding, latest, scene, before):
        return made
    shown = scene.history.shown()
    section = scene.corpus.sections.get(shown.section) if shown and shown.section else None
    if shown is None or section is None or not {*understanding.named_codes} <= {shown.code}:
        return None
    if understanding.language and understanding.topic == GREETING:  # the person only asked for a language
        return show_again(shown, scene)
    about = Reference(section, shown, text, understanding, before, is_latest=shown == scene.history.latest())
    return next(filter(None, (resolve(about, scene) for resolve in _RESOLVERS)), None)


def _answered_question(
    text: str, understanding: Understanding, latest: Exchange, scene: Scene, before: Scene
) -> Turn | None:
    """Return the answer to a text that answers a question back: an inquiry, or titles to choose from."""
    topic, made = understanding.topic or "", None
    if latest.inquiry and not understanding.named_codes:
        made = answered_in_words(text, understanding, latest, scene)
    if made is None and latest.inquiry and topic == VERSION_TOLD and not latest.section:
        return asked_again(latest, scene)
    if made := made or _chosen(understanding, latest, scene):
        return made
    if latest.candidates and not latest.section and "?" not in text and tells_apart(before.case, scene):
        chances = knowing(open_minded(dict(latest.candidates), scene), scene)
        return likeliest(chances, scene, latest.row + 1, latest.question)
    if topic.startswith(ABOUT) and not latest.section and (latest.inquiry or latest.offered):
        return aspect_of_choices(understanding, latest, scene)
    return None


def _chosen(understanding: Understanding, latest: Exchange, scene: Scene) -> Turn | None:
    """Return the answer to a text that chooses from titles, or refuses them."""
    if understanding.choice is not None and understanding.choice < len(latest.offered):
        return chosen(latest.offered[understanding.choice], scene)
    if latest.asks and latest.offered and not understanding.named_codes and understanding.topic in _TO_CHOICES:
        return _TO_CHOICES[understanding.topic](latest, scene)
    return None


def _found(about: Reference, scene: Scene) -> Turn | None:
    """Return the next step for somebody who sees what the current one names."""
    is_in_steps = about.is_latest and about.exchange.step is not None
    is_found = about.understanding.feeling == scene.corpus.found.name
    return section_questions.next_step(about, scene) if is_in_steps and is_found else None


def _closed(about: Reference, scene: Scene) -> Turn | None:
    """Return the goodbye to somebody who leaves for now."""
    understanding, closing = about.understanding, scene.corpus.closing
    if understanding.feeling != closing.name or understanding.named_codes or "?" in about.text:
        return None
    return turn(scene, TALK, Reply(closing.text))


def _talked(about: Reference, scene: Scene) -> Turn | None:
    """Return the answer to what people say to every answer, or ask about it."""
    if about.is_doubted_question and (made := section_questions.passage(about, scene)):
        return made
    handlers = _TO_ANSWERS
    if about.is_latest and about.exchange.step is not None:
        handlers = {**handlers, **_TO_STEPS}
    elif about.is_latest and about.exchange.asks:
        handlers = {**handlers, **_TO_DID_IT_HELP}
    if handler := handlers.get(about.topic):
        return handler(about, scene)
    return section_questions.aspect(about, scene) if about.topic.startswith(ABOUT) else None


def _unclear(about: Reference, scene: Scene) -> Turn | None:
    """Return a reply about the section on the screen to a short text that says nothing by itself."""
    is_talk = about.topic.startswith(SMALLTALK) and about.topic not in _TO_CHOICES
    understanding = about.understanding
    if about.has_own_matter or is_talk or understanding.length > MEDIUM or understanding.product_key:
        return None
    if understanding.decision == Decision.ANSWER and understanding.matches[0].section == about.section.id:
        return show_again(about.exchange, scene)
    return not_understood(about.text, about.section, scene)


def vote_up(section: Section, rung: int, history: ChatHistory) -> Vote:
    """Return the vote for an answer that helped."""
    shown = history.shown(section.id)
    return Vote(section.id, shown.code if shown else next(iter(section.codes), None), rung, helped=True)


def solved_text(section: Section, scene: Scene) -> str:
    """Return a glad sentence, and the one tip that makes it easier next time."""
    glad = scene.say("I am glad it worked.")
    if section.id == LINK_ACCOUNT or scene.case.value("role") in ("employee", "technician"):
        return scene.say("{glad} Write again if Windows causes trouble another time.", glad=glad)
    tip = scene.say(
        "One tip: link the licence to your Microsoft account, with **Add an account** on the **Activation** page. "
        "That makes it easier next time."
    )
    return f"{glad} {tip}"


def _accepted(latest: Exchange, scene: Scene) -> Turn:
    return chosen(latest.offered[0], scene) if len(latest.offered) == 1 else which_of_them(latest, scene)


def _refused(_latest: Exchange, scene: Scene) -> Turn:
    return none_of_these(scene)


def _not_helped(about: Reference, scene: Scene) -> Turn:
    return did_not_help(about.section, scene)


def _done(about: Reference, scene: Scene) -> Turn:
    text = scene.say(
        "Good. Check in {place} whether Windows is activated now. Did it help?", place=scene.place(ACTIVATION)
    )
    asking = replace(about.exchange, at=scene.now, offered=(), asks=True, inquiry=None, step=None)
    scene = scene.remembering(scene.history.adding(asking))
    return turn(scene, TALK, Reply(text, (rating_row(scene, about.section, about.exchange.rung),)))


def _link(about: Reference, scene: Scene) -> Turn:
    text = scene.say("Read more at Microsoft about **{title}**:", title=about.section.title)
    fallback = scene.say("If the page does not open, the steps here say the same.")
    reply = Reply(f"{text}\n\n{fallback}", tuple(link_rows(scene, about.section)))
    return turn(scene, on_screen(about.section, scene), reply, code=about.exchange.code)


def _solved(about: Reference, scene: Scene) -> Turn:
    vote = vote_up(about.section, about.exchange.rung, scene.history)
    return replace(turn(scene, TALK, Reply(solved_text(about.section, scene))), vote=vote)


def _no(about: Reference, scene: Scene) -> Turn:
    section, rung = about.section.id, about.exchange.rung
    if rung:
        return _not_helped(about, scene)
    rows = (
        (ActionButton(scene.say("I tried, but it did not help"), Rate(section, rung, helped=False)),),
        (ActionButton(scene.say("I am stuck"), ShowStep(section, about.exchange.way or 0, 0)),),
        other_matter_row(scene),
    )
    return turn(scene, TALK, Reply(scene.say("Did the steps not help, or did I misunderstand you?"), rows))


def _told_windows(_about: Reference, scene: Scene) -> Turn | None:
    return facts.for_windows(scene.windows, scene)


def _worried(about: Reference, scene: Scene) -> Turn | None:
    """Return a calming sentence, once; then one about the files. The section stays on the screen."""
    calm = next((one.text for one in scene.corpus.feelings if one.name == FEAR), "")
    if not calm or scene.history.has_said(calm):
        return section_questions.aspect_of(f"{ABOUT}files", about, scene)
    return section_questions.say_beside(about, calm, scene)


_TO_CHOICES: dict[str, Callable[[Exchange, Scene], Turn]] = {
    VERSION_TOLD: which_of_them,
    YES: _accepted,
    OK: _accepted,
    AGAIN: which_of_them,
    NO: _refused,
    "smalltalk-not-helped": _refused,
    UNSURE: _refused,
}
_TO_STEPS: dict[str, Handler] = {
    **dict.fromkeys((OK, DONE, YES), section_questions.next_step),
    NO: section_questions.other_screen,
    UNSURE: section_questions.not_found,
}
_TO_DID_IT_HELP: dict[str, Handler] = {
    NO: _not_helped,
    YES: _solved,
}
_TO_ANSWERS: dict[str, Handler] = {
    VERSION_TOLD: _told_windows,
    AGAIN: section_questions.again,
    "smalltalk-confused": section_questions.confused,
    DONE: _done,
    "smalltalk-link": _link,
    NO: _no,
    "smalltalk-not-found": section_questions.not_found,
    "smalltalk-not-helped": _not_helped,
    "smalltalk-solved": _solved,
    YES: _done,
    f"{ABOUT}english": section_questions.english,
    f"{ABOUT}looks": section_questions.other_screen,
    f"{ABOUT}next": section_questions.next_step,
    f"{ABOUT}step": section_questions.step,
    f"{ABOUT}steps": section_questions.current_step,
    f"{ABOUT}stop": section_questions.stop,
    f"{ABOUT}where": section_questions.where,
    f"{ABOUT}which": section_questions.which_way,
    "smalltalk-price": lambda about, scene: section_questions.aspect_of(f"{ABOUT}cost", about, scene),
    "smalltalk-where-code": lambda about, scene: section_questions.aspect_of(f"{ABOUT}code", about, scene),
    "smalltalk-worried": _worried,
}
_RESOLVERS: tuple[Handler, ...] = (
    _found,
    section_questions.explained_beside,
    _closed,
    section_questions.named_part,
    facts.told,
    section_questions.located_beside,
    facts.answered_with_fact,
    _talked,
    facts.told_windows_or_tried,
    section_questions.passage,
    facts.noted,
    _unclear,
)
