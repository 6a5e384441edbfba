"""Every numbered rule of the corpus has a small change that breaks it: found with its number, file and line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.corpus import check, rules
from bot.corpus.shapes import SHAPES
from tests.corpus.tiny import BUY_SECTION, KEY_SECTION, NOTICE_OF, SECTION_OF, edit, write_tiny_corpus

ARTICLES, PLACES, WORDS, CODES = "articles.toml", "sv/places.toml", "sv/synonyms.toml", "sv/codes.toml"
TALK = "sv/conversation.toml"
KEY = "find-product-key"
NOTICE = "sv/notices/safety-scam.md"
MEANING = '{"0x80070005": "Åtkomst nekades."}'
LONG_PARTS = "\n".join(f"## Del {number}\n{'Vänta lite. ' * 30}" for number in range(3))
MOST_ASKED = '["activate-windows", "find-product-key"]'
PHRASINGS = "sv/phrasings/find-product-key.txt"
PIRACY = "sv/phrasings/piracy.txt"
EVIDENCE, CONTEXTS, NORDIC = "sv/evidence.toml", "sv/contexts.toml", "sv/nordic.toml"
OUTPUT = "windows-output.toml"
FACTS, QUESTIONS, GLOSSARY, FOLLOW_UPS = "sv/facts.toml", "sv/questions.toml", "sv/glossary.toml", "sv/followups.toml"
HEAD = "## Gör så här\n"
SECTIONS_OF_COST = '[cost.sections]\nbuy-license = "Priset ser du i butiken."\n'
TRIED = '[tried]\nlabel = "Redan provat"\n\n[tried.restart]\nlabel = "omstart"\nsays = ["startat om"]\n'
LAST_OPTION = '[[event.options]]\nlabel = "Inget av det"\nvalue = "nothing"\nagainst = ["activate-windows"]\n'
FIVE_OPTIONS = "[colour]\ntext = 'Vilken färg?'\n" + "".join(
    f"[[colour.options]]\nlabel = '{number}'\nvalue = '{number}'\n" for number in range(5)
)
REFERRING = {
    *(("CORPUS016", TALK), ("CORPUS017", TALK), ("CORPUS022", CONTEXTS), ("CORPUS024", OUTPUT)),
    *(("CORPUS027", QUESTIONS), ("CORPUS028", GLOSSARY), ("CORPUS029", FOLLOW_UPS)),
}
ARTICLE_OF_A_PAGE = (
    '\n[find-product-key]\ntitle = {sv = "Nyckel", en = "Key"}\nurl = {sv = "https://a.se", en = "https://a.se"}\n'
)
WARNING = "CORPUS020"  # not a fault


@dataclass(frozen=True)
class Break:
    """A change of `old` to `new` in `path` (without `old`, at its end) that breaks `rule` at `line`."""

    what: str
    rule: str
    path: str
    old: str
    new: str
    line: int


BREAKS = (
    Break("TOML that does not parse", "CORPUS001", CODES, "cause = ", "cause ", 2),
    Break("TOML that ends too early", "CORPUS001", CODES, '"Kör som administratör."\n', "[", 3),
    Break("no front matter", "CORPUS001", "sv/sections/new.md", "", "Bara text.\n", 1),
    Break("YAML that does not parse", "CORPUS001", "sv/sections/new.md", "", "---\nid: new\ntitle: [a\n---\nText\n", 4),
    Break("a control character", "CORPUS001", "sv/sections/new.md", "", "---\nid: a\x07b\n---\nText\n", 1),
    Break("an unknown key", "CORPUS002", KEY_SECTION, "source:", "colour: red\nsource:", 7),
    Break("a key that only the program sets", "CORPUS002", KEY_SECTION, "source:", "body: hej\nsource:", 7),
    Break("a missing source", "CORPUS002", KEY_SECTION, "source: [contact-support]\n", "", 1),
    Break("a missing day of the last check", "CORPUS002", KEY_SECTION, "checked: 2026-11-28\n", "", 1),
    Break("a date that is not a date", "CORPUS002", KEY_SECTION, "checked: 2026-11-28", "checked: i november", 8),
    Break("a source that is a text", "CORPUS002", KEY_SECTION, "[contact-support]\nchecked", "support\nchecked", 7),
    Break("meanings that are a text", "CORPUS002", BUY_SECTION, "source:", "meanings: Ingen licens.\nsource:", 7),
    Break("an empty meaning", "CORPUS002", BUY_SECTION, "source:", 'meanings: {"0x803F7001": ""}\nsource:', 7),
    Break("cues that are not lists", "CORPUS002", NOTICE, "source:", "cues: [fil, säljare]\nsource:", 5),
    Break("a notice's key in a section", "CORPUS002", KEY_SECTION, "source:", "cues: [[fil]]\nsource:", 7),
    Break("a section's key in a notice", "CORPUS002", NOTICE, "articles:", "label: SCAM\narticles:", 4),
    Break("a text instead of a list", "CORPUS002", KEY_SECTION, "codes: []", "codes: none", 5),
    Break("a list instead of a text", "CORPUS002", KEY_SECTION, "title: Hitta nyckeln", "title: [Hitta]", 4),
    Break("a code that YAML reads as a number", "CORPUS002", KEY_SECTION, "codes: []", "codes: [0xC004F034]", 5),
    Break("an id that is not the file's name", "CORPUS003", KEY_SECTION, "id: find-product-key", "id: find-key", 2),
    Break("a label used twice", "CORPUS003", KEY_SECTION, "label: FINDKEY", "label: BUY", 3),
    Break("a title used twice", "CORPUS003", KEY_SECTION, "title: Hitta nyckeln", "title: Licens saknas", 4),
    Break("a long title", "CORPUS003", KEY_SECTION, "title: Hitta nyckeln", f"title: {'lång ' * 9}", 4),
    Break("a lower-case code", "CORPUS004", BUY_SECTION, "0x803F7001", "0x803f7001", 5),
    Break("a code twice", "CORPUS004", BUY_SECTION, '"0x803F7001"', '"0x803F7001", "0x803F7001"', 5),
    Break("a code first in two sections", "CORPUS004", "sv/sections/other-codes.md", "[]", '["0x803F7001"]', 5),
    Break("no article", "CORPUS005", KEY_SECTION, "articles: [contact-support]", "articles: []", 6),
    Break("an unknown article", "CORPUS005", KEY_SECTION, "articles: [contact-support]", "articles: [gone]", 6),
    Break(
        "an article that no section links",
        "CORPUS005",
        ARTICLES,
        "",
        '\n[lonely]\ntitle = {sv = "Ensam", en = "Lonely"}\nurl = {sv = "https://a.se", en = "https://a.se"}\n',
        13,
    ),
    Break("an article without an English title", "CORPUS006", ARTICLES, 'title.en = "Get help"\n', "", 8),
    Break(
        "an http address", "CORPUS006", ARTICLES, "https://example.com/en-us/help", "http://example.com/en-us/help", 11
    ),
    Break("an unknown key of an article", "CORPUS006", ARTICLES, "", 'colour = "red"\n', 12),
    Break("an article with an id of its own", "CORPUS006", ARTICLES, "", 'id = "other"\n', 12),
    Break("an unknown Windows version", "CORPUS006", ARTICLES, "", 'windows = ["12"]\n', 12),
    Break("a Windows version that is not in a list", "CORPUS006", ARTICLES, "", "windows = 11\n", 12),
    Break("an unknown place", "CORPUS007", KEY_SECTION, "{activation}", "{nowhere}", 13),
    Break("a place without a path for 10", "CORPUS007", PLACES, '"10" = "Inst', '"9" = "Inst', 3),
    Break("a path that is not a text", "CORPUS007", PLACES, '"Inställningar > System > Aktivering"', "11", 2),
    Break("a block that is not closed", "CORPUS008", KEY_SECTION, ":::\n3.", "3.", 14),
    Break("a block inside a block", "CORPUS008", KEY_SECTION, "2. Välj", "::: windows 11\n2. Välj", 15),
    Break("a block for no version", "CORPUS008", KEY_SECTION, ":::\n3.", ":::\n::: windows 7\n3.", 17),
    Break("the end of no block", "CORPUS008", KEY_SECTION, "3. Starta", ":::\n3. Starta", 17),
    Break("a heading of another level", "CORPUS009", KEY_SECTION, "Så här", "# Så här", 10),
    Break("a link in the text", "CORPUS009", KEY_SECTION, "Så här", "[Så här](https://example.com)", 10),
    Break("a nested list", "CORPUS009", KEY_SECTION, "1. Öppna", "1. Först\n   - Öppna", 14),
    Break("an exclamation mark in the text", "CORPUS010", KEY_SECTION, "3. Starta om", "3. Starta om! Nu", 17),
    Break("an exclamation mark in the title", "CORPUS010", KEY_SECTION, "title: Hitta nyckeln", "title: Hitta!", 4),
    Break("one phrasing too few", "CORPUS011", PHRASINGS, "Hitta nyckeln på sätt 15\n", "", 1),
    Break("phrasings of an unknown section", "CORPUS011", "sv/phrasings/gone.txt", "", "ett två tre\n", 1),
    Break("white space around a phrasing", "CORPUS012", PHRASINGS, "sätt 15\n", "sätt 15 \n", 15),
    Break("an empty line among the phrasings", "CORPUS012", PHRASINGS, "", "\nMer på sätt 17\n", 16),
    Break("a phrasing twice, on the last line", "CORPUS012", PIRACY, "", "Hitta  NYCKELN på: sätt 3", 2),
    Break("a missing table of words", "CORPUS013", WORDS, '[spellings]\nja = "jag"\n', "", 1),
    Break("an unknown table of words", "CORPUS013", WORDS, "[languages]", '[colours]\na = ["röd"]\n\n[languages]', 19),
    Break("words that are a text", "CORPUS013", WORDS, 'en = ["in english"]', 'en = "in english"', 20),
    Break("a spelling that is a list", "CORPUS013", WORDS, 'ja = "jag"', 'ja = ["jag"]', 5),
    Break("former versions without the words before them", "CORPUS013", WORDS, 'before = ["från"]\n', "", 14),
    Break("filler without words", "CORPUS013", WORDS, 'words = ["jag", "har"]\n', "", 22),
    Break("missing evidence", "CORPUS021", EVIDENCE, '[[office]]\ncues = [["excel"]]\n', "", 1),
    Break("unknown evidence", "CORPUS021", EVIDENCE, "", '[[colour]]\ncues = [["röd"]]\n', 15),
    Break("cues that are not lists of lists", "CORPUS021", EVIDENCE, '[["excel"]]', '["excel"]', 6),
    Break("evidence without cues", "CORPUS021", EVIDENCE, 'cues = [["excel"]]', 'unless = ["word"]', 5),
    Break("words against it that are a text", "CORPUS021", EVIDENCE, "", 'unless = "office"\n', 15),
    Break("evidence that is one table", "CORPUS021", EVIDENCE, "[[office]]", "[office]", 5),
    Break("a context of an unknown code", "CORPUS022", CONTEXTS, "0x803F7001", "0x803F7002", 2),
    Break("a context without codes", "CORPUS022", CONTEXTS, 'codes = ["0x803F7001"]\n', "", 1),
    Break("a context with an unknown key", "CORPUS022", CONTEXTS, "says", "tells", 3),
    Break("a context of an unknown section", "CORPUS022", CONTEXTS, "find-product-key", "gone", 6),
    Break("a context of an unknown channel", "CORPUS022", CONTEXTS, '"kms"', '"mak"', 4),
    Break(
        "a context without read and section",
        "CORPUS022",
        CONTEXTS,
        'read = "Det saknas rättigheter."\nsection = "find-product-key"\n',
        "",
        1,
    ),
    Break(
        "a context without says and channels",
        "CORPUS022",
        CONTEXTS,
        'says = ["åtkomst nekad"]\nchannels = ["kms"]\n',
        "",
        1,
    ),
    Break("an unknown table of contexts", "CORPUS022", CONTEXTS, "", "[colours]\n", 7),
    Break("a glossary without markers", "CORPUS023", NORDIC, 'markers = ["ikke"]\n', "", 1),
    Break("a word that is a list", "CORPUS023", NORDIC, '"inte"', '["inte"]', 5),
    Break("output without a table", "CORPUS024", OUTPUT, '[statements]\nlicensed = ["permanently activated"]\n', "", 1),
    Break("a field that is a text", "CORPUS024", OUTPUT, '["License Status"]', '"License Status"', 2),
    Break("output without specific codes", "CORPUS024", OUTPUT, 'specific_codes = ["0xC004"]\n', "", 18),
    Break("a build that is a text", "CORPUS024", OUTPUT, "[22000, 29999]", '["22000", 29999]', 27),
    Break("statements of an unknown state", "CORPUS024", OUTPUT, 'licensed = ["perm', 'happy = ["perm', 13),
    Break("a state with an unknown key", "CORPUS024", OUTPUT, "section =", 'colour = "red"\nsection =', 33),
    Break("a state of an unknown section", "CORPUS024", OUTPUT, "find-product-key", "gone", 33),
    Break("a state of an unknown status", "CORPUS024", OUTPUT, 'statuses = ["notification"]', 'statuses = ["sad"]', 31),
    Break("a fact of something that is not a code", "CORPUS014", CODES, "0x80070005", "0x8007", 1),
    Break("a fact of a code that a section lists", "CORPUS014", CODES, "0x80070005", "0x803F7001", 1),
    Break("ordinals without the words around them", "CORPUS013", WORDS, 'around = ["den"]\n', "", 25),
    Break("missing advice", "CORPUS016", TALK, '[help]\nsection = "other-codes"\npart = "Gör så här"\n', "", 1),
    Break("advice of an unknown section", "CORPUS016", TALK, '"other-codes"', '"gone"', 12),
    Break(
        "advice of an unknown part",
        "CORPUS016",
        TALK,
        '"buy-license"\npart = "Gör',
        '"buy-license"\npart = "Så',
        8,
    ),
    Break("advice after an unknown section", "CORPUS016", TALK, '["find-product-key"]', '["gone"]', 9),
    Break("advice with a number as text", "CORPUS016", TALK, 'told = "**Felsök**"', "told = 7", 4),
    Break("advice that is a list", "CORPUS016", TALK, "[help]", "[[help]]", 11),
    Break("advice without a part", "CORPUS016", TALK, 'part = "Gör så här"\nallowed', "allowed", 6),
    Break(
        "advice denied after an unknown section", "CORPUS016", TALK, "allowed = [", 'denied = ["gone"]\nallowed = [', 9
    ),
    Break("advice with an unknown key", "CORPUS016", TALK, "told = ", "tald = ", 4),
    Break("advice with an empty text", "CORPUS016", TALK, '"**Felsök**"', '" "', 4),
    Break(
        "advice of a part that is a number", "CORPUS016", TALK, 'part = "Gör så här"\nallowed', "part = 7\nallowed", 8
    ),
    Break("advice of several sections", "CORPUS016", TALK, '"other-codes"', '["other-codes"]', 12),
    Break("advice allowed after a text", "CORPUS016", TALK, '["find-product-key"]', '"find-product-key"', 9),
    Break("advice allowed after a number", "CORPUS016", TALK, '["find-product-key"]', "[7]", 9),
    Break("unknown advice", "CORPUS016", TALK, "[inline]", '[pray]\nsection = "a"\n\n[inline]', 15),
    Break("an unknown section that is asked most", "CORPUS017", TALK, '["activate-windows", ', '["gone", ', 16),
    Break("no sections that are asked most", "CORPUS017", TALK, MOST_ASKED, "[]", 16),
    Break(
        "eleven sections that are asked most",
        "CORPUS017",
        TALK,
        MOST_ASKED,
        f"{[f'a{number}' for number in range(11)]}",
        16,
    ),
    Break("sections asked most that are a text", "CORPUS017", TALK, MOST_ASKED, '"activate-windows"', 16),
    Break("a section asked most that is a number", "CORPUS017", TALK, MOST_ASKED, "[7]", 16),
    Break("a section asked most that is a list", "CORPUS017", TALK, MOST_ASKED, '[["activate-windows"]]', 16),
    Break("a section asked most without a name", "CORPUS017", TALK, MOST_ASKED, '["activate-windows", ""]', 16),
    Break(
        "an unknown key beside the sections asked most",
        "CORPUS017",
        TALK,
        "most_asked",
        'colour = "red"\nmost_asked',
        16,
    ),
    Break("a list of inline tables", "CORPUS017", TALK, "[inline]", "[[inline]]", 15),
    Break("no inline table", "CORPUS017", TALK, f"[inline]\nmost_asked = {MOST_ASKED}\n", "", 1),
    Break("a misspelt key of the inline table", "CORPUS017", TALK, "most_asked", "most_aksed", 16),
    Break(
        "a section that is asked most twice", "CORPUS017", TALK, '["activate-windows", ', '["find-product-key", ', 16
    ),
    Break("an unknown related section", "CORPUS018", KEY_SECTION, "source:", "related: [gone]\nsource:", 7),
    Break("a section related to itself", "CORPUS018", KEY_SECTION, "source:", f"related: [{KEY}]\nsource:", 7),
    Break("an unknown source", "CORPUS018", KEY_SECTION, "[contact-support]\nchecked", "[hearsay]\nchecked", 7),
    Break(
        "a meaning of a code of another section",
        "CORPUS018",
        KEY_SECTION,
        "source:",
        f"meanings: {MEANING}\nsource:",
        7,
    ),
    Break("a long command to copy", "CORPUS018", KEY_SECTION, "source:", f"copy: {'x' * 257}\nsource:", 7),
    Break("a long text", "CORPUS019", KEY_SECTION, "## Gör", f"{LONG_PARTS}\n## Gör", 10),
    Break("a long text before the first heading", "CORPUS019", KEY_SECTION, "Så här", "Så här " * 50, 10),
    Break("steps without a heading", "CORPUS019", KEY_SECTION, "## Gör", "1. Vänta.\n\n## Gör", 10),
    Break("a long way", "CORPUS019", KEY_SECTION, "3. Starta", f"3. {'Vänta lite. ' * 40}Starta", 12),
    Break("six steps", "CORPUS019", KEY_SECTION, "3. Starta", "3. A.\n4. B.\n5. C.\n6. D.\n7. Starta", 12),
    Break(
        "a settings page opened twice", "CORPUS019", KEY_SECTION, "3. Starta", "3. Öppna {activation}.\n4. Starta", 10
    ),
    Break("a fact of a code related to an unknown section", "CORPUS014", CODES, "", 'related = "gone"\n', 4),
    Break("a fact of a code without a remedy", "CORPUS014", CODES, 'remedy = "Kör som administratör."\n', "", 1),
    Break("a way for an unknown fact", "CORPUS025", KEY_SECTION, HEAD, f"{HEAD}when: colour = red\n", 13),
    Break("a way for an unknown value", "CORPUS025", KEY_SECTION, HEAD, f"{HEAD}when: event = part | rain\n", 13),
    Break("a way for no value", "CORPUS025", KEY_SECTION, HEAD, f"{HEAD}when: event\n", 13),
    Break("a way for steps that were tried", "CORPUS025", KEY_SECTION, HEAD, f"{HEAD}when: tried = restart\n", 13),
    Break("a way for a negation", "CORPUS025", KEY_SECTION, HEAD, f"{HEAD}when: negation = before\n", 13),
    Break("a way of an unknown step", "CORPUS025", KEY_SECTION, HEAD, f"{HEAD}tries: restart, magic\n", 13),
    Break("a way that is last for an unknown reason", "CORPUS025", KEY_SECTION, HEAD, f"{HEAD}last: wait\n", 13),
    Break("a way of a notice for an unknown fact", "CORPUS025", NOTICE, "Kör inte", "when: a = b\nKör inte", 8),
    Break("an unknown section for technicians", "CORPUS025", KEY_SECTION, "source:", "technician: gone\nsource:", 7),
    Break(
        "a section for technicians that is a list", "CORPUS002", KEY_SECTION, "source:", "technician: [a]\nsource:", 7
    ),
    Break("negation without words of doubt", "CORPUS026", FACTS, 'doubt = ["vet inte"]\n', "", 1),
    Break("negation with an unknown key", "CORPUS026", FACTS, "stops", 'colours = ["röd"]\nstops', 5),
    Break("negation that is a text", "CORPUS026", FACTS, '["inte bara"]', '"inte bara"', 3),
    Break("no table of steps that were tried", "CORPUS026", FACTS, TRIED, "", 1),
    Break("a fact without a label", "CORPUS026", FACTS, 'label = "Egen nyckel"\n', "", 19),
    Break("a fact without values", "CORPUS026", FACTS, "", '[colour]\nlabel = "Färg"\n', 32),
    Break("a fact with an unknown key", "CORPUS026", FACTS, "[key.yes]", "colour = 7\n[key.yes]", 22),
    Break("a fact that is a text", "CORPUS026", FACTS, "[negation]", 'colour = "red"\n[negation]', 1),
    Break("a value without a label", "CORPUS026", FACTS, 'label = "ja"\n', "", 22),
    Break("a value without says", "CORPUS026", FACTS, 'says = ["har en nyckel"]\n', "", 22),
    Break("a value whose says is a text", "CORPUS026", FACTS, '["har en nyckel"]', '"har en nyckel"', 24),
    Break("a value with an unknown negation", "CORPUS026", FACTS, 'not = "nothing"', 'not = "something"', 13),
    Break("a value with an unknown key", "CORPUS026", FACTS, 'not = "nothing"', 'colour = "red"', 13),
    Break("a question back without a text", "CORPUS027", QUESTIONS, 'text = "Vad hände strax innan?"\n', "", 1),
    Break("a question back without options", "CORPUS027", QUESTIONS, "", '[role]\ntext = "Vems är den?"\n', 15),
    Break("a question back with an unknown key", "CORPUS027", QUESTIONS, "fact =", 'colour = "red"\nfact =', 3),
    Break("a question back with one answer", "CORPUS027", QUESTIONS, LAST_OPTION, "", 5),
    Break("a question back with five answers", "CORPUS027", QUESTIONS, "", FIVE_OPTIONS, 17),
    Break("a question back of an unknown fact", "CORPUS027", QUESTIONS, 'fact = "event"', 'fact = "colour"', 3),
    Break("an answer that is not a value of the fact", "CORPUS027", QUESTIONS, '"nothing"', '"rain"', 13),
    Break("an answer given twice", "CORPUS027", QUESTIONS, '"nothing"', '"part"', 1),
    Break("an answer on a long button", "CORPUS027", QUESTIONS, "Inget av det", "Inget av det " * 3, 12),
    Break("an answer with an empty button", "CORPUS027", QUESTIONS, "Inget av det", "", 12),
    Break("an answer without a button", "CORPUS027", QUESTIONS, 'label = "Inget av det"\n', "", 11),
    Break("an answer with an unknown key", "CORPUS027", QUESTIONS, "says", "tells", 8),
    Break(
        "an answer for an unknown section", "CORPUS027", QUESTIONS, 'for = ["activate-windows"]', 'for = ["gone"]', 9
    ),
    Break(
        "an answer against an unknown section",
        "CORPUS027",
        QUESTIONS,
        'against = ["activate-windows"]',
        'against = ["a"]',
        14,
    ),
    Break("an answer whose says is a text", "CORPUS027", QUESTIONS, '["en del"]', '"en del"', 8),
    Break("an answer for a number", "CORPUS027", QUESTIONS, 'for = ["activate-windows"]', "for = 7", 9),
    Break("a section that asks an unknown question", "CORPUS027", KEY_SECTION, "source:", "asks: [gone]\nsource:", 7),
    Break("no frames of questions about words", "CORPUS028", GLOSSARY, 'frames = ["vad är"]\n', "", 1),
    Break("an unknown table of the glossary", "CORPUS028", GLOSSARY, "", '[colours]\nred = "röd"\n', 15),
    Break("a word without a text", "CORPUS028", GLOSSARY, 'text = "En server på ett jobb."\n', "", 13),
    Break("a word with an unknown key", "CORPUS028", GLOSSARY, "also", "too", 9),
    Break("a word with a long text", "CORPUS028", GLOSSARY, "En server", "En server " * 25, 14),
    Break("a word of an unknown section", "CORPUS028", GLOSSARY, "find-product-key", "gone", 11),
    Break("forms that are a number", "CORPUS028", GLOSSARY, "", "also = 7\n", 15),
    Break("a word of several sections", "CORPUS028", GLOSSARY, '"find-product-key"', '["buy-license"]', 11),
    Break("a form of two words", "CORPUS028", GLOSSARY, "", 'also = ["OEM-licens"]\n', 13),
    Break("a topic without a default", "CORPUS029", FOLLOW_UPS, 'default = "Det kostar inget."\n', "", 1),
    Break("an empty answer for a section", "CORPUS029", FOLLOW_UPS, "Priset ser du i butiken.", " ", 4),
    Break("a long default", "CORPUS029", FOLLOW_UPS, "Det kostar", "Det kostar " * 30, 2),
    Break("a long answer for a section", "CORPUS029", FOLLOW_UPS, "Priset ser", "Priset ser " * 30, 4),
    Break("an answer of a topic for an unknown section", "CORPUS029", FOLLOW_UPS, "buy-license", "gone", 4),
    Break("answers for sections that are a text", "CORPUS029", FOLLOW_UPS, SECTIONS_OF_COST, 'sections = "a"\n', 3),
    Break("a topic without phrasings", "CORPUS029", FOLLOW_UPS, "", '[time]\ndefault = "En stund."\n', 5),
    Break("a feeling without a text", "CORPUS030", TALK, 'text = "Inget är förstört."\n', "", 18),
    Break("a feeling whose says is a text", "CORPUS030", TALK, '["rädd"]', '"rädd"', 19),
    Break("a feeling with an unknown key", "CORPUS030", TALK, "[found]", 'colour = "red"\n[found]', 22),
    Break("feelings that are a list", "CORPUS030", TALK, "[feelings.fear]", "[[feelings]]", 18),
    Break("no closing", "CORPUS030", TALK, '[closing]\nsays = ["hejdå"]\ntext = "Lycka till."\n', "", 1),
    Break("a closing without a text", "CORPUS030", TALK, 'text = "Lycka till."\n', "", 26),
    Break("a name on the screen without its English", "CORPUS031", PLACES, 'english = "Troubleshoot"\n', "", 6),
    Break("a name on the screen with an unknown key", "CORPUS031", PLACES, "near =", "beside =", 8),
    Break("names on the screen that are a list", "CORPUS031", PLACES, '[names."Felsök"]', "[[names]]", 6),
    Break("a name on the screen with a number", "CORPUS031", PLACES, '"Troubleshoot"', "7", 7),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return the folder of a corpus that breaks no rule."""
    return write_tiny_corpus(tmp_path)


