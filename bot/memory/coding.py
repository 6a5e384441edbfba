"""What is remembered as columns of a row, and back. What cannot be read back is left out: memory is a luxury."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, datetime, timedelta

import msgspec

from bot.conversation import Action, ChatMemory, Exchange
from bot.conversation.events import (
    ChooseLanguage,
    ChooseWindows,
    NoneOfThese,
    Rate,
    ShowCode,
    ShowCodes,
    ShowSection,
    SwitchWindows,
)
from bot.corpus import WINDOWS, Windows

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MOST_TEXTS = 2_000  # of some 1 kB, that need not be read twice
ACTIONS: dict[str, type[Action]] = {
    "section": ShowSection,
    "code": ShowCode,
    "switch": SwitchWindows,
    "codes": ShowCodes,
    "windows": ChooseWindows,
    "language": ChooseLanguage,
    "none": NoneOfThese,
    "rate": Rate,
}
Row = tuple[str | None, str | None, str | None, int | None, int | None]
Latest = tuple[tuple[Exchange, ...], tuple[int, tuple[Exchange, ...]] | None]

_NAMES = {kind: name for name, kind in ACTIONS.items()}
_READ_ACTION = {name: msgspec.json.Decoder(kind).decode for name, kind in ACTIONS.items()}
_VERSIONS: dict[str | None, Windows] = {version: version for version in WINDOWS}


class _Said(msgspec.Struct, array_like=True, gc=False):
    """An `Exchange` as JSON. A button is its name in `ACTIONS` and its fields."""

    at: datetime
    section: str | None
    code: str | None
    rung: int
    offered: list[tuple[str, msgspec.Raw]]
    asks: bool
    question: str | None


class _Recent(msgspec.Struct, array_like=True, gc=False):
    """`ChatMemory.recent` and `.undo` as JSON: each answer once, and where the answers of both stand among them."""

    said: list[_Said]
    recent: list[int]
    undo: tuple[int, list[int]] | None


_texts: OrderedDict[str, Latest] = OrderedDict()
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Recent).decode


def microseconds(at: datetime) -> int:
    """A time as microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def time(number: int) -> datetime:
    """The time that `microseconds` made a number of."""
    return EPOCH + number * MICROSECOND


def storable(text: str) -> str:
    """A text without what no database takes: NUL (PostgreSQL manual, 8.3) and halves of surrogate pairs."""
    return text.encode(errors="replace").decode().replace("\0", "?")


def to_row(memory: ChatMemory) -> Row:
    """The columns windows, language, recent, oldest and newest of `tables.chats`."""
    if not memory.recent:  # then there is nothing to undo either, see `ChatMemory.at`
        return memory.windows, memory.language, None, None, None
    before = memory.undo[1] if memory.undo else ()
    places: dict[int, int] = {}
    said: list[Exchange] = []
    for exchange in (*memory.recent, *before):
        if places.setdefault(id(exchange), len(said)) == len(said):
            said.append(exchange)
    recent = [places[id(exchange)] for exchange in memory.recent]
    undo = (memory.undo[0], [places[id(exchange)] for exchange in before]) if memory.undo else None
    text = _encode(([_as_json(exchange) for exchange in said], recent, undo)).decode()
    _note(text, (memory.recent, memory.undo))
    times = [exchange.at for exchange in said]
    return memory.windows, memory.language, text, microseconds(min(times)), microseconds(max(times))


def from_row(windows: str | None, language: str | None, recent: str | None) -> ChatMemory:
    """What `to_row` made columns of; without the parts that make no sense to this version."""
    latest, undo = _read(recent) if recent else ((), None)
    return ChatMemory(_VERSIONS.get(windows), language, latest, undo)


def forget_texts() -> None:
    """Drop what was read or written lately."""
    _texts.clear()


def _read(text: str) -> Latest:
    latest = _texts.get(text)
    if latest is None:
        latest = _parse(text)
        _note(text, latest)
    return latest


def _note(text: str, latest: Latest) -> None:
    """Remember what a text means, which mostly is read next by who wrote it; the oldest go."""
    _texts[text] = latest
    if len(_texts) > MOST_TEXTS:
        _texts.popitem(last=False)


def _parse(text: str) -> Latest:
    try:
        read = _decode(text)
        said = [_from_json(one) for one in read.said]
        undo = (read.undo[0], tuple(said[place] for place in read.undo[1])) if read.undo else None
        return tuple(said[place] for place in read.recent), undo
    except (msgspec.MsgspecError, LookupError):
        return (), None


def ids_to_text(ids: tuple[int, ...]) -> str:
    """Ids of messages as a JSON list."""
    return _encode(ids).decode()


def ids_from_text(text: str) -> tuple[int, ...]:
    """What `ids_to_text` made a text of; none where it makes no sense."""
    try:
        return msgspec.json.decode(text, type=tuple[int, ...])
    except msgspec.MsgspecError:
        return ()


def _as_json(exchange: Exchange) -> tuple[object, ...]:
    """The fields of `_Said`; msgspec writes the times and the buttons' fields."""
    return (
        exchange.at,
        exchange.section,
        exchange.code,
        exchange.rung,
        [(_NAMES[type(action)], action) for action in exchange.offered],
        exchange.asks,
        storable(exchange.question) if exchange.question else exchange.question,
    )


def _from_json(said: _Said) -> Exchange:
    offered = tuple(_READ_ACTION[name](fields) for name, fields in said.offered)
    return Exchange(said.at, said.section, said.code, said.rung, offered, said.asks, said.question)
