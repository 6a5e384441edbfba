"""What features say of texts or classes: sparse, and added up for the features of one text at a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import Floats, Ints


class Entries(NamedTuple):
    """Values by feature and target, a text or a class: `values[i]` is that of `ids[i]` for `targets[i]`."""

    ids: Ints
    targets: Ints
    values: Floats

    def where(self, chosen: NDArray[np.bool_]) -> Entries:
        """Some of the entries."""
        return Entries(self.ids[chosen], self.targets[chosen], self.values[chosen])

    def moved(self, ids: int = 0, targets: int = 0) -> Entries:
        """The entries with ids and targets that begin later."""
        return Entries(self.ids + ids, self.targets + targets, self.values)

    def joined(self, others: Entries) -> Entries:
        """These entries, then others."""
        return Entries(
            np.concatenate([self.ids, others.ids]),
            np.concatenate([self.targets, others.targets]),
            np.concatenate([self.values, others.values]),
        )


class Postings:
    """Entries in the order of their features. Build once; instances are never changed."""

    def __init__(self, entries: Entries, features: int, targets: int) -> None:
        """Arrange the entries of so many features and targets."""
        order = np.argsort(entries.ids)
        # Of the widths that adding up works with, so that no question pays for changing them.
        self._targets, self._values = entries.targets[order].astype(np.int64), entries.values[order].astype(np.float64)
        self._size = targets
        self._lengths = np.bincount(entries.ids, minlength=features)
        self._starts = np.cumsum(self._lengths) - self._lengths

    def sum(self, ids: Ints, values: Floats) -> Floats:
        """For every target, the sum over features of the feature's value there times the one given."""
        lengths = self._lengths.take(ids)
        (found,) = lengths.nonzero()  # most features of a question have none, and are passed over once
        lengths, starts = lengths.take(found), self._starts.take(ids.take(found))
        at = np.repeat(starts - lengths.cumsum() + lengths, lengths)
        at += np.arange(len(at))
        weights = self._values.take(at)
        weights *= values.take(found).repeat(lengths)
        sums = np.bincount(self._targets.take(at), weights, self._size)
        return sums.astype(np.float64, copy=False)  # of nothing it is an int