def test_the_tiny_corpus_breaks_no_rule(root: Path) -> None:
    assert check(root) == []


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.rule}-{case.what}") for case in BREAKS])
def test_a_break_is_found_by_its_rule_in_its_file_at_its_line(root: Path, case: Break) -> None:
    edit(root, case.path, case.old, case.new)
    found = {f"{fault.path}:{fault.line} {fault.rule}" for fault in check(root)}
    assert found == {f"{case.path}:{case.line} {case.rule}"}


def test_a_missing_topic_is_reported_with_the_name_of_its_file(root: Path) -> None:
    (root / PIRACY).unlink()
    assert [str(fault) for fault in check(root)] == [f"{PIRACY}:1: CORPUS011 the file is missing"]


def test_an_article_with_the_id_of_a_page_is_found(root: Path) -> None:
    edit(root, ARTICLES, "", ARTICLE_OF_A_PAGE)
    edit(root, KEY_SECTION, "articles: [contact-support]", f"articles: [contact-support, {KEY}]")
    assert [(fault.rule, fault.path, fault.line) for fault in check(root)] == [("CORPUS006", ARTICLES, 13)]


def test_a_section_without_text_is_found(root: Path) -> None:
    head = (root / KEY_SECTION).read_text(encoding="utf-8").partition("\n---\n")[0]
    (root / KEY_SECTION).write_text(f"{head}\n---\n", encoding="utf-8")
    assert [(fault.rule, fault.line) for fault in check(root)] == [("CORPUS009", 10)]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("sv/notices/scam.md", NOTICE_OF.format(id="scam", title="Lurad")),
        ("sv/sections/safety-x.md", SECTION_OF.format(id="safety-x", label="X", title="Farligt", codes="")),
    ],
    ids=["a notice", "a section"],
)
def test_only_the_id_of_a_notice_begins_with_its_kind(root: Path, path: str, text: str) -> None:
    edit(root, path, "", text)
    edit(root, f"sv/phrasings/{Path(path).stem}.txt", "", "".join(f"lurad gång {number}\n" for number in range(15)))
    assert [f"{fault.path} {fault.rule}" for fault in check(root)] == [f"{path} CORPUS003"]


