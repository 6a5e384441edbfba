"""Everything a channel needs to hold a conversation, in one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.conversation.commands import BY_NAME, parse_command
from bot.conversation.converse import converse
from bot.conversation.events import Event, Picture, Question, ShowCode, ShowSection
from bot.conversation.inline import MOST_ARTICLES, InlineArticle, inline_articles, inline_miss
from bot.conversation.replies import ChatMemory, Exchange, Turn
from bot.conversation.voice import House, Voice
from bot.corpus import WINDOWS
from bot.understanding import LONGEST, SMALLTALK, Context, Decision, Reader, Understanding, mask_product_keys, scrub

OFF_TOPIC = "off-topic"


@dataclass(frozen=True, slots=True)
class Assistant:
    """The house with the reader built from its corpus, and those of its translations by language."""

    house: House = field(repr=False)
    reader: Reader = field(repr=False)
    translated: Mapping[str, Reader] = field(default_factory=dict, repr=False)

    def respond(self, event: Event, memory: ChatMemory) -> Turn:
        """Understand an event and answer it: the whole way of a question, without any channel.

        Product keys are masked here, first of all, so that nothing behind this line can say, keep or log one; what is
        kept for later or for maintainers is rid of other personal data as well.
        """
        question = event.id if isinstance(event, Question) else None
        memory = memory.at(event.at).before(question)
        language = memory.language or event.client_language
        event, understanding = self._understand(event, self._context(memory), language)
        turn = _scrubbed(converse(event, understanding, memory, self.house), memory)
        if isinstance(event, Question) and event.referred:
            turn = replace(turn, of_referred=True)
        if question is None or not turn.memory.recent:
            return turn
        return replace(turn, memory=replace(turn.memory, undo=(question, memory.recent)))

    def inline(
        self, query: str, at: datetime, client_language: str | None = None
    ) -> tuple[tuple[InlineArticle, ...], str]:
        """The articles for what somebody types after the bot's name, and what the button says where there are none."""
        text, _ = mask_product_keys(query)
        language = client_language if client_language in self.house.catalogs else None
        windows = self.reader.understand(text).windows
        told = windows is not None
        voice = Voice(self.house, language or self.house.language, windows or WINDOWS[0], at, windows_told=told)
        reader = self.translated.get(voice.language, self.reader)
        return inline_articles(text, reader.rank(text, MOST_ARTICLES), voice), inline_miss(voice)

    def _understand(self, event: Event, context: Context, language: str | None) -> tuple[Event, Understanding]:
        """The event without product keys, and what it means."""
        if isinstance(event, Question):
            return self._understand_question(event, context, language)
        if isinstance(event, Picture):
            text, in_picture = mask_product_keys(event.text[:LONGEST])
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
        referred, product_key = mask_product_keys(event.referred[:LONGEST])
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
        """What a picture and its caption mean. Words in it that no error shows are at most worth asking about."""
        screen = self.reader.read_screen(text)
        told = self._read(caption, context, language) if caption else Understanding()
        windows, spoken = told.windows or screen.windows, told.language or screen.language
        if screen.named_codes or screen.decision == Decision.ANSWER:
            return replace(
                screen,
                codes=_joined(told.codes, screen.codes),
                unknown_codes=_joined(told.unknown_codes, screen.unknown_codes),
                suggestions=_joined(told.suggestions, screen.suggestions),
                ranked=(),
                pictured=screen.codes or screen.unknown_codes,
                topic=told.topic if told.decision == Decision.DECLINE else None,
                windows=windows,
                old_windows=told.old_windows or screen.old_windows,
                language=spoken,
            )
        met = told.topic and told.topic != OFF_TOPIC  # small talk and piracy have words of their own
        if told.decision != Decision.DECLINE or told.named_codes or told.choice is not None or met:
            return told
        guess = self.reader.understand(text)
        named = replace(screen, windows=windows, language=spoken)
        if guess.decision == Decision.ANSWER:
            return replace(named, matches=guess.matches, decision=Decision.ASK)
        return named

    def _context(self, memory: ChatMemory) -> Context:
        """What a text may refer to."""
        latest, shown = memory.latest(), memory.shown()
        offered = tuple(map(self._section, latest.offered)) if latest and latest.asks else ()
        return Context(offered, shown.section if shown else None)

    def _section(self, action: object) -> str:
        match action:
            case ShowSection(section):
                return section
            case ShowCode(code) if code in self.house.corpus.sections_by_code:
                return self.house.corpus.sections_by_code[code][0].id
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


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


def _scrubbed(turn: Turn, before: ChatMemory) -> Turn:
    """The turn with personal data taken out of whatever question it keeps."""
    if turn.unanswered:
        turn = replace(turn, unanswered=scrub(turn.unanswered))
    if all(not exchange.question or exchange in before.recent for exchange in turn.memory.recent):
        return turn
    recent = tuple(
        exchange if not exchange.question or exchange in before.recent else _without_data(exchange)
        for exchange in turn.memory.recent
    )
    return replace(turn, memory=replace(turn.memory, recent=recent))


def _without_data(exchange: Exchange) -> Exchange:
    return replace(exchange, question=scrub(exchange.question or ""))
