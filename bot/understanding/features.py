"""Texts as sparse vectors of hashed features: words (`bot.understanding.words`) and character n-grams.

The n-grams of a whole corpus are hashed in a few array operations, so that loading needs no trained file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.understanding.words import Lexicon

Ints = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.floating[Any]]
Hashes = NDArray[np.uint32]
Words = Sequence[str]

NGRAMS = (3, 5)
CHUNK = 512  # texts whose n-grams are hashed at once
_PRIME = np.uint32(0x9E3779B1)  # odd and irregular (2^32 over the golden ratio), as multiplicative hashing asks
_SHIFT = np.uint32(15)
_SPACE = ord(" ")
_NO_HASHES: Hashes = np.zeros(0, dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Features:
    """The features of some texts, each once a text: `texts[i]` holds `hashes[i]` `counts[i]` times.

    Hashes have 32 bits: among a hundred thousand features one pair or so will share one, which does no harm.
    """

    texts: Ints
    hashes: Hashes
    counts: Floats


def word_features(texts: Sequence[Words], lexicon: Lexicon) -> Features:
    """Stems, pairs of stems, parts of compounds and concepts."""
    found = [word_hashes(words, lexicon) for words in texts]
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), [len(hashes) for hashes in found])
    return _counted(owners, np.fromiter(chain.from_iterable(found), dtype=np.uint32, count=len(owners)))


def word_hashes(words: Words, lexicon: Lexicon) -> list[int]:
    """The word features of one text, repeats kept."""
    return [named_hash(name) for name in lexicon.features(words)]


def named_hash(name: str) -> int:
    """One word feature by its name."""
    return crc32(name.encode())


def character_hashes(words: Words) -> Hashes:
    """The n-grams of one text, repeats kept."""
    return _n_grams([words])[1]


def character_features(texts: Sequence[Words]) -> Features:
    """N-grams inside words; the space at either end of a word counts as one of its characters."""
    # Part by part: the arrays on the way are many times as large as what comes of them.
    parts = [(at, _counted(*_n_grams(texts[at : at + CHUNK]))) for at in range(0, len(texts) or 1, CHUNK)]
    return Features(
        np.concatenate([part.texts + np.int32(at) for at, part in parts]),
        np.concatenate([part.hashes for _, part in parts]),
        np.concatenate([part.counts for _, part in parts]),
    )


def _n_grams(texts: Sequence[Words]) -> tuple[Ints, Hashes]:
    """The text and the hash of every n-gram."""
    padded = [f" {' '.join(words)} " for words in texts]
    letters = np.frombuffer("".join(padded).encode("utf-32-le"), dtype=np.uint32)
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), [len(text) for text in padded])
    spaces = letters == _SPACE
    hashes = np.zeros(len(letters), dtype=np.uint32)
    inside = np.ones(len(letters), dtype=bool)
    found: list[tuple[Ints, Hashes]] = []
    for offset in range(min(NGRAMS[-1], len(letters))):
        size = len(letters) - offset
        hashes = (hashes[:size] + letters[offset:]) * _PRIME
        hashes ^= hashes >> _SHIFT
        if offset > 1:  # a space that is neither first nor last in an n-gram stands between two words
            inside = inside[:size] & ~spaces[offset - 1 : offset - 1 + size]
        if offset + 1 in NGRAMS:
            kept = inside[:size]
            found.append((owners[:size][kept], hashes[kept]))
    found.append((owners[:0], _NO_HASHES))
    return np.concatenate([owners for owners, _ in found]), np.concatenate([hashes for _, hashes in found])


def _counted(owners: Ints, hashes: Hashes) -> Features:
    """Repeats inside a text counted."""
    order = np.argsort(hashes)
    if len(owners) and owners[-1] != owners[0]:
        # 16 bits are sorted by radix, several times as fast.
        narrow = owners.astype(np.uint16) if int(owners[-1]) < 1 << 16 else owners
        order = order[np.argsort(narrow[order], kind="stable")]
    owners, hashes = owners[order], hashes[order]
    first = np.ones(len(owners), dtype=bool)
    first[1:] = (owners[1:] != owners[:-1]) | (hashes[1:] != hashes[:-1])
    starts = np.flatnonzero(first)
    counts = np.diff(starts, append=len(owners)).astype(np.float32)
    return Features(owners[starts], hashes[starts], counts)
