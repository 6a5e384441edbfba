"""The knowledge: reading and checking the files of `corpus/`."""

from bot.corpus.drafts import Fault
from bot.corpus.forms import LANGUAGES
from bot.corpus.loading import CorpusError, check, default_root, languages, load, load_translations, version
from bot.corpus.model import (
    WINDOWS,
    Advice,
    Article,
    CodeFact,
    Corpus,
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
    OTHER_CODES,
    PHONE,
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
    "OTHER_CODES",
    "PHONE",
    "SUPPORT",
    "TROUBLESHOOTER",
    "WINDOWS",
    "Advice",
    "Article",
    "CodeFact",
    "Corpus",
    "CorpusError",
    "Fault",
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
]
