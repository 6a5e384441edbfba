"""The linear model: features, training, its application with numpy, and the file in which it is stored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from bot.corpus import Corpus, load
from bot.understanding import LinearModel, Reader, build_model, open_model, write_model
from bot.understanding.matching.classifier import Classifier, Kind, softmax
from bot.understanding.matching.decisions import Judge
from bot.understanding.matching.features import Features, count_words, ngrams
from bot.understanding.matching.storage import MAX_FILES, fingerprint
from bot.understanding.matching.training import SEED, SUBJECT_C, TOLERANCE, C, Examples
from bot.understanding.words import Speller
from tests.corpus.tiny import write_tiny_corpus


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Return the smallest corpus."""
    return load(write_tiny_corpus(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def model(tiny: Corpus) -> LinearModel:
    """Return the model of the smallest corpus."""
    return build_model(tiny)


@pytest.fixture
def said() -> list[str]:
    """Return the list of messages to the operator."""
    return []


def features_of(corpus: Corpus) -> Features:
    """Return the features of a corpus."""
    return Features(corpus.words.synonyms, Speller(corpus.words.spellings), count_words(Examples.of(corpus).texts))


def classifier_of(corpus: Corpus, model: LinearModel) -> Classifier:
    """Return the classifier of a model."""
    return Classifier(model, Features(corpus.words.synonyms, Speller(corpus.words.spellings), model.words))


def test_ngrams_are_those_of_scikit_learn() -> None:
    analyse = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 4)).build_analyzer()
    for word in ("a", "ab", "abc", "moderkort"):
        assert sorted(ngrams(word)) == sorted(analyse(word))


def test_terms_are_stems_pairs_compounds_and_concepts() -> None:
    speller = Speller({})
    counts = {"moder": 9, "kort": 9, "moderkort": 9, "byta": 9}
    features = Features({"dator": ["dator", "burk"], "bytt": ["ny del"]}, speller, counts)
    assert features.terms_of("moderkort") == ["moderkort", "mod", "kort"]
    assert features.terms_of("burken") == ["burk", "=dator"]
    assert features.terms_of("4711") == ["0"]
    assert features.terms_across(["moder", "kort"]) == ["mod_kort", "moderkort"]
    assert features.terms_across(["en", "ny", "del"]) == ["en_ny", "ny_del", "=bytt"]


def test_numpy_gives_the_decision_values_of_scikit_learn(tiny: Corpus, model: LinearModel) -> None:
    examples, features = Examples.of(tiny), features_of(tiny)
    texts = examples.texts
    parts = [
        TfidfVectorizer(analyzer=analyzer, sublinear_tf=True).fit_transform(texts).toarray()
        for analyzer in (features.characters, features.terms)
    ]
    machine = LinearSVC(C=C, tol=TOLERANCE, random_state=SEED).fit(np.hstack(parts), examples.owners)
    on_subject = np.array(examples.kinds)[examples.owners] == Kind.SECTION
    subject = LinearSVC(C=SUBJECT_C, tol=TOLERANCE, random_state=SEED).fit(np.hstack(parts), on_subject)
    classifier = classifier_of(tiny, model)
    scores = [classifier.score(text) for text in texts]
    expected = machine.decision_function(np.hstack(parts))
    assert np.abs(np.array([score.classes for score in scores]) - expected).max() < 0.004
    wanted = subject.decision_function(np.hstack(parts))
    assert np.abs(np.array([score.subject for score in scores]) - wanted).max() < 0.004


def test_the_contributions_of_features_sum_up_to_the_score(tiny: Corpus, model: LinearModel) -> None:
    classifier = classifier_of(tiny, model)
    words = ["hitta", "nyckeln", "pa", "satt"]
    for at, name in enumerate(model.classes):
        added = sum(classifier.contributions(words, name).values())
        score = classifier.score(words).classes[at]
        assert added + model.intercepts[at] == pytest.approx(float(score), abs=1e-4)


def test_a_phrasing_is_recognised_by_exactly_its_words(tiny: Corpus, model: LinearModel) -> None:
    classifier = classifier_of(tiny, model)
    examples = Examples.of(tiny)
    owners: dict[str, set[int]] = {}
    for words, owner in zip(examples.texts, examples.owners.tolist(), strict=True):
        owners.setdefault(" ".join(words), set()).add(owner)
    for text, of in owners.items():
        assert classifier.exact(text.split()) == (of.copy().pop() if len(of) == 1 else None)
    assert classifier.exact(["nobody", "wrote", "that"]) is None


@pytest.mark.parametrize("words", [[], ["xyzzy"], ["xyzzy"] * 50])
def test_words_of_no_phrasing_score_as_an_empty_text_does(tiny: Corpus, model: LinearModel, words: list[str]) -> None:
    scores = classifier_of(tiny, model).score(words)
    assert scores.unseen == 1
    assert scores.length == len(words)
    assert np.array_equal(scores.classes, model.intercepts[:-1])
    assert np.isfinite(scores.classes).all()


def test_a_corpus_of_single_texts_can_be_trained_on(tiny: Corpus) -> None:
    sections = {name: replace(one, phrasings=(), messages=()) for name, one in tiny.sections.items()}
    assert len(build_model(replace(tiny, sections=sections, topics={})).classes) == len(sections)


def test_an_excluded_section_is_not_recommended_even_if_it_is_the_only_one(tiny: Corpus) -> None:
    (name, section), *_ = tiny.sections.items()
    one = build_model(replace(tiny, sections={name: section}, topics={}))
    scores = classifier_of(tiny, one).score(["hitta", "nyckeln"])
    assert Judge(one).judge(scores, excluded=name).matches == ()


