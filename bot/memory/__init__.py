"""What outlasts a message.

`bot.memory.opening` opens it in a database. It is not imported here, because the terminal does without.
"""

from bot.memory.records import (
    ChatKey,
    DeadLetter,
    Feedback,
    MemoryConfigError,
    PersonKey,
    Pseudonyms,
    Recalled,
    Record,
    StoredQuestion,
    StoredVote,
)

__all__ = [
    "ChatKey",
    "DeadLetter",
    "Feedback",
    "MemoryConfigError",
    "PersonKey",
    "Pseudonyms",
    "Recalled",
    "Record",
    "StoredQuestion",
    "StoredVote",
]
