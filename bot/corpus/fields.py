"""Types of the fields in corpus files: texts, codes, and ids that refer to other parts of the corpus.

Pydantic checks them when a file is loaded; for the rest of the program they are plain strings.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from bot.corpus.names import LANGUAGES, WINDOWS

Known = Mapping[str, Collection[str]]  # the names that references may have, by kind; the context of the validation
PATTERNS = {  # pattern: the message for a text that does not match it
    r"\S": "must not be empty",
    r"\w": "must contain a letter or a digit",
    r"^0x[0-9A-F]{8}$": "must be 0x and eight upper-case hex digits, in quotes",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "must be lower-case words joined by hyphens",
    "^https://": "must start with https://",
    "^ms-settings:": "must start with ms-settings:",
}
_TEXT, _WORD, _CODE, _ID, _HTTPS, _SETTINGS = PATTERNS

Text = Annotated[str, Field(pattern=_TEXT)]
Word = Annotated[str, Field(pattern=_WORD)]
Code = Annotated[str, Field(pattern=_CODE)]
Id = Annotated[str, Field(pattern=_ID)]
HttpsUrl = Annotated[str, Field(pattern=_HTTPS)]
SettingsUri = Annotated[str, Field(pattern=_SETTINGS)]


class FromFile:
    """Base of values that are read from corpus files: unknown keys are faults."""

    __slots__ = ()
    __pydantic_config__ = ConfigDict(extra="forbid")


def reference(kind: str) -> AfterValidator:
    """Return a validator that demands one of the known names of a kind, such as the ids of sections."""

    def check(name: str, info: ValidationInfo) -> str:
        if name not in (info.context or {})[kind]:
            raise PydanticCustomError("reference", "there is no {kind} {name}", {"kind": kind, "name": repr(name)})
        return name

    return AfterValidator(check)


SectionId = Annotated[str, reference("section")]
ArticleId = Annotated[str, reference("article")]
InquiryId = Annotated[str, reference("question")]
FactId = Annotated[str, reference("fact")]
KnownCode = Annotated[str, reference("code")]
Status = Annotated[str, reference("status")]
Channel = Annotated[str, reference("channel")]


def wrong_key(*path: str, problem: str) -> PydanticCustomError:
    """Return the error for a wrong key, given by its path from the validated value."""
    return PydanticCustomError("key", "{name} {problem}", {"name": repr(path[-1]), "problem": problem, "path": path})


def keys(*names: str, and_others: bool = False) -> AfterValidator:
    """Return a validator that demands the keys `names` of a table, and no others unless `and_others`."""

    def check(table: dict[str, Any]) -> dict[str, Any]:
        _demand_exactly(table if and_others and table.keys() >= {*names} else names, table)
        return table

    return AfterValidator(check)


PerLanguage = keys(*LANGUAGES)
PerWindows = keys(*WINDOWS)


def filled(field: str, value: object) -> BeforeValidator:
    """Return a validator that gives a table a field that is not in the file."""
    return BeforeValidator(lambda table: _with(table, field, value))


def named(field: str) -> BeforeValidator:
    """Return a validator that gives every entry of a table its key as the value of `field`."""

    def name_all(table: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        return (
            {key: _with(entry, field, key, key) for key, entry in table.items()} if isinstance(table, dict) else table
        )

    return BeforeValidator(name_all)


def gathered(field: str, is_own: Callable[[str, object], bool]) -> BeforeValidator:
    """Return a validator that moves the entries of a table that are not its own fields into one field."""

    def move(table: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        if not isinstance(table, dict):
            return table
        own = {key: entry for key, entry in table.items() if is_own(key, entry)}
        return _with(own, field, {key: entry for key, entry in table.items() if key not in own})

    return BeforeValidator(move)


def nested(**tables: Collection[str] | None) -> BeforeValidator:
    """Return a validator that demands tables within a table, each with exactly the given keys (None: any keys)."""

    def check(table: Any) -> Any:  # noqa: ANN401 - whatever the file holds
        for name, names in tables.items() if isinstance(table, dict) else ():
            entry = table.get(name)
            if not isinstance(entry, dict):
                raise wrong_key(name, problem="is missing" if entry is None else "must be a table")
            if names is not None:
                _demand_exactly(names, entry, name)
        return table

    return BeforeValidator(check)


def each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return a list of texts; raise a validation error if one is in it twice."""
    for name in names:
        if names.count(name) > 1:
            raise PydanticCustomError("twice", "{name} is listed twice", {"name": repr(name)})
    return names


EachOnce = AfterValidator(each_once)


def _demand_exactly(names: Collection[str], table: Mapping[str, Any], *path: str) -> None:
    for key in sorted({*names} ^ table.keys()):
        raise wrong_key(*path, key, problem="is missing" if key in names else "is unknown")


def _with(table: Any, field: str, value: object, *path: str) -> Any:  # noqa: ANN401 - whatever the file holds
    if not isinstance(table, dict):
        return table
    if field in table:
        raise wrong_key(*path, field, problem="is unknown")
    return {**table, field: value}
