"""The facts of a case: stated, denied, doubted, kept for two days, shown by /fall and forgotten."""

from __future__ import annotations

import json

import msgspec
import pytest

from bot.conversation import Assistant, Case, ChatHistory
from bot.conversation.actions import ForgetCase
from bot.conversation.history import MAX_CODES
from bot.corpus import Condition, Corpus
from tests.conversation.talk import TWO_DAYS, Talk, actions, labels, sections, swedish, text

CODE = "0x803F7001"

TOLD = [
    ("jag har bytt moderkort", {"event": "part", "part": "motherboard"}),
    ("bytte ssd igår", {"event": "part", "part": "disk"}),
    ("jag installerade om windows", {"event": "reinstalled"}),
    ("jag skrev in en ny nyckel", {"event": "key-entered"}),
    ("windows fanns på datorn när jag köpte den", {"origin": "preinstalled"}),
    ("jag köpte en nyckel på nätet", {"origin": "key", "key": "yes"}),
    ("datorn är begagnad", {"origin": "used"}),
    ("jag hade ett microsoft-konto", {"account": "yes"}),
    ("jag hade ett lokalt konto", {"account": "no"}),
    ("jag har ingen nyckel", {"key": "no"}),
    ("det är en jobbdator", {"role": "employee"}),
    ("det är min egen dator", {"role": "own"}),
    ("jag är it-tekniker", {"role": "technician"}),
    ("jag har windows 11 pro", {"edition": "pro"}),
]
TRIED = [
    ("jag har kört felsökaren", "troubleshooter"),
    ("har startat om", "restart"),
    ("jag har pratat med microsoft", "support"),
    ("provat slui 4", "portal"),
]


def facts(talk: Talk) -> dict[str, str]:
    """Return the facts of the case."""
    return dict(talk.history.case.facts)


# --- Stated


@pytest.mark.parametrize(("said", "told"), TOLD)
def test_a_fact_is_read_from_a_text(talk: Talk, said: str, told: dict[str, str]) -> None:
    talk.ask(f"{CODE}, {said}")
    assert told.items() <= facts(talk).items()


@pytest.mark.parametrize(("said", "told"), TOLD)
def test_a_fact_is_read_from_any_message(talk: Talk, said: str, told: dict[str, str]) -> None:
    talk.ask(CODE)
    talk.ask(said)
    assert told.items() <= facts(talk).items()


@pytest.mark.parametrize(("said", "tried"), TRIED)
def test_remedies_that_were_tried_are_read_too(talk: Talk, said: str, tried: str) -> None:
    talk.ask(f"{CODE}, {said}")
    assert tried in talk.history.case.tried


def test_several_facts_are_read_from_one_text(talk: Talk) -> None:
    talk.ask("jag har bytt moderkort på min egen dator, hade ett microsoft-konto men har ingen nyckel, windows 10")
    assert facts(talk) == {"event": "part", "part": "motherboard", "role": "own", "account": "yes", "key": "no"}
    assert talk.history.windows == "10"


def test_an_answer_by_button_is_a_fact(talk: Talk) -> None:
    talk.ask("0xC004F211")
    talk.press("Ja")
    assert facts(talk) == {"account": "yes"}


def test_codes_are_remembered_in_chronological_order(talk: Talk) -> None:
    for code in ("0xC004F211", CODE, "0x80240034", "0xC004F211"):
        talk.ask(code)
    assert talk.history.case.codes == (CODE, "0x80240034", "0xC004F211")


def test_only_the_latest_codes_are_remembered(talk: Talk, corpus: Corpus) -> None:
    codes = list(corpus.sections_by_code)[: MAX_CODES + 3]
    for code in codes:
        talk.ask(code)
    assert talk.history.case.codes == tuple(codes[-MAX_CODES:])


def test_the_build_is_remembered_and_tells_the_windows_version(talk: Talk) -> None:
    talk.ask(f"{CODE}, version 22631.4037")
    assert (talk.history.case.build, talk.history.windows) == (22631, "11")


