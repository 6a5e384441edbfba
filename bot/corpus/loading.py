"""Loading of a corpus: reading, validation and checks."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from bot.corpus.corpus import Corpus
from bot.corpus.drafts import Draft, Fault, read
from bot.corpus.names import SWEDISH
from bot.corpus.rules import CORPUS_RULES, DRAFT_RULES, overdue
from bot.corpus.shapes import validate

REQUIRED = SWEDISH  # the language that every corpus has
VERSION_LENGTH = 12


class CorpusError(Exception):
    """The corpus cannot be used because of its `faults`."""

    def __init__(self, faults: list[Fault]) -> None:
        others = len(faults) - 1
        more = f" (and {others} more {'fault' if others == 1 else 'faults'})" if others else ""
        super().__init__(f"{faults[0]}{more}")
        self.faults = faults


def default_root() -> Path:
    """Return the corpus folder that comes with the program: in the installed package, else in the repository."""
    packaged = Path(__file__).with_name("files")
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "corpus"


def languages(root: Path) -> list[str]:
    """Return the languages of the corpus below `root`; each is a folder, and the first is required."""
    others = (path.parent.name for path in root.glob("*/sections") if path.parent.name != REQUIRED)
    return [REQUIRED, *sorted(others)]


def version(root: Path) -> str:
    """Return the first digits of a SHA-256 of the files below `root`."""
    digest = hashlib.sha256()
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()[:VERSION_LENGTH]


def check(root: Path, language: str = REQUIRED) -> list[Fault]:
    """Return every fault in the corpus below `root`, in the order of files and lines; none if it is sound."""
    return _parse(read(root, language))[1]


def warnings(root: Path, today: date, language: str = REQUIRED) -> list[Fault]:
    """Return the warnings about the corpus below `root`, which do not prevent its use."""
    return overdue(read(root, language), today)


def load(root: Path | None = None, language: str = REQUIRED) -> Corpus:
    """Load the corpus of a language below `root` (default: the one that comes with the program).

    Raises CorpusError if it has any fault, because a corpus that is read in part would give wrong answers.
    """
    corpus, faults = _parse(read(root or default_root(), language))
    if faults or corpus is None:
        raise CorpusError(faults)
    return corpus


def load_translations(root: Path | None = None) -> dict[str, Corpus]:
    """Load the corpus in its other languages. Raises CorpusError as `load` does."""
    root = root or default_root()
    return {language: load(root, language) for language in languages(root)[1:]}


def _parse(draft: Draft) -> tuple[Corpus | None, list[Fault]]:
    """Return the corpus of a draft, None if a file has a wrong shape, and all faults."""
    if not draft.sections and not draft.tables:
        return None, draft.faults  # there is nothing in which to look for more
    corpus, wrong_shapes = validate(draft)
    found = {*draft.faults, *wrong_shapes, *(fault for rule in DRAFT_RULES for fault in rule(draft))}
    if corpus:
        found |= {fault for rule in CORPUS_RULES for fault in rule(draft, corpus)}
    return corpus, sorted(found)
