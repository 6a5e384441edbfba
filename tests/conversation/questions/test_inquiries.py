"""The most useful question: its choice, the effect of its answer, none asked twice, and no more than three in a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isclose

import pytest

from bot.conversation import Assistant, ChatHistory
from bot.conversation.actions import UNKNOWN, Answer, ShowSection
from bot.conversation.history import Case
from bot.conversation.questions.inquiries import (
    MAX_IN_A_ROW,
    after,
    for_sections,
    for_ways,
    next_of_tree,
    option_of,
    option_rows,
    prior,
)
from bot.conversation.scene import Scene
from bot.corpus import Corpus, Inquiry, Option
from tests.conversation.talk import NOW, Talk, labels, sections, swedish, text, visible

A, B, C, D = "hardware-changed", "key-blocked", "no-valid-license", "wrong-date-or-time"  # four sections, any four


def asks(name: str, *options: tuple[str, ...], fact: str | None = None) -> Inquiry:
    """Return a made-up inquiry whose options speak only for the given sections."""
    made = (Option(f"{name} {at}", f"{at}", favours=frozenset(favoured)) for at, favoured in enumerate(options))
    return Inquiry(name, f"{name}?", tuple(made), fact)


def scene_with(assistant: Assistant, *inquiries: Inquiry, case: Case | None = None) -> Scene:
    """Return a scene with these inquiries and no others."""
    corpus = replace(assistant.config.corpus, inquiries={inquiry.id: inquiry for inquiry in inquiries})
    config = replace(assistant.config, corpus=corpus)
    return Scene(config, "sv", "11", NOW, ChatHistory(case=case or Case()))


def alike(*names: str) -> Mapping[str, float]:
    """Return the same probability for each of some sections."""
    return {name: 1 / len(names) for name in names}


# --- The choice of a question


def test_the_question_that_separates_the_sections_best_is_asked(assistant: Assistant) -> None:
    halves, one = asks("halves", (A, B), (C, D)), asks("one", (A,), ())
    assert for_sections(alike(A, B, C, D), scene_with(assistant, one, halves)) == halves


def test_a_question_that_separates_no_sections_is_not_asked(assistant: Assistant) -> None:
    same = asks("same", (A, B), (A, B))
    assert for_sections(alike(A, B), scene_with(assistant, same)) is None


def test_nothing_is_asked_if_one_section_is_almost_certain(assistant: Assistant) -> None:
    halves = asks("halves", (A,), (B,))
    assert for_sections({A: 0.99, B: 0.01}, scene_with(assistant, halves)) is None


def test_only_sections_that_the_person_may_need_matter_for_the_question(assistant: Assistant) -> None:
    ab, cd = asks("ab", (A,), (B,)), asks("cd", (C,), (D,))
    scene = scene_with(assistant, ab, cd)
    assert for_sections({A: 0.45, B: 0.45, C: 0.05, D: 0.05}, scene) == ab
    assert for_sections({A: 0.05, B: 0.05, C: 0.45, D: 0.45}, scene) == cd


def test_no_question_with_a_known_answer_is_asked(assistant: Assistant) -> None:
    about_key = asks("about-key", (A,), (B,), fact="key")
    case = Case().knowing("key", "yes")
    assert for_sections(alike(A, B), scene_with(assistant, about_key)) == about_key
    assert for_sections(alike(A, B), scene_with(assistant, about_key, case=case)) is None


def test_no_question_is_asked_twice(assistant: Assistant) -> None:
    first, second = asks("first", (A,), (B,)), asks("second", (A,), (B,), ())
    case = Case().asked_too("first")
    assert for_sections(alike(A, B), scene_with(assistant, first, second, case=case)) == second
    assert next_of_tree(scene_with(assistant, first, second, case=case)) == second
    assert next_of_tree(scene_with(assistant, first, case=case)) is None


def test_no_fourth_question_in_a_row_is_asked(assistant: Assistant, corpus: Corpus) -> None:
    halves = asks("halves", (A,), (B,))
    scene = scene_with(assistant, halves)
    asked = [for_sections(alike(A, B), scene, row) for row in range(MAX_IN_A_ROW + 1)]
    assert asked == [halves, halves, halves, None]
    real = Scene(assistant.config, "sv", "11", NOW)
    assert for_ways(corpus.sections[A], real, MAX_IN_A_ROW - 1) is not None
    assert for_ways(corpus.sections[A], real, MAX_IN_A_ROW) is None


def test_the_tree_begins_with_the_first_inquiry_of_the_corpus(assistant: Assistant, corpus: Corpus) -> None:
    assert next_of_tree(Scene(assistant.config, "sv", "11", NOW)) == next(iter(corpus.inquiries.values()))


# --- The effect of an answer


def test_an_answer_raises_the_probability_of_the_sections_it_speaks_for() -> None:
    halves = asks("halves", (A, B), (C, D))
    told = after(halves.options[0], halves, alike(A, B, C, D))
    assert isclose(sum(told.values()), 1)
    assert list(told)[:2] == [A, B]
    assert told[A] == told[B] > 0.25 > told[C] == told[D]


def test_an_answer_lowers_the_probability_of_the_sections_it_speaks_against() -> None:
    against = Option("x", "x", rejects=frozenset({A}))
    inquiry = Inquiry("x", "x?", (against, Option("y", "y")))
    told = after(against, inquiry, alike(A, B))
    assert told[A] < 0.5 < told[B]


def test_answers_have_the_same_effect_in_any_order() -> None:
    first, second = asks("first", (A, B), (C, D)), asks("second", (A, C), (B, D))
    one = after(second.options[0], second, after(first.options[0], first, alike(A, B, C, D)))
    other = after(first.options[0], first, after(second.options[0], second, alike(A, B, C, D)))
    assert all(isclose(one[name], other[name]) for name in one)
    assert next(iter(one)) == A


def test_a_person_about_whom_nothing_is_known_may_need_any_section(assistant: Assistant, corpus: Corpus) -> None:
    chances = prior(Scene(assistant.config, "sv", "11", NOW))
    assert set(chances) == set(corpus.sections)
    assert isclose(sum(chances.values()), 1)
    often = [chances[name] for name in corpus.most_asked]
    assert set(often) == {max(chances.values())}, "and what is asked most is likelier"


def test_i_do_not_know_is_always_a_button_and_never_an_option(assistant: Assistant, corpus: Corpus) -> None:
    scene = Scene(assistant.config, "sv", "11", NOW)
    for inquiry in corpus.inquiries.values():
        rows = option_rows(inquiry, scene)
        assert rows[-1][-1].text == swedish("I do not know")
        assert option_of(inquiry, UNKNOWN) is None
        assert all(len(row) <= 2 for row in rows)


def test_every_inquiry_of_the_corpus_separates_sections(corpus: Corpus) -> None:
    for inquiry in corpus.inquiries.values():
        named = {name for option in inquiry.options for name in (*option.favours, *option.rejects)}
        assert named <= set(corpus.sections), inquiry.id
        assert named or inquiry.fact, inquiry.id


# --- In a conversation


def test_an_ambiguous_text_leads_to_a_question(talk: Talk) -> None:
    turn = talk.ask("det är fel på licensen")
    question = turn.outcome.question
    assert question
    assert turn.outcome.kind == "choices"
    assert visible(turn) == f"{swedish('One question, so that you get the right steps.')}\n\n**{question.text}**"
    assert labels(turn) == list(question.options)


def test_an_answer_by_button_and_one_in_words_have_the_same_effect(assistant: Assistant, corpus: Corpus) -> None:
    for option in corpus.inquiries["event"].options:
        for said in (option.label, option.label.lower(), option.says[0]):
            by_button, by_word = Talk(assistant), Talk(assistant)
            for talk in (by_button, by_word):
                talk.ask("det är fel på licensen")
            assert sections(by_word.ask(said))[:1] == sections(by_button.press(option.label))[:1], said
            assert by_word.history.case.value("event") == option.value, said


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("ja", "yes"),
        ("ja det hade jag", "yes"),
        ("nej", "no"),
        ("nej inget konto", "no"),
        ("jag hade ett lokalt konto", "no"),
    ],
)
def test_a_yes_or_no_question_may_be_answered_in_words(talk: Talk, said: str, value: str) -> None:
    talk.ask("0xC004F211")
    talk.ask(said)
    assert talk.history.case.value("account") == value


@pytest.mark.parametrize("said", ["vet inte", "jag vet inte", "ingen aning", "jag vet inte om jag hade något konto"])
def test_the_answer_i_do_not_know_leads_to_further_help(talk: Talk, said: str) -> None:
    first = talk.ask("0xC004F211")
    turn = talk.ask(said)
    assert talk.history.case.value("account") is None
    assert sections(turn) == ["hardware-changed"]
    assert turn.outcome.question != first.outcome.question


def test_another_fact_instead_of_an_answer_is_remembered_and_the_question_is_repeated(talk: Talk) -> None:
    question = talk.ask("moderkortet är bytt").outcome.question
    turn = talk.ask("nej, det var bara disken")
    assert (talk.history.case.value("part"), talk.history.case.value("account")) == ("disk", None)
    assert turn.outcome.question == question


def test_a_code_instead_of_an_answer_is_answered(talk: Talk) -> None:
    talk.ask("det är fel på licensen")
    assert sections(talk.ask("0x80072F8F"))[0] == "wrong-date-or-time"


def test_more_details_instead_of_an_answer_are_added_to_the_earlier_text(talk: Talk) -> None:
    talk.ask("det är fel på licensen")
    turn = talk.ask("den går ut om en vecka")
    assert "license-expiring" in sections(turn)


def test_nobody_is_asked_more_than_three_times_in_a_row(assistant: Assistant, corpus: Corpus) -> None:
    for begin in (*corpus.sections, "det är fel på licensen", "blah blah fjong", "aktiveringen strular"):
        talk = Talk(assistant)
        turn = talk.act(ShowSection(begin)) if begin in corpus.sections else talk.ask(begin)
        asked = []
        while turn.outcome.question:
            asked.append(turn.outcome.question.id)
            turn = talk.press(swedish("I do not know"))
        assert len(asked) <= MAX_IN_A_ROW, begin
        assert len(set(asked)) == len(asked), begin


def test_a_fact_that_was_stated_is_not_asked_for(talk: Talk) -> None:
    turn = talk.ask("0xC004F211, jag hade microsoft-konto på datorn")
    assert turn.outcome.question is None
    assert "samma Microsoft-konto" in visible(turn)


def test_a_late_press_of_an_answer_still_counts(talk: Talk) -> None:
    talk.act(Answer("account", "yes"))
    assert talk.history.case.value("account") == "yes"


@pytest.mark.parametrize("action", [Answer("gone", "yes"), Answer("", "")])
def test_an_answer_to_a_question_that_no_longer_exists_is_called_expired(talk: Talk, action: Answer) -> None:
    assert talk.act(action).toast == swedish("That button has expired.")


def test_an_answer_without_an_option_means_i_do_not_know(talk: Talk) -> None:
    talk.ask("0xC004F211")
    turn = talk.act(Answer("account", "maybe"))
    assert talk.history.case.value("account") is None
    assert text(turn)
