"""The conversation as a pure function: an event and the history in, replies and the new history out.

`Assistant` holds everything that a channel needs for it, in one frozen value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.conversation.actions import ChooseLanguage, ChooseWindows, ShowCode, ShowSection
from bot.conversation.answers.choose import answered
from bot.conversation.answers.commands import BY_NAME, COMMANDS, FORGET, parse_command
from bot.conversation.answers.notes import warning_alone, with_feeling, with_notes
from bot.conversation.answers.sections import notice
from bot.conversation.answers.small_talk import AGAIN, unreadable
from bot.conversation.answers.turns import in_corpus_language, on_screen, turn
from bot.conversation.events import Event, Picture, Press, Question, Unreadable
from bot.conversation.followups.fallback import not_understood
from bot.conversation.followups.follow_up import follow_up
from bot.conversation.followups.next_advice import next_advice
from bot.conversation.followups.section_questions import explained, explanation, located
from bot.conversation.history import ChatHistory, Exchange, fingerprint
from bot.conversation.inline import MAX_ARTICLES, InlineArticle, inline_articles, inline_miss
from bot.conversation.pictures import picture
from bot.conversation.presses import act, pressed
from bot.conversation.scene import BotConfig, Scene
from bot.conversation.turn import TALK, Outcome, Reply, Turn
from bot.corpus import ABOUT, ACTIVATE_WINDOWS, WINDOWS, Section
from bot.understanding import (
    MAX_TEXT_LENGTH,
    OFF_TOPIC,
    SMALLTALK,
    Context,
    Decision,
    Reader,
    Understanding,
    mask_product_keys,
    scrub,
)

ASKED_AGAIN = {AGAIN, *(f"{ABOUT}{asked}" for asked in ("next", "step", "steps"))}
PARTING = ("smalltalk-thanks", "smalltalk-goodbye", "smalltalk-solved", "smalltalk-privacy")
SURE = 0.95  # probability of a section from which a question where something is is about that section
MAX_WORDS = 9  # words of a text that is more likely about the conversation than about something else


@dataclass(frozen=True, slots=True)
class Assistant:
    """The config, the reader of its corpus, and the readers of its translations by language."""

    config: BotConfig = field(repr=False)
    reader: Reader = field(repr=False)
    translated: Mapping[str, Reader] = field(default_factory=dict, repr=False)

    def respond(self, event: Event, history: ChatHistory) -> Turn:
        """Understand an event and answer it: everything that happens to a message outside its channel.

        Product keys are masked first, so that nothing after that can say, store or log one. Texts that are stored or
        shown to maintainers are rid of other personal data as well.
        """
        question = event.id if isinstance(event, Question) else None
        history = history.at(event.at).before(question)
        event, understanding = self._understand(event, history)
        made = respond(event, understanding, history, self.config)
        kept = _scrubbed(made.history, history)
        if question is not None and kept.recent:
            kept = kept.undoable(question, history)
        unanswered = made.unanswered and scrub(made.unanswered)
        of_referred = isinstance(event, Question) and bool(event.referred)
        return replace(made, history=kept, unanswered=unanswered, of_referred=of_referred)

    def inline(
        self, query: str, at: datetime, client_language: str | None = None
    ) -> tuple[tuple[InlineArticle, ...], str]:
        """Return the articles for a text typed after the bot's name, and the label of the button if there are none."""
        text, _ = mask_product_keys(query)
        language = client_language if client_language in self.config.catalogs else None
        windows = self.reader.understand(text).windows
        told = windows is not None
        scene = Scene(self.config, language or self.config.language, windows or WINDOWS[0], at, windows_told=told)
        reader = self.translated.get(scene.language, self.reader)
        return inline_articles(text, reader.rank(text, MAX_ARTICLES), scene), inline_miss(scene)

    def calls_for_help(self, question: Question) -> bool:
        """Return whether a question is about the message it replies to, because it says nothing by itself."""
        text, _ = mask_product_keys(question.text)
        return not _has_matter(text, self._read(text, Context(), question.client_language))

    def _understand(self, event: Event, history: ChatHistory) -> tuple[Event, Understanding]:
        """Return the event without product keys, and what it means."""
        context, language = self._context(history), history.language or event.client_language
        if isinstance(event, Question):
            return self._understand_question(event, context, language)
        if isinstance(event, Picture):
            text, in_picture = mask_product_keys(event.text[:MAX_TEXT_LENGTH])
            caption, in_caption = mask_product_keys(event.caption)
            understanding = self._read_picture(text, caption, context, language)
            event = replace(event, text=text, caption=caption)
            return event, replace(understanding, product_key=in_picture or in_caption)
        return event, Understanding()

    def _understand_question(
        self, event: Question, context: Context, language: str | None
    ) -> tuple[Question, Understanding]:
        """Return a question and what it means; one that says nothing by itself is the message that it refers to.

        `referred` of the returned question is set only if its text is that message.
        """
        text, product_key = mask_product_keys(event.text)
        understanding = self._read(text, context, language)
        if product_key:
            understanding = replace(understanding, product_key=True)
        own = replace(event, text=text, referred="")
        if not event.referred or product_key or _has_matter(text, understanding):
            return own, understanding
        referred, product_key = mask_product_keys(event.referred[:MAX_TEXT_LENGTH])
        meant = self._read(referred, Context(), language)
        if not (product_key or _is_understood(meant)):
            return own, understanding
        windows, spoken = meant.windows or understanding.windows, understanding.language or meant.language
        meant = replace(meant, product_key=product_key, windows=windows, language=spoken)
        return replace(event, text=referred, referred=referred), meant

    def _read(self, text: str, context: Context, language: str | None) -> Understanding:
        """Return what a text means to the reader of the chat's language, else to the first reader."""
        if command := parse_command(text):
            name, argument = command
            # A deep link has a code as the argument of /start; "/0xC004F211" is a code with a slash before it.
            text, context = (argument if name in BY_NAME else f"{name} {argument}"), Context()
        if reader := self.translated.get(language or ""):
            told = reader.understand(text, context)
            if told.codes or told.topic or told.choice is not None or told.decision != Decision.DECLINE:
                return told
        return self.reader.understand(text, context)

    def _read_picture(self, text: str, caption: str, context: Context, language: str | None) -> Understanding:
        """Return what a picture and its caption mean."""
        told = self._read(caption, context, language) if caption else Understanding()
        return self.reader.understand_picture(text, told)

    def _context(self, history: ChatHistory) -> Context:
        """Return what a text may refer to."""
        latest, shown = history.latest(), history.shown()
        offered = tuple(map(self._section, latest.offered)) if latest and latest.asks else ()
        return Context(offered, shown.section if shown else None)

    def _section(self, action: object) -> str:
        match action:
            case ShowSection(section):
                return section
            case ShowCode(code) if code in self.config.corpus.sections_by_code:
                return self.config.corpus.sections_by_code[code][0].id
        return ""


