"""The conversation as a pure function: from an event and the history to replies and a new history.

`Assistant` holds everything that a channel needs for a conversation, in one frozen value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.conversation.actions import ChooseLanguage, ChooseWindows, ShowCode, ShowSection
from bot.conversation.answers.choose import answer_text
from bot.conversation.answers.commands import BY_NAME, COMMANDS, FORGET, parse_command
from bot.conversation.answers.notes import warning_alone, with_feeling, with_notes
from bot.conversation.answers.sections import notice
from bot.conversation.answers.small_talk import AGAIN, unreadable
from bot.conversation.answers.turns import build_turn, in_corpus_language, outcome_on_screen
from bot.conversation.events import Event, Picture, Press, Question, Unreadable
from bot.conversation.followups.fallback import not_understood
from bot.conversation.followups.follow_up import follow_up
from bot.conversation.followups.next_advice import next_advice
from bot.conversation.followups.section_questions import explain_terms, explanation, location_text
from bot.conversation.history import ChatHistory, Exchange, fingerprint
from bot.conversation.inline import MAX_ARTICLES, InlineArticle, inline_articles, inline_miss
from bot.conversation.pictures import answer_picture
from bot.conversation.presses import act, answer_press
from bot.conversation.scene import BotConfig, Scene
from bot.conversation.turn import TALK, Outcome, Reply, Turn
from bot.corpus import ABOUT, ACTIVATE_WINDOWS, OFF_TOPIC, SMALLTALK, WINDOWS, Section
from bot.understanding import MAX_TEXT_LENGTH, Context, Decision, Reader, Understanding, mask_product_keys, scrub

REPEATABLE_TOPICS = {AGAIN, *(f"{ABOUT}{name}" for name in ("next", "step", "steps"))}
PARTING_TOPICS = ("smalltalk-thanks", "smalltalk-goodbye", "smalltalk-solved", "smalltalk-privacy")
MIN_SURE = 0.95  # min. probability of a section for a question such as "where is …?" to be about that section
MAX_WORDS = 9  # a text of no more words is more likely about the conversation than about something else


@dataclass(frozen=True, slots=True)
class Assistant:
    """The config, the reader of its corpus, and the readers of its translations by language."""

    config: BotConfig = field(repr=False)
    reader: Reader = field(repr=False)
    translated: Mapping[str, Reader] = field(default_factory=dict, repr=False)

    def respond(self, event: Event, history: ChatHistory) -> Turn:
        """Return the turn that answers an event.

        Product keys are masked first, so that no later step can show, store or log one. Other personal data is removed
        from texts that are stored or shown to maintainers.
        """
        question = event.id if isinstance(event, Question) else None
        history = history.at(event.at).before(question)
        event, understanding = self._understand(event, history)
        turn = respond(event, understanding, history, self.config)
        new_history = _scrub_questions(turn.history, history)
        if question is not None and new_history.recent:
            new_history = new_history.undoable(question, history)
        unanswered = turn.unanswered and scrub(turn.unanswered)
        of_referred = isinstance(event, Question) and bool(event.referred)
        return replace(turn, history=new_history, unanswered=unanswered, of_referred=of_referred)

    def inline(
        self, query: str, at: datetime, client_language: str | None = None
    ) -> tuple[tuple[InlineArticle, ...], str]:
        """Return the articles for an inline query, and the label of the button to show if there are none."""
        text, _ = mask_product_keys(query)
        language = client_language if client_language in self.config.catalogs else None
        windows = self.reader.understand(text).windows
        scene = Scene(
            self.config, language or self.config.language, windows or WINDOWS[0], at, windows_known=windows is not None
        )
        reader = self.translated.get(scene.language, self.reader)
        return inline_articles(text, reader.rank(text, MAX_ARTICLES), scene), inline_miss(scene)

    def calls_for_help(self, question: Question) -> bool:
        """Return whether a question means nothing without the message that it replies to."""
        text, _ = mask_product_keys(question.text)
        return not _is_self_contained(text, self._read(text, Context(), question.client_language))

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
        """Return the question to answer and what it means.

        That is the message that `event` refers to if `event` means nothing by itself; only then does the returned
        question have `referred`.
        """
        text, product_key = mask_product_keys(event.text)
        understanding = self._read(text, context, language)
        if product_key:
            understanding = replace(understanding, product_key=True)
        own = replace(event, text=text, referred="")
        if not event.referred or product_key or _is_self_contained(text, understanding):
            return own, understanding
        referred, product_key = mask_product_keys(event.referred[:MAX_TEXT_LENGTH])
        of_referred = self._read(referred, Context(), language)
        if not (product_key or _is_understood(of_referred)):
            return own, understanding
        of_referred = replace(
            of_referred,
            product_key=product_key,
            windows=of_referred.windows or understanding.windows,
            language=understanding.language or of_referred.language,
        )
        return replace(event, text=referred, referred=referred), of_referred

    def _read(self, text: str, context: Context, language: str | None) -> Understanding:
        """Return what a text means in the language of the chat, else in that of the main corpus."""
        if command := parse_command(text):
            name, argument = command
            # A deep link has a code as the argument of /start; "/0xC004F211" is a code with a slash before it.
            text, context = (argument if name in BY_NAME else f"{name} {argument}"), Context()
        if reader := self.translated.get(language or ""):
            found = reader.understand(text, context)
            if found.codes or found.topic or found.choice is not None or found.decision != Decision.DECLINE:
                return found
        return self.reader.understand(text, context)

    def _read_picture(self, text: str, caption: str, context: Context, language: str | None) -> Understanding:
        """Return what a picture and its caption mean."""
        of_caption = self._read(caption, context, language) if caption else Understanding()
        return self.reader.understand_picture(text, of_caption)

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


def _is_self_contained(text: str, understanding: Understanding) -> bool:
    """Return whether a question says what it is about, unlike "hjälp honom" and "vad betyder det?"."""
    if parse_command(text) or understanding.choice is not None or _is_understood(understanding):
        return True
    return bool(understanding.topic) and not understanding.calls


def _is_understood(understanding: Understanding) -> bool:
    """Return whether a text is about something that can be answered, except small talk and other subjects."""
    topic = understanding.topic or ""
    has_serious_topic = bool(topic) and topic != OFF_TOPIC and not topic.startswith(SMALLTALK)
    names_something = bool(understanding.named_codes or understanding.old_windows)
    return has_serious_topic or names_something or understanding.decision != Decision.DECLINE


def _scrub_questions(history: ChatHistory, before: ChatHistory) -> ChatHistory:
    """Return a history without personal data in the questions that were added to the history `before`."""
    recent = tuple(
        replace(exchange, question=scrub(exchange.question))
        if exchange.question and exchange not in before.recent
        else exchange
        for exchange in history.recent
    )
    return history if recent == history.recent else replace(history, recent=recent)


def respond(event: Event, understanding: Understanding, history: ChatHistory, config: BotConfig) -> Turn:
    """Return the turn that answers an event.

    `understanding` is what the text of a question or picture means, and empty for other events. `history` is that of
    the chat at the time of the event. The language is taken from the text, else from the option of the event, the
    history, the user's app or the config, in this order; the Windows version from the first three, else it is 11.
    """
    before = _scene(event, understanding, history, config)
    scene = before.remembering(_with_stated_facts(event, understanding, history))
    match event:
        case Press():
            return _remember_reply(event, answer_press(event, scene), scene)
        case Unreadable():
            turn = build_turn(scene, TALK, unreadable(scene, event.attachment))
        case Picture():
            turn = answer_picture(event, understanding, scene, before)
        case Question():
            turn = _answer_question(event.text, understanding, scene, before)
    if not _speaks(event, turn, understanding, scene):
        silent = Turn((), history, turn.outcome)
        return warning_alone(silent, scene) if understanding.product_key else silent
    turn = with_notes(with_feeling(turn, understanding, scene), understanding, scene)
    return _remember_reply(event, turn, scene)


def _scene(event: Event, understanding: Understanding, history: ChatHistory, config: BotConfig) -> Scene:
    question = event if isinstance(event, Question) else None
    language = understanding.language or (question and question.language) or history.language or event.client_language
    language = language if language in config.catalogs else config.language
    windows = understanding.windows or (question and question.windows) or history.windows
    return Scene(
        config, language or config.language, windows or WINDOWS[0], event.at, history, event.heard, bool(windows)
    )


def _with_stated_facts(event: Event, understanding: Understanding, history: ChatHistory) -> ChatHistory:
    """Return the history with the choices and the facts that a text states."""
    history = history.choosing(understanding.windows, understanding.language)
    if understanding.terms:  # a question about a word states no facts
        return history
    return history.in_case(history.case.learning(understanding), event.at)


def _remember_reply(event: Event, turn: Turn, scene: Scene) -> Turn:
    """Return the turn whose history includes its reply; an answer to a message resets the count of misses."""
    if turn.forget or not turn.replies:
        return turn
    history = turn.history.saying(turn.replies[0].text, scene.now)
    is_answer = turn.outcome.kind in ("answer", "choices") and history.misses == scene.history.misses
    if history.misses and is_answer and not isinstance(event, Press):
        history = replace(history, misses=0)
    return replace(turn, history=history)


def _speaks(event: Event, turn: Turn, understanding: Understanding, scene: Scene) -> bool:
    """Return whether the bot replies: in a group it neither joins other people's conversations nor declines."""
    if scene.heard in ("private", "called", "guest"):
        return True
    if scene.heard == "overheard":
        return bool(understanding.codes and turn.outcome.codes) and scene.config.overhears_codes
    is_addressed = (understanding.topic or "").startswith(SMALLTALK) or bool(understanding.old_windows)
    return is_addressed or (not isinstance(event, Unreadable) and turn.outcome.reason not in ("off_topic", "no_match"))