@pytest.mark.parametrize(
    "said",
    ["måste jag ha ett microsoft-konto?", "behöver jag en nyckel?", "kan man byta moderkort?", "är det en jobbdator?"],
)
def test_a_question_states_no_fact(talk: Talk, said: str) -> None:
    talk.ask(CODE)
    talk.ask(said)
    assert facts(talk) == {}


@pytest.mark.parametrize(
    "said", ["jag vet inte om jag hade ett microsoft-konto", "kanske hade jag ett microsoft-konto"]
)
def test_a_doubt_states_no_fact(talk: Talk, said: str) -> None:
    talk.ask(CODE)
    talk.ask(said)
    assert "account" not in facts(talk)


# --- Denied


@pytest.mark.parametrize(
    ("first", "then", "fact", "value"),
    [
        ("jag har bytt moderkort", "nej, det var bara disken", "part", "disk"),
        ("jag hade ett microsoft-konto", "nej, jag hade inget microsoft-konto", "account", "no"),
        ("jag hade inget microsoft-konto", "jo, jag hade ett microsoft-konto", "account", "yes"),
        ("det är en jobbdator", "nej, det är min egen dator", "role", "own"),
        ("jag har ingen nyckel", "nu har jag hittat nyckeln", "key", "yes"),
    ],
)
def test_a_later_statement_replaces_an_earlier_one(talk: Talk, first: str, then: str, fact: str, value: str) -> None:
    talk.ask(f"{CODE}, {first}")
    talk.ask(then)
    assert facts(talk)[fact] == value


def test_a_denied_fact_is_removed(talk: Talk) -> None:
    talk.ask(f"{CODE}, jag är it-tekniker")
    talk.ask("jag är inte it-tekniker")
    assert not talk.history.case.is_technician
    assert ("role", "technician") in talk.history.case.denied


def test_a_denied_fact_may_be_stated_later() -> None:
    case = Case().knowing("role", "own")
    assert case.fits([Condition("role", ("technician",))]) is False
    assert case.knowing("role", "technician").fits([Condition("role", ("technician",))]) is True


def test_a_condition_is_undecided_until_its_fact_is_known() -> None:
    conditions = [Condition("key", ("yes",)), Condition("role", ("own", "technician"))]
    case = Case()
    assert case.fits(conditions) is None
    case = case.knowing("key", "yes")
    assert case.fits(conditions) is None
    assert case.knowing("role", "technician").fits(conditions) is True
    assert case.knowing("role", "employee").fits(conditions) is False
    assert case.fits([]) is True


# --- Shown


def test_an_empty_case_is_shown_as_empty(talk: Talk) -> None:
    turn = talk.ask("/fall")
    assert text(turn) == swedish("I know nothing about your case yet.")
    assert labels(turn) == []


@pytest.mark.parametrize("command", ["/fall", "/case", "/fall@aktiveringsbot"])
def test_the_case_is_shown_in_sentences(talk: Talk, command: str) -> None:
    talk.ask(f"{CODE} på windows 10, jag har bytt moderkort och hade ett microsoft-konto, har kört felsökaren")
    turn = talk.ask(command)
    assert text(turn).splitlines() == [
        "# Det här vet jag om ditt ärende",
        "",
        "- Windows: 10",
        f"- Felkoder: {CODE}",
        "- Strax innan: en del byttes eller lagades",
        "- Bytt del: moderkortet",
        "- Microsoft-konto före felet: ja",
        "- Provat: felsökaren",
        "",
        swedish("I remember this for 48 hours after your last message."),
    ]
    assert [button.action for button in actions(turn)] == [ForgetCase()]


def test_the_case_is_shown_in_english_too(talk: Talk) -> None:
    talk.ask(CODE)
    said = text(talk.ask("/case", language="en"))
    assert said.startswith("# What I know about your case\n\n- Error codes: 0x803F7001")


