"""The memory: data stored for later messages and for maintainers, in SQLite or PostgreSQL; `opening` opens it.

`SqlMemory.recall` reads everything that an update needs, and `save` stores everything that it leaves behind in one
transaction. Calls that arrive during one round form the next. SQLite is a file of one process, guarded by a lock file
and used in one thread; PostgreSQL is shared by replicas, each with one connection. A round that fails because the
connection broke is performed once more on a new one, because the server may have restarted. If that fails too, or takes
over 2 s, the database is away: SQLite in memory stands in for it, up to 50,000 writes wait, and the database is retried
until it is back. Errors that retrying cannot fix raise `MemoryConfigError`. Migrations only add, because replicas of
two versions run side by side.

Opening is not imported here, because the terminal does not need it.
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
