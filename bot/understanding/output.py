"""The output of Windows and its tools about a licence, read by the names and values of its fields and not as prose."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from bot.corpus import OutputForms, Windows
from bot.understanding.words import TOKEN, fold

LICENSED: Final = "licensed"
PRODUCT: Final = frozenset({"name", "status", "machine"})
"""Kinds of fields that each product has once."""
ENDING: Final = frozenset({"kms", "evaluation"})
"""Channels whose statements say until when a licence is valid."""
MAX_FIELDS: Final = 300  # of one message that are read
MAX_COLUMNS: Final = 12
MAX_NAME_WORDS: Final = 6
MAX_VALUE_WORDS: Final = 8
LONG_STATEMENT: Final = 5  # words of a statement that decides about a text that begins with it
STATED: Final = 0.5  # share of a text, boilerplate aside, that a statement must be to decide about it
ERROR_WORDS: Final = 3  # of the value of an error field; a program printed a longer one
LINE_LENGTH: Final = 200  # characters of a line that are searched for a command
DAY: Final = 1440  # minutes
_SEPARATOR: Final = re.compile(r"[:=>](?<=[\w)\]\"'\- \t][:=>])(?![/\\=:])")
_BEFORE_NAMES: Final = "\n:=<>;|"
_NAME_LENGTH: Final = 80  # characters
_VALUE: Final = re.compile(r"[^\n;<]{0,160}")
# The numbers of a noise value, but no error code on the same line.
_NUMBERS: Final = re.compile(r"[ \t\"']*(?:(?!0x[8C][0-9A-F]{7}\b)(?:0x)?[0-9A-F.,:\-/]+\b[ \t,]*)+", re.IGNORECASE)
# A command that asks for a field, before the name of the field.
_QUERY: Final = re.compile(r"-filter|\bwhere\b|\bSELECT\b", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?<![-\d])\d{1,7}(?!\d)")
_HEX: Final = re.compile(r"0x[0-9A-F]{8}", re.IGNORECASE)
_DAYS: Final = re.compile(r"(\d{1,6})\s*(?:day|dag)", re.IGNORECASE)
_EXPLAINED: Final = re.compile(r"\s*\d+\s*\(")  # "5 (Notification)": the word decides
_YES: Final = re.compile(r"\W*(?:1|true)\b", re.IGNORECASE)
_ALONE: Final = re.compile(r"[\s\"'({]*\d+[\s\"',;})\]]*\Z|[\s\"'({]*\d+[\"']?\s*[,})\]]")
_BUILD: Final = re.compile(
    r"(?:\b10\.0\.|\bbuild\w*[ :.]{0,3}|\bversion[ :]{1,3})(\d{5})\b|\b(\d{5})\.\d{2,5}\b", re.IGNORECASE
)
_FIVE_DIGITS: Final = re.compile(r"\d{5}")
_CELL: Final = re.compile(r"(?:[^\s;,]|,(?= )| (?=[^\s;,]))+")
_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Output:
    """The state of a licence as it was printed; None for a value that was not.

    `status`, `channel` and `edition` are those of windows-output.toml in the corpus. `days` are left until the licence
    ends, `count` is the number of computers that a KMS host has counted, `rearms` how often a period may start again.
    `machines`: in a list of computers, how many are activated, and how many there are.
    """

    status: str | None = None
    channel: str | None = None
    edition: str | None = None
    days: int | None = None
    count: int | None = None
    rearms: int | None = None
    machines: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """The result of reading a text: the state, if there is one; whether a program printed it; the build of Windows.

    `said` is the status or channel in a statement anywhere in the text; `is_unread` says that the text has a status
    field with an unknown value. `error_text` is the text without values that are not errors; `prose` is the text
    without any fields.
    """

    output: Output | None
    is_output: bool
    windows: Windows | None
    build: int | None
    said: str | None
    is_unread: bool
    error_text: str
    prose: str


@dataclass(frozen=True, slots=True)
class _Field:
    """A field in a text: its kind, its value, and the indices of its name, of its value and of its end."""

    kind: str
    value: str
    start: int
    value_start: int
    end: int


class OutputReader:
    """Reader of printed output, by the forms of a corpus. Build once; instances are never changed."""

    def __init__(self, forms: OutputForms) -> None:
        self._kinds = {_key(name): kind for kind, names in forms.fields.items() for name in names}
        self._name_ends = frozenset(name.rpartition(" ")[2] for name in self._kinds)
        status_ends = {name.rpartition(" ")[2] for name, kind in self._kinds.items() if kind == "status"}
        self._status_ends = status_ends.difference(map(_key, forms.plain_names))
        self._statuses = _by_value(forms.statuses)
        self._editions = _by_value(forms.editions)
        self._channels = [(_spelled(part), name) for name, parts in forms.channels.items() for part in parts]
        self._is_status = frozenset(forms.statuses)
        self._statements: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)  # by their first word
        for name, texts in forms.statements.items():
            for spelled in map(_spelled, texts):
                self._statements[spelled.split()[0]].append((spelled, name))
        self._other_products = [_spelled(word) for word in forms.other_products]
        self._boilerplate = sorted(map(_spelled, forms.boilerplate), key=len, reverse=True)
        self._builds = forms.builds
        self._states = forms.sections
        self.sections = frozenset(state.section for state in forms.sections)

    def read(self, text: str) -> Printed:
        """Return the printed output in a text. Linear in its length."""
        spelled = _spelled(text)
        fields = list(self._fields(text))
        table = list(self._columns(text)) if "\n" in text and not fields else []
        machines = sum(field.kind == "machine" for field in table)
        fields = fields or table or list(self._beside(text, spelled))
        states = self._states_of(fields)
        state = _of_several(states) if machines > 1 and states else min(states, key=_telling, default=None)
        is_output = any(map(self._is_of_output, fields)) or len(fields) > 1
        said = self._said(spelled)[1]
        stated = self._stated(text, is_output=is_output) if said else None
        if stated and (state is None or state.status is None):
            state = _with_statement(state, stated, self._is_status)
        return Printed(
            state,
            is_output,
            *self._build(text),
            said,
            any(field.kind == "status" and not self._status(field.value) for field in fields),
            _without(text, [(field.value_start, field.end) for field in fields if field.kind == "noise"]),
            _without(text, [(field.start, field.end) for field in fields]),
        )

    def _states_of(self, fields: Sequence[_Field]) -> list[Output]:
        """Return the states of the products that fields are of; of several, only of those that are Windows itself."""
        blocks = list(_blocks(fields))
        of_windows = [block for block in blocks if not self._is_other_product(block)]
        return [state for block in of_windows or blocks if (state := self._state(block))]

    def _is_other_product(self, block: Sequence[_Field]) -> bool:
        """Return whether the fields are of a product other than Windows itself: Office, or an addition to Windows."""
        names = "".join(_spelled(field.value) for field in block if field.kind == "name")
        return any(word in names for word in self._other_products)

    def _is_of_output(self, field: _Field) -> bool:
        """Return whether only licensing output has such a field, by its name and by the values that it may have."""
        if field.kind == "reason":
            return _HEX.search(field.value) is not None
        if field.kind == "error":  # people write "Felkod: 0x…" too; a program adds what it means
            return _HEX.search(field.value) is not None and len(field.value.split()) > ERROR_WORDS
        return field.kind != "name" and any(self._values(field))

    def section(self, output: Output) -> str | None:
        """Return the section for a state of a licence if no error code says more."""
        fitting = (
            entry.section
            for entry in self._states
            if (not entry.statuses or output.status in entry.statuses)
            and (not entry.channels or output.channel in entry.channels)
            and (entry.below is None or (output.count is not None and output.count < entry.below))
        )
        return next(fitting, None)

    def _fields(self, text: str) -> Iterator[_Field]:
        """Yield the fields of a text whose names end in a colon or another separator."""
        end = 0
        for separator in islice(_SEPARATOR.finditer(text), MAX_FIELDS):
            at = separator.end()
            first = max(end, at - _NAME_LENGTH)
            left = text[first : separator.start()]
            left = left[1 + max(map(left.rfind, _BEFORE_NAMES)) :]
            line = text.rfind("\n", 0, separator.start()) + 1
            # Neither the end of an XML element nor a command that asks for a field has a value.
            if left.startswith("/") or _QUERY.search(text, max(line, at - LINE_LENGTH), separator.start()):
                continue
            if named := self._name(left, separator.start() - len(left)):
                kind, start = named
                # Only the numbers of a value are noise: an error may follow on the same line.
                value = (_NUMBERS if kind == "noise" else _VALUE).match(text, at)
                end = value.end() if value else at
                yield _Field(kind, text[at:end], start, at, end)
                if kind != "noise":
                    end = at

    def _columns(self, text: str) -> Iterator[_Field]:
        """Yield the fields of a table, as PowerShell and wmic print them: names in one line, values below.

        Columns are separated by two spaces, a tab, a semicolon or a comma without a space; one column is a table too.
        """
        header: list[str | None] = []
        at = 0
        for line in islice(text.splitlines(keepends=True), MAX_FIELDS):
            cells = list(islice(_CELL.finditer(line), MAX_COLUMNS))
            kinds = [self._kinds.get(_key(cell[0])) for cell in cells]
            if "status" in kinds:
                header = kinds
            elif len(header) == 1:  # one name with its value on the next line, as Settings has it
                if cells and self._status(cells[0][0]):
                    start, end = at + cells[0].start(), at + cells[0].end()
                    yield _Field("status", cells[0][0], start, start, end)
                header = []
            elif header and len(cells) == len(header):
                named = [(kind, cell) for kind, cell in zip(header, cells, strict=True) if kind]
                # The name goes first because it begins the fields of a product.
                for kind, cell in sorted(named, key=lambda one: one[0] not in ("machine", "name")):
                    start, end = at + cell.start(), at + cell.end()
                    yield _Field(kind, cell[0], start, start, end)
            at += len(line)

    def _beside(self, text: str, spelled: str) -> Iterator[_Field]:
        """Yield the status right after the name of its field, as people retype it ("Licensstatus Inte aktiv")."""
        if self._status_ends.isdisjoint(spelled.split()):
            return
        words = list(islice(_WORD.finditer(text), MAX_FIELDS))
        folded = [fold(word[0]) for word in words]
        for at in range(1, len(words)):
            if folded[at - 1] not in self._status_ends:
                continue
            first = max(0, at - MAX_NAME_WORDS)
            names = (" ".join(folded[start:at]) for start in range(first, at))
            if any(self._kinds.get(name) == "status" for name in names):
                if _QUERY.search(text, max(0, words[first].start() - LINE_LENGTH), words[at].start()):
                    return
                value = text[words[at].start() : words[min(at + 2, len(words) - 1)].end()]
                if self._status(value) or folded[at].isdigit():
                    yield _Field("status", value, words[at - 1].start(), words[at].start(), words[at].end())
                    return

    def _name(self, left: str, offset: int) -> tuple[str, int] | None:
        """Return the kind of the field whose name ends a text, and the index of the name; None if it is not a field."""
        words = list(_WORD.finditer(left))[-MAX_NAME_WORDS:]
        if not words or fold(words[-1][0]) not in self._name_ends:
            return None
        for first in range(len(words)):
            if kind := self._kinds.get(" ".join(fold(word[0]) for word in words[first:])):
                return kind, offset + words[first].start()
        return None

    def _state(self, fields: Sequence[_Field]) -> Output | None:
        """Return the state that the fields of one product give."""
        found: dict[str, object] = {}
        for field in fields:
            for name, value in self._values(field):
                found.setdefault(name, value)
        return Output(**found) if found else None  # type: ignore[arg-type]

    def _values(self, field: _Field) -> Iterator[tuple[str, object]]:
        """Yield the attributes of `Output` that a field gives, with their values."""
        if field.kind == "status" and (status := self._status(field.value)):
            yield "status", status
        if field.kind == "channel" and (channel := self._channel(field.value)):
            yield "channel", channel
        if field.kind == "name" and (edition := self._edition(field.value)):
            yield "edition", edition
        if field.kind == "minutes" and (number := _NUMBER.search(field.value)):
            days = _DAYS.search(field.value)
            yield "days", int(days[1]) if days else int(number[0]) // DAY
        if field.kind == "host" and _YES.match(field.value):
            yield "channel", "kms-host"
        if field.kind in ("count", "rearms") and (number := _NUMBER.search(field.value)):
            yield field.kind, int(number[0])

    def _status(self, value: str) -> str | None:
        """Return the status that a value is or begins with; a number counts only alone, a question never."""
        words = [fold(word) for word in _WORD.findall(value)[:MAX_VALUE_WORDS]]
        if value.rstrip(" \t\"'").endswith("?"):
            return None
        if words and words[0].isdigit() and not _ALONE.match(value):
            words = words[1:] if _EXPLAINED.match(value) else []
        sizes = range(len(words), 0, -1)
        return next((found for size in sizes if (found := self._statuses.get(" ".join(words[:size])))), None)

    def _edition(self, value: str) -> str | None:
        """Return the edition in a name; nothing else of a name is repeated, because it may be the name of a person."""
        words = (fold(word) for word in _WORD.findall(value))
        return next((self._editions[word] for word in words if word in self._editions), None)

    def _channel(self, value: str) -> str | None:
        """Return the channel in a value."""
        spelled = _spelled(value)
        return next((name for part, name in self._channels if part in spelled), None)

    def _stated(self, text: str, *, is_output: bool) -> str | None:
        """Return the status or channel in a statement that is most of a text, or of its first or last line."""
        lines = text.strip().splitlines()
        return next(filter(None, (self._tells(part, is_output) for part in (text, *lines[:1], *lines[-1:]))), None)

    def _tells(self, text: str, is_output: bool) -> str | None:
        """Return the status or channel in a statement, if the text says little else or is output."""
        spelled = _spelled(text)
        said, name = self._said(spelled)
        if name is None or is_output:
            return name
        words = len(said.split())
        if spelled.startswith(said) and words >= LONG_STATEMENT:
            return name
        for phrase in self._boilerplate:
            spelled = spelled.replace(phrase, " ")
        return name if words >= STATED * sum(not word.isdigit() for word in spelled.split()) else None

    def _said(self, spelled: str) -> tuple[str, str | None]:
        """Return the longest statement in a text, and its status or channel."""
        begun = (statement for word in set(spelled.split()) for statement in self._statements.get(word, ()))
        found = [(said, name) for said, name in begun if said in spelled]
        return max(found, key=lambda statement: len(statement[0]), default=("", None))

    def _build(self, text: str) -> tuple[Windows | None, int | None]:
        """Return the Windows version of the first build number in a text, and the number."""
        for found in _BUILD.finditer(text) if _FIVE_DIGITS.search(text) else ():
            build = int(found[1] or found[2])
            for version, (first, last) in self._builds.items():
                if first <= build <= last:
                    return version, build
        return None, None


def _with_statement(state: Output | None, stated: str, statuses: frozenset[str]) -> Output:
    """Return the state with the status or channel of a statement; a licence that has an end is valid until then."""
    state = state or Output()
    if stated in statuses:
        return replace(state, status=stated)
    return replace(state, status=LICENSED if stated in ENDING else None, channel=state.channel or stated)


def _telling(output: Output) -> tuple[bool, bool]:
    """Return a sort key: of all products on a computer the licensed one is meant, else the first with a status."""
    return output.status != LICENSED, output.status is None


def _of_several(states: Sequence[Output]) -> Output:
    """Return the state of a list of computers: that of the first that is not activated, and how many are."""
    licensed = sum(state.status == LICENSED for state in states)
    worst = next((state for state in states if state.status != LICENSED), states[0])
    return replace(worst, machines=(licensed, len(states)))


def _blocks(fields: Iterable[_Field]) -> Iterator[list[_Field]]:
    """Yield the fields of each product: a name or a status that comes a second time begins the next product."""
    block: list[_Field] = []
    for field in fields:
        if field.kind in PRODUCT and any(other.kind == field.kind for other in block):
            yield block
            block = []
        block.append(field)
    yield block


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text without its spans, which are in order."""
    parts, at = [], 0
    for start, end in spans:
        parts.append(text[at : max(at, start)])
        at = max(at, end)
    return " ; ".join([*parts, text[at:]]) if parts else text


def _by_value(values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the name by each of its values."""
    return {_key(value): name for name, texts in values.items() for value in texts}


def _key(text: str) -> str:
    """Return the name or value of a field as it is looked up."""
    return " ".join(fold(word) for word in _WORD.findall(text))


def _spelled(text: str) -> str:
    """Return a text as statements are looked for in it: its words, folded, one space around each."""
    return f" {' '.join(TOKEN.findall(fold(text)))} "