def test_every_value_of_every_fact_can_be_said(corpus: Corpus) -> None:
    for name, _ in corpus.facts.labels():
        for value in corpus.facts.facts[name].values:
            assert corpus.facts.label_of(name, value) != value
    assert corpus.facts.label_of("role", "gone") == "gone", "of an older corpus"


def test_showing_the_case_does_not_change_it(talk: Talk) -> None:
    talk.ask(CODE)
    before = talk.history
    talk.ask("/fall")
    assert (talk.history.case, talk.history.recent) == (before.case, before.recent)


# --- Forgotten


def test_a_button_forgets_the_case_in_place(talk: Talk) -> None:
    talk.ask(f"{CODE} på windows 10, jag har bytt moderkort")
    talk.ask("/fall")
    turn = talk.press(swedish("Forget my case"))
    assert turn.in_place
    assert (talk.history.case, talk.history.recent, talk.history.windows) == (Case(), (), None)
    assert text(talk.ask("/fall")) == swedish("I know nothing about your case yet.")
    assert talk.ask("det funkade inte").vote is None


def test_the_language_stays_when_the_case_is_forgotten(talk: Talk) -> None:
    talk.ask("/sprak en")
    talk.ask(CODE)
    talk.act(ForgetCase())
    assert talk.history.language == "en"


def test_radera_forgets_the_case_too(talk: Talk) -> None:
    talk.ask(f"{CODE}, jag har bytt moderkort")
    assert talk.ask("/radera").forget
    assert talk.history == ChatHistory()


def test_a_case_is_kept_for_two_days_after_the_last_message(talk: Talk) -> None:
    talk.ask(f"{CODE}, jag har bytt moderkort")
    talk.wait(TWO_DAYS)
    talk.ask("hej")
    talk.wait(TWO_DAYS)
    talk.ask("/fall")
    assert facts(talk)["part"] == "motherboard"
    talk.wait(TWO_DAYS + 1)
    talk.ask("/fall")
    assert talk.history.case == Case()


def test_the_windows_version_is_a_choice_and_outlasts_the_case(talk: Talk) -> None:
    talk.ask(f"{CODE} på windows 10")
    talk.wait(TWO_DAYS + 1)
    talk.ask("hej")
    assert (talk.history.case, talk.history.windows) == (Case(), "10")


# --- Kept without personal data


def test_a_case_contains_only_names_of_facts(talk: Talk, corpus: Corpus) -> None:
    talk.ask(f"{CODE}, jag heter Anna Svensson och har bytt moderkort på DESKTOP-AB12CD3, har kört felsökaren")
    case = talk.history.case
    known = corpus.facts.facts
    assert all(value in known[name].values for name, value in case.facts)
    assert set(case.tried) <= set(corpus.facts.tried)
    assert "Anna" not in repr(talk.history)
    assert "AB12" not in repr(talk.history)


def test_a_case_is_loaded_as_it_was_dumped(talk: Talk) -> None:
    talk.ask(f"{CODE}, jag har bytt moderkort och är inte it-tekniker, har kört felsökaren")
    talk.not_helped()
    written = msgspec.json.encode(talk.history)
    assert msgspec.json.decode(written, type=ChatHistory) == talk.history
    assert len(json.dumps(json.loads(written))) < 8000


def test_the_facts_of_a_case_decide_which_way_another_answer_shows(talk: Talk) -> None:
    talk.ask("jag har en egen nyckel och har kört felsökaren, 0x803F7001")
    turn = talk.ask("0xC004F211")
    assert turn.outcome.question is None
    assert "Ändra produktnyckel" in turn.replies[0].text


def test_the_facts_of_one_person_are_unknown_in_another_chat(assistant: Assistant) -> None:
    one, other = Talk(assistant, heard="called"), Talk(assistant, heard="called")
    one.ask(f"{CODE}, jag har bytt moderkort")
    other.ask(CODE)
    assert facts(one) != facts(other) == {}
    assert sections(other.shown) == ["no-valid-license"]
