"""Terms of the glossary are explained, and the conversation then returns to what was on the screen."""

from __future__ import annotations

import pytest

from bot.corpus import Corpus
from tests.conversation.talk import Talk, labels, ratings, remembered, sections, swedish, text, visible


@pytest.mark.parametrize("said", ["vad är KMS?", "KMS?", "vad betyder kms", "vad menas med KMS"])
def test_a_term_is_explained(talk: Talk, corpus: Corpus, said: str) -> None:
    term = next(term for term in corpus.terms if term.name == "KMS")
    turn = talk.ask(said)
    assert text(turn).startswith(f"**KMS**: {term.text}")
    assert (turn.vote, turn.unanswered) == (None, None)


def test_the_section_most_related_to_a_term_is_a_button(talk: Talk, corpus: Corpus) -> None:
    assert labels(talk.ask("vad är KMS?")) == [f"Se också: {corpus.sections['kms-not-reached'].title}"]


@pytest.mark.parametrize("name", ["OEM", "retail", "digital licens", "produktnyckel", "moderkort", "BIOS"])
def test_terms_of_every_kind_are_explained(talk: Talk, corpus: Corpus, name: str) -> None:
    term = next(term for term in corpus.terms if term.name == name)
    assert term.text in text(talk.ask(f"vad är {name}?"))


def test_the_difference_between_two_terms_is_explained(talk: Talk, corpus: Corpus) -> None:
    turn = talk.ask("vad är skillnaden mellan OEM och retail?")
    for name in ("OEM", "retail"):
        assert next(term.text for term in corpus.terms if term.name == name) in text(turn)


def test_abbreviations_are_written_in_capitals(corpus: Corpus) -> None:
    assert {"OEM", "KMS", "MAK", "BIOS", "TPM", "VPN", "DNS"} <= {term.name for term in corpus.terms}


def test_an_explained_term_leads_back_to_the_steps_on_the_screen(talk: Talk) -> None:
    talk.ask("0x803F7001")
    turn = talk.ask("vad är en produktnyckel?")
    assert text(turn).endswith(swedish("Shall we continue with the steps?"))
    assert (sections(turn), len(ratings(turn))) == (["no-valid-license"], 2)
    assert swedish("One step at a time") in labels(turn)


def test_a_term_explained_between_steps_leads_back_to_the_step(talk: Talk) -> None:
    talk.ask("0x803F7001")
    talk.press(swedish("One step at a time"))
    second = talk.press(swedish("Done"))
    talk.ask("vad är en administratör?")
    assert text(talk.press(swedish("One step at a time"))) == text(second)


def test_an_explained_term_leads_back_to_the_open_question(talk: Talk) -> None:
    question = talk.ask("0x8007232B").outcome.question
    assert question
    turn = talk.ask("vad är KMS?")
    assert visible(turn).endswith(f"**{question.text}**")
    assert turn.outcome.question == question
    assert talk.ask("jag").outcome.question is None, "it was answered"


@pytest.mark.parametrize("said", ["vad är ett moderkort?", "vad är ett moderkort", "vad är enterprise"])
def test_a_question_about_a_term_states_no_fact_about_the_computer(talk: Talk, said: str) -> None:
    assert remembered(talk.ask(said).history).case.facts == ()


def test_a_term_in_a_question_about_a_problem_is_not_explained(talk: Talk) -> None:
    turn = talk.ask("kms-servern svarar inte och jag får 0xC004F074")
    assert sections(turn)[0] == "kms-not-reached"
    assert "**KMS**:" not in text(turn)
