"""The knowledge: reading and checking the files of `corpus/`."""

from bot.corpus.drafts import Fault
from bot.corpus.forms import LANGUAGES
from bot.corpus.loading import CorpusError, check, default_root, languages, load, load_translations, version, warnings
from bot.corpus.model import (
    WINDOWS,
    Advice,
    Article,
    CodeFact,
    Corpus,
    Notice,
    Page,
    Part,
    Section,
    Windows,
    Words,
)
from bot.corpus.names import (
    ACTIVATE_WINDOWS,
    ACTIVATION,
    BUY_LICENSE,
    FIND_KEY,
    HELP,
    OLD_KEY,
    OTHER_CODES,
    PORTAL,
    SUPPORT,
    TROUBLESHOOTER,
)

__all__ = [
    "ACTIVATE_WINDOWS",
    "ACTIVATION",
    "BUY_LICENSE",
    "FIND_KEY",
    "HELP",
    "LANGUAGES",
    "OLD_KEY",
    "OTHER_CODES",
    "PORTAL",
    "SUPPORT",
    "TROUBLESHOOTER",
    "WINDOWS",
    "Advice",
    "Article",
    "CodeFact",
    "Corpus",
    "CorpusError",
    "Fault",
    "Notice",
    "Page",
    "Part",
    "Section",
    "Windows",
    "Words",
    "check",
    "default_root",
    "languages",
    "load",
    "load_translations",
    "version",
    "warnings",
]
