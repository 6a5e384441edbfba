"""Quality, measured on labelled questions and on dialogues."""

from bot.evaluation.dialogues import DialogueReport, Played, play, read_dialogues, simulate, solvable
from bot.evaluation.dialogues import report as report_dialogues
from bot.evaluation.held_out import Curve, ask_held_out, learning_curve
from bot.evaluation.questions import QuestionsError, Row, held_out, read_questions, share_of
from bot.evaluation.report import Asked, Measure, Report, ask_all, report

__all__ = [
    "Asked",
    "Curve",
    "DialogueReport",
    "Measure",
    "Played",
    "QuestionsError",
    "Report",
    "Row",
    "ask_all",
    "ask_held_out",
    "held_out",
    "learning_curve",
    "play",
    "read_dialogues",
    "read_questions",
    "report",
    "report_dialogues",
    "share_of",
    "simulate",
    "solvable",
]
