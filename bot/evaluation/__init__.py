"""Quality, measured on labelled questions."""

from bot.evaluation.held_out import Curve, ask_held_out, learning_curve
from bot.evaluation.questions import QuestionsError, Row, held_out, read_questions, share_of
from bot.evaluation.report import Asked, Measure, Report, ask_all, report

__all__ = [
    "Asked",
    "Curve",
    "Measure",
    "QuestionsError",
    "Report",
    "Row",
    "ask_all",
    "ask_held_out",
    "held_out",
    "learning_curve",
    "read_questions",
    "report",
    "share_of",
]
