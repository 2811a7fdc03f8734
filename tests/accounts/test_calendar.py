"""Working time: nights, weekends, holidays, the turn of the clocks, shifts over midnight."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenariowiki.accounts.rules.calendar import (
    WorkingCalendar,
    after_work,
    is_working,
    next_shift,
    worked_between,
)

HOUR = dt.timedelta(hours=1)
CHINA = WorkingCalendar(timezone="Asia/Shanghai")
NIGHT = WorkingCalendar(timezone="Asia/Shanghai", opens=dt.time(20), closes=dt.time(8))
BERLIN = WorkingCalendar(
    timezone="Europe/Berlin", week=(1, 2, 3, 4, 5, 6, 7), opens=dt.time(0), closes=dt.time(0)
)


def local(text: str, zone: str = "Asia/Shanghai") -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def after(start: dt.datetime, hours: float, calendar: WorkingCalendar = CHINA) -> dt.datetime:
    (found,) = after_work(start, [hours * HOUR], calendar)
    return found


def test_r64_a_friday_evening_goes_on_on_monday() -> None:
    friday = local("2026-11-20T15:40")

    assert after(friday, 8) == local("2026-11-23T14:40")


def test_r64_holidays_do_not_count_and_make_up_workdays_do() -> None:
    calendar = WorkingCalendar(
        timezone="Asia/Shanghai",
        holidays=[dt.date(2026, 10, day) for day in range(1, 8)],
        workdays=[dt.date(2026, 10, 10)],
    )
    eve, friday = local("2026-09-30T17:00"), local("2026-10-09T17:00")

    assert after(eve, 2, calendar) == local("2026-10-08T10:00")
    assert after(friday, 2, calendar) == local("2026-10-10T10:00")


def test_r64_time_before_work_counts_from_its_beginning() -> None:
    assert after(local("2026-11-23T03:00"), 1) == local("2026-11-23T10:00")
    assert next_shift(local("2026-11-21T10:00"), CHINA) == local("2026-11-23T09:00")
    assert not is_working(local("2026-11-21T10:00"), CHINA)


def test_r64_a_night_shift_belongs_to_the_day_it_began() -> None:
    friday_night = local("2026-11-20T23:00")

    assert after(friday_night, 9, NIGHT) == local("2026-11-21T08:00")
    assert after(friday_night, 10, NIGHT) == local("2026-11-23T21:00")
    assert is_working(local("2026-11-21T07:59"), NIGHT)
    assert not is_working(local("2026-11-22T07:00"), NIGHT)


@pytest.mark.parametrize(
    ("start", "end"), [("2026-03-29T00:00", "2026-03-30T01:00"), ("2026-10-25T00:00", "2026-10-25T23:00")]
)
def test_r64_skipped_and_repeated_hours_count_as_they_are_lived(start: str, end: str) -> None:
    assert after(local(start, "Europe/Berlin"), 24, BERLIN) == local(end, "Europe/Berlin")


@given(
    start=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2027, 1, 1)),  # noqa: DTZ001 - aware below
    minutes=st.integers(1, 6_000),
    calendar=st.sampled_from([CHINA, NIGHT, BERLIN]),
)
def test_working_time_that_has_passed_is_what_was_asked_for(
    start: dt.datetime, minutes: int, calendar: WorkingCalendar
) -> None:
    begins = start.replace(tzinfo=dt.UTC)
    (end,) = after_work(begins, [dt.timedelta(minutes=minutes)], calendar)

    assert worked_between(begins, end, calendar) == dt.timedelta(minutes=minutes)
