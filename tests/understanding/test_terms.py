"""Questions about terms of the glossary are found however they are asked and misspelled, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.corpus import Corpus, Term
from bot.understanding import Reader
from bot.understanding.terms import Terms
from bot.understanding.words import Speller

OEM, RETAIL, DIGITAL = (Term(name, f"{name}.") for name in ("oem", "retail", "digital licens"))
LICENCE = Term("licens", "licens.", ("licensen",))
MOTHERBOARD = Term("moderkort", "moderkort.", ("moderkortet",))
ASKED = {
    "where": ["var är"],
    "words": ["vad"],
    "verbs": ["är", "betyder"],
    "frames": ["vad är", "vad betyder", "skillnaden", "förklara"],
    "fillers": ["vad", "är", "betyder", "en", "ett", "skillnaden", "förklara", "mellan", "och", "egentligen", "då"],
}


def found(text: str) -> list[str]:
    """Return the names of the terms that a text asks about, in a glossary of five."""
    speller = Speller({"e": "är"})
    terms = Terms((OEM, RETAIL, DIGITAL, LICENCE, MOTHERBOARD), ASKED, speller)
    return [term.name for term in terms.find(text, speller.words(text))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("vad är oem?", ["oem"]),
        ("Vad är en OEM egentligen", ["oem"]),
        ("vad e retail då", ["retail"]),
        ("vad betyder licensen", ["licens"]),
        ("förklara moderkort", ["moderkort"]),
        ("vad är en digital licens?", ["digital licens"]),
        ("skillnaden mellan oem och retail", ["oem", "retail"]),
        ("vad är skillnaden mellan OEM och retail?", ["oem", "retail"]),
        ("retail och oem, vad är skillnaden", ["retail", "oem"]),
        ("vad är oem och vad är oem", ["oem"]),
    ],
)
def test_a_question_about_terms_finds_them_in_order(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("oem?", ["oem"]),
        ("digital licens?", ["digital licens"]),
        ("oem", []),
        ("digital licens", []),
        ("men oem?", []),
    ],
)
def test_a_term_alone_is_a_question_with_a_question_mark(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("vad är ett modrkort", ["moderkort"]),
        ("vad är moderkårt", ["moderkort"]),
        ("vad är licenssen", ["licens"]),
        ("vad är oen", []),
        ("vad är ett grafikkort", []),
    ],
)
def test_a_long_word_may_be_misspelled_and_a_short_one_may_not(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("jag vet inte vad ett moderkort är", ["moderkort"]),
        ("du skrev något nyss men vad är ett moderkort för en sak", ["moderkort"]),
        ("jag har bytt moderkort vad gör jag nu", []),
        ("vad gör jag när ett moderkort är trasigt", []),
        (f"{'jag har en lång historia att berätta ' * 3} vad är ett moderkort", []),
    ],
)
def test_a_term_may_be_asked_about_in_the_middle_of_a_short_text(text: str, names: list[str]) -> None:
    assert found(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "hej",
        "vad är det",
        "vad är fel på min oem",
        "min licens är borta",
        "har jag en oem licens",
        "skillnaden mellan home och pro",
        "förklara hur jag byter moderkort",
    ],
)
def test_a_text_that_asks_something_else_asks_about_no_term(text: str) -> None:
    assert found(text) == []


def test_an_empty_glossary_explains_nothing() -> None:
    speller = Speller({})
    assert Terms((), ASKED, speller).find("vad är oem?", ["vad", "är", "oem"]) == ()
    assert Terms((OEM,), {}, speller).find("vad är oem?", ["vad", "är", "oem"]) == ()


# --- The real glossary


def explained(reader: Reader, text: str) -> list[str]:
    """Return the names of the terms that a text asks about."""
    return [term.name for term in reader.understand(text).terms]


@pytest.mark.parametrize("question", ["vad är {}?", "Vad betyder {}", "va e {}", "{}?", "förklara {} snälla"])
def test_every_word_of_the_glossary_is_explained(reader: Reader, corpus: Corpus, question: str) -> None:
    asked = {term.name: explained(reader, question.format(term.name)) for term in corpus.terms}
    short = {name: names for name, names in asked.items() if question != "{}?" or len(name.split()) <= 3}
    assert {name: names for name, names in short.items() if names != [name]} == {}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("vad är skillnaden mellan OEM och retail?", ["OEM", "retail"]),
        ("vad är KMS för något", ["KMS"]),
        ("vad är en produktnykel?", ["produktnyckel"]),
        ("vad menas med digital lisens", ["digital licens"]),
        ("jag vet inte vad ett moderkort är", ["moderkort"]),
        ("va betyder volymlicens egentligen", ["volymlicens"]),
    ],
)
def test_people_ask_about_terms_in_many_ways(reader: Reader, text: str, names: list[str]) -> None:
    assert explained(reader, text) == names


@pytest.mark.parametrize(
    "text",
    [
        "jag har bytt moderkort, vad gör jag?",
        "min produktnyckel fungerar inte",
        "vad kostar en licens?",
        "var hittar jag min produktnyckel?",
        "vad är fel på min dator?",
        "vad gör jag nu?",
        "vad är det för väder?",
        "0xC004F211",
        "hej!",
        "tack",
        "ja",
    ],
)
def test_a_text_that_asks_about_no_term_is_not_explained(reader: Reader, text: str) -> None:
    assert explained(reader, text) == []


def test_no_phrasing_of_a_section_is_understood_as_a_question_about_a_term(corpus: Corpus) -> None:
    speller = Speller(corpus.words.spellings)
    terms = Terms(corpus.terms, corpus.term_questions, speller)
    texts = [text for section in corpus.sections.values() for text in section.phrasings]
    taken = [text for text in texts if terms.find(text, speller.words(text))]
    assert len(taken) <= len(texts) / 50, taken


@given(st.text(max_size=300))
@example("vad är \ud800?")
@example("vad är " * 50)
@example("?" * 300)
def test_no_text_is_too_odd(text: str) -> None:
    assert set(found(text)) <= {"oem", "retail", "digital licens", "licens", "moderkort"}
