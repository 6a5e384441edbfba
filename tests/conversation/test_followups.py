"""What is said about an answer: the other Windows, not helped, not found, the link, once more, no, it works now."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import get_args

import pytest

from bot.conversation import Assistant, ChatMemory, Question, Turn, Vote
from bot.conversation.events import NoneOfThese, Rate, ShowSection
from bot.conversation.replies import MOST_REMEMBERED, REMEMBERED
from bot.conversation.smalltalk import TOPICS
from bot.corpus import Corpus, Section, Windows
from tests.conversation.talk import (
    ANYWHERE,
    NOW,
    Talk,
    actions,
    buttons,
    copied,
    labels,
    links,
    ratings,
    sections,
    swedish,
    text,
)

NEXT_WAY = "Then let us try the next way"
CODE, SECTION = "0xC004F211", "hardware-changed"
PATH_11 = "Inställningar > System > Aktivering"
PATH_10 = "Inställningar > Uppdatering och säkerhet > Aktivering"

# What is said of an answer, and the small talk it is where there is no answer to say it of.
OF_AN_ANSWER = [
    ("det funkade inte", "smalltalk-not-helped"),
    ("jag hittar inte det", "smalltalk-not-found"),
    ("var är länken?", "smalltalk-link"),
    ("visa igen", "smalltalk-again"),
    ("jag fattar inte", "smalltalk-confused"),
    ("nu funkar det", "smalltalk-solved"),
    ("nej", "smalltalk-no"),
]


@pytest.fixture
def answered(talk: Talk) -> Talk:
    """A chat in which one code was answered."""
    talk.ask(CODE)
    return talk


def of_steps_alike(corpus: Corpus) -> Section:
    """A section with a code whose steps are the same in both Windows."""
    return next(section for section in corpus.sections.values() if section.codes and not corpus.differs(section))


# --- The other Windows


@pytest.mark.parametrize(
    "said", ["och på windows 10?", "jag har windows 10", "nej det är windows 10", "win10", "10", "/windows 10"]
)
def test_the_answer_is_shown_again_for_the_windows_that_is_told_after_it(
    answered: Talk, corpus: Corpus, said: str
) -> None:
    turn = answered.ask(said)
    assert (turn.outcome.kind, sections(turn), turn.outcome.windows) == ("answer", [SECTION], "10")
    assert corpus.body(corpus.sections[SECTION], "10") in text(turn)
    assert PATH_11 not in text(turn)
    assert turn.memory.windows == "10"


def test_a_button_of_the_windows_choice_shows_the_answer_again_too(answered: Talk) -> None:
    answered.ask("/windows")
    assert PATH_10 in text(answered.press("Windows 10"))


@pytest.mark.parametrize("said", ["och på windows 10?", "/windows 10"])
def test_where_the_steps_are_the_same_in_the_other_windows_a_word_says_so(
    talk: Talk, corpus: Corpus, said: str
) -> None:
    section = of_steps_alike(corpus)
    talk.ask(section.codes[0])
    turn = talk.ask(said)
    assert text(turn) == swedish("The steps are the same in", version="10", title=section.title)
    assert (turn.outcome.kind, turn.memory.windows) == ("smalltalk", "10")
    assert sections(talk.ask("visa igen")) == [section.id]


def test_the_windows_that_is_told_holds_for_what_follows(answered: Talk) -> None:
    answered.ask("och på windows 10?")
    assert "Windows 10" in text(answered.ask("jag hittar inte det"))
    assert PATH_10 in text(answered.ask("visa igen"))


@pytest.mark.parametrize("code", [CODE, "0x80072F8F", "0x80240034"])
def test_after_climbing_it_is_the_advice_that_is_shown_for_the_other_windows(assistant: Assistant, code: str) -> None:
    eleven, ten = (Talk(assistant, memory=ChatMemory(windows=windows)) for windows in get_args(Windows))
    for talk in (eleven, ten):
        talk.ask(code)
    said = ""
    while PATH_11 not in said:  # an advice that names the menus
        said = text(eleven.ask("det funkade inte"))
        advice = text(ten.ask("det funkade inte"))
    assert PATH_10 in advice
    assert text(eleven.ask("jag har windows 10")).endswith(advice)


NEITHER = pytest.mark.xfail(reason="of a version beside small talk that is no word of its own nothing is understood")


@pytest.mark.parametrize(
    "said", [pytest.param("funkar inte på windows 10", marks=NEITHER), "det hjälpte inte, jag har windows 10"]
)
def test_a_windows_told_beside_the_word_that_it_did_not_help_is_understood(answered: Talk, said: str) -> None:
    turn = answered.ask(said)
    assert turn.memory.windows == "10"
    assert turn.vote == Vote(SECTION, CODE, 0, helped=False)


# --- It did not help


@pytest.mark.parametrize("said", ["det funkade inte", "det hjälpte inte", "funkar inte", "samma sak igen"])
def test_what_did_not_help_leads_to_the_next_advice_and_is_a_vote(answered: Talk, corpus: Corpus, said: str) -> None:
    turn = answered.ask(said)
    second = [part for part in corpus.parts(corpus.sections[SECTION], "11") if "1. " in part.text][1]
    assert text(turn) == f"{swedish(NEXT_WAY)}\n\n## {second.heading}\n{second.text}"
    assert turn.vote == Vote(SECTION, CODE, 0, helped=False)
    assert turn.toast is None
    assert ratings(turn) == [Rate(SECTION, 1, helped=True), Rate(SECTION, 1, helped=False)]


@pytest.mark.parametrize(
    "said", [f"fortfarande samma fel {CODE}", f"samma sak, {CODE}", f"{CODE} funkar fortfarande inte"]
)
def test_the_code_again_with_the_word_that_it_did_not_help_climbs_and_does_not_repeat(
    answered: Talk, said: str
) -> None:
    turn = answered.ask(said)
    assert text(turn).startswith(swedish(NEXT_WAY))
    assert turn.vote == Vote(SECTION, CODE, 0, helped=False)


def test_another_code_with_the_same_words_is_answered(answered: Talk) -> None:
    turn = answered.ask("fortfarande samma fel 0x80072F8F")
    assert (sections(turn), turn.vote) == (["wrong-date-or-time"], None)


def test_the_code_with_the_same_words_is_answered_where_nothing_was_before(talk: Talk) -> None:
    turn = talk.ask(f"fortfarande samma fel {CODE}")
    assert (sections(turn), turn.vote) == ([SECTION], None)


def test_it_is_the_latest_answer_that_did_not_help(answered: Talk, corpus: Corpus) -> None:
    answered.ask("0x803F7001")
    turn = answered.ask("det funkade inte")
    ways = [part.text for part in corpus.parts(corpus.sections["no-valid-license"], "11") if "1. " in part.text]
    assert ways[1] in text(turn)
    assert turn.vote == Vote("no-valid-license", "0x803F7001", 0, helped=False)


@pytest.mark.parametrize("said", ["tack", "hej igen", "blir det regn i Göteborg imorgon?", "...", "/hjalp", "/koder"])
def test_what_is_said_in_between_changes_nothing_of_what_is_referred_to(answered: Talk, said: str) -> None:
    before = answered.memory
    assert answered.ask(said).memory == before
    assert answered.ask("det funkade inte").vote == Vote(SECTION, CODE, 0, helped=False)


# --- Not found


@pytest.mark.parametrize(("windows", "path"), [("11", PATH_11), ("10", PATH_10)])
def test_what_is_not_found_is_told_the_way_to(assistant: Assistant, windows: str, path: str) -> None:
    talk = Talk(assistant, memory=ChatMemory(windows="10" if windows == "10" else "11"))
    talk.ask(CODE)
    turn = talk.ask("jag hittar inte det")
    assert text(turn) == swedish("This is the way there", menu=path.removeprefix("Inställningar > "), version=windows)
    assert copied(turn) == ["ms-settings:activation"]
    assert ratings(turn)[1] == Rate(SECTION, 0, helped=False)


def test_the_way_is_to_the_place_that_the_answer_names(talk: Talk, corpus: Corpus) -> None:
    talk.ask("0x80072F8F")
    turn = talk.ask("var hittar jag det?")
    place = corpus.places["date-and-time"]
    assert place.paths["11"].removeprefix("Inställningar > ") in text(turn)
    assert copied(turn) == [place.uri]


def test_the_way_to_the_activation_is_told_where_the_answer_names_no_place(talk: Talk, corpus: Corpus) -> None:
    section = next(section for section in corpus.sections.values() if corpus.first_place(section) is None)
    talk.act(ShowSection(section.id))
    turn = talk.ask("jag hittar inte det")
    assert PATH_11.removeprefix("Inställningar > ") in text(turn)
    assert copied(turn) == ["ms-settings:activation"]


def test_the_way_is_rated_as_the_advice_it_belongs_to(answered: Talk) -> None:
    answered.ask("det funkade inte")
    answered.ask("det funkade inte")
    turn = answered.ask("jag hittar inte det")
    assert ratings(turn)[1] == Rate(SECTION, 2, helped=False)
    assert answered.rate(helped=False).vote == Vote(SECTION, CODE, 2, helped=False)


# --- The link


@pytest.mark.parametrize("language", ["sv", "en"])
def test_who_asks_for_the_link_gets_all_of_the_answer(answered: Talk, corpus: Corpus, language: str) -> None:
    section = corpus.sections[SECTION]
    turn = answered.ask("var är länken?", language=language)
    assert links(turn) == list(corpus.links(section, "11", language))
    assert f"**{section.title}**" in text(turn)
    assert len(buttons(turn)) == len(links(turn)) > 1


def test_the_link_is_that_of_the_latest_answer(answered: Talk, corpus: Corpus) -> None:
    answered.ask("0x80072F8F")
    turn = answered.ask("skicka länken")
    assert links(turn) == list(corpus.links(corpus.sections["wrong-date-or-time"], "11", "sv"))


def test_after_climbing_the_link_is_that_of_the_advice_or_else_of_the_answer(answered: Talk, corpus: Corpus) -> None:
    of_the_answer = list(corpus.links(corpus.sections[SECTION], "11", "sv"))
    while ratings(advice := answered.ask("det funkade inte")):
        assert links(answered.ask("skicka länken")) == (links(advice) or of_the_answer)


# --- Once more


def test_who_asks_again_is_shown_the_same_again(answered: Talk) -> None:
    first = answered.shown
    assert answered.ask("visa igen").replies == first.replies


@pytest.mark.parametrize("times", [1, 2, 4])
def test_after_climbing_it_is_the_advice_that_is_shown_again(answered: Talk, times: int) -> None:
    for _ in range(times):
        answered.ask("det funkade inte")
    climbed = answered.shown
    again = answered.ask("visa igen")
    assert_is_once_more(again, climbed)
    assert again.vote is None
    assert answered.ask("det funkade inte").vote == Vote(SECTION, CODE, times, helped=False)


def test_when_nothing_is_left_it_is_the_last_advice_that_is_shown_again(answered: Talk) -> None:
    while ratings(answered.shown):
        last = answered.shown
        answered.ask("det funkade inte")
    assert_is_once_more(answered.ask("visa igen"), last)


def assert_is_once_more(again: Turn, before: Turn) -> None:
    """The same is said again, behind a word that says so."""
    assert text(again) == f"{swedish('Here it is once more')}\n\n{text(before)}"
    assert buttons(again) == buttons(before)


def test_a_code_that_is_asked_again_is_answered_again_and_its_ladder_goes_on_where_it_was(answered: Talk) -> None:
    first = answered.shown
    answered.ask("det funkade inte")
    assert answered.ask(CODE).replies == first.replies
    assert ratings(answered.rate(helped=False))[1] == Rate(SECTION, 2, helped=False)


def test_the_code_that_was_asked_stays_the_one_that_is_answered(talk: Talk) -> None:
    talk.ask("0x803FA071")
    talk.ask("visa igen")
    talk.ask("och på windows 10?")
    assert talk.ask("det funkade inte").vote == Vote("key-used-on-other-device", "0x803FA071", 0, helped=False)


@pytest.mark.parametrize("code", ["0x80240034", "0x80070005"])
def test_a_code_of_no_section_is_shown_again_as_it_was(talk: Talk, code: str) -> None:
    first = talk.ask(code)
    assert text(talk.ask("visa igen")) == text(first)


# --- A correction


@pytest.mark.parametrize(
    "said", ["nej, jag menade wifi", "jag menade wifi", "nej utan wifi", "nej, det gäller wifi", "nä det är wifi"]
)
def test_a_correction_is_read_as_the_question(answered: Talk, said: str) -> None:
    turn = answered.ask(said)
    assert turn.outcome.kind in ("answer", "choices")
    assert sections(turn)[0] in ("online-activation-failed", "activation-server-unreachable")


@pytest.mark.parametrize("meant", ["wifi", "moderkortet", "nyckeln är spärrad", "klockan", "licensen går ut", "server"])
def test_a_correction_never_leads_back_to_what_was_shown(assistant: Assistant, corpus: Corpus, meant: str) -> None:
    for name in corpus.sections:
        talk = Talk(assistant)
        talk.act(ShowSection(name))
        turn = talk.ask(f"nej, jag menade {meant}")
        assert name not in sections(turn)
        assert turn.outcome.kind in ("answer", "choices", "decline")


def test_a_code_in_a_correction_is_answered(answered: Talk) -> None:
    assert sections(answered.ask("förlåt, jag menade 0x80072F8F")) == ["wrong-date-or-time"]


@pytest.mark.parametrize("said", ["nej, det är samma fel", "nej, det är fortfarande samma", "nej det är inte löst"])
def test_a_no_that_only_begins_like_a_correction_says_that_it_did_not_help(answered: Talk, said: str) -> None:
    assert answered.ask(said).vote == Vote(SECTION, CODE, 0, helped=False)


@pytest.mark.parametrize("said", ["nej jag menade inte det", "nej det är inte det"])
def test_a_no_in_many_words_is_a_no(answered: Talk, said: str) -> None:
    assert text(answered.ask(said)) == swedish("Did the steps not help, or")


def test_a_correction_to_another_windows_is_a_version_that_is_told(answered: Talk) -> None:
    turn = answered.ask("jag menade windows 10")
    assert (turn.outcome.windows, turn.memory.windows) == ("10", "10")
    assert sections(turn) == [SECTION]


@pytest.mark.parametrize("said", ["nej, jag menade kaffe", "nej, jag menade pizza"])
def test_a_correction_to_another_subject_is_not_answered(answered: Talk, said: str) -> None:
    assert answered.ask(said).outcome.kind == "decline"


def test_a_correction_that_means_what_was_shown_is_not_answered_with_something_unrelated(answered: Talk) -> None:
    assert answered.ask("nej, jag menade moderkortet").outcome.kind != "answer"


# --- A new code, thanks, not understood, solved, yes and no


@pytest.mark.parametrize("said", ["ny kod: 0x80072F8F", "nu står det 0x80072F8F", "fick 0x80072F8F i stället"])
def test_a_new_code_is_answered(answered: Talk, said: str) -> None:
    turn = answered.ask(said)
    assert (turn.outcome.codes, sections(turn)) == (("0x80072F8F",), ["wrong-date-or-time"])


def test_who_tells_of_a_new_code_is_asked_for_it(answered: Talk) -> None:
    assert text(answered.ask("fick en ny kod")) == swedish("Good that you looked")


def test_thanks_are_no_vote(answered: Talk) -> None:
    turn = answered.ask("tack")
    assert (turn.outcome.kind, turn.vote) == ("smalltalk", None)
    assert text(turn) == swedish("You are welcome.")


@pytest.mark.parametrize("said", ["jag fattar inte", "för krångligt", "kan du förklara enklare?"])
def test_who_does_not_understand_is_given_only_the_first_way(answered: Talk, corpus: Corpus, said: str) -> None:
    turn = answered.ask(said)
    first, *others = corpus.parts(corpus.sections[SECTION], "11", told=False)
    assert text(turn) == f"{swedish('Then we take it more slowly. Do only this')}\n\n{first.text}"
    assert not [part.heading for part in others if part.text in text(turn)]
    assert ratings(turn) == [Rate(SECTION, 0, helped=True), Rate(SECTION, 0, helped=False)]


def test_who_does_not_understand_an_advice_is_shown_it_again(answered: Talk) -> None:
    climbed = answered.ask("det funkade inte")
    assert_is_once_more(answered.ask("jag fattar inte"), climbed)


def test_what_to_do_more_slowly_is_something_to_do(assistant: Assistant, corpus: Corpus) -> None:
    for name in corpus.sections:
        talk = Talk(assistant)
        talk.act(ShowSection(name))
        assert re.search(r"^(1\.|-) ", text(talk.ask("jag fattar inte")), re.MULTILINE), name


def test_what_to_do_more_slowly_are_the_steps_though_other_words_stand_first(talk: Talk, corpus: Corpus) -> None:
    section = next(
        section for section in corpus.sections.values() if "1. " not in corpus.parts(section, "11", told=False)[0].text
    )
    words, *others = corpus.parts(section, "11", told=False)
    talk.act(ShowSection(section.id))
    said = text(talk.ask("jag fattar inte"))
    assert next(part.text for part in others if "1. " in part.text) in said
    assert words.text not in said


@pytest.mark.parametrize("said", ["nu funkar det", "det löste sig", f"{CODE} är borta nu"])
def test_what_works_now_is_a_vote_for_the_answer(answered: Talk, said: str) -> None:
    turn = answered.ask(said)
    assert turn.vote == Vote(SECTION, CODE, 0, helped=True)
    assert text(turn) == swedish("How nice that it worked")
    assert buttons(turn) == []


def test_what_works_after_climbing_is_a_vote_for_the_advice(answered: Talk) -> None:
    for _ in range(3):
        answered.ask("det funkade inte")
    assert answered.ask("nu funkar det").vote == Vote(SECTION, CODE, 3, helped=True)


def test_that_windows_says_it_is_activated_is_a_vote_for_the_answer(answered: Talk) -> None:
    assert answered.ask("nu står det att windows är aktiverat").vote == Vote(SECTION, CODE, 0, helped=True)


def test_a_no_is_asked_about(answered: Talk) -> None:
    turn = answered.ask("nej")
    assert text(turn) == swedish("Did the steps not help, or")
    assert [button.action for button in actions(turn)] == [Rate(SECTION, 0, helped=False), NoneOfThese()]
    assert turn.vote is None


def test_a_no_that_means_it_did_not_help_climbs(answered: Talk) -> None:
    answered.ask("nej")
    turn = answered.press(swedish("I tried, it did not help"))
    assert turn.vote == Vote(SECTION, CODE, 0, helped=False)
    assert ratings(turn)[1] == Rate(SECTION, 1, helped=False)


def test_a_no_to_an_advice_climbs_at_once(answered: Talk) -> None:
    answered.ask("det funkade inte")
    turn = answered.ask("nej")
    assert turn.vote == Vote(SECTION, CODE, 1, helped=False)
    assert ratings(turn)[1] == Rate(SECTION, 2, helped=False)


def test_a_no_that_means_something_else_leads_on(answered: Talk) -> None:
    answered.ask("nej")
    turn = answered.press(swedish("It is about something else"))
    assert (turn.outcome.kind, turn.unanswered, turn.vote) == ("decline", None, None)
    assert swedish("All error codes") in labels(turn)


@pytest.mark.parametrize("said", ["ja", "klart, har gjort det", "nu har jag gjort det"])
@pytest.mark.parametrize("rung", [0, 2])
def test_who_has_done_it_is_asked_whether_it_helped(answered: Talk, said: str, rung: int) -> None:
    for _ in range(rung):
        answered.ask("det funkade inte")
    turn = answered.ask(said)
    assert text(turn) == swedish("Good. Look in {place}, whether Windows is activated now. Did", place=ANYWHERE)
    assert (ratings(turn)[0], turn.vote) == (Rate(SECTION, rung, helped=True), None)
    assert answered.rate(helped=True).vote == Vote(SECTION, CODE, rung, helped=True)


# --- What is remembered


@pytest.mark.parametrize(("said", "topic"), OF_AN_ANSWER)
def test_where_nothing_was_answered_it_is_small_talk(talk: Talk, assistant: Assistant, said: str, topic: str) -> None:
    turn = talk.ask(said)
    assert text(turn) == TOPICS[topic](assistant.house.catalogs["sv"].gettext).replace("{place}", ANYWHERE)
    assert (turn.vote, turn.unanswered, buttons(turn)) == (None, None, [])
    assert turn.memory == ChatMemory()


@pytest.mark.parametrize(("said", "topic"), OF_AN_ANSWER)
def test_after_half_an_hour_an_answer_is_not_referred_to_any_more(
    answered: Talk, assistant: Assistant, said: str, topic: str
) -> None:
    answered.wait(31)
    turn = answered.ask(said)
    assert text(turn) == TOPICS[topic](assistant.house.catalogs["sv"].gettext).replace("{place}", ANYWHERE)
    assert (turn.vote, turn.memory) == (None, ChatMemory())


@pytest.mark.parametrize("said", [*(said for said, _ in OF_AN_ANSWER), "nej, jag menade wifi", "2", "den sista", "ja"])
def test_after_half_an_hour_everything_is_met_as_by_a_stranger(answered: Talk, assistant: Assistant, said: str) -> None:
    answered.offer("fel på licensen", "key-blocked", "no-valid-license")
    answered.wait(31)
    stranger = Talk(assistant)
    stranger.wait(31)
    assert answered.ask(said) == stranger.ask(said)


def test_half_an_hour_is_counted_from_the_latest_answer(answered: Talk) -> None:
    assert timedelta(minutes=30) == REMEMBERED
    answered.wait(30)
    assert answered.ask("det funkade inte").vote == Vote(SECTION, CODE, 0, helped=False)
    answered.wait(30)
    assert answered.ask("det funkade inte").vote == Vote(SECTION, CODE, 1, helped=False)
    answered.wait(31)
    assert answered.ask("det funkade inte").vote is None


def test_the_windows_told_after_half_an_hour_is_only_remembered(answered: Talk) -> None:
    answered.wait(31)
    turn = answered.ask("och på windows 10?")
    assert text(turn) == swedish("From now on I show", version="10")
    assert turn.memory == ChatMemory(windows="10")


def test_a_correction_without_an_answer_is_no_correction(talk: Talk) -> None:
    assert talk.ask("nej, jag menade wifi").outcome.kind != "answer"


def test_only_the_five_latest_answers_are_remembered(talk: Talk, corpus: Corpus) -> None:
    asked = [section for section in corpus.sections.values() if section.codes][:7]
    for section in asked:
        talk.ask(section.codes[0])
    assert MOST_REMEMBERED == 5
    assert [exchange.section for exchange in talk.memory.recent] == [section.id for section in asked[-5:]]


def test_an_answer_given_again_is_remembered_once_and_as_the_latest(talk: Talk) -> None:
    for code in (CODE, "0x80072F8F", CODE):
        talk.ask(code)
    assert [exchange.section for exchange in talk.memory.recent] == ["wrong-date-or-time", SECTION]


def test_nothing_of_what_was_written_is_remembered_with_an_answer(talk: Talk) -> None:
    assert talk.ask("moderkortet bytt").outcome.kind == "answer"
    assert "moderkort" not in repr(talk.memory)


def test_nothing_of_one_chat_is_known_in_another(answered: Talk, assistant: Assistant) -> None:
    other = Talk(assistant)
    answered.ask("och på windows 10?")
    assert other.ask("det funkade inte").vote is None
    assert ANYWHERE in text(other.ask("0x803F7001"))
    assert answered.ask("det funkade inte").vote == Vote(SECTION, CODE, 0, helped=False)


# --- Another language


def test_a_language_that_is_asked_for_after_an_answer_is_that_of_the_answer(answered: Talk) -> None:
    turn = answered.ask("in english please")
    assert sections(turn)[0] == SECTION
    assert "The steps are in Swedish so far." in text(turn)


# --- Edited


def test_an_edited_follow_up_is_about_the_same_answer_as_before(assistant: Assistant) -> None:
    memory = assistant.respond(Question(CODE, NOW, id=1), ChatMemory()).memory
    first = assistant.respond(Question("det hjälpte inte", NOW, id=2), memory)
    edited = assistant.respond(Question("det hjälpte inte!", NOW, id=2), first.memory)
    assert (edited.replies, edited.vote, edited.memory) == (first.replies, first.vote, first.memory)


def test_a_code_that_is_given_instead_of_a_choice_is_answered(talk: Talk) -> None:
    talk.ask(CODE)
    talk.offer("fel på licensen", "key-blocked", "no-valid-license")
    assert sections(talk.ask("nej, 0x80072F8F"))[0] == "wrong-date-or-time"


@pytest.mark.parametrize("said", ["hjälpte inte, nu C0040299", "samma sak, felkod C004F29B"])
def test_a_new_code_beside_the_word_that_it_did_not_help_is_no_vote(answered: Talk, said: str) -> None:
    turn = answered.ask(said)
    assert turn.vote is None
    assert turn.outcome.kind == "unknown_code"


@pytest.mark.parametrize(("said", "helped"), [("nej", False), ("ja", True)])
def test_whoever_is_asked_whether_it_helped_answers_with_a_word(answered: Talk, said: str, *, helped: bool) -> None:
    answered.ask("nu har jag gjort det")
    assert answered.ask(said).vote == Vote(SECTION, CODE, 0, helped)
