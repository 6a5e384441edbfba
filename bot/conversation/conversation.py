"""The conversation: an event and what is remembered in; replies and what to remember out. Pure.

`Assistant` is all that a channel needs to hold it, in one frozen value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.conversation.actions import ChooseLanguage, ChooseWindows, ShowCode, ShowSection
from bot.conversation.answers import sections as answers
from bot.conversation.answers.choose import answered, in_corpus_language, on_screen, turn
from bot.conversation.answers.commands import BY_NAME, COMMANDS, FORGET, parse_command
from bot.conversation.answers.small_talk import unreadable
from bot.conversation.events import Event, Picture, Press, Question, Unreadable
from bot.conversation.followups.about import explained, explanation, located
from bot.conversation.followups.fallback import not_understood
from bot.conversation.followups.follow_up import follow_up
from bot.conversation.followups.next_advice import go_on
from bot.conversation.history import ChatHistory, Exchange, fingerprint
from bot.conversation.inline import MAX_ARTICLES, InlineArticle, inline_articles, inline_miss
from bot.conversation.pictures import picture
from bot.conversation.presses import act, pressed
from bot.conversation.scene import BotConfig, Scene
from bot.conversation.turn import TALK, Outcome, Reply, Turn
from bot.corpus import ABOUT, ACTIVATE_WINDOWS, OLD_KEY, WINDOWS
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

ASKED_AGAIN = {"smalltalk-again", *(f"{ABOUT}{asked}" for asked in ("next", "step", "steps"))}
PARTING = ("smalltalk-thanks", "smalltalk-goodbye", "smalltalk-solved", "smalltalk-privacy")
CALMED = ("smalltalk-worried", "smalltalk-upset")  # topics whose words are calming already
SURE = 0.95  # probability of a section from which a question where something is is about that
MAX_WORDS = 9  # of a text that is more likely about the conversation than about something else


@dataclass(frozen=True, slots=True)
class Assistant:
    """The config with the reader built from its corpus, and those of its translations by language."""

    config: BotConfig = field(repr=False)
    reader: Reader = field(repr=False)
    translated: Mapping[str, Reader] = field(default_factory=dict, repr=False)

    def respond(self, event: Event, history: ChatHistory) -> Turn:
        """Understand an event and answer it: the whole way of a question, without any channel.

        Product keys are masked here, first of all, so that nothing behind this line can say, keep or log one; what is
        kept for later or for maintainers is rid of other personal data as well.
        """
        question = event.id if isinstance(event, Question) else None
        history = history.at(event.at).before(question)
        language = history.language or event.client_language
        event, understanding = self._understand(event, self._context(history), language)
        made = _scrubbed(respond(event, understanding, history, self.config), history)
        if isinstance(event, Question) and event.referred:
            made = replace(made, of_referred=True)
        if question is None or not made.history.recent:
            return made
        return replace(made, history=made.history.undoable(question, history))

    def inline(
        self, query: str, at: datetime, client_language: str | None = None
    ) -> tuple[tuple[InlineArticle, ...], str]:
        """The articles for what somebody types after the bot's name, and what the button says where there are none."""
        text, _ = mask_product_keys(query)
        language = client_language if client_language in self.config.catalogs else None
        windows = self.reader.understand(text).windows
        told = windows is not None
        scene = Scene(self.config, language or self.config.language, windows or WINDOWS[0], at, windows_told=told)
        reader = self.translated.get(scene.language, self.reader)
        return inline_articles(text, reader.rank(text, MAX_ARTICLES), scene), inline_miss(scene)

    def _understand(self, event: Event, context: Context, language: str | None) -> tuple[Event, Understanding]:
        """The event without product keys, and what it means."""
        if isinstance(event, Question):
            return self._understand_question(event, context, language)
        if isinstance(event, Picture):
            text, in_picture = mask_product_keys(event.text[:MAX_TEXT_LENGTH])
            caption, in_caption = mask_product_keys(event.caption)
            understanding = self._read_picture(text, caption, context, language)
            event = replace(event, text=text, caption=caption)
            return event, replace(understanding, product_key=in_picture or in_caption)
        return event, Understanding()

    def calls_for_help(self, question: Question) -> bool:
        """Whether a question is about what it replies to, because it has no matter of its own."""
        text, _ = mask_product_keys(question.text)
        return not _has_matter(text, self._read(text, Context(), question.client_language))

    def _understand_question(
        self, event: Question, context: Context, language: str | None
    ) -> tuple[Question, Understanding]:
        """A question and what it means; one with no matter of its own is the message that it refers to.

        The event keeps `referred` only where its text is that.
        """
        text, product_key = mask_product_keys(event.text)
        understanding = replace(self._read(text, context, language), product_key=product_key)
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
        """What a text means: to the reader of the chat's language, and where that makes nothing of it, to the first."""
        if command := parse_command(text):
            name, argument = command
            # A deep link carries a code as the argument of /start; "/0xC004F211" is a code with a slash before it.
            text, context = (argument if name in BY_NAME else f"{name} {argument}"), Context()
        reader = self.translated.get(language or "")
        told = reader.understand(text, context) if reader else None
        understood = told and (told.codes or told.topic or told.choice is not None or told.decision != Decision.DECLINE)
        return told if told and understood else self.reader.understand(text, context)

    def _read_picture(self, text: str, caption: str, context: Context, language: str | None) -> Understanding:
        """Return the meaning of a picture and its caption."""
        told = self._read(caption, context, language) if caption else Understanding()
        return self.reader.understand_picture(text, told)

    def _context(self, history: ChatHistory) -> Context:
        """What a text may refer to."""
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
    """Whether a question says by itself what it is about: "hjälp honom" and "vad betyder det?" do not."""
    if parse_command(text) or understanding.choice is not None or _is_understood(understanding):
        return True
    return bool(understanding.topic) and not understanding.calls


