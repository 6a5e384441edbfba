"""The knowledge: reading and checking the files of `corpus/`."""

from bot.corpus.drafts import Fault
from bot.corpus.loading import CorpusError, check, default_root, load
from bot.corpus.model import (
    WINDOWS,
    Article,
    CodeFact,
    Corpus,
    Section,
    Windows,
    Words,
)
from bot.corpus.names import ACTIVATE_WINDOWS, ACTIVATION, BUY_LICENSE, FIND_KEY, OTHER_CODES, SUPPORT
from bot.corpus.rules import LANGUAGES

__all__ = [
    "ACTIVATE_WINDOWS",
    "ACTIVATION",
    "BUY_LICENSE",
    "FIND_KEY",
    "LANGUAGES",
    "OTHER_CODES",
    "SUPPORT",
    "WINDOWS",
    "Article",
    "CodeFact",
    "Corpus",
    "CorpusError",
    "Fault",
    "Section",
    "Windows",
    "Words",
    "check",
    "default_root",
    "load",
]
