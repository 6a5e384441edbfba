"""Answers to questions, codes, commands and pressed buttons."""

from __future__ import annotations

import re

import pytest

from bot.conversation import (
    ActionButton,
    Assistant,
    ChatHistory,
    CopyButton,
    LinkButton,
    Question,
    ShareButton,
    respond,
)
from bot.conversation.actions import ChooseWindows, NoneOfThese, Rate, ShowCode, ShowSection, SwitchWindows
from bot.corpus import Corpus, Section
from bot.understanding import Decision, Match, Understanding
from tests.conversation.talk import (
    ANYWHERE,
    KEY,
    LONG,
    NOW,
    Talk,
    actions,
    buttons,
    copied,
    folded,
    labels,
    letters,
    links,
    ratings,
    related,
    sections,
    swedish,
    text,
    untold,
    visible,
)


def test_an_answer_shows_the_meaning_the_first_way_and_two_buttons(talk: Talk, corpus: Corpus) -> None:
    turn = talk.ask("0x803F7001")
    section = corpus.sections["no-valid-license"]
    first, *others = corpus.parts(section, "11", known=False)
    assert (turn.outcome.kind, turn.outcome.question, len(turn.replies)) == ("answer", None, 1)
    assert visible(turn) == f"# {section.title} (0x803F7001)\n\n{lead(corpus, section)}\n\n{first.text}"
    note = swedish("The steps are for **Windows {version}**.", version="11")
    assert folded(turn) == "\n\n".join([note, *(f"## {part.heading}\n{part.text}" for part in others)])
    assert ratings(turn) == [Rate("no-valid-license", 0, helped=True), Rate("no-valid-license", 0, helped=False)]
    assert actions(turn)[0].is_primary, "the one button that most people should press"


def test_an_answer_whose_way_depends_on_a_fact_asks_for_it_instead(talk: Talk, corpus: Corpus) -> None:
    turn = talk.ask("0xC004F211")
    section = corpus.sections["hardware-changed"]
    assert turn.outcome.question
    title = f"# {section.title} (0xC004F211)"
    assert visible(turn) == f"{title}\n\n{lead(corpus, section)}\n\n**{turn.outcome.question.text}**"
    assert labels(turn)[:3] == list(turn.outcome.question.options) == ["Ja", "Nej", "Vet inte"]
    assert ratings(turn) == [], "one question or the two buttons, and never both"


def test_every_answer_contains_all_of_its_section_mostly_folded(assistant: Assistant, corpus: Corpus) -> None:
    for section in corpus.sections.values():
        turn = Talk(assistant).act(ShowSection(section.id))
        parts = corpus.parts(section, "11", known=False)
        said = [] if section.meanings else [lead(corpus, section)]  # its codes say what they mean
        assert untold(turn, "\n".join([*said, *(part.text for part in parts)])) == [], section.id
        assert bool(turn.outcome.question) is not bool(ratings(turn)), section.id
        seen = [part for part in parts if part.is_way and part.text in visible(turn)]
        leads_on = bool(turn.outcome.question and turn.outcome.question.id in section.asks)
        assert len(seen) == (0 if turn.outcome.question and not leads_on else 1), section.id


def test_ways_that_cost_money_files_or_a_day_are_never_visible_at_first(assistant: Assistant, corpus: Corpus) -> None:
    for section in corpus.sections.values():
        turn = Talk(assistant).act(ShowSection(section.id))
        assert not [
            part for part in corpus.parts(section, "11", known=False) if part.last and part.text in visible(turn)
        ]


def test_the_button_for_more_is_replaced_by_the_other_buttons(talk: Talk, corpus: Corpus) -> None:
    turn = talk.ask("0x803F7001")
    section = corpus.sections["no-valid-license"]
    assert links(turn) == list(turn.outcome.links)[:1]
    assert labels(turn) == ["Ett steg i taget", "Mer", "Jag har Windows 10"]
    more = talk.more()
    assert more.in_place
    assert text(more) == text(turn)
    assert links(more) == list(corpus.links(section, "11", "sv"))
    offered = [f"Se också: {corpus.sections[name].title}" for name in section.related]
    assert labels(more) == ["Ett steg i taget", "Jag har Windows 10", *offered, "Det gäller något annat"]
    assert related(more) == list(section.related)
    assert ratings(more) == ratings(turn)


