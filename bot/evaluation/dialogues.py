"""The measures of a conversation: dialogues played, and a person simulated for every labelled question.

A line of a dialogues file is JSON with `turns`, each with what a person says (`say`) and what is wanted (`want`):
`kind` (several with `|`), `about`, labels of the sections that the reply may be about, null for none, with `ok_about`
for what is fine too, and `version`, the Windows version. Or it is a second turn: `before`, what was said first, `say`,
and `want` with the regular expressions `must_text` and `must_not_text` on the text of the reply and its buttons.

The simulated person asks the labelled question, answers what is asked back as somebody who needs an accepted section,
and takes what is offered if it is that section.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bot.channels.markdown import plain
from bot.conversation import ActionButton, Assistant, ChatHistory, Event, LinkButton, Press, Question, Turn
from bot.conversation.actions import UNKNOWN, Action, Answer, More, NoneOfThese, ShowCode, ShowSection
from bot.corpus import Corpus
from bot.evaluation.questions import QuestionsError, Row, Where, read_json_lines
from bot.evaluation.report import Measure

MAX_ANSWERS = 2  # of the simulated person, before the right section must be shown
BETWEEN_TURNS = timedelta(seconds=30)
LONG = 600  # characters of a reply that is long for a phone


@dataclass(frozen=True, slots=True)
class Played:
    """Turns of one conversation, and whether it went as it should."""

    turns: tuple[Turn, ...]
    right: bool
    answers: int = 0
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DialogueReport:
    """The measures of conversations, the lengths of replies in characters, and what went wrong."""

    measures: tuple[Measure, ...]
    median_length: float
    long_length: float
    mean_turns: float
    mistakes: tuple[Mapping[str, Any], ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """The report as JSON values."""
        return {
            "measures": [
                {"name": measure.name, "hits": measure.hits, "of": measure.of, "share": measure.share}
                for measure in self.measures
            ],
            "reply_length": {"median": self.median_length, "p95": self.long_length},
            "mean_turns": self.mean_turns,
            "mistakes": list(self.mistakes),
        }


def read_dialogues(paths: Iterable[Path], section_of: Mapping[str, str]) -> list[Row]:
    """The rows of dialogues files, labels turned into section ids by `section_of`.

    Raises QuestionsError where a line is not as described above.
    """
    return [{**_dialogue(row, section_of, where), "file": where.path.stem} for row, where in read_json_lines(paths)]


def _dialogue(value: Any, section_of: Mapping[str, str], where: Where) -> Row:  # noqa: ANN401 - whatever JSON holds
    """A row as it is played. Raises QuestionsError for one that is no dialogue."""
    row = value if isinstance(value, dict) else {}
    turns: list[Any]
    if isinstance(row.get("say"), str) and isinstance(row.get("before"), list):
        turns = [*({"say": said} for said in row["before"]), {"say": row["say"], "want": row.get("want", {})}]
    elif isinstance(row.get("turns"), list):
        turns = row["turns"]
    else:
        raise QuestionsError(f'{where}: a line has "turns", or "before" and "say"')
    if not all(isinstance(one, dict) and isinstance(one.get("say"), str) for one in turns):
        raise QuestionsError(f'{where}: every turn has the text "say"')
    return {"id": row.get("id"), "second": "before" in row, "turns": [_wanted(one, section_of) for one in turns]}


def _wanted(turn: Row, section_of: Mapping[str, str]) -> Row:
    want: dict[str, Any] = {**(turn.get("want") or {})}
    for key in ("about", "ok_about"):
        if want.get(key):
            want[key] = [section_of.get(label, label) for label in want[key]]
    return {"say": turn["say"], "want": want}


def play(assistant: Assistant, row: Row, at: datetime) -> Played:
    """Play a dialogue with somebody of whom nothing is remembered, from `at` on."""
    person = _Person(assistant, at)
    wrong: list[str] = []
    for turn in row["turns"]:
        person.say(turn["say"])
        wrong += [f"{turn['say']}: {fault}" for fault in _faults(person.turns[-1], turn["want"])]
    return Played(tuple(person.turns), not wrong, wrong=tuple(wrong))


def simulate(assistant: Assistant, row: Row, at: datetime) -> Played:
    """Play a person who asks a labelled question and needs one of its accepted sections."""
    accepted, corpus = frozenset(row["accept"]), assistant.config.corpus
    person = _Person(assistant, at)
    person.say(row["q"])
    answers = 0
    while not _shows(person.turns[-1], accepted) and answers < MAX_ANSWERS:
        action = _answer(person.turns[-1], accepted, corpus)
        if action is None:
            break
        person.press(action)
        answers += 1
    return Played(tuple(person.turns), _shows(person.turns[-1], accepted), answers)


class _Person:
    """Somebody in a chat of two."""

    def __init__(self, assistant: Assistant, at: datetime) -> None:
        self._assistant, self._at, self._memory = assistant, at, ChatHistory()
        self.turns: list[Turn] = []

    def say(self, text: str) -> None:
        """Write something."""
        self._turn(Question(text, self._at))

    def press(self, action: Action) -> None:
        """Press a button."""
        self._turn(Press(action, self._at))

    def _turn(self, event: Event) -> None:
        turn = self._assistant.respond(event, self._memory)
        self._memory = turn.history
        self._at += BETWEEN_TURNS
        self.turns.append(turn)


def _actions(turn: Turn) -> list[Action]:
    return [
        button.action
        for reply in turn.replies
        for row in reply.buttons
        for button in row
        if isinstance(button, ActionButton)
    ]


def _shows(turn: Turn, accepted: frozenset[str]) -> bool:
    """Whether a turn shows one of the accepted sections."""
    outcome = turn.outcome
    return outcome.kind == "answer" and bool(outcome.sections) and outcome.sections[0].id in accepted


def _answer(turn: Turn, accepted: frozenset[str], corpus: Corpus) -> Action | None:
    """What somebody does who needs one of the accepted sections and was not shown it."""
    actions = _actions(turn)
    for action in actions:
        if isinstance(action, ShowSection) and action.section in accepted:
            return action
        if isinstance(action, ShowCode) and {one.id for one in corpus.sections_by_code.get(action.code, ())} & accepted:
            return action
    if any(isinstance(action, Answer) for action in actions) and _leads_on(turn, corpus):
        return _truth(actions, accepted, corpus)
    ways_out = [action for action in actions if isinstance(action, (More, NoneOfThese))]
    return ways_out[0] if ways_out else None


def _leads_on(turn: Turn, corpus: Corpus) -> bool:
    """Whether an inquiry is about which section it is, and not about the ways of one."""
    outcome = turn.outcome
    if outcome.kind != "answer":
        return True
    return bool(outcome.question and outcome.question.id in corpus.sections[outcome.sections[0].id].asks)


def _truth(actions: list[Action], accepted: frozenset[str], corpus: Corpus) -> Action:
    """The true answer to an inquiry, as far as the accepted sections tell it."""
    answers = [action for action in actions if isinstance(action, Answer)]
    inquiry = corpus.inquiries[answers[0].inquiry]
    true = {option.value for option in inquiry.options if option.favours & accepted}
    return next((action for action in answers if action.value in true), Answer(inquiry.id, UNKNOWN))


def _faults(turn: Turn, want: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a turn."""
    outcome = turn.outcome
    if "kind" in want and outcome.kind not in want["kind"].split("|"):
        yield f"it is {outcome.kind}"
    shown = [section.id for section in outcome.sections if section.score]
    if want.get("about"):
        named = shown[:1] if outcome.kind == "answer" else shown
        if outcome.kind == "smalltalk" and (kept := turn.history.shown()):
            named = [kept.section or ""]  # a word beside the section that stays on the screen
        if not set(named) & set(want["about"]):
            yield f"it is about {shown or 'nothing'}"
    elif "about" in want and set(shown[:1]) - set(want.get("ok_about", ())):
        yield f"it is about {shown}"
    if "version" in want and outcome.windows != want["version"]:
        yield f"it is for Windows {outcome.windows}"
    said = _everything(turn)
    yield from (f"{one} is not said" for one in want.get("must_text", ()) if not re.search(one, said, re.IGNORECASE))
    yield from (f"{one} is said" for one in want.get("must_not_text", ()) if re.search(one, said, re.IGNORECASE))