def _has_matter(text: str, understanding: Understanding) -> bool:
    """Return whether a question says by itself what it is about: "hjälp honom" and "vad betyder det?" do not."""
    if parse_command(text) or understanding.choice is not None or _is_understood(understanding):
        return True
    return bool(understanding.topic) and not understanding.calls


def _is_understood(understanding: Understanding) -> bool:
    """Return whether a text is about something that can be answered, except small talk and other subjects."""
    talk = understanding.topic or ""
    is_serious = bool(talk) and talk != OFF_TOPIC and not talk.startswith(SMALLTALK)
    is_named = bool(understanding.named_codes or understanding.old_windows)
    return is_serious or is_named or understanding.decision != Decision.DECLINE


def _scrubbed(history: ChatHistory, before: ChatHistory) -> ChatHistory:
    """Return the history without personal data in the questions that were not in it `before`."""
    recent = tuple(
        replace(exchange, question=scrub(exchange.question))
        if exchange.question and exchange not in before.recent
        else exchange
        for exchange in history.recent
    )
    return history if recent == history.recent else replace(history, recent=recent)


def respond(event: Event, understanding: Understanding, history: ChatHistory, config: BotConfig) -> Turn:
    """Answer an event.

    `understanding` is that of the text of a question or picture, and empty for other events. `history` is that of the
    chat at the time of the event. The language is the one of the text, else the one of the event's option, of the
    history, of the person's app, of the config; the Windows version likewise, else 11.
    """
    before = _scene(event, understanding, history, config)
    scene = before.remembering(_learned(event, understanding, history))
    match event:
        case Press():
            return _remembered(event, pressed(event, scene), scene)
        case Unreadable():
            made = turn(scene, TALK, unreadable(scene, event.attachment))
        case Picture():
            made = picture(event, understanding, scene, before)
        case Question():
            made = _answered(event.text, understanding, scene, before)
    if not _speaks(event, made, understanding, scene):
        silent = Turn((), history, made.outcome)
        return warning_alone(silent, scene) if understanding.product_key else silent
    made = with_notes(with_feeling(made, understanding, scene), understanding, scene)
    return _remembered(event, made, scene)


