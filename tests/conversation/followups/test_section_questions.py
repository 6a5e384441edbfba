"""Questions about an answer that stays on the screen: what it costs, where it is, which step, which link."""

from __future__ import annotations

import pytest

from bot.conversation import Assistant, ChatHistory
from bot.conversation.actions import ShowSection, ShowStep
from bot.corpus import Corpus, Windows
from tests.conversation.followups.answered import CODE, SECTION
from tests.conversation.talk import Talk, actions, buttons, labels, links, ratings, sections, swedish, text, visible

PATH_11 = "System > Aktivering"
PATH_10 = "Uppdatering och säkerhet > Aktivering"

ASPECTS = [
    ("kostar det något?", "about-cost"),
    ("vad kostar det", "about-cost"),
    ("hur lång tid tar det?", "about-time"),
    ("behöver jag microsoft-konto?", "about-account"),
    ("vilket konto?", "about-account"),
    ("vad händer med mina filer?", "about-files"),
    ("blir mina filer kvar?", "about-files"),
    ("måste jag vara administratör?", "about-admin"),
    ("kan jag göra det på mobilen?", "about-phone"),
    ("varför hände det?", "about-why"),
    ("är det lagligt?", "about-legal"),
    ("är det olagligt?", "about-legal"),
    ("vad betyder det?", "about-meaning"),
    ("måste jag vänta?", "about-wait"),
    ("får jag pengarna tillbaka?", "about-refund"),
    ("måste jag installera om?", "about-reinstall"),
    ("måste jag köpa ny licens?", "about-buy"),
    ("vilken kod?", "about-code"),
]


def count(step: int, steps: int) -> str:
    """Return the label of a step."""
    return f"**{swedish('Step {step} of {steps}', step=step, steps=steps)}**"


# --- Questions that every section answers


@pytest.mark.parametrize(("said", "aspect"), ASPECTS)
def test_a_question_about_an_answer_is_answered_for_its_section(
    answered: Talk, corpus: Corpus, said: str, aspect: str
) -> None:
    turn = answered.ask(said)
    assert (turn.outcome.kind, sections(turn), turn.vote) == ("answer", [SECTION], None)
    assert text(turn) == corpus.aspects[aspect].of(SECTION)


def test_every_class_of_questions_has_an_answer_in_every_section(corpus: Corpus) -> None:
    assert {aspect for _, aspect in ASPECTS} <= set(corpus.aspects)
    for aspect in corpus.aspects.values():
        assert all(aspect.of(name) for name in corpus.sections)
        assert set(aspect.sections) <= set(corpus.sections)


@pytest.mark.parametrize("said", [said for said, _ in ASPECTS])
def test_after_a_question_follow_ups_still_refer_to_the_answer(answered: Talk, said: str) -> None:
    turn = answered.ask(said)
    assert len(ratings(turn)) == 2
    assert swedish("One step at a time") in labels(turn)
    answered.ask("nu funkar det")
    vote = answered.shown.vote
    assert vote is not None
    assert (vote.section, vote.code, vote.rung) == (SECTION, CODE, 0)


def test_a_question_between_steps_does_not_change_the_step(answered: Talk) -> None:
    answered.press(swedish("One step at a time"))
    answered.press(swedish("Done"))
    turn = answered.ask("kostar det något?")
    again = next(button.action for button in actions(turn) if isinstance(button.action, ShowStep))
    assert again == ShowStep(SECTION, 0, 1)
    assert text(answered.ask("ett steg i taget")).startswith(count(2, 2))


def test_a_question_in_between_leaves_the_question_of_the_bot_open(talk: Talk) -> None:
    question = talk.ask("0xC004F211").outcome.question
    assert question
    for said, _ in ASPECTS[:8]:
        turn = talk.ask(said)
        assert (turn.outcome.question, sections(turn)) == (question, ["hardware-changed"]), said
        assert visible(turn).endswith(f"**{question.text}**"), said
        assert labels(turn) == list(question.options), said
    assert talk.ask("ja").outcome.question is None


def test_the_same_question_in_other_words_is_answered_in_other_words(answered: Talk) -> None:
    said = [text(answered.ask(one)) for one in ("kostar det något?", "vad kostar det", "kostar det?")]
    assert len(set(said)) == len(said)


# --- Places


@pytest.mark.parametrize(("windows", "path"), [("11", PATH_11), ("10", PATH_10)])
def test_a_question_about_a_place_is_answered_with_the_search_and_the_menus(
    assistant: Assistant, windows: Windows, path: str
) -> None:
    talk = Talk(assistant, history=ChatHistory(windows=windows))
    talk.ask(CODE)
    turn = talk.ask("var hittar jag det?")
    assert text(turn) == swedish("This is how to get there:", search="aktivering", name="Aktivering", menu=path)
    assert len(ratings(turn)) == 2


