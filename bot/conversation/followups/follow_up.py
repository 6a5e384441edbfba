"""Answers to messages that refer to an earlier answer; `_RESOLVERS` has the order in which they are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.conversation.actions import Rate, ShowStep
from bot.conversation.answers.buttons import link_rows, other_subject_row, rating_row
from bot.conversation.answers.choose import show_again, show_likeliest
from bot.conversation.answers.small_talk import AGAIN, DONE, NO, OK, UNSURE, YES
from bot.conversation.answers.turns import build_turn, outcome_on_screen
from bot.conversation.followups import facts, section_questions
from bot.conversation.followups.choices import ask_which, is_available, show_choice
from bot.conversation.followups.fallback import not_understood
from bot.conversation.followups.inquiry_answers import answer_in_words, ask_again, aspect_of_choices, none_of_these
from bot.conversation.followups.next_advice import did_not_help
from bot.conversation.followups.section_questions import MAX_MEDIUM, FollowUp, Handler
from bot.conversation.history import ChatHistory, Exchange
from bot.conversation.questions.inquiries import knowing, open_minded, tells_apart
from bot.conversation.scene import Scene
from bot.conversation.turn import TALK, ActionButton, Reply, Turn, Vote
from bot.corpus import ABOUT, ACTIVATION, PIRACY, SMALLTALK, Section
from bot.understanding import GREETING, SAFETY, VERSION_STATED, Decision, Understanding

FEAR = "fear"  # a feeling in the corpus
LINK_ACCOUNT = "link-microsoft-account"


def follow_up(text: str, understanding: Understanding, scene: Scene, before: Scene) -> Turn | None:
    """Return the answer to a text that refers to an earlier answer of the chat; None if it refers to none.

    `before` is the scene without the facts that the text itself states.
    """
    latest = scene.history.latest()
    if latest is None or (understanding.topic or "").startswith((SAFETY, PIRACY)):  # these come first
        return None
    latest = replace(latest, offered=tuple(action for action in latest.offered if is_available(action, scene)))
    if turn := _answer_to_question(text, understanding, latest, scene, before):
        return turn
    shown = scene.history.shown()
    section = scene.corpus.sections.get(shown.section) if shown and shown.section else None
    if shown is None or section is None or not {*understanding.named_codes} <= {shown.code}:
        return None
    if understanding.language and understanding.topic == GREETING:  # the user only asked for a language
        return show_again(shown, scene)
    about = FollowUp(section, shown, text, understanding, before, is_latest=shown == scene.history.latest())
    return next(filter(None, (resolve(about, scene) for resolve in _RESOLVERS)), None)


def _answer_to_question(
    text: str, understanding: Understanding, latest: Exchange, scene: Scene, before: Scene
) -> Turn | None:
    """Return the answer to a text that answers the bot's question: an inquiry, or titles to choose from."""
    topic, turn = understanding.topic or "", None
    if latest.inquiry and not understanding.named_codes:
        turn = answer_in_words(text, understanding, latest, scene)
    if turn is None and latest.inquiry and topic == VERSION_STATED and not latest.section:
        return ask_again(latest, scene)
    if turn := turn or _choice_from_titles(understanding, latest, scene):
        return turn
    if latest.candidates and not latest.section and "?" not in text and tells_apart(before.case, scene):
        chances = knowing(open_minded(dict(latest.candidates), scene), scene)
        return show_likeliest(chances, scene, latest.row + 1, latest.question)
    if topic.startswith(ABOUT) and not latest.section and (latest.inquiry or latest.offered):
        return aspect_of_choices(understanding, latest, scene)
    return None


def _choice_from_titles(understanding: Understanding, latest: Exchange, scene: Scene) -> Turn | None:
    """Return the answer to a text that chooses one of the titles or refuses them."""
    if understanding.choice is not None and understanding.choice < len(latest.offered):
        return show_choice(latest.offered[understanding.choice], scene)
    if latest.asks and latest.offered and not understanding.named_codes and understanding.topic in _CHOICE_HANDLERS:
        return _CHOICE_HANDLERS[understanding.topic](latest, scene)
    return None


