"""Periods of the leaderboard: calendar weeks, months, quarters, years, and all time (B2)."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum, auto


class Period(StrEnum):
    WEEK = auto()
    MONTH = auto()
    QUARTER = auto()
    YEAR = auto()
    ALL = auto()


EVER = dt.date(1970, 1, 1)
FREEZE_AFTER = dt.timedelta(days=3)

# Activity counts up to what outcomes earned, and this much beyond (B1).
FLOORS: Mapping[Period, int] = {
    Period.WEEK: 20,
    Period.MONTH: 60,
    Period.QUARTER: 180,
    Period.YEAR: 600,
    Period.ALL: 600,
}


def start_of(period: Period, day: dt.date) -> dt.date:
    """Return the first day of the period a day lies in."""
    if period is Period.WEEK:
        return day - dt.timedelta(days=day.weekday())
    if period is Period.MONTH:
        return day.replace(day=1)
    if period is Period.QUARTER:
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    return day.replace(month=1, day=1) if period is Period.YEAR else EVER


def next_start(period: Period, start: dt.date) -> dt.date | None:
    """Return the first day of the period after; None for all time."""
    if period is Period.ALL:
        return None
    if period is Period.WEEK:
        return start + dt.timedelta(days=7)
    months = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}[period]
    month = start.month - 1 + months
    return dt.date(start.year + month // 12, month % 12 + 1, 1)


def periods_of(day: dt.date) -> dict[Period, dt.date]:
    """Map every kind of period to the start of the one a day lies in."""
    return {period: start_of(period, day) for period in Period}


def freezes_on(period: Period, start: dt.date) -> dt.date | None:
    """Return the day from which a period no longer changes (B3)."""
    after = next_start(period, start)
    return None if after is None else after + FREEZE_AFTER


def is_frozen(period: Period, start: dt.date, today: dt.date) -> bool:
    """Tell whether a period no longer changes."""
    freezes = freezes_on(period, start)
    return freezes is not None and today >= freezes


def score(outcome: int, activity: int, period: Period) -> int:
    """Add activity to outcomes, bounded by them: activity alone cannot lead (B1)."""
    return outcome + min(activity, FLOORS[period] + outcome)
