"""What is tried next when an answer did not help: every advice once, in the order of Microsoft's article."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import get_args

import pytest

from bot.conversation import Assistant, ChatMemory, Press, Question, Turn, Vote
from bot.conversation.events import Rate, ShowSection
from bot.corpus import HELP, OTHER_CODES, PORTAL, SUPPORT, TROUBLESHOOTER, Corpus, Windows
from tests.conversation.talk import NOW, Talk, copied, links, ratings, sections, swedish, text

CODE, SECTION = "0xC004F211", "hardware-changed"
UNKNOWN = "0x80240034"
MOST_TOAST = 200  # characters (Bot API, answerCallbackQuery)

# How each kind of advice begins, in the order of Microsoft's article "Få hjälp med Windows-aktiveringsfel".
BEGINNINGS = {
    "steps": "Then try these steps.",
    "way": "Then let us try the next way",
    "cause": "The code may also have another cause",
    "troubleshooter": "Then let the troubleshooter",
    "code": "Look at the error code once more",
    "portal": "If you have a valid licence, you can activate in",
    "help": "Look the code up in",
    "support": "Now it is time to ask people",
    "nothing": "I have no more advice",
}


@dataclass(frozen=True, slots=True)
class Climb:
    """All that is said after an answer while nothing helps: the advice, rung by rung, and the word that it is all."""

    section: str
    code: str | None
    windows: Windows
    answer: Turn
    advice: tuple[Turn, ...]
    end: Turn

    @property
    def kinds(self) -> list[str]:
        """What kind of advice each rung is."""
        return [kind_of(turn) for turn in self.advice]


def kind_of(turn: Turn) -> str:
    """The kind of an advice, by how it begins."""
    said = text(turn)
    return next(kind for kind, begins in _beginnings().items() if said.startswith(begins))


@cache
def _beginnings() -> Mapping[str, str]:
    return {kind: swedish(begins).partition("{")[0] for kind, begins in BEGINNINGS.items()}


def climb(talk: Talk, answer: Turn, section: str, code: str | None, windows: Windows) -> Climb:
    """Climb to the end, by the button and by words in turn."""
    advice: list[Turn] = []
    turn = answer
    while len(advice) < 20:
        turn = talk.ask("det funkade inte") if len(advice) % 2 or not ratings(turn) else talk.rate(helped=False)
        if not ratings(turn):
            break
        advice.append(turn)
    return Climb(section, code, windows, answer, tuple(advice), turn)


@pytest.fixture(scope="module")
def climbs(assistant: Assistant, corpus: Corpus) -> list[Climb]:
    """Every section climbed from each of its codes, or from its button where it has none; and an unknown code."""
    found = []
    for windows in get_args(Windows):
        memory = ChatMemory(windows=windows)
        for code, (section, *_) in corpus.sections_by_code.items():
            talk = Talk(assistant, memory=memory)
            found.append(climb(talk, talk.ask(code), section.id, code, windows))
        for section in corpus.sections.values():
            if not section.codes:
                talk = Talk(assistant, memory=memory)
                found.append(climb(talk, talk.act(ShowSection(section.id)), section.id, None, windows))
        talk = Talk(assistant, memory=memory)
        found.append(climb(talk, talk.ask(UNKNOWN), OTHER_CODES, UNKNOWN, windows))
    return found


def test_every_section_is_climbed_in_both_windows(climbs: list[Climb], corpus: Corpus) -> None:
    assert {(climb.section, climb.windows) for climb in climbs} == {
        (name, windows) for name in corpus.sections for windows in get_args(Windows)
    }


def test_no_advice_is_given_twice(climbs: list[Climb]) -> None:
    for climb in climbs:
        said = [text(turn) for turn in (climb.answer, *climb.advice, climb.end)]
        assert len(set(said)) == len(said), climb.section


def test_it_ends_with_support_and_then_with_the_word_that_there_is_no_more(climbs: list[Climb], corpus: Corpus) -> None:
    support = corpus.articles[SUPPORT]
    link = [(support.titles["sv"], support.urls["sv"])]
    for climb in climbs:
        assert climb.kinds[-1] == "support"
        assert links(climb.advice[-1]) == link
        assert kind_of(climb.end) == "nothing"
        assert links(climb.end) == link


def test_that_nothing_helped_is_told_to_maintainers_by_code_alone(climbs: list[Climb]) -> None:
    for climb in climbs:
        assert climb.end.unanswered == f"{climb.code or climb.section}: no advice helped"
        assert not [turn for turn in climb.advice if turn.unanswered]


def test_the_order_is_that_of_microsofts_article(climbs: list[Climb]) -> None:
    order = list(BEGINNINGS)
    for climb in climbs:
        assert climb.kinds == sorted(climb.kinds, key=order.index), climb.section
        assert not [kind for kind in order[3:] if climb.kinds.count(kind) > 1], climb.section
        assert {"code", "support"} <= set(climb.kinds)


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("0xC004F211", ["way", "way", "code", "portal", "help", "support"]),
        ("0xC004F210", ["way", "way", "way", "cause", "code", "help", "support"]),
        ("0x8007267C", ["way", "troubleshooter", "code", "portal", "help", "support"]),
        ("0xC004FC03", ["way", "troubleshooter", "code", "help", "support"]),
        ("0xC004C003", ["code", "help", "support"]),
        ("0x80072F8F", ["way", "troubleshooter", "code", "help", "support"]),
        (UNKNOWN, ["way", "troubleshooter", "code", "support"]),
    ],
)
def test_the_ladder_of_a_code_is_made_of_what_applies_to_it(climbs: list[Climb], code: str, kinds: list[str]) -> None:
    assert [climb.kinds for climb in climbs if climb.code == code] == [kinds, kinds]


def test_the_ways_are_those_of_the_section_after_its_first(climbs: list[Climb], corpus: Corpus) -> None:
    for climb in climbs:
        parts = corpus.parts(corpus.sections[climb.section], climb.windows)
        ways = [f"## {part.heading}\n{part.text}" for part in parts if "\n1. " in f"\n{part.text}"]
        told = [text(turn).split("\n\n", 1)[1] for turn in climb.advice if kind_of(turn) == "way"]
        assert told == ways[1:], climb.section


def test_the_other_cause_is_the_other_section_of_the_code(climbs: list[Climb], corpus: Corpus) -> None:
    for climb in climbs:
        others = corpus.sections_by_code.get(climb.code or "", ())[1:]
        causes = [turn for turn in climb.advice if kind_of(turn) == "cause"]
        assert len(causes) == len(others)
        for turn, other in zip(causes, others, strict=True):
            assert text(turn).endswith(f"# {other.title}\n\n{corpus.body(other, climb.windows)}")
            assert links(turn) == list(corpus.links(other, climb.windows, "sv"))


def test_the_portal_is_told_of_once_where_it_is_allowed_and_nowhere_else(climbs: list[Climb], corpus: Corpus) -> None:
    for climb in climbs:
        section = corpus.sections[climb.section]
        said = [corpus.body(section, climb.windows), *(text(turn) for turn in climb.advice)]
        allowed = section.id in corpus.advice[PORTAL].allowed
        told = [kind for kind in climb.kinds if kind == "portal"]
        assert len(told) == (allowed and "slui 04" not in said[0]), climb.section
        if allowed:
            assert any("slui 04" in text for text in said), climb.section


def test_the_portal_comes_with_its_warnings_its_address_and_the_command(climbs: list[Climb], corpus: Corpus) -> None:
    portal = corpus.articles["product-activation-portal"]
    told = [turn for climb in climbs for turn in climb.advice if kind_of(turn) == "portal"]
    assert told
    for turn in told:
        assert "Pro Education och Pro for Workstations" in text(turn)
        assert "telefonnummer" in text(turn)
        assert links(turn) == [(portal.titles["sv"], "https://visualsupport.microsoft.com")]
        assert copied(turn) == ["slui 04"]


def test_the_troubleshooter_is_skipped_where_it_is_told_of_or_of_no_use(climbs: list[Climb], corpus: Corpus) -> None:
    for climb in climbs:
        told = "**Felsök**" in corpus.body(corpus.sections[climb.section], climb.windows)
        useless = climb.section in corpus.advice[TROUBLESHOOTER].denied
        assert ("troubleshooter" in climb.kinds) is not (told or useless), climb.section


def test_the_code_to_look_up_is_the_one_that_was_asked(climbs: list[Climb]) -> None:
    for climb in climbs:
        looked_up = [copied(turn) for turn in climb.advice if kind_of(turn) == "help"]
        asked = climb.code and climb.section != OTHER_CODES
        assert looked_up == ([[climb.code]] if asked else []), climb.section


def test_where_an_unknown_code_is_looked_up_is_told_at_once(climbs: list[Climb], corpus: Corpus) -> None:
    steps = next(
        part.text
        for part in corpus.parts(corpus.sections[OTHER_CODES], "11")
        if part.heading == corpus.advice[HELP].part
    )
    assert [steps in text(climb.answer) for climb in climbs if climb.code == UNKNOWN] == [True, True]


def test_every_rung_is_rated_as_itself(climbs: list[Climb]) -> None:
    for climb in climbs:
        turns = (climb.answer, *climb.advice)
        assert [ratings(turn) for turn in turns] == [
            [Rate(climb.section, rung, helped=True), Rate(climb.section, rung, helped=False)]
            for rung in range(len(turns))
        ]


def test_every_step_up_is_a_vote_against_the_rung_below(climbs: list[Climb]) -> None:
    for climb in climbs:
        votes = [turn.vote for turn in (*climb.advice, climb.end)]
        assert votes == [Vote(climb.section, climb.code, rung, helped=False) for rung in range(len(votes))]


def test_the_menus_are_those_of_the_windows_one_has(climbs: list[Climb]) -> None:
    paths: dict[Windows, str] = {"11": "System > Aktivering", "10": "Uppdatering och säkerhet > Aktivering"}
    for climb in climbs:
        said = " ".join(text(turn) for turn in (climb.answer, *climb.advice))
        assert [windows for windows, path in paths.items() if path in said] == [climb.windows]


def test_the_button_and_the_words_lead_to_the_same(assistant: Assistant) -> None:
    by_button, by_words = Talk(assistant), Talk(assistant)
    by_button.ask(CODE)
    by_words.ask(CODE)
    while ratings(by_button.shown):
        assert by_button.rate(helped=False).replies == by_words.ask("det funkade inte").replies
    assert kind_of(by_words.shown) == "nothing"


def test_when_nothing_is_left_it_is_said_as_often_as_it_is_asked(talk: Talk) -> None:
    talk.ask("0xC004C003")
    for _ in range(4):
        talk.ask("det funkade inte")
    memory = talk.memory
    for _ in range(2):
        assert kind_of(talk.ask("det funkade inte")) == "nothing"
    assert talk.memory == memory


# --- Buttons that are pressed late, twice, or otherwise than before


def test_an_old_button_goes_on_from_its_own_rung(climbs: list[Climb], assistant: Assistant) -> None:
    climbed = next(climb for climb in climbs if climb.code == CODE and climb.windows == "11")
    for rung, expected in enumerate((*climbed.advice, climbed.end)):
        turn = Talk(assistant, memory=ChatMemory(windows="11")).act(Rate(SECTION, rung, helped=False))
        assert turn.replies == expected.replies
        assert turn.vote == Vote(SECTION, CODE, rung, helped=False)


def test_after_an_old_button_words_go_on_where_it_led(talk: Talk) -> None:
    talk.ask(CODE)
    answer = talk.shown
    talk.wait(31)
    talk.rate(helped=False, under=answer)
    assert talk.ask("det funkade inte").vote == Vote(SECTION, CODE, 1, helped=False)


def test_a_button_further_up_gives_nothing_that_was_given(talk: Talk) -> None:
    answer = talk.ask(CODE)
    said = [text(talk.ask("det funkade inte")) for _ in range(3)]
    turn = talk.rate(helped=False, under=answer)
    assert text(turn) not in said
    assert turn.vote == Vote(SECTION, CODE, 0, helped=False), "the vote is for what was rated"
    assert ratings(turn)[1] == Rate(SECTION, 4, helped=False)


def test_a_button_of_an_earlier_answer_climbs_the_ladder_of_that(talk: Talk) -> None:
    answer = talk.ask(CODE)
    talk.ask("0x80072F8F")
    assert talk.rate(helped=False, under=answer).vote == Vote(SECTION, CODE, 0, helped=False)


def test_a_thumb_down_thanks_over_the_button_and_goes_on(talk: Talk) -> None:
    talk.ask(CODE)
    turn = talk.rate(helped=False)
    assert turn.toast == swedish("Thank you for telling me.")
    assert len(turn.replies) == 1
    assert not turn.replies[0].in_place


def test_a_thumb_up_thanks_over_the_button_and_sends_nothing(talk: Talk) -> None:
    talk.ask(CODE)
    talk.rate(helped=False)
    memory = talk.memory
    turn = talk.rate(helped=True)
    assert turn.toast == swedish("How nice that it helped")
    assert (turn.replies, turn.vote) == ((), Vote(SECTION, CODE, 1, helped=True))
    assert turn.memory == memory


@pytest.mark.parametrize("helped", [True, False])
def test_the_same_thumb_twice_counts_once(talk: Talk, helped: bool) -> None:
    answer = talk.ask(CODE)
    talk.rate(helped=helped, under=answer)
    memory = talk.memory
    for _ in range(2):
        turn = talk.rate(helped=helped, under=answer)
        assert turn.toast == swedish("I have noted that already")
        assert (turn.replies, turn.vote, turn.unanswered) == ((), None, None)
        assert turn.memory == memory


def test_the_same_thumb_under_another_message_is_another_vote(talk: Talk) -> None:
    talk.ask(CODE)
    assert talk.rate(helped=False).vote == Vote(SECTION, CODE, 0, helped=False)
    assert talk.rate(helped=False).vote == Vote(SECTION, CODE, 1, helped=False)


def test_one_may_change_ones_mind(talk: Talk) -> None:
    answer = talk.ask(CODE)
    assert talk.rate(helped=True, under=answer).vote == Vote(SECTION, CODE, 0, helped=True)
    turn = talk.rate(helped=False, under=answer)
    assert turn.vote == Vote(SECTION, CODE, 0, helped=False)
    assert kind_of(turn) == "way"
    turn = talk.rate(helped=True, under=answer)
    assert (turn.vote, turn.replies) == (Vote(SECTION, CODE, 0, helped=True), ())


def test_a_button_of_a_section_that_is_gone_is_no_vote(talk: Talk) -> None:
    for helped in (True, False):
        turn = talk.act(Rate("gone", 0, helped=helped))
        assert (turn.vote, turn.replies, turn.memory) == (None, (), ChatMemory())
        assert turn.toast == swedish("That button is too old")


@pytest.mark.parametrize("rung", [6, 7, 99])
def test_a_rung_above_the_ladder_is_its_end(talk: Talk, rung: int) -> None:
    assert kind_of(talk.act(Rate(SECTION, rung, helped=False))) == "nothing"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_shown_over_a_button_is_as_short_as_telegram_asks(talk: Talk, language: str) -> None:
    pressed = [
        talk.act(Rate(SECTION, 0, helped=helped), language=language, voted=voted)
        for helped in (True, False)
        for voted in (None, True, False)
    ]
    pressed.append(talk.act(None, language=language))
    toasts = [turn.toast for turn in pressed]
    assert all(toast and len(toast) <= MOST_TOAST for toast in toasts)


# --- The code that is spoken of


@pytest.mark.parametrize("said", ["var är länken?", "visa igen", "jag fattar inte", "jag hittar inte det", "nej"])
def test_whatever_is_said_after_a_longer_ladder_of_the_same_section_is_answered(talk: Talk, said: str) -> None:
    talk.ask("0xC004F210")
    talk.press(swedish("Or: ", title="Nyckeln gäller en annan utgåva"))
    for _ in range(6):
        talk.ask("det funkade inte")
    talk.ask("0xC004E016")
    assert talk.ask(said).replies


def test_a_code_that_is_not_the_first_of_its_section_is_the_one_that_is_spoken_of(talk: Talk) -> None:
    talk.ask("0x803FA071")
    while kind_of(talk.ask("det funkade inte")) != "help":
        pass
    assert copied(talk.shown) == ["0x803FA071"]


def test_a_code_that_was_suggested_and_taken_is_the_one_that_is_spoken_of(talk: Talk) -> None:
    talk.ask("0x803FA07")
    assert talk.shown.outcome.suggestions == ("0x803FA067", "0x803FA071")
    talk.ask("den andra")
    assert talk.ask("det funkade inte").vote == Vote("key-used-on-other-device", "0x803FA071", 0, helped=False)


def test_the_code_of_the_other_cause_is_the_one_that_was_asked(talk: Talk, corpus: Corpus) -> None:
    talk.ask("0xC004F210")
    talk.press(swedish("Or: ", title=corpus.sections["key-for-other-edition"].title))
    assert sections(talk.shown)[0] == "key-for-other-edition"
    assert talk.ask("det funkade inte").vote == Vote("key-for-other-edition", "0xC004F210", 0, helped=False)


def test_the_second_code_of_a_message_is_the_one_that_is_spoken_of_behind_its_button(
    talk: Talk, corpus: Corpus
) -> None:
    talk.ask("0x803F7001 och 0x803FA071")
    turn = talk.press(f"0x803FA071 {corpus.sections['key-used-on-other-device'].title}")
    assert "`0x803FA071`" in text(turn)
    assert talk.ask("det funkade inte").vote == Vote("key-used-on-other-device", "0x803FA071", 0, helped=False)


def test_a_code_of_which_little_is_known_is_looked_up_before_support_is_asked(talk: Talk) -> None:
    talk.ask("0x80070005")
    advice = [talk.ask("det funkade inte") for _ in range(5)]
    assert [kind_of(turn) for turn in advice] == ["steps", "code", "help", "support", "nothing"]
    assert copied(advice[2]) == ["0x80070005"]


def test_after_a_code_of_which_little_is_known_come_the_steps_of_its_related_section(
    talk: Talk, corpus: Corpus
) -> None:
    related = corpus.sections[corpus.code_facts["0x80070005"].related or ""]
    assert related.id in sections(talk.ask("0x80070005"))
    turn = talk.ask("det funkade inte")
    assert f"# {related.title}" in text(turn)
    assert corpus.body(related, "11", told=False) in text(turn)


def test_the_advice_named_in_the_corpus_is_what_the_ladder_is_built_of(corpus: Corpus) -> None:
    assert set(corpus.advice) == {TROUBLESHOOTER, PORTAL, HELP}


def test_in_a_group_a_message_leads_on_once_and_counts_every_vote(assistant: Assistant) -> None:
    shown = assistant.respond(Question("0xC004F211", NOW), ChatMemory())
    press = Press(Rate("hardware-changed", 0, helped=False), NOW, led_on=True)
    turn = assistant.respond(press, shown.memory)
    assert (turn.replies, turn.memory) == ((), shown.memory)
    assert turn.vote
    assert turn.toast
