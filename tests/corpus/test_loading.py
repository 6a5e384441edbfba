"""Loading a corpus: the contents of the real one, and one clear line if a corpus cannot be used."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from bot.corpus import (
    LANGUAGES,
    WINDOWS,
    Advice,
    Aspect,
    Condition,
    Corpus,
    CorpusError,
    Feeling,
    Inquiry,
    Option,
    Part,
    ScreenName,
    Term,
    check,
    default_root,
    load,
    warnings,
)
from tests.corpus.tiny import BUY_SECTION, KEY_SECTION, edit, write_tiny_corpus


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a corpus that breaks no rule."""
    return write_tiny_corpus(tmp_path)


def refusal(root: Path) -> str:
    """Return the single line that says why a corpus cannot be used."""
    with pytest.raises(CorpusError) as caught:
        load(root)
    text = str(caught.value)
    assert "\n" not in text
    return text


def test_the_real_corpus_is_sound() -> None:
    assert check(default_root()) == []


def test_the_real_corpus_has_all_sections_and_codes(corpus: Corpus) -> None:
    assert len(corpus.sections) == 48
    assert len(corpus.notices) == 7
    assert len(corpus.sections_by_code) == 47
    assert all(re.fullmatch(r"0x[0-9A-F]{8}", code) for code in corpus.sections_by_code)


def test_the_code_of_two_rows_belongs_first_to_the_section_that_lists_it_first(corpus: Corpus) -> None:
    sections = [section.id for section in corpus.sections_by_code["0xC004F210"]]
    assert sections == ["edition-mismatch", "key-for-other-edition"]


def test_every_link_has_a_title_and_an_address_in_every_language(corpus: Corpus) -> None:
    for section in corpus.sections.values():
        for windows in WINDOWS:
            for language in LANGUAGES:
                links = corpus.links(section, windows, language)
                assert links
                assert all(title and url.startswith("https://") for title, url in links)


def test_a_tiny_corpus_loads_as_it_was_written(root: Path) -> None:
    corpus = load(root)
    section = corpus.sections["buy-license"]
    assert (section.label, section.title, section.codes) == ("BUY", "Licens saknas", ("0x803F7001",))
    assert section.articles == ("contact-support",)
    assert section.phrasings[-1] == "Licens saknas på sätt 15"
    assert corpus.topics == {
        "off-topic": ("vad blir det för väder",),
        "piracy": ("gratis crack",),
        "smalltalk-greeting": ("hejsan",),
        "about-cost": ("vad kostar det",),
        "safety-scam": tuple(f"en främling skickade filen nummer {number}" for number in range(1, 16)),
    }
    assert corpus.notices["safety-scam"].title == "Bedrägeri"
    assert (section.source, section.checked) == (("contact-support",), date(2026, 11, 28))
    assert corpus.words.spellings == {"ja": "jag"}
    assert corpus.code_facts["0x80070005"].remedy == "Kör som administratör."
    assert corpus.most_asked == ("activate-windows", "find-product-key")
    assert corpus.advice == {
        "troubleshooter": Advice("activate-windows", "Gör så här", "**Felsök**"),
        "portal": Advice("buy-license", "Gör så här", allowed=frozenset({"find-product-key"})),
        "help": Advice("other-codes", "Gör så här"),
    }
    assert corpus.words.ordinals["last"] == ("sista",)
    assert corpus.words.corrections == ("jag menade",)


def test_a_section_is_split_into_parts_for_each_windows(root: Path) -> None:
    edit(root, BUY_SECTION, "3. Starta om {windows}.", "3. Starta om {windows}.\n\n## Om {windows} är kvar\nVänta.")
    corpus = load(root)
    section = corpus.sections["buy-license"]
    path = "Inställningar > Uppdatering och säkerhet > Aktivering"
    assert corpus.parts(section, "10") == (
        Part("Gör så här", f"1. Öppna **{path}**.\n2. Välj **Felsök**.\n3. Starta om Windows 10."),
        Part("Om Windows 10 är kvar", "Vänta."),
    )
    assert [part.heading for part in corpus.parts(section, "11")] == ["Gör så här", "Om Windows 11 är kvar"]
    assert "Felsök" not in corpus.parts(section, "11")[0].text