def test_a_file_that_is_not_utf_8_is_found(root: Path) -> None:
    (root / CODES).write_bytes("# Åtgärd\n".encode("latin-1"))
    assert [(fault.rule, fault.path) for fault in check(root)] == [("CORPUS001", CODES)]


def test_an_impossible_date_is_reported_like_other_bad_yaml(root: Path) -> None:
    edit(root, "sv/sections/new.md", "", "---\nid: new\ntitle: 2026-13-45\n---\nText\n")
    assert [(fault.rule, fault.path) for fault in check(root)] == [("CORPUS001", "sv/sections/new.md")]


def test_a_table_that_is_a_text_is_found(root: Path) -> None:
    text = (root / WORDS).read_text(encoding="utf-8").replace('[spellings]\nja = "jag"\n', "")
    (root / WORDS).write_text(f'spellings = "jag"\n{text}', encoding="utf-8")
    assert [(fault.rule, fault.line) for fault in check(root)] == [("CORPUS013", 1)]


def test_a_place_that_the_conversation_refers_to_must_exist(root: Path) -> None:
    edit(root, PLACES, "[activation]", "[settings]")
    for section in sorted((root / "sv/sections").glob("*.md")):
        section.write_text(section.read_text(encoding="utf-8").replace("{activation}", "{settings}"), encoding="utf-8")
    assert check(root) != []


