"""What phrasings teach of one kind of features: how much each weighs, and what it says of texts and classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import Features, Floats, Hashes, Ints
from bot.understanding.postings import Entries

SMOOTHING = 0.07
EVEN_SPREAD = 0.02  # phrasings that every class is thought to have of every feature, before its own are counted
INFORMATION_POWER = 0.4
MOST_POSTINGS = 5_000  # targets of a feature, above which it says next to nothing of any one and costs most
UNSEEN_WEIGHT = 0.8  # of the weightiest feature: what a feature weighs that no phrasing has


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of features, numbered in the order of their `hashes`, which ascend.

    `weights` and `subject`, what a feature adds to the log odds that a text is on the subject, are by feature;
    `by_text` are its values in the phrasings, of unit length each; `by_class` what it adds to the log likelihood of
    classes, `log_mass` by class what every text takes off it. `unseen_weight` is that of any feature not among them.
    """

    hashes: Hashes
    weights: Floats
    subject: Floats
    by_text: Entries
    by_class: Entries
    log_mass: Floats
    unseen_weight: float


def learn(features: Features, owner: Ints, sizes: Ints, off_subject: NDArray[np.bool_]) -> Kind:
    """Learn from the features of all phrasings, given the class of each, the classes' sizes, and which are off."""
    texts, classes = len(owner), len(sizes)
    hashes, inverse = np.unique(features.hashes, return_inverse=True)
    ids, count = inverse.astype(np.int32), len(hashes)
    frequency = np.bincount(ids, minlength=count)
    # A class that has a feature, once: (feature, class) pairs as one number.
    pairs, pair_of = np.unique(inverse * classes + owner[features.texts], return_inverse=True)
    pair_feature, pair_class = pairs // classes, pairs % classes
    del inverse, pairs
    rarity = np.log((1 + texts) / (1 + frequency)) + 1
    weights = rarity * _information(pair_feature, np.bincount(pair_of) / sizes[pair_class], count, sizes)
    values = _unit((1 + np.log(features.counts)) * weights.astype(np.float32)[ids], features.texts, texts)
    mass = np.bincount(pair_of, values)
    del pair_of
    total = np.bincount(pair_class, mass, classes)
    off = off_subject[pair_class]
    on_mass, off_mass = np.bincount(pair_feature, mass * ~off, count), np.bincount(pair_feature, mass * off, count)
    return Kind(
        hashes,
        weights,
        subject=np.log(_smoothed_share(on_mass)) - np.log(_smoothed_share(off_mass)),
        by_text=_telling(Entries(ids, features.texts, values)),
        by_class=_telling(Entries(pair_feature, pair_class, np.log1p(mass / SMOOTHING))),
        log_mass=np.log((total + SMOOTHING * count) / SMOOTHING),
        unseen_weight=UNSEEN_WEIGHT * float(weights.max()),
    )


def _telling(entries: Entries) -> Entries:
    """The entries without those of features that have too many."""
    telling = np.bincount(entries.ids)[entries.ids] <= MOST_POSTINGS
    return entries if telling.all() else entries.where(telling)


def _information(features: Ints, shares: Floats, count: int, sizes: Ints) -> Floats:
    """How much each feature tells classes apart: near 1 where one class alone has it, 0 where all have it alike.

    `shares` is the share of a class' phrasings that has a feature, for each pair of both that occurs. The measure is
    one less the entropy of the feature over classes, as a part of the most it can be.
    """
    spread = EVEN_SPREAD / sizes.mean()
    shares = shares + spread
    absent = len(sizes) - np.bincount(features, minlength=count)
    total = np.bincount(features, shares, count) + absent * spread
    entropy = (
        np.log(total)
        - (np.bincount(features, shares * np.log(shares), count) + absent * spread * np.log(spread)) / total
    )
    information: Floats = np.maximum(1 - entropy / np.log(max(len(sizes), 2)), 0) ** INFORMATION_POWER
    return information


def _smoothed_share(mass: NDArray[Any]) -> Floats:
    share: Floats = (mass + SMOOTHING) / (mass.sum() + SMOOTHING * len(mass))
    return share


def _unit(values: Floats, owners: Ints, texts: int) -> Floats:
    length = np.sqrt(np.bincount(owners, values * values, texts))
    unit: Floats = (values / np.maximum(length, 1e-9).astype(np.float32)[owners]).astype(np.float32)
    return unit
