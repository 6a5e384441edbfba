"""Friendly replies to messages without a problem to solve."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.conversation import Assistant, ChatHistory, Question, respond
from bot.conversation.answers.small_talk import TOPICS
from bot.conversation.events import Attachment
from bot.corpus import Corpus
from bot.understanding import Understanding
from tests.conversation.talk import ANYWHERE, NOW, Talk, labels, links, remembered, sections, text

PATH_10 = "Inställningar > Uppdatering och säkerhet > Aktivering"


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("hej", "smalltalk-greeting"),
        ("god morgon", "smalltalk-greeting"),
        ("hejdå", "smalltalk-goodbye"),
        ("tack så mycket", "smalltalk-thanks"),
        ("ok", "smalltalk-ok"),
        ("👍", "smalltalk-ok"),
        ("hur mår du?", "smalltalk-how-are-you"),
        ("är du en robot?", "smalltalk-robot"),
        ("vad kan du hjälpa till med?", "smalltalk-abilities"),
        ("kan jag få prata med en människa", "smalltalk-human"),
        ("var hittar jag felkoden?", "smalltalk-where-code"),
        ("det finns ingen kod", "smalltalk-no-code"),
        ("jag vet inte", "smalltalk-unsure"),
    ],
)
def test_each_kind_of_small_talk_has_its_own_reply(talk: Talk, assistant: Assistant, said: str, topic: str) -> None:
    turn = talk.ask(said)
    assert (turn.outcome.kind, turn.outcome.reason, sections(turn)) == ("smalltalk", None, [])
    assert text(turn) == assistant.config.catalogs["sv"].gettext(TOPICS[topic]).replace("{place}", ANYWHERE)
    assert remembered(turn.history) == ChatHistory()


def test_every_small_talk_topic_of_the_corpus_has_its_own_reply(assistant: Assistant, corpus: Corpus) -> None:
    topics = [topic for topic in corpus.topics if topic.startswith("smalltalk-")]
    said = {
        topic: text(respond(Question("", NOW), Understanding(topic=topic), ChatHistory(), assistant.config))
        for topic in topics
    }
    assert len(set(said.values())) == len(topics) > 20


def test_no_small_talk_reply_is_unused(corpus: Corpus) -> None:
    assert set(TOPICS) <= set(corpus.topics)


def test_the_path_to_the_code_is_that_of_the_persons_windows(assistant: Assistant) -> None:
    asked = "var hittar jag felkoden?"
    assert ANYWHERE in text(Talk(assistant).ask(asked))
    assert PATH_10 in text(Talk(assistant, history=ChatHistory(windows="10")).ask(asked))


def test_a_person_who_asks_for_a_human_is_told_how_to_reach_one(talk: Talk, corpus: Corpus) -> None:
    support = corpus.articles["contact-support"]
    assert links(talk.ask("jag vill prata med en människa")) == [(support.titles["sv"], support.urls["sv"])]
    assert links(talk.ask("jag vill prata med en människa", language="en")) == [
        (support.titles["en"], support.urls["en"])
    ]


def test_small_talk_before_a_question_does_not_hide_it(talk: Talk) -> None:
    assert sections(talk.ask("hej! moderkortet är bytt, tack på förhand"))[0] == "hardware-changed"


@pytest.mark.parametrize("attachment", get_args(Attachment))
def test_a_message_without_text_is_answered_with_advice_on_what_to_write(talk: Talk, attachment: Attachment) -> None:
    turn = talk.show(attachment)
    assert turn.outcome.kind == "smalltalk"
    assert "felkoden" in text(turn)
    assert labels(turn) == []


@pytest.mark.parametrize(
    ("attachment", "why"),
    [("file", "inte öppna filer"), ("voice", "inte lyssna på inspelningar"), ("video", "bara läsa text")],
)
def test_the_replies_to_a_file_and_a_recording_say_why_they_cannot_be_used(
    talk: Talk, attachment: Attachment, why: str
) -> None:
    assert text(talk.show(attachment)).startswith(f"Jag kan {why}. ")


def test_a_message_without_text_is_answered_in_the_language_of_its_sender(talk: Talk) -> None:
    assert text(talk.show("sticker", language="en")).startswith("I can only read text.")
