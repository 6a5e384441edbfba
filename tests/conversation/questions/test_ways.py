"""The ways of a section: their order, which are never repeated, and that one is shown at a time."""

from __future__ import annotations

import pytest

from bot.conversation import Assistant, Case, ChatHistory
from bot.conversation.actions import ShowSection, ShowWay
from bot.conversation.questions.ways import MAX_MEANING, Way, first_way, fitting, split_meaning, ways
from bot.conversation.scene import Scene
from bot.corpus import Condition, Corpus, Part, Section
from tests.conversation.talk import NOW, Talk, labels, ratings, sections, swedish, text, visible

CODE, SECTION = "0x803F7001", "no-valid-license"


def scene_of(assistant: Assistant, case: Case) -> Scene:
    """Return a scene with the facts of a case."""
    return Scene(assistant.config, "sv", "11", NOW, ChatHistory(case=case))


def headings(found: list[Way]) -> list[str]:
    """Return the headings of ways."""
    return [way.part.heading for way in found]


def fitting_ways(section: Section, scene: Scene) -> list[Way]:
    """Return the ways of a section that may help."""
    return fitting(ways(section, scene), scene.case)


def test_the_ways_are_the_parts_with_something_to_do(assistant: Assistant, corpus: Corpus) -> None:
    scene = scene_of(assistant, Case())
    for section in corpus.sections.values():
        for way in ways(section, scene):
            assert way.part.is_way
            assert scene.parts(section)[way.place] == way.part


def test_the_steps_of_a_way_are_its_numbered_lines() -> None:
    part = Part("Gör så här", "Först detta.\n\n1. Ett.\n2. Två\nsom går vidare.\n\n- Inget steg.")
    assert Way(0, part).steps == ["Ett.", "Två\nsom går vidare."]


# --- Ways and facts


@pytest.mark.parametrize(
    ("code", "told", "way"),
    [
        ("0xC004F211", "hade ett microsoft-konto", "samma Microsoft-konto"),
        ("0xC004F211", "hade inget microsoft-konto men har en egen nyckel", "Ändra produktnyckel"),
        ("0x8007232B", "det är min egen dator", "Om datorn är din egen"),
        ("0x8007232B", "det är en jobbdator", "Om det är en jobb- eller skoldator"),
        (CODE, "jag har en egen nyckel", "äkthetsbeviset"),
    ],
)
def test_the_first_way_fits_the_facts_of_the_case(talk: Talk, code: str, told: str, way: str) -> None:
    turn = talk.ask(f"{code}, {told}")
    assert turn.outcome.question is None
    assert way in visible(turn)
    assert len(ratings(turn)) == 2


@pytest.mark.parametrize(
    ("code", "first", "then", "way"),
    [
        ("0xC004F211", "hade ett microsoft-konto", "nej, jag hade inget microsoft-konto", "samma Microsoft-konto"),
        ("0x8007232B", "det är min egen dator", "nej, det är en jobbdator", "Om datorn är din egen"),
    ],
)
def test_a_way_that_is_ruled_out_later_is_replaced_by_another(
    talk: Talk, code: str, first: str, then: str, way: str
) -> None:
    assert way in visible(talk.ask(f"{code}, {first}"))
    talk.ask(then)
    turn = talk.settle()
    assert way not in visible(turn)
    assert sections(turn)[0] == sections(talk.ask("visa igen"))[0]


def test_a_way_that_a_fact_rules_out_is_dropped(assistant: Assistant, corpus: Corpus) -> None:
    section = corpus.sections[SECTION]
    assert "Om du har en nyckel" in headings(fitting_ways(section, scene_of(assistant, Case())))
    assert "Om du har en nyckel" not in headings(
        fitting_ways(section, scene_of(assistant, Case().knowing("key", "no")))
    )


def test_a_way_that_a_fact_speaks_for_comes_first(assistant: Assistant, corpus: Corpus) -> None:
    section = corpus.sections[SECTION]
    for fact, value, heading in (
        ("key", "yes", "Om du har en nyckel"),
        ("origin", "preinstalled", "Om du köpte datorn ny"),
    ):
        found = fitting_ways(section, scene_of(assistant, Case().knowing(fact, value)))
        assert headings(found)[0] == heading


def test_all_conditions_of_every_way_can_be_met(corpus: Corpus) -> None:
    for section in corpus.sections.values():
        for part in corpus.parts(section, "11"):
            for condition in part.when:
                known = corpus.facts.facts[condition.fact].values
                assert set(condition.values) <= set(known), (section.id, part.heading)


# --- Ways that were tried


@pytest.mark.parametrize("said", ["jag har kört felsökaren", "har redan provat felsökaren", "felsökaren hjälpte inte"])
def test_a_way_that_was_tried_is_not_shown(talk: Talk, said: str) -> None:
    talk.ask(f"{CODE}, {said}")
    assert "välj **Felsök**" not in visible(talk.shown)
    assert "välj **Felsök**" not in visible(talk.settle())


def test_a_way_tried_in_one_section_is_not_shown_in_another(talk: Talk) -> None:
    assert "välj **Felsök**" in visible(talk.ask(CODE))
    talk.rate(helped=False)
    for code in ("0xC004C003", "0xC004C008", "0xC004F213", "0xC004F034"):
        talk.ask(code)
        assert "välj **Felsök**" not in visible(talk.shown), code
        assert "välj **Felsök**" not in visible(talk.settle()), code


def test_no_section_shows_a_way_that_was_tried_first(assistant: Assistant, corpus: Corpus) -> None:
    tried = set(corpus.facts.tried)
    for section in corpus.sections.values():
        for name in tried:
            way = first_way(section, scene_of(assistant, Case().having_tried([name])))
            assert way is None or not way.part.tries or not set(way.part.tries) <= {name}, (section.id, name)


