"""The next advice when an answer did not help: each once, and advice that costs money or files last and on request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import get_args

import pytest

from bot.conversation import Assistant, ChatHistory, Press, Question, Turn, Vote
from bot.conversation.actions import Rate, ShowSection, ShowWay
from bot.corpus import HELP, OTHER_CODES, PORTAL, SUPPORT, TROUBLESHOOTER, Corpus, Part, Windows
from tests.conversation.followups.answered import CODE, SECTION
from tests.conversation.talk import (
    NOW,
    TWO_DAYS,
    Talk,
    actions,
    copied,
    labels,
    links,
    ratings,
    sections,
    swedish,
    text,
    untold,
    visible,
)

UNKNOWN = "0x80240034"
MAX_TOAST = 200  # characters (Bot API, answerCallbackQuery)
MAX_ADVICE = 20  # pieces of advice; no ladder is that long

# The beginning of each kind of advice, in their order. After those of a section, the order is that of Microsoft's
# article "Få hjälp med Windows-aktiveringsfel"; advice that costs money, files or a day comes last.
BEGINNINGS = {
    "steps": ("Then try these steps.",),
    "way": ("Then let us try the next option.", "Thank you. Then do this."),
    "cause": ("The code may also have another cause",),
    "troubleshooter": ("Then let the Windows troubleshooter",),
    "code": ("Look at the error code again, in {place}.",),
    "portal": ("If you have a valid licence, you can activate in",),
    "help": ("Look up the code in",),
    "support": ("Now it is time to ask a person.",),
    "last": ("The last option costs money:", "The last option is to reset", "The last option is to reinstall"),
    "nothing": ("I am sorry, but I have",),
}


@dataclass(frozen=True, slots=True)
class Climb:
    """All replies after an answer while nothing helps: the advice, rung by rung, and the reply that there is no more.

    `begun` is the answer after its question was answered. `votes` are those of the thumbs, `asked` the ids of the
    questions in between.
    """

    section: str
    code: str | None
    windows: Windows
    answer: Turn
    begun: Turn
    advice: tuple[Turn, ...]
    end: Turn
    votes: tuple[Vote | None, ...]
    asked: tuple[str, ...]

    @property
    def kinds(self) -> list[str]:
        """The kind of advice of each rung."""
        return [kind_of(turn) for turn in self.advice]

    def told(self, kind: str) -> list[Turn]:
        """Return the pieces of advice of a kind."""
        return [turn for turn in self.advice if kind_of(turn) == kind]


def kind_of(turn: Turn) -> str:
    """Return the kind of a piece of advice by its beginning, possibly after a sentence about the last one."""
    first = text(turn).split("\n\n")[:3]
    return next(
        kind
        for kind, begins in _beginnings().items()
        if any(said.startswith(begun) for said in first for begun in begins)
    )


@cache
def _beginnings() -> Mapping[str, tuple[str, ...]]:
    return {kind: tuple(swedish(one).partition("{")[0] for one in begins) for kind, begins in BEGINNINGS.items()}


def climb(talk: Talk, answer: Turn, section: str, code: str | None, windows: Windows) -> Climb:
    """Climb to the end, by the button and by words in turn, answering questions with "I do not know"."""
    asked: list[str] = []

    def settled(turn: Turn) -> Turn:
        while turn.outcome.question:
            asked.append(turn.outcome.question.id)
            turn = talk.press(swedish("I do not know"))
        return turn

    begun = settled(answer)
    advice: list[Turn] = []
    votes: list[Vote | None] = []
    while len(advice) < MAX_ADVICE:
        turn = talk.ask("det funkade inte") if len(advice) % 2 and kind_of_any(talk.shown) else talk.rate(helped=False)
        votes.append(turn.vote)
        turn = settled(turn)
        if kind_of(turn) == "nothing":
            break
        advice.append(turn)
    return Climb(section, code, windows, answer, begun, tuple(advice), turn, tuple(votes), tuple(asked))


def kind_of_any(turn: Turn) -> bool:
    """Return whether a turn has thumbs, and so may also be answered in words."""
    return len(ratings(turn)) == len((True, False))


@pytest.fixture(scope="module")
def climbs(assistant: Assistant, corpus: Corpus) -> list[Climb]:
    """Return the ladder of every code, of every section without codes, and of an unknown code."""
    found = []
    for windows in get_args(Windows):
        history = ChatHistory(windows=windows)
        for code, (section, *_) in corpus.sections_by_code.items():
            talk = Talk(assistant, history=history)
            found.append(climb(talk, talk.ask(code), section.id, code, windows))
        for section in corpus.sections.values():
            if not section.codes:
                talk = Talk(assistant, history=history)
                found.append(climb(talk, talk.act(ShowSection(section.id)), section.id, None, windows))
        talk = Talk(assistant, history=history)
        found.append(climb(talk, talk.ask(UNKNOWN), OTHER_CODES, UNKNOWN, windows))
    return found


def ways_of(corpus: Corpus, section: str, windows: Windows) -> list[Part]:
    """Return the parts of a section that are ways."""
    return [part for part in corpus.parts(corpus.sections[section], windows) if part.is_way]


def test_every_ladder_is_climbed_in_both_windows_versions(climbs: list[Climb], corpus: Corpus) -> None:
    assert {(climb.section, climb.windows) for climb in climbs} == {
        (name, windows) for name in corpus.sections for windows in get_args(Windows)
    }


def test_no_advice_is_given_twice(climbs: list[Climb]) -> None:
    for climb in climbs:
        said = [text(turn) for turn in (climb.begun, *climb.advice, climb.end)]
        assert len(set(said)) == len(said), climb.section
        assert text(climb.answer) not in said[1:], climb.section


def test_no_question_is_asked_twice_and_never_more_than_three_in_a_row(climbs: list[Climb]) -> None:
    for climb in climbs:
        assert len(set(climb.asked)) == len(climb.asked), climb.section


def test_the_ladder_ends_with_no_more_advice_and_support(climbs: list[Climb], corpus: Corpus) -> None:
    support = corpus.articles[SUPPORT]
    link = [(support.titles["sv"], support.urls["sv"])]
    for climb in climbs:
        assert kind_of(climb.end) == "nothing"
        assert links(climb.end) == link
        assert [links(turn) for turn in climb.told("support")] in ([], [link]), climb.section


def test_the_advice_to_contact_support_has_a_summary_of_the_case_to_copy(climbs: list[Climb]) -> None:
    for climb in climbs:
        for turn in (*climb.told("support"), climb.end):
            (summary,) = copied(turn)
            assert len(summary) <= 256
            assert f"Windows: {climb.windows}" in summary
            assert climb.code is None or climb.code in summary


def test_support_is_advised_unless_a_way_of_the_section_is_to_contact_it(climbs: list[Climb], corpus: Corpus) -> None:
    for climb in climbs:
        own = any("support" in part.tries for part in ways_of(corpus, climb.section, climb.windows))
        assert bool(climb.told("support")) or own, climb.section


def test_exhausted_advice_is_reported_to_maintainers_by_code_alone(climbs: list[Climb]) -> None:
    for climb in climbs:
        assert climb.end.unanswered == f"{climb.code or climb.section}: no advice helped"
        assert not [turn for turn in climb.advice if turn.unanswered]


def test_the_advice_is_in_the_order_of_microsofts_article(climbs: list[Climb]) -> None:
    order = list(BEGINNINGS)
    for climb in climbs:
        assert climb.kinds == sorted(climb.kinds, key=order.index), climb.section
        assert not [kind for kind in order[2:] if climb.kinds.count(kind) > 1], climb.section
        assert "code" in climb.kinds


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("0xC004F211", ["way", "way", "way", "code", "portal", "help", "support", "last"]),
        ("0xC004F210", ["way", "way", "cause", "code", "help", "support", "last"]),
        ("0x8007267C", ["way", "way", "troubleshooter", "code", "portal", "help", "support"]),
        ("0xC004FC03", ["way", "troubleshooter", "code", "help", "support"]),
        ("0xC004C003", ["way", "way", "way", "way", "code", "help", "support"]),
        ("0x80072F8F", ["way", "troubleshooter", "code", "help", "support"]),
        ("0x80004005", ["way", "way", "code", "help", "support", "last"]),
        (UNKNOWN, ["troubleshooter", "code"]),
    ],
)
def test_the_ladder_of_a_code_consists_of_the_advice_that_applies_to_it(
    climbs: list[Climb], code: str, kinds: list[str]
) -> None:
    assert [climb.kinds for climb in climbs if climb.code == code] == [kinds, kinds]


def test_the_ladder_shows_the_ways_of_the_section_one_at_a_time(climbs: list[Climb], corpus: Corpus) -> None:
    for climb in climbs:
        known = {part.text for part in ways_of(corpus, climb.section, climb.windows) if not part.last}
        for turn in climb.told("way"):
            assert len([way for way in known if way in text(turn)]) == 1, climb.section


def test_a_skipped_way_contains_no_untried_remedy(climbs: list[Climb], corpus: Corpus) -> None:
    for climb in climbs:
        if climb.code == UNKNOWN:  # its ways were shown at once
            continue
        shown = [visible(turn) for turn in (climb.answer, climb.begun, *climb.advice)]
        tried = set(climb.end.history.case.tried)
        for part in ways_of(corpus, climb.section, climb.windows):
            skipped = not any(part.text in said for said in shown)
            assert not skipped or part.last or set(part.tries) <= tried, (climb.section, part.heading)


def test_another_cause_is_another_section_of_the_code(climbs: list[Climb], corpus: Corpus) -> None:
    for climb in climbs:
        others = corpus.sections_by_code.get(climb.code or "", ())[1:]
        causes = climb.told("cause")
        assert len(causes) == len(others)
        for turn, other in zip(causes, others, strict=True):
            assert f"# {other.title}" in text(turn)
            assert links(turn) == list(corpus.links(other, climb.windows, "sv"))[:1]


def test_another_cause_asks_no_question_because_it_would_have_no_buttons(talk: Talk, corpus: Corpus) -> None:
    talk.ask("0xC004F210")
    talk.rate(helped=False)
    turn = talk.press("Nej")  # there is no key
    assert swedish("The code may also have another cause") in visible(turn)
    assert turn.outcome.question is None
    assert not any(f"**{inquiry.text}**" in visible(turn) for inquiry in corpus.inquiries.values())


def test_the_portal_is_advised_once_and_only_in_sections_that_allow_it(climbs: list[Climb], corpus: Corpus) -> None:
    for climb in climbs:
        section = corpus.sections[climb.section]
        body = corpus.body(section, climb.windows)
        allowed = section.id in corpus.advice[PORTAL].allowed
        assert len(climb.told("portal")) == (allowed and "slui 04" not in body), climb.section
        if allowed:
            assert any("slui 04" in said for said in (body, *map(text, climb.advice))), climb.section


def test_the_portal_is_advised_with_its_warnings_address_and_command(climbs: list[Climb], corpus: Corpus) -> None:
    portal = corpus.articles["product-activation-portal"]
    told = [turn for climb in climbs for turn in climb.told("portal")]
    assert told
    for turn in told:
        assert "Pro Education och Pro for Workstations" in text(turn)
        assert "telefonnummer" in text(turn)
        assert links(turn) == [(portal.titles["sv"], "https://visualsupport.microsoft.com")]
        assert copied(turn) == ["slui 04"]


def test_the_troubleshooter_is_skipped_if_the_section_contains_it_or_it_is_useless(
    climbs: list[Climb], corpus: Corpus
) -> None:
    for climb in climbs:
        told = "**Felsök**" in corpus.body(corpus.sections[climb.section], climb.windows)
        useless = climb.section in corpus.advice[TROUBLESHOOTER].denied
        assert ("troubleshooter" in climb.kinds) is not (told or useless), climb.section


def test_the_code_to_look_up_is_the_one_the_user_sent(climbs: list[Climb]) -> None:
    for climb in climbs:
        looked_up = [copied(turn) for turn in climb.told("help")]
        asked = climb.code and climb.section != OTHER_CODES
        assert looked_up == ([[climb.code]] if asked else []), climb.section


def test_the_answer_to_an_unknown_code_says_at_once_where_to_look_it_up(climbs: list[Climb], corpus: Corpus) -> None:
    steps = next(
        part.text
        for part in corpus.parts(corpus.sections[OTHER_CODES], "11")
        if part.heading == corpus.advice[HELP].part
    )
    assert [steps in text(climb.answer) for climb in climbs if climb.code == UNKNOWN] == [True, True]


def ways_shown(answer: Turn) -> bool:
    """Return whether an answer shows steps, even beside a question."""
    return "\n1. " in visible(answer)


def test_the_thumbs_of_every_rung_rate_that_rung(climbs: list[Climb]) -> None:
    for climb in climbs:
        turns = [turn for turn in (climb.begun, *climb.advice) if kind_of_any(turn)]
        first = ratings(turns[0])[0].rung
        assert first == (ways_shown(climb.answer) and climb.begun != climb.answer), climb.section
        assert [ratings(turn) for turn in turns] == [
            [Rate(climb.section, rung, helped=True), Rate(climb.section, rung, helped=False)]
            for rung in range(first, first + len(turns))
        ], climb.section


def test_every_step_up_is_one_negative_vote_on_the_rung_below(climbs: list[Climb]) -> None:
    for climb in climbs:
        rungs = range(ratings(climb.begun)[0].rung, ratings(climb.begun)[0].rung + len(climb.votes))
        expected = [Vote(climb.section, climb.code, rung, helped=False) for rung in rungs]
        assert list(climb.votes) == expected, climb.section


def test_the_menus_are_those_of_the_persons_windows(climbs: list[Climb]) -> None:
    paths: dict[Windows, str] = {"11": "System > Aktivering", "10": "Uppdatering och säkerhet > Aktivering"}
    for climb in climbs:
        said = " ".join(text(turn) for turn in (climb.answer, *climb.advice))
        assert [windows for windows, path in paths.items() if path in said] == [climb.windows]


def test_the_thumb_down_and_the_words_lead_to_the_same_advice(assistant: Assistant) -> None:
    by_button, by_words = Talk(assistant), Talk(assistant)
    for talk in (by_button, by_words):
        talk.ask(CODE)
    while kind_of_any(by_button.shown):
        assert by_button.rate(helped=False).replies == by_words.ask("det funkade inte").replies
        while by_button.shown.outcome.question:
            assert text(by_button.press("Vet inte")) == text(by_words.ask("vet inte"))
    assert kind_of(by_words.shown) == "last"


def test_the_end_of_the_advice_is_repeated_whenever_the_user_asks_again(talk: Talk) -> None:
    talk.ask("0x87E10BC6")
    while kind_of_any(talk.shown):
        talk.not_helped()
    for _ in range(2):
        assert swedish("I am sorry, but I have") in text(talk.ask("det funkade inte"))


# --- Advice that costs money, files or a day


@pytest.mark.parametrize(
    ("code", "asks", "shows"),
    [
        ("0x803F7001", "The last option costs money:", "Microsoft Store"),
        ("0x80004005", "The last option is to reset", "Återställ datorn"),
    ],
)
def test_advice_that_costs_comes_last_and_only_after_a_yes(talk: Talk, code: str, asks: str, shows: str) -> None:
    talk.ask(code)
    said = []
    while kind_of_any(talk.shown):
        said.append(visible(talk.not_helped()))
    assert not [one for one in said if shows in one]
    assert text(talk.shown) == swedish(asks)
    assert labels(talk.shown) == [swedish("Yes, show me")]
    assert shows in visible(talk.press(swedish("Yes, show me")))


def test_a_user_who_refuses_costly_advice_is_sent_to_support(talk: Talk) -> None:
    talk.ask(CODE)
    while kind_of_any(talk.shown):
        talk.not_helped()
    assert kind_of(talk.press(swedish("No, something else"))) == "nothing"


def test_no_ladder_shows_costly_advice_without_asking(climbs: list[Climb], corpus: Corpus) -> None:
    for climb in climbs:
        last = [part.text for part in ways_of(corpus, climb.section, climb.windows) if part.last]
        seen = [visible(turn) for turn in (climb.answer, *climb.advice, climb.end)]
        assert not [part for part in last if any(part in said for said in seen)], climb.section
        asked = [button.action for turn in climb.told("last") for button in actions(turn)]
        assert not asked or isinstance(asked[0], ShowWay)


# --- Buttons that are pressed late, twice, or differently than before


def test_an_old_button_votes_on_its_own_rung(assistant: Assistant) -> None:
    for rung in range(5):
        turn = Talk(assistant, history=ChatHistory(windows="11")).act(Rate(SECTION, rung, helped=True))
        assert turn.vote == Vote(SECTION, CODE, rung, helped=True)


def test_an_old_button_continues_with_its_section(talk: Talk) -> None:
    answer = talk.ask(CODE)
    talk.wait(TWO_DAYS + 1)
    turn = talk.rate(helped=False, under=answer)
    assert (turn.vote, sections(turn)) == (Vote(SECTION, CODE, 0, helped=False), [SECTION])
    assert turn.replies


def test_an_earlier_button_never_repeats_advice(talk: Talk) -> None:
    answer = talk.ask(CODE)
    said = []
    for _ in range(3):
        talk.ask("det funkade inte")
        said.append(text(talk.settle()))
    turn = talk.rate(helped=False, under=answer)
    assert text(turn) not in said
    assert turn.vote == Vote(SECTION, CODE, 0, helped=False), "the vote is for what was rated"
    assert ratings(turn)[1] == Rate(SECTION, 4, helped=False)


def test_a_button_of_an_earlier_answer_climbs_the_ladder_of_that_answer(talk: Talk) -> None:
    answer = talk.ask(CODE)
    talk.ask("0x80072F8F")
    assert talk.rate(helped=False, under=answer).vote == Vote(SECTION, CODE, 0, helped=False)


def test_a_thumb_down_shows_thanks_in_a_toast_and_the_next_advice(talk: Talk) -> None:
    talk.ask(CODE)
    turn = talk.rate(helped=False)
    assert turn.toast == swedish("Thank you for telling me.")
    assert len(turn.replies) == 1
    assert not turn.in_place


def test_a_thumb_up_shows_thanks_in_a_toast_and_one_tip(talk: Talk) -> None:
    talk.ask(CODE)
    turn = talk.rate(helped=True)
    assert turn.toast == swedish("I am glad it helped. Thank you")
    assert turn.vote == Vote(SECTION, CODE, 0, helped=True)
    assert text(turn) == f"{swedish('I am glad it worked.')} {swedish('One tip: link the licence')}"


@pytest.mark.parametrize("helped", [True, False])
def test_the_same_thumb_twice_counts_once(talk: Talk, helped: bool) -> None:
    answer = talk.ask(CODE)
    talk.rate(helped=helped, under=answer)
    history = talk.history
    for _ in range(2):
        turn = talk.rate(helped=helped, under=answer)
        assert turn.toast == swedish("I have noted that already")
        assert (turn.replies, turn.vote, turn.unanswered) == ((), None, None)
        assert turn.history == history


def test_the_same_thumb_under_another_message_is_another_vote(talk: Talk) -> None:
    talk.ask("0x80072F8F")
    assert talk.rate(helped=False).vote == Vote("wrong-date-or-time", "0x80072F8F", 0, helped=False)
    assert talk.rate(helped=False).vote == Vote("wrong-date-or-time", "0x80072F8F", 1, helped=False)


def test_a_vote_may_be_changed(talk: Talk) -> None:
    answer = talk.ask("0x80072F8F")
    name = sections(answer)[0]
    assert talk.rate(helped=True, under=answer).vote == Vote(name, "0x80072F8F", 0, helped=True)
    turn = talk.rate(helped=False, under=answer)
    assert turn.vote == Vote(name, "0x80072F8F", 0, helped=False)
    assert kind_of(turn) == "way"
    assert talk.rate(helped=True, under=answer).vote == Vote(name, "0x80072F8F", 0, helped=True)


def test_a_button_of_a_removed_section_is_no_vote(talk: Talk) -> None:
    for helped in (True, False):
        turn = talk.act(Rate("gone", 0, helped=helped))
        assert (turn.vote, turn.replies, turn.history) == (None, (), ChatHistory())
        assert turn.toast == swedish("That button has expired.")


@pytest.mark.parametrize("rung", [6, 7, 99])
def test_a_rung_above_the_ladder_counts_as_the_shown_one(talk: Talk, rung: int) -> None:
    talk.ask(CODE)
    assert talk.act(Rate(SECTION, rung, helped=False)).vote == Vote(SECTION, CODE, 0, helped=False)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_toast_is_no_longer_than_telegram_allows(talk: Talk, language: str) -> None:
    pressed = [
        talk.act(Rate(SECTION, 0, helped=helped), language=language, voted=voted)
        for helped in (True, False)
        for voted in (None, True, False)
    ]
    pressed.append(talk.act(None, language=language))
    toasts = [turn.toast for turn in pressed]
    assert all(toast and len(toast) <= MAX_TOAST for toast in toasts)


# --- The code that the advice is about


@pytest.mark.parametrize("said", ["var är länken?", "visa igen", "jag fattar inte", "jag hittar inte det", "nej"])
def test_messages_after_a_longer_ladder_of_the_same_section_are_answered(talk: Talk, said: str) -> None:
    talk.ask("0xC004F210")
    talk.more()
    talk.press(swedish("Or: ", title="Nyckeln gäller en annan utgåva"))
    for _ in range(5):
        talk.not_helped()
    talk.ask("0xC004E016")
    assert talk.ask(said).replies


def test_the_advice_is_about_the_code_the_user_sent_even_if_it_is_not_the_first_of_its_section(talk: Talk) -> None:
    talk.ask("0x803FA071")
    while kind_of(talk.not_helped()) != "help":
        pass
    assert copied(talk.shown) == ["0x803FA071"]


def test_the_advice_is_about_a_suggested_code_that_was_accepted(talk: Talk) -> None:
    talk.ask("0x803FA07")
    assert talk.shown.outcome.suggestions == ("0x803FA067", "0x803FA071")
    talk.ask("den andra")
    assert talk.ask("det funkade inte").vote == Vote("key-used-on-other-device", "0x803FA071", 0, helped=False)


def test_another_cause_keeps_the_code_the_user_sent(talk: Talk, corpus: Corpus) -> None:
    talk.ask("0xC004F210")
    talk.more()
    talk.press(swedish("Or: ", title=corpus.sections["key-for-other-edition"].title))
    assert sections(talk.shown)[0] == "key-for-other-edition"
    assert talk.ask("det funkade inte").vote == Vote("key-for-other-edition", "0xC004F210", 0, helped=False)


def test_the_button_of_the_second_code_leads_to_advice_about_that_code(talk: Talk, corpus: Corpus) -> None:
    talk.ask("0x803F7001 och 0x803FA071")
    turn = talk.press(f"0x803FA071 {corpus.sections['key-used-on-other-device'].title}")
    assert "`0x803FA071`" in text(turn)
    assert talk.ask("det funkade inte").vote == Vote("key-used-on-other-device", "0x803FA071", 0, helped=False)


def test_a_code_without_a_section_is_looked_up_before_support_is_contacted(talk: Talk) -> None:
    talk.ask("0x80070005")
    advice = [talk.not_helped() for _ in range(6)]
    assert [kind_of(turn) for turn in advice] == ["steps", "steps", "code", "help", "support", "nothing"]
    assert copied(advice[3]) == ["0x80070005"]


def test_the_advice_for_a_code_without_a_section_is_that_of_its_related_section(talk: Talk, corpus: Corpus) -> None:
    related = corpus.sections[corpus.code_facts["0x80070005"].related or ""]
    assert related.id in sections(talk.ask("0x80070005"))
    turn = talk.not_helped()
    assert untold(turn, corpus.parts(related, "11", known=False)[0].text) == []


def test_the_ladder_uses_exactly_the_advice_of_the_corpus(corpus: Corpus) -> None:
    assert set(corpus.advice) == {TROUBLESHOOTER, PORTAL, HELP}


def test_a_group_message_gets_the_next_advice_once_and_counts_every_vote(assistant: Assistant) -> None:
    shown = assistant.respond(Question(CODE, NOW), ChatHistory())
    press = Press(Rate(SECTION, 0, helped=False), NOW, escalated=True)
    turn = assistant.respond(press, shown.history)
    assert (turn.replies, turn.history) == ((), shown.history)
    assert turn.vote
    assert turn.toast