def test_the_marks_of_a_part_are_read_and_not_shown(root: Path) -> None:
    marks = "when: event = part | nothing, key = yes\ntries: restart\nlast: buy\nsays: och sen | vad nu då\n"
    edit(root, BUY_SECTION, "## Gör så här\n", f"## Gör så här\n{marks}")
    corpus = load(root)
    section = corpus.sections["buy-license"]
    (part,) = corpus.parts(section, "11")
    assert part.when == (Condition("event", ("part", "nothing")), Condition("key", ("yes",)))
    assert (part.tries, part.last, part.says) == (("restart",), "buy", ("och sen", "vad nu då"))
    assert part.text == "1. Öppna **Inställningar > System > Aktivering**.\n3. Starta om Windows 11."
    for windows in WINDOWS:
        body = corpus.body(section, windows)
        assert "## Gör så här\n1. Öppna" in body
        assert not any(mark in body for mark in ("when:", "tries:", "last:", "says:"))


def test_a_part_is_a_way_if_it_contains_steps(root: Path) -> None:
    edit(
        root,
        BUY_SECTION,
        "3. Starta om {windows}.",
        "3. Starta om.\n\n## Bra att veta\nDet går fort.\n\n## Sen\n- Vila.",
    )
    corpus = load(root)
    parts = corpus.parts(corpus.sections["buy-license"], "11")
    assert {part.heading: part.is_way for part in parts} == {"Gör så här": True, "Bra att veta": False, "Sen": True}


def test_a_version_may_have_marks_of_its_own(root: Path) -> None:
    edit(root, BUY_SECTION, "## Gör så här\n", "## Gör så här\n::: windows 10\nlast: buy\n:::\n")
    corpus = load(root)
    section = corpus.sections["buy-license"]
    assert {windows: corpus.parts(section, windows)[0].last for windows in WINDOWS} == {"11": None, "10": "buy"}


def test_no_mark_is_left_in_the_texts_of_the_real_corpus(corpus: Corpus) -> None:
    for page in (*corpus.sections.values(), *corpus.notices.values()):
        for windows in WINDOWS:
            texts = [corpus.body(page, windows), *(part.text for part in corpus.parts(page, windows))]
            assert not any(re.search(r"^(when|tries|last|says):", text, re.MULTILINE) for text in texts)
    assert any(part.when for section in corpus.sections.values() for part in corpus.parts(section, "11"))


def test_the_tables_of_the_conversation_are_loaded_as_they_were_written(root: Path) -> None:
    corpus = load(root)
    assert list(corpus.facts.labels()) == [("event", "Strax innan"), ("key", "Egen nyckel")]
    assert corpus.facts.facts["event"].values["part"].negated == "nothing"
    assert corpus.facts.tried["restart"].says == ("startat om",)
    assert corpus.facts.label_of("key", "yes") == "ja"
    assert corpus.facts.label_of("tried", "restart") == "omstart"
    assert corpus.facts.label_of("key", "of old") == "of old"
    part = Option("En del byttes", "part", ("en del",), favours=frozenset({"activate-windows"}))
    nothing = Option("Inget av det", "nothing", rejects=frozenset({"activate-windows"}))
    assert corpus.inquiries == {"event": Inquiry("event", "Vad hände strax innan?", (part, nothing), "event")}
    assert corpus.terms == (
        Term("oem", "En licens som följde med datorn.", ("oem-licens",), "find-product-key"),
        Term("kms", "En server på ett jobb."),
    )
    assert (corpus.term_questions["frames"], corpus.term_questions["fillers"]) == (("vad är",), ("vad", "är", "en"))
    assert corpus.aspects == {"about-cost": Aspect("Det kostar inget.", {"buy-license": "Priset ser du i butiken."})}
    cost = corpus.aspects["about-cost"]
    assert [cost.of("buy-license"), cost.of("other-codes")] == ["Priset ser du i butiken.", "Det kostar inget."]
    near = "Den står på sidan Aktivering."
    assert corpus.screen_names == {"Felsök": ScreenName("Felsök", "Troubleshoot", near)}
    assert list(corpus.places) == ["activation"]
    assert corpus.feelings == (Feeling("fear", ("rädd",), "Inget är förstört."),)
    assert corpus.closing == Feeling("closing", ("hejdå",), "Lycka till.")


