"""What outlasts a message. `bot.memory.opening` opens one in SQL; the terminal does without, so it is not here."""

from bot.memory.feedback import Feedback, collect
from bot.memory.in_process import InProcessMemory
from bot.memory.model import (
    AnswersSaved,
    ChatKey,
    ChatSaved,
    DeadLetter,
    Handled,
    Kept,
    Memory,
    MemoryConfigError,
    PersonKey,
    Pseudonyms,
    QuestionSaved,
    Recalled,
    StoredQuestion,
    StoredVote,
    VoteSaved,
)

__all__ = [
    "AnswersSaved",
    "ChatKey",
    "ChatSaved",
    "DeadLetter",
    "Feedback",
    "Handled",
    "InProcessMemory",
    "Kept",
    "Memory",
    "MemoryConfigError",
    "PersonKey",
    "Pseudonyms",
    "QuestionSaved",
    "Recalled",
    "StoredQuestion",
    "StoredVote",
    "VoteSaved",
    "collect",
]
