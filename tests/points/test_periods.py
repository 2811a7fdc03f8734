"""Periods of the leaderboard and the score that counts in them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.points.rules.periods import (
    FLOORS,
    Period,
    freezes_on,
    is_frozen,
    next_start,
    periods_of,
    score,
    start_of,
)

days = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
calendar = st.sampled_from([Period.WEEK, Period.MONTH, Period.QUARTER, Period.YEAR])
points = st.integers(0, 100_000)


@given(days, calendar)
def test_b2_every_day_lies_in_exactly_one_period_of_a_kind(day: dt.date, period: Period) -> None:
    start = start_of(period, day)
    after = next_start(period, start)

    assert after is not None
    assert start <= day < after
    assert start_of(period, after) == after
    assert start_of(period, after - dt.timedelta(days=1)) == start


@pytest.mark.parametrize(
    ("period", "start"),
    [
        (Period.WEEK, dt.date(2026, 11, 23)),
        (Period.MONTH, dt.date(2026, 11, 1)),
        (Period.QUARTER, dt.date(2026, 10, 1)),
        (Period.YEAR, dt.date(2026, 1, 1)),
    ],
)
def test_b2_periods_are_of_the_calendar(period: Period, start: dt.date) -> None:
    assert start_of(period, dt.date(2026, 11, 25)) == start


def test_b2_a_week_may_belong_to_two_years() -> None:
    assert periods_of(dt.date(2027, 1, 1))[Period.WEEK] == dt.date(2026, 12, 28)


def test_b3_a_period_freezes_three_days_after_its_end() -> None:
    november = dt.date(2026, 11, 1)

    assert freezes_on(Period.MONTH, november) == dt.date(2026, 12, 4)
    assert not is_frozen(Period.MONTH, november, dt.date(2026, 12, 3))
    assert is_frozen(Period.MONTH, november, dt.date(2026, 12, 4))


def test_b3_all_time_never_freezes() -> None:
    assert freezes_on(Period.ALL, start_of(Period.ALL, dt.date(2026, 11, 1))) is None


@given(points, points, st.sampled_from(Period))
def test_b1_activity_alone_cannot_lead(outcome: int, activity: int, period: Period) -> None:
    counted = score(outcome, activity, period)

    assert outcome <= counted <= 2 * outcome + FLOORS[period]


@pytest.mark.parametrize(
    ("period", "floor"),
    [
        (Period.WEEK, 20),
        (Period.MONTH, 60),
        (Period.QUARTER, 180),
        (Period.YEAR, 600),
        (Period.ALL, 600),
    ],
)
def test_b1_activity_counts_as_far_as_outcomes_and_the_floor_of_the_period(
    period: Period, floor: int
) -> None:
    assert [score(30, activity, period) for activity in (7, floor + 30, floor + 31)] == [
        37,
        60 + floor,
        60 + floor,
    ]