def _is_understood(understanding: Understanding) -> bool:
    """Whether a text is about something that can be answered, small talk and other subjects aside."""
    talk = understanding.topic or ""
    serious = bool(talk) and talk != OFF_TOPIC and not talk.startswith(SMALLTALK)
    named = bool(understanding.named_codes or understanding.old_windows)
    return serious or named or understanding.decision != Decision.DECLINE


def _scrubbed(turn: Turn, before: ChatHistory) -> Turn:
    """The turn with personal data taken out of whatever question it keeps."""
    if turn.unanswered:
        turn = replace(turn, unanswered=scrub(turn.unanswered))
    if all(not exchange.question or exchange in before.recent for exchange in turn.history.recent):
        return turn
    recent = tuple(
        exchange if not exchange.question or exchange in before.recent else _without_data(exchange)
        for exchange in turn.history.recent
    )
    return replace(turn, history=replace(turn.history, recent=recent))


def _without_data(exchange: Exchange) -> Exchange:
    return replace(exchange, question=scrub(exchange.question or ""))


def respond(event: Event, understanding: Understanding, history: ChatHistory, config: BotConfig) -> Turn:
    """Answer an event.

    `understanding` is that of a question's text or a picture's, and empty for other events. `history` is what earlier
    turns of the chat gave back. The language is the text's, else the one asked for, else the remembered one, else that
    of the person's app, else the config's; the Windows version likewise, else 11.
    """
    history = history.at(event.at)
    before = _scene(event, understanding, history, config)
    told = history.choosing(understanding.windows, understanding.language)
    if not understanding.terms:  # who asks what a word means tells nothing
        told = told.in_case(told.case.learning(understanding), event.at)
    scene = before.remembering(told)
    match event:
        case Press():
            return _said(pressed(event, scene), scene)
        case Unreadable():
            made = turn(scene, TALK, unreadable(scene, event.attachment))
        case Picture():
            made = picture(event, understanding, scene, before)
        case Question():
            made = _question(event.text, understanding, scene, before)
            made = _not_twice(event.text, made, understanding, scene)
    if not isinstance(event, Unreadable):
        made = _noted(_with_feeling(_heeded(made, history), understanding, scene), understanding, scene)
    if not _speaks(event, made, understanding, scene):
        made = Turn((), history, made.outcome)
        return _warned(made, scene) if understanding.product_key else made
    return _said(made, scene)


def _said(made: Turn, scene: Scene) -> Turn:
    """The turn that remembers what it says, so that it is not said again."""
    if made.forget or not made.replies:
        return made
    return replace(made, history=made.history.saying(made.replies[0].text, scene.now))


def _heeded(made: Turn, before: ChatHistory) -> Turn:
    """The turn after which misunderstandings are counted from the beginning, where it understood something."""
    if (
        made.history.misses > before.misses
        or made.outcome.reason == "no_match"
        or not made.history.misses
        or made.outcome.kind not in ("answer", "choices")
    ):
        return made
    return replace(made, history=replace(made.history, misses=0))


def _scene(event: Event, understanding: Understanding, history: ChatHistory, config: BotConfig) -> Scene:
    asked = event if isinstance(event, Question) else None
    language = understanding.language or (asked and asked.language) or history.language or event.client_language
    language = language if language in config.catalogs else config.language
    windows = understanding.windows or (asked and asked.windows) or history.windows
    heard = "private" if isinstance(event, Press) else event.heard
    return Scene(config, language or config.language, windows or WINDOWS[0], event.at, history, heard, bool(windows))


