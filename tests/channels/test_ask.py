"""`ask`: the JSON that scripts rely on, and the stream of JSON Lines."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.channels.ask import answer, as_json, as_text, stream
from bot.channels.markdown import plain
from bot.conversation import Assistant, Question
from bot.corpus import WINDOWS, Corpus, Windows
from tests.conversation.talk import KEY, NOW

KEYS = [
    "kind",
    "reason",
    "sections",
    "codes",
    "unknown_codes",
    "suggestions",
    "question",
    "warnings",
    "windows",
    "language",
    "links",
    "text",
    "messages",
]


def asked(assistant: Assistant, question: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON value
    """Return the answer to one line of JSON."""
    (line,) = stream(assistant, [json.dumps({"q": question, **more})])
    assert "\n" not in line
    answered: dict[str, Any] = json.loads(line)
    return answered


@pytest.mark.parametrize(
    ("question", "kind", "reason"),
    [
        ("0xC004F211", "answer", None),
        ("0xC004F111", "unknown_code", None),
        ("0x80240034", "unknown_code", None),
        ("blir det regn i Göteborg imorgon?", "decline", "off_topic"),
        ("kms crack", "decline", "piracy"),
        ("...", "decline", "no_match"),
        ("hej", "smalltalk", None),
        ("/koder", "smalltalk", None),
    ],
)
def test_every_answer_has_the_keys_of_the_contract(
    assistant: Assistant, question: str, kind: str, reason: str | None
) -> None:
    answered = asked(assistant, question)
    assert list(answered) == KEYS
    assert (answered["kind"], answered["reason"]) == (kind, reason)
    for name in ("sections", "codes", "unknown_codes", "suggestions", "warnings", "links", "messages"):
        assert isinstance(answered[name], list)
    assert answered["messages"]
    assert answered["text"]
    if kind in ("decline", "smalltalk"):
        assert answered["sections"] == []


def test_every_key_of_an_answer_has_its_value(assistant: Assistant, corpus: Corpus) -> None:
    section = corpus.sections["no-valid-license"]
    answered = asked(assistant, "0x803F7001")
    assert answered["kind"] == "answer"
    assert answered["reason"] is None
    assert answered["sections"] == [
        {"id": "no-valid-license", "title": section.title, "score": 1.0},
        *({"id": name, "title": corpus.sections[name].title, "score": 0.0} for name in section.related),
    ]
    assert answered["codes"] == ["0x803F7001"]
    assert answered["unknown_codes"] == answered["suggestions"] == answered["warnings"] == []
    assert answered["question"] is None
    assert (answered["windows"], answered["language"]) == ("11", "sv")
    assert answered["links"] == [
        {"title": title, "url": url} for title, url in corpus.links(section, windows="11", language="sv")
    ]
    assert answered["text"].startswith(f"{section.title} (0x803F7001)\n\n")
    (message,) = answered["messages"]
    assert list(message) == ["html", "buttons"]
    assert message["html"].startswith(f"<b>{section.title} (0x803F7001)</b>\n\n")
    assert message["html"].endswith("</blockquote>")
    buttons = [button for row in message["buttons"] for button in row]
    first, *_ = answered["links"]
    assert [{"title": button["text"], "url": button["url"]} for button in buttons if "url" in button] == [first]
    assert not [button for button in buttons if "copy_text" in button]
    assert [json.loads(button["callback_data"]) for button in buttons if "callback_data" in button] == [
        ["r", "no-valid-license", 0, True],
        ["r", "no-valid-license", 0, False],
        ["t", "no-valid-license", 0, 0],
        ["m", "no-valid-license"],
        ["w", "no-valid-license", "10"],
    ]
    assert [button["style"] for button in buttons if "style" in button] == ["success"]


@pytest.mark.parametrize("windows", WINDOWS)
def test_the_text_holds_every_way_of_every_section(assistant: Assistant, corpus: Corpus, windows: Windows) -> None:
    for section in corpus.sections.values():
        text = asked(assistant, f"/start {section.id}", windows=windows)["text"]
        for part in corpus.parts(section, windows):
            assert plain(part.text) in text, f"{section.id}: {part.heading}"
            assert text.count(plain(part.text)) == 1, f"{section.id}: {part.heading}"


def test_a_question_by_the_bot_is_in_the_json_with_its_options(assistant: Assistant, corpus: Corpus) -> None:
    answered = asked(assistant, "0xC004F211")
    inquiry = corpus.inquiries["account"]
    assert list(answered["question"]) == ["id", "text", "options"]
    assert (answered["question"]["id"], answered["question"]["text"]) == (inquiry.id, inquiry.text)
    assert answered["question"]["options"] == [*(option.label for option in inquiry.options), "Vet inte"]
    assert inquiry.text in answered["text"]
    buttons = [button for row in answered["messages"][0]["buttons"] for button in row]
    assert [button["text"] for button in buttons[: len(inquiry.options) + 1]] == answered["question"]["options"]


def test_codes_are_those_of_the_message_never_the_sections_own(assistant: Assistant) -> None:
    answered = asked(assistant, "moderkortet bytt")
    assert answered["sections"][0]["id"] == "hardware-changed"
    assert answered["codes"] == []
    assert 0 < answered["sections"][0]["score"] <= 1
    assert "(0xC004F211)" in answered["text"]


def test_codes_are_listed_in_order_and_in_one_form(assistant: Assistant) -> None:
    answered = asked(assistant, "c004f211, 0x803f7001 och 0XC004F211")
    assert answered["codes"] == ["0xC004F211", "0x803F7001"]
    assert [section["id"] for section in answered["sections"]][:2] == ["hardware-changed", "no-valid-license"]
    assert len(answered["sections"]) <= 4


def test_a_near_miss_carries_suggestions_and_their_sections(assistant: Assistant, corpus: Corpus) -> None:
    answered = asked(assistant, "0xC004F111")
    assert answered["codes"] == []
    assert answered["unknown_codes"] == ["0xC004F111"]
    assert "0xC004F211" in answered["suggestions"]
    assert [section["id"] for section in answered["sections"]] == list(
        dict.fromkeys(corpus.sections_by_code[code][0].id for code in answered["suggestions"])
    )


def test_a_code_outside_the_tables_offers_other_codes(assistant: Assistant) -> None:
    answered = asked(assistant, "0x80240034")
    assert (answered["unknown_codes"], answered["suggestions"]) == (["0x80240034"], [])
    assert [section["id"] for section in answered["sections"]] == ["other-codes"]


def test_a_product_key_gets_a_warning_and_is_repeated_nowhere(assistant: Assistant) -> None:
    answered = asked(assistant, f"{KEY} fungerar inte")
    assert answered["warnings"] == ["product_key"]
    assert KEY[:5] not in json.dumps(answered)


@pytest.mark.parametrize("windows", ["10", 10])
def test_a_line_may_name_the_windows_version(assistant: Assistant, windows: str | int) -> None:
    assert asked(assistant, "0xC004F211", windows=windows)["windows"] == "10"


def test_the_text_of_a_question_overrides_the_fields_of_its_line(assistant: Assistant) -> None:
    answered = asked(assistant, "0xC004F211 på windows 11, in english", windows="10", language="sv")
    assert (answered["windows"], answered["language"]) == ("11", "en")


def test_a_line_may_name_the_language(assistant: Assistant) -> None:
    answered = asked(assistant, "hello", language="en")
    assert answered["language"] == "en"
    assert answered["text"].startswith("Hi, ")


def test_version_and_language_of_a_line_may_be_null(assistant: Assistant) -> None:
    answered = asked(assistant, "0xC004F211", windows=None, language=None)
    assert (answered["windows"], answered["language"]) == ("11", "sv")


def test_nothing_is_remembered_between_lines(assistant: Assistant) -> None:
    lines = ['{"q": "jag har windows 10, in english please"}', '{"q": "0xC004F211"}']
    first, second = map(json.loads, stream(assistant, lines))
    assert (first["windows"], first["language"]) == ("10", "en")
    assert (second["windows"], second["language"]) == ("11", "sv")


def test_lines_are_answered_one_by_one_before_the_input_ends(assistant: Assistant) -> None:
    read: list[int] = []

    def typed() -> Iterator[str]:
        for number, question in enumerate(("0xC004F211", "hej", "tack")):
            read.append(number)
            yield json.dumps({"q": question}) + "\n"

    kinds = []
    for seen, line in enumerate(stream(assistant, typed())):
        assert read == list(range(seen + 1))
        kinds.append(json.loads(line)["kind"])
    assert kinds == ["answer", "smalltalk", "smalltalk"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("hej", "not JSON"),
        ('{"q": "hej"', "not JSON"),
        ("[" * 100_000, "not JSON"),
        ('"hej"', '"q"'),
        ("[]", '"q"'),
        ("{}", '"q"'),
        ('{"q": 7}', '"q"'),
        ('{"q": null}', '"q"'),
        ('{"q": "hej", "os": "linux", "a": 1}', "a, os"),
        ('{"q": "hej", "windows": "12"}', "windows"),
        ('{"q": "hej", "windows": ["10"]}', "windows"),
        ('{"q": "hej", "language": "de"}', "language"),
        ('{"q": "hej", "language": ["sv"]}', "language"),
    ],
    ids=lambda value: value[:30],
)
def test_a_malformed_line_gets_an_error_and_the_stream_goes_on(assistant: Assistant, line: str, told: str) -> None:
    error, answered = map(json.loads, stream(assistant, [line, '{"q": "hej"}']))
    assert list(error) == ["error"]
    assert told in error["error"]
    assert answered["kind"] == "smalltalk"


def test_blank_lines_are_skipped(assistant: Assistant) -> None:
    assert list(stream(assistant, ["\n", "", "  \t\n"])) == []


@pytest.mark.parametrize("text", ["", "\\ud800", "\\u0000", "\\ud83d\\udc4d"])
def test_any_text_that_json_can_hold_is_answered(assistant: Assistant, text: str) -> None:
    (line,) = stream(assistant, [f'{{"q": "{text}"}}'])
    assert line.encode()
    assert "kind" in json.loads(line)


def test_plain_text_contains_the_content_of_buttons(assistant: Assistant, corpus: Corpus) -> None:
    turn = answer(assistant, Question("0xC004F211", NOW))
    text = as_text(turn)
    assert text.startswith(f"{as_json(turn)['text']}\n\n")
    title, url = corpus.links(corpus.sections["hardware-changed"], "11", "sv")[0]
    assert text.endswith(f"\n\n› Ja\n\n› Nej\n\n› Vet inte\n\n{title}: {url}\n\n› Jag har Windows 10")
    assert not re.search(r"\*\*|`|^#", text, re.MULTILINE)


def test_plain_text_offers_further_questions_and_asks_for_no_vote(assistant: Assistant) -> None:
    turn = answer(assistant, Question("0xC004F111", NOW))
    offered = [line for line in as_text(turn).split("\n\n") if line.startswith("› ")]
    assert offered
    assert all(line.startswith("› 0x") for line in offered)


@pytest.mark.parametrize("question", ["0xC004F211", "moderkortet bytt", "/start hardware-changed", "0x80240034"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_nobody_is_asked_to_share_or_vote_where_that_is_impossible(
    assistant: Assistant, question: str, language: str
) -> None:
    turn = answer(assistant, Question(question, NOW, language=language))
    labels = [button.text for reply in turn.replies for row in reply.buttons for button in row]
    silent = {label for label in labels if label.startswith(("👍", "👎", "Dela", "Share", "Mer", "More"))}
    assert silent
    lines = {line.removeprefix("› ").partition(": ")[0] for line in as_text(turn).splitlines()}
    assert lines.isdisjoint(silent)
    assert "t.me" not in as_text(turn)


def test_no_message_has_a_link_to_the_bot_if_its_name_is_unknown(assistant: Assistant) -> None:
    (message,) = asked(assistant, "0xC004F211")["messages"]
    assert "t.me" not in json.dumps(message)
    assert all(row for row in message["buttons"])