def test_a_section_that_the_conversation_refers_to_must_exist(root: Path) -> None:
    (root / "sv/sections/other-codes.md").unlink()
    (root / "sv/phrasings/other-codes.txt").unlink()
    assert check(root) != []


@pytest.mark.parametrize("name", ["activate-windows", "find-product-key", "buy-license", "other-codes"])
def test_a_section_that_the_bot_refers_to_must_exist(tmp_path: Path, name: str) -> None:
    root = write_tiny_corpus(tmp_path)
    (root / "sv" / "sections" / f"{name}.md").unlink()
    (root / "sv" / "phrasings" / f"{name}.txt").unlink()
    found = {(fault.rule, fault.path) for fault in check(root)}
    assert ("CORPUS015", f"sv/sections/{name}.md") in found
    # References to the section from other tables are wrong too, and nothing else is.
    assert found - {("CORPUS015", f"sv/sections/{name}.md")} <= REFERRING


@pytest.mark.parametrize(
    ("path", "name"), [(ARTICLES, "contact-support"), (ARTICLES, "activate-office"), (PLACES, "activation")]
)
def test_an_article_and_a_place_that_the_bot_refers_to_must_exist(tmp_path: Path, path: str, name: str) -> None:
    root = write_tiny_corpus(tmp_path)
    edit(root, path, f"[{name}]", "[renamed]")
    assert ("CORPUS015", path) in {(fault.rule, fault.path) for fault in check(root)}