def _answer_question(text: str, understanding: Understanding, scene: Scene, before: Scene) -> Turn:
    """Return the turn after a written message: a command, a follow-up, or a question by itself."""
    command = parse_command(text)
    if command and not (understanding.named_codes and (command[0] == "start" or command[0] not in BY_NAME)):
        return _run_command(*command, scene)
    turn = follow_up(text, understanding, scene, before) or _answer_alone(text, understanding, scene)
    if command or understanding.language or understanding.topic in REPEATABLE_TOPICS or not turn.replies:
        return turn
    return _avoid_repetition(text, turn, understanding, scene)


def _answer_alone(text: str, understanding: Understanding, scene: Scene) -> Turn:
    """Return the turn after a text that refers to no earlier answer."""
    if turn := _explain_or_locate(understanding, scene):
        return turn
    turn = answer_text(text, understanding, scene)
    if turn.outcome.reason == "safety":  # the next messages are about this danger
        warning = Exchange(scene.now, notice=understanding.topic)
        return replace(turn, history=replace(turn.history, recent=(warning,)))
    if warned := _repeat_warning(understanding, turn, scene):
        return warned
    if turn.outcome.kind == "decline" and _is_unclear(turn, understanding, scene):
        chances = {match.section: match.score for match in understanding.candidates}
        return not_understood(text, _section_on_screen(scene.history, scene), scene, chances)
    if understanding.terms and turn.outcome.kind == "answer":
        return turn.preceded_by("\n\n".join(map(explanation, understanding.terms)))
    return turn


