"""Safety topics: they go before every section, and honest people who use the same words are not warned."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.conversation import Assistant
from bot.corpus import Corpus
from bot.understanding import SAFETY, Reader
from tests.conversation.talk import Talk, labels, links, sections, text

MESSAGES = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "safety.jsonl").read_text(encoding="utf-8").splitlines()
]
HONEST = [row["q"] for row in MESSAGES if row["topic"] == "honest"]


@pytest.mark.parametrize("topic", sorted({row["topic"] for row in MESSAGES if row["topic"].startswith(SAFETY)}))
def test_people_in_danger_are_warned(reader: Reader, topic: str) -> None:
    asked = [row["q"] for row in MESSAGES if row["topic"] == topic]
    missed = [text for text in asked if not (reader.understand(text).topic or "").startswith(SAFETY)]
    assert len(missed) <= len(asked) / 7, missed


@pytest.mark.parametrize("said", HONEST)
def test_honest_people_are_neither_warned_nor_accused(reader: Reader, said: str) -> None:
    topic = reader.understand(said).topic or ""
    assert not topic.startswith((SAFETY, "piracy"))


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("säljaren vill att jag kör en cmd-fil som administratör, är det säkert", "safety-seller-program"),
        ("jag har kört kmspico och vill bli av med det", "safety-activator-used"),
        ("någon ringde från microsoft och sa att min licens har gått ut", "safety-fake-support"),
        ("de vill ha presentkort för att aktivera windows igen", "safety-asked-to-pay"),
    ],
)
def test_a_warning_is_a_notice_with_its_links_and_no_section(
    assistant: Assistant, corpus: Corpus, said: str, topic: str
) -> None:
    turn = Talk(assistant).ask(said)
    notice = corpus.notices[topic]
    assert (turn.outcome.kind, turn.outcome.reason, sections(turn)) == ("decline", "safety", [])
    assert turn.replies[0].whole == f"# {notice.title}\n\n{corpus.body(notice, '11', known=False)}"
    assert links(turn) == list(corpus.links(notice, "11", "sv")) == list(turn.outcome.links)
    assert labels(turn) == [f"Se också: {corpus.sections[name].title}" for name in notice.related]
    assert turn.unanswered is None


def test_a_warning_takes_precedence_over_a_code_and_offers_its_steps(talk: Talk, corpus: Corpus) -> None:
    turn = talk.ask("säljaren skickade en bat-fil som jag ska köra eftersom jag får 0xC004C003, ska jag det?")
    assert (turn.outcome.reason, turn.outcome.codes) == ("safety", ("0xC004C003",))
    assert f"Se också: {corpus.sections['key-blocked'].title}" in labels(turn)


@pytest.mark.parametrize("said", ["0xC004C003 på skärmen i butiken", "det står 0xC004C020 på skärmen"])
def test_a_code_with_a_few_words_is_answered(talk: Talk, said: str) -> None:
    assert talk.ask(said).outcome.kind == "answer"


def test_no_message_of_windows_causes_a_warning(reader: Reader, corpus: Corpus) -> None:
    shown = [message for section in corpus.sections.values() for message in section.messages]
    assert [message for message in shown if (reader.understand(message).topic or "").startswith(SAFETY)] == []


@pytest.mark.parametrize(
    "said", ["jag ringde microsoft och fick ett sms med en länk", "är visualsupport.microsoft.com äkta?"]
)
def test_the_real_portal_and_its_sms_are_not_called_a_fraud(talk: Talk, said: str) -> None:
    turn = talk.ask(said)
    assert turn.outcome.reason != "safety"
    assert "activation-portal" in sections(turn)


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("word säger att produkten inte är licensierad, bara office alltså", "neighbour-office"),
        ("datorn vill ha en återställningsnyckel för bitlocker", "neighbour-bitlocker"),
        ("min steam-nyckel till spelet är redan använd", "neighbour-program"),
    ],
)
def test_a_neighbouring_subject_is_declined_with_a_pointer(talk: Talk, corpus: Corpus, said: str, topic: str) -> None:
    turn = talk.ask(said)
    assert (turn.outcome.kind, turn.outcome.reason, sections(turn)) == ("decline", "off_topic", [])
    assert text(turn).startswith(f"# {corpus.notices[topic].title}")
    assert links(turn) == list(corpus.links(corpus.notices[topic], "11", "sv"))
