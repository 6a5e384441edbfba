"""The knowledge, section by section: the corpus contains every fact of the source article, in other words.

`tests.corpus.facts` says what is expected; it was written from the source, not from the corpus.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest

from bot.corpus import WINDOWS, Corpus, Windows, default_root, load
from tests.corpus.facts import (
    EXPECTED,
    INTRODUCTION,
    INTRODUCTION_LINKS,
    PATHS,
    UPGRADE_FAQ,
)
from tests.corpus.facts_beyond import BEYOND, SAFETY

BUY_THE_NEWER = re.compile(r"köp (?:en digital licens för )?windows 11")  # Windows 10 is not sold any more
PHONE_IS_GONE = re.compile(r"telefon.{0,20}(?:lades ned|upphörde|finns inte)")
SHINGLE = 7  # words in a row that nobody writes twice by chance
SOURCE_SHINGLES = Path(__file__).with_name("source_shingles.txt")
OTHER: dict[Windows, Windows] = {"11": "10", "10": "11"}

each_section = pytest.mark.parametrize("name", EXPECTED)
each_version = pytest.mark.parametrize("windows", WINDOWS)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Return the Swedish corpus that comes with the program."""
    return load()


@pytest.fixture(scope="module")
def source() -> frozenset[str]:
    """Return the digests of the source article's runs of words."""
    lines = SOURCE_SHINGLES.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def plain(markdown: str) -> str:
    """Return Markdown as the patterns of the facts expect it: case-folded, without markup, with single spaces."""
    return " ".join(re.sub(r"[*`]|^##\s+", "", markdown, flags=re.MULTILINE).casefold().split())


def answer(corpus: Corpus, name: str, windows: Windows) -> str:
    """Return the plain text of one section for one Windows version."""
    return plain(corpus.body(corpus.sections[name], windows))


def urls(corpus: Corpus, name: str, windows: Windows) -> set[str]:
    """Return the addresses that one section links to for one Windows version."""
    return {url for _, url in corpus.links(corpus.sections[name], windows, "sv")}


def shingles(text: str) -> Iterator[str]:
    """Yield every run of seven words in a text, without punctuation, case and markup."""
    words = re.findall(r"\w+", text.casefold())
    for start in range(len(words) - SHINGLE + 1):
        yield " ".join(words[start : start + SHINGLE])


def digest(shingle: str) -> str:
    """Return the digest of a run of words, as in `source_shingles.txt`."""
    return sha256(shingle.encode()).hexdigest()[:16]


def test_the_sections_are_the_28_of_the_source_and_the_20_beyond_it(corpus: Corpus) -> None:
    assert (len(EXPECTED), len(BEYOND)) == (28, 20)
    assert {name: section.label for name, section in corpus.sections.items()} == {
        name: expected.label for name, expected in {**EXPECTED, **BEYOND}.items()
    }


@pytest.mark.parametrize(
    ("name", "windows", "pattern"),
    [
        pytest.param(name, windows, pattern, id=f"{name}-{windows}-{fact}")
        for name, expected in {**EXPECTED, **BEYOND}.items()
        for windows in WINDOWS
        for fact, pattern in expected.facts_for(windows).items()
    ],
)
def test_a_section_tells_every_fact(corpus: Corpus, name: str, windows: Windows, pattern: str) -> None:
    assert re.search(pattern, answer(corpus, name, windows))


@pytest.mark.parametrize("name", [name for name, expected in BEYOND.items() if expected.links])
@each_version
def test_a_section_beyond_the_source_links_what_it_must(corpus: Corpus, name: str, windows: Windows) -> None:
    assert set(BEYOND[name].links_for(windows)) <= urls(corpus, name, windows)


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        pytest.param(name, pattern, id=f"{name}-{fact}")
        for name, facts in SAFETY.items()
        for fact, pattern in facts.items()
    ],
)
@each_version
def test_a_safety_notice_tells_every_fact(corpus: Corpus, name: str, windows: Windows, pattern: str) -> None:
    assert re.search(pattern, plain(corpus.body(corpus.notices[name], windows)))


def test_every_safety_notice_has_its_facts(corpus: Corpus) -> None:
    assert SAFETY.keys() == {name for name in corpus.notices if name.startswith("safety-")}


RESET = r"installera\w* om|ominstall\w*|återställ\w* (?:datorn|den här datorn)|datorn (?:kan )?återställ\w*"


@pytest.mark.parametrize("name", [*EXPECTED, *BEYOND, *SAFETY])
@each_version
def test_no_page_leads_to_a_reinstallation_without_a_word_on_files(corpus: Corpus, name: str, windows: Windows) -> None:
    """A step that reinstalls or resets comes after "kopiera dina filer", unless it says that files stay."""
    page = corpus.sections.get(name) or corpus.notices[name]
    for part in corpus.parts(page, windows):
        steps = [plain(line) for line in part.text.splitlines() if re.match(r"\d+\. ", line)]
        advised = [at for at, step in enumerate(steps) if re.search(rf"\d+\. (?:{RESET})|välj återställ", step)]
        if advised:
            before = plain(part.text).split(steps[advised[0]])[0]
            assert re.search(r"kopiera.{0,30}filer", before), part.heading


def test_no_living_advice_to_activate_by_telephone(corpus: Corpus) -> None:
    """Automatic activation by telephone ended on 3 December 2025; only the portal may be named beside it."""
    texts = [corpus.body(section, windows) for section in corpus.sections.values() for windows in WINDOWS]
    texts += [f"{fact.cause} {fact.remedy}" for fact in corpus.code_facts.values()]
    by_phone = re.compile(
        r"aktivera\w* (?:per|via|med) telefon|telefonaktivering|ring\w* (?:till )?(?:microsoft|numret)"
    )
    told = [text for text in map(plain, texts) for found in by_phone.finditer(text) if not PHONE_IS_GONE.search(text)]
    assert told == []