def test_the_other_buttons_do_not_change_the_question(talk: Talk) -> None:
    turn = talk.ask("0xC004F211")
    assert talk.more().outcome.question == turn.outcome.question
    assert talk.press("Jag har Windows 10").outcome.question == turn.outcome.question


def lead(corpus: Corpus, section: Section) -> str:
    """Return the text of a section before its parts."""
    return corpus.body(section, "11", known=False).partition("\n## ")[0].strip()


def test_a_code_with_its_own_meaning_begins_with_it_instead_of_the_sections(talk: Talk, corpus: Corpus) -> None:
    section = corpus.sections["kms-not-reached"]
    lead = corpus.body(section, "11", known=False).partition("\n\n")[0]
    turn = talk.ask("0xC004F038")
    assert untold(turn, section.meanings["0xC004F038"]) == []
    assert lead not in text(turn)
    assert "25 datorer" in text(turn)
    assert corpus.parts(section, "11", known=False)[0].text in text(turn)
    assert text(talk.ask("visa igen")) == text(turn)


def test_every_code_of_a_section_with_many_causes_tells_its_own_cause(talk: Talk, corpus: Corpus) -> None:
    section = corpus.sections["key-cannot-activate"]
    assert section.meanings.keys() == set(section.codes)
    for code, meaning in section.meanings.items():
        turn = talk.ask(code)
        assert untold(turn, meaning) == [], code
        assert meaning.partition(". ")[0] in visible(turn), code


def test_related_sections_are_shown_by_buttons(talk: Talk, corpus: Corpus) -> None:
    talk.ask("0x803F7001")
    turn = talk.more()
    assert related(turn) == list(corpus.sections["no-valid-license"].related)
    for name in related(turn):
        assert sections(talk.press(f"Se också: {corpus.sections[name].title}", under=turn))[0] == name


def test_a_code_without_a_section_offers_its_related_section(talk: Talk, corpus: Corpus) -> None:
    for code, fact in corpus.code_facts.items():
        turn = talk.ask(code)
        assert fact.related in sections(turn), code
        assert f"`{code}`: {fact.cause} {fact.remedy}" in text(turn)


def test_the_two_buttons_come_first_then_links_and_then_copy_buttons(talk: Talk) -> None:
    talk.ask("0xC004FC03")
    turn = talk.more()
    assert [button.action for button in actions(turn)][:2] == ratings(turn)
    kinds = [type(button) for button in buttons(turn) if not isinstance(button, ActionButton)]
    assert kinds == [LinkButton, LinkButton, LinkButton, CopyButton, ShareButton]
    assert copied(turn) == ["slui 04"]


def test_an_answer_can_be_shared_as_a_link_into_the_bot(talk: Talk, assistant: Assistant, corpus: Corpus) -> None:
    first = talk.ask("0x80072F8F")
    turn = talk.more()
    shared = [button for button in buttons(turn) if isinstance(button, ShareButton)]
    assert shared == [ShareButton("Dela", corpus.sections["wrong-date-or-time"].title, "wrong-date-or-time")]
    assert text(Talk(assistant).ask(f"/start {shared[0].payload}")) == text(first)


def test_free_text_is_answered_under_the_title_with_the_first_code(talk: Talk, corpus: Corpus) -> None:
    turn = talk.ask("moderkortet bytt")
    assert (turn.outcome.kind, sections(turn)[0]) == ("answer", "hardware-changed")
    assert text(turn).startswith(f"# {corpus.sections['hardware-changed'].title} (0xC004F211)\n\n")
    assert turn.outcome.codes == ()


def test_messages_that_windows_shows_find_their_section(talk: Talk, corpus: Corpus) -> None:
    for section in corpus.sections.values():
        for message in section.messages:
            assert sections(talk.ask(message))[0] == section.id, message


