"""Numbers that say how two texts agree and where they contradict each other."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import Postfix, Prefix

from scenariowiki.search.duplicates import contrasts
from scenariowiki.search.duplicates.prepared import Pairs, Prepared
from scenariowiki.search.duplicates.terms import Statistics

# Which way a feature may push: fitting keeps the sign, so that no quirk of a training set turns agreement
# into a reason against.
SIGNS: Mapping[str, int] = MappingProxyType(
    {
        "words_shared": 1,
        "words_within": 1,
        "signs_shared": 1,
        "signs_within": 1,
        "pairs_shared": 1,
        "pairs_within": 1,
        "sorted_ratio": 1,
        "ratio": 1,
        "prefix": 1,
        "postfix": 1,
        "words_shared_cubed": 1,
        "signs_shared_cubed": 1,
        "ratio_cubed": 1,
        "equal": 1,
        "heaviest_unshared": -1,
        "length_differs": -1,
        "numbers_differ": -1,
        "number_alone": -1,
        "negation_differs": -1,
        "denied": -1,
        "direction_differs": -1,
        "question_differs": -1,
        "latin_differs": -1,
        "order_differs": -1,
        "roles_differ": -1,
        "swapped": -1,
        "moved": -1,
        "numbers_differ_alike": -1,
        "negation_differs_alike": -1,
        "denied_alike": -1,
        "direction_differs_alike": -1,
        "roles_differ_alike": -1,
        "title_ratio": 1,
        "same_category": 1,
    }
)
NAMES = tuple(SIGNS)

_TOLD = 20
_LONG = 60


class Regime(StrEnum):
    """How much a pair tells; what makes two questions the same does not make two cases the same."""

    QUESTION = "question"
    SENTENCE = "sentence"
    CASE = "case"


def regime(one: Prepared, other: Prepared) -> Regime:
    """Choose the regime of a pair by its shorter text."""
    return regime_of(min(len(one.condensed), len(other.condensed)))


def regime_of(shorter: int) -> Regime:
    """Choose the regime by how many signs the shorter text has."""
    if shorter <= _TOLD:
        return Regime.QUESTION
    return Regime.CASE if shorter > _LONG else Regime.SENTENCE


def compare(
    one: Prepared, other: Prepared, titles: float, *, same_category: bool, statistics: Statistics
) -> tuple[float, ...]:
    """Give the features of a pair in the order of `NAMES`; `titles` is how alike their titles are.

    The words of both must have been learnt by the statistics.
    """
    found = _agreements(one, other, statistics) | _contradictions(one, other, statistics)
    found |= {
        "swapped": found["order_differs"] * found["words_shared"],
        "moved": max(0.0, found["sorted_ratio"] - found["ratio"]),
        "title_ratio": titles,
        "same_category": float(same_category),
    }
    for name in ("words_shared", "signs_shared", "ratio"):
        found[f"{name}_cubed"] = found[name] ** 3
    for name in ("numbers_differ", "negation_differs", "denied", "direction_differs", "roles_differ"):
        found[f"{name}_alike"] = found[name] * found["signs_shared"]
    return tuple(map(found.__getitem__, NAMES))


def ratio(one: str, other: str) -> float:
    """Tell how much of two condensed texts is the same in the same order, 0 to 1."""
    return fuzz.ratio(one, other) / 100


def _agreements(one: Prepared, other: Prepared, statistics: Statistics) -> dict[str, float]:
    words_shared, words_within = _weighed(one.words, other.words, statistics)
    signs_shared, signs_within = _weighed(one.signs, other.signs, statistics)
    pairs_shared, pairs_within = _counted(one.pairs, other.pairs)
    return {
        "words_shared": words_shared,
        "words_within": words_within,
        "signs_shared": signs_shared,
        "signs_within": signs_within,
        "pairs_shared": pairs_shared,
        "pairs_within": pairs_within,
        "ratio": ratio(one.condensed, other.condensed),
        "sorted_ratio": ratio(one.sorted, other.sorted),
        "prefix": Prefix.normalized_similarity(one.condensed, other.condensed),
        "postfix": Postfix.normalized_similarity(one.condensed, other.condensed),
        "equal": float(one.condensed == other.condensed),
    }


def _contradictions(one: Prepared, other: Prepared, statistics: Statistics) -> dict[str, float]:
    left, right = one.contrast, other.contrast
    return {
        "heaviest_unshared": _heaviest(one.words ^ other.words, statistics),
        "length_differs": _length_differs(one, other),
        "numbers_differ": contrasts.numbers_differ(left, right),
        "number_alone": contrasts.number_alone(left, right),
        "negation_differs": contrasts.negation_differs(left, right),
        "denied": _denied(one, other),
        "direction_differs": contrasts.direction_differs(left, right),
        "question_differs": contrasts.question_differs(left, right),
        "latin_differs": _latin_differs(one, other),
        "order_differs": _order_differs(one.ordered, other.ordered),
        "roles_differ": contrasts.roles_differ(left, right, one.words & other.words),
    }


def _weighed(one: frozenset[str], other: frozenset[str], statistics: Statistics) -> tuple[float, float]:
    """Give the shared weight relative to both and to the lighter of two bags."""
    left, right = statistics.weigh_text(one), statistics.weigh_text(other)
    if not left or not right:
        return 0.0, 0.0
    shared = statistics.weigh(one & other)
    return 2 * shared / (left + right), shared / min(left, right)


def _counted(one: Pairs, other: Pairs) -> tuple[float, float]:
    if not len(one) or not len(other):
        return 0.0, 0.0
    both = np.sort(np.concatenate((one, other)))
    shared = np.count_nonzero(both[1:] == both[:-1])
    return shared / (len(one) + len(other) - shared), shared / min(len(one), len(other))


def _heaviest(unshared: frozenset[str], statistics: Statistics) -> float:
    """Give the weight of the rarest word only one has: `card` against `loan` makes another question."""
    return statistics.heaviest(unshared) / 10


def _length_differs(one: Prepared, other: Prepared) -> float:
    longer = max(len(one.condensed), len(other.condensed))
    return abs(len(one.condensed) - len(other.condensed)) / longer if longer else 0.0


def _denied(one: Prepared, other: Prepared) -> float:
    """Tell whether a text says plainly what the other denies."""
    left, right = one.contrast.negated, other.contrast.negated
    says_left = any(word in one.condensed for word in right - left)
    says_right = any(word in other.condensed for word in left - right)
    return (says_left + says_right) / 2


def _latin_differs(one: Prepared, other: Prepared) -> float:
    if not one.latin or not other.latin:
        return 0.0
    return 1 - len(one.latin & other.latin) / min(len(one.latin), len(other.latin))


def _order_differs(one: Sequence[str], other: Sequence[str]) -> float:
    """Tell which part of the words both texts have stands in another order."""
    places = {word: at for at, word in enumerate(other)}
    shared = [places[word] for word in dict.fromkeys(one) if word in places]
    if len(shared) < 2:
        return 0.0
    rising: list[int] = []
    for place in shared:
        at = bisect_left(rising, place)
        rising[at : at + 1] = [place]
    return 1 - len(rising) / len(shared)
