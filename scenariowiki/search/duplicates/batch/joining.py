"""The join over rare words: texts that share several words hardly anybody uses; finds what was retold."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

MOST_WORDS = 20
RARE = 0.005
# In a small catalogue half a per cent is nobody, in a very large one a crowd.
NEVER_COMMON = 20
ALWAYS_COMMON = 500
LEAST_SHARED = 3
MOST_PARTNERS = 60

Bag = npt.NDArray[np.uint32]


def frequencies(bags: Sequence[Bag], size: int) -> npt.NDArray[np.int64]:
    """Count in how many bags each word of a vocabulary is; no bag holds a word twice."""
    counts = np.zeros(size, dtype=np.int64)
    for bag in bags:
        counts[bag] += 1
    return counts


def sharing(
    bags: Sequence[Bag], counts: npt.NDArray[np.int64], start: int
) -> Iterator[tuple[int, list[int]]]:
    """Walk the bags from `start` on, each with the earlier ones it shares rare words with, most first."""
    common = min(max(NEVER_COMMON, RARE * len(bags)), ALWAYS_COMMON)
    holders: dict[int, list[int]] = defaultdict(list)
    told: list[int] = []
    for place, bag in enumerate(bags):
        rare = _rarest(bag, counts, common)
        if place >= start:
            yield place, _partners(rare, holders, told)
        for word in rare:
            holders[word].append(place)
        told.append(len(rare))


def _rarest(bag: Bag, counts: npt.NDArray[np.int64], common: float) -> list[int]:
    """Choose the rarest words that some other text has too."""
    held = counts[bag]
    fit = (held > 1) & (held <= common)
    words, held = bag[fit], held[fit]
    chosen: list[int] = words[np.lexsort((words, held))[:MOST_WORDS]].tolist()
    return chosen


def _partners(rare: Sequence[int], holders: dict[int, list[int]], told: Sequence[int]) -> list[int]:
    """Choose who shares three words, or half of those the shorter text has."""
    shared: Counter[int] = Counter()
    for word in rare:
        shared.update(holders.get(word, ()))
    enough = [
        (-count, place)
        for place, count in shared.items()
        if count >= LEAST_SHARED or 2 * count >= min(len(rare), told[place])
    ]
    return [place for _count, place in sorted(enough)[:MOST_PARTNERS]]
