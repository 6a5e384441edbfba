"""The Bot API's methods and types (`schema.json`), and checks of calls against them.

The file lists the parameters of every method and every type reachable from them: name, types, required.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from aiohttp.web import FileField

from tests.botapi.refusal import strict

_SCHEMA: dict[str, Any] = json.loads(Path(__file__).with_name("schema.json").read_text(encoding="utf-8"))
METHODS: dict[str, dict[str, dict[str, Any]]] = _SCHEMA["methods"]
TYPES: dict[str, dict[str, dict[str, Any]] | list[str]] = _SCHEMA["types"]
ARRAY = "Array of "
PRIMITIVES: dict[str, tuple[type, ...]] = {
    "Boolean": (bool,),
    "Float": (float, int),
    "InputFile": (FileField,),
    "Integer": (int,),
    "String": (str,),
}
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


class Mismatch(Exception):  # noqa: N818 - carries a reason between the functions of this module
    """A value that does not have its declared type."""


def check_call(method: str, raw: dict[str, object]) -> dict[str, Any]:
    """Return the parameters as Python values; raise `Refusal` if the call does not match the schema.

    Parameters of a form arrive as text, nested ones as JSON in that text; those of a JSON body arrive as they are.
    """
    declared = METHODS[method]
    params: dict[str, Any] = {}
    for name, value in raw.items():
        if name not in declared:
            raise strict(f'{method} has no parameter "{name}"')
        try:
            params[name] = _top_level(value, declared[name]["types"])
        except Mismatch as mismatch:
            raise strict(f'parameter "{name}" of {method}: {mismatch}') from None
    for name, field in declared.items():
        if field.get("required") and name not in params:
            raise strict(f'{method} requires the parameter "{name}"')
    return params


def check_value(value: object, kinds: list[str]) -> None:
    """Raise `Mismatch` if a value has none of these types."""
    _check(value, kinds)


def _top_level(value: object, types: list[str]) -> Any:  # noqa: ANN401 - any type of the schema
    if not isinstance(value, str):
        _check(value, types)
        return value
    reasons = []
    # Every text is a valid String, so the narrower types are tried first.
    for kind in sorted(types, key=lambda kind: kind == "String"):
        try:
            return _from_text(value, kind)
        except Mismatch as mismatch:
            reasons.append(str(mismatch))
    raise Mismatch("; ".join(reasons))


def _from_text(text: str, kind: str) -> Any:  # noqa: ANN401 - any type of the schema
    if kind == "String":
        return text
    if kind == "Boolean":
        if text.lower() not in BOOLEANS:
            raise Mismatch(f"{text!r} is not a Boolean")
        return BOOLEANS[text.lower()]
    if kind in {"Integer", "Float"}:
        pattern = r"-?\d+" if kind == "Integer" else r"-?\d+(\.\d+)?"
        if not re.fullmatch(pattern, text, re.ASCII):
            raise Mismatch(f"{text!r} is not a {kind}")
        return int(text) if kind == "Integer" else float(text)
    try:
        value = json.loads(text)
    except ValueError:
        raise Mismatch(f"{text!r} is not JSON for {kind}") from None
    _check_one(value, kind)
    return value


def _check(value: object, types: list[str]) -> None:
    reasons = []
    for kind in types:
        try:
            _check_one(value, kind)
        except Mismatch as mismatch:
            reasons.append(str(mismatch))
        else:
            return
    raise Mismatch("; ".join(reasons))


def _check_one(value: object, kind: str) -> None:
    if kind.startswith(ARRAY):
        if not isinstance(value, list):
            raise Mismatch(f"{value!r} is not a {kind}")
        for item in value:
            _check_one(item, kind.removeprefix(ARRAY))
    elif kind in PRIMITIVES:
        # A bool is an int in Python, but not in JSON.
        is_stray_bool = isinstance(value, bool) and kind != "Boolean"
        if is_stray_bool or not isinstance(value, PRIMITIVES[kind]):
            raise Mismatch(f"{value!r} is not a {kind}")
    else:
        fields = TYPES[kind]
        if isinstance(fields, list):
            _check(value, fields)
        else:
            _check_object(value, kind, fields)


def _check_object(value: object, kind: str, fields: dict[str, dict[str, Any]]) -> None:
    if not isinstance(value, dict):
        raise Mismatch(f"{value!r} is not a {kind}")
    for name, item in value.items():
        if name not in fields:
            raise Mismatch(f'{kind} has no field "{name}"')
        try:
            _check(item, fields[name]["types"])
        except Mismatch as mismatch:
            raise Mismatch(f'field "{name}" of {kind}: {mismatch}') from None
    for name, field in fields.items():
        if field.get("required") and name not in value:
            raise Mismatch(f'{kind} requires the field "{name}"')