def _scene(event: Event, understanding: Understanding, history: ChatHistory, config: BotConfig) -> Scene:
    asked = event if isinstance(event, Question) else None
    language = understanding.language or (asked and asked.language) or history.language or event.client_language
    language = language if language in config.catalogs else config.language
    windows = understanding.windows or (asked and asked.windows) or history.windows
    return Scene(
        config, language or config.language, windows or WINDOWS[0], event.at, history, event.heard, bool(windows)
    )


def _learned(event: Event, understanding: Understanding, history: ChatHistory) -> ChatHistory:
    """Return the history with everything that a text tells."""
    told = history.choosing(understanding.windows, understanding.language)
    if understanding.terms:  # somebody who asks what a word means tells nothing
        return told
    return told.in_case(told.case.learning(understanding), event.at)


def _remembered(event: Event, made: Turn, scene: Scene) -> Turn:
    """Return the turn that remembers its reply; an answer to a message ends a row of messages without one."""
    if made.forget or not made.replies:
        return made
    history = made.history.saying(made.replies[0].text, scene.now)
    is_answer = made.outcome.kind in ("answer", "choices") and history.misses == scene.history.misses
    if history.misses and is_answer and not isinstance(event, Press):
        history = replace(history, misses=0)
    return replace(made, history=history)


def _speaks(event: Event, made: Turn, understanding: Understanding, scene: Scene) -> bool:
    """Return whether the bot says anything: in a group it neither joins other people's talk nor declines."""
    if scene.heard in ("private", "called", "guest"):
        return True
    if scene.heard == "overheard":
        return bool(understanding.codes and made.outcome.codes) and scene.config.overhears_codes
    told = (understanding.topic or "").startswith(SMALLTALK) or bool(understanding.old_windows)
    return told or (not isinstance(event, Unreadable) and made.outcome.reason not in ("off_topic", "no_match"))


def _answered(text: str, understanding: Understanding, scene: Scene, before: Scene) -> Turn:
    """Return the turn after a question: a command, a follow-up, or a text that stands by itself."""
    command = parse_command(text)
    if command and not (understanding.named_codes and (command[0] == "start" or command[0] not in BY_NAME)):
        return _commanded(*command, scene)
    made = follow_up(text, understanding, scene, before) or _answered_alone(text, understanding, scene)
    if command or understanding.language or understanding.topic in ASKED_AGAIN or not made.replies:
        return made
    return _not_twice(text, made, understanding, scene)


def _answered_alone(text: str, understanding: Understanding, scene: Scene) -> Turn:
    """Return the turn after a text that refers to no earlier answer."""
    if made := _explained_or_located(understanding, scene):
        return made
    made = answered(text, understanding, scene)
    if made.outcome.reason == "safety":  # the next messages are about the danger
        warning = Exchange(scene.now, notice=understanding.topic)
        return replace(made, history=replace(made.history, recent=(warning,)))
    if warned := _in_danger(understanding, made, scene):
        return warned
    if made.outcome.kind == "decline" and _is_unclear(made, understanding, scene):
        chances = {match.section: match.score for match in understanding.candidates}
        return not_understood(text, _section_on_screen(scene.history, scene), scene, chances)
    if understanding.terms and made.outcome.kind == "answer":
        return made.preceded_by("\n\n".join(map(explanation, understanding.terms)))
    return made


