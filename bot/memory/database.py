"""What a database does for the memory, whichever it is; and telling its faults apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy.exc import DBAPIError

from bot.memory.operations import ERASING, Operation

# A round is a few statements on few rows. Slower than this is as good as gone: people wait for their answers.
PATIENCE_SECONDS = 2.0
ERASING_SECONDS = 30.0  # what deletes many rows, and waits for the disk to have done so
OPENING_SECONDS = 60.0  # another replica may be at the migrations


class DatabaseAwayError(Exception):
    """The database cannot be used now. The text says why, without what is stored and without passwords.

    `lost`: the connection broke, so a new one may do.
    """

    def __init__(self, reason: str, *, lost: bool = False) -> None:
        super().__init__(reason)
        self.lost = lost


class Database(Protocol):
    """A database that one task at a time uses. `shared`: other processes may write to it as well."""

    shared: bool

    async def open(self) -> None:
        """Connect anew, and bring the tables to this program's version.

        Raises DatabaseAwayError; MemoryConfigError where no waiting would mend it.
        """

    async def perform(self, asked: Sequence[Operation[Any]], *, replay: bool = False) -> list[Any]:
        """Do operations, see `Performer.perform`. Raises DatabaseAwayError; what it raises else, the operations did."""

    async def close(self) -> None:
        """Let go of everything."""


def patience(asked: Sequence[Operation[Any]]) -> float:
    """How many seconds operations may take."""
    return ERASING_SECONDS if any(isinstance(operation, ERASING) for operation in asked) else PATIENCE_SECONDS


def is_of_the_values(error: BaseException) -> bool:
    """Whether the driver blames values that were to be stored, rather than the database (PEP 249, Exceptions).

    asyncpg's own checks of values say so only in what SQLAlchemy made its error from.
    """
    kinds = (*type(error).__mro__, *type(error.__cause__).__mro__)
    return any(kind.__name__ in ("DataError", "IntegrityError") for kind in kinds)


def cause(error: BaseException) -> BaseException:
    """The driver's own error, where SQLAlchemy wrapped it."""
    return error.orig if isinstance(error, DBAPIError) and error.orig else error


def reason(error: BaseException) -> str:
    """An error in one line, for the log: of the driver's own words the first line, without the statement."""
    said = str(cause(error)).strip().splitlines()
    return ": ".join([type(cause(error)).__name__, *said[:1]])
