"""The smallest corpus that breaks no rule, written to a folder, so that tests can break one rule at a time.

It has one notice, and the sections, the place and the articles that the code refers to, so an assistant can use it.
"""

from __future__ import annotations

from pathlib import Path

KEY_SECTION = "sv/sections/find-product-key.md"
BUY_SECTION = "sv/sections/buy-license.md"

SECTION_OF = """\
---
id: {id}
label: {label}
title: {title}
codes: [{codes}]
articles: [contact-support]
source: [contact-support]
checked: 2026-11-28
---
Så här står det till med {title}.

## Gör så här
1. Öppna {{activation}}.
::: windows 10
2. Välj **Felsök**.
:::
3. Starta om {{windows}}.
"""

NOTICE_OF = """\
---
id: {id}
title: {title}
articles: [contact-support, activate-office]
source: [contact-support]
checked: 2026-11-28
---
Kör inte filen, {title} är du annars.
"""

_FILES = {
    "articles.toml": """\
[activate-office]
title.sv = "Aktivera Office"
title.en = "Activate Office"
url.sv = "https://example.com/sv-se/office"
url.en = "https://example.com/en-us/office"

[contact-support]
title.sv = "Få hjälp"
title.en = "Get help"
url.sv = "https://example.com/sv-se/hjalp"
url.en = "https://example.com/en-us/help"
""",
    "windows-output.toml": """\
[fields]
status = ["License Status"]
noise = ["Architecture"]

[statuses]
licensed = ["Licensed"]
notification = ["Notification"]

[channels]
kms = ["VOLUME_KMSCLIENT"]

[statements]
licensed = ["permanently activated"]

[editions]
Pro = ["Professional"]

[words]
boilerplate = ["professional edition"]
hardware = ["dell"]
other_products = ["office"]
plain_names = ["status"]
specific_codes = ["0xC004"]
general_codes = ["0x80004005"]

[builds]
"11" = [22000, 29999]
"10" = [10240, 19045]

[[sections]]
statuses = ["notification"]
channels = ["kms"]
section = "find-product-key"
""",
    "sv/places.toml": """\
[activation]
"11" = "Inställningar > System > Aktivering"
"10" = "Inställningar > Uppdatering och säkerhet > Aktivering"
uri = "ms-settings:activation"

[names."Felsök"]
english = "Troubleshoot"
near = "Den står på sidan Aktivering."
""",
    "sv/codes.toml": """\
["0x80070005"]
cause = "Åtkomst nekades."
remedy = "Kör som administratör."
""",
    "sv/synonyms.toml": """\
[synonyms]
nyckel = ["nyckel", "produktnyckel"]

[spellings]
ja = "jag"

[windows]
"11" = ["windows 11"]
"10" = ["windows 10"]

[alone]
"10" = ["tio"]

[former]
before = ["från"]
after = ["nyckel"]
either = ["eller"]

[languages]
en = ["in english"]

[filler]
words = ["jag", "har"]

[ordinals]
1 = ["första"]
2 = ["andra"]
3 = ["tredje"]
4 = ["fjärde"]
last = ["sista"]
around = ["den"]

[correction]
before = ["jag menade"]

[denial]
words = ["inte"]
unless = ["längre"]
still = ["samma"]

[mentions]
now = ["nu"]
past = ["igår"]
others = ["grannen"]
gone = ["löste sig"]
denied = ["är inte 0x"]
not = ["inte"]
but = ["utan"]
breaks = ["men"]
quotes = ["skrev följande"]
""",
    "sv/evidence.toml": "".join(
        f'[[{name}]]\ncues = [["{cue}"]]\n'
        for name, cue in (
            ("piracy", "crack"),
            ("activator", "kmspico"),
            ("office", "excel"),
            ("not-activated", "inte aktiverat"),
            ("subject", "slmgr"),
            ("call", "hjälp"),
            ("old-windows-key", "nyckel"),
        )
    ),
    "sv/contexts.toml": """\
[[contexts]]
codes = ["0x803F7001"]
says = ["åtkomst nekad"]
channels = ["kms"]
read = "Det saknas rättigheter."
section = "find-product-key"
""",
    "sv/nordic.toml": """\
[danish]
markers = ["ikke"]

[danish.words]
ikke = "inte"
""",
    "sv/conversation.toml": """\
[troubleshooter]
section = "activate-windows"
part = "Gör så här"
told = "**Felsök**"

[portal]
section = "buy-license"
part = "Gör så här"
allowed = ["find-product-key"]

[help]
section = "other-codes"
part = "Gör så här"

[inline]
most_asked = ["activate-windows", "find-product-key"]

[feelings.fear]
says = ["rädd"]
text = "Inget är förstört."

[found]
says = ["nu ser jag"]
text = "Bra."

[closing]
says = ["hejdå"]
text = "Lycka till."
""",
    "sv/facts.toml": """\
[negation]
before = ["inte", "ingen"]
pseudo = ["inte bara"]
doubt = ["vet inte"]
stops = ["men"]

[event]
label = "Strax innan"

[event.part]
label = "en del byttes"
says = ["byt* moderkort*"]
not = "nothing"

[event.nothing]
label = "inget särskilt"
says = ["inget hänt"]

[key]
label = "Egen nyckel"

[key.yes]
label = "ja"
says = ["har en nyckel"]

[tried]
label = "Redan provat"

[tried.restart]
label = "omstart"
says = ["startat om"]
""",
    "sv/questions.toml": """\
[event]
text = "Vad hände strax innan?"
fact = "event"

[[event.options]]
label = "En del byttes"
value = "part"
says = ["en del"]
for = ["activate-windows"]

[[event.options]]
label = "Inget av det"
value = "nothing"
against = ["activate-windows"]
""",
    "sv/glossary.toml": """\
[asking]
frames = ["vad är"]
fillers = ["vad", "är", "en"]
words = ["vad"]
verbs = ["är"]
where = ["var är"]

[words."oem"]
also = ["oem-licens"]
text = "En licens som följde med datorn."
section = "find-product-key"

[words."kms"]
text = "En server på ett jobb."
""",
    "sv/followups.toml": """\
[cost]
default = "Det kostar inget."
[cost.sections]
buy-license = "Priset ser du i butiken."
""",
    "sv/phrasings/about-cost.txt": "vad kostar det\n",
    "sv/phrasings/off-topic.txt": "vad blir det för väder\n",
    "sv/phrasings/piracy.txt": "gratis crack\n",
    "sv/phrasings/smalltalk-greeting.txt": "hejsan\n",
    "sv/notices/safety-scam.md": NOTICE_OF.format(id="safety-scam", title="Bedrägeri"),
    "sv/phrasings/safety-scam.txt": "".join(f"en främling skickade filen nummer {number}\n" for number in range(1, 16)),
}

_SECTIONS = (  # id, label, title, codes
    ("activate-windows", "GENERAL", "Aktivera", ""),
    ("find-product-key", "FINDKEY", "Hitta nyckeln", ""),
    ("buy-license", "BUY", "Licens saknas", '"0x803F7001"'),
    ("other-codes", "OTHER", "Andra koder", ""),
)


def write_tiny_corpus(root: Path) -> Path:
    """Write a valid corpus of four sections below `root`, with generated phrasings, and return `root`."""
    files = dict(_FILES)
    for name, label, title, codes in _SECTIONS:
        files[f"sv/sections/{name}.md"] = SECTION_OF.format(id=name, label=label, title=title, codes=codes)
        files[f"sv/phrasings/{name}.txt"] = "".join(f"{title} på sätt {number}\n" for number in range(1, 16))
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def edit(root: Path, path: str, old: str, new: str) -> None:
    """Replace the only `old` in a file of the corpus, or append if it is empty. A missing file is created."""
    file = root / path
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    if old and text.count(old) != 1:
        raise ValueError(f"{old!r} is {text.count(old)} times in {path}")
    file.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")
