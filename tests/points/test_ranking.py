"""The pure rules of ranking: places, teams, names, the next step."""

import datetime as dt
from fractions import Fraction

import pytest

from scenariowiki.points.rules.periods import Period
from scenariowiki.points.rules.ranking import (
    Part,
    StepKind,
    initials,
    last_day,
    last_starts,
    next_step,
    part_of,
    previous_start,
    ranks,
    team_score,
)

WORTH = {StepKind.SHARE: 2, StepKind.REPORT: 3, StepKind.SOLUTION: 8}


@pytest.mark.parametrize(
    ("scores", "places"),
    [
        ([], []),
        ([9], [1]),
        ([9, 8, 8, 7], [1, 2, 2, 4]),
        ([5, 5, 5], [1, 1, 1]),
        ([3, 2, 2, 2, 1], [1, 2, 2, 2, 5]),
    ],
)
def test_b4_equals_share_a_place(scores: list[int], places: list[int]) -> None:
    assert ranks(scores) == places


@pytest.mark.parametrize(("with_outcome", "score"), [(0, 10), (2, 15), (4, 20)])
def test_b7_breadth_doubles_what_a_team_has_on_the_mean(with_outcome: int, score: int) -> None:
    assert team_score(80, 4, with_outcome) == Fraction(score)


@pytest.mark.parametrize(
    ("name", "shown"), [("林小满", "林**"), ("𠮷田", "𠮷**"), ("ann lee", "A. L."), ("Ann", "A."), ("", "")]
)
def test_b6_initials(name: str, shown: str) -> None:
    assert initials(name) == shown


@pytest.mark.parametrize(
    ("rule", "of_solution", "part"),
    [
        ("P1", False, Part.SITUATION),
        ("P2", True, Part.SOLUTION),
        ("P3", True, Part.OUTCOME),
        ("P6", True, Part.OUTCOME),
        ("P4", False, Part.SOLUTION),
        ("P8", False, Part.CURATION),
        ("P99", False, Part.CURATION),
    ],
)
def test_every_rule_has_its_part(rule: str, part: Part, *, of_solution: bool) -> None:
    assert part_of(rule, of_solution=of_solution) is part


def test_b5_the_next_step_says_how_far_it_is() -> None:
    step = next_step(20, 5, (10, 34), Period.MONTH, WORTH)

    assert (step.kind, step.points, step.place) == (StepKind.REPORT, 9, 10)


def test_b1_where_activity_counts_no_more_an_outcome_is_suggested() -> None:
    assert next_step(0, 60, (10, 90), Period.MONTH, WORTH).kind is StepKind.SOLUTION


def test_b5_who_has_nothing_is_asked_to_share() -> None:
    assert next_step(0, 0, None, Period.MONTH, WORTH).kind is StepKind.SHARE


@pytest.mark.parametrize(
    ("period", "start", "before"),
    [
        (Period.WEEK, dt.date(2026, 11, 2), dt.date(2026, 10, 26)),
        (Period.MONTH, dt.date(2027, 1, 1), dt.date(2026, 12, 1)),
        (Period.QUARTER, dt.date(2027, 1, 1), dt.date(2026, 10, 1)),
        (Period.YEAR, dt.date(2027, 1, 1), dt.date(2026, 1, 1)),
        (Period.ALL, dt.date(1970, 1, 1), None),
    ],
)
def test_b2_the_period_before(period: Period, start: dt.date, before: dt.date | None) -> None:
    assert previous_start(period, start) == before


def test_b5_eight_periods_end_with_the_present_one() -> None:
    starts = last_starts(Period.MONTH, dt.date(2026, 3, 1))

    assert (len(starts), starts[0], starts[-1]) == (8, dt.date(2025, 8, 1), dt.date(2026, 3, 1))
    assert last_starts(Period.ALL, dt.date(1970, 1, 1)) == [dt.date(1970, 1, 1)]


def test_b2_the_last_day_of_a_period() -> None:
    assert last_day(Period.MONTH, dt.date(2028, 2, 1)) == dt.date(2028, 2, 29)
    assert last_day(Period.ALL, dt.date(1970, 1, 1)) is None
