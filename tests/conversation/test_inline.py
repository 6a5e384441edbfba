"""Articles to choose from in any chat while a user types after the bot's name."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.channels.telegram.outgoing.render import render
from bot.conversation import Assistant
from bot.conversation.inline import MAX_ARTICLES, InlineArticle, inline_articles
from bot.conversation.scene import Scene
from bot.conversation.turn import CopyButton, LinkButton, ShareButton
from bot.corpus import Corpus, Windows
from bot.understanding import Match
from tests.conversation.talk import KEY, NOW, Talk, letters, swedish, untold

WORKING = (LinkButton, CopyButton, ShareButton)  # buttons that need no bot behind them


def found(assistant: Assistant, query: str, client_language: str | None = "sv") -> list[str]:
    """Return the ids of the sections that are offered for what was typed, best first."""
    articles, _ = assistant.inline(query, NOW, client_language)
    return [article.section for article in articles]


def every_article(assistant: Assistant, language: str, windows: Windows = "11") -> list[InlineArticle]:
    """Return the article of every section."""
    scene = Scene(assistant.config, language, windows, NOW)
    return [inline_articles("x", (Match(name, 1.0),), scene)[0] for name in assistant.config.corpus.sections]


@pytest.mark.parametrize("query", ["", " ", "\n"])
def test_before_anything_is_typed_the_most_asked_sections_are_offered_in_their_order(
    assistant: Assistant, corpus: Corpus, query: str
) -> None:
    assert found(assistant, query) == list(corpus.most_asked)
    assert corpus.most_asked[0] == "activate-windows"
    assert len(corpus.most_asked) <= MAX_ARTICLES


@pytest.mark.parametrize(
    ("query", "section"),
    [
        ("moderkort", "hardware-changed"),
        ("mod", "hardware-changed"),
        ("moderkortet bytt", "hardware-changed"),
        ("nyckeln är spärrad", "key-blocked"),
        ("0xC004F211", "hardware-changed"),
        ("c004f211", "hardware-changed"),
        ("C004F211", "hardware-changed"),
        ("0xC004F111", "hardware-changed"),
        ("felkod 0x80072F8F", "wrong-date-or-time"),
        ("0xC004F210", "edition-mismatch"),
    ],
)
def test_the_answer_to_the_typed_text_is_offered_first(assistant: Assistant, query: str, section: str) -> None:
    assert found(assistant, query)[0] == section


@pytest.mark.parametrize(
    "begun",
    ["0xC004F2", "0xc004f2", "c004f2", "0xC004", "0x8007", "8007", "0xC004C00"],
)
def test_an_incomplete_code_offers_all_codes_that_begin_with_it(
    assistant: Assistant, corpus: Corpus, begun: str
) -> None:
    prefix = f"0x{begun.removeprefix('0x')}".casefold()
    expected = {
        section.id
        for code, owners in corpus.sections_by_code.items()
        for section in owners
        if code.casefold().startswith(prefix)
    }
    offered = found(assistant, begun)
    assert set(offered) <= expected
    assert len(offered) == min(len(expected), MAX_ARTICLES)


def test_the_answers_get_fewer_while_a_code_is_typed(assistant: Assistant) -> None:
    counts = [len(found(assistant, "0xC004F211"[:length])) for length in range(3, 11)]
    assert counts == sorted(counts, reverse=True)
    assert (counts[0], counts[-1]) == (MAX_ARTICLES, 1)


@pytest.mark.parametrize(
    "query", ["xyzzy", "asdfgh qwerty", "blir det regn i Göteborg imorgon?", "hej", "😀", "kms crack"]
)
@pytest.mark.parametrize(("language", "miss"), [("sv", None), ("en", "No match. Ask me in a private chat")])
def test_if_nothing_matches_only_the_private_chat_is_offered(
    assistant: Assistant, query: str, language: str, miss: str | None
) -> None:
    articles, button = assistant.inline(query, NOW, language)
    assert articles == ()
    assert button == (miss or swedish("No match. Ask me"))


@pytest.mark.parametrize("query", [KEY, f"min nyckel är {KEY}", f"0xC004F211 {KEY}", KEY.replace("-", "")])
def test_a_typed_product_key_is_in_no_article(assistant: Assistant, query: str) -> None:
    assert letters(KEY) not in letters(assistant.inline(query, NOW, "sv"))


def test_the_code_beside_a_product_key_is_looked_up(assistant: Assistant) -> None:
    assert found(assistant, f"{KEY} 0xC004F211") == ["hardware-changed"]


@pytest.mark.parametrize("query", ["nyckel", "windows", "aktivera", "licens", "fel", "0xC", "0x"])
def test_at_most_ten_articles_are_offered_and_none_twice(assistant: Assistant, query: str) -> None:
    offered = found(assistant, query)
    assert len(offered) == len(set(offered)) <= 10 == MAX_ARTICLES


def test_all_codes_of_a_text_are_looked_up(assistant: Assistant) -> None:
    assert found(assistant, "0xC004F211 0x80072F8F") == ["hardware-changed", "wrong-date-or-time"]


# --- The inserted answer


def test_the_inserted_text_is_the_whole_answer_of_the_bot(assistant: Assistant, talk: Talk) -> None:
    ((article, *_), _) = assistant.inline("0xC004F211", NOW, "sv")
    assert untold(talk.ask("0xC004F211"), article.reply.whole) == []
    assert not talk.shown.outcome.question or talk.shown.outcome.question.text not in article.reply.whole


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("windows", get_args(Windows))
def test_every_answer_is_one_message(assistant: Assistant, language: str, windows: Windows) -> None:
    for article in every_article(assistant, language, windows):
        assert len(render(article.reply, "aktiveringsbot")) == 1, article.section


def test_only_buttons_that_need_no_bot_are_left(assistant: Assistant, corpus: Corpus) -> None:
    for article in every_article(assistant, "sv"):
        buttons = [button for row in article.reply.buttons for button in row]
        assert all(isinstance(button, WORKING) for button in buttons)
        assert all(row for row in article.reply.buttons), "no row is empty"
        links = [(button.text, button.url) for button in buttons if isinstance(button, LinkButton)]
        assert links == list(corpus.links(corpus.sections[article.section], "11", "sv"))
        assert [button.payload for button in buttons if isinstance(button, ShareButton)] == [article.section]


def test_the_buttons_of_an_inserted_answer_work_in_any_chat(assistant: Assistant) -> None:
    for article in every_article(assistant, "sv"):
        (message,) = render(article.reply, "aktiveringsbot")
        keys = {key for row in message.keyboard for button in row for key in button}
        assert keys <= {"text", "url", "copy_text"}


def test_an_article_is_called_by_its_first_code_and_its_title(assistant: Assistant, corpus: Corpus) -> None:
    for article in every_article(assistant, "sv"):
        section = corpus.sections[article.section]
        assert article.title == " ".join([*section.codes[:1], section.title])


def test_an_article_is_described_by_what_the_error_means(assistant: Assistant, corpus: Corpus) -> None:
    described = [article.description for article in every_article(assistant, "sv")]
    assert all(line and "\n" not in line and not line.startswith(("#", "1.", "-")) for line in described)
    assert len(set(described)) == len(described)
    for article in every_article(assistant, "sv"):
        assert corpus.body(corpus.sections[article.section], "11").startswith(article.description)


def test_english_speakers_are_told_that_the_steps_are_in_swedish(assistant: Assistant) -> None:
    assert {article.reply.text.split("\n\n")[0] for article in every_article(assistant, "en")} == {
        "For now the steps are only available in Swedish."
    }


@pytest.mark.parametrize("language", [None, "fi", "", "EN"])
def test_an_unsupported_app_language_means_the_default_language(assistant: Assistant, language: str | None) -> None:
    assert assistant.inline("", NOW, language) == assistant.inline("", NOW, "sv")


def test_an_unknown_code_offers_the_section_on_other_codes(assistant: Assistant) -> None:
    articles, _ = assistant.inline("0x80240034", NOW)
    assert [article.section for article in articles] == ["other-codes"]


def test_the_steps_are_for_the_windows_version_that_is_named(assistant: Assistant) -> None:
    articles, _ = assistant.inline("windows 10 0xC004F211", NOW)
    assert "Uppdatering och säkerhet" in articles[0].reply.whole


@pytest.mark.parametrize("query", ["kanelbullar recept", "kanelbullar", "väder stockholm", "flyg till", "restaurang"])
def test_text_about_another_subject_offers_only_the_private_chat(assistant: Assistant, query: str) -> None:
    articles, miss = assistant.inline(query, NOW, "sv")
    assert (articles, bool(miss)) == ((), True)


@pytest.mark.parametrize(
    ("query", "section"),
    [("igår 0xC004F074 men nu 0xC004C003", "key-blocked"), ("inte 0xC004F074 utan 0xC004C003", "key-blocked")],
)
def test_the_current_code_is_offered_before_a_denied_one(assistant: Assistant, query: str, section: str) -> None:
    assert found(assistant, query)[0] == section