def _everything(turn: Turn) -> str:
    """All that a person may read of a turn."""
    buttons = [button for reply in turn.replies for row in reply.buttons for button in row]
    labels = [button.text for button in buttons if isinstance(button, (ActionButton, LinkButton))]
    return "\n".join([*(plain(reply.whole) for reply in turn.replies), *labels])


def report(dialogues: Iterable[tuple[Row, Played]], simulated: Iterable[tuple[Row, Played]]) -> DialogueReport:
    """Count."""
    dialogues, simulated = list(dialogues), list(simulated)
    first = [played for row, played in dialogues if not row["second"]]
    second = [played for row, played in dialogues if row["second"]]
    single = [
        not any(fault.startswith(f"{turn['say']}: ") for fault in played.wrong)
        for row, played in dialogues
        if not row["second"]
        for turn in row["turns"]
    ]
    everything = [played for _, played in (*dialogues, *simulated)]
    replies = [
        [reply for turn in played.turns for reply in turn.replies if not reply.in_place] for played in everything
    ]
    said = [[plain(reply.text) for reply in several] for several in replies]
    lengths = [len(text) for texts in said for text in texts]
    asked = [turn.outcome.kind == "choices" or bool(turn.outcome.question) for one in everything for turn in one.turns]
    files = list(dict.fromkeys(row["file"] for row, _ in simulated))
    measures = [
        Measure("dialogues right", sum(played.right for played in first), len(first)),
        Measure("turns of dialogues right", sum(single), len(single)),
        Measure("second turns right", sum(played.right for played in second), len(second)),
    ]
    for file in files:
        of_file = [played for row, played in simulated if row["file"] == file]
        measures += [
            Measure(f"solved within {most} answers ({file})", sum(_solved(one, most) for one in of_file), len(of_file))
            for most in range(MAX_ANSWERS + 1)
        ]
    measures += [
        Measure("replies given before", sum(len(texts) - len(set(texts)) for texts in said), len(lengths)),
        Measure(f"replies over {LONG} characters", sum(length > LONG for length in lengths), len(lengths)),
        Measure("questions asked back", sum(asked), len(asked)),
    ]
    mistakes = [{"id": row["id"], "wrong": list(played.wrong)} for row, played in dialogues if played.wrong]
    mistakes += [
        {"q": row["q"], "expected": list(row["accept"]), "given": [_given(turn) for turn in played.turns]}
        for row, played in simulated
        if not played.right
    ]
    return DialogueReport(
        tuple(measures),
        median(lengths) if lengths else 0.0,
        quantiles(lengths, n=20)[-1] if len(lengths) > 1 else 0.0,
        sum(len(one.turns) for one in everything) / max(len(everything), 1),
        tuple(mistakes),
    )


def _solved(played: Played, most: int) -> bool:
    return played.right and played.answers <= most


def _given(turn: Turn) -> str:
    outcome = turn.outcome
    asked = f" {outcome.question.id}" if outcome.question else ""
    return f"{outcome.kind}{asked} {' '.join(section.id for section in outcome.sections if section.score)}".strip()


def solvable(rows: Iterable[Row]) -> list[Row]:
    """The labelled questions that a person can be simulated for: those that somebody could choose a section for."""
    return [row for row in rows if row.get("accept") and not row.get("vague")]