def test_a_section_without_headings_has_no_parts(root: Path) -> None:
    edit(root, BUY_SECTION, "## Gör så här\n", "")
    page = root / BUY_SECTION
    page.write_text(re.sub(r"(?m)^\d+\. ", "", page.read_text(encoding="utf-8")), encoding="utf-8")
    edit(root, "sv/conversation.toml", '"buy-license"', '"other-codes"')
    corpus = load(root)
    assert corpus.parts(corpus.sections["buy-license"], "11") == ()


def test_a_section_differs_between_the_versions_by_more_than_their_name(root: Path) -> None:
    for name, old in (
        ("find-product-key", "::: windows 10\n2. Välj **Felsök**.\n:::\n"),
        ("other-codes", "{activation}"),
    ):
        edit(root, f"sv/sections/{name}.md", old, "nu" if old.startswith("{") else "")
    edit(root, "sv/sections/other-codes.md", "::: windows 10\n2. Välj **Felsök**.\n:::\n", "")
    corpus = load(root)
    differing = {name for name, section in corpus.sections.items() if corpus.differs(section)}
    assert differing == {"activate-windows", "find-product-key", "buy-license"}


def test_a_user_who_has_not_told_the_version_gets_the_way_that_works_in_both(root: Path) -> None:
    edit(root, "sv/places.toml", "uri", 'any = "**Aktivering** i `sök`"\nuri')
    edit(root, "sv/sections/other-codes.md", "::: windows 10\n2. Välj **Felsök**.\n:::\n", "")
    corpus = load(root)
    other = corpus.sections["other-codes"]
    assert "1. Öppna **Aktivering** i `sök`." in corpus.body(other, "11", known=False)
    assert "1. Öppna **Inställningar > System > Aktivering**." in corpus.body(other, "11")
    assert corpus.parts(other, "10", known=False)[0].text.startswith("1. Öppna **Aktivering**")
    assert [corpus.differs(other), corpus.differs(other, known=False)] == [True, False]
    assert corpus.differs(corpus.sections["buy-license"], known=False)


def test_the_optional_front_matter_of_a_section_is_loaded(root: Path) -> None:
    told = 'meanings: {"0x803F7001": "Ingen licens."}\nrelated: [find-product-key]\ncopy: slui 04\nsource:'
    edit(root, BUY_SECTION, "source:", told)
    edit(root, "sv/codes.toml", "", 'related = "buy-license"\n')
    corpus = load(root)
    section = corpus.sections["buy-license"]
    assert section.meanings == {"0x803F7001": "Ingen licens."}
    assert (section.related, section.copy) == (("find-product-key",), "slui 04")
    assert corpus.code_facts["0x80070005"].related == "buy-license"


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2027, 11, 28), ""),
        (date(2027, 11, 29), "compared with its source on 2026-11-28, over a year ago"),
        (date(2026, 11, 27), "checked is 2026-11-28, which is in the future"),
    ],
)
def test_there_is_a_warning_for_a_page_not_checked_for_a_year(root: Path, today: date, said: str) -> None:
    found = warnings(root, today)
    assert [fault.rule for fault in found] == (["CORPUS020"] * 5 if said else [])
    assert all(said in fault.message and fault.line == 8 for fault in found if fault.path == KEY_SECTION)


def test_a_section_has_the_first_place_with_a_uri_that_it_names(root: Path) -> None:
    edit(root, "sv/places.toml", "", '\n[store]\n"11" = "Butiken"\n"10" = "Butiken"\nuri = "ms-settings:store"\n')
    edit(root, "sv/places.toml", "", '\n[nook]\n"11" = "Vrån"\n"10" = "Vrån"\n')
    edit(root, KEY_SECTION, "{activation}", "{nook} och {store} och {activation}")
    edit(root, BUY_SECTION, "{activation}", "{nook}")
    corpus = load(root)
    places = {name: corpus.first_place(section) for name, section in corpus.sections.items()}
    assert {name: place and place.id for name, place in places.items()} == {
        "activate-windows": "activation",
        "find-product-key": "store",
        "buy-license": None,
        "other-codes": "activation",
    }
    assert places["find-product-key"] == corpus.places["store"]
    assert corpus.places["store"].uri == "ms-settings:store"