@pytest.mark.parametrize("count", [1, 2, 4])
def test_the_most_asked_sections_may_be_one_to_ten(root: Path, count: int) -> None:
    names = ["activate-windows", "find-product-key", "buy-license", "other-codes"][:count]
    edit(root, TALK, MOST_ASKED, str(names))
    assert check(root) == []


def test_advice_may_follow_all_sections_and_have_no_text_in_them(root: Path) -> None:
    edit(root, TALK, 'allowed = ["find-product-key"]\n', "")
    edit(root, TALK, 'told = "**Felsök**"\n', "")
    assert check(root) == []


def test_every_fault_of_the_advice_is_reported_at_once(root: Path) -> None:
    edit(root, TALK, '["find-product-key"]', '["gone", "lost"]')
    edit(root, TALK, '"**Felsök**"', "7")
    edit(root, TALK, '"other-codes"', '"gone"')
    found = [(fault.rule, fault.line) for fault in check(root)]
    assert found == [("CORPUS016", 4), ("CORPUS016", 9), ("CORPUS016", 9), ("CORPUS016", 12)]


@pytest.mark.parametrize("allowed", ['[["find-product-key"]]', "[{a = 1}]"], ids=["a list", "a table"])
def test_advice_after_something_that_is_not_a_name_is_found(root: Path, allowed: str) -> None:
    edit(root, TALK, '["find-product-key"]', allowed)
    assert {(fault.rule, fault.line) for fault in check(root)} == {("CORPUS016", 9)}


