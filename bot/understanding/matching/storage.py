"""The trained model as a file, so that it is trained again only if the corpus or the training code has changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import Stemmer
from numpy.typing import NDArray

from bot.corpus import Corpus
from bot.understanding import words
from bot.understanding.matching import decisions
from bot.understanding.matching.classifier import Calibration, Kind, LinearModel

SUFFIX = ".npz"
MAX_FILES = 8  # models kept in a folder; the least recently used ones are removed
HEX_DIGITS = 16
FILE_MODE = 0o644  # readable by everyone: the user who builds an image may not be the one who runs it
ARRAYS = ("idf", "weights", "intercepts", "exact", "exact_classes")
LISTS = ("vocabulary", "words")

Say = Callable[[str], None]
"""A function that shows the operator one line about what happens."""


class UnusableModelError(Exception):
    """A file that contains no model, or the model of another corpus."""


def fingerprint(corpus: Corpus) -> str:
    """Return a hash of everything that a model depends on: the texts of a corpus and the training code."""
    learned = {
        "sections": [[one.id, one.title, one.messages, one.phrasings] for one in corpus.sections.values()],
        "topics": list(corpus.topics.items()),
        "synonyms": list(corpus.words.synonyms.items()),
        "spellings": list(corpus.words.spellings.items()),
    }
    digest = hashlib.sha256(json.dumps([Stemmer.version(), learned]).encode())
    for path in sorted([*Path(__file__).parent.glob("*.py"), Path(words.__file__)]):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:HEX_DIGITS]


def open_model(corpus: Corpus, folder: Path, say: Say) -> LinearModel:
    """Return the model of a corpus: read from `folder`, else trained and written there.

    A file that cannot be used is replaced. If nothing can be written, the model is used by this process alone.
    """
    name = fingerprint(corpus)
    path = _path(folder, corpus.language, name)
    try:
        model = read_model(path, name)
    except FileNotFoundError:
        pass
    except (OSError, UnusableModelError) as error:
        say(f"{path} cannot be used and is replaced: {error}")
    else:
        with contextlib.suppress(OSError):
            os.utime(path)  # the file is now the most recently used
        return model
    say("learning from the corpus; this takes some seconds, and the result is kept for the next start")
    model = build_model(corpus)
    try:
        write_model(folder, model)
    except OSError as error:
        say(f"what was learned cannot be kept in {folder}, so it is learned again at the next start: {error}")
    return model


def build_model(corpus: Corpus) -> LinearModel:
    """Train and return the model of a corpus."""
    from bot.understanding.matching.training import train  # noqa: PLC0415 - scikit-learn takes a second to load

    return train(corpus, fingerprint(corpus))


def write_model(folder: Path, model: LinearModel) -> Path:
    """Write a model to a folder in one step, and return its path. Raises OSError.

    Another process that reads it sees the old file, the new one, or none.
    """
    header = {
        "fingerprint": model.fingerprint,
        "language": model.language,
        "classes": model.classes,
        "kinds": model.kinds,
        "ngrams": model.ngrams,
        "calibration": asdict(model.calibration),
        "thresholds": decisions.thresholds(),
    }
    lists = {"vocabulary": model.vocabulary, "words": [f"{word}\t{count}" for word, count in model.words.items()]}
    arrays = {name: getattr(model, name) for name in ARRAYS}
    arrays |= {name: _as_array("\n".join(several)) for name, several in lists.items()}
    path = _path(folder, model.language, model.fingerprint)
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, header=_as_array(json.dumps(header)), **arrays)
        Path(name).chmod(FILE_MODE)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _remove_old(folder)
    return path


def read_model(path: Path, name: str) -> LinearModel:
    """Return the model in a file, which must have the fingerprint `name`.

    Raises OSError if the file cannot be read, and UnusableModelError if it is not that model.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            header = json.loads(_as_text(file["header"]))
            if header["fingerprint"] != name:
                raise UnusableModelError("it was learned from another corpus")
            arrays = {key: file[key] for key in ARRAYS}
            vocabulary, counted = (_as_text(file[key]).split("\n") for key in LISTS)
        return LinearModel(
            fingerprint=name,
            language=header["language"],
            classes=tuple(header["classes"]),
            kinds=tuple(map(Kind, header["kinds"])),
            vocabulary=tuple(vocabulary),
            ngrams=header["ngrams"],
            calibration=Calibration(header["calibration"]["scale"], tuple(header["calibration"]["subject"])),
            words={word: int(count) for word, count in (line.split("\t") for line in counted)},
            **arrays,
        )
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise UnusableModelError(f"it is no model ({error})") from None


def _path(folder: Path, language: str, name: str) -> Path:
    return folder / f"{language}-{name}{SUFFIX}"


def _as_array(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def _as_text(array: NDArray[np.uint8]) -> str:
    return array.tobytes().decode()


def _remove_old(folder: Path) -> None:
    """Remove the least recently used models beyond `MAX_FILES`; other processes may do so at the same time."""
    with contextlib.suppress(OSError):
        paths = sorted(folder.glob(f"*{SUFFIX}"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in paths[MAX_FILES:]:
            path.unlink(missing_ok=True)
