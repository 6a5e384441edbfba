"""The choice of the question to ask back, and the effect of an answer to it.

The question is chosen whose answer is expected to give most information, in bits, about what the user needs: which
section, and within a section which way (mutual information; Cover and Thomas, Elements of Information Theory, 2.3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log2

from bot.conversation.actions import UNKNOWN, Answer
from bot.conversation.history import Case
from bot.conversation.questions.ways import Way, first_of, fitting, ways
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Button
from bot.corpus import Inquiry, Option, Section

Chances = Mapping[str, float]  # probabilities of sections, by id

MIN_BITS = 0.3  # a question that is expected to give less information is not asked
MAX_IN_A_ROW = 3  # questions
NEUTRAL = 1.0  # weight of an option for a section that it says nothing about
FAVOURED = 6.0  # weight of an option that speaks for the section
REJECTED = 0.1  # weight of an option that speaks against it
SHORT_LABEL = 18  # characters of a button that leave room for another one in the same row
DOUBT = 0.05  # probability of all sections that a text does not suggest, together
LABELS_A_ROW = 2  # buttons; three do not fit a phone


def for_sections(chances: Chances, scene: Scene, row: int = 0) -> Inquiry | None:
    """Return the inquiry that best tells sections apart; None if none is worth asking.

    `row` is the number of questions asked in a row before.
    """
    if row >= MAX_IN_A_ROW:
        return None
    return _best(scene, lambda inquiry: _bits_on_sections(inquiry, chances))


def for_ways(section: Section, scene: Scene, row: int = 0) -> Inquiry | None:
    """Return the inquiry that decides which way of a section comes first.

    Returns None if the facts decide it, or if no inquiry can. `row` is the number of questions asked in a row before.
    """
    case, listed = scene.case, ways(section, scene)
    way = first_of(listed, section, case, dict(case.facts))
    if row >= MAX_IN_A_ROW or way is None or not way.part.when or case.fits(way.part.when):
        return None
    open_facts = {
        condition.fact
        for other in fitting(listed, case)
        if not other.part.last
        for condition in other.part.when
        if case.value(condition.fact) is None
    }
    return _best(
        scene, lambda inquiry: _bits_on_ways(inquiry, listed, section, case) if inquiry.fact in open_facts else 0.0
    )


def for_answer(section: Section, scene: Scene) -> Inquiry | None:
    """Return the inquiry to ask with a section: one that decides between its ways, else one that leads to others."""
    listed = (scene.corpus.inquiries[name] for name in section.asks)
    return for_ways(section, scene) or next((inquiry for inquiry in listed if _is_open(inquiry, scene)), None)


def next_of_tree(scene: Scene) -> Inquiry | None:
    """Return the first inquiry of the corpus that was not asked and whose answer is not known."""
    return next((inquiry for inquiry in scene.corpus.inquiries.values() if _is_open(inquiry, scene)), None)


def after(option: Option, inquiry: Inquiry, chances: Chances) -> dict[str, float]:
    """Return the probabilities of sections after an option was chosen (Bayes), likeliest first."""
    place = inquiry.options.index(option)
    weighed = {name: chance * _likelihoods(inquiry, name)[place] for name, chance in chances.items()}
    whole = sum(weighed.values()) or 1.0
    return dict(sorted(((name, weight / whole) for name, weight in weighed.items()), key=lambda one: -one[1]))


def prior(scene: Scene) -> dict[str, float]:
    """Return the probabilities of sections for a user about whom nothing is known."""
    return {name: 1 / len(scene.corpus.sections) for name in scene.corpus.sections}


def open_minded(chances: Chances, scene: Scene) -> dict[str, float]:
    """Return probabilities above zero for every section, because an answer may favour one that was not suggested."""
    expected = prior(scene)
    if not chances:
        return expected
    return {name: (1 - DOUBT) * chances.get(name, 0.0) + DOUBT * share for name, share in expected.items()}


def knowing(chances: Chances, scene: Scene) -> dict[str, float]:
    """Return the probabilities of sections, given the facts of the case as answers to inquiries."""
    found = dict(chances)
    for inquiry in scene.corpus.inquiries.values():
        value = scene.case.value(inquiry.fact) if inquiry.fact else None
        option = option_of(inquiry, value) if value else None
        if option:
            found = after(option, inquiry, found)
    return found


def tells_apart(before: Case, scene: Scene) -> bool:
    """Return whether an inquiry about a fact that was not known `before` favours some sections."""
    case = scene.case
    news = [
        inquiry
        for inquiry in scene.corpus.inquiries.values()
        if inquiry.fact and case.value(inquiry.fact) not in (None, before.value(inquiry.fact))
    ]
    return any(option.favours for inquiry in news for option in inquiry.options)


def option_of(inquiry: Inquiry, value: str) -> Option | None:
    """Return the option with a value; None for "I do not know" and for an unknown value."""
    return next((option for option in inquiry.options if option.value == value), None)


def option_rows(inquiry: Inquiry, scene: Scene) -> tuple[tuple[Button, ...], ...]:
    """Return the options of an inquiry as rows of buttons, "I do not know" last."""
    values = (*(option.value for option in inquiry.options), UNKNOWN)
    rows: list[tuple[Button, ...]] = []
    for label, value in zip(option_labels(inquiry, scene), values, strict=True):
        button = ActionButton(label, Answer(inquiry.id, value))
        if rows and len(rows[-1]) < LABELS_A_ROW and len(label) <= SHORT_LABEL >= len(rows[-1][0].text):
            rows[-1] = (*rows[-1], button)
        else:
            rows.append((button,))
    return tuple(rows)


def option_labels(inquiry: Inquiry, scene: Scene) -> tuple[str, ...]:
    """Return the labels of an inquiry's options, "I do not know" last."""
    return (*(option.label for option in inquiry.options), scene.say("I do not know"))