def test_a_way_of_two_remedies_counts_as_tried_when_both_were(assistant: Assistant, corpus: Corpus) -> None:
    section = corpus.sections["unspecified-error"]
    first = ways(section, scene_of(assistant, Case()))[0]
    assert first.part.tries == ("restart", "troubleshooter")
    assert first in fitting_ways(section, scene_of(assistant, Case().having_tried(["restart"])))
    assert first not in fitting_ways(section, scene_of(assistant, Case().having_tried(["restart", "troubleshooter"])))


def test_a_thumb_down_says_that_the_way_was_tried(talk: Talk) -> None:
    talk.ask(CODE)
    talk.rate(helped=False)
    assert talk.history.case.tried == ("troubleshooter",)


def test_a_way_that_does_not_fit_was_not_tried(talk: Talk) -> None:
    talk.ask("0xC004F211, hade ett microsoft-konto")
    talk.ask("nej, jag hade inget microsoft-konto")
    assert talk.history.case.tried == ()


def test_an_answer_to_a_question_does_not_count_as_trying_the_way(talk: Talk) -> None:
    talk.ask("0xC004F211")
    talk.press("Ja")
    assert talk.history.case.tried == ()


# --- Ways that were shown


def test_a_way_that_was_shown_comes_after_the_others(assistant: Assistant, corpus: Corpus) -> None:
    section = corpus.sections["key-blocked"]
    first = first_way(section, scene_of(assistant, Case()))
    assert first
    second = first_way(section, scene_of(assistant, Case().given_too(first.named(section))))
    assert second
    assert second != first


def test_if_all_ways_were_shown_the_first_is_shown_again(assistant: Assistant, corpus: Corpus) -> None:
    section = corpus.sections["key-blocked"]
    scene = scene_of(assistant, Case())
    given = Case().given_too(*(way.named(section) for way in ways(section, scene)))
    assert first_way(section, scene_of(assistant, given)) == first_way(section, scene)


def test_no_way_is_shown_twice_in_a_case(talk: Talk) -> None:
    talk.ask("0xC004C003")
    shown = [visible(talk.shown)]
    while len(ratings(talk.shown)) == 2:
        shown.append(visible(talk.not_helped()))
    assert len(set(shown)) == len(shown)


# --- Ways that come last


def test_a_way_that_costs_money_files_or_a_day_is_never_first(assistant: Assistant, corpus: Corpus) -> None:
    for section in corpus.sections.values():
        scene = scene_of(assistant, Case())
        way = first_way(section, scene)
        assert way is None or way.part.last is None, section.id
        found = [bool(one.part.last) for one in fitting_ways(section, scene)]
        assert found == sorted(found), section.id


def test_the_last_way_is_shown_only_after_its_cost_was_accepted(talk: Talk, corpus: Corpus) -> None:
    talk.ask("0x80004005")
    while len(ratings(talk.shown)) == 2:
        talk.not_helped()
    assert labels(talk.shown) == [swedish("Yes, show me")]
    way = next(part for part in corpus.parts(corpus.sections["unspecified-error"], "11", known=False) if part.last)
    turn = talk.press(swedish("Yes, show me"))
    assert f"## {way.heading}\n{way.text}" in visible(turn)


def test_a_way_is_shown_by_its_button_under_its_title(talk: Talk, corpus: Corpus) -> None:
    turn = talk.act(ShowWay(SECTION, 1))
    assert text(turn).startswith(f"# {corpus.sections[SECTION].title} ({CODE})\n\n## Om du har en nyckel\n1. ")
    assert len(ratings(turn)) == 2


# --- In the middle of a section


@pytest.mark.parametrize("said", ["datorn är inte i listan", "hittar inte min dator", "listan är tom"])
def test_a_user_who_is_stuck_gets_the_part_for_that_problem(talk: Talk, corpus: Corpus, said: str) -> None:
    talk.ask("0xC004F211, hade ett microsoft-konto")
    part = next(part for part in corpus.parts(corpus.sections["hardware-changed"], "11", known=False) if part.says)
    turn = talk.ask(said)
    assert text(turn).startswith(f"## {part.heading}\n{part.text}")
    assert sections(turn) == ["hardware-changed"]


# --- The meaning of a section


def test_the_meaning_is_the_first_sentences_up_to_a_maximum_length(assistant: Assistant, corpus: Corpus) -> None:
    for section in corpus.sections.values():
        shown, rest = split_meaning(scene_of(assistant, Case()).body(section))
        assert shown, section.id
        assert len(shown) <= MAX_MEANING or ". " not in shown, section.id
        assert not rest.startswith("## ")


def test_an_answer_is_short(assistant: Assistant, corpus: Corpus) -> None:
    """The text that is visible without unfolding fits on a phone; the longest way decides."""
    for section in corpus.sections.values():
        turn = Talk(assistant).act(ShowSection(section.id))
        assert len(visible(turn)) < 1000, section.id


def test_markup_of_conditions_is_never_shown(assistant: Assistant, corpus: Corpus) -> None:
    for section in corpus.sections.values():
        said = text(Talk(assistant).act(ShowSection(section.id)))
        assert not [mark for mark in ("when:", "tries:", "last:", "says:") if mark in said], section.id


def test_a_condition_names_one_fact(corpus: Corpus) -> None:
    some: Section = corpus.sections["kms-not-reached"]
    (first, *_) = corpus.parts(some, "11")
    assert first.when == (Condition("role", ("employee", "technician")),)
