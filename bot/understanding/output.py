"""Reading of what Windows and its tools print about a licence, by names and values of fields rather than as prose."""

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
"""Kinds of fields that occur once for each product."""
ENDING: Final = frozenset({"kms", "evaluation"})
"""Channels whose statements say how long a licence is valid."""
MAX_FIELDS: Final = 300  # of one message
MAX_COLUMNS: Final = 12
MAX_NAME_WORDS: Final = 6
MAX_VALUE_WORDS: Final = 8
LONG_STATEMENT: Final = 5  # min. words of a statement that decides if a text begins with it
STATED: Final = 0.5  # min. share of a text, without boilerplate, of a statement that decides
ERROR_WORDS: Final = 3  # the value of an error field with more words was printed by a program
LINE_LENGTH: Final = 200  # characters before a field in which a command is searched for
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
    """The state of a licence as it was printed; None for values that were not printed.

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
    """The result of reading a text: the licence state, if any; whether a program printed it; the build of Windows.

    `stated` is the status or channel in a statement anywhere in the text; `is_unread` says that the text has a status
    field with an unknown value. `error_text` is the text without values that are not errors; `prose` is the text
    without any fields.
    """

    output: Output | None
    is_output: bool
    windows: Windows | None
    build: int | None
    stated: str | None
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
        fields = fields or table or list(self._retyped_status(text, spelled))
        states = self._states_of(fields)
        state = _summary(states) if machines > 1 and states else min(states, key=_product_order, default=None)
        is_output = any(map(self._is_of_output, fields)) or len(fields) > 1
        stated = self._longest_statement(spelled)[1]
        main = self._main_statement(text, is_output=is_output) if stated else None
        if main and (state is None or state.status is None):
            state = _with_statement(state, main, self._is_status)
        return Printed(
            state,
            is_output,
            *self._build(text),
            stated,
            any(field.kind == "status" and not self._status(field.value) for field in fields),
            _without(text, [(field.value_start, field.end) for field in fields if field.kind == "noise"]),
            _without(text, [(field.start, field.end) for field in fields]),
        )

    def _states_of(self, fields: Sequence[_Field]) -> list[Output]:
        """Return the state of each product in the fields; only that of Windows itself if it is among them."""
        blocks = list(_blocks(fields))
        of_windows = [block for block in blocks if not self._is_other_product(block)]
        return [state for block in of_windows or blocks if (state := self._state(block))]

    def _is_other_product(self, block: Sequence[_Field]) -> bool:
        """Return whether the fields describe another product than Windows itself: Office, or an addition to Windows."""
        names = "".join(_spelled(field.value) for field in block if field.kind == "name")
        return any(word in names for word in self._other_products)

    def _is_of_output(self, field: _Field) -> bool:
        """Return whether a field, given its name and value, occurs only in licensing output."""
        if field.kind == "reason":
            return _HEX.search(field.value) is not None
        if field.kind == "error":  # people write "Felkod: 0x…" too; a program adds what it means
            return _HEX.search(field.value) is not None and len(field.value.split()) > ERROR_WORDS
        return field.kind != "name" and any(self._values(field))

    def section(self, output: Output) -> str | None:
        """Return the section for a licence state without an error code; None if there is none."""
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
                for kind, cell in sorted(named, key=lambda pair: pair[0] not in ("machine", "name")):
                    start, end = at + cell.start(), at + cell.end()
                    yield _Field(kind, cell[0], start, start, end)
            at += len(line)

    def _retyped_status(self, text: str, spelled: str) -> Iterator[_Field]:
        """Yield the status right after the name of its field, as users retype it ("Licensstatus Inte aktiv")."""
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
        """Return the kind of the field whose name ends `left`, and the index of the name; None if none does."""
        words = list(_WORD.finditer(left))[-MAX_NAME_WORDS:]
        if not words or fold(words[-1][0]) not in self._name_ends:
            return None
        for first in range(len(words)):
            if kind := self._kinds.get(" ".join(fold(word[0]) for word in words[first:])):
                return kind, offset + words[first].start()
        return None

    def _state(self, fields: Sequence[_Field]) -> Output | None:
        """Return the state that the fields of one product describe."""
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
        """Return the status that a value begins with; a number counts only alone, and a question never."""
        words = [fold(word) for word in _WORD.findall(value)[:MAX_VALUE_WORDS]]
        if value.rstrip(" \t\"'").endswith("?"):
            return None
        if words and words[0].isdigit() and not _ALONE.match(value):
            words = words[1:] if _EXPLAINED.match(value) else []
        sizes = range(len(words), 0, -1)
        return next((found for size in sizes if (found := self._statuses.get(" ".join(words[:size])))), None)

    def _edition(self, value: str) -> str | None:
        """Return the edition in a name. The rest of a name is never repeated, because it may identify a person."""
        words = (fold(word) for word in _WORD.findall(value))
        return next((self._editions[word] for word in words if word in self._editions), None)

    def _channel(self, value: str) -> str | None:
        """Return the channel in a value."""
        spelled = _spelled(value)
        return next((name for part, name in self._channels if part in spelled), None)

    def _main_statement(self, text: str, *, is_output: bool) -> str | None:
        """Return the status or channel of a statement that is most of a text, or of its first or last line."""
        lines = text.strip().splitlines()
        return next(
            filter(None, (self._statement_in(part, is_output) for part in (text, *lines[:1], *lines[-1:]))), None
        )

    def _statement_in(self, text: str, is_output: bool) -> str | None:
        """Return the status or channel of a statement if the text is output or says little else."""
        spelled = _spelled(text)
        statement, name = self._longest_statement(spelled)
        if name is None or is_output:
            return name
        words = len(statement.split())
        if spelled.startswith(statement) and words >= LONG_STATEMENT:
            return name
        for phrase in self._boilerplate:
            spelled = spelled.replace(phrase, " ")
        return name if words >= STATED * sum(not word.isdigit() for word in spelled.split()) else None

    def _longest_statement(self, spelled: str) -> tuple[str, str | None]:
        """Return the longest statement in a text and its status or channel; ("", None) if there is none."""
        candidates = (pair for word in set(spelled.split()) for pair in self._statements.get(word, ()))
        found = [(statement, name) for statement, name in candidates if statement in spelled]
        return max(found, key=lambda pair: len(pair[0]), default=("", None))

    def _build(self, text: str) -> tuple[Windows | None, int | None]:
        """Return the Windows version of the first build number in a text, and the number."""
        for found in _BUILD.finditer(text) if _FIVE_DIGITS.search(text) else ():
            build = int(found[1] or found[2])
            for version, (first, last) in self._builds.items():
                if first <= build <= last:
                    return version, build
        return None, None


def _with_statement(state: Output | None, stated: str, statuses: frozenset[str]) -> Output:
    """Return the state with the status or channel of a statement; a licence with an end is taken for valid."""
    state = state or Output()
    if stated in statuses:
        return replace(state, status=stated)
    return replace(state, status=LICENSED if stated in ENDING else None, channel=state.channel or stated)


def _product_order(output: Output) -> tuple[bool, bool]:
    """Return a sort key by which the licensed product of a computer comes first, else the first one with a status."""
    return output.status != LICENSED, output.status is None


def _summary(states: Sequence[Output]) -> Output:
    """Return the state for a list of computers: that of the first not activated, and the number of activated ones."""
    licensed = sum(state.status == LICENSED for state in states)
    worst = next((state for state in states if state.status != LICENSED), states[0])
    return replace(worst, machines=(licensed, len(states)))


def _blocks(fields: Iterable[_Field]) -> Iterator[list[_Field]]:
    """Yield the fields of each product: a second name or status begins the next product."""
    block: list[_Field] = []
    for field in fields:
        if field.kind in PRODUCT and any(other.kind == field.kind for other in block):
            yield block
            block = []
        block.append(field)
    yield block


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return a text without the given spans, which are in order."""
    parts, at = [], 0
    for start, end in spans:
        parts.append(text[at : max(at, start)])
        at = max(at, end)
    return " ; ".join([*parts, text[at:]]) if parts else text


def _by_value(values: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return a mapping from each value to its name."""
    return {_key(value): name for name, texts in values.items() for value in texts}


def _key(text: str) -> str:
    """Return the name or value of a field in the form in which it is looked up."""
    return " ".join(fold(word) for word in _WORD.findall(text))


def _spelled(text: str) -> str:
    """Return a text in the form in which statements are searched for: folded words with one space around each."""
    return f" {' '.join(TOKEN.findall(fold(text)))} "
