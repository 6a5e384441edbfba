"""A friendly word where there is nothing to solve."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.conversation import Assistant
from bot.conversation.events import Attachment
from bot.conversation.smalltalk import TOPICS
from bot.corpus import Corpus
from tests.conversation.talk import Talk, labels, links, sections, text


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
    ],
)
def test_small_talk_is_met_with_a_word_of_its_own(talk: Talk, assistant: Assistant, said: str, topic: str) -> None:
    turn = talk.ask(said)
    assert (turn.outcome.kind, turn.outcome.reason, sections(turn)) == ("smalltalk", None, [])
    assert text(turn) == TOPICS[topic](assistant.catalogs["sv"].gettext)


def test_every_topic_of_the_corpus_has_its_word_and_no_word_is_idle(corpus: Corpus) -> None:
    assert set(TOPICS) == {topic for topic in corpus.topics if topic.startswith("smalltalk-")}


def test_no_two_topics_are_met_alike() -> None:
    assert len({words(str) for words in TOPICS.values()}) == len(TOPICS)


def test_someone_who_wants_a_human_gets_the_way_to_one(talk: Talk, corpus: Corpus) -> None:
    support = corpus.articles["contact-support"]
    assert links(talk.ask("jag vill prata med en människa")) == [(support.titles["sv"], support.urls["sv"])]
    assert links(talk.ask("jag vill prata med en människa", language="en")) == [
        (support.titles["en"], support.urls["en"])
    ]


def test_small_talk_before_a_question_does_not_hide_it(talk: Talk) -> None:
    assert sections(talk.ask("hej! moderkortet är bytt, tack på förhand"))[0] == "hardware-changed"


@pytest.mark.parametrize("attachment", get_args(Attachment))
def test_what_holds_no_text_is_met_with_what_to_write_instead(talk: Talk, attachment: Attachment) -> None:
    turn = talk.show(attachment)
    assert turn.outcome.kind == "smalltalk"
    assert "felkoden" in text(turn)
    assert labels(turn) == []


def test_a_picture_and_a_recording_are_told_why_they_are_of_no_use(talk: Talk) -> None:
    assert "bilder" in text(talk.show("picture"))
    assert "inspelningar" in text(talk.show("voice"))


def test_what_holds_no_text_is_met_in_the_language_of_its_sender(talk: Talk) -> None:
    assert text(talk.show("sticker", language="en")).startswith("I can only read text.")
