"""How well a solution works: counts of outcomes, the success rate and its Wilson interval."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from scenariowiki.scenarios.rules.states import Confidence, OutcomeState, Result

Z = 1.96  # 95 %
PARTLY_COUNTS = 0.5
# What one person tells of one solution and day convinces up to here.
A_DAY = 5
PRAISE = frozenset({Result.SOLVED, Result.PARTLY})


@dataclass(frozen=True, kw_only=True)
class Report:
    """An outcome as it counts: on which member of a group, by whom, and what proves it."""

    member: int
    reporter_id: int
    team_id: int | None
    applied_on: dt.date
    evidence: str
    result: Result
    state: OutcomeState
    by_author: bool = False


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Undisputed outcomes of one solution; `rate`, `low` and `high` are 0..1."""

    solved: int = 0
    partly: int = 0
    failed: int = 0
    harmful: int = 0

    @property
    def sample(self) -> int:
        return self.solved + self.partly + self.failed + self.harmful

    @property
    def rate(self) -> float:
        return (self.solved + PARTLY_COUNTS * self.partly) / self.sample if self.sample else 0.0

    @property
    def low(self) -> float:
        return wilson(self.rate, self.sample)[0]

    @property
    def high(self) -> float:
        return wilson(self.rate, self.sample)[1]


def wilson(rate: float, sample: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a success rate; (0, 1) without a sample."""
    if sample == 0:
        return 0.0, 1.0
    centre = rate + Z * Z / (2 * sample)
    spread = Z * math.sqrt(rate * (1 - rate) / sample + Z * Z / (4 * sample * sample))
    scale = 1 + Z * Z / sample
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def once_each(reports: Iterable[Report]) -> list[Report]:
    """Leave of what was reported on two members of a group one report (M18).

    Equal reports on one and the same member are different uses of it and all count.
    """
    counted: Counter[Hashable] = Counter()
    on_member: Counter[tuple[Hashable, Hashable]] = Counter()
    kept: list[Report] = []
    for one in reports:
        told = (one.reporter_id, one.applied_on, one.evidence)
        on_member[one.member, told] += 1
        if on_member[one.member, told] > counted[told]:
            counted[told] += 1
            kept.append(one)
    return kept


def convincing(reports: Iterable[Report]) -> list[Report]:
    """Leave of reports what ranks a solution: no praise of one's own, five a day of one person at most.

    Harm comes first, so that no number of other reports hides it.
    """
    told: Counter[Hashable] = Counter()
    kept: list[Report] = []
    for one in sorted(reports, key=lambda one: one.result is not Result.HARMFUL):
        if one.by_author and one.result in PRAISE:
            continue
        told[one.reporter_id, one.applied_on] += 1
        if told[one.reporter_id, one.applied_on] <= A_DAY:
            kept.append(one)
    return kept


def count(reports: Iterable[Report]) -> Evidence:
    """Count reports by their results."""
    found = Counter(one.result for one in reports)
    return Evidence(
        solved=found[Result.SOLVED],
        partly=found[Result.PARTLY],
        failed=found[Result.FAILED],
        harmful=found[Result.HARMFUL],
    )


def confidence(*, solutions: int, verified: int, validated: bool) -> Confidence:
    """Derive how sure we are: no solution, no verified outcome, or one solved elsewhere and verified."""
    if solutions == 0:
        return Confidence.IN_PROGRESS
    if validated and verified > 0:
        return Confidence.VALIDATED
    return Confidence.NOT_VALIDATED