def test_the_advice_of_the_real_corpus_exists_for_every_windows(corpus: Corpus) -> None:
    for advice in corpus.advice.values():
        for windows in WINDOWS:
            parts = {part.heading: part.text for part in corpus.parts(corpus.sections[advice.section], windows)}
            assert parts[advice.part]
        if advice.told:
            assert any(advice.told in corpus.body(section, "11") for section in corpus.sections.values())
    assert 1 <= len(corpus.most_asked) <= 10


def test_the_last_line_counts_with_and_without_a_line_break_after_it(root: Path) -> None:
    path = root / "sv/phrasings/piracy.txt"
    path.write_text("gratis crack\nfejkad licens", encoding="utf-8")
    assert load(root).topics["piracy"] == ("gratis crack", "fejkad licens")
    path.write_text("gratis crack\nfejkad licens\n", encoding="utf-8")
    assert load(root).topics["piracy"] == ("gratis crack", "fejkad licens")


def test_line_ends_of_windows_change_nothing(root: Path) -> None:
    before = load(root)
    for path in (file for file in sorted(root.rglob("*")) if file.is_file()):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(root) == before


def test_a_letter_followed_by_a_combining_accent_is_read_as_one_letter(root: Path) -> None:
    edit(root, "sv/phrasings/piracy.txt", "gratis crack", "gratis na\u030agot")
    assert load(root).topics["piracy"] == ("gratis n\u00e5got",)


def test_a_broken_corpus_is_refused_in_one_line_that_names_file_line_and_rule(root: Path) -> None:
    edit(root, KEY_SECTION, "{activation}", "{nowhere}")
    assert refusal(root) == f"{KEY_SECTION}:13: CORPUS007 there is no place {{nowhere}} in places.toml"


def test_the_first_of_many_faults_is_reported_and_the_others_are_counted(root: Path) -> None:
    edit(root, KEY_SECTION, "{activation}", "{nowhere}")
    edit(root, BUY_SECTION, "3. Starta om", "3. Starta om! Nu")
    assert refusal(root).startswith(f"{BUY_SECTION}:17: CORPUS010 ")
    assert refusal(root).endswith("(and 1 more fault)")


def test_the_error_carries_every_fault(root: Path) -> None:
    edit(root, KEY_SECTION, "{activation}", "{nowhere}")
    edit(root, BUY_SECTION, "3. Starta om", "3. Starta om! Nu")
    with pytest.raises(CorpusError) as caught:
        load(root)
    assert [fault.rule for fault in caught.value.faults] == ["CORPUS010", "CORPUS007"]


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        ("sv/places.toml", "[activation\n", 1),
        ("sv/places.toml", "[activation]\n'11' = 'a'\n'10' = [", 3),
        (KEY_SECTION, "---\nid: [a\n---\nText\n", 3),
        (KEY_SECTION, "---\nid: a\x00b\n---\nText\n", 1),
        (KEY_SECTION, "---\n- a list\n---\nText\n", 1),
        (KEY_SECTION, "---\nid: find-product-key\n", 1),
    ],
    ids=["TOML", "the last line of TOML", "YAML", "a character YAML has not", "a list for keys", "no end"],
)
def test_a_file_that_does_not_parse_is_refused_in_one_line(root: Path, path: str, text: str, line: int) -> None:
    (root / path).write_text(text, encoding="utf-8")
    assert any(str(fault).startswith(f"{path}:{line}: CORPUS001 ") for fault in check(root))
    assert all("\n" not in str(fault) for fault in check(root))
    refusal(root)


def test_a_missing_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    assert "CORPUS001" in refusal(tmp_path / "nowhere")


def test_a_file_in_place_of_the_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "CORPUS001" in refusal(tmp_path / "file")


def test_a_folder_without_sections_is_refused(root: Path) -> None:
    for path in (root / "sv/sections").glob("*.md"):
        path.unlink()
    refusal(root)
