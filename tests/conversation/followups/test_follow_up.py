"""Comments on an answer: it did not help, repeat it, another problem, a new code, yes and no, it works now."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation import Assistant, ChatHistory, Question, Turn, Vote
from bot.conversation.actions import NoneOfThese, Rate, ShowSection, ShowStep
from bot.conversation.answers.small_talk import TOPICS
from bot.conversation.history import MAX_REMEMBERED, REMEMBERED
from bot.corpus import Corpus
from tests.conversation.followups.answered import CODE, SECTION
from tests.conversation.talk import (
    ANYWHERE,
    NOW,
    TWO_DAYS,
    Talk,
    actions,
    buttons,
    labels,
    ratings,
    remembered,
    sections,
    swedish,
    text,
    visible,
)

OTHER_CODE, OTHER_SECTION = "0x80072F8F", "wrong-date-or-time"  # its second way needs no fact
NEXT_WAY = "Then let us try the next option."

# Comments on an answer, and the topic of small talk that each is if there is no answer.
OF_AN_ANSWER = [
    ("det funkade inte", "smalltalk-not-helped"),
    ("hittar inte knappen", "smalltalk-not-found"),
    ("var är länken?", "smalltalk-link"),
    ("visa igen", "smalltalk-again"),
    ("jag fattar inte", "smalltalk-confused"),
    ("nu funkar det", "smalltalk-solved"),
    ("nej", "smalltalk-no"),
]


# --- It did not help


@pytest.mark.parametrize("said", ["det funkade inte", "det hjälpte inte", "funkar inte", "samma sak igen"])
def test_a_message_that_it_did_not_help_leads_to_the_next_advice_and_is_a_vote(
    talk: Talk, corpus: Corpus, said: str
) -> None:
    talk.ask(OTHER_CODE)
    turn = talk.ask(said)
    second = [part for part in corpus.parts(corpus.sections[OTHER_SECTION], "11", known=False) if part.is_way][1]
    assert text(turn) == f"{swedish(NEXT_WAY)}\n\n{second.text}"
    assert turn.vote == Vote(OTHER_SECTION, OTHER_CODE, 0, helped=False)
    assert turn.toast is None
    assert ratings(turn) == [Rate(OTHER_SECTION, 1, helped=True), Rate(OTHER_SECTION, 1, helped=False)]


def test_a_fact_that_decides_on_the_next_way_is_asked_for(answered: Talk) -> None:
    turn = answered.ask("det funkade inte")
    assert turn.outcome.question
    assert visible(turn) == f"{swedish('I see, **Troubleshoot** was')}\n\n**{turn.outcome.question.text}**"
    assert turn.vote == Vote(SECTION, CODE, 0, helped=False)
    assert answered.ask("ja").vote is None, "an answer to a question is no vote"


@pytest.mark.parametrize(
    "said", [f"fortfarande samma fel {CODE}", f"samma sak igen, {CODE}", f"{CODE} funkar fortfarande inte"]
)
def test_the_same_code_with_the_words_that_it_did_not_help_leads_to_the_next_advice(answered: Talk, said: str) -> None:
    first = answered.shown
    turn = answered.ask(said)
    assert turn.vote == Vote(SECTION, CODE, 0, helped=False)
    assert text(first) not in text(turn)


def test_another_code_with_the_same_words_is_answered(answered: Talk) -> None:
    turn = answered.ask("fortfarande samma fel 0x80072F8F")
    assert (sections(turn), turn.vote) == (["wrong-date-or-time"], None)


def test_the_code_with_the_same_words_is_answered_if_no_answer_came_before(talk: Talk) -> None:
    turn = talk.ask(f"fortfarande samma fel {CODE}")
    assert (sections(turn), turn.vote) == ([SECTION], None)


def test_the_words_that_it_did_not_help_refer_to_the_latest_answer(answered: Talk, corpus: Corpus) -> None:
    answered.ask(OTHER_CODE)
    turn = answered.ask("det funkade inte")
    ways = [part.text for part in corpus.parts(corpus.sections[OTHER_SECTION], "11", known=False) if part.is_way]
    assert ways[1] in text(turn)
    assert turn.vote == Vote(OTHER_SECTION, OTHER_CODE, 0, helped=False)


@pytest.mark.parametrize("said", ["tack", "hej igen", "blir det regn i Göteborg imorgon?", "...", "/hjalp", "/koder"])
def test_messages_in_between_do_not_change_which_answer_is_referred_to(answered: Talk, said: str) -> None:
    turn = answered.ask(said)
    assert turn.vote is None
    assert sections(turn) in ([], [SECTION])
    assert answered.ask("det funkade inte").vote == Vote(SECTION, CODE, 0, helped=False)


# --- Repeated


def test_a_request_to_repeat_shows_the_same_reply(answered: Talk) -> None:
    first = answered.shown
    assert answered.ask("visa igen").replies == first.replies


def test_a_request_to_repeat_shows_the_same_question(talk: Talk) -> None:
    first = talk.ask("0xC004F211")
    assert first.outcome.question
    again = talk.ask("visa igen")
    assert (again.replies, again.outcome.question) == (first.replies, first.outcome.question)


@pytest.mark.parametrize("times", [1, 2, 4])
def test_a_request_to_repeat_shows_the_latest_advice(talk: Talk, times: int) -> None:
    talk.ask(OTHER_CODE)
    for _ in range(times):
        talk.not_helped()
    climbed = talk.shown
    again = talk.ask("visa igen")
    assert_is_once_more(again, climbed)
    assert again.vote is None
    assert talk.ask("det funkade inte").vote == Vote(OTHER_SECTION, OTHER_CODE, times, helped=False)


def test_a_request_to_repeat_shows_the_last_advice_if_none_is_left(talk: Talk) -> None:
    last = talk.ask(OTHER_CODE)
    while ratings(talk.not_helped()):
        last = talk.shown
    assert_is_once_more(talk.ask("visa igen"), last)


def assert_is_once_more(again: Turn, before: Turn) -> None:
    """Check that a reply is repeated after a sentence that says so."""
    assert text(again).startswith(swedish("Here it is again."))
    assert text(again).split("\n\n")[-1] == text(before).split("\n\n")[-1]
    assert ratings(again) == ratings(before)


def test_a_repeated_code_is_never_answered_in_the_same_words(answered: Talk) -> None:
    said = [visible(answered.shown), *(visible(answered.ask(CODE)) for _ in range(6))]
    assert len(set(said)) == len(said)
    assert answered.history.shown() is not None
    assert sections(answered.shown)[:1] == [SECTION]


def test_a_repeated_question_gets_another_reply_without_a_vote(talk: Talk) -> None:
    first = talk.ask("Windows hittar ingen giltig licens")
    turn = talk.ask("Windows hittar ingen giltig licens")
    assert visible(turn) != visible(first)
    assert turn.vote is None, "nobody said that it did not help"


def test_follow_ups_keep_the_code_the_user_sent(talk: Talk) -> None:
    talk.ask("0x803FA071")
    talk.ask("visa igen")
    talk.ask("och på windows 10?")
    assert talk.ask("det funkade inte").vote == Vote("key-used-on-other-device", "0x803FA071", 0, helped=False)


@pytest.mark.parametrize("code", ["0x80240034", "0x80070005"])
def test_a_code_without_a_section_is_repeated_unchanged(talk: Talk, code: str) -> None:
    first = talk.ask(code)
    assert text(talk.ask("visa igen")) == text(first)


# --- A correction


@pytest.mark.parametrize(
    "said", ["nej, jag menade wifi", "jag menade wifi", "nej utan wifi", "nej, det gäller wifi", "nä det är wifi"]
)
def test_a_correction_is_answered_as_a_question(answered: Talk, said: str) -> None:
    turn = answered.ask(said)
    assert turn.outcome.kind in ("answer", "choices")
    assert sections(turn)[0] in ("online-activation-failed", "activation-server-unreachable")


@pytest.mark.parametrize("meant", ["wifi", "nyckeln är spärrad", "klockan", "licensen går ut"])
def test_a_correction_changes_the_answer_after_every_section(assistant: Assistant, corpus: Corpus, meant: str) -> None:
    for name in corpus.sections:
        talk = Talk(assistant)
        first = talk.act(ShowSection(name))
        turn = talk.ask(f"nej, jag menade {meant}")
        assert text(turn) != text(first), name
        assert turn.outcome.kind in ("answer", "choices", "decline"), name


def test_a_code_in_a_correction_is_answered(answered: Talk) -> None:
    assert sections(answered.ask("förlåt, jag menade 0x80072F8F")) == ["wrong-date-or-time"]


@pytest.mark.parametrize("said", ["nej, det är samma fel", "nej, det är fortfarande samma", "nej det är inte löst"])
def test_a_no_that_only_begins_like_a_correction_means_that_it_did_not_help(answered: Talk, said: str) -> None:
    assert answered.ask(said).vote == Vote(SECTION, CODE, 0, helped=False)


@pytest.mark.parametrize("said", ["nej jag menade inte det", "nej det är inte det"])
def test_a_no_in_many_words_is_a_no(answered: Talk, said: str) -> None:
    assert text(answered.ask(said)) == swedish("Did the steps not help, or")


@pytest.mark.parametrize("said", ["nej, jag menade kaffe", "nej, jag menade pizza"])
def test_a_correction_to_another_subject_is_not_answered(answered: Talk, corpus: Corpus, said: str) -> None:
    turn = answered.ask(said)
    not_understood = swedish("We are still on **{title}**", title=corpus.sections[SECTION].title)
    assert text(turn).startswith(not_understood)


# --- A new code, thanks, not understood, solved, yes and no


@pytest.mark.parametrize("said", ["ny kod: 0x80072F8F", "nu står det 0x80072F8F", "fick 0x80072F8F i stället"])
def test_a_new_code_is_answered(answered: Talk, said: str) -> None:
    turn = answered.ask(said)
    assert (turn.outcome.codes, sections(turn)) == (("0x80072F8F",), ["wrong-date-or-time"])


def test_a_user_who_mentions_a_new_code_is_asked_for_it(answered: Talk) -> None:
    assert text(answered.ask("fick en ny kod")) == swedish("Good that you checked.")


@pytest.mark.parametrize("said", ["hjälpte inte, nu C0040299", "samma sak, felkod C004F29B"])
def test_a_new_code_beside_the_words_that_it_did_not_help_is_no_vote(answered: Talk, said: str) -> None:
    turn = answered.ask(said)
    assert turn.vote is None
    assert turn.outcome.kind == "unknown_code"


def test_thanks_are_no_vote(answered: Talk) -> None:
    turn = answered.ask("tack")
    assert (turn.outcome.kind, turn.vote) == ("smalltalk", None)
    assert text(turn) == swedish("You are welcome.")


@pytest.mark.parametrize("said", ["hejdå", "tack så länge", "provar ikväll", "tack för hjälpen, testar imorgon"])
def test_a_goodbye_is_answered_with_how_long_the_case_is_remembered(answered: Talk, corpus: Corpus, said: str) -> None:
    turn = answered.ask(said)
    assert text(turn) == corpus.closing.text
    assert "två dygn" in text(turn)
    answered.wait(TWO_DAYS - 1)
    assert answered.ask("det funkade inte").vote == Vote(SECTION, CODE, 0, helped=False)


@pytest.mark.parametrize("said", ["jag fattar inte", "för krångligt", "jag förstår inte alls"])
def test_a_user_who_does_not_understand_gets_only_the_first_step(answered: Talk, corpus: Corpus, said: str) -> None:
    turn = answered.ask(said)
    first = corpus.parts(corpus.sections[SECTION], "11", known=False)[0].text.splitlines()[0].removeprefix("1. ")
    count = swedish("Step {step} of {steps}", step=1, steps=2)
    assert text(turn) == f"{swedish('Then let us take it more slowly. Do only this')}\n\n**{count}**\n\n{first}"
    assert labels(turn)[0] == swedish("Done")


def test_a_slower_explanation_is_shorter_than_the_answer(assistant: Assistant, corpus: Corpus) -> None:
    for name in corpus.sections:
        talk = Talk(assistant)
        talk.act(ShowSection(name))
        first = talk.shown
        turn = talk.ask("jag fattar inte")
        slowly = swedish("Then let us take it more slowly. Do only this")
        meaning = corpus.aspects["about-meaning"].of(name)
        assert text(turn).startswith((slowly, meaning)), name
        assert len(text(turn)) < len(text(first)), name


@pytest.mark.parametrize("said", ["nu funkar det", "det löste sig", f"{CODE} är borta nu"])
def test_the_words_that_it_works_now_are_a_vote_for_the_answer_and_get_one_tip(answered: Talk, said: str) -> None:
    turn = answered.ask(said)
    assert turn.vote == Vote(SECTION, CODE, 0, helped=True)
    assert text(turn) == f"{swedish('I am glad it worked.')} {swedish('One tip: link the licence')}"
    assert buttons(turn) == []


def test_a_user_who_has_linked_the_licence_gets_no_tip_to_link_it(talk: Talk) -> None:
    talk.act(ShowSection("link-microsoft-account"))
    talk.settle()
    turn = talk.ask("nu funkar det")
    assert text(turn).startswith(swedish("I am glad it worked."))
    assert swedish("One tip: link the licence") not in text(turn)


@pytest.mark.parametrize("who", ["det är min jobbdator", "jag är it-tekniker"])
def test_nobody_is_advised_to_link_the_licence_of_an_organisation(talk: Talk, who: str) -> None:
    talk.ask(f"{CODE}, {who}")
    talk.settle()
    assert swedish("One tip: link the licence") not in text(talk.rate(helped=True))


def test_the_words_that_it_works_after_more_advice_are_a_vote_for_the_latest_advice(talk: Talk) -> None:
    talk.ask(OTHER_CODE)
    for _ in range(3):
        talk.ask("det funkade inte")
    assert talk.ask("nu funkar det").vote == Vote(OTHER_SECTION, OTHER_CODE, 3, helped=True)


def test_the_words_that_windows_is_activated_are_a_vote_for_the_answer(answered: Talk) -> None:
    assert answered.ask("nu står det att windows är aktiverat").vote == Vote(SECTION, CODE, 0, helped=True)


def test_a_no_after_an_answer_asks_what_it_means(answered: Talk) -> None:
    turn = answered.ask("nej")
    assert text(turn) == swedish("Did the steps not help, or")
    assert [button.action for button in actions(turn)] == [
        Rate(SECTION, 0, helped=False),
        ShowStep(SECTION, 0, 0),
        NoneOfThese(),
    ]
    assert turn.vote is None


def test_a_no_that_means_it_did_not_help_leads_to_the_next_advice(answered: Talk) -> None:
    answered.ask("nej")
    turn = answered.press(swedish("I tried, but it did not help"))
    assert turn.vote == Vote(SECTION, CODE, 0, helped=False)
    assert ratings(answered.settle())[1] == Rate(SECTION, 1, helped=False)


def test_a_no_to_later_advice_leads_to_the_next_at_once(talk: Talk) -> None:
    talk.ask(OTHER_CODE)
    talk.ask("det funkade inte")
    turn = talk.ask("nej")
    assert turn.vote == Vote(OTHER_SECTION, OTHER_CODE, 1, helped=False)
    assert ratings(turn)[1] == Rate(OTHER_SECTION, 2, helped=False)


def test_a_no_that_means_another_problem_leads_to_a_question(answered: Talk) -> None:
    answered.ask("nej")
    turn = answered.press(swedish("It is about something else"))
    assert (turn.outcome.kind, turn.unanswered, turn.vote) == ("decline", None, None)
    assert turn.outcome.question


@pytest.mark.parametrize("said", ["ja", "klart, har gjort det", "nu har jag gjort det"])
@pytest.mark.parametrize("rung", [0, 2])
def test_a_user_who_has_done_the_steps_is_asked_whether_they_helped(talk: Talk, said: str, rung: int) -> None:
    talk.ask(OTHER_CODE)
    for _ in range(rung):
        talk.ask("det funkade inte")
    turn = talk.ask(said)
    assert text(turn) == swedish("Good. Check in {place} whether Windows is activated now. Did", place=ANYWHERE)
    assert (ratings(turn)[0], turn.vote) == (Rate(OTHER_SECTION, rung, helped=True), None)
    assert talk.rate(helped=True).vote == Vote(OTHER_SECTION, OTHER_CODE, rung, helped=True)


@pytest.mark.parametrize(("said", "helped"), [("nej", False), ("ja", True)])
def test_the_question_whether_it_helped_may_be_answered_in_words(answered: Talk, said: str, *, helped: bool) -> None:
    answered.ask("nu har jag gjort det")
    assert answered.ask(said).vote == Vote(SECTION, CODE, 0, helped)


def test_a_code_instead_of_a_choice_is_answered(talk: Talk) -> None:
    talk.ask(CODE)
    talk.offer("fel på licensen", "key-blocked", "no-valid-license")
    assert sections(talk.ask("nej, 0x80072F8F"))[0] == "wrong-date-or-time"


# --- What is remembered


@pytest.mark.parametrize(("said", "topic"), OF_AN_ANSWER)
def test_without_an_answer_a_comment_on_one_is_small_talk(
    talk: Talk, assistant: Assistant, said: str, topic: str
) -> None:
    turn = talk.ask(said)
    assert text(turn) == assistant.config.catalogs["sv"].gettext(TOPICS[topic]).replace("{place}", ANYWHERE)
    assert (turn.vote, turn.unanswered, buttons(turn)) == (None, None, [])
    assert remembered(turn.history) == ChatHistory()


@pytest.mark.parametrize("said", [*(said for said, _ in OF_AN_ANSWER), "nej, jag menade wifi", "2", "den sista", "ja"])
def test_after_two_days_every_message_is_answered_as_in_a_new_chat(
    answered: Talk, assistant: Assistant, said: str
) -> None:
    answered.offer("fel på licensen", "key-blocked", "no-valid-license")
    answered.wait(TWO_DAYS + 1)
    stranger = Talk(assistant)
    stranger.wait(TWO_DAYS + 1)
    assert answered.ask(said) == stranger.ask(said)


def test_two_days_are_counted_from_the_latest_answer(talk: Talk) -> None:
    assert timedelta(minutes=TWO_DAYS) == REMEMBERED
    talk.ask(OTHER_CODE)
    talk.wait(TWO_DAYS)
    assert talk.ask("det funkade inte").vote == Vote(OTHER_SECTION, OTHER_CODE, 0, helped=False)
    talk.wait(TWO_DAYS)
    assert talk.ask("det funkade inte").vote == Vote(OTHER_SECTION, OTHER_CODE, 1, helped=False)
    talk.wait(TWO_DAYS + 1)
    assert talk.ask("det funkade inte").vote is None


def test_a_correction_without_an_answer_is_no_correction(talk: Talk) -> None:
    assert talk.ask("nej, jag menade wifi").outcome.kind != "answer"


def test_only_the_five_latest_answers_are_remembered(talk: Talk, corpus: Corpus) -> None:
    asked = [section for section in corpus.sections.values() if section.codes][:7]
    for section in asked:
        talk.ask(section.codes[0])
    assert MAX_REMEMBERED == 5
    assert [exchange.section for exchange in talk.history.recent] == [section.id for section in asked[-5:]]


def test_an_answer_given_again_is_remembered_once_and_as_the_latest(talk: Talk) -> None:
    for code in (CODE, "0x80072F8F", CODE):
        talk.ask(code)
    assert [exchange.section for exchange in talk.history.recent] == ["wrong-date-or-time", SECTION]


def test_an_answer_is_remembered_without_the_text_of_the_user(talk: Talk) -> None:
    assert talk.ask("mitt gamla moderkort brann upp så det är bytt nu").outcome.kind == "answer"
    assert "brann" not in repr(talk.history)


def test_chats_do_not_share_what_they_remember(answered: Talk, assistant: Assistant) -> None:
    other = Talk(assistant)
    answered.ask("och på windows 10?")
    assert other.ask("det funkade inte").vote is None
    assert ANYWHERE in text(other.ask("0x803F7001"))
    assert answered.ask("det funkade inte").vote == Vote(SECTION, CODE, 0, helped=False)


# --- Another language


def test_a_request_for_a_language_repeats_the_answer_in_that_language(answered: Talk) -> None:
    turn = answered.ask("in english please")
    assert sections(turn)[0] == SECTION
    assert "For now the steps are only available in Swedish." in text(turn)


# --- Edited


def test_an_edited_follow_up_is_about_the_same_answer_as_before(assistant: Assistant) -> None:
    history = assistant.respond(Question(OTHER_CODE, NOW, id=1), ChatHistory()).history
    first = assistant.respond(Question("det hjälpte inte", NOW, id=2), history)
    edited = assistant.respond(Question("det hjälpte inte!", NOW, id=2), first.history)
    assert (edited.vote, sections(edited)) == (first.vote, sections(first))
