"""Updates as Telegram never sends them, for Hypothesis: any JSON, and valid updates broken in a few places."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.channels.telegram.incoming import schema
from tests.botapi.people.contents import SAMPLES
from tests.channels.telegram.raw_updates import (
    CHANGED,
    NAME,
    SIZE,
    THE_BOT,
    TOPIC,
    Fields,
    Raw,
    caption,
    document,
    group,
    message,
    pressed,
    summoned,
    text,
    typed,
    update,
)

Path = tuple[str | int, ...]
WHOLE = [
    update(text="moderkortet bytt"),
    update(chat=group(is_forum=True), reply_to_message=message(photo=[SIZE, SIZE]), **TOPIC, **text(f"{NAME} hjälp")),
    update(chat=group(), **text(f"👩‍👩‍👧 {NAME} 👍 0xC004F211")),
    update("edited_message", photo=[SIZE, SIZE], edit_date=CHANGED, chat=group(), **caption(f"0xC004F211 {NAME}")),
    update(**document("image/png", file_size=5)),
    update(**SAMPLES["animation"], via_bot=THE_BOT, sender_chat=group()),
    pressed(message=message(chat=group(), **TOPIC)),
    typed(),
    summoned(reply_to_message=message(photo=[SIZE, SIZE]), **text(f"{NAME} hjälp")),
]
FIELDS = sorted(
    {
        name
        for struct in (schema.Update, schema.Message, schema.CallbackQuery)
        for name in struct.__struct_encode_fields__
    }
    | {"id", "type", "offset", "length", "language_code", "user", "file_id", "query"}
)
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([-1, 2**31, 2**63, -(2**63), 10**40]),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["\ud800", "\udc00", "\x00", NAME, f"{NAME}\ud83d", "/start", "🏠" * 50, "mention", "private"]),
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=10,
)


def paths(value: Fields, at: Path = ()) -> list[Path]:
    """Return the path to every value inside a value."""
    inner = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    return [at] * bool(at) + [path for key, item in inner for path in paths(item, (*at, key))]


def found(value: Fields, path: Path) -> Fields:
    """Return the value at a path inside a value."""
    for key in path:
        value = value[key]
    return value


def replaced(value: Fields, path: Path, new: list[Fields]) -> Fields:
    """Return a copy of a value with the value at a path replaced by the one in `new`, or removed if `new` is empty."""
    key, *rest = path
    copy = value.copy()
    if rest:
        copy[key] = replaced(value[key], tuple(rest), new)
    elif new:
        copy[key] = new[0]
    else:
        del copy[key]
    return copy


@st.composite
def broken(draw: st.DrawFn) -> Raw:
    """Draw a valid update in which up to three values are removed, or replaced by odd values or others of its own."""
    raw = draw(st.sampled_from(WHOLE))
    for _ in range(draw(st.integers(1, 3))):
        places = paths(raw)
        if not places:
            break
        other = found(raw, draw(st.sampled_from(places)))
        new = draw(st.lists(SCALARS | JSON | st.just(other), max_size=1))
        raw = replaced(raw, draw(st.sampled_from(places)), new)
    return raw


ANY_UPDATE = st.dictionaries(st.sampled_from(schema.Update.__struct_fields__) | st.text(max_size=5), JSON) | broken()
