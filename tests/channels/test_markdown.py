"""Markdown in pieces, as every channel lays them out, and as plain text."""

from __future__ import annotations

import pytest

from bot.channels.markdown import Piece, Span, pieces, plain

ANSWER = """\
# Titel (0xC004F211)

Två rader
i ett stycke.

## Gör så här
1. Öppna **Inställningar > System**.
2. Skriv `winver`.

Sist."""


def test_an_answer_comes_in_pieces() -> None:
    assert pieces(ANSWER) == [
        Piece((Span("Titel (0xC004F211)", "bold"),)),
        Piece((Span("Två rader"), Span("\n"), Span("i ett stycke."))),
        Piece((Span("Gör så här", "bold"),)),
        Piece((Span("1. "), Span("Öppna "), Span("Inställningar > System", "bold"), Span(".")), close=True),
        Piece((Span("2. "), Span("Skriv "), Span("winver", "code"), Span(".")), close=True),
        Piece((Span("Sist."),)),
    ]


def test_plain_text_keeps_the_lines_and_drops_the_marks() -> None:
    assert plain(ANSWER) == (
        "Titel (0xC004F211)\n\nTvå rader\ni ett stycke.\n\nGör så här\n"
        "1. Öppna Inställningar > System.\n2. Skriv winver.\n\nSist."
    )


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("", ""),
        ("- ett\n- två", "• ett\n• två"),
        ("3. tre\n4. fyra", "3. tre\n4. fyra"),
        ("1. ett\n\nparentes\n\n2. två", "1. ett\n\nparentes\n\n2. två"),
        ("- ett\n\n1. två", "• ett\n\n1. två"),
        ("rad  \nrad", "rad\nrad"),
        ("**fet `kod` fet**", "fet kod fet"),
        ("`**inte fet**`", "**inte fet**"),
        ("a_b_c, 2 * 3 * 4, <b>", "a_b_c, 2 * 3 * 4, <b>"),
        (r"Enum\Root och \*", r"Enum\Root och *"),
        ("&lt;å&gt; &amp;", "<å> &"),
        ("[Hjälp](https://example.com)", "Hjälp"),
    ],
)
def test_plain_text_of(markdown: str, text: str) -> None:
    assert plain(markdown) == text


def test_bold_inside_a_heading_does_not_end_the_heading() -> None:
    assert pieces("# ett **två** tre") == [
        Piece((Span("ett ", "bold"), Span("två", "bold"), Span(" tre", "bold"))),
    ]
