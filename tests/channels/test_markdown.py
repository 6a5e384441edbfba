"""Markdown as pieces, and as plain text."""

from __future__ import annotations

import pytest

from bot.channels.markdown import Piece, Span, block_pieces, blocks, pieces, plain
from bot.corpus import WINDOWS, Corpus

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
def test_markdown_becomes_plain_text(markdown: str, text: str) -> None:
    assert plain(markdown) == text


def test_bold_inside_a_heading_does_not_end_the_heading() -> None:
    assert pieces("# ett **två** tre") == [
        Piece((Span("ett ", "bold"), Span("två", "bold"), Span(" tre", "bold"))),
    ]


@pytest.mark.parametrize(
    ("markdown", "parts"),
    [
        ("ett\n\ntvå", ["ett\n\n", "två"]),
        ("# ett\n\ntvå\n\n## tre\nfyra", ["# ett\n\n", "två\n\n", "## tre\nfyra"]),
        ("ett\n\n## två\n\ntre\n\nfyra", ["ett\n\n", "## två\n\ntre\n\n", "fyra"]),
        ("ett\n\n1. två\n\n2. tre\n\nfyra", ["ett\n\n1. två\n\n2. tre\n\n", "fyra"]),
        ("- ett\n\n  två\n\n**tre**", ["- ett\n\n  två\n\n", "**tre**"]),
        ("ett\n\n25 tecken\n\n\n2.5", ["ett\n\n", "25 tecken\n\n\n", "2.5"]),
    ],
)
def test_a_text_is_cut_between_blocks_that_do_not_depend_on_each_other(markdown: str, parts: list[str]) -> None:
    assert blocks(markdown) == parts
    assert pieces(markdown) == list(block_pieces(markdown))


def test_every_section_parses_the_same_in_blocks_and_in_one(corpus: Corpus) -> None:
    for section in corpus.sections.values():
        for windows in WINDOWS:
            text = f"# {section.title}\n\n{corpus.body(section, windows)}"
            assert len(blocks(text)) > 1
            assert pieces(text) == list(block_pieces(text))
