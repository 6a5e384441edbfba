"""The facts of a case: what users state about their computer, deny, have tried and doubt."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.corpus import Corpus, Fact, FactForms, FactValue
from bot.understanding import MAX_TEXT_LENGTH
from bot.understanding.facts import FactReader, StatedFacts
from bot.understanding.words import Speller

FORTY_WORDS = (
    "Hej, jag bytte moderkort och processor i min dator förra veckan och nu står det att Windows inte är aktiverat, "
    "jag har ingen nyckel kvar men datorn är min egen och jag har redan provat felsökaren och startat om nu"
)
MAX_SECONDS = 0.0003


@pytest.fixture(scope="module")
def facts(corpus: Corpus) -> FactReader:
    """Return the reader of the facts of the real corpus."""
    return FactReader(corpus.facts, Speller(corpus.words.spellings))


def told(said: StatedFacts) -> set[str]:
    """Return facts in short: `key=yes`, `-key=yes` if denied, `+restart` if tried, `?key` if doubted."""
    return {
        *(f"{fact}={value}" for fact, value in said.facts.items()),
        *(f"-{fact}={value}" for fact, value in said.denied),
        *(f"+{name}" for name in said.tried),
        *(f"?{fact}" for fact in said.doubted),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jag bytte moderkort i lördags och nu säger Windows att det inte är aktiverat", "event=part part=motherboard"),
        ("fick ett nytt moderkort på garantin", "event=part part=motherboard"),
        ("moderkortet sprack så jag köpte ett annat", "event=part part=motherboard"),
        ("jag byggde om datorn med nytt moderkort", "event=part part=motherboard"),
        ("verkstaden bytte moderkortet", "event=part part=motherboard"),
        ("bytte processor och moderkort samtidigt", "event=part part=motherboard"),
        ("vi har bytt både moderkort och processor", "event=part part=motherboard"),
        ("grabben satte i ett nytt grafikkort igår", "event=part part=graphics"),
        ("grafikkortet har bytts ut", "event=part part=graphics"),
        ("har bytt ut processorn mot en nyare", "event=part part=processor"),
        ("ny cpu sedan i fredags", "event=part part=processor"),
        ("processorn är utbytt", "event=part part=processor"),
        ("bytte till en större ssd", "event=part part=disk"),
        ("ny ssd inköpt och monterad", "event=part part=disk"),
        ("disken är bytt", "event=part part=disk"),
        ("bara disken är ny", "event=part part=disk"),
        ("satte i mer minne, sen var det kört", "event=part part=memory"),
        ("datorn har varit på service och de bytte hårddisken", "event=part part=disk"),
        ("datorn var inlämnad på reparation", "event=part"),
        ("datorn lagades på garantin", "event=part"),
        ("bytte nätaggregat bara", "event=part"),
        ("det var nog moderkortet", "part=motherboard"),
        ("Jag installerade om Windows i helgen", "event=reinstalled"),
        ("har precis gjort en ren installation", "event=reinstalled"),
        ("formaterade disken och la in windows på nytt", "event=reinstalled"),
        ("återställde datorn till fabriksinställningar", "event=reinstalled"),
        ("gjorde en fabriksåterställning", "event=reinstalled"),
        ("det började efter en ominstallation", "event=reinstalled"),
        ("efter senaste uppdateringen blev det så här", "event=updated"),
        ("datorn uppdaterade sig i natt", "event=updated"),
        ("flashade bios igår", "event=updated"),
        ("uppdaterade bios och sen var licensen borta", "event=updated"),
        ("skrev in nyckeln och då kom felet", "event=key-entered"),
        ("när jag skriver in nyckeln kommer felet", "event=key-entered"),
        ("bytte från home till pro", "event=edition-changed"),
        ("jag flyttade hårddisken till en ny dator", "event=moved"),
        ("klonade ssd:n till en större", "event=moved"),
        ("inget särskilt har hänt", "event=nothing"),
        ("det bara dök upp från ingenstans", "event=nothing"),
        ("det kom helt plötsligt", "event=nothing"),
        ("Windows var förinstallerat", "origin=preinstalled"),
        ("windows följde med datorn", "origin=preinstalled"),
        ("det fanns på datorn från början", "origin=preinstalled"),
        ("köpte datorn ny på mediamarkt", "origin=preinstalled"),
        ("helt ny dator, köpt i torsdags", "origin=preinstalled"),
        ("har köpt en ny laptop", "origin=preinstalled"),
        ("jag köpte en nyckel på nätet", "key=yes origin=key"),
        ("köpte windows i butik, har kvar kartongen", "origin=key"),
        ("uppgraderade gratis från windows 7", "origin=upgrade"),
        ("fick windows 10 som gratis uppgradering", "origin=upgrade"),
        ("licensen kommer från jobbet", "origin=organization"),
        ("har en studentlicens via skolan", "origin=organization"),
        ("fick nyckeln från skolan", "key=yes origin=organization"),
        ("datorn är begagnad", "origin=used"),
        ("köpte den begagnad på blocket", "origin=used"),
        ("ärvde den av morfar", "origin=used"),
        ("fick datorn av min bror", "origin=used"),
        ("jag löste ut den från jobbet", "origin=used"),
        ("jag har ett Microsoft-konto", "account=yes"),
        ("jag var inloggad med mitt microsoft-konto innan", "account=yes"),
        ("loggade in med hotmail", "account=yes"),
        ("har bara ett lokalt konto", "account=no"),
        ("hade ett lokalt konto", "account=no"),
        ("jag har kvar nyckeln", "key=yes"),
        ("min nyckel är blockerad", "key=yes"),
        ("nyckeln sitter på undersidan", "key=yes"),
        ("hittade nyckeln i ett mejl", "key=yes"),
        ("har tappat bort nyckeln", "key=no"),
        ("har letat efter nyckeln", "key=no"),
        ("nyckeln är borta", "key=no"),
        ("det är min egen dator", "role=own"),
        ("min gaming-dator", "role=own"),
        ("min mammas dator", "role=own"),
        ("det är en jobbdator", "role=employee"),
        ("lånad från skolan", "role=employee"),
        ("min arbetsgivare äger datorn", "role=employee"),
        ("det är min sambos jobbdator", "role=employee"),
        ("jag är it-tekniker", "role=technician"),
        ("jobbar som sysadmin på en kommun", "role=technician"),
        ("jag sköter datorerna på ett företag", "role=technician"),
        ("våra klienter når inte kms", "role=technician"),
        ("datorn har Windows 11 Home", "edition=home"),
        ("det står Pro under systeminformation", "edition=pro"),
        ("det är education", "edition=education"),
        ("vi kör enterprise", "edition=enterprise"),
        ("datorn är min men windows kommer från jobbet", "role=own"),
    ],
)
def test_the_facts_that_people_state_are_read(facts: FactReader, text: str, expected: str) -> None:
    assert told(facts.read(text)) == set(expected.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("har inte bytt något", "event=nothing"),
        ("jag har inte bytt något i datorn", "event=nothing"),
        ("jag bytte inget", "event=nothing"),
        ("har ändrat ingenting", "event=nothing"),
        ("nej jag har aldrig bytt någon del", "event=nothing"),
        ("inga delar är bytta", "event=nothing"),
        ("jag har inte gjort någonting", "event=nothing"),
        ("har inte bytt moderkort", "event=nothing -part=motherboard"),
        ("varken moderkort eller processor är bytta", "event=nothing -part=motherboard -part=processor"),
        ("jag har bytt allt utom disken", "event=part -part=disk"),
        ("hade inget microsoft-konto", "account=no"),
        ("jag har inte något microsoftkonto", "account=no"),
        ("har aldrig haft microsoft-konto", "account=no"),
        ("något konto har jag inte", "account=no"),
        ("utan microsoft-konto", "account=no"),
        ("har ingen nyckel", "key=no"),
        ("jag har inte kvar nyckeln", "key=no"),
        ("jag har inte kvar någon nyckel längre", "key=no"),
        ("jag saknar produktnyckel", "key=no"),
        ("har aldrig fått någon nyckel", "key=no"),
        ("nyckel har jag inte", "key=no"),
        ("windows utan nyckel", "key=no"),
        ("ingen jobbdator", "role=own"),
        ("det är inte skolans dator", "role=own"),
        ("det är ingen jobbdator utan min egen", "role=own"),
        ("det är inte min dator", "-role=own"),
        ("jag är inte tekniker", "-role=technician"),
        ("har inte pro", "-edition=pro"),
    ],
)
def test_a_negation_tells_the_opposite_or_rules_out(facts: FactReader, text: str, expected: str) -> None:
    assert told(facts.read(text)) == set(expected.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("det går inte att aktivera, jag har bytt moderkort", "event=part part=motherboard"),
        ("windows är inte aktiverat men datorn är begagnad", "origin=used"),
        ("jag har ingen nyckel och datorn är begagnad", "key=no origin=used"),
        ("inte bara moderkortet utan även processorn byttes", "event=part part=processor"),
        ("har ingen nyckel men har ett microsoft-konto", "key=no account=yes"),
    ],
)
def test_a_negation_ends_with_its_clause_and_at_words_such_as_but(facts: FactReader, text: str, expected: str) -> None:
    assert told(facts.read(text)) >= set(expected.split())
    assert not facts.read(text).denied


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("moderkortet, nej det var ssd:n", "part=disk"),
        ("det var moderkortet, nej förresten, det var processorn", "part=processor"),
        ("inte moderkortet, det var grafikkortet", "part=graphics -part=motherboard"),
        ("det är en jobbdator. nej fel av mig, det är min egen dator", "role=own"),
        ("jag har ingen nyckel. jo, jag hittade nyckeln nu", "key=yes"),
        ("inte bytt moderkortet men installerat om windows", "event=reinstalled -part=motherboard"),
        ("installerat om men inte bytt moderkort", "event=reinstalled -event=part -part=motherboard"),
    ],
)
def test_the_later_of_two_values_counts_and_a_denied_one_replaces_none(
    facts: FactReader, text: str, expected: str
) -> None:
    assert told(facts.read(text)) == set(expected.split())


@pytest.mark.parametrize(
    ("text", "doubted"),
    [
        ("jag vet inte om jag har microsoft-konto", "account"),
        ("vet inte om moderkortet är bytt", "event part"),
        ("osäker på om jag har en nyckel", "key"),
        ("har en nyckel, eller har en nyckel vet inte", "key"),
        ("kanske är det en jobbdator", "role"),
        ("datorn är kanske jobbets dator", "role"),
        ("det är jobbets dator kanske", "role"),
        ("minns inte om datorn var begagnad", "origin"),
    ],
)
def test_a_doubted_value_is_no_fact(facts: FactReader, text: str, doubted: str) -> None:
    assert facts.read(text).doubted == set(doubted.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jag har en nyckel men vet inte om den funkar", "key=yes"),
        ("hade konto men minns inte lösenordet", "account=yes"),
        ("jag har bytt moderkort hur aktiverar jag windows", "event=part part=motherboard"),
    ],
)
def test_a_doubt_is_about_the_words_after_it(facts: FactReader, text: str, expected: str) -> None:
    assert told(facts.read(text)) == set(expected.split())


@pytest.mark.parametrize(
    "text",
    [
        "har jag en nyckel?",
        "är det en jobbdator?",
        "Har jag Microsoft-konto",
        "måste jag byta moderkort?",
        "måste jag ha microsoft-konto",
        "vad händer om jag byter moderkort",
        "kan jag byta moderkort utan att förlora licensen?",
        "behöver jag en ny nyckel",
        "ska jag installera om windows",
        "hur vet jag om datorn är begagnad",
        "kan man köpa en nyckel på nätet",
        "hur gör jag för att installera om windows",
        "jag tänker byta moderkort",
        "ska byta moderkort imorgon",
        "jag funderar på att köpa en nyckel",
        "jag vill installera om",
        "vill inte installera om",
        "ska köpa ny dator",
        "vill flytta licensen till min nya dator",
    ],
)
def test_questions_and_plans_set_nothing(facts: FactReader, text: str) -> None:
    said = facts.read(text)
    assert not said.facts
    assert not said.denied
    assert not said.tried


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hej",
        "tack så mycket",
        "0xC004F211",
        "windows startar inte",
        "det går inte att aktivera windows",
        "nyckeln fungerar inte",
        "var hittar jag felsök",
        "hittar inte felsökaren",
        "har en digital licens",
        "datorn är inte ny",
        "?!,.;:()",
        "🙃",
    ],
)
def test_text_that_says_nothing_about_the_case_has_no_facts(facts: FactReader, text: str) -> None:
    assert facts.read(text) == StatedFacts()


@pytest.mark.parametrize(
    ("text", "tried"),
    [
        ("har provat felsökaren", ["troubleshooter"]),
        ("felsökaren hjälpte inte", ["troubleshooter"]),
        ("felsökaren säger att den inte kunde aktivera", ["troubleshooter"]),
        ("har startat om, körde felsökaren och väntade i två dagar", ["restart", "troubleshooter", "wait"]),
        ("jag väntade två dygn", ["wait"]),
        ("provade slui 4 men numret funkar inte", ["portal"]),
        ("ringde microsoft i går", ["support"]),
        ("har pratat med microsofts support", ["support"]),
        ("har redan installerat om två gånger", ["reinstall"]),
        ("internet funkar", ["network"]),
        ("testat annat wifi", ["network"]),
        ("klockan går rätt", ["clock"]),
        ("har inte provat felsökaren", []),
        ("jag har inte testat felsökaren än", []),
        ("jag har inte startat om", []),
        ("har inte ringt microsoft", []),
        ("jag kan inte starta om", []),
        ("har du provat felsökaren?", []),
        ("vet inte om jag har provat felsökaren", []),
    ],
)
def test_a_remedy_that_was_tried_is_known_and_others_are_not(facts: FactReader, text: str, tried: list[str]) -> None:
    assert list(facts.read(text).tried) == tried


def test_a_long_story_tells_many_facts_at_once(facts: FactReader) -> None:
    expected = "event=part part=motherboard key=no role=own +troubleshooter +restart"
    assert told(facts.read(FORTY_WORDS)) == set(expected.split())


def test_facts_are_in_the_order_of_the_text(facts: FactReader) -> None:
    said = facts.read("datorn är begagnad, har ingen nyckel, bytte moderkort, nej jag har en nyckel")
    assert list(said.facts) == ["origin", "event", "part", "key"]


def test_spelling_and_case_of_chats_change_nothing(facts: FactReader) -> None:
    assert told(facts.read("JAG HAR INT BYTT NÅT")) == {"event=nothing"}
    assert told(facts.read("har inget microsoftkonto")) == told(facts.read("Har inget Microsoft-konto"))
    assert told(facts.read("bytte hårddisken")) == told(facts.read("bytte harddisken"))


def test_a_fact_has_at_most_one_value_and_not_a_denied_one(corpus: Corpus, facts: FactReader) -> None:
    for section in corpus.sections.values():
        for phrasing in section.phrasings:
            said = facts.read(phrasing)
            assert not said.facts.items() & said.denied
            assert all(value in corpus.facts.facts[fact].values for fact, value in said.facts.items())


def test_every_form_of_the_corpus_is_found(corpus: Corpus, facts: FactReader) -> None:
    unread = []
    for name, fact in corpus.facts.facts.items():
        for value in fact.values.values():
            for form in value.says:
                text = " ".join(word.partition("|")[0].replace("*", "") or "så" for word in form.split())
                said = facts.read(text)
                if not {name} & {*said.facts, *said.doubted, *(denied for denied, _ in said.denied)}:
                    unread.append(form)
    assert unread == []


def read_by(says: list[str], text: str, *, not_: str | None = None) -> set[str]:
    """Return the facts in a text by a few forms of one value."""
    values = {"yes": FactValue("yes", tuple(says), not_), "no": FactValue("no", ("no way",))}
    forms = FactForms(
        ("inte", "utan"), ("inte bara",), ("vet inte", "^har jag"), ("men", "utan"), {"key": Fact("key", values)}
    )
    return told(FactReader(forms, Speller({"nåt": "något"})).read(text))


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("ny* kort", "nytt kort", True),
        ("ny* kort", "nyss inköpt dyrt kort", True),
        ("ny* kort", "nyss ett mycket dyrt kort", False),
        ("ny* kort", "kort nytt", False),
        ("ny kort", "nytt kort", False),
        ("köpte * inet", "köpte på inet", True),
        ("köpte * inet", "köpte inet", False),
        ("byt* kort|minne*", "bytte minnet", True),
        ("byt* kort|minne*", "bytte kortet", False),
        ("har något", "HAR NÅT", True),
        ("har något", "har, något", False),
    ],
)
def test_a_form_is_words_in_their_order_with_few_between(form: str, text: str, found: bool) -> None:
    assert read_by([form], text) == ({"key=yes"} if found else set())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("inte ny", "-key=yes"),
        ("inte en så ny", "-key=yes"),
        ("inte ens om det vore ny", "key=yes"),
        ("inte nu men ny", "key=yes"),
        ("inte bara ny", "key=yes"),
        ("utan ny", "-key=yes"),
        ("inte gammal utan ny", "key=yes"),
        ("inte bara gammal utan ny", "key=yes"),
        ("ny, inte gammal", "key=yes"),
        ("har jag ny", "?key"),
        ("nu har jag ny", "key=yes"),
        ("ny vet inte", "?key"),
        ("ny men vet inte när", "key=yes"),
    ],
)
def test_a_negation_reaches_four_words_ahead_to_a_stop(text: str, expected: str) -> None:
    assert read_by(["ny"], text) == {expected}


def test_a_form_that_contains_a_negation_is_not_negated_by_it() -> None:
    assert read_by(["inte ny"], "inte ny") == {"key=yes"}


def test_a_denied_value_gives_way_to_its_opposite_if_it_has_one() -> None:
    assert read_by(["ny"], "inte ny", not_="no") == {"key=no"}
    assert read_by(["ny"], "ny, inte ny", not_="no") == {"key=no"}
    assert read_by(["ny"], "no way, inte ny", not_="no") == {"key=no", "-key=yes"}


WORDS = st.sampled_from(
    [
        *("jag", "har", "inte", "ingen", "utan", "men", "vet", "kanske", "om", "?", ",", "."),
        *("bytt", "bytte", "ny", "nytt", "moderkort", "ssd", "konto", "microsoft", "nyckel", "jobbdator", "felsökaren"),
    ]
)


@given(st.text(max_size=2000))
@example("inte " * 400)
@example("bytt " * 400)
@example("har en ny " * 200)
@example(", " * 1000)
@example("\ud800")
def test_no_text_is_too_odd(facts: FactReader, text: str) -> None:
    assert isinstance(facts.read(text), StatedFacts)


@given(st.lists(WORDS, max_size=300).map(" ".join))
def test_no_order_of_words_states_a_fact_and_its_opposite(corpus: Corpus, facts: FactReader, text: str) -> None:
    said = facts.read(text)
    assert not said.facts.items() & said.denied
    assert all(value in corpus.facts.facts[fact].values for fact, value in said.facts.items())
    assert set(said.tried) <= corpus.facts.tried.keys()


def test_reading_forty_words_takes_a_third_of_a_millisecond_at_most(facts: FactReader) -> None:
    assert len(FORTY_WORDS.split()) == 40
    assert _fastest(facts, FORTY_WORDS) < MAX_SECONDS


def test_the_longest_text_is_read_at_once(facts: FactReader) -> None:
    assert _fastest(facts, ("har en ny dator " * 200)[:MAX_TEXT_LENGTH]) < 100 * MAX_SECONDS


def _fastest(facts: FactReader, text: str) -> float:
    """Return the shortest of many times, in seconds: during the others the machine did something else as well."""
    times = []
    for _ in range(100):
        begun = time.perf_counter()
        facts.read(text)
        times.append(time.perf_counter() - begun)
    return min(times)
