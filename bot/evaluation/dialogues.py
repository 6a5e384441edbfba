"""The quality of conversations: dialogues are played, and a user is simulated for every labelled question.

A line of a dialogues file is JSON with `turns`, each with the text of the user (`say`) and the expected reply (`want`):
`kind` (several with `|`), `about`, labels of the sections that the reply may be about, null for none, with `ok_about`
for others that are also right, and `version`, the Windows version. Or it is a second turn: `before`, what was said
first, `say`, and `want` with the regular expressions `must_text` and `must_not_text` on the text of the reply and its
buttons.

The simulated user asks the labelled question, answers questions from the bot like a user who needs an accepted section,
and presses its button if it is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bot.channels.markdown import plain
from bot.conversation import ActionButton, Assistant, ChatHistory, Event, LinkButton, Press, Question, Turn
from bot.conversation.actions import UNKNOWN, Action, Answer, More, NoneOfThese, ShowCode, ShowSection
from bot.corpus import Corpus
from bot.evaluation.questions import QuestionsError, Row, Where, read_json_lines
from bot.evaluation.report import Measure, measure

MAX_PRESSES = 2  # of the simulated user, after which an accepted section must have been shown
BETWEEN_TURNS = timedelta(seconds=30)
MAX_COMFORTABLE = 600  # characters of a reply that is easy to read on a phone


@dataclass(frozen=True, slots=True)
class Played:
    """A conversation that was played: its turns, whether they are right, and the presses of the simulated user."""

    row: Row
    turns: tuple[Turn, ...]
    is_right: bool
    presses: int = 0
    faults: tuple[tuple[int, str], ...] = ()  # the index of a turn, and a message about it


@dataclass(frozen=True, slots=True)
class WrongDialogue:
    """A dialogue with faults, each in a text."""

    id: str | None
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unsolved:
    """A labelled question whose simulated user was not shown an accepted section."""

    q: str
    expected: tuple[str, ...]
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DialogueReport:
    """The quality of conversations; its fields are those of `evaluate --dialogues --json`.

    `reply_length` is in characters: the `median` and the 95th percentile, `p95`.
    """

    measures: tuple[Measure, ...]
    reply_length: Mapping[str, float]
    mean_turns: float
    mistakes: tuple[WrongDialogue | Unsolved, ...]


def read_dialogues(paths: Iterable[Path], section_of: Mapping[str, str]) -> list[Row]:
    """Read the rows of dialogues files; `section_of` gives the section ids for the labels.

    Raises QuestionsError for a line that is not as described above.
    """
    return [{**_dialogue(row, section_of, where), "file": where.path.stem} for row, where in read_json_lines(paths)]


def _dialogue(value: Any, section_of: Mapping[str, str], where: Where) -> Row:  # noqa: ANN401 - whatever JSON holds
    """Return a row in the form in which it is played. Raises QuestionsError if it is not a dialogue."""
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
    """Play a dialogue with a new user, starting at `at`."""
    user = _User(assistant, at)
    faults: list[tuple[int, str]] = []
    for number, turn in enumerate(row["turns"]):
        user.say(turn["say"])
        faults += [(number, fault) for fault in _faults(user.turns[-1], turn["want"])]
    return Played(row, tuple(user.turns), not faults, faults=tuple(faults))


def simulate(assistant: Assistant, row: Row, at: datetime) -> Played:
    """Play a user who asks a labelled question and needs one of its accepted sections."""
    accepted, corpus = frozenset(row["accept"]), assistant.config.corpus
    user, presses = _User(assistant, at), 0
    user.say(row["q"])
    while not _shows(user.turns[-1], accepted) and presses < MAX_PRESSES:
        action = _choice(user.turns[-1], accepted, corpus)
        if action is None:
            break
        user.press(action)
        presses += 1
    return Played(row, tuple(user.turns), _shows(user.turns[-1], accepted), presses)


class _User:
    """A user in a private chat."""

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
    """Return whether a turn shows one of the accepted sections."""
    outcome = turn.outcome
    return outcome.kind == "answer" and bool(outcome.sections) and outcome.sections[0].id in accepted


def _choice(turn: Turn, accepted: frozenset[str], corpus: Corpus) -> Action | None:
    """Return the button that a user who needs an accepted section presses; None if there is none."""
    actions = _actions(turn)
    for action in actions:
        if isinstance(action, ShowSection) and action.section in accepted:
            return action
        if isinstance(action, ShowCode) and {one.id for one in corpus.sections_by_code.get(action.code, ())} & accepted:
            return action
    if any(isinstance(action, Answer) for action in actions) and _narrows(turn, corpus):
        return _true_answer(actions, accepted, corpus)
    ways_out = [action for action in actions if isinstance(action, (More, NoneOfThese))]
    return ways_out[0] if ways_out else None


def _narrows(turn: Turn, corpus: Corpus) -> bool:
    """Return whether the inquiry of a turn decides between sections rather than between the ways of one."""
    outcome = turn.outcome
    if outcome.kind != "answer":
        return True
    return bool(outcome.question and outcome.question.id in corpus.sections[outcome.sections[0].id].asks)


def _true_answer(actions: list[Action], accepted: frozenset[str], corpus: Corpus) -> Action:
    """Return the true answer to an inquiry, as far as it follows from the accepted sections."""
    answers = [action for action in actions if isinstance(action, Answer)]
    inquiry = corpus.inquiries[answers[0].inquiry]
    true = {option.value for option in inquiry.options if option.favours & accepted}
    return next((action for action in answers if action.value in true), Answer(inquiry.id, UNKNOWN))


def _faults(turn: Turn, want: Mapping[str, Any]) -> Iterator[str]:
    """Yield a message for each fault of a turn."""
    outcome = turn.outcome
    if "kind" in want and outcome.kind not in want["kind"].split("|"):
        yield f"it is {outcome.kind}"
    shown = [section.id for section in outcome.sections if section.score]
    if want.get("about"):
        named = shown[:1] if outcome.kind == "answer" else shown
        if outcome.kind == "smalltalk" and (kept := turn.history.shown()):
            named = [kept.section or ""]  # a remark about the section that is still on the screen
        if not set(named) & set(want["about"]):
            yield f"it is about {shown or 'nothing'}"
    elif "about" in want and set(shown[:1]) - set(want.get("ok_about", ())):
        yield f"it is about {shown}"
    if "version" in want and outcome.windows != want["version"]:
        yield f"it is for Windows {outcome.windows}"
    text = _visible_text(turn)
    required, forbidden = want.get("must_text", ()), want.get("must_not_text", ())
    yield from (f"{pattern} is not said" for pattern in required if not re.search(pattern, text, re.IGNORECASE))
    yield from (f"{pattern} is said" for pattern in forbidden if re.search(pattern, text, re.IGNORECASE))


def _visible_text(turn: Turn) -> str:
    """Return all text that a user can see in a turn."""
    buttons = [button for reply in turn.replies for row in reply.buttons for button in row]
    labels = [button.text for button in buttons if isinstance(button, (ActionButton, LinkButton))]
    return "\n".join([*(plain(reply.whole) for reply in turn.replies), *labels])


def report(dialogues: Iterable[Played], simulated: Iterable[Played]) -> DialogueReport:
    """Return the report on played dialogues and on conversations of simulated users."""
    dialogues, simulated = list(dialogues), list(simulated)
    everything = [*dialogues, *simulated]
    lengths = [len(text) for played in everything for text in _texts(played)]
    return DialogueReport(
        (*_right(dialogues), *_solved(simulated), *_replies(everything, lengths)),
        {
            "median": median(lengths) if lengths else 0.0,
            "p95": quantiles(lengths, n=20)[-1] if len(lengths) > 1 else 0.0,
        },
        sum(len(played.turns) for played in everything) / max(len(everything), 1),
        (
            *(_wrong(played) for played in dialogues if played.faults),
            *(_unsolved(played) for played in simulated if not played.is_right),
        ),
    )


def _right(dialogues: Sequence[Played]) -> Iterator[Measure]:
    """Yield the measures of dialogues and of second turns."""
    first = [played for played in dialogues if not played.row["second"]]
    wrong = [{number for number, _ in played.faults} for played in first]
    single = [number not in at for played, at in zip(first, wrong, strict=True) for number in range(len(played.turns))]
    yield measure("dialogues right", (played.is_right for played in first))
    yield measure("turns of dialogues right", single)
    yield measure("second turns right", (played.is_right for played in dialogues if played.row["second"]))


def _solved(simulated: Sequence[Played]) -> Iterator[Measure]:
    """Yield, for each file and number of presses, the share of simulated users who were shown an accepted section."""
    for file in dict.fromkeys(played.row["file"] for played in simulated):
        of_file = [played for played in simulated if played.row["file"] == file]
        for most in range(MAX_PRESSES + 1):
            name = f"solved within {most} answers ({file})"
            yield measure(name, (played.is_right and played.presses <= most for played in of_file))


def _replies(everything: Sequence[Played], lengths: Sequence[int]) -> Iterator[Measure]:
    """Yield the measures of single replies."""
    repeated = sum(len(texts) - len({*texts}) for texts in map(_texts, everything))
    outcomes = [turn.outcome for played in everything for turn in played.turns]
    yield measure("replies given before", (at < repeated for at in range(len(lengths))))
    yield measure(f"replies over {MAX_COMFORTABLE} characters", (length > MAX_COMFORTABLE for length in lengths))
    yield measure("questions asked back", (one.kind == "choices" or one.question for one in outcomes))


def _texts(played: Played) -> list[str]:
    """Return the plain texts of the replies of a conversation, without those that only change an earlier one."""
    return [plain(reply.text) for turn in played.turns if not turn.in_place for reply in turn.replies]


def _wrong(played: Played) -> WrongDialogue:
    turns = played.row["turns"]
    return WrongDialogue(played.row["id"], tuple(f"{turns[at]['say']}: {fault}" for at, fault in played.faults))


def _unsolved(played: Played) -> Unsolved:
    return Unsolved(played.row["q"], tuple(played.row["accept"]), tuple(map(_given, played.turns)))


def _given(turn: Turn) -> str:
    """Return the outcome of a turn in a few words."""
    outcome = turn.outcome
    shown = (section.id for section in outcome.sections if section.score)
    return " ".join([outcome.kind, *([outcome.question.id] if outcome.question else []), *shown])


def solvable(rows: Iterable[Row]) -> list[Row]:
    """Return the labelled questions for which a user can be simulated, because their section is known."""
    return [row for row in rows if row.get("accept") and not row.get("vague")]
