"""From what a text means to a turn: which kind of answer it gets, and what is remembered of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import answers
from bot.conversation.commands import other_language_note, privacy, windows_choice, windows_chosen
from bot.conversation.events import ShowCode, ShowSection
from bot.conversation.replies import ActionButton, ChatMemory, Exchange, Outcome, Ranked, Reason, Reply, Turn
from bot.conversation.smalltalk import smalltalk
from bot.conversation.voice import Voice
from bot.corpus import OTHER_CODES, SUCCESS, Section
from bot.understanding import (
    SAFETY,
    SMALLTALK,
    VERSION_OPEN,
    VERSION_TOLD,
    Decision,
    Understanding,
    is_success,
    lacks_failure_bit,
)

NOTHING = Understanding()
COMMAND_TALK = {VERSION_TOLD: windows_chosen, VERSION_OPEN: windows_choice, "smalltalk-privacy": privacy}
MAX_SECTIONS = 4  # shown and offered together; more than four buttons is no choice any more
CODE_SCORE = 1.0  # a code read whole is certain
NEAR_MISS_SCORE = 0.5  # a code one digit off may be anything near it
RELATED_SCORE = 0.0  # nothing in the message speaks for a related section


def answered(text: str, understanding: Understanding, voice: Voice, memory: ChatMemory) -> Turn:
    """The turn that answers a text by what it means."""
    outcome, reply = _answer(understanding, voice)
    if understanding.named_codes:
        outcome = replace(
            outcome,
            codes=understanding.codes,
            unknown_codes=understanding.unknown_codes,
            suggestions=understanding.suggestions,
        )
    made = turn(voice, memory, outcome, reply, text)
    is_error = not all(map(is_success, understanding.named_codes))
    nobody_knows = outcome.reason == "no_match" or (outcome.kind == "unknown_code" and is_error)
    return replace(made, unanswered=text) if text and nobody_knows else made


def turn(
    voice: Voice,
    memory: ChatMemory,
    outcome: Outcome,
    reply: Reply,
    question: str | None = None,
    code: str | None = None,
) -> Turn:
    """A turn of one reply, remembered where what is said next may refer to it.

    `question` is what was asked, `code` the one that is answered where the outcome does not name it.
    """
    if (outcome.windows, outcome.language) != (voice.windows, voice.language):
        outcome = replace(outcome, windows=voice.windows, language=voice.language)
    exchange = _exchange(voice, memory, outcome, reply, question)
    if exchange and code:
        exchange = replace(exchange, code=code)
    return Turn((reply,), memory.adding(exchange) if exchange else memory, outcome)


def show_section(section: Section, voice: Voice, memory: ChatMemory, code: str | None = None) -> Turn:
    """The turn that shows a section. Where its code has other explanations, they stay on offer.

    `code` is the one that was asked about, if not the one of the latest answer.
    """
    latest = memory.latest()
    codes = (code, latest.code if latest else None, *section.codes)
    code = next((code for code in codes if code in section.codes), None)
    others = voice.corpus.sections_by_code[code] if code else ()
    sections = [section, *(other for other in others if other != section)]
    by = Understanding(codes=(code,)) if code and code in section.meanings else NOTHING
    outcome, reply = _shown(voice, sections, [CODE_SCORE] * len(sections), by)
    return turn(voice, memory, outcome, reply, code=code)


def show_code(code: str, voice: Voice, memory: ChatMemory) -> Turn:
    """The turn that shows the section of a known code, or what is known of another."""
    if code not in voice.corpus.sections_by_code:
        return answered("", Understanding(unknown_codes=(code,)), voice, memory)
    outcome, reply = _by_code(Understanding(codes=(code,)), voice)
    return turn(voice, memory, outcome, reply, code=code)


def show_again(shown: Exchange, voice: Voice, memory: ChatMemory) -> Turn | None:
    """The turn that shows an answer once more; None where its section is there no more."""
    section = voice.corpus.sections.get(shown.section or "")
    if section is None:
        return None
    if section.id == OTHER_CODES and shown.code:
        return answered("", Understanding(unknown_codes=(shown.code,)), voice, memory)
    return show_section(section, voice, memory, shown.code)


def in_corpus_language(voice: Voice, reply: Reply) -> Reply:
    """The reply, with a word before it where the corpus speaks another language than the bot does here."""
    if voice.language == voice.corpus.language:
        return reply
    return replace(reply, text=f"{other_language_note(voice)}\n\n{reply.text}")


def _exchange(
    voice: Voice, memory: ChatMemory, outcome: Outcome, reply: Reply, question: str | None
) -> Exchange | None:
    buttons = (button.action for row in reply.buttons for button in row if isinstance(button, ActionButton))
    offered = tuple(action for action in buttons if isinstance(action, (ShowSection, ShowCode)))
    if outcome.kind == "answer":
        section = outcome.sections[0].id
        codes = (*(code for code in outcome.codes if code in voice.corpus.sections[section].codes), *outcome.codes)
        code = next(iter(codes or voice.corpus.sections[section].codes), None)
        before = memory.shown(section)
        return Exchange(voice.now, section, code, before.rung if before else 0, offered)
    if outcome.kind == "choices" or outcome.suggestions:
        # A code that is nearly right is stored as it is asked about, and not once more when that is refused.
        kept = question if outcome.kind == "choices" else None
        return Exchange(voice.now, offered=offered, asks=True, question=kept)
    if outcome.kind == "unknown_code":
        code, before = outcome.unknown_codes[0], memory.shown(OTHER_CODES)
        rung = before.rung if before and before.code == code else 0
        return Exchange(voice.now, OTHER_CODES, code, rung, offered)
    return None


def _answer(understanding: Understanding, voice: Voice) -> tuple[Outcome, Reply]:
    if (understanding.topic or "").startswith(SAFETY):
        return _noticed(understanding, voice)
    moved = understanding.beside and understanding.beside.section
    if moved or (understanding.codes and not _counts_less(understanding)):
        return _by_code(understanding, voice)
    by_words = understanding.decision != Decision.DECLINE and all(map(lacks_failure_bit, understanding.named_codes))
    if (understanding.suggestions or understanding.unknown_codes) and not by_words:
        return _by_unknown_code(understanding, voice)
    if understanding.decision == Decision.DECLINE:
        return _declined(understanding, voice)
    offered = _matched(understanding, voice)
    scores = [match.score for match in understanding.matches[: len(offered)]]
    if understanding.decision == Decision.ANSWER:
        return _shown(voice, offered, scores, understanding)
    return Outcome("choices", sections=answers.ranked(offered, scores)), answers.choices(voice, offered)


def _declined(understanding: Understanding, voice: Voice) -> tuple[Outcome, Reply]:
    topic = understanding.topic or ""
    if topic in COMMAND_TALK:
        return Outcome("smalltalk"), COMMAND_TALK[topic](voice)
    if topic.startswith(SMALLTALK):
        return Outcome("smalltalk"), smalltalk(voice, topic)
    if topic in voice.corpus.notices:
        return _noticed(understanding, voice)
    if topic == "piracy":
        return Outcome("decline", "piracy"), answers.piracy(voice)
    if topic == "off-topic" and not understanding.old_windows:
        return Outcome("decline", "off_topic"), answers.off_topic(voice)
    return Outcome("decline", "no_match"), answers.no_match(voice)


def _noticed(understanding: Understanding, voice: Voice) -> tuple[Outcome, Reply]:
    """The notice of a topic; the section of a code that was named beside it stays on offer."""
    page = voice.corpus.notices[understanding.topic or ""]
    reply = in_corpus_language(voice, answers.notice(voice, page))
    codes = [code for code in understanding.codes_by_weight if code in understanding.codes]
    sections = [voice.corpus.sections_by_code[code][0] for code in codes[:1]]
    rows = answers.related_rows(voice, sections)
    reason: Reason = "safety" if page.id.startswith(SAFETY) else "off_topic"
    outcome = Outcome("decline", reason, links=voice.links(page))
    return outcome, replace(reply, buttons=(*reply.buttons, *rows))


def _counts_less(understanding: Understanding) -> bool:
    """Whether the code that counts most is one outside the tables of sections."""
    return understanding.codes_by_weight[0] not in understanding.codes


def _by_code(understanding: Understanding, voice: Voice) -> tuple[Outcome, Reply]:
    by_code, beside = voice.corpus.sections_by_code, understanding.beside
    ranked = [code for code in understanding.codes_by_weight if code in by_code]
    found = [section for code in ranked for section in by_code[code]]
    if beside and beside.section:
        ranked = list(understanding.codes_by_weight)
        found.insert(0, voice.corpus.sections[beside.section])
    sections = _different(found)
    return _shown(voice, sections, [CODE_SCORE] * len(sections), replace(understanding, codes=tuple(ranked)))


def _shown(
    voice: Voice, sections: Sequence[Section], scores: Sequence[float], by: Understanding = NOTHING
) -> tuple[Outcome, Reply]:
    section, *others = sections
    free = max(0, MAX_SECTIONS - len(sections))
    known = {other.id for other in sections}
    related = [voice.corpus.sections[name] for name in section.related if name not in known][:free]
    read = answers.what_was_read(voice, by)
    meant = by.beside.read if by.beside else None
    reply = in_corpus_language(voice, answers.section_answer(voice, section, others, related, by.codes, read, meant))
    if by.codes and by.unknown_codes:
        # A program prints many codes; only the known ones are worth mentioning.
        told = [
            code
            for code in by.unknown_codes
            if code not in by.codes and (code in voice.corpus.code_facts or not (by.printed or lacks_failure_bit(code)))
        ]
        facts = [answers.what_is_known(voice, code) for code in told[:MAX_SECTIONS]]
        reply = replace(reply, text="\n\n".join([reply.text, *facts]))
    shown = answers.ranked([*sections, *related], [*scores, *(RELATED_SCORE for _ in related)])
    return Outcome("answer", sections=shown, links=voice.links(section)), reply


def _by_unknown_code(understanding: Understanding, voice: Voice) -> tuple[Outcome, Reply]:
    corpus = voice.corpus
    codes = [code for code in understanding.codes_by_weight if code in understanding.unknown_codes]
    facts = [corpus.code_facts[code] for code in codes if code in corpus.code_facts]
    went_well = bool(codes) and all(map(is_success, codes))
    if went_well and SUCCESS in corpus.code_facts:
        facts = [corpus.code_facts[SUCCESS]]
    related = [corpus.sections[fact.related] for fact in facts if fact.related]
    related += [section for code in understanding.codes for section in corpus.sections_by_code[code]]
    read = answers.what_was_read(voice, understanding)
    if understanding.suggestions:
        near = _near_sections(understanding.suggestions, voice)
        shown = _different([*related, *near])
        reply = answers.near_miss(voice, codes, understanding.suggestions, _different(related), read)
        if facts:
            reply = in_corpus_language(voice, reply)
        return Outcome("unknown_code", sections=_near(shown)), reply
    by_text = _matched(understanding, voice) if understanding.decision != Decision.DECLINE else []
    other = corpus.sections[OTHER_CODES]
    stated = [*related, *by_text] if understanding.output or went_well else []
    shown = _different([*stated, *related, other, *by_text])
    reply = in_corpus_language(voice, answers.unknown_code(voice, codes, shown, read))
    return Outcome("unknown_code", sections=_near(shown), links=voice.links(other)), reply


def _near_sections(codes: Sequence[str], voice: Voice) -> list[Section]:
    """The sections of codes that may be meant; of a code without one, the section that helps on."""
    by_code, facts = voice.corpus.sections_by_code, voice.corpus.code_facts
    related = [facts[code].related if code in facts else None for code in codes]
    return [
        by_code[code][0] if code in by_code else voice.corpus.sections[name or OTHER_CODES]
        for code, name in zip(codes, related, strict=True)
    ]


def _different(sections: Sequence[Section]) -> list[Section]:
    """The first sections, each once, as many as a reply may show and offer."""
    return list({section.id: section for section in sections}.values())[:MAX_SECTIONS]


def _near(sections: Sequence[Section]) -> tuple[Ranked, ...]:
    return answers.ranked(sections, [NEAR_MISS_SCORE] * len(sections))


def _matched(understanding: Understanding, voice: Voice) -> list[Section]:
    return [voice.corpus.sections[match.section] for match in understanding.matches[:MAX_SECTIONS]]