def test_the_path_leads_to_the_place_that_the_answer_names(talk: Talk, corpus: Corpus) -> None:
    talk.ask("0x80072F8F")
    turn = talk.ask("var hittar jag det?")
    assert corpus.places["date-and-time"].paths["11"].removeprefix("Inställningar > ") in text(turn)


def test_the_path_leads_to_the_activation_settings_if_the_answer_names_no_place(talk: Talk, corpus: Corpus) -> None:
    section = next(section for section in corpus.sections.values() if corpus.first_place(section) is None)
    talk.act(ShowSection(section.id))
    assert PATH_11 in text(talk.ask("var är det?"))


def test_an_item_that_is_not_found_is_described_by_its_surroundings_and_why_it_may_be_missing(
    answered: Talk, corpus: Corpus
) -> None:
    answered.press(swedish("One step at a time"))
    turn = answered.ask("hittar inte felsök")
    name = corpus.screen_names["Felsök"]
    assert f"**{name.name}**" in text(turn)
    assert name.near
    assert name.missing
    assert name.near in text(turn)
    assert name.missing in text(turn)


def test_if_the_user_names_no_missing_item_the_first_one_of_the_steps_is_described(answered: Talk) -> None:
    turn = answered.ask("jag hittar inte det")
    assert text(turn).startswith(swedish("I see. This is how to find it."))
    assert "**Aktiveringsinställningar**" in text(turn)


# --- Steps and ways


@pytest.mark.parametrize("said", ["nästa steg", "nästa", "vad gör jag efter det?", "och sen?"])
def test_a_request_for_the_next_step_shows_the_first_and_then_the_next(answered: Talk, said: str) -> None:
    assert text(answered.ask(said)).startswith(count(1, 2))
    assert text(answered.ask("nästa steg")).startswith(count(2, 2))
    assert text(answered.ask("nästa steg")).startswith(swedish("That was the last step.").partition("{")[0])


@pytest.mark.parametrize(("said", "step"), [("steg 2", 2), ("steg två", 2), ("hur gör jag steg 1?", 1), ("steg 9", 2)])
def test_a_step_is_asked_for_by_its_number(answered: Talk, said: str, step: int) -> None:
    assert text(answered.ask(said)).startswith(count(step, 2))


@pytest.mark.parametrize("said", ["vilket ska jag välja?", "vilken ska jag ta?"])
def test_a_user_who_cannot_choose_between_ways_is_told_which_to_try_first(
    answered: Talk, corpus: Corpus, said: str
) -> None:
    first = corpus.parts(corpus.sections[SECTION], "11", known=False)[0]
    assert text(answered.ask(said)) == f"{swedish('Start with this: it costs nothing')}\n\n{first.text}"


def test_a_user_who_does_not_know_the_deciding_fact_is_told_which_way_to_try_first(talk: Talk) -> None:
    talk.ask("0x8007232B")
    talk.settle()
    talk.ask("nej, jag vet inte")
    turn = talk.ask("vilket ska jag välja?")
    assert turn.outcome.question is None
    assert text(turn).startswith(swedish("Start with this: it costs nothing"))


@pytest.mark.parametrize("said", ["vad heter det på engelska?", "jag har engelsk windows"])
def test_the_names_in_the_steps_are_given_in_english(answered: Talk, said: str) -> None:
    turn = answered.ask(said)
    assert text(turn).startswith(swedish("In English Windows it says:"))
    assert "**Felsök**: **Troubleshoot**" in text(turn)


@pytest.mark.parametrize("said", ["du upprepar dig", "det har jag redan gjort", "jag har redan kört felsökaren"])
def test_a_user_who_knows_the_advice_already_gets_something_else(answered: Talk, said: str) -> None:
    first = answered.shown
    turn = answered.ask(said)
    assert text(turn) != text(first)
    assert text(turn).startswith(swedish("You are right, I have told you that already."))


# --- The link


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_request_for_the_link_gets_all_links_of_the_answer(talk: Talk, corpus: Corpus, language: str) -> None:
    section = corpus.sections["hardware-changed"]
    talk.ask("0xC004F211")
    turn = talk.ask("var är länken?", language=language)
    assert links(turn) == list(corpus.links(section, "11", language))
    assert f"**{section.title}**" in text(turn)
    assert len(buttons(turn)) == len(links(turn)) > 1


def test_the_link_is_that_of_the_latest_answer(answered: Talk, corpus: Corpus) -> None:
    answered.ask("0x80072F8F")
    turn = answered.ask("skicka länken")
    assert links(turn) == list(corpus.links(corpus.sections["wrong-date-or-time"], "11", "sv"))
