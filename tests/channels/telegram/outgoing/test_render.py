"""Replies become messages that Telegram accepts: its HTML, its limits, its buttons. TDLib checks them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from telegram.constants import MessageLimit
from telegram.helpers import create_deep_linked_url

from bot.channels.markdown import plain
from bot.channels.telegram.outgoing.render import (
    MAX_BUTTON_TEXT,
    MAX_ENTITIES,
    MAX_TEXT,
    Message,
    deep_link,
    render,
    utf16_length,
)
from bot.conversation import ActionButton, Assistant, ChatHistory, CopyButton, LinkButton, Press, Reply, ShareButton
from bot.conversation.actions import More, Rate, ShowCode, ShowSection
from bot.corpus import LANGUAGES, WINDOWS, Corpus, Windows
from tests.botapi.methods.checks import INVISIBLE, check_keyboard, check_text
from tests.botapi.tdlib import ParsedText, parse_html
from tests.conversation.talk import NOW

BUTTON = ActionButton("Visa", ShowCode("0xC004F211"))
USERNAME = "aktivering_test_bot"
SHARE = ShareButton("Dela", "Delar i datorn har bytts ut & mer?", "hardware-changed")
SHOW = {"text": "Visa", "callback_data": '["c","0xC004F211"]'}


def texts(markdown: str, folded: str = "") -> list[str]:
    return [parse_html(message.html).text for message in render(Reply(markdown, folded=folded))]


def shown(message: Message) -> ParsedText:
    """Return a message as people see it. Fails if Telegram would reject it."""
    check_keyboard({"inline_keyboard": message.keyboard})
    return check_text({"text": message.html, "parse_mode": "HTML"})


def test_the_limits_are_those_of_telegram() -> None:
    assert MAX_TEXT == MessageLimit.MAX_TEXT_LENGTH
    assert MAX_ENTITIES == MessageLimit.MESSAGE_ENTITIES


def test_markdown_becomes_the_few_tags_that_telegram_knows() -> None:
    (message,) = render(Reply("# Rubrik\n\nEtt **fett** ord och `kod`.\n\n1. Ett\n2. Två\n\n- Tre\n\n## Mer\nSlut."))
    assert message.html == (
        "<b>Rubrik</b>\n\nEtt <b>fett</b> ord och <code>kod</code>.\n\n1. Ett\n2. Två\n\n• Tre\n\n<b>Mer</b>\nSlut."
    )
    assert message.keyboard == []


def test_text_that_looks_like_html_is_escaped() -> None:
    (message,) = render(Reply('Välj `<b>&amp;</b>` och a < b & "c" > d'))
    assert shown(message).text == 'Välj <b>&amp;</b> och a < b & "c" > d'


def test_buttons_of_every_kind_are_rendered() -> None:
    buttons = (
        (LinkButton("Artikel", "https://support.microsoft.com/sv-se/windows"),),
        (CopyButton("Kopiera", "ms-settings:activation"), BUTTON),
        (ActionButton("👍", Rate("hardware-changed", 2, helped=True)),),
    )
    (message,) = render(Reply("hej", buttons))
    assert shown(message).text == "hej"
    assert message.keyboard == [
        [{"text": "Artikel", "url": "https://support.microsoft.com/sv-se/windows"}],
        [{"text": "Kopiera", "copy_text": {"text": "ms-settings:activation"}}, SHOW],
        [{"text": "👍", "callback_data": '["r","hardware-changed",2,true]'}],
    ]


def shared(message: Message) -> tuple[str, str]:
    """Return the link and the text that the only button of a message shares."""
    ((button,),) = message.keyboard
    parts = urlsplit(button["url"])
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "t.me", "/share/url")
    told = parse_qs(parts.query, strict_parsing=True)
    assert list(told) == ["url", "text"]
    return told["url"][0], told["text"][0]


def test_an_answer_is_shared_as_a_link_that_opens_the_bot_at_it() -> None:
    (message,) = render(Reply("hej", ((SHARE,),)), USERNAME)
    shown(message)
    assert message.keyboard[0][0]["text"] == "Dela"
    assert shared(message) == (f"https://t.me/{USERNAME}?start=hardware-changed", SHARE.title)


def test_shared_titles_may_contain_any_character() -> None:
    odd = replace(SHARE, title="å & ö = 100 % #1 +?\n👍")
    (message,) = render(Reply("hej", ((odd,),)), USERNAME)
    shown(message)
    assert shared(message)[1] == odd.title


def test_a_bot_without_a_username_has_no_share_button() -> None:
    rows = ((BUTTON, SHARE), (SHARE,), (BUTTON,))
    assert render(Reply("hej", rows))[0].keyboard == [[SHOW], [SHOW]]
    assert render(Reply("hej", ((SHARE,),)))[0].keyboard == []
    assert [len(row) for row in render(Reply("hej", rows), USERNAME)[0].keyboard] == [2, 1, 1]


def test_telegram_opens_the_link_of_every_section(corpus: Corpus) -> None:
    for section in corpus.sections:
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", section), "core.telegram.org/bots/features, Deep Linking"
        assert deep_link(USERNAME, section) == create_deep_linked_url(USERNAME, section)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_has_its_own_share_button(assistant: Assistant, language: str) -> None:
    for section in assistant.config.corpus.sections.values():
        (reply,) = assistant.respond(Press(More(section.id), NOW, client_language=language), ChatHistory()).replies
        buttons = [button for row in reply.buttons for button in row if isinstance(button, ShareButton)]
        assert [(button.payload, button.title) for button in buttons] == [(section.id, section.title)]
        links = [button["url"] for button in flat(render(reply, USERNAME)) if "share" in button.get("url", "")]
        assert len(links) == 1
        assert not any("t.me" in button.get("url", "") for button in flat(render(reply)))


def flat(messages: list[Message]) -> list[dict[str, Any]]:
    """Return the buttons of messages, row by row."""
    return [button for message in messages for row in message.keyboard for button in row]


def test_the_button_that_most_people_should_press_is_green() -> None:
    (message,) = render(Reply("hej", ((replace(BUTTON, is_primary=True), BUTTON),)))
    shown(message)
    assert message.keyboard == [[SHOW | {"style": "success"}, SHOW]]


def test_a_label_that_phones_would_cut_ends_in_an_ellipsis() -> None:
    labels = ["x" * MAX_BUTTON_TEXT, "x" * (MAX_BUTTON_TEXT + 1)]
    (message,) = render(Reply("hej", tuple((CopyButton(label, "a"),) for label in labels)))
    assert [row[0]["text"] for row in message.keyboard] == [labels[0], "x" * (MAX_BUTTON_TEXT - 1) + "…"]


def test_a_long_reply_is_split_between_steps_and_the_last_message_carries_the_buttons() -> None:
    steps = [f"{number}. Steg {number}: öppna **Inställningar**." for number in range(1, 301)]
    messages = render(Reply("\n".join(["# Många steg", "", *steps]), ((BUTTON,),)))
    assert len(messages) > 2
    assert [message.keyboard for message in messages] == [[] for _ in messages[:-1]] + [[[SHOW]]]
    lines = [line for message in messages for line in shown(message).text.split("\n") if line]
    assert lines == ["Många steg", *(step.replace("*", "") for step in steps)]


def test_4096_characters_fit_into_one_message_and_4097_into_two() -> None:
    assert texts("a" * 2000 + "\n\n" + "b" * 2094) == ["a" * 2000 + "\n\n" + "b" * 2094]
    assert texts("a" * 2000 + "\n\n" + "b" * 2095) == ["a" * 2000, "b" * 2095]


def test_characters_count_as_utf16_units() -> None:
    assert [utf16_length(text) for text in ("", "å", "👍", "👨‍👩‍👧")] == [0, 1, 2, 8]
    assert texts("👍" * 1000 + "\n\n" + "👍" * 1047) == ["👍" * 1000 + "\n\n" + "👍" * 1047]
    assert texts("👍" * 1000 + "\n\n" + "👍" * 1048) == ["👍" * 1000, "👍" * 1048]


def test_escapes_do_not_count() -> None:
    (message,) = render(Reply("`<`" + "&" * 4095))
    assert len(message.html) > MAX_TEXT
    assert shown(message).text == "<" + "&" * 4095


def test_100_entities_fit_into_one_message_and_101_into_two() -> None:
    halves = ["**a** " * 50, "`b` " * 50]
    assert len(render(Reply("\n\n".join(halves)))) == 1
    first, second = render(Reply("\n\n".join([*halves, "**c**"])))
    assert len(shown(first).entities) == MAX_ENTITIES
    assert shown(second).text == "c"


@pytest.mark.parametrize("mark", ["", "**", "`"])
@pytest.mark.parametrize("letter", ["x", "👍"])
def test_a_paragraph_over_the_limit_continues_in_the_next_message(letter: str, mark: str) -> None:
    messages = [shown(message) for message in render(Reply(f"{mark}{letter * 10_000}{mark}"))]
    assert "".join(message.text for message in messages) == letter * 10_000
    # Formatting is closed in each message and opened again in the next.
    assert all(bool(message.entities) == bool(mark) for message in messages)


def test_a_paragraph_with_too_many_entities_continues_in_the_next_message() -> None:
    messages = [shown(message) for message in render(Reply("**a**-" * 250))]
    assert [len(message.entities) for message in messages] == [100, 100, 50]
    assert "".join(message.text for message in messages) == "a-" * 250


def test_a_paragraph_with_many_entities_that_fits_is_not_split() -> None:
    assert texts("**a**-" * 60) == ["a-" * 60]


def folded_in(message: Message) -> list[str]:
    """Return the folded texts of a message, one per quotation."""
    seen = shown(message)
    return [seen.covered(entity) for entity in seen.entities if entity["type"] == "expandable_blockquote"]


def marks(message: Message) -> int:
    """Return the number of entities that Telegram counts in a message, including quotations."""
    return len(parse_html(message.html).entities)


def test_folded_text_is_in_an_expandable_quotation_below() -> None:
    (message,) = render(Reply("# Rubrik\n\nEtt ord.", ((BUTTON,),), folded="Mer.\n\n## Om\n1. Ett **fett**\n2. `Två`"))
    assert message.html == (
        "<b>Rubrik</b>\n\nEtt ord.\n\n<blockquote expandable>"
        "Mer.\n\n<b>Om</b>\n1. Ett <b>fett</b>\n2. <code>Två</code></blockquote>"
    )
    assert folded_in(message) == ["Mer.\n\nOm\n1. Ett fett\n2. Två"]
    assert message.keyboard == [[SHOW]]


def test_a_reply_may_be_entirely_folded() -> None:
    (message,) = render(Reply("", folded="Mer."))
    assert message.html == "<blockquote expandable>Mer.</blockquote>"


def test_text_that_looks_like_the_end_of_a_quotation_is_escaped() -> None:
    (message,) = render(Reply("hej", folded="a </blockquote> b `</blockquote>`"))
    assert folded_in(message) == ["a </blockquote> b </blockquote>"]


def test_folded_text_counts_towards_the_limits() -> None:
    assert texts("a" * 2000, folded="b" * 2094) == ["a" * 2000 + "\n\n" + "b" * 2094]
    assert texts("a" * 2000, folded="b" * 2095) == ["a" * 2000, "b" * 2095]


def test_folded_text_over_the_limit_continues_folded_in_the_next_messages() -> None:
    steps = [f"{number}. Steg {number}: öppna **Inställningar**." for number in range(1, 301)]
    messages = render(Reply("Hej.", ((BUTTON,),), folded="\n".join(steps)))
    assert len(messages) > 2
    assert all(message.html.endswith("</blockquote>") for message in messages)
    assert shown(messages[0]).text.startswith("Hej.\n\n1. ")
    assert all(message.html.startswith("<blockquote expandable>") for message in messages[1:])
    quotations = [quotation for message in messages for quotation in folded_in(message)]
    assert len(quotations) == len(messages)
    assert "\n".join(quotations).split("\n") == [step.replace("*", "") for step in steps]
    assert [message.keyboard for message in messages] == [[] for _ in messages[:-1]] + [[[SHOW]]]


@pytest.mark.parametrize("mark", ["", "**", "`"])
@pytest.mark.parametrize("letter", ["x", "👍"])
def test_a_folded_paragraph_over_the_limit_continues_in_the_next_message(letter: str, mark: str) -> None:
    messages = render(Reply("Hej.", folded=f"{mark}{letter * 10_000}{mark}"))
    assert "".join("".join(folded_in(message)) for message in messages) == letter * 10_000


def test_a_quotation_counts_as_one_entity() -> None:
    (message,) = render(Reply("`b` " * 50, folded="`b` " * 49))
    assert marks(message) == MAX_ENTITIES
    first, second = render(Reply("`b` " * 50, folded="`b` " * 50))
    assert (marks(first), marks(second)) == (50, 51)


def test_a_folded_paragraph_with_too_many_entities_continues_in_the_next_message() -> None:
    messages = render(Reply("", folded="**a**-" * 250))  # the quotation is one of each message's entities
    assert [marks(message) for message in messages] == [MAX_ENTITIES, MAX_ENTITIES, 53]
    assert "".join("".join(folded_in(message)) for message in messages) == "a-" * 250


@pytest.mark.parametrize("windows", WINDOWS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_section_is_one_message_with_its_folded_text_in_one_quotation(
    assistant: Assistant, language: str, windows: Windows
) -> None:
    for section in assistant.config.corpus.sections:
        for action in (ShowSection(section), More(section)):
            (reply,) = assistant.respond(Press(action, NOW, client_language=language), ChatHistory(windows)).replies
            (message,) = render(reply, USERNAME)
            assert folded_in(message) == list(filter(None, [plain(reply.folded)]))
            assert [button["style"] for button in flat([message]) if "style" in button] in ([], ["success"])


MARKDOWN = st.lists(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80),
        st.sampled_from(
            ["# ", "**", "`", "\n", "\n\n", "1. ", "- ", "> ", "<b>", "&lt;", "[a](http://b.se)", "👍" * 999]
        ),
    ),
    max_size=30,
).map("".join)


@given(MARKDOWN, MARKDOWN | st.just(""))
def test_telegram_accepts_every_reply(markdown: str, folded: str) -> None:
    assume(not INVISIBLE.fullmatch(plain(markdown)))
    for message in render(Reply(markdown, ((BUTTON, SHARE),), folded=folded), USERNAME):
        shown(message)
