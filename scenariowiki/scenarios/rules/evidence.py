"""How well a solution works: counts of outcomes, the success rate and its Wilson interval."""

import math
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from scenariowiki.scenarios.rules.states import Confidence, Result

Z = 1.96  # 95 %
PARTLY_COUNTS = 0.5


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


def once_each(reports: Iterable[tuple[Hashable, Hashable, Result]]) -> list[Result]:
    """Return the results of (member, report, result), what was reported on two members of a group once (M18).

    Equal reports on one and the same member are different uses of it and all count.
    """
    counted: Counter[Hashable] = Counter()
    on_member: Counter[tuple[Hashable, Hashable]] = Counter()
    results: list[Result] = []
    for member, report, result in reports:
        on_member[member, report] += 1
        if on_member[member, report] > counted[report]:
            counted[report] += 1
            results.append(result)
    return results


def count(results: list[Result]) -> Evidence:
    """Count outcomes' results."""
    return Evidence(
        solved=results.count(Result.SOLVED),
        partly=results.count(Result.PARTLY),
        failed=results.count(Result.FAILED),
        harmful=results.count(Result.HARMFUL),
    )


def confidence(*, solutions: int, verified: int, validated: bool) -> Confidence:
    """Derive how sure we are: no solution, no verified outcome, or one solved elsewhere and verified."""
    if solutions == 0:
        return Confidence.IN_PROGRESS
    if validated and verified > 0:
        return Confidence.VALIDATED
    return Confidence.NOT_VALIDATED
