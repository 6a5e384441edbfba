"""Corpus files as they were read: the lines of their values."""

from __future__ import annotations

import tomllib

import pytest

from bot.corpus.drafts import TomlDraft

TEXT = """\
# A comment with = and [brackets]
first = 1

[table]
key = [
  "a text with = in it",
]
"quoted key" = "x"
dotted.sv = "y"

[table."a.b"]
z = 1

[[list]]
name = "one"

[[list]]
name = "two"

[[table.options]]
label = "yes"
"""
DRAFT = TomlDraft("some.toml", tomllib.loads(TEXT), TEXT)


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("first",), 2),
        (("table",), 4),
        (("table", "key"), 5),
        (("table", "key", 0), 5),
        (("table", "quoted key"), 8),
        (("table", "dotted", "sv"), 9),
        (("table", "a.b", "z"), 12),
        (("list", 0, "name"), 15),
        (("list", 1), 17),
        (("list", 1, "name"), 18),
        (("table", "options", 0, "label"), 21),
        (("table", "missing"), 4),
        (("missing",), 1),
        ((), 1),
    ],
)
def test_a_value_of_a_toml_file_has_a_line(keys: tuple[str | int, ...], line: int) -> None:
    assert DRAFT.line(*keys) == line


def test_a_path_is_reported_as_it_is_in_the_file_with_the_missing_key() -> None:
    assert DRAFT.locate("table", "not in the file", "dotted", "en") == (("table", "dotted", "en"), 9)
    assert DRAFT.locate("list", 1, "name") == (("list", "name"), 18)
    assert DRAFT.locate("table", "[key]") == (("table",), 4)