def test_every_code_is_answered_with_its_section(talk: Talk, corpus: Corpus) -> None:
    for code, found in corpus.sections_by_code.items():
        turn = talk.ask(f"jag får {code.lower()} hela tiden")
        assert (turn.outcome.kind, turn.outcome.codes) == ("answer", (code,))
        assert sections(turn) == [section.id for section in found]


def test_a_code_takes_precedence_over_the_text_beside_it(talk: Talk) -> None:
    assert sections(talk.ask("moderkortet bytt"))[0] == "hardware-changed"
    turn = talk.ask("moderkortet bytt och nu 0x8007232B")
    assert sections(turn) == ["kms-not-reached"]
    assert turn.outcome.sections[0].score == 1.0


def test_the_first_of_two_codes_is_answered_and_the_other_is_offered(talk: Talk, corpus: Corpus) -> None:
    turn = talk.ask("både 0x803F7001 och 0xC004F211")
    assert turn.outcome.codes == ("0x803F7001", "0xC004F211")
    assert sections(turn) == ["no-valid-license", "hardware-changed"]
    assert sections(talk.press(f"0xC004F211 {corpus.sections['hardware-changed'].title}")) == ["hardware-changed"]


def test_two_codes_of_one_section_are_answered_once(talk: Talk, corpus: Corpus) -> None:
    section = next(section for section in corpus.sections.values() if len(section.codes) > 1)
    turn = talk.ask(" ".join(section.codes))
    assert turn.outcome.codes == section.codes
    assert sections(turn) == [section.id]


def test_the_code_of_two_rows_shows_one_section_and_offers_the_other(talk: Talk, corpus: Corpus) -> None:
    shown, offered = corpus.sections["edition-mismatch"], corpus.sections["key-for-other-edition"]
    turn = talk.ask("0xC004F210")
    assert sections(turn) == [shown.id, offered.id]
    assert text(turn).startswith(f"# {shown.title} (0xC004F210)")
    assert f"Eller: {offered.title}" in labels(talk.more())


def test_at_most_four_sections_are_shown_and_offered(talk: Talk, corpus: Corpus) -> None:
    turn = talk.ask(" ".join(corpus.sections_by_code))
    assert len(turn.outcome.codes) == 47
    assert len(sections(turn)) == 4
    assert len([button for button in actions(turn) if isinstance(button.action, ShowSection | ShowCode)]) == 3


def test_a_choice_has_one_button_per_section(talk: Talk, corpus: Corpus, assistant: Assistant) -> None:
    close = (
        Match("kms-not-reached", 0.4),
        Match("activation-server-unreachable", 0.35),
        Match("license-expiring", 0.1),
    )
    understanding = Understanding(matches=close, decision=Decision.ASK, length=LONG)
    turn = respond(Question("når inte servern", NOW), understanding, ChatHistory(), assistant.config)
    assert turn.outcome.kind == "choices"
    assert [(section.id, section.score) for section in turn.outcome.sections] == [
        (match.section, match.score) for match in close
    ]
    assert labels(turn) == [*(corpus.sections[match.section].title for match in close), swedish("None of these")]
    assert links(turn) == []
    assert [sections(talk.act(button.action)) for button in actions(turn)] == [
        *([match.section] for match in close),
        [],
    ]


def test_choosing_none_of_the_sections_leads_to_a_question_and_support(talk: Talk) -> None:
    turn = talk.act(NoneOfThese())
    assert (turn.outcome.kind, turn.outcome.reason) == ("decline", "no_match")
    assert turn.outcome.question
    assert turn.outcome.question.text in visible(turn)
    assert links(turn), "and the way to people"


def test_no_more_than_four_sections_are_offered_however_many_match(corpus: Corpus, assistant: Assistant) -> None:
    understanding = Understanding(
        matches=tuple(Match(name, 0.03) for name in corpus.sections), decision=Decision.ASK, length=LONG
    )
    turn = respond(Question("hjälp", NOW), understanding, ChatHistory(), assistant.config)
    assert sections(turn) == list(corpus.sections)[:4]
    assert len(labels(turn)) == 5, "four sections, and none of them"


