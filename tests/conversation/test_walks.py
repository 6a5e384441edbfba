"""Whatever is said, sent and pressed in whatever order: no conversation breaks, and the rules hold in all of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from bot.channels.telegram.render import render
from bot.conversation import Assistant, Turn
from bot.conversation.events import Heard, Rate
from bot.conversation.replies import MOST_REMEMBERED
from tests.conversation.talk import KEY, Talk, actions, letters, ratings

SAID = (
    *("0xC004F211", "0xC004F210", "0xC004E016", "0x803FA071", "0x80240034", "0x80070005", "0xC004F111", "0xC04F211"),
    *("det funkade inte", "visa igen", "var är länken?", "jag hittar inte det", "jag fattar inte", "nu funkar det"),
    *("nej", "ja", "ok", "tack", "2", "den sista", "5", "inget av dem", "klart", "jag vet inte", "fick en ny kod"),
    *("10", "windows 10", "windows 11", "windows 7", "in english", "nej, jag menade wifi", "det gäller nyckeln"),
    *("fel på licensen", "moderkortet bytt", "...", "hej", "blir det regn i Göteborg imorgon?", "kms crack", KEY),
    *("/start", "/koder", "/windows 10", "/sprak en", "/sprak sv", "/radera", "/start 0xC004F210", "/nonsens"),
    *("fortfarande samma fel 0xC004F210", f"0xC004F211 {KEY}", "nyckeln godtas inte, ring 070-123 45 67"),
)
HEARD: tuple[Heard, ...] = ("private", "private", "called", "replied", "overheard")
STEPS = 14


def walk(assistant: Assistant, seed: int) -> Iterator[Turn]:
    """A conversation in which all is left to chance; buttons of all turns may be pressed, again and late."""
    chance, talk = random.Random(seed), Talk(assistant)  # noqa: S311 - nothing is secret here
    pressable: list[tuple[Turn, str]] = []
    for _ in range(STEPS):
        kind = chance.choice(("say", "say", "say", "press", "press", "picture", "wait"))
        if kind == "press" and pressable:
            shown, label = chance.choice(pressable)
            turn = talk.press(label, under=shown)
        elif kind == "picture":
            turn = talk.picture(chance.choice(SAID), caption=chance.choice(("", *SAID)), heard=chance.choice(HEARD))
        else:
            talk.wait(chance.choice((1, 31)) if kind == "wait" else 0)
            turn = talk.ask(chance.choice(SAID), heard=chance.choice(HEARD))
        pressable += [(turn, button.text) for button in actions(turn)]
        yield turn


@pytest.mark.parametrize("seed", range(10))
def test_the_rules_hold_in_every_conversation(assistant: Assistant, seed: int) -> None:
    for turn in (turn for part in range(10) for turn in walk(assistant, seed * 10 + part)):
        assert len(turn.memory.recent) <= MOST_REMEMBERED
        assert letters(KEY) not in letters(turn)
        assert "070-123" not in repr((turn.memory, turn.unanswered))
        assert all(message.html.strip() for reply in turn.replies for message in render(reply, "aktiveringsbot"))
        assert all(rate.rung >= 0 for rate in ratings(turn))
        assert turn.toast is None or 0 < len(turn.toast) <= 200
        assert not turn.forget or turn.memory.recent == ()
        assert not turn.delete_question or turn.outcome.warnings == ("product_key",)
        assert turn.replies or turn.toast or not (turn.vote or turn.unanswered), "who says nothing keeps nothing"


def test_a_chat_never_rates_what_it_was_not_shown(assistant: Assistant) -> None:
    """A vote is about a section that a button or an answer of the same chat was about."""
    for seed in range(100, 130):
        shown: set[str] = set()
        for turn in walk(assistant, seed):
            if turn.vote:
                assert turn.vote.section in shown
            shown.update(section.id for section in turn.outcome.sections)
            shown.update(button.action.section for button in actions(turn) if isinstance(button.action, Rate))
