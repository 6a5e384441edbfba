"""Messages that are not understood: one question, then questions from the top, then support; never the same twice."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.corpus import SUPPORT, Corpus
from tests.conversation.followups.answered import CODE, SECTION
from tests.conversation.talk import TWO_DAYS, Talk, copied, labels, links, sections, swedish, text, visible

NOTHING = ("blah blah fjong", "snorgfix", "plurr", "zork", "mjau mjau")  # texts without any meaning
FROM_THE_TOP = "I still do not understand. Let us start from the beginning."


def test_the_first_misunderstanding_gets_advice_and_one_question(talk: Talk) -> None:
    turn = talk.ask(NOTHING[0])
    assert (turn.outcome.kind, turn.outcome.reason) == ("decline", "no_match")
    assert "`0xC004F211`" in text(turn), "a code would help"
    assert turn.outcome.question
    assert visible(turn).endswith(f"**{turn.outcome.question.text}**")
    assert set(turn.outcome.question.options) <= set(labels(turn))


def test_the_known_facts_are_listed_first(talk: Talk) -> None:
    talk.ask("jag har windows 10")
    assert text(talk.ask(NOTHING[0])).startswith(swedish("This is what I have understood", facts="windows 10"))


@pytest.mark.parametrize("calmed", ["jag är orolig", "har jag förstört datorn"])
def test_a_fact_after_calming_words_is_not_understood_as_done(talk: Talk, calmed: str) -> None:
    talk.ask(calmed)
    turn = talk.ask("jag har inte gjort nåt")
    facts = "strax innan inget särskilt"
    assert text(turn).startswith(swedish("This is what I have understood", facts=facts))
    assert turn.outcome.question


def test_the_second_misunderstanding_starts_the_questions_from_the_top(talk: Talk) -> None:
    first = talk.ask(NOTHING[0]).outcome.question
    turn = talk.ask(NOTHING[1])
    assert text(turn).startswith(swedish(FROM_THE_TOP))
    assert turn.outcome.question
    assert turn.outcome.question != first


def test_the_third_misunderstanding_leads_to_support(talk: Talk, corpus: Corpus) -> None:
    for said in NOTHING[:2]:
        assert links(talk.ask(said)) == []
    turn = talk.ask(NOTHING[2])
    support = corpus.articles[SUPPORT]
    assert links(turn) == [(support.titles["sv"], support.urls["sv"])]
    assert turn.outcome.question is None


def test_support_is_offered_with_a_summary_of_the_case_to_copy(talk: Talk) -> None:
    talk.ask(f"{CODE} på windows 10")
    for said in NOTHING[:3]:
        talk.ask(said)
    (summary,) = copied(talk.shown)
    assert "Windows: 10" in summary
    assert CODE in summary
    assert len(summary) <= 256


def test_the_summary_to_copy_contains_no_text_of_the_user(talk: Talk) -> None:
    talk.ask(f"{CODE} jag heter Anna Svensson, ring 070-123 45 67")
    for said in NOTHING[:3]:
        talk.ask(said)
    (summary,) = copied(talk.shown)
    assert not [one for one in ("Anna", "Svensson", "070") if one in summary]


def test_no_reply_comes_twice_in_a_row(talk: Talk) -> None:
    said = [visible(talk.ask(one)) for one in NOTHING * 2]
    assert [one for one, following in pairwise(said) if one == following] == []


def test_an_unclear_message_is_first_understood_as_about_the_last_answer(talk: Talk, corpus: Corpus) -> None:
    talk.ask(CODE)
    turn = talk.ask(NOTHING[0])
    assert sections(turn) == [SECTION]
    assert text(turn).startswith(swedish("We are still on **{title}**", title=corpus.sections[SECTION].title))
    assert turn.outcome.question
    assert turn.unanswered is None


def test_if_no_question_is_useful_the_bot_asks_how_it_went(talk: Talk) -> None:
    talk.ask("0x80072F8F")
    turn = talk.ask(NOTHING[0])
    assert text(turn).endswith(swedish("How did it go with the steps?"))
    assert {swedish("One step at a time"), swedish("It is about something else")} <= set(labels(turn))


def test_after_an_answer_the_later_stages_are_the_same(talk: Talk, corpus: Corpus) -> None:
    talk.ask(CODE)
    talk.ask(NOTHING[0])
    assert text(talk.ask(NOTHING[1])).startswith(swedish(FROM_THE_TOP))
    support = corpus.articles[SUPPORT]
    assert links(talk.ask(NOTHING[2])) == [(support.titles["sv"], support.urls["sv"])]


@pytest.mark.parametrize("understood", [CODE, "moderkortet bytt", "nyckeln är spärrad"])
def test_an_understood_message_resets_the_count_of_misunderstandings(talk: Talk, understood: str) -> None:
    for said in NOTHING[:2]:
        talk.ask(said)
    talk.ask(understood)
    turn = talk.ask(NOTHING[2])
    assert links(turn) == [], "not people yet"
    assert not text(turn).startswith(swedish(FROM_THE_TOP))


def test_the_count_of_misunderstandings_resets_after_two_days(talk: Talk) -> None:
    first = text(talk.ask(NOTHING[0]))
    talk.ask(NOTHING[1])
    talk.wait(TWO_DAYS + 1)
    assert text(talk.ask(NOTHING[0])) == first


def test_messages_that_were_not_understood_are_kept_for_maintainers(talk: Talk) -> None:
    assert [talk.ask(said).unanswered for said in NOTHING[:3]] == list(NOTHING[:3])


def test_an_answered_question_of_the_bot_leads_to_a_section(talk: Talk, corpus: Corpus) -> None:
    talk.ask(NOTHING[0])
    talk.ask(NOTHING[1])
    turn = talk.press(corpus.inquiries["event"].options[0].label)
    assert turn.outcome.kind in ("answer", "choices")
    assert sections(turn)[0] == "hardware-changed"


def test_a_user_who_has_a_code_is_asked_for_it(talk: Talk, corpus: Corpus) -> None:
    talk.ask(NOTHING[0])
    turn = talk.press(corpus.inquiries["screen"].options[0].label)
    assert text(turn) == swedish("Good. Send me the code exactly as it appears on the screen.")
    assert sections(talk.ask(CODE))[0] == SECTION