def _best(scene: Scene, bits: Callable[[Inquiry], float]) -> Inquiry | None:
    worth = {inquiry.id: bits(inquiry) for inquiry in scene.corpus.inquiries.values() if _is_open(inquiry, scene)}
    best = max(worth, key=worth.__getitem__, default=None)
    return scene.corpus.inquiries[best] if best is not None and worth[best] >= MIN_BITS else None


def _is_open(inquiry: Inquiry, scene: Scene) -> bool:
    """Return whether an inquiry may be asked: its answer is not known, and can come back."""
    case = scene.case
    is_known = inquiry.fact is not None and case.value(inquiry.fact) is not None
    return scene.heard != "guest" and inquiry.id not in case.asked and not is_known


def _likelihoods(inquiry: Inquiry, section: str) -> list[float]:
    """Return, for each option, the probability that a user who needs a section chooses it."""
    weights = [_weight(option, section) for option in inquiry.options]
    whole = sum(weights)
    return [weight / whole for weight in weights]


def _weight(option: Option, section: str) -> float:
    if section in option.favours:
        return FAVOURED
    return REJECTED if section in option.rejects else NEUTRAL


def _bits_on_sections(inquiry: Inquiry, chances: Chances) -> float:
    """Return the mutual information of the answer and the section, in bits."""
    whole = sum(chances.values()) or 1.0
    totals, expected = [0.0] * len(inquiry.options), 0.0
    for name, chance in chances.items():
        share, likelihoods = chance / whole, _likelihoods(inquiry, name)
        totals = [total + share * likelihood for total, likelihood in zip(totals, likelihoods, strict=True)]
        expected += share * _entropy(likelihoods)
    return _entropy(totals) - expected


def _bits_on_ways(inquiry: Inquiry, listed: Sequence[Way], section: Section, case: Case) -> float:
    """Return the entropy of the way that comes first after an answer, in bits."""
    facts, fact = dict(case.facts), inquiry.fact or ""
    firsts = [first_of(listed, section, case, {**facts, fact: option.value}) for option in inquiry.options]
    places = [way and way.place for way in firsts]
    return _entropy([places.count(place) / len(places) for place in set(places)])


def _entropy(shares: Iterable[float]) -> float:
    """Return the entropy of probabilities, in bits."""
    return -sum(share * log2(share) for share in shares if share > 0)