def _explain_or_locate(understanding: Understanding, scene: Scene) -> Turn | None:
    """Return the turn that explains a word, or says where something on the screen is; None for other questions."""
    if understanding.terms and understanding.decision != Decision.ANSWER and not understanding.named_codes:
        return explain_terms(understanding, scene)
    is_sure = understanding.decision == Decision.ANSWER and understanding.matches[0].score >= MIN_SURE
    if understanding.place and not is_sure and not understanding.named_codes:
        outcome = outcome_on_screen(scene.corpus.sections[ACTIVATE_WINDOWS], scene)
        return build_turn(scene, outcome, in_corpus_language(scene, Reply(location_text(understanding.place, scene))))
    return None


def _section_on_screen(history: ChatHistory, scene: Scene) -> Section | None:
    shown = history.shown()
    return scene.corpus.sections.get(shown.section) if shown and shown.section else None


def _repeat_warning(understanding: Understanding, turn: Turn, scene: Scene) -> Turn | None:
    """Return the first part of a warning again for a user who was just warned and says little; else None."""
    latest = scene.history.latest()
    page = scene.corpus.notices.get((latest and latest.notice) or "")
    is_short = understanding.length <= MAX_WORDS and understanding.topic not in PARTING_TOPICS
    is_answered = turn.outcome.kind not in ("decline", "smalltalk", "choices") or turn.outcome.reason == "piracy"
    if page is None or not is_short or is_answered:
        return None
    part = scene.parts(page)[0]
    reply = Reply(f"## {part.heading}\n{part.text}", notice(scene, page).buttons)
    reply = in_corpus_language(scene, reply.preceded_by(scene.say("What matters most now:")))
    return build_turn(scene, Outcome("decline", "safety", links=turn.outcome.links), reply)


