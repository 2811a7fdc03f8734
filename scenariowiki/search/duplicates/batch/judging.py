"""A closer look at one pair: the fitted model's probability, what it rests on, and the reasons."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from scenariowiki.search.duplicates.features import NAMES, compare, ratio, regime
from scenariowiki.search.duplicates.find import Candidate
from scenariowiki.search.duplicates.model import fitted
from scenariowiki.search.duplicates.prepared import Cut, Prepared, condense, prepare_anew
from scenariowiki.search.duplicates.reasons import Reason, reasons_of
from scenariowiki.search.duplicates.terms import Statistics
from scenariowiki.text.chinese import word_texts

# A scan meets its texts again and again; 2,000 of them are some 40 MB, in the process that scans alone.
_remembering = lru_cache(maxsize=2_000)
_remembered = _remembering(prepare_anew)


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


class Judge:
    """Compares pairs of texts with all it takes: how rare words are, and what cuts a text into words."""

    def __init__(self, statistics: Statistics, cut: Cut = word_texts) -> None:
        self.statistics = statistics
        known = cut is word_texts
        self._prepare = _remembered if known else _remembering(partial(prepare_anew, cut=cut))

    def judge(self, one: Candidate, other: Candidate) -> Judged:
        """Compare two texts as while one of them is written; features that say nothing are left out."""
        left, right = self._views(one, other)
        self.statistics.learn(left.words, left.signs, right.words, right.signs)
        features = compare(
            left,
            right,
            ratio(condense(one.title), condense(other.title)),
            same_category=one.category is not None and one.category == other.category,
            statistics=self.statistics,
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

    def _views(self, one: Candidate, other: Candidate) -> tuple[Prepared, Prepared]:
        """Compare like with like: where one side has only a title, titles are held against each other."""
        if one.text and other.text:
            return self._prepare(f"{one.title}\n{one.text}"), self._prepare(f"{other.title}\n{other.text}")
        return self._prepare(one.title or one.text), self._prepare(other.title or other.text)