def _speaks(event: Event, made: Turn, understanding: Understanding, scene: Scene) -> bool:
    """Whether the bot says anything: in a group it neither comments on what is none of its business, nor declines."""
    if scene.heard in ("private", "called"):
        return True
    if scene.heard == "overheard":
        return bool(understanding.codes and made.outcome.codes) and scene.config.overhears_codes
    told = (understanding.topic or "").startswith(SMALLTALK) or bool(understanding.old_windows)
    return told or (not isinstance(event, Unreadable) and made.outcome.reason not in ("off_topic", "no_match"))


def _warned(made: Turn, scene: Scene) -> Turn:
    """The turn where the bot says nothing but that a message holds a product key."""
    outcome = replace(made.outcome, warnings=("product_key",))
    return replace(made, replies=(Reply(answers.product_key_warning(scene)),), outcome=outcome, delete_question=True)


def _question(text: str, understanding: Understanding, scene: Scene, before: Scene) -> Turn:
    command = parse_command(text)
    if command and not (understanding.named_codes and (command[0] == "start" or command[0] not in BY_NAME)):
        return _commanded(*command, scene)
    return follow_up(text, understanding, scene, before) or _answered(text, understanding, scene)


def _answered(text: str, understanding: Understanding, scene: Scene) -> Turn:
    """The turn for a text with a matter of its own, or with none."""
    shown = scene.history.shown()
    section = scene.corpus.sections.get(shown.section) if shown and shown.section else None
    if made := _worded(understanding, scene):
        return made
    made = answered(text, understanding, scene)
    if made.outcome.reason == "safety":  # what comes next is about the danger
        warning = Exchange(scene.now, notice=understanding.topic)
        return replace(made, history=replace(made.history, recent=(warning,)))
    if warned := _in_danger(understanding, made, scene):
        return warned
    if made.outcome.kind == "decline" and _is_unclear(made, understanding, scene):
        chances = {match.section: match.score for match in understanding.candidates}
        return not_understood(text, section, scene, chances)
    if understanding.terms and made.outcome.kind == "answer":
        return _before("\n\n".join(map(explanation, understanding.terms)), made)
    return made


def _in_danger(understanding: Understanding, made: Turn, scene: Scene) -> Turn | None:
    """What matters most now, for somebody who was just warned and says little; None for everything else."""
    latest = scene.history.latest()
    page = scene.corpus.notices.get((latest and latest.notice) or "")
    is_short = understanding.length <= MAX_WORDS and understanding.topic not in PARTING
    is_answered = made.outcome.kind not in ("decline", "smalltalk", "choices") or made.outcome.reason == "piracy"
    if page is None or not is_short or is_answered:
        return None
    part = scene.parts(page)[0]
    text = scene.words.gettext("What matters most now:")
    reply = answers.notice(scene, page)
    reply = replace(reply, text=f"{text}\n\n## {part.heading}\n{part.text}", folded="")
    return turn(scene, Outcome("decline", "safety", links=made.outcome.links), in_corpus_language(scene, reply))


def _worded(understanding: Understanding, scene: Scene) -> Turn | None:
    """The turn for a question for a word, or one where something on the screen is."""
    if understanding.terms and understanding.decision != Decision.ANSWER and not understanding.named_codes:
        return explained(understanding, scene)
    if understanding.place and not _is_sure(understanding):
        outcome = on_screen(scene.corpus.sections[ACTIVATE_WINDOWS])
        return turn(scene, outcome, in_corpus_language(scene, Reply(located(understanding.place, scene))))
    return None


def _is_unclear(made: Turn, understanding: Understanding, scene: Scene) -> bool:
    """Whether a text that is declined may be about the computer all the same: something was told, or talked of."""
    if understanding.old_windows or understanding.product_key:
        return False
    talking = scene.history.latest() is not None and understanding.length <= MAX_WORDS
    told = talking or bool(understanding.said.facts or understanding.said.tried)
    off_topic = made.outcome.reason == "off_topic" and not understanding.topic_is_neighbour
    return made.outcome.reason == "no_match" or (off_topic and told)


def _is_sure(understanding: Understanding) -> bool:
    """Whether a text is surely about a section or a code."""
    surely = understanding.decision == Decision.ANSWER and understanding.matches[0].score >= SURE
    return bool(understanding.named_codes) or surely


def _before(text: str, made: Turn) -> Turn:
    """The turn with something said first."""
    reply, *others = made.replies
    return replace(made, replies=(replace(reply, text=f"{text}\n\n{reply.text}"), *others))


