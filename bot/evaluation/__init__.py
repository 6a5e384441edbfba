"""Quality, measured on labelled questions."""

from bot.evaluation.baselines import PEERS, Baseline, PeersMissingError
from bot.evaluation.compare import COMPARED, compare, compared, comparison_as_json
from bot.evaluation.questions import QuestionsError, Row, held_out, read_questions
from bot.evaluation.report import Asked, Measure, Report, ask_all, report

__all__ = [
    "COMPARED",
    "PEERS",
    "Asked",
    "Baseline",
    "Measure",
    "PeersMissingError",
    "QuestionsError",
    "Report",
    "Row",
    "ask_all",
    "compare",
    "compared",
    "comparison_as_json",
    "held_out",
    "read_questions",
    "report",
]
