"""How alike two texts in letters are, by the pieces of their words: `refund` shares most with `refunded`."""

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from math import sqrt

from scenariowiki.search.duplicates.prepared import Prepared
from scenariowiki.search.duplicates.terms import Statistics
from scenariowiki.text.chinese import is_han

PIECES = (2, 3, 4)


def is_lettered(text: Prepared) -> bool:
    """Tell whether a text is written in letters alone."""
    return bool(text.words) and not any(map(is_han, text.condensed))


def likeness(one: Prepared, other: Prepared, statistics: Statistics) -> float:
    """Return the cosine of both texts' pieces, 0..1; a piece counts as its words' weights tell, softened."""
    mine, theirs = _pieces(one, statistics), _pieces(other, statistics)
    shared = sum(weight * theirs[piece] for piece, weight in mine.items() if piece in theirs)
    norm = sqrt(sum(x * x for x in mine.values()) * sum(x * x for x in theirs.values()))
    return shared / norm if norm else 0.0


def _pieces(text: Prepared, statistics: Statistics) -> Mapping[str, float]:
    found: defaultdict[str, float] = defaultdict(float)
    for word in text.words:
        weight = sqrt(statistics.weigh((word,)))
        for piece in _cut(word):
            found[piece] += weight
    return found


@lru_cache(maxsize=20_000)
def _cut(word: str) -> tuple[str, ...]:
    marked = f"^{word}$"
    return tuple(marked[at : at + size] for size in PIECES for at in range(len(marked) - size + 1))
