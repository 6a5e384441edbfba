"""From what a text means to a turn: which kind of answer it gets, and what is remembered of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.actions import ShowCode, ShowSection
from bot.conversation.answers import sections as answers
from bot.conversation.answers.commands import other_language_note, privacy, windows_choice, windows_chosen
from bot.conversation.answers.small_talk import smalltalk
from bot.conversation.history import Exchange
from bot.conversation.questions import inquiries as asking
from bot.conversation.questions.inquiries import Chances, for_answer, for_sections
from bot.conversation.questions.ways import first_way, ways
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Outcome, Ranked, Reason, Reply, Turn
from bot.corpus import OTHER_CODES, SUCCESS, Inquiry, Section
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
SURE = 0.75  # probability of a section from which it is shown once something was asked back
COVERED = 0.75  # probability of four sections together from which their titles are shown after an inquiry
LIKELY = 0.35  # the same where nothing more is worth asking
OFFERED = 0.05  # probability below which a section is not worth a button beside it
RELATED_SCORE = 0.0  # nothing in the message speaks for a related section


def answered(text: str, understanding: Understanding, scene: Scene) -> Turn:
    """The turn that answers a text by what it means."""
    outcome, reply = _answer(understanding, scene)
    if understanding.named_codes:
        outcome = replace(
            outcome,
            codes=understanding.codes,
            unknown_codes=understanding.unknown_codes,
            suggestions=understanding.suggestions,
        )
    chances = {match.section: match.score for match in understanding.candidates}
    made = turn(scene, outcome, reply, question=text, chances=chances)
    is_error = not all(map(is_success, understanding.named_codes))
    nobody_knows = outcome.reason == "no_match" or (outcome.kind == "unknown_code" and is_error)
    return replace(made, unanswered=text) if text and nobody_knows else made


def turn(
    scene: Scene,
    outcome: Outcome,
    reply: Reply,
    *,
    question: str | None = None,
    code: str | None = None,
    chances: Chances | None = None,
    row: int = 0,
) -> Turn:
    """A turn of one reply, remembered where what is said next may refer to it.

    `question` is what was asked, `code` the one that is answered where the outcome does not name it. `chances` are what
    an inquiry, the `row`-th without an answer between, is to tell apart.
    """
    if (outcome.windows, outcome.language) != (scene.windows, scene.language):
        outcome = replace(outcome, windows=scene.windows, language=scene.language)
    history, exchange = scene.history, _exchange(scene, outcome, reply, question)
    if exchange and code:
        exchange = replace(exchange, code=code)
    inquiry = outcome.question.id if outcome.question else None
    case = history.case
    if exchange and outcome.kind == "choices" and chances:
        exchange = replace(exchange, candidates=tuple(chances.items()), row=row)
    if inquiry:
        exchange = exchange or Exchange(scene.now, asks=True, question=question)
        exchange = replace(exchange, inquiry=inquiry, candidates=tuple((chances or {}).items()), row=row)
        case = case.asked_too(inquiry)
    section = scene.corpus.sections.get((exchange and exchange.section) or "")
    if exchange and section and outcome.kind == "answer" and (not inquiry or inquiry in section.asks):
        way = first_way(section, scene)
        if way:
            exchange = replace(exchange, way=way.place)
            case = case.given_too(way.named(section))
    elif outcome.kind == "unknown_code" and scene.body(other := scene.corpus.sections[OTHER_CODES]) in reply.text:
        case = case.given_too(*(way.named(other) for way in ways(other, scene)))
    history = history.in_case(case, scene.now)
    return Turn((reply,), history.adding(exchange) if exchange else history, outcome)


def on_screen(section: Section) -> Outcome:
    """The outcome of a word on a section that is on the screen."""
    return Outcome("answer", sections=answers.ranked([section], [CODE_SCORE]))


def as_shown(section: Section, scene: Scene) -> Scene:
    """The scene in which a section is shown as it was, and not with the way or the question that comes next."""
    shown = scene.history.shown(section.id)
    if shown is None:
        return scene
    given = tuple(name for name in scene.case.given if name != f"{section.id}#{shown.way}")
    asked = tuple(name for name in scene.case.asked if name != shown.inquiry)
    return scene.in_case(replace(scene.case, given=given, asked=asked))


def show_section(section: Section, scene: Scene, code: str | None = None, *, more: bool = False) -> Turn:
    """The turn that shows a section. Where its code has other explanations, they stay on offer.

    `code` is the one that was asked about, if not the one of the latest answer.
    """
    latest = scene.history.latest()
    codes = (code, latest.code if latest else None, *section.codes)
    code = next((code for code in codes if code in section.codes), None)
    others = scene.corpus.sections_by_code[code] if code else ()
    sections = [section, *(other for other in others if other != section)]
    by = Understanding(codes=(code,)) if code and code in section.meanings else NOTHING
    outcome, reply = _shown(scene, sections, [CODE_SCORE] * len(sections), by, more=more)
    return turn(scene, outcome, reply, code=code)


def show_code(code: str, scene: Scene) -> Turn:
    """The turn that shows the section of a known code, or what is known of another."""
    if code not in scene.corpus.sections_by_code:
        return answered("", Understanding(unknown_codes=(code,)), scene)
    outcome, reply = _by_code(Understanding(codes=(code,)), scene)
    return turn(scene, outcome, reply, code=code)


def show_again(shown: Exchange, scene: Scene) -> Turn | None:
    """The turn that shows an answer once more; None where its section is there no more."""
    section = scene.corpus.sections.get(shown.section or "")
    if section is None:
        return None
    if section.id == OTHER_CODES and shown.code:
        return answered("", Understanding(unknown_codes=(shown.code,)), scene)
    return show_section(section, as_shown(section, scene), shown.code)


def likeliest(chances: Chances, scene: Scene, row: int, question: str | None) -> Turn:
    """The turn for somebody who needs one of several sections: the likeliest, or an inquiry, or their titles."""
    corpus = scene.corpus
    ranked = sorted(chances.items(), key=lambda one: -one[1])
    best = [(corpus.sections[name], chance) for name, chance in ranked[:MAX_SECTIONS] if name in corpus.sections]
    is_covered = row and sum(chance for _, chance in best) >= COVERED
    inquiry = None if best[0][1] >= SURE or is_covered else for_sections(chances, scene, row)
    if best[0][1] >= SURE or (row and not inquiry and best[0][1] >= LIKELY):
        kept = [(section, chance) for section, chance in best if chance >= OFFERED]
        outcome, reply = _shown(scene, [section for section, _ in kept], [chance for _, chance in kept])
        return turn(scene, outcome, reply)
    outcome, reply = _asked_back([section for section, _ in best], [chance for _, chance in best], inquiry, scene)
    return turn(scene, outcome, reply, question=question, chances=chances, row=row)


def _asked_back(
    sections: Sequence[Section], scores: Sequence[float], inquiry: Inquiry | None, scene: Scene
) -> tuple[Outcome, Reply]:
    """A question back: the inquiry that tells sections apart, else which of them it is."""
    ranked = answers.ranked(sections, scores)
    if inquiry is None:
        return Outcome("choices", sections=ranked), answers.choices(scene, sections)
    outcome = Outcome("choices", sections=ranked, question=asking.asked(inquiry, scene))
    return outcome, answers.inquiry(scene, inquiry)


def in_corpus_language(scene: Scene, reply: Reply) -> Reply:
    """The reply, with a word before it where the corpus speaks another language than the bot does here."""
    if scene.language == scene.corpus.language:
        return reply
    return replace(reply, text=f"{other_language_note(scene)}\n\n{reply.text}")


def _exchange(scene: Scene, outcome: Outcome, reply: Reply, question: str | None) -> Exchange | None:
    history = scene.history
    buttons = (button.action for row in reply.buttons for button in row if isinstance(button, ActionButton))
    offered = tuple(action for action in buttons if isinstance(action, (ShowSection, ShowCode)))
    if outcome.kind == "answer":
        section = outcome.sections[0].id
        codes = (*(code for code in outcome.codes if code in scene.corpus.sections[section].codes), *outcome.codes)
        code = next(iter(codes or scene.corpus.sections[section].codes), None)
        before = history.shown(section)
        return Exchange(scene.now, section, code, before.rung if before else 0, offered)
    if outcome.kind == "choices" or outcome.suggestions:
        # A code that is nearly right is stored as it is asked about, and not once more when that is refused.
        kept = question if outcome.kind == "choices" else None
        return Exchange(scene.now, offered=offered, asks=True, question=kept)
    if outcome.kind == "unknown_code":
        code, before = outcome.unknown_codes[0], history.shown(OTHER_CODES)
        rung = before.rung if before and before.code == code else 0
        return Exchange(scene.now, OTHER_CODES, code, rung, offered)
    return None


def _answer(understanding: Understanding, scene: Scene) -> tuple[Outcome, Reply]:
    if (understanding.topic or "").startswith(SAFETY):
        return _noticed(understanding, scene)
    moved = understanding.beside and understanding.beside.section
    if moved or (understanding.codes and not _counts_less(understanding)):
        return _by_code(understanding, scene)
    by_words = understanding.decision != Decision.DECLINE and all(map(lacks_failure_bit, understanding.named_codes))
    if (understanding.suggestions or understanding.unknown_codes) and not by_words:
        return _by_unknown_code(understanding, scene)
    if understanding.decision == Decision.DECLINE:
        return _declined(understanding, scene)
    offered = _matched(understanding, scene)
    scores = [match.score for match in understanding.matches[: len(offered)]]
    if understanding.decision == Decision.ANSWER:
        return _shown(scene, offered, scores, understanding)
    chances = {match.section: match.score for match in understanding.candidates}
    return _asked_back(offered, scores, for_sections(chances, scene) if chances else None, scene)


def _declined(understanding: Understanding, scene: Scene) -> tuple[Outcome, Reply]:
    topic = understanding.topic or ""
    if topic in COMMAND_TALK:
        return Outcome("smalltalk"), COMMAND_TALK[topic](scene)
    if topic.startswith(SMALLTALK):
        return Outcome("smalltalk"), smalltalk(scene, topic)
    if topic in scene.corpus.notices:
        return _noticed(understanding, scene)
    if topic == "piracy":
        return Outcome("decline", "piracy"), answers.piracy(scene)
    if topic == "off-topic" and not understanding.old_windows:
        return Outcome("decline", "off_topic"), answers.off_topic(scene)
    return Outcome("decline", "no_match"), answers.no_match(scene)


def _noticed(understanding: Understanding, scene: Scene) -> tuple[Outcome, Reply]:
    """The notice of a topic; the section of a code that was named beside it stays on offer."""
    page = scene.corpus.notices[understanding.topic or ""]
    reply = in_corpus_language(scene, answers.notice(scene, page))
    codes = [code for code in understanding.codes_by_weight if code in understanding.codes]
    sections = [scene.corpus.sections_by_code[code][0] for code in codes[:1]]
    rows = answers.related_rows(scene, sections)
    reason: Reason = "safety" if page.id.startswith(SAFETY) else "off_topic"
    outcome = Outcome("decline", reason, links=scene.links(page))
    return outcome, replace(reply, buttons=(*reply.buttons, *rows))


def _counts_less(understanding: Understanding) -> bool:
    """Whether the code that counts most is one outside the tables of sections."""
    return understanding.codes_by_weight[0] not in understanding.codes


def _by_code(understanding: Understanding, scene: Scene) -> tuple[Outcome, Reply]:
    by_code, beside = scene.corpus.sections_by_code, understanding.beside
    ranked = [code for code in understanding.codes_by_weight if code in by_code]
    found = [section for code in ranked for section in by_code[code]]
    if beside and beside.section:
        ranked = list(understanding.codes_by_weight)
        found.insert(0, scene.corpus.sections[beside.section])
    sections = _different(found)
    return _shown(scene, sections, [CODE_SCORE] * len(sections), replace(understanding, codes=tuple(ranked)))


def _shown(
    scene: Scene,
    sections: Sequence[Section],
    scores: Sequence[float],
    by: Understanding = NOTHING,
    *,
    more: bool = False,
) -> tuple[Outcome, Reply]:
    sections, scores = _for_technicians(scene, sections, scores)
    section, *others = sections
    free = max(0, MAX_SECTIONS - len(sections))
    known = {other.id for other in sections}
    related = [scene.corpus.sections[name] for name in section.related if name not in known][:free]
    read = answers.what_was_read(scene, by)
    meant = by.beside.read if by.beside else None
    reply = in_corpus_language(
        scene, answers.section_answer(scene, section, others, related, by.codes, read, meant, more=more)
    )
    if by.codes and by.unknown_codes:
        # A program prints many codes; only the known ones are worth mentioning.
        told = [
            code
            for code in by.unknown_codes
            if code not in by.codes and (code in scene.corpus.code_facts or not (by.printed or lacks_failure_bit(code)))
        ]
        facts = [answers.what_is_known(scene, code) for code in told[:MAX_SECTIONS]]
        reply = replace(reply, text="\n\n".join([reply.text, *facts]))
    shown = answers.ranked([*sections, *related], [*scores, *(RELATED_SCORE for _ in related)])
    inquiry = for_answer(section, scene)
    question = asking.asked(inquiry, scene) if inquiry else None
    return Outcome("answer", sections=shown, links=scene.links(section), question=question), reply


def _for_technicians(
    scene: Scene, sections: Sequence[Section], scores: Sequence[float]
) -> tuple[Sequence[Section], Sequence[float]]:
    """The sections, led by what says the same to somebody who looks after computers, if that is who asks."""
    name = sections[0].technician
    if not (name and scene.case.is_technician):
        return sections, scores
    first = scene.corpus.sections[name]
    others = [(section, score) for section, score in zip(sections, scores, strict=True) if section != first]
    kept = others[: MAX_SECTIONS - 1]
    return [first, *(section for section, _ in kept)], [scores[0], *(score for _, score in kept)]


def _by_unknown_code(understanding: Understanding, scene: Scene) -> tuple[Outcome, Reply]:
    corpus = scene.corpus
    codes = [code for code in understanding.codes_by_weight if code in understanding.unknown_codes]
    facts = [corpus.code_facts[code] for code in codes if code in corpus.code_facts]
    went_well = bool(codes) and all(map(is_success, codes))
    if went_well and SUCCESS in corpus.code_facts:
        facts = [corpus.code_facts[SUCCESS]]
    related = [corpus.sections[fact.related] for fact in facts if fact.related]
    related += [section for code in understanding.codes for section in corpus.sections_by_code[code]]
    read = answers.what_was_read(scene, understanding)
    if understanding.suggestions:
        near = _near_sections(understanding.suggestions, scene)
        shown = _different([*related, *near])
        reply = answers.near_miss(scene, codes, understanding.suggestions, _different(related), read)
        if facts:
            reply = in_corpus_language(scene, reply)
        return Outcome("unknown_code", sections=_near(shown)), reply
    by_text = _matched(understanding, scene) if understanding.decision != Decision.DECLINE else []
    other = corpus.sections[OTHER_CODES]
    stated = [*related, *by_text] if understanding.output or went_well else []
    shown = _different([*stated, *related, other, *by_text])
    reply = in_corpus_language(scene, answers.unknown_code(scene, codes, shown, read))
    return Outcome("unknown_code", sections=_near(shown), links=scene.links(other)), reply


def _near_sections(codes: Sequence[str], scene: Scene) -> list[Section]:
    """The sections of codes that may be meant; of a code without one, the section that helps on."""
    by_code, facts = scene.corpus.sections_by_code, scene.corpus.code_facts
    related = [facts[code].related if code in facts else None for code in codes]
    return [
        by_code[code][0] if code in by_code else scene.corpus.sections[name or OTHER_CODES]
        for code, name in zip(codes, related, strict=True)
    ]


def _different(sections: Sequence[Section]) -> list[Section]:
    """The first sections, each once, as many as a reply may show and offer."""
    return list({section.id: section for section in sections}.values())[:MAX_SECTIONS]


def _near(sections: Sequence[Section]) -> tuple[Ranked, ...]:
    return answers.ranked(sections, [NEAR_MISS_SCORE] * len(sections))


def _matched(understanding: Understanding, scene: Scene) -> list[Section]:
    return [scene.corpus.sections[match.section] for match in understanding.matches[:MAX_SECTIONS]]
