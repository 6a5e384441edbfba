"""Of several codes the present one is answered, never a denied one, and the others are offered."""

from __future__ import annotations

import pytest

from bot.conversation import Assistant
from bot.understanding.codes.mentions import Mentions
from tests.conversation.talk import Talk, labels, sections

CHANGED, BLOCKED, CLOCK, KMS, UNSPECIFIED = "0xC004F211", "0xC004C003", "0x80072F8F", "0xC004F074", "0x80004005"
OWNER = {
    CHANGED: "hardware-changed",
    BLOCKED: "key-blocked",
    CLOCK: "wrong-date-or-time",
    KMS: "kms-not-reached",
    UNSPECIFIED: "unspecified-error",
}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (f"igår {CLOCK} men nu {CHANGED}", CHANGED),
        (f"nu {CHANGED}, igår {CLOCK}", CHANGED),
        (f"{CLOCK} igår och {CHANGED} idag", CHANGED),
        (f"först {CLOCK}, sen {CHANGED}", CHANGED),
        (f"förut visade den {CLOCK}, det löste sig när jag ställde klockan, och så {CHANGED}", CHANGED),
        (f"{CLOCK} är borta, i stället {CHANGED}", CHANGED),
        (f"inte {CLOCK} utan {CHANGED}", CHANGED),
        (f"det var alltså inte koden {CLOCK} jag menade utan {CHANGED}", CHANGED),
        (f"har inte fått {CLOCK}. Det som står är {CHANGED}.", CHANGED),
        (f"jag trodde det var {CLOCK} men läste fel, det är {CHANGED}", CHANGED),
        (f"grannen har {CLOCK} på sin, min dator visar {CHANGED}", CHANGED),
        (f"på nätet läste jag om {CLOCK} men min kod är {CHANGED}", CHANGED),
        (f"får {CHANGED}\n> Från: support\n> din kod {CLOCK} betyder fel tid", CHANGED),
        (f"jag får {CHANGED}\n\n-----Ursprungligt meddelande-----\nkoden {CLOCK}", CHANGED),
        (f"slui.exe {UNSPECIFIED}\nsppsvc {KMS}", KMS),
        (f"License Status: Notification, hr={UNSPECIFIED}, Reason: {KMS}", KMS),
        (f"den visar {UNSPECIFIED} men i detaljerna {KMS}", KMS),
        # If nothing says otherwise the first counts.
        (f"{CLOCK} och {CHANGED}", CLOCK),
        (f"ibland {CLOCK} ibland {CHANGED}", CLOCK),
        (f"{CLOCK} sen igår", CLOCK),
        (f"windows aktiveras inte {CLOCK} {CHANGED}", CLOCK),
        (f"igår {CLOCK}", CLOCK),
    ],
)
def test_the_current_code_is_answered_and_the_others_are_offered(assistant: Assistant, said: str, code: str) -> None:
    turn = Talk(assistant).ask(said)
    assert sections(turn)[0] == OWNER[code]
    # The codes are listed in the order of the text.
    assert list(turn.outcome.codes) == sorted(turn.outcome.codes, key=said.index)
    others = [other for other in turn.outcome.codes if other != code]
    assert all(any(label.startswith(other) for label in labels(turn)) for other in others)


def test_a_code_of_the_tables_without_a_section_counts_too(assistant: Assistant) -> None:
    turn = Talk(assistant).ask(f"igår {CHANGED} men nu 0xC004F014")
    assert turn.outcome.kind == "unknown_code"
    assert (turn.outcome.codes, turn.outcome.unknown_codes) == ((CHANGED,), ("0xC004F014",))
    assert OWNER[CHANGED] in sections(turn)


def test_a_former_code_gives_way_to_the_present_state(assistant: Assistant) -> None:
    turn = Talk(assistant).ask(f"i morse fick jag {KMS}. Nu står det: Windows har aktiverats. Är det klart?")
    assert sections(turn)[:2] == ["windows-is-activated", OWNER[KMS]]


def test_without_phrases_nothing_is_preferred() -> None:
    assert Mentions({}).weights([], []) == {}
