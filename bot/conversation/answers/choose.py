"""The choice of an answer to a text, given what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.answers import declines
from bot.conversation.answers.buttons import related_rows
from bot.conversation.answers.codes import code_paragraph, near_miss, unknown_code
from bot.conversation.answers.commands import privacy, windows_choice, windows_chosen
from bot.conversation.answers.licence import printed_state
from bot.conversation.answers.sections import Extras, notice, section_answer
from bot.conversation.answers.small_talk import DONE, small_talk
from bot.conversation.answers.turns import (
    CERTAIN,
    asked_inquiry,
    build_turn,
    in_corpus_language,
    rank_sections,
    scene_as_shown,
)
from bot.conversation.history import Exchange
from bot.conversation.questions.inquiries import Chances, for_answer, for_sections, option_rows
from bot.conversation.scene import Scene
from bot.conversation.turn import Outcome, Ranked, Reason, Reply, Turn
from bot.corpus import OFF_TOPIC, OTHER_CODES, PIRACY, SMALLTALK, SUCCESS, Inquiry, Section
from bot.understanding import (
    SAFETY,
    VERSION_OPEN,
    VERSION_STATED,
    Decision,
    Understanding,
    is_success,
    lacks_failure_bit,
)

EMPTY = Understanding()
COMMAND_TALK = {VERSION_STATED: windows_chosen, VERSION_OPEN: windows_choice, "smalltalk-privacy": privacy}
MAX_SECTIONS = 4  # shown and offered together; nobody chooses between more than four buttons
NEAR_MISS_SCORE = 0.5  # a code with one wrong digit may be any code near it
MIN_SHOWN = 0.75  # min. probability of a section that is shown rather than asking more
MIN_COVERED = 0.75  # min. probability of four sections together whose titles are shown rather than asking more
MIN_SHOWN_AT_LAST = 0.35  # min. probability of a section that is shown if no other question is worth asking
MIN_OFFERED = 0.05  # min. probability of a section that gets a button
RELATED_SCORE = 0.0  # nothing in the message speaks for a related section


def answer_text(text: str, understanding: Understanding, scene: Scene) -> Turn:
    """Return the turn that answers a text, given its meaning."""
    outcome, reply = _choose_answer(understanding, scene)
    if understanding.named_codes:
        outcome = replace(
            outcome,
            codes=understanding.codes,
            unknown_codes=understanding.unknown_codes,
            suggestions=understanding.suggestions,
        )
    turn = build_turn(scene, outcome, reply, question=text, chances=_chances(understanding))
    is_error = not all(map(is_success, understanding.named_codes))
    nobody_knows = outcome.reason == "no_match" or (outcome.kind == "unknown_code" and is_error)
    return replace(turn, unanswered=text) if text and nobody_knows else turn


def show_section(section: Section, scene: Scene, code: str | None = None, *, more: bool = False) -> Turn:
    """Return the turn that shows a section and offers the other sections of its code.

    `code` is the one that was asked about, if it is not that of the latest answer. With `more`, all buttons are shown.
    """
    latest = scene.history.latest()
    codes = (code, latest.code if latest else None, *section.codes)
    code = next((code for code in codes if code in section.codes), None)
    others = scene.corpus.sections_by_code[code] if code else ()
    sections = [section, *(other for other in others if other != section)]
    understanding = Understanding(codes=(code,)) if code and code in section.meanings else EMPTY
    outcome, reply = _show_sections(scene, sections, [CERTAIN] * len(sections), understanding, more=more)
    return build_turn(scene, outcome, reply, code=code)


def show_code(code: str, scene: Scene) -> Turn:
    """Return the turn that shows the section of a known code, or what is known of another code."""
    if code not in scene.corpus.sections_by_code:
        return answer_text("", Understanding(unknown_codes=(code,)), scene)
    outcome, reply = _answer_by_code(Understanding(codes=(code,)), scene)
    return build_turn(scene, outcome, reply, code=code)


def show_again(shown: Exchange, scene: Scene) -> Turn | None:
    """Return the turn that shows an answer again; None if its section no longer exists."""
    section = scene.corpus.sections.get(shown.section or "")
    if section is None:
        return None
    if section.id == OTHER_CODES and shown.code:
        return answer_text("", Understanding(unknown_codes=(shown.code,)), scene)
    return show_section(section, scene_as_shown(section, scene), shown.code)


def show_likeliest(chances: Chances, scene: Scene, row: int, question: str | None) -> Turn:
    """Return the turn with the likeliest of several sections, or with an inquiry or their titles if none is likely.

    `chances` are the probabilities of the sections, `row` is the number of questions asked in a row before, `question`
    the text that has no answer yet.
    """
    corpus = scene.corpus
    order = sorted(chances.items(), key=lambda pair: -pair[1])
    best = [(corpus.sections[name], chance) for name, chance in order[:MAX_SECTIONS] if name in corpus.sections]
    is_covered = row and sum(chance for _, chance in best) >= MIN_COVERED
    inquiry = None if best[0][1] >= MIN_SHOWN or is_covered else for_sections(chances, scene, row)
    if best[0][1] >= MIN_SHOWN or (row and not inquiry and best[0][1] >= MIN_SHOWN_AT_LAST):
        kept = [(section, chance) for section, chance in best if chance >= MIN_OFFERED]
        outcome, reply = _show_sections(scene, [section for section, _ in kept], [chance for _, chance in kept])
        return build_turn(scene, outcome, reply)
    outcome, reply = _ask_back([section for section, _ in best], [chance for _, chance in best], inquiry, scene)
    return build_turn(scene, outcome, reply, question=question, chances=chances, row=row)


def _ask_back(
    sections: Sequence[Section], scores: Sequence[float], inquiry: Inquiry | None, scene: Scene
) -> tuple[Outcome, Reply]:
    """Return the question to ask back: an inquiry that tells sections apart, else which of the titles is right."""
    ranks = rank_sections(sections, scores)
    if inquiry is None:
        return Outcome("choices", sections=ranks), declines.which_section(scene, sections)
    text = scene.say("One question, so that you get the right steps.")
    outcome = Outcome("choices", sections=ranks, question=asked_inquiry(inquiry, scene))
    return outcome, Reply(f"{text}\n\n**{inquiry.text}**", option_rows(inquiry, scene))


def _choose_answer(understanding: Understanding, scene: Scene) -> tuple[Outcome, Reply]:
    if (understanding.topic or "").startswith(SAFETY):
        return _show_notice(understanding, scene)
    has_context_section = understanding.code_context and understanding.code_context.section
    if has_context_section or (understanding.codes and not _main_code_has_no_section(understanding)):
        return _answer_by_code(understanding, scene)
    by_words = understanding.decision != Decision.DECLINE and all(map(lacks_failure_bit, understanding.named_codes))
    if (understanding.suggestions or understanding.unknown_codes) and not by_words:
        return _answer_unknown_code(understanding, scene)
    if understanding.decision == Decision.DECLINE:
        return _decline(understanding, scene)
    offered = _matched_sections(understanding, scene)
    scores = [match.score for match in understanding.matches[: len(offered)]]
    if understanding.decision == Decision.ANSWER:
        return _show_sections(scene, offered, scores, understanding)
    chances = _chances(understanding)
    return _ask_back(offered, scores, for_sections(chances, scene) if chances else None, scene)


def _chances(understanding: Understanding) -> dict[str, float]:
    return {match.section: match.score for match in understanding.candidates}


def _decline(understanding: Understanding, scene: Scene) -> tuple[Outcome, Reply]:
    topic = understanding.topic or ""
    if topic in COMMAND_TALK:
        return Outcome("smalltalk"), COMMAND_TALK[topic](scene)
    # "Jag har inte gjort nåt" sounds like "jag har gjort det", but tells a fact.
    if topic.startswith(SMALLTALK) and not (topic == DONE and understanding.stated.facts):
        return Outcome("smalltalk"), small_talk(scene, topic)
    if topic in scene.corpus.notices:
        return _show_notice(understanding, scene)
    if topic == PIRACY:
        return Outcome("decline", "piracy"), declines.piracy(scene)
    if topic == OFF_TOPIC and not understanding.old_windows:
        return Outcome("decline", "off_topic"), declines.off_topic(scene)
    return Outcome("decline", "no_match"), declines.no_match(scene)


def _show_notice(understanding: Understanding, scene: Scene) -> tuple[Outcome, Reply]:
    """Return the notice of a topic, with a button for the section of a code in the same text."""
    page = scene.corpus.notices[understanding.topic or ""]
    reply = in_corpus_language(scene, notice(scene, page))
    codes = [code for code in understanding.codes_by_weight if code in understanding.codes]
    sections = [scene.corpus.sections_by_code[code][0] for code in codes[:1]]
    rows = related_rows(scene, sections)
    reason: Reason = "safety" if page.id.startswith(SAFETY) else "off_topic"
    outcome = Outcome("decline", reason, links=scene.links(page))
    return outcome, replace(reply, buttons=(*reply.buttons, *rows))


def _main_code_has_no_section(understanding: Understanding) -> bool:
    """Return whether no section lists the most important code."""
    return understanding.codes_by_weight[0] not in understanding.codes


def _answer_by_code(understanding: Understanding, scene: Scene) -> tuple[Outcome, Reply]:
    by_code, context = scene.corpus.sections_by_code, understanding.code_context
    codes = [code for code in understanding.codes_by_weight if code in by_code]
    sections = [section for code in codes for section in by_code[code]]
    if context and context.section:
        codes = list(understanding.codes_by_weight)
        sections.insert(0, scene.corpus.sections[context.section])
    sections = _first_distinct(sections)
    return _show_sections(scene, sections, [CERTAIN] * len(sections), replace(understanding, codes=tuple(codes)))


def _show_sections(
    scene: Scene,
    sections: Sequence[Section],
    scores: Sequence[float],
    understanding: Understanding = EMPTY,
    *,
    more: bool = False,
) -> tuple[Outcome, Reply]:
    sections, scores = _for_technicians(scene, sections, scores)
    section, *others = sections
    free = max(0, MAX_SECTIONS - len(sections))
    known = {other.id for other in sections}
    related = [scene.corpus.sections[name] for name in section.related if name not in known][:free]
    inquiry = for_answer(section, scene)
    meaning = understanding.code_context.read if understanding.code_context else None
    extras = Extras(others, related, understanding.codes, printed_state(scene, understanding), meaning, more)
    reply = in_corpus_language(scene, section_answer(scene, section, inquiry, extras))
    if understanding.codes and understanding.unknown_codes:
        facts = [code_paragraph(scene, code) for code in _codes_to_mention(understanding, scene)]
        reply = replace(reply, text="\n\n".join([reply.text, *facts]))
    shown = rank_sections([*sections, *related], [*scores, *(RELATED_SCORE for _ in related)])
    question = asked_inquiry(inquiry, scene) if inquiry else None
    return Outcome("answer", sections=shown, links=scene.links(section), question=question), reply


def _codes_to_mention(understanding: Understanding, scene: Scene) -> list[str]:
    """Return the codes without a section to mention below an answer; those in printed text only if facts are known."""
    facts = scene.corpus.code_facts
    return [
        code
        for code in understanding.unknown_codes
        if code not in understanding.codes and (code in facts or not (understanding.printed or lacks_failure_bit(code)))
    ][:MAX_SECTIONS]


def _for_technicians(
    scene: Scene, sections: Sequence[Section], scores: Sequence[float]
) -> tuple[Sequence[Section], Sequence[float]]:
    """Return the sections and their scores; for technicians, the section for technicians comes first."""
    name = sections[0].technician
    if not (name and scene.case.is_technician):
        return sections, scores
    first = scene.corpus.sections[name]
    others = [(section, score) for section, score in zip(sections, scores, strict=True) if section != first]
    kept = others[: MAX_SECTIONS - 1]
    return [first, *(section for section, _ in kept)], [scores[0], *(score for _, score in kept)]


def _answer_unknown_code(understanding: Understanding, scene: Scene) -> tuple[Outcome, Reply]:
    corpus = scene.corpus
    codes = [code for code in understanding.codes_by_weight if code in understanding.unknown_codes]
    facts = [corpus.code_facts[code] for code in codes if code in corpus.code_facts]
    went_well = bool(codes) and all(map(is_success, codes))
    if went_well and SUCCESS in corpus.code_facts:
        facts = [corpus.code_facts[SUCCESS]]
    related = [corpus.sections[fact.related] for fact in facts if fact.related]
    related += [section for code in understanding.codes for section in corpus.sections_by_code[code]]
    intro = printed_state(scene, understanding)
    if understanding.suggestions:
        near = _near_sections(understanding.suggestions, scene)
        shown = _first_distinct([*related, *near])
        reply = near_miss(scene, codes, understanding.suggestions, _first_distinct(related), intro)
        if facts:
            reply = in_corpus_language(scene, reply)
        return Outcome("unknown_code", sections=_rank_as_near(shown)), reply
    by_text = _matched_sections(understanding, scene) if understanding.decision != Decision.DECLINE else []
    other = corpus.sections[OTHER_CODES]
    stated = [*related, *by_text] if understanding.output or went_well else []
    shown = _first_distinct([*stated, *related, other, *by_text])
    reply = in_corpus_language(scene, unknown_code(scene, codes, shown, intro))
    return Outcome("unknown_code", sections=_rank_as_near(shown), links=scene.links(other)), reply


def _near_sections(codes: Sequence[str], scene: Scene) -> list[Section]:
    """Return a section for each suggested code; for a code without a section, its related one."""
    by_code, facts = scene.corpus.sections_by_code, scene.corpus.code_facts
    related = [facts[code].related if code in facts else None for code in codes]
    return [
        by_code[code][0] if code in by_code else scene.corpus.sections[name or OTHER_CODES]
        for code, name in zip(codes, related, strict=True)
    ]


def _first_distinct(sections: Sequence[Section]) -> list[Section]:
    """Return the first distinct sections, as many as a reply may show and offer."""
    return list({section.id: section for section in sections}.values())[:MAX_SECTIONS]


def _rank_as_near(sections: Sequence[Section]) -> tuple[Ranked, ...]:
    return rank_sections(sections, [NEAR_MISS_SCORE] * len(sections))


def _matched_sections(understanding: Understanding, scene: Scene) -> list[Section]:
    return [scene.corpus.sections[match.section] for match in understanding.matches[:MAX_SECTIONS]]
