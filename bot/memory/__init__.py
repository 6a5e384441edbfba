"""What outlasts a message, in SQLite or PostgreSQL. `bot.memory.opening` opens it.

`SqlMemory.recall` reads everything that an update needs, and `save` stores everything that it leaves behind in one
transaction. Calls that arrive during one round form the next. SQLite is the file of one process (a lock file sees to
that), used in one thread; PostgreSQL is shared by replicas, over one connection each. A round that fails is performed
again on a new connection, because that is how the restart of a server looks. If that fails too, or takes over 2 s, the
database is away: SQLite in memory stands in for it, up to 50,000 writes wait, and the database is tried again and again
until it is back. Errors that waiting cannot fix raise `MemoryConfigError`. Migrations only add, because replicas of two
versions run side by side.

Opening is not imported here, because the terminal does without.
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
