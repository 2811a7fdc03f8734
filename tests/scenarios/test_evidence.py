"""How well a solution works: rate, Wilson interval, confidence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.scenarios.rules.evidence import Evidence, confidence, count, wilson
from scenariowiki.scenarios.rules.states import Confidence, Result


def test_outcomes_are_counted_by_result() -> None:
    found = count([Result.SOLVED, Result.SOLVED, Result.PARTLY, Result.FAILED, Result.HARMFUL])

    assert found == Evidence(solved=2, partly=1, failed=1, harmful=1)
    assert (found.sample, found.rate) == (5, 0.5)


def test_nothing_is_known_without_a_sample() -> None:
    assert (Evidence().rate, Evidence().low, Evidence().high) == (0.0, 0.0, 1.0)


@pytest.mark.parametrize(
    ("solved", "failed", "low", "high"),
    [(1, 0, 0.2065, 1.0), (10, 0, 0.7225, 1.0), (8, 2, 0.4901, 0.9433), (0, 10, 0.0, 0.2775)],
)
def test_the_interval_is_wilsons(solved: int, failed: int, low: float, high: float) -> None:
    found = Evidence(solved=solved, failed=failed)

    assert (found.low, found.high) == pytest.approx((low, high), abs=1e-4)


def test_many_good_outcomes_outweigh_one_perfect_one() -> None:
    assert Evidence(solved=18, failed=2).low > Evidence(solved=1).low


@given(st.floats(0, 1), st.integers(1, 10_000))
def test_the_interval_holds_the_rate_and_stays_between_none_and_all(rate: float, sample: int) -> None:
    low, high = wilson(rate, sample)

    assert 0 <= low <= rate + 1e-9
    assert rate - 1e-9 <= high <= 1


@pytest.mark.parametrize(
    ("solutions", "verified", "validated", "expected"),
    [
        (0, 0, False, Confidence.IN_PROGRESS),
        (0, 3, True, Confidence.IN_PROGRESS),
        (2, 0, False, Confidence.NOT_VALIDATED),
        (2, 1, False, Confidence.NOT_VALIDATED),
        (2, 0, True, Confidence.NOT_VALIDATED),
        (1, 1, True, Confidence.VALIDATED),
    ],
)
def test_confidence_is_derived(
    *, solutions: int, verified: int, validated: bool, expected: Confidence
) -> None:
    assert confidence(solutions=solutions, verified=verified, validated=validated) is expected
