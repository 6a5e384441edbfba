"""The knowledge: reading and checking the files of `corpus/`."""

from bot.corpus.drafts import Fault
from bot.corpus.loading import CorpusError, check, default_root, load
from bot.corpus.model import MAIN_ARTICLE, WINDOWS, Article, CodeFact, Corpus, Section, Windows, Words
from bot.corpus.rules import LANGUAGES

__all__ = [
    "LANGUAGES",
    "MAIN_ARTICLE",
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