@each_version
@pytest.mark.parametrize("pattern", [pytest.param(pattern, id=fact) for fact, pattern in INTRODUCTION.items()])
def test_some_section_tells_the_introduction(corpus: Corpus, windows: Windows, pattern: str) -> None:
    assert [name for name in EXPECTED if re.search(pattern, answer(corpus, name, windows))]


@pytest.mark.parametrize(
    ("name", "windows", "button"),
    [
        pytest.param(name, windows, button, id=f"{name}-{windows}-{button or 'path'}")
        for name, expected in EXPECTED.items()
        for windows in WINDOWS
        if expected.place
        for button in expected.buttons or ("",)
    ],
)
def test_a_section_opens_its_page_once_by_the_menu_path_of_the_version_and_names_each_button(
    corpus: Corpus, name: str, windows: Windows, button: str
) -> None:
    path = PATHS[EXPECTED[name].place or ""][windows]
    text = answer(corpus, name, windows)
    assert text.count(path) == 1
    assert re.search(rf"\b{button}\b", text)


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if expected.place])
def test_a_section_opens_the_settings_page_it_names(corpus: Corpus, name: str) -> None:
    place = corpus.first_place(corpus.sections[name])
    assert (place.uri if place else None) == EXPECTED[name].place


@each_section
def test_no_section_shows_the_settings_path_of_the_other_version(corpus: Corpus, name: str) -> None:
    assert "uppdatering och säkerhet" not in answer(corpus, name, "11")
    assert not re.search(r"\bsystem\W+aktivering", answer(corpus, name, "10"))


@each_section
@each_version
def test_a_section_names_only_the_version_it_is_for(corpus: Corpus, name: str, windows: Windows) -> None:
    section = corpus.sections[name]
    titles = [title for title, _ in corpus.links(section, windows, "sv")]
    shown = " ".join([plain(section.title), answer(corpus, name, windows), *map(str.casefold, titles)])
    assert f"windows {OTHER[windows]}" not in BUY_THE_NEWER.sub("", shown)


@each_section
def test_version_1607_is_a_matter_of_windows_10(corpus: Corpus, name: str) -> None:
    assert "1607" not in answer(corpus, name, "11")


@pytest.mark.parametrize("name", [*EXPECTED, *BEYOND])
@each_version
def test_a_section_that_offers_the_portal_names_whom_it_is_closed_to(
    corpus: Corpus, name: str, windows: Windows
) -> None:
    text = answer(corpus, name, windows)
    if "slui" in text:
        assert "pro education" in text
        assert "pro for workstations" in text


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if expected.differs])
def test_the_versions_differ_where_the_source_tells_them_apart(corpus: Corpus, name: str) -> None:
    assert corpus.differs(corpus.sections[name])


@each_section
@each_version
def test_a_section_renders(corpus: Corpus, name: str, windows: Windows) -> None:
    text = corpus.body(corpus.sections[name], windows)
    assert text.strip()
    assert not re.search(r"[{}]|:::", text)


@each_section
@each_version
def test_a_section_links_what_its_row_links(corpus: Corpus, name: str, windows: Windows) -> None:
    assert set(EXPECTED[name].links_for(windows)) <= urls(corpus, name, windows)


@each_version
def test_some_section_links_what_the_introduction_links(corpus: Corpus, windows: Windows) -> None:
    linked = set().union(*(urls(corpus, name, windows) for name in EXPECTED))
    assert {*INTRODUCTION_LINKS, UPGRADE_FAQ[windows]} <= linked
    assert UPGRADE_FAQ[OTHER[windows]] not in linked


def test_an_article_is_never_called_like_a_section(corpus: Corpus) -> None:
    assert not corpus.articles.keys() & corpus.sections.keys()


@each_section
def test_a_section_has_the_codes_of_its_row_in_order(corpus: Corpus, name: str) -> None:
    assert corpus.sections[name].codes == EXPECTED[name].codes


def test_all_47_codes_lead_to_their_section(corpus: Corpus) -> None:
    first = {code: [section.id for section in sections] for code, sections in corpus.sections_by_code.items()}
    twice = first.pop("0xC004F210")
    assert twice == ["edition-mismatch", "key-for-other-edition"]
    assert len(first) == 46
    assert first == {
        code: [name] for name, expected in EXPECTED.items() for code in expected.codes if code != "0xC004F210"
    }


@pytest.mark.parametrize("name", [name for name, expected in EXPECTED.items() if expected.messages])
def test_a_section_knows_what_windows_shows(corpus: Corpus, name: str) -> None:
    known = [message.rstrip(".") for message in corpus.sections[name].messages]
    assert {message.rstrip(".") for message in EXPECTED[name].messages} <= set(known)


@each_section
@each_version
def test_no_sentence_of_the_source_is_copied(
    corpus: Corpus, source: frozenset[str], name: str, windows: Windows
) -> None:
    assert len(source) > 1000
    section = corpus.sections[name]
    text = f"{section.title}\n{corpus.body(section, windows)}"
    assert [shingle for shingle in shingles(text) if digest(shingle) in source] == []


def test_no_run_of_eight_words_of_the_source_is_anywhere_in_the_corpus(source: frozenset[str]) -> None:
    """Phrasings, notices and tables are held to it too; what Windows shows, `messages`, may be quoted."""
    copied = []
    for path in sorted(default_root().rglob("*")):
        if path.suffix not in (".md", ".txt", ".toml"):
            continue
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            known = [digest(shingle) in source for shingle in shingles(line)]
            if any(map(all, pairwise(known))) and not re.match(r'codes: |  - "', line):
                copied.append(f"{path.name}:{number}")
    assert copied == []
