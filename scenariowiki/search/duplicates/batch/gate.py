"""A cheap look before the closer one: long texts that share this little are alike for no model."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from scenariowiki.search.duplicates.batch.joining import Bag
from scenariowiki.search.duplicates.batch.signatures import Signature
from scenariowiki.search.duplicates.features import Regime, regime_of

# Of the pairs among 6,991 cases and 1,200 planted copies that the model thinks worth a look, 98 in a
# hundred promise this much or more (bench/duplicates.py); of all candidates, four in ten do.
LEAST = 0.65


class Gate:
    """Knows how heavy words are in a collection, and lets through what a closer look may find alike."""

    def __init__(
        self,
        bags: Sequence[Bag],
        signatures: Sequence[Signature],
        lengths: Sequence[int],
        counts: npt.NDArray[np.int64],
    ) -> None:
        self._bags = bags
        self._signatures = signatures
        self._lengths = lengths
        self._weights = np.log(1 + len(bags) / (counts + 1))
        self._totals = [float(self._weights[bag].sum()) for bag in bags]

    def lets_through(self, one: int, other: int) -> bool:
        """Tell whether two texts, by place, are worth the cost of comparing; short ones always are."""
        if regime_of(min(self._lengths[one], self._lengths[other])) is not Regime.CASE:
            return True
        both = np.intersect1d(self._bags[one], self._bags[other], assume_unique=True)
        shared = float(self._weights[both].sum())
        left, right = self._totals[one], self._totals[other]
        if not min(left, right):
            return True
        runs = float((self._signatures[one] == self._signatures[other]).mean())
        return 2 * shared / (left + right - shared) + shared / min(left, right) + 2 * runs >= LEAST
