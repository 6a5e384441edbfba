"""Unfinished texts are ranked for inline mode, and the text of a picture is read without guesses."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.corpus import Corpus, load
from bot.understanding import Match, Reader, Understanding, build_model
from bot.understanding.facts import StatedFacts
from bot.understanding.messages import MIN_LENGTH as MESSAGE_LENGTH
from tests.corpus.tiny import write_tiny_corpus

MOST = 10
ALL = 1000
# Sections so similar to another that their title, typed, may find the other first.
NEAR = {"find-product-key", "key-for-other-edition", "kms-not-reached", "volume-license-exceeded"}
NAMED_SCREEN = "Inställningar\nSystem > Aktivering\n{}\nFelkod\nOK   Avbryt\n"


def ranked(reader: Reader, text: str, most: int = MOST) -> list[str]:
    """Return the ids of the sections for a text, best first."""
    return [match.section for match in reader.rank(text, most)]


# --- Codes as they are typed


def test_a_whole_code_ranks_its_sections_and_no_others(reader: Reader, corpus: Corpus) -> None:
    for code, sections in corpus.sections_by_code.items():
        assert reader.rank(code, ALL) == tuple(Match(section.id, 1.0) for section in sections)


@pytest.mark.parametrize(
    "text", ["0xC004F211", "0xc004f211", "C004F211", " 0XC004F211 ", "-1073417711", "fick 0xC004F211 nyss", "F211"]
)
def test_a_code_is_known_however_it_is_written(reader: Reader, text: str) -> None:
    assert ranked(reader, text) == ["hardware-changed"]


def begins(corpus: Corpus, code: str) -> set[str]:
    """Return the sections of all codes that begin with a text."""
    found = [sections for known, sections in corpus.sections_by_code.items() if known.startswith(code)]
    return {section.id for sections in found for section in sections}


@pytest.mark.parametrize("length", range(len("0x"), len("0xC004F2") + 1))
def test_every_code_is_ranked_while_it_is_typed(reader: Reader, corpus: Corpus, length: int) -> None:
    for code in {code[:length] for code in corpus.sections_by_code}:
        for typed in (code, code.lower(), f" {code} ", code.replace("0x", "ox")):
            assert set(ranked(reader, typed, ALL)) == begins(corpus, code), typed


@pytest.mark.parametrize("length", range(len("0xC00"), len("0xC004F2") + 1))
def test_the_0x_of_a_code_may_be_left_out(reader: Reader, corpus: Corpus, length: int) -> None:
    for code in {code[:length] for code in corpus.sections_by_code}:
        assert set(ranked(reader, code.removeprefix("0x"), ALL)) == begins(corpus, code), code


def test_every_code_is_ranked_with_one_digit_missing(reader: Reader, corpus: Corpus) -> None:
    for code in corpus.sections_by_code:
        assert begins(corpus, code[:-1]) <= set(ranked(reader, code[:-1], ALL)), code


def test_a_code_one_digit_off_ranks_the_codes_it_may_mean(reader: Reader) -> None:
    assert ranked(reader, "0xC004F111")[0] == "hardware-changed"


def test_several_codes_rank_in_the_order_they_are_typed_in(reader: Reader) -> None:
    assert ranked(reader, "0x803F7001 0xC004F211") == ["no-valid-license", "hardware-changed"]
    assert ranked(reader, "0xC004F211 eller 0x803F7001") == ["hardware-changed", "no-valid-license"]


def test_a_section_of_two_codes_is_ranked_once(reader: Reader, corpus: Corpus) -> None:
    section = next(section for section in corpus.sections.values() if len(section.codes) > 1)
    found = ranked(reader, " ".join(section.codes), ALL)
    assert found.count(section.id) == 1
    assert found[0] == section.id


def test_a_code_takes_precedence_over_the_words_around_it(reader: Reader) -> None:
    assert ranked(reader, "0x803F7001 efter att moderkortet bytts") == ["no-valid-license"]


# --- Words as they are typed


@pytest.mark.parametrize("text", ["moder", "moderk", "moderkort", "moderkortet", "moderkortet by", "byt moder"])
def test_half_a_word_is_enough(reader: Reader, text: str) -> None:
    assert ranked(reader, text)[0] == "hardware-changed"


def test_every_section_is_found_by_its_own_title(reader: Reader, corpus: Corpus) -> None:
    first = {section.id: ranked(reader, section.title)[:1] for section in corpus.sections.values()}
    assert {name for name, found in first.items() if found != [name]} <= NEAR
    for name in NEAR:
        assert name in ranked(reader, corpus.sections[name].title)[:3]


@pytest.mark.parametrize("text", ["", " ", "\n\t", "…", "👍", "0", "o", "qqqq zzzz", "x" * 5000, "\ud800", "\x00"])
def test_a_text_without_meaning_ranks_nothing(reader: Reader, text: str) -> None:
    assert reader.rank(text, MOST) == ()


@pytest.mark.parametrize("text", ["hej", "tack", "blir det regn", "vad blir det för väder i Göteborg imorgon?"])
def test_a_text_clearly_about_something_else_ranks_nothing(reader: Reader, text: str) -> None:
    assert reader.rank(text, MOST) == ()


def test_a_corpus_ranks_its_own_sections(tmp_path_factory: pytest.TempPathFactory) -> None:
    corpus = load(write_tiny_corpus(tmp_path_factory.mktemp("tiny")))
    reader = Reader(corpus, build_model(corpus))
    assert ranked(reader, "0x80") == ranked(reader, "0x803F7001") == ["buy-license"]
    assert ranked(reader, "hitta nyckeln på sätt")[0] == "find-product-key"


@given(
    text=st.one_of(
        st.text(max_size=100),
        st.from_regex(r"(0x)?[0-9A-Fa-f]{0,9}", fullmatch=True),
        st.lists(st.sampled_from(["moderkort", "nyckel", "windows", "10", "wifi", "byt", "0xC0", "hej", ""])).map(
            " ".join
        ),
    ),
    most=st.integers(1, 40),
)
def test_any_text_ranks_sections_best_first_each_once_and_no_more_than_asked(
    reader: Reader, corpus_ids: frozenset[str], text: str, most: int
) -> None:
    found = reader.rank(text, most)
    names = [match.section for match in found]
    scores = [match.score for match in found]
    assert len(found) <= most
    assert set(names) <= corpus_ids
    assert len(set(names)) == len(names)
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    assert reader.rank(text, most + 5)[: len(found)] == found


@pytest.fixture(scope="session")
def corpus_ids(corpus: Corpus) -> frozenset[str]:
    """Return the ids of all sections."""
    return frozenset(corpus.sections)


# --- The text of a picture


def meant(screen: Understanding) -> Understanding:
    """Return the meaning of a screen without its length and the facts of the case."""
    return replace(screen, length=0, stated=StatedFacts())


@pytest.mark.parametrize(
    "text",
    [
        "0xC004F211",
        "Felkod: 0xC004F211",
        "Windows kan inte aktiveras\nFelkod 0xc004f211\nStäng",
        NAMED_SCREEN.format("OxC004F211"),
    ],
)
def test_a_code_on_a_screen_is_read(reader: Reader, text: str) -> None:
    assert meant(reader.read_screen(text)) == Understanding(codes=("0xC004F211",))


def test_a_code_takes_precedence_over_the_message_beside_it(reader: Reader, corpus: Corpus) -> None:
    message = corpus.sections["hardware-changed"].messages[0]
    screen = reader.read_screen(f"{message}\nFelkod: 0x803F7001")
    assert meant(screen) == Understanding(codes=("0x803F7001",))


def test_an_unknown_code_is_kept_beside_the_message(reader: Reader, corpus: Corpus) -> None:
    message = corpus.sections["hardware-changed"].messages[0]
    screen = reader.read_screen(f"{message}\nFelkod: 0x80240034")
    assert (screen.codes, screen.unknown_codes, screen.message) == ((), ("0x80240034",), message)


def test_a_code_one_digit_off_is_never_read_as_another(reader: Reader) -> None:
    screen = reader.read_screen("Felkod: 0xC004F111")
    assert (screen.codes, screen.unknown_codes, screen.matches) == ((), ("0xC004F111",), ())
    assert "0xC004F211" in screen.suggestions


@pytest.mark.parametrize("screen", ["{}", "{}.", NAMED_SCREEN, "(×) {} 12:30", "    {}    "])
def test_every_message_of_windows_is_recognised_by_its_words(reader: Reader, corpus: Corpus, screen: str) -> None:
    for section in corpus.sections.values():
        for message in section.messages:
            text = screen.format(message)
            if len(text) <= MESSAGE_LENGTH:
                continue
            found = reader.read_screen(text)
            assert ([match.section for match in found.matches], found.decision) == ([section.id], "answer"), message
            assert found.message == message


def test_a_message_with_a_letter_misread_is_known(reader: Reader, corpus: Corpus) -> None:
    for section in corpus.sections.values():
        for message in section.messages:
            found = reader.read_screen(NAMED_SCREEN.format(message.replace("i", "l", 1).replace("o", "0", 1)))
            assert [match.section for match in found.matches] == [section.id], message
            assert found.message == message


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "hej",
        "moderkortet bytt",
        "min nyckel är redan använd på en annan dator",
        "gratis crack",
        "Inställningar\nSystem\nBildskärm\nLjud\nAviseringar",
        "produktnyckel",
        "👍",
    ],
)
def test_words_on_a_screen_without_an_error_are_no_reason_to_guess(reader: Reader, text: str) -> None:
    assert meant(reader.read_screen(text)) == Understanding()


@pytest.mark.parametrize(
    ("text", "windows", "old", "language"),
    [
        ("Windows 11", "11", None, None),
        ("Windows 10\nAktivering", "10", None, None),
        ("Windows 7", None, "Windows 7", None),
        ("in english", None, None, "en"),
        ("Windows 10 Pro\nFelkod 0xC004F211", "10", None, None),
    ],
)
def test_the_windows_version_is_read_from_a_screen_without_a_topic(
    reader: Reader, text: str, windows: str | None, old: str | None, language: str | None
) -> None:
    screen = reader.read_screen(text)
    assert (screen.windows, screen.old_windows, screen.language) == (windows, old, language)
    assert (screen.topic, screen.matches, screen.decision) == (None, (), "decline")


@given(st.text(max_size=300))
def test_no_topic_is_read_from_a_screen(reader: Reader, text: str) -> None:
    screen = reader.read_screen(text)
    assert (screen.topic, screen.choice, screen.corrects) == (None, None, False)
    assert bool(screen.matches) is (screen.decision == "answer")
    assert screen.decision == "decline" or screen.message or screen.output
