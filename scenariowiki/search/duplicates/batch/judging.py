"""A closer look at one pair: the fitted model's probability, what it rests on, and the reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from scenariowiki.search.duplicates.features import NAMES, compare, ratio, regime
from scenariowiki.search.duplicates.find import Candidate
from scenariowiki.search.duplicates.model import fitted
from scenariowiki.search.duplicates.prepared import Prepared, condense, prepare_anew
from scenariowiki.search.duplicates.reasons import Reason, reasons_of
from scenariowiki.search.duplicates.terms import Statistics

# A scan meets its texts again and again; 2,000 of them are some 40 MB, in the process that scans alone.
_remembered = lru_cache(maxsize=2_000)(prepare_anew)


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """Two texts by id, and how probable it is that they tell the same.

    `worth` says whether a person should look: the threshold is that of the pair's regime.
    """

    one: int
    other: int
    probability: float
    worth: bool
    features: Mapping[str, float]
    reasons: tuple[Reason, ...]


def judge(one: Candidate, other: Candidate, statistics: Statistics) -> Judged:
    """Compare two texts as while one of them is written; features that say nothing are left out."""
    left, right = _views(one, other)
    statistics.learn(left.words, left.signs, right.words, right.signs)
    features = compare(
        left,
        right,
        ratio(condense(one.title), condense(other.title)),
        same_category=one.category is not None and one.category == other.category,
        statistics=statistics,
    )
    kind = regime(left, right)
    probability = fitted()[kind].probability(features)
    return Judged(
        one=one.id,
        other=other.id,
        probability=probability,
        worth=probability >= fitted()[kind].maybe,
        features={name: round(value, 3) for name, value in zip(NAMES, features, strict=True) if value},
        reasons=reasons_of(features, kind),
    )


def _views(one: Candidate, other: Candidate) -> tuple[Prepared, Prepared]:
    """Compare like with like: where one side has only a title, titles are held against each other."""
    if one.text and other.text:
        return _remembered(f"{one.title}\n{one.text}"), _remembered(f"{other.title}\n{other.text}")
    return _remembered(one.title or one.text), _remembered(other.title or other.text)
