"""The quality of answers, measured on labelled questions and on dialogues."""

from bot.evaluation.dialogues import (
    DialogueReport,
    Played,
    Unsolved,
    WrongDialogue,
    play,
    read_dialogues,
    simulate,
    solvable,
)
from bot.evaluation.dialogues import report as report_dialogues
from bot.evaluation.held_out import Curve, ask_held_out, held_out, learning_curve
from bot.evaluation.questions import QuestionsError, Row, read_questions
from bot.evaluation.report import Asked, Bin, Confusion, Measure, Mistake, Report, ask_all, report

__all__ = [
    "Asked",
    "Bin",
    "Confusion",
    "Curve",
    "DialogueReport",
    "Measure",
    "Mistake",
    "Played",
    "QuestionsError",
    "Report",
    "Row",
    "Unsolved",
    "WrongDialogue",
    "ask_all",
    "ask_held_out",
    "held_out",
    "learning_curve",
    "play",
    "read_dialogues",
    "read_questions",
    "report",
    "report_dialogues",
    "simulate",
    "solvable",
]
