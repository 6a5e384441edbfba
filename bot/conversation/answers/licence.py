"""The wording of a licence state that Windows or its tools printed."""

from __future__ import annotations

from collections.abc import Iterator

from bot.conversation.catalogs import N_
from bot.conversation.scene import Scene
from bot.understanding import LICENSED, Output, Understanding

KMS = "kms"  # a channel
MAX_DAYS_UNRENEWED = 30  # a KMS licence with fewer days left should have been renewed
CHANNELS = {  # the end of a sentence that begins with "The licence"
    "retail": N_("is of the kind that is sold separately (retail)"),
    "oem": N_("is of the kind that comes with a computer (OEM)"),
    "mak": N_("is a volume licence (MAK), for work or school"),
    KMS: N_("is a volume licence (KMS)"),
    "kms-host": N_("is for a KMS host, the activation server at work"),
    "evaluation": N_("is for an evaluation copy"),
    "subscription": N_("is part of a subscription"),
}


def printed_state(scene: Scene, understanding: Understanding) -> str:
    """Return the sentences on the licence state in a text and on the context of its code; "" if there are none."""
    state, context = understanding.output, understanding.code_context
    # The output of Office says nothing about Windows.
    sentences = list(_state(scene, state, understanding)) if state and not understanding.office else []
    if context and context.read and not context.section:  # else it is shown as the meaning of the code
        sentences.append(context.read)
    return " ".join(sentences)


def _state(scene: Scene, state: Output, understanding: Understanding) -> Iterator[str]:
    is_licensed = state.status == LICENSED
    if state.machines:
        active, total = state.machines
        yield scene.say("{active} of {total} computers are activated.", total=total, active=active)
    elif is_licensed and understanding.named_codes:
        yield scene.say("I can see from what you sent that Windows is activated, but also this error.")
    elif is_licensed:
        yield scene.say("I can see from what you sent that Windows is activated.")
    elif state.status:
        yield scene.say("I can see from what you sent that Windows is not activated.")
    if state.edition:
        yield scene.say("The edition is {edition}.", edition=state.edition)
    yield from _licence(scene, state)
    if state.count is not None:
        yield scene.say_count(
            "So far, {count} computer has contacted the KMS host.",
            "So far, {count} computers have contacted the KMS host.",
            state.count,
        )
    if state.rearms == 0 and not is_licensed:
        yield scene.say("The time to activate cannot be extended again.")


def _licence(scene: Scene, state: Output) -> Iterator[str]:
    """Yield the sentences on the kind of licence and when it ends."""
    is_licensed, channel = state.status == LICENSED, CHANNELS.get(state.channel or "")
    kind = scene.say(channel) if channel else ""
    if kind and is_licensed and state.days:
        yield scene.say_count(
            "The licence {kind} and is valid for {count} more day.",
            "The licence {kind} and is valid for {count} more days.",
            state.days,
            kind=kind,
        )
    elif kind:
        yield scene.say("The licence {kind}.", kind=kind)
    if is_licensed and state.channel == KMS and state.days and state.days < MAX_DAYS_UNRENEWED:
        yield scene.say(
            "Before then, connect the computer to the network at work or school so that the licence is renewed."
        )
    elif is_licensed and state.channel == KMS:
        yield scene.say("It renews itself when the computer is connected to the network at work or school.")
    if state.days and state.status and not is_licensed:
        yield scene.say_count(
            "You have {count} day left to activate.", "You have {count} days left to activate.", state.days
        )
