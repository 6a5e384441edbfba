"""Random texts, pictures and presses in any order: no conversation breaks, and the rules hold in each."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import pytest

from bot.channels.telegram.outgoing.render import render
from bot.conversation import Assistant, Turn
from bot.conversation.actions import MAX_BYTES, pack, unpack
from bot.conversation.events import Heard
from bot.conversation.history import MAX_CODES, MAX_GIVEN, MAX_REMEMBERED, MAX_SAID
from bot.conversation.questions.inquiries import MAX_IN_A_ROW
from tests.conversation.talk import KEY, TWO_DAYS, Talk, actions, buttons, copied, letters, ratings, visible

SAID = (
    *("0xC004F211", "0xC004F210", "0xC004E016", "0x803FA071", "0x80240034", "0x80070005", "0xC004F111", "0xC04F211"),
    *("0x803F7001", "0x8007232B", "0x80004005", "0xC004C003", "0xC004C008"),
    *("det funkade inte", "visa igen", "var är länken?", "jag hittar inte det", "jag fattar inte", "nu funkar det"),
    *("nej", "ja", "ok", "tack", "2", "den sista", "5", "inget av dem", "klart", "jag vet inte", "fick en ny kod"),
    *("10", "windows 10", "windows 11", "windows 7", "in english", "nej, jag menade wifi", "det gäller nyckeln"),
    *("fel på licensen", "moderkortet bytt", "...", "hej", "blir det regn i Göteborg imorgon?", "kms crack", KEY),
    *("/start", "/koder", "/windows 10", "/sprak en", "/sprak sv", "/radera", "/start 0xC004F210", "/nonsens", "/fall"),
    *("fortfarande samma fel 0xC004F210", f"0xC004F211 {KEY}", "nyckeln godtas inte, ring 070-123 45 67"),
    *("jag hade ett microsoft-konto", "nej, inget konto", "jag har en nyckel", "jag har ingen nyckel kvar"),
    *("jag är it-tekniker", "det är min egen dator", "det är en jobbdator", "jag har redan kört felsökaren"),
    *("kostar det något?", "hur lång tid tar det?", "försvinner mina filer?", "är det lagligt?", "varför hände det?"),
    *("nästa steg", "steg 2", "steg 9", "ett steg i taget", "vilket ska jag välja?", "vad heter det på engelska?"),
    *("vad är KMS?", "vad är skillnaden mellan OEM och retail?", "jag är rädd", "jävla skitdator, 0x80004005"),
    *("snorgfix", "plurr", "blah blah fjong", "det har du redan sagt", "hejdå", "provar ikväll"),
)
# Texts that ask for something by its name, and get it even if it is on the screen already.
ASKS_FOR = ("/", "in english", "visa igen", "steg 2", "steg 9", "2", "5", "nästa steg", "ett steg i taget")
HEARD: tuple[Heard, ...] = ("private", "private", "called", "replied", "overheard")
STEPS = 20


class Moved(NamedTuple):
    """A move of a walk: what was done, and the turn after it."""

    done: str
    turn: Turn


def walk(assistant: Assistant, seed: int) -> Iterator[Moved]:
    """Play a random conversation; buttons of all turns may be pressed, again and late."""
    chance, talk = random.Random(seed), Talk(assistant)  # noqa: S311 - nothing is secret here
    pressable: list[tuple[Turn, str]] = []
    for _ in range(STEPS):
        kind = chance.choice(("say", "say", "say", "press", "press", "press", "picture", "wait"))
        if kind == "press" and pressable:
            shown, label = chance.choice(pressable[-12:] if chance.random() < 0.7 else pressable)
            done, turn = label, talk.press(label, under=shown)
        elif kind == "picture":
            done = f"picture {chance.choice(SAID)}"
            turn = talk.picture(done, caption=chance.choice(("", *SAID)), heard=chance.choice(HEARD))
        else:
            talk.wait(chance.choice((1, TWO_DAYS + 1)) if kind == "wait" else 0)
            done = chance.choice(SAID)
            turn = talk.ask(done, heard=chance.choice(HEARD))
        pressable += [(turn, button.text) for button in actions(turn)]
        yield Moved(done, turn)


def talks(assistant: Assistant, seed: int) -> Iterator[Moved]:
    """Play a conversation in which only texts are sent, each different from the one before."""
    chance, talk = random.Random(seed), Talk(assistant)  # noqa: S311 - likewise
    done = ""
    for _ in range(STEPS):
        done = chance.choice([said for said in SAID if said != done])
        yield Moved(done, talk.ask(done))


@pytest.mark.parametrize("seed", range(10))
def test_the_rules_hold_in_every_conversation(assistant: Assistant, seed: int) -> None:
    for done, turn in (moved for part in range(8) for moved in walk(assistant, seed * 8 + part)):
        assert len(turn.history.recent) <= MAX_REMEMBERED, done
        assert len(turn.history.said) <= MAX_SAID
        assert len(turn.history.case.codes) <= MAX_CODES
        assert len(turn.history.case.given) <= MAX_GIVEN
        assert letters(KEY) not in letters(turn)
        assert "070-123" not in repr((turn.history, turn.unanswered))
        assert all(message.html.strip() for reply in turn.replies for message in render(reply, "aktiveringsbot"))


@pytest.mark.parametrize("seed", range(10))
def test_every_action_of_a_button_fits_and_is_unpacked_unchanged(assistant: Assistant, seed: int) -> None:
    for _, turn in walk(assistant, 1000 + seed):
        for button in actions(turn):
            data = pack(button.action)
            assert len(data.encode()) <= MAX_BYTES
            assert unpack(data) == button.action
        assert all(1 <= len(text) <= 256 for text in copied(turn))


@pytest.mark.parametrize("seed", range(10))
def test_no_button_has_only_an_emoji_as_its_label(assistant: Assistant, seed: int) -> None:
    for _, turn in walk(assistant, 2000 + seed):
        assert not [button.text for button in buttons(turn) if not re.search(r"[^\W\d_]{2,}|\d", button.text)]


@pytest.mark.parametrize("seed", range(10))
def test_an_answer_has_either_a_question_or_the_two_buttons(assistant: Assistant, seed: int) -> None:
    for done, turn in walk(assistant, 3000 + seed):
        if turn.outcome.question and turn.replies and not turn.outcome.warnings:
            assert ratings(turn) == [], done
            assert f"**{turn.outcome.question.text}**" in visible(turn), done
            assert all(exchange.row < MAX_IN_A_ROW for exchange in turn.history.recent), done


@pytest.mark.parametrize("seed", range(20))
def test_different_texts_never_get_the_same_reply_twice_in_a_row(assistant: Assistant, seed: int) -> None:
    for before, after in pairwise(talks(assistant, 4000 + seed)):
        if not after.done.startswith(ASKS_FOR):
            assert visible(before.turn) != visible(after.turn), (before.done, after.done)


@pytest.mark.parametrize("seed", range(5))
def test_the_same_moves_lead_to_the_same_replies(assistant: Assistant, seed: int) -> None:
    assert list(walk(assistant, 5000 + seed)) == list(walk(assistant, 5000 + seed))
