"""Danish, Norwegian and Finnish are translated word by word, and Swedish is not changed."""

from __future__ import annotations

import pytest

from bot.conversation import Assistant
from bot.corpus import Corpus, Glossary
from bot.understanding.nordic import Translator
from bot.understanding.words import TOKEN, fold
from tests.conversation.talk import Talk, sections

GLOSSARY = Glossary(
    frozenset({"ikke", "jeg"}),
    {"ikke": "inte", "jeg": "jag", "nøkkel": "nyckel", "nøkk*": "nyckeln", "er ikke": "är inte", "skærm": "skärm"},
)


@pytest.fixture(scope="module")
def translator() -> Translator:
    """Return a translator with a glossary of a few words, and as few Swedish words."""
    return Translator([GLOSSARY], frozenset({"jag", "min", "dator"}))


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("nøkkelen virker ikke", "nyckeln virker inte"),
        ("Den er IKKE god", "den är inte god"),
        ("jeg ser at min store nøkkel ikke er her", "jag ser at min store nyckel inte er her"),
        ("nøkkel, skærm, nøkken", "nyckel skärm nyckeln"),
        ("min dator är svart", None),
        ("en lång svensk mening där ordet ikke står en enda gång", None),
        ("", None),
    ],
)
def test_words_are_translated_if_the_language_is_recognised(
    translator: Translator, said: str, read: str | None
) -> None:
    assert translator.translate(said) == read


@pytest.mark.parametrize(
    ("said", "section"),
    [
        ("Jeg har byttet hovedkort, og nå er ikke Windows aktivert lenger", "hardware-changed"),
        ("Windows er ikke aktiveret", "activate-windows"),
        ("Nøglen er allerede brugt på en anden computer", "key-used-on-other-device"),
        ("Windows on aktivoitu digitaalisella käyttöoikeudella", "windows-is-activated"),
        ("Vaihdoin emolevyn ja nyt Windows ei ole aktivoitu", "hardware-changed"),
    ],
)
def test_questions_in_neighbouring_languages_get_their_section(assistant: Assistant, said: str, section: str) -> None:
    assert section in sections(Talk(assistant).ask(said))


@pytest.mark.parametrize("said", ["Hvordan gjør jeg dette med maskinen min?", "Miksi tämä kone sanoo minulle näin?"])
def test_questions_in_neighbouring_languages_are_never_declined_as_off_topic(assistant: Assistant, said: str) -> None:
    assert Talk(assistant).ask(said).outcome.reason != "off_topic"


def test_swedish_is_not_translated(corpus: Corpus) -> None:
    texts = [text for section in corpus.sections.values() for text in section.phrasings]
    vocabulary = frozenset(word for text in texts[::2] for word in TOKEN.findall(fold(text)))
    translator = Translator(corpus.glossaries, vocabulary)
    translated = [text for text in texts[1::2] if translator.translate(text)]
    assert len(translated) < len(texts) / 200, translated
