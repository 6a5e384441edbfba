"""The matcher's arrays: whichever way features are stored and looked up, they say the same."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding import matcher
from bot.understanding.features import character_features, word_features
from bot.understanding.matcher import Matcher
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.words import Lexicon, Speller

PHRASINGS = {
    "hardware": ("jag har bytt moderkort i datorn", "ny hårddisk och nu är windows inte aktiverat", "bananen"),
    "key": ("produktnyckeln fungerar inte", "nyckeln är redan använd på en annan dator"),
    "server": ("windows når inte servern", "kan inte nå nyckelservern"),
    "edition": ("fel utgåva av windows", "jag har windows home men nyckel till pro"),
    "off-topic": ("vad blir det för väder i morgon", "recept på bananpannkakor"),
}
SPELLER = Speller({})
CLASSES = {name: [SPELLER.words(text) for text in texts] for name, texts in PHRASINGS.items()}
TEXTS = [text for texts in CLASSES.values() for text in texts]
LEXICON = Lexicon({"dator": ("dator", "datorn")}, SPELLER, TEXTS)
QUESTIONS = [*TEXTS, [], ["nyckel"], ["xyzzy", "moderkortet", "xyzzy"], ["banan", "🍌"], ["windows"] * 40]


def build() -> Matcher:
    return Matcher(CLASSES, LEXICON, ["off-topic"])


@pytest.mark.parametrize("common", [1, 2, 3])
@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_a_row_and_entries_add_up_to_the_same(
    monkeypatch: pytest.MonkeyPatch, common: int, question: Sequence[str]
) -> None:
    monkeypatch.setattr(matcher, "COMMON", len(CLASSES) + 1)
    by_entries = build().score(question)
    monkeypatch.setattr(matcher, "COMMON", common)
    by_rows = build().score(question)
    assert np.ptp(by_rows.bayes) > 0 or not question
    assert by_rows.bayes == pytest.approx(by_entries.bayes, abs=1e-12)
    assert by_rows.nearest == pytest.approx(by_entries.nearest, abs=1e-12)
    assert (by_rows.subject, by_rows.unseen) == (by_entries.subject, by_entries.unseen)


@given(st.lists(st.sampled_from([*{word for text in TEXTS for word in text}, "banan", "xyzzy", "å", "🍌"])))
def test_features_looked_up_beforehand_are_those_of_the_text(text: list[str]) -> None:
    hashes = np.unique(word_features(TEXTS, LEXICON).hashes), np.unique(character_features(TEXTS).hashes)
    beforehand = Vocabulary(LEXICON, *hashes, spelled=[word for words in TEXTS for word in words])
    each_time = Vocabulary(LEXICON, *hashes, spelled=[])
    assert sorted(beforehand.ids(text)) == sorted(each_time.ids(text))


def test_a_phrasing_is_nearest_to_itself_and_as_near_to_others_as_they_to_it() -> None:
    similar = np.array([build().similarities(text) for text in TEXTS])
    assert similar.diagonal() == pytest.approx(1, abs=1e-6)
    assert similar == pytest.approx(similar.T, abs=1e-6)
    assert build().score(TEXTS[0]).nearest[0] == pytest.approx(1, abs=1e-6)


def test_what_no_phrasing_has_is_unseen() -> None:
    score = build().score
    assert score(TEXTS[0]).unseen == (0, 0)
    assert score(["xyzzy"]).unseen == (1, 1)
    words, ngrams = score(["bananen", "xyzzy"]).unseen
    assert 0 < words < 1
    assert 0 < ngrams < 1
    assert not score(["xyzzy"]).nearest.any()