def test_an_unknown_code_is_named_and_leads_to_the_section_on_other_codes(talk: Talk) -> None:
    turn = talk.ask("0x80240034")
    assert (turn.outcome.kind, turn.outcome.unknown_codes) == ("unknown_code", ("0x80240034",))
    assert sections(turn) == ["other-codes"]
    assert "`0x80240034`" in text(turn).splitlines()[0]
    assert links(turn)


def test_a_code_without_a_section_is_explained_by_its_facts(talk: Talk, corpus: Corpus) -> None:
    turn = talk.ask("0x80070005")
    fact = corpus.code_facts["0x80070005"]
    assert turn.outcome.kind == "unknown_code"
    assert f"`0x80070005`: {fact.cause} {fact.remedy}" in text(turn)


@pytest.mark.parametrize("code", ["0xC004F111", "0xC004F21A", "0xC04F211", "0xC0040F211", "0xC00F4211"])
def test_a_near_miss_is_asked_about_and_never_answered(talk: Talk, corpus: Corpus, code: str) -> None:
    turn = talk.ask(code)
    assert turn.outcome.kind == "unknown_code"
    assert turn.outcome.codes == ()
    assert "0xC004F211" in turn.outcome.suggestions
    assert "hardware-changed" in sections(turn)
    assert "Menade du" in text(turn)
    assert "`0xC004F211`" in text(turn)
    assert "Logga in" not in text(turn)
    assert sections(talk.press(f"0xC004F211 {corpus.sections['hardware-changed'].title}")) == ["hardware-changed"]


def test_another_subject_is_declined_with_the_purpose_of_the_bot(talk: Talk) -> None:
    turn = talk.ask("blir det regn i Göteborg imorgon?")
    assert (turn.outcome.kind, turn.outcome.reason, sections(turn)) == ("decline", "off_topic", [])
    assert "felkoden" in text(turn)


@pytest.mark.parametrize("nothing", ["", " ", "\n", "\u200b", "..."])
def test_a_text_that_says_nothing_gets_advice_on_how_to_ask(talk: Talk, nothing: str) -> None:
    turn = talk.ask(nothing)
    assert (turn.outcome.kind, turn.outcome.reason, sections(turn)) == ("decline", "no_match", [])
    assert ANYWHERE in text(turn)
    assert "`0xC004F211`" in text(turn)


@pytest.mark.parametrize("wish", ["kms crack", "hur får jag gratis windows crack", "var laddar jag ner en keygen"])
def test_piracy_is_answered_with_the_legal_ways_and_no_workaround(talk: Talk, corpus: Corpus, wish: str) -> None:
    turn = talk.ask(wish)
    assert (turn.outcome.kind, turn.outcome.reason, sections(turn)) == ("decline", "piracy", [])
    assert "Köp annars en licens" in text(turn)
    assert labels(turn) == [corpus.sections[name].title for name in ("find-product-key", "buy-license")]
    assert links(turn) == []
    assert not re.search(r"slmgr|/skms|kms|https?:|massgrave|crack", text(turn), re.IGNORECASE)


@pytest.mark.parametrize(
    "action",
    [None, ShowSection("gone"), ShowSection(""), ShowCode("0xFFFFFFFF"), ShowCode(KEY), SwitchWindows("gone", "10")],
)
def test_a_button_of_another_version_of_the_bot_is_called_expired_and_sends_no_message(
    talk: Talk, action: ShowSection | ShowCode | SwitchWindows | None
) -> None:
    turn = talk.act(action)
    assert turn.outcome.kind == "smalltalk"
    assert turn.toast == swedish("That button has expired.")
    assert turn.replies == ()
    assert turn.history == ChatHistory()
    assert letters(KEY) not in letters(turn)


def test_a_button_answers_in_the_language_of_the_person_who_presses_it(talk: Talk) -> None:
    assert "From now on" in text(talk.act(ChooseWindows("10"), language="en"))


def test_an_unknown_code_beside_a_known_one_is_mentioned(talk: Talk) -> None:
    turn = talk.ask("0xC004F074 och 0xC004F069 i loggen")
    assert turn.outcome.codes == ("0xC004F074",)
    assert "`0xC004F069`" in text(turn)