def _is_unclear(turn: Turn, understanding: Understanding, scene: Scene) -> bool:
    """Return whether a declined text may be about the computer after all."""
    if understanding.old_windows or understanding.product_key:
        return False
    is_follow_up = scene.history.latest() is not None and understanding.length <= MAX_WORDS
    is_about_case = is_follow_up or bool(understanding.stated.facts or understanding.stated.tried)
    is_off_topic = turn.outcome.reason == "off_topic" and not understanding.topic_is_neighbour
    return turn.outcome.reason == "no_match" or (is_off_topic and is_about_case)


def _avoid_repetition(text: str, turn: Turn, understanding: Understanding, scene: Scene) -> Turn:
    """Return the turn, or one with other words if its reply was given before."""
    reply = turn.replies[0]
    if not scene.history.has_said(reply.text):
        return turn
    section = _section_on_screen(turn.history, scene)
    is_question = "?" in text or turn.outcome.question or (understanding.topic or "").startswith(ABOUT)
    if section and turn.outcome.kind == "answer" and not is_question:
        before = scene.say("I have given you that already. This is what is left to try.")
        other = next_advice(section, scene, before=before)
        if not scene.history.has_said(other.replies[0].text):
            return replace(other, outcome=turn.outcome)
    as_said, gap = scene.say("As I said:"), "\n\n" if reply.text.startswith("#") else " "  # a heading starts a line
    repeated = replace(reply, text=f"{as_said}{gap}{reply.text}")
    if scene.history.said[-1] == fingerprint(repeated.text):
        repeated = reply.preceded_by(scene.say("Here it is again."))
    return replace(turn, replies=(repeated, *turn.replies[1:]))


def _run_command(name: str, argument: str, scene: Scene) -> Turn:
    """Return the turn after a command."""
    if turn := _run_with_argument(name, argument, scene):
        return turn
    if name == "start":  # starting over also undoes the choice of a wrong language
        scene = scene.remembering(replace(scene.history, language=None))
    command = BY_NAME.get(name)
    if command is None:
        known = ", ".join(f"/{command.names[0]}" for command in COMMANDS)
        return build_turn(
            scene, TALK, Reply(scene.say("I do not know that command. I know {commands}.", commands=known))
        )
    if FORGET in command.names:
        return replace(build_turn(scene.remembering(ChatHistory()), TALK, command.reply(scene)), forget=True)
    return build_turn(scene, TALK, command.reply(scene))


def _run_with_argument(name: str, argument: str, scene: Scene) -> Turn | None:
    """Return the turn of a command such as `/windows 10`, whose argument is a choice; None for other commands."""
    if name == "start":
        return act(ShowSection(argument), scene)
    if name == "windows" and (windows := next((version for version in WINDOWS if version == argument), None)):
        return act(ChooseWindows(windows), scene)
    if name in ("sprak", "language"):
        return act(ChooseLanguage(argument.lower()), scene)
    return None