def _step_after_found(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the next step for a user who has found what the current step names; None for others."""
    is_in_steps = about.is_latest and about.exchange.step is not None
    is_found = about.understanding.feeling == scene.corpus.found.name
    return section_questions.next_step(about, scene) if is_in_steps and is_found else None


def _goodbye(about: FollowUp, scene: Scene) -> Turn | None:
    """Return a goodbye to a user who leaves for now; None for others."""
    understanding, closing = about.understanding, scene.corpus.closing
    if understanding.feeling != closing.name or understanding.named_codes or "?" in about.text:
        return None
    return build_turn(scene, TALK, Reply(closing.text))


def _answer_topic(about: FollowUp, scene: Scene) -> Turn | None:
    """Return the answer to small talk about the answer on the screen, or to a question about it."""
    if about.is_doubted_question and (turn := section_questions.passage(about, scene)):
        return turn
    handlers = _ANSWER_HANDLERS
    if about.is_latest and about.exchange.step is not None:
        handlers = {**handlers, **_STEP_HANDLERS}
    elif about.is_latest and about.exchange.asks:
        handlers = {**handlers, **_DID_IT_HELP_HANDLERS}
    if handler := handlers.get(about.topic):
        return handler(about, scene)
    return section_questions.aspect(about, scene) if about.topic.startswith(ABOUT) else None


def _answer_unclear(about: FollowUp, scene: Scene) -> Turn | None:
    """Return a reply about the section on the screen to a short text that means nothing by itself."""
    is_talk = about.topic.startswith(SMALLTALK) and about.topic not in _CHOICE_HANDLERS
    understanding = about.understanding
    if about.is_self_contained or is_talk or understanding.length > MAX_MEDIUM or understanding.product_key:
        return None
    if understanding.decision == Decision.ANSWER and understanding.matches[0].section == about.section.id:
        return show_again(about.exchange, scene)
    return not_understood(about.text, about.section, scene)


def vote_up(section: Section, rung: int, history: ChatHistory) -> Vote:
    """Return the vote for an answer that helped."""
    shown = history.shown(section.id)
    return Vote(section.id, shown.code if shown else next(iter(section.codes), None), rung, helped=True)


def solved_text(section: Section, scene: Scene) -> str:
    """Return a sentence that is glad with the user, and a tip for the next time."""
    glad = scene.say("I am glad it worked.")
    if section.id == LINK_ACCOUNT or scene.case.value("role") in ("employee", "technician"):
        return scene.say("{glad} Write again if Windows causes trouble another time.", glad=glad)
    tip = scene.say(
        "One tip: link the licence to your Microsoft account, with **Add an account** on the **Activation** page. "
        "That makes it easier next time."
    )
    return f"{glad} {tip}"


def _accepted(latest: Exchange, scene: Scene) -> Turn:
    return show_choice(latest.offered[0], scene) if len(latest.offered) == 1 else ask_which(latest, scene)


def _refused(_latest: Exchange, scene: Scene) -> Turn:
    return none_of_these(scene)


def _not_helped(about: FollowUp, scene: Scene) -> Turn:
    return did_not_help(about.section, scene)


def _done(about: FollowUp, scene: Scene) -> Turn:
    text = scene.say(
        "Good. Check in {place} whether Windows is activated now. Did it help?", place=scene.place(ACTIVATION)
    )
    asking = replace(about.exchange, at=scene.now, offered=(), asks=True, inquiry=None, step=None)
    scene = scene.remembering(scene.history.adding(asking))
    return build_turn(scene, TALK, Reply(text, (rating_row(scene, about.section, about.exchange.rung),)))


def _link(about: FollowUp, scene: Scene) -> Turn:
    text = scene.say("Read more at Microsoft about **{title}**:", title=about.section.title)
    fallback = scene.say("If the page does not open, the steps here say the same.")
    reply = Reply(f"{text}\n\n{fallback}", tuple(link_rows(scene, about.section)))
    return build_turn(scene, outcome_on_screen(about.section, scene), reply, code=about.exchange.code)


def _solved(about: FollowUp, scene: Scene) -> Turn:
    vote = vote_up(about.section, about.exchange.rung, scene.history)
    return replace(build_turn(scene, TALK, Reply(solved_text(about.section, scene))), vote=vote)


def _no(about: FollowUp, scene: Scene) -> Turn:
    section, rung = about.section.id, about.exchange.rung
    if rung:
        return _not_helped(about, scene)
    rows = (
        (ActionButton(scene.say("I tried, but it did not help"), Rate(section, rung, helped=False)),),
        (ActionButton(scene.say("I am stuck"), ShowStep(section, about.exchange.way or 0, 0)),),
        other_subject_row(scene),
    )
    return build_turn(scene, TALK, Reply(scene.say("Did the steps not help, or did I misunderstand you?"), rows))


def _told_windows(_about: FollowUp, scene: Scene) -> Turn | None:
    return facts.for_windows(scene.windows, scene)


def _worried(about: FollowUp, scene: Scene) -> Turn | None:
    """Return a calming sentence or, if it was said before, one about the files. The section stays on the screen."""
    calm = next((feeling.text for feeling in scene.corpus.feelings if feeling.name == FEAR), "")
    if not calm or scene.history.has_said(calm):
        return section_questions.aspect_of(f"{ABOUT}files", about, scene)
    return section_questions.say_about_section(about, calm, scene)


_CHOICE_HANDLERS: dict[str, Callable[[Exchange, Scene], Turn]] = {
    VERSION_STATED: ask_which,
    YES: _accepted,
    OK: _accepted,
    AGAIN: ask_which,
    NO: _refused,
    "smalltalk-not-helped": _refused,
    UNSURE: _refused,
}
_STEP_HANDLERS: dict[str, Handler] = {
    **dict.fromkeys((OK, DONE, YES), section_questions.next_step),
    NO: section_questions.other_screen,
    UNSURE: section_questions.not_found,
}
_DID_IT_HELP_HANDLERS: dict[str, Handler] = {
    NO: _not_helped,
    YES: _solved,
}
_ANSWER_HANDLERS: dict[str, Handler] = {
    VERSION_STATED: _told_windows,
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
    _step_after_found,
    section_questions.explain_terms_and_return,
    _goodbye,
    section_questions.part_with_phrase,
    facts.use_new_fact,
    section_questions.locate_name,
    facts.note_fact_after_yes_no,
    _answer_topic,
    facts.use_version_or_tried,
    section_questions.passage,
    facts.note_fact,
    _answer_unclear,
)
