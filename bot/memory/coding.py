"""What is remembered as columns of a row, and back. What cannot be read back is left out: memory is a luxury."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import msgspec

from bot.conversation import Case, ChatHistory, Exchange
from bot.conversation.history import Before
from bot.corpus import WINDOWS, Windows

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MAX_TEXTS = 2_000  # of some 2 kB, that need not be read twice
Row = tuple[str | None, str | None, str | None, int | None, int | None]

_VERSIONS: dict[str | None, Windows] = {version: version for version in WINDOWS}


class _State(msgspec.Struct, gc=False):
    """What `ChatHistory` holds beside the choices, as JSON."""

    recent: tuple[Exchange, ...] = ()
    undo: Before | None = None
    case: Case = msgspec.field(default_factory=Case)
    case_at: datetime | None = None
    said: tuple[str, ...] = ()
    misses: int = 0


_texts: OrderedDict[str, _State] = OrderedDict()
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_State).decode
_NOTHING = _State()


def microseconds(at: datetime) -> int:
    """A time as microseconds since 1970."""
    return (at - EPOCH) // MICROSECOND


def time(number: int) -> datetime:
    """The time that `microseconds` made a number of."""
    return EPOCH + number * MICROSECOND


def storable(text: str) -> str:
    """A text without what no database takes: NUL (PostgreSQL manual, 8.3) and halves of surrogate pairs."""
    return text.encode(errors="replace").decode().replace("\0", "?")


def to_row(memory: ChatHistory) -> Row:
    """The columns windows, language, recent, oldest and newest of `tables.chats`."""
    times = [exchange.at for exchange in (*memory.recent, *(memory.undo.recent if memory.undo else ()))]
    times += [memory.case_at] if memory.case_at else []
    if not times:
        return memory.windows, memory.language, None, None, None
    state = _State(
        tuple(map(_storable, memory.recent)),
        memory.undo and memory.undo._replace(recent=tuple(map(_storable, memory.undo.recent))),
        memory.case,
        memory.case_at,
        memory.said,
        memory.misses,
    )
    text = _encode(state).decode()
    _note(text, state)
    return memory.windows, memory.language, text, microseconds(min(times)), microseconds(max(times))


def from_row(windows: str | None, language: str | None, recent: str | None) -> ChatHistory:
    """What `to_row` made columns of; without the parts that make no sense to this version."""
    state = _read(recent) if recent else _NOTHING
    return ChatHistory(
        _VERSIONS.get(windows),
        language,
        state.recent,
        state.undo,
        state.case,
        state.case_at,
        state.said,
        state.misses,
    )


def forget_texts() -> None:
    """Drop what was read or written lately."""
    _texts.clear()


def _read(text: str) -> _State:
    state = _texts.get(text)
    if state is None:
        state = _parse(text)
        _note(text, state)
    return state


def _note(text: str, state: _State) -> None:
    """Remember what a text means, which mostly is read next by who wrote it; the oldest go."""
    _texts[text] = state
    if len(_texts) > MAX_TEXTS:
        _texts.popitem(last=False)


def _parse(text: str) -> _State:
    try:
        return _decode(text)
    except (msgspec.MsgspecError, RecursionError):
        return _NOTHING


def _storable(exchange: Exchange) -> Exchange:
    return replace(exchange, question=storable(exchange.question)) if exchange.question else exchange


def ids_to_text(ids: tuple[int, ...]) -> str:
    """Ids of messages as a JSON list."""
    return _encode(ids).decode()


def ids_from_text(text: str) -> tuple[int, ...]:
    """What `ids_to_text` made a text of; none where it makes no sense."""
    try:
        return msgspec.json.decode(text, type=tuple[int, ...])
    except msgspec.MsgspecError:
        return ()
