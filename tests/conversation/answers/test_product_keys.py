"""A product key in a message causes a warning and is never in the answer."""

from __future__ import annotations

import pytest

from bot.corpus import Corpus
from tests.conversation.talk import KEY, Talk, letters, sections, text, untold, visible


@pytest.mark.parametrize("shape", ["{}", "min nyckel är {}", "{} fungerar inte, 0xC004F211", "crack till {}", "hej {}"])
def test_a_product_key_causes_a_warning_and_is_never_repeated(talk: Talk, shape: str) -> None:
    turn = talk.ask(shape.format(KEY))
    assert turn.outcome.warnings == ("product_key",)
    assert "produktnyckel.**" in text(turn).splitlines()[0]
    assert letters(KEY) not in letters(turn)


def test_the_question_beside_a_product_key_is_answered(talk: Talk, corpus: Corpus) -> None:
    turn = talk.ask(f"moderkortet bytt, {KEY} godtas inte")
    assert sections(turn)[0] == "hardware-changed"
    assert untold(turn, corpus.body(corpus.sections["hardware-changed"], "11", known=False)) == []


def test_a_message_with_a_product_key_also_gets_the_next_advice(talk: Talk) -> None:
    talk.ask("0xC004F211")
    turn = talk.ask(f"fortfarande samma fel 0xC004F211 {KEY}")
    assert turn.vote is not None
    assert turn.outcome.question
    assert turn.outcome.question.text in visible(turn)


@pytest.mark.parametrize(
    "command", ["/start {}", "/hjalp {}", "/koder {}", "/windows {}", "/nyckel {}", "/start@bot {}"]
)
def test_a_product_key_after_a_command_causes_a_warning_too(talk: Talk, command: str) -> None:
    turn = talk.ask(command.format(KEY))
    assert turn.outcome.warnings == ("product_key",)
    assert "produktnyckel" in text(turn)
    assert letters(KEY) not in letters(turn)


@pytest.mark.parametrize("key", [KEY.replace("-", ""), KEY.replace("-", "_"), KEY.replace("-", "").lower()])
def test_a_product_key_in_place_of_a_command_is_not_repeated(talk: Talk, key: str) -> None:
    turn = talk.ask(f"/{key}")
    assert letters(KEY) not in letters(turn)
    assert turn.outcome.warnings == ("product_key",)


def test_a_message_without_a_product_key_causes_no_warning(talk: Talk) -> None:
    assert talk.ask("var hittar jag min produktnyckel?").outcome.warnings == ()
