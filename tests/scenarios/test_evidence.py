"""How well a solution works: rate, Wilson interval, confidence."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.scenarios.rules.evidence import (
    A_DAY,
    Evidence,
    Report,
    confidence,
    convincing,
    count,
    once_each,
    wilson,
)
from scenariowiki.scenarios.rules.states import Confidence, OutcomeState, Result


def told(result: Result, *, member: int = 1, by: int = 5, evidence: str = "", own: bool = False) -> Report:
    return Report(
        member=member,
        reporter_id=by,
        team_id=None,
        applied_on=dt.date(2026, 11, 2),
        evidence=evidence,
        result=result,
        state=OutcomeState.REPORTED,
        by_author=own,
    )


def test_outcomes_are_counted_by_result() -> None:
    found = count(map(told, [Result.SOLVED, Result.SOLVED, Result.PARTLY, Result.FAILED, Result.HARMFUL]))

    assert found == Evidence(solved=2, partly=1, failed=1, harmful=1)
    assert (found.sample, found.rate) == (5, 0.5)


def test_m18_what_is_told_of_two_members_counts_once_on_one_as_often_as_told() -> None:
    twice = [told(Result.SOLVED, evidence="GD-7"), told(Result.SOLVED, evidence="GD-7")]
    there = told(Result.FAILED, member=2, evidence="GD-7")

    assert count(once_each([*twice, there])) == Evidence(solved=2)


def test_one_person_convinces_five_times_a_day_and_no_praise_hides_harm() -> None:
    praise = [told(Result.SOLVED, evidence=str(number)) for number in range(9)]

    assert count(convincing(praise)) == Evidence(solved=A_DAY)
    assert count(convincing([*praise, told(Result.HARMFUL)])) == Evidence(solved=A_DAY - 1, harmful=1)
    assert count(convincing([*praise, told(Result.SOLVED, by=6)])) == Evidence(solved=A_DAY + 1)


@pytest.mark.parametrize("result", Result)
def test_g1_an_authors_own_praise_does_not_convince(result: Result) -> None:
    kept = convincing([told(result, own=True)])

    assert bool(kept) is (result in {Result.FAILED, Result.HARMFUL})


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