@pytest.mark.parametrize("heading", ["::: windows 10\n## Gör så här\n:::\n## Annat", "## Gör så här i {windows}"])
def test_advice_that_is_not_in_every_version_of_windows_is_found(root: Path, heading: str) -> None:
    edit(root, "sv/sections/other-codes.md", "## Gör så här", heading)
    if "{windows}" in heading:
        edit(root, TALK, '"other-codes"\npart = "Gör så här"', f'"other-codes"\npart = "{heading[3:]}"')
    assert {(fault.rule, fault.line) for fault in check(root)} == {("CORPUS016", 13)}


def rule_sentences() -> list[str]:
    """Return the sentence of every rule, with its number."""
    functions = (*rules.DRAFT_RULES, *rules.CORPUS_RULES)
    return [
        *(str(rule.__doc__) for rule in functions),
        *(told for one in SHAPES.values() for told in one.rules.values()),
    ]


def test_every_rule_has_a_case() -> None:
    documented = set(re.findall(r"CORPUS\d{3}", " ".join([str(rules.__doc__), *rule_sentences()])))
    assert documented == {case.rule for case in BREAKS} | {"CORPUS015"}
    numbers = [f"CORPUS{number:03}" for number in range(1, len(documented) + 2)]
    assert sorted({*documented, WARNING}) == numbers


def test_every_rule_has_a_number_and_a_sentence() -> None:
    for sentence in rule_sentences():
        assert re.match(r"CORPUS\d{3}: .+", sentence), sentence