def _with_feeling(made: Turn, understanding: Understanding, scene: Scene) -> Turn:
    """The turn with one human sentence first, where fear, anger or shame stands beside a matter; once in a case."""
    feeling = next((one for one in scene.corpus.feelings if one.name == understanding.feeling), None)
    if feeling is None or (understanding.topic in CALMED and not understanding.named_codes):
        return made
    if made.outcome.kind not in ("answer", "choices", "unknown_code"):
        return made
    if scene.history.has_said(feeling.text):
        return made
    return replace(_before(feeling.text, made), history=made.history.saying(feeling.text, scene.now))


def _not_twice(text: str, made: Turn, understanding: Understanding, scene: Scene) -> Turn:
    """The turn, or another one where its reply was given before and nobody asked for it once more."""
    if understanding.topic in ASKED_AGAIN or parse_command(text) or understanding.language or not made.replies:
        return made
    if not scene.history.has_said(made.replies[0].text):
        return made
    _ = scene.words.gettext
    shown = made.history.shown()
    section = scene.corpus.sections.get(shown.section) if shown and shown.section else None
    is_aspect = (understanding.topic or "").startswith(ABOUT)
    goes_on = not (is_aspect or "?" in text or made.outcome.question)
    if section and made.outcome.kind == "answer" and goes_on:
        other = go_on(section, scene, before=_("You have had that from me already. This is what is left."))
        if not scene.history.has_said(other.replies[0].text):
            return replace(other, outcome=made.outcome)
    said, once_more, reply = _("As I said:"), _("Here it is once more."), made.replies[0]
    parted = "\n\n" if reply.text.startswith("#") else " "  # a heading needs a line of its own
    repeated = f"{said}{parted}{reply.text}"
    if scene.history.said[-1] == fingerprint(repeated):
        repeated = f"{once_more}\n\n{reply.text}"
    return replace(made, replies=(replace(reply, text=repeated), *made.replies[1:]))


def _noted(made: Turn, understanding: Understanding, scene: Scene) -> Turn:
    """The turn with what must be said first, a word for Windows versions and keys, said first."""
    reply, outcome = made.replies[0], made.outcome
    in_group = scene.heard != "private"
    done = made.vote or made.forget  # something was done, and that must be said
    key_alone = understanding.product_key and outcome.kind == "smalltalk" and not done
    nothing_else = key_alone or (outcome.kind == "decline" and outcome.reason == "no_match")
    notes: list[str] = []
    if understanding.product_key:
        notes.append(answers.product_key_warning(scene))
        outcome = replace(outcome, warnings=("product_key",))
    if understanding.old_windows and not _tells_of_old_windows(outcome):
        notes.append(answers.old_windows_note(scene, understanding.old_windows))
        rows = (answers.support_row(scene),)
        reply = replace(reply, buttons=rows if nothing_else else (*reply.buttons, *rows))
    if understanding.office and outcome.kind in ("answer", "unknown_code") and understanding.named_codes:
        notes.append(answers.office_note(scene))
        reply = replace(reply, buttons=(answers.office_row(scene), *reply.buttons))
    if not notes:
        return made
    if nothing_else and not understanding.old_windows:
        reply = replace(reply, buttons=())
    text = "\n\n".join(notes if nothing_else else [*notes, reply.text])
    return replace(
        made,
        replies=(replace(reply, text=text), *made.replies[1:]),
        outcome=outcome,
        delete_question=understanding.product_key and in_group,
    )


def _tells_of_old_windows(outcome: Outcome) -> bool:
    """Whether the answer itself is about an old Windows."""
    return outcome.kind == "answer" and outcome.sections[0].id == OLD_KEY


def _commanded(name: str, argument: str, scene: Scene) -> Turn:
    if made := _with_argument(name, argument, scene):
        return made
    if name == "start":  # to start over is also the way back from a language by mistake
        scene = scene.remembering(replace(scene.history, language=None))
    command = BY_NAME.get(name)
    if command and FORGET in command.names:
        return replace(turn(scene.remembering(ChatHistory()), TALK, command.answer(scene)), forget=True)
    if command:
        return turn(scene, TALK, command.answer(scene))
    known = ", ".join(f"/{command.names[0]}" for command in COMMANDS)
    text = scene.words.gettext("I do not know that command. I know {commands}.")
    return turn(scene, TALK, Reply(text.format(commands=known)))


def _with_argument(name: str, argument: str, scene: Scene) -> Turn | None:
    """What `/start hardware-changed`, `/windows 10` and `/sprak en` lead to at once."""
    if name == "start":
        return act(ShowSection(argument), scene)
    if name == "windows" and (windows := next((version for version in WINDOWS if version == argument), None)):
        return act(ChooseWindows(windows), scene)
    if name in ("sprak", "language"):
        return act(ChooseLanguage(argument.lower()), scene)
    return None