def test_probabilities_sum_to_one_however_far_apart_the_scores() -> None:
    assert softmax(np.array([1000.0, -1000.0, 999.0])).sum() == pytest.approx(1)


def test_training_twice_gives_the_same_model(tiny: Corpus, model: LinearModel) -> None:
    again = build_model(tiny)
    assert np.array_equal(again.weights, model.weights)
    assert again.calibration == model.calibration


@pytest.mark.parametrize("topics", [{}, {"off-topic": ("blir det regn", "vad kostar mjölk", "hur gammal är kungen")}])
def test_a_corpus_of_one_section_can_be_trained_on(tiny: Corpus, topics: dict[str, tuple[str, ...]]) -> None:
    (name, section), *_ = tiny.sections.items()
    one = replace(tiny, sections={name: section}, topics=topics)
    model = build_model(one)
    assert len(model.classes) == 1 + len(topics)
    assert Reader(one, model).understand(section.phrasings[0]).matches[0].section == name


def test_a_model_read_back_is_the_one_that_was_written(model: LinearModel, tiny: Corpus, tmp_path: Path) -> None:
    path = write_model(tmp_path / "new" / "folder", model)
    found = open_model(tiny, path.parent, pytest.fail)
    for field in fields(LinearModel):
        one, other = getattr(model, field.name), getattr(found, field.name)
        assert np.array_equal(one, other) if isinstance(one, np.ndarray) else one == other, field.name
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_the_file_contains_no_pickle_and_names_its_content(model: LinearModel, tmp_path: Path) -> None:
    with np.load(write_model(tmp_path, model), allow_pickle=False) as file:
        header = json.loads(file["header"].tobytes())
    assert header["fingerprint"] == model.fingerprint
    assert header["thresholds"]["WRONG_COST"] == 5
    assert header["calibration"]["scale"] == model.calibration.scale


def test_a_model_is_trained_once_and_then_read(tiny: Corpus, tmp_path: Path, said: list[str]) -> None:
    first = open_model(tiny, tmp_path, said.append)
    assert len(said) == 1
    assert "learning" in said[0]
    assert open_model(tiny, tmp_path, pytest.fail).fingerprint == first.fingerprint


def test_every_input_of_the_training_changes_the_fingerprint(tiny: Corpus) -> None:
    (name, section), *_ = tiny.sections.items()
    changed = [
        replace(tiny, sections={**tiny.sections, name: replace(section, phrasings=("ett nytt ord",))}),
        replace(tiny, topics={**tiny.topics, "off-topic": ("ett nytt ord",)}),
        replace(tiny, words=replace(tiny.words, synonyms={})),
        replace(tiny, words=replace(tiny.words, spellings={"nt": "något"})),
    ]
    assert len({fingerprint(one) for one in (tiny, *changed)}) == len(changed) + 1
    text = replace(section, body="annan text")
    assert fingerprint(replace(tiny, sections={**tiny.sections, name: text})) == fingerprint(tiny)


@pytest.mark.parametrize("content", [b"", b"no model", b"PK\x03\x04 half of one"])
def test_a_file_that_is_no_model_is_replaced(
    model: LinearModel, tiny: Corpus, tmp_path: Path, said: list[str], content: bytes
) -> None:
    path = write_model(tmp_path, model)
    path.write_bytes(content)
    open_model(tiny, tmp_path, said.append)
    assert "cannot be used and is replaced" in said[0]
    open_model(tiny, tmp_path, pytest.fail)


def test_a_truncated_file_or_one_of_another_corpus_is_replaced(
    model: LinearModel, tiny: Corpus, tmp_path: Path, said: list[str]
) -> None:
    path = write_model(tmp_path, model)
    path.write_bytes(path.read_bytes()[:2000])
    open_model(tiny, tmp_path, said.append)
    write_model(tmp_path, replace(model, fingerprint="foreign")).replace(path)
    open_model(tiny, tmp_path, said.append)
    assert [line for line in said if "replaced" in line][1].endswith("it was learned from another corpus")


def test_a_model_is_trained_even_if_it_cannot_be_written(tiny: Corpus, tmp_path: Path, said: list[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    found = open_model(tiny, tmp_path / "file" / "folder", said.append)
    assert found.fingerprint == fingerprint(tiny)
    assert "learned again at the next start" in said[-1]


def test_many_at_once_do_no_harm(model: LinearModel, tiny: Corpus, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: write_model(tmp_path, model), range(40)))
        list(pool.map(lambda _: open_model(tiny, tmp_path, pytest.fail), range(40)))
    assert len(list(tmp_path.iterdir())) == 1


def test_the_least_recently_used_models_are_removed(model: LinearModel, tmp_path: Path) -> None:
    for number in range(MAX_FILES + 3):
        path = write_model(tmp_path, replace(model, fingerprint=f"{number}"))
        os.utime(path, (number, number))
    write_model(tmp_path, model)
    assert len(list(tmp_path.iterdir())) == MAX_FILES
    assert not (tmp_path / "sv-0.npz").exists()


def test_scikit_learn_is_imported_only_to_train(tmp_path: Path, model: LinearModel) -> None:
    write_model(tmp_path / "cache", model)
    root = write_tiny_corpus(tmp_path / "corpus")
    program = (
        "SLOW = ('sklearn', 'scipy', 'telegram', 'sqlalchemy');"
        "import sys; from bot.cli import main; sys.argv = ['aktiveringsbot', 'ask', 'hitta nyckeln'];"
        "import atexit; atexit.register(lambda: print(sorted({*SLOW} & set(sys.modules))));"
        "main()"
    )
    environment = os.environ | {"BOT_CORPUS": str(root), "BOT_CACHE": str(tmp_path / "cache")}
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=False
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stderr
    assert done.stderr == ""