def _explained_or_located(understanding: Understanding, scene: Scene) -> Turn | None:
    """Return the turn that explains a word, or says where something on the screen is; None for other questions."""
    if understanding.terms and understanding.decision != Decision.ANSWER and not understanding.named_codes:
        return explained(understanding, scene)
    is_sure = understanding.decision == Decision.ANSWER and understanding.matches[0].score >= SURE
    if understanding.place and not is_sure and not understanding.named_codes:
        outcome = on_screen(scene.corpus.sections[ACTIVATE_WINDOWS], scene)
        return turn(scene, outcome, in_corpus_language(scene, Reply(located(understanding.place, scene))))
    return None


def _section_on_screen(history: ChatHistory, scene: Scene) -> Section | None:
    shown = history.shown()
    return scene.corpus.sections.get(shown.section) if shown and shown.section else None


def _in_danger(understanding: Understanding, made: Turn, scene: Scene) -> Turn | None:
    """Return what matters most to somebody who was just warned and says little; None for other messages."""
    latest = scene.history.latest()
    page = scene.corpus.notices.get((latest and latest.notice) or "")
    is_short = understanding.length <= MAX_WORDS and understanding.topic not in PARTING
    is_answered = made.outcome.kind not in ("decline", "smalltalk", "choices") or made.outcome.reason == "piracy"
    if page is None or not is_short or is_answered:
        return None
    part = scene.parts(page)[0]
    reply = Reply(f"## {part.heading}\n{part.text}", notice(scene, page).buttons)
    reply = in_corpus_language(scene, reply.preceded_by(scene.say("What matters most now:")))
    return turn(scene, Outcome("decline", "safety", links=made.outcome.links), reply)


def _is_unclear(made: Turn, understanding: Understanding, scene: Scene) -> bool:
    """Return whether a text that is declined may be about the computer all the same."""
    if understanding.old_windows or understanding.product_key:
        return False
    is_talking = scene.history.latest() is not None and understanding.length <= MAX_WORDS
    is_told = is_talking or bool(understanding.said.facts or understanding.said.tried)
    is_off_topic = made.outcome.reason == "off_topic" and not understanding.topic_is_neighbour
    return made.outcome.reason == "no_match" or (is_off_topic and is_told)


def _not_twice(text: str, made: Turn, understanding: Understanding, scene: Scene) -> Turn:
    """Return the turn, or another one if its reply was given before."""
    reply = made.replies[0]
    if not scene.history.has_said(reply.text):
        return made
    section = _section_on_screen(made.history, scene)
    is_question = "?" in text or made.outcome.question or (understanding.topic or "").startswith(ABOUT)
    if section and made.outcome.kind == "answer" and not is_question:
        before = scene.say("I have given you that already. This is what is left to try.")
        other = next_advice(section, scene, before=before)
        if not scene.history.has_said(other.replies[0].text):
            return replace(other, outcome=made.outcome)
    as_said, gap = scene.say("As I said:"), "\n\n" if reply.text.startswith("#") else " "  # a heading starts a line
    repeated = replace(reply, text=f"{as_said}{gap}{reply.text}")
    if scene.history.said[-1] == fingerprint(repeated.text):
        repeated = reply.preceded_by(scene.say("Here it is again."))
    return replace(made, replies=(repeated, *made.replies[1:]))


def _commanded(name: str, argument: str, scene: Scene) -> Turn:
    """Return the turn after a command."""
    if made := _with_argument(name, argument, scene):
        return made
    if name == "start":  # starting over also undoes the choice of a wrong language
        scene = scene.remembering(replace(scene.history, language=None))
    command = BY_NAME.get(name)
    if command is None:
        known = ", ".join(f"/{command.names[0]}" for command in COMMANDS)
        return turn(scene, TALK, Reply(scene.say("I do not know that command. I know {commands}.", commands=known)))
    if FORGET in command.names:
        return replace(turn(scene.remembering(ChatHistory()), TALK, command.reply(scene)), forget=True)
    return turn(scene, TALK, command.reply(scene))


def _with_argument(name: str, argument: str, scene: Scene) -> Turn | None:
    """Return what `/start hardware-changed`, `/windows 10` and `/sprak en` lead to at once; None for other commands."""
    if name == "start":
        return act(ShowSection(argument), scene)
    if name == "windows" and (windows := next((version for version in WINDOWS if version == argument), None)):
        return act(ChooseWindows(windows), scene)
    if name in ("sprak", "language"):
        return act(ChooseLanguage(argument.lower()), scene)
    return None
