"""Quality, measured on labelled questions."""

from bot.evaluation.questions import QuestionsError, Row, held_out, read_questions
from bot.evaluation.report import Asked, Measure, Report, ask_all, report

__all__ = ["Asked", "Measure", "QuestionsError", "Report", "Row", "ask_all", "held_out", "read_questions", "report"]
