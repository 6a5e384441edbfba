"""Texts as sparse vectors of hashed features: words (`bot.understanding.words`) and character n-grams.

The n-grams of a whole corpus are hashed in a few array operations, so that loading needs no trained file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from bot.understanding.words import Lexicon

Ints = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.floating[Any]]
Hashes = NDArray[np.uint32]
Words = Sequence[str]
Number = TypeVar("Number", bound=np.integer[Any])

NGRAMS = (3, 5)
CHUNK = 512  # texts whose n-grams are hashed at once
_PRIME = np.uint32(0x9E3779B1)  # odd and irregular (2^32 over the golden ratio), as multiplicative hashing asks
_SHIFT = np.uint32(15)
_SPACE = ord(" ")
_HASH_BITS = np.uint64(32)
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
    found = [list(map(named_hash, lexicon.features(words))) for words in texts]
    owners = np.repeat(np.arange(len(texts), dtype=np.int32), [len(hashes) for hashes in found])
    return _counted(owners, np.fromiter(chain.from_iterable(found), dtype=np.uint32, count=len(owners)))


def named_hash(name: str) -> int:
    """One word feature by its name."""
    return crc32(name.encode())


def character_hashes(word: str) -> Hashes:
    """The n-grams of one word, repeats kept."""
    return _n_grams([[word]])[1]


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
    # Text and hash as one number, for numbers are sorted many times as fast as pairs.
    pairs, counts = counted(owners.astype(np.uint64) << _HASH_BITS | hashes)
    return Features((pairs >> _HASH_BITS).astype(np.int32), pairs.astype(np.uint32), counts.astype(np.float32))


def counted(numbers: NDArray[Number]) -> tuple[NDArray[Number], Ints]:
    """Numbers in order, each once, and how many times each was there."""
    # Methods, for functions that numpy has in Python take as long as the work itself on so few numbers.
    numbers = numbers.copy()
    numbers.sort()
    edges = np.empty(len(numbers) + 1, dtype=bool)
    edges[0] = edges[-1] = True
    np.not_equal(numbers[1:], numbers[:-1], out=edges[1:-1])
    (at,) = edges.nonzero()
    starts = at[:-1]
    return numbers[starts], at[1:] - starts
