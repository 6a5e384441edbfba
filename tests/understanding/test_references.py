"""References to earlier messages: a place in a list, a number that is none, a correction."""

from __future__ import annotations

import pytest

from bot.corpus import Corpus
from bot.understanding.references import References
from bot.understanding.words import Speller


@pytest.fixture(scope="module")
def speller(corpus: Corpus) -> Speller:
    """Return the speller of the corpus."""
    return Speller(corpus.words.spellings)


@pytest.fixture(scope="module")
def references(corpus: Corpus, speller: Speller) -> References:
    """Return the references of the corpus."""
    return References(corpus.words, speller)


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("1", 0),
        ("2", 1),
        ("4", 3),
        ("3.", 2),
        ("#2", 1),
        ("2:an", 1),
        ("1:a", 0),
        ("3:e", 2),
        ("ett", 0),
        ("Tvåan", 1),
        ("den tredje", 2),
        ("DEN FJÄRDE", 3),
        ("forsta", 0),
        ("nummer tva tack", 1),
        ("jag tror det är nog den andra", 1),
        ("den sista", 3),
        ("den nedersta knappen", 3),
        ("det översta alternativet", 0),
        ("the second one", 1),
        ("the last one", 3),
        ("ja, den första", 0),
        ("2 2 2", 1),
    ],
)
def test_a_place_in_a_list_is_named(references: References, speller: Speller, said: str, at: int) -> None:
    assert references.ordinal(speller.words(said), 4) == at


@pytest.mark.parametrize(
    "said",
    [
        "",
        "5",
        "0",
        "99",
        "22",
        "10",
        "11",
        "1 eller 2",
        "den första och den sista",
        "den där",
        "ja",
        "tack",
        "den andra datorn",
        "två datorer",
        "första gången jag ser det",
        "jag har en dator",
        "0xC004F211",
        "steg 2",
    ],
)
def test_a_text_without_a_place_or_with_more_is_no_choice(references: References, speller: Speller, said: str) -> None:
    assert references.ordinal(speller.words(said), 4) is None


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_only_existing_places_are_named(references: References, speller: Speller, count: int) -> None:
    named = [references.ordinal(speller.words(str(place)), count) for place in range(1, 6)]
    assert named == [at if at < count else None for at in range(5)]


@pytest.mark.parametrize(("count", "last"), [(0, None), (1, 0), (2, 1), (4, 3)])
def test_the_last_choice_is_the_last_that_exists(
    references: References, speller: Speller, count: int, last: int | None
) -> None:
    assert references.ordinal(speller.words("den sista"), count) == last


@pytest.mark.parametrize(
    ("said", "is_number"),
    [
        ("5", True),
        ("1 och 2", True),
        ("den första eller andra", True),
        ("nummer 99 tack", True),
        ("nummer", False),
        ("", False),
        ("ja", False),
        ("5 datorer", False),
        ("windows 10", False),
    ],
)
def test_a_number_alone_is_distinguished_from_words(
    references: References, speller: Speller, said: str, is_number: bool
) -> None:
    assert references.is_number(speller.words(said)) is is_number


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("nej, jag menade wifi", "wifi"),
        ("jag menade att klockan går fel", "klockan går fel"),
        ("Nej jag menar att nyckeln är spärrad", "nyckeln är spärrad"),
        ("nej, det gäller en jobbdator", "en jobbdator"),
        ("förlåt, jag menade 0x80072F8F", "0x80072F8F"),
        ("nä det är moderkortet", "moderkortet"),
        ("No, I meant wifi", "wifi"),
    ],
)
def test_the_text_after_a_correction_is_what_is_meant(
    references: References, speller: Speller, said: str, meant: str
) -> None:
    assert references.corrected(speller.words(said)) == speller.words(meant)


@pytest.mark.parametrize(
    "said", ["", "nej", "nej tack", "wifi, menade jag", "jag menade", "nej, jag menade", "det gäller", "menade wifi"]
)
def test_a_text_without_a_correction_or_with_nothing_after_it_corrects_nothing(
    references: References, speller: Speller, said: str
) -> None:
    assert references.corrected(speller.words(said)) is None


def test_the_longest_phrase_of_a_correction_is_removed(
    corpus: Corpus, references: References, speller: Speller
) -> None:
    for words in corpus.words.corrections:
        assert references.corrected(speller.words(f"{words} moderkortet")) == ["moderkortet"]


def test_every_ordinal_of_the_corpus_is_a_number_or_one_of_two_words(corpus: Corpus) -> None:
    assert {place for place in corpus.words.ordinals if not place.isdecimal()} == {"last", "around"}
    named = [word for place, words in corpus.words.ordinals.items() if place != "around" for word in words]
    assert len(set(named)) == len(named), "no word names two places"
    assert not set(named) & set(corpus.words.ordinals["around"])
