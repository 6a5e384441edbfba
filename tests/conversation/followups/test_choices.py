"""Choices among sections: by number, place, title or subject, by yes and no, or by another question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.conversation import Assistant, Turn
from bot.conversation.actions import NoneOfThese, Rate, ShowCodes, ShowSection
from bot.corpus import ACTIVATE_WINDOWS, SUPPORT, TROUBLESHOOTER, Corpus
from tests.conversation.talk import ANYWHERE, TWO_DAYS, Talk, actions, labels, links, ratings, sections, swedish, text

OFFERED = ("hardware-changed", "key-blocked", "no-valid-license", "wrong-date-or-time")
QUESTION = "det är fel på licensen"
WHICH = "Which of them do you mean"
NONE_OF_THESE = "None of these"
NEAR, NEAR_SECTION = "0xC004F111", "hardware-changed"  # one digit off 0xC004F211, and off no other code
NEAR_SEVERAL = "0xC004F21A"


@pytest.fixture
def asked(talk: Talk) -> Talk:
    """Return a chat in which the bot offered four sections to choose from."""
    talk.offer(QUESTION, *OFFERED)
    return talk


def is_still_asking(talk: Talk) -> bool:
    """Return whether a number still chooses."""
    return sections(talk.ask("2")) == [OFFERED[1]]


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("1", 0),
        ("2", 1),
        ("3.", 2),
        ("4", 3),
        ("(2)", 1),
        ("#2", 1),
        ("nr 3", 2),
        ("nummer 3 tack", 2),
        ("alternativ 2", 1),
        ("ett", 0),
        ("två", 1),
        ("ettan", 0),
        ("tvåan", 1),
        ("trean nog", 2),
        ("fyran", 3),
        ("första", 0),
        ("den andra", 1),
        ("den tredje då", 2),
        ("jag tror det är den fjärde", 3),
        ("översta", 0),
        ("den sista", 3),
        ("nedersta", 3),
        ("the second", 1),
        ("ja, den första", 0),
    ],
)
def test_a_choice_is_made_by_its_number_or_place(asked: Talk, said: str, at: int) -> None:
    turn = asked.ask(said)
    assert (turn.outcome.kind, sections(turn)) == ("answer", [OFFERED[at]])


@pytest.mark.parametrize(("said", "at"), [("2:an", 1), ("3:an", 2), ("1:a", 0), ("2:a", 1)])
def test_a_choice_is_made_by_a_number_with_an_ending(asked: Talk, said: str, at: int) -> None:
    assert sections(asked.ask(said)) == [OFFERED[at]]


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_the_last_one_is_the_last_offered_section(talk: Talk, count: int) -> None:
    talk.offer(QUESTION, *OFFERED[:count])
    assert sections(talk.ask("den sista")) == [OFFERED[count - 1]]


@pytest.mark.parametrize("at", range(len(OFFERED)))
def test_a_choice_is_made_by_its_title(asked: Talk, corpus: Corpus, at: int) -> None:
    title = corpus.sections[OFFERED[at]].title
    assert sections(asked.ask(title)) == [OFFERED[at]]


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("delar i datorn", 0),
        ("ingen giltig licens", 2),
        ("nyckeln är spärad", 1),
        ("moderkortet", 0),
        ("den där om moderkortet", 0),
        ("spärrad", 1),
        ("klockan", 3),
        ("den där med klockan", 3),
        ("det är klockan", 3),
    ],
)
def test_a_choice_is_made_by_its_subject(asked: Talk, said: str, at: int) -> None:
    turn = asked.ask(said)
    assert (turn.outcome.kind, sections(turn)[0]) == ("answer", OFFERED[at])


@pytest.mark.parametrize("at", range(len(OFFERED)))
def test_a_choice_in_words_gets_the_answer_of_its_button(assistant: Assistant, corpus: Corpus, at: int) -> None:
    by_button, by_words = Talk(assistant), Talk(assistant)
    for talk in (by_button, by_words):
        talk.offer(QUESTION, *OFFERED)
    pressed = by_button.press(corpus.sections[OFFERED[at]].title)
    assert by_words.ask(str(at + 1)) == pressed
    assert pressed.unanswered is None


def test_a_chosen_section_is_an_answer_like_any_other(asked: Talk) -> None:
    turn = asked.ask("den andra")
    assert ratings(turn)[1] == Rate(OFFERED[1], 0, helped=False)
    assert asked.ask("visa igen").replies == turn.replies
    assert asked.history.shown() is not None


def test_after_a_choice_another_number_chooses_nothing(asked: Talk) -> None:
    asked.ask("den andra")
    assert OFFERED[0] not in sections(asked.ask("1"))


def test_after_two_days_a_number_chooses_nothing(asked: Talk) -> None:
    asked.wait(TWO_DAYS + 1)
    assert sections(asked.ask("2")) == []


def test_a_number_chooses_nothing_if_nothing_was_offered(talk: Talk) -> None:
    assert sections(talk.ask("2")) == []


def test_a_button_of_a_choice_works_after_two_days(asked: Talk, corpus: Corpus) -> None:
    asked.wait(TWO_DAYS + 1)
    assert sections(asked.press(corpus.sections[OFFERED[2]].title)) == [OFFERED[2]]


# --- Numbers that are not a choice


@pytest.mark.parametrize("said", ["0", "5", "7", "99", "1 och 2", "den första eller andra"])
def test_a_number_that_was_not_offered_shows_no_section(asked: Talk, said: str) -> None:
    assert asked.ask(said).outcome.kind != "answer"


@pytest.mark.parametrize("said", ["0", "5", "99", "1 eller 2"])
def test_after_a_number_that_was_not_offered_another_still_chooses(asked: Talk, said: str) -> None:
    asked.ask(said)
    assert is_still_asking(asked)


@pytest.mark.parametrize("said", ["0", "5", "1 eller 2"])
def test_a_number_that_was_not_offered_repeats_the_choices(asked: Talk, said: str) -> None:
    turn = asked.ask(said)
    assert turn.outcome.reason != "off_topic"
    assert len(actions(turn)) == len(OFFERED) + 1


@pytest.mark.parametrize(("said", "count"), [("3", 2), ("4", 2), ("4", 3), ("2", 1)])
def test_a_place_beyond_the_last_choice_repeats_the_choices(talk: Talk, said: str, count: int) -> None:
    talk.offer(QUESTION, *OFFERED[:count])
    turn = talk.ask(said)
    assert (turn.outcome.kind, sections(turn)) == ("choices", list(OFFERED[:count]))


@pytest.mark.parametrize("said", ["10", "windows 10", "jag har windows 10", "tian", "/windows 10"])
def test_a_windows_version_is_not_a_choice_and_a_number_still_chooses(asked: Talk, said: str) -> None:
    turn = asked.ask(said)
    assert turn.outcome.kind in ("smalltalk", "choices")
    assert turn.history.windows == "10"
    turn = asked.ask("1")
    assert (sections(turn), turn.outcome.windows) == ([OFFERED[0]], "10")


# --- Yes and no


@pytest.mark.parametrize("said", ["ja", "japp", "ok", "visa igen"])
def test_a_yes_to_several_choices_repeats_their_buttons(asked: Talk, said: str) -> None:
    offered = [button.action for button in actions(asked.shown)]
    turn = asked.ask(said)
    assert text(turn) == swedish(WHICH)
    assert [button.action for button in actions(turn)] == offered
    assert labels(turn)[-1] == swedish(NONE_OF_THESE)
    assert is_still_asking(asked)


@pytest.mark.parametrize("said", ["ja", "japp", "ja det stämmer", "ok"])
def test_a_yes_to_a_single_choice_chooses_it(talk: Talk, said: str) -> None:
    talk.offer(QUESTION, "key-blocked")
    assert sections(talk.ask(said)) == ["key-blocked"]


@pytest.mark.parametrize("said", ["nej", "nä", "inget av dem", "ingen av dem", "inget passar", "det hjälpte inte"])
def test_choosing_none_offers_other_help_and_keeps_the_question_for_maintainers(asked: Talk, said: str) -> None:
    assert_leads_on(asked.ask(said))
    assert asked.shown.unanswered == QUESTION


def test_the_button_for_none_offers_other_help_and_keeps_the_question_too(asked: Talk) -> None:
    turn = asked.press(swedish(NONE_OF_THESE))
    assert_leads_on(turn)
    assert turn.unanswered == QUESTION


def assert_leads_on(turn: Turn) -> None:
    """Check that other help than the refused sections is offered."""
    assert (turn.outcome.kind, turn.outcome.reason) == ("decline", "no_match")
    assert text(turn).startswith(swedish("Then let us start somewhere else.").removesuffix("."))


def test_choosing_none_leads_to_one_question_and_support(asked: Talk, corpus: Corpus) -> None:
    turn = asked.ask("nej")
    support, question = corpus.articles[SUPPORT], turn.outcome.question
    assert question
    assert text(turn) == f"{swedish('Then let us start somewhere else.')}\n\n**{question.text}**"
    assert labels(turn) == list(question.options)
    assert links(turn) == [(support.titles["sv"], support.urls["sv"])]


def test_choosing_none_with_no_question_left_offers_what_helps_most_people(asked: Talk, corpus: Corpus) -> None:
    case = asked.history.case
    for inquiry in corpus.inquiries:
        case = case.asked_too(inquiry)
    asked.history = replace(asked.history, case=case)
    turn = asked.ask("nej")
    assert text(turn) == swedish("Then let us start somewhere else. Tell me", place=ANYWHERE)
    support = corpus.articles[SUPPORT]
    assert [button.action for button in actions(turn)] == [
        ShowSection(corpus.advice[TROUBLESHOOTER].section),
        ShowSection(ACTIVATE_WINDOWS),
        ShowCodes(0),
    ]
    assert links(turn) == [(support.titles["sv"], support.urls["sv"])]
    assert sections(asked.press(corpus.sections[ACTIVATE_WINDOWS].title)) == [ACTIVATE_WINDOWS]


def test_an_old_button_for_none_offers_other_help_and_keeps_no_question(asked: Talk) -> None:
    asked.wait(TWO_DAYS + 1)
    turn = asked.press(swedish(NONE_OF_THESE))
    assert_leads_on(turn)
    assert turn.unanswered is None


def test_the_question_is_kept_without_personal_data(talk: Talk) -> None:
    turn = talk.ask("aktiveringen strular på datorn anna.svensson@example.se")
    assert turn.outcome.kind == "choices"
    while turn.outcome.question:
        turn = talk.press(swedish("I do not know"))
        assert "svensson" not in repr(turn)
    assert turn.outcome.kind == "choices", "of which it is none"
    assert talk.ask("nej").unanswered == "aktiveringen strular på datorn [e-mail]"


def test_the_question_is_kept_once(asked: Talk) -> None:
    refused = asked.shown
    assert asked.press(swedish(NONE_OF_THESE)).unanswered == QUESTION
    assert asked.press(swedish(NONE_OF_THESE), under=refused).unanswered is None


# --- Another question instead


@pytest.mark.parametrize(
    ("said", "section"),
    [
        ("aktiveringsservern går inte att nå", "activation-server-unreachable"),
        ("0xC004F074", "kms-not-reached"),
        ("det står 0xC004C020 på skärmen", "volume-license-exceeded"),
        ("/start 0x80004005", "unspecified-error"),
    ],
)
def test_another_question_or_a_code_is_answered_instead_of_a_choice(asked: Talk, said: str, section: str) -> None:
    turn = asked.ask(said)
    assert (turn.outcome.kind, sections(turn)[0]) == ("answer", section)
    assert turn.unanswered is None


def test_a_code_takes_precedence_over_a_choice_beside_it(asked: Talk) -> None:
    assert sections(asked.ask("2, nej 0xC004F074")) == ["kms-not-reached"]


@pytest.mark.parametrize("said", ["tack", "/hjalp", "/koder"])
def test_other_messages_do_not_remove_the_choices(asked: Talk, said: str) -> None:
    asked.ask(said)
    assert is_still_asking(asked)


def test_a_number_chooses_from_the_latest_choices(asked: Talk) -> None:
    asked.offer("något annat", "license-expiring", "key-cannot-activate")
    assert sections(asked.ask("1")) == ["license-expiring"]


def test_a_section_chosen_after_an_answer_becomes_the_answer_that_follow_ups_refer_to(talk: Talk) -> None:
    talk.ask("0xC004F211")
    talk.offer(QUESTION, *OFFERED)
    talk.ask("tvåan")
    vote = talk.ask("det hjälpte inte").vote
    assert vote is not None
    assert vote.section == OFFERED[1]


# --- Near misses of codes


@pytest.mark.parametrize("said", ["ja", "japp", "1", "den första", "ja det är den"])
def test_a_yes_to_a_suggested_code_answers_it(talk: Talk, corpus: Corpus, said: str) -> None:
    assert labels(talk.ask(NEAR)) == [f"0xC004F211 {corpus.sections[NEAR_SECTION].title}"]
    turn = talk.ask(said)
    assert (turn.outcome.kind, sections(turn)) == ("answer", [NEAR_SECTION])
    assert turn.unanswered is None


def test_a_yes_to_several_suggested_codes_asks_which(talk: Talk) -> None:
    offered = labels(talk.ask(NEAR_SEVERAL))
    assert [label.split()[0] for label in offered] == ["0xC004F210", "0xC004F211", "0xC004F212", "0xC004F213"]
    turn = talk.ask("ja")
    assert text(turn) == swedish(WHICH)
    assert labels(turn) == [*offered, swedish(NONE_OF_THESE)]
    assert sections(talk.ask("trean")) == ["wrong-edition-installed"]


@pytest.mark.parametrize("said", ["nej", "inget av dem"])
def test_a_no_to_a_suggested_code_offers_other_help(talk: Talk, said: str) -> None:
    talk.ask(NEAR)
    assert_leads_on(talk.ask(said))


def test_a_near_miss_is_kept_without_personal_data(talk: Talk) -> None:
    turn = talk.ask(f"{NEAR} på DESKTOP-AB12CD3, ring 070-123 45 67")
    assert turn.unanswered == f"{NEAR} på [computer], ring [phone]"
    assert "AB12" not in repr(talk.history)
    assert "123 45" not in repr(talk.history)


def test_a_near_miss_is_kept_once(talk: Talk) -> None:
    kept = [talk.ask(NEAR).unanswered, talk.ask("nej").unanswered]
    assert [text for text in kept if text] == [NEAR]


# --- Several codes


def test_the_first_of_several_codes_is_answered_and_each_other_has_its_button(talk: Talk, corpus: Corpus) -> None:
    turn = talk.ask("0x803F7001, 0xC004F211 och även 0x80072F8F")
    assert sections(turn)[0] == "no-valid-license"
    others = labels(turn)[:2]
    assert others == [f"{code} {corpus.sections_by_code[code][0].title}" for code in ("0xC004F211", "0x80072F8F")]
    for label, section in zip(others, ("hardware-changed", "wrong-date-or-time"), strict=True):
        assert sections(talk.press(label, under=turn)) == [section]


def test_a_number_does_not_choose_from_the_buttons_under_an_answer(talk: Talk) -> None:
    talk.ask("0x803F7001 och 0xC004F211")
    assert "hardware-changed" not in sections(talk.ask("1"))
    vote = talk.ask("det hjälpte inte").vote
    assert vote is not None
    assert vote.code == "0x803F7001"


def test_a_forged_button_for_none_offers_other_help(talk: Talk) -> None:
    turn = talk.act(NoneOfThese())
    assert_leads_on(turn)
    assert (turn.unanswered, turn.history.windows, turn.history.shown()) == (None, None, None)
