"""When work is due by a site's calendar: so many working days on, or so much working time."""

import datetime as dt
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

ORDINARY = (1, 2, 3, 4, 5)
DAY = dt.timedelta(days=1)
OPENS, CLOSES = dt.time(9), dt.time(18)


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    """Which days are worked: those of the week (1 = Monday), but holidays, and a few more.

    Work goes from `opens` to `closes` by the clock on the wall; one that closes before it opens, or at the
    same time, closes the next day, and its night counts for the day it began.
    """

    timezone: str = "UTC"
    week: tuple[int, ...] = ORDINARY
    holidays: Collection[dt.date] = ()
    workdays: Collection[dt.date] = ()
    opens: dt.time = OPENS
    closes: dt.time = CLOSES

    def is_worked(self, day: dt.date) -> bool:
        """Tell whether people work that day."""
        if day in self.workdays:
            return True
        return day.isoweekday() in (self.week or ORDINARY) and day not in self.holidays


def due_after(start: dt.datetime, days: int, calendar: WorkingCalendar) -> dt.datetime:
    """Return the same time of day so many working days later, in UTC."""
    local = start.astimezone(ZoneInfo(calendar.timezone))
    while days > 0:
        local += DAY
        days -= calendar.is_worked(local.date())
    return local.astimezone(dt.UTC)


def after_work(
    start: dt.datetime, amounts: Collection[dt.timedelta], calendar: WorkingCalendar
) -> tuple[dt.datetime, ...]:
    """Return when so much working time has passed since a moment, for rising amounts, in UTC.

    Nights, weekends and holidays do not count; an hour that the clocks skip or repeat counts as it is lived.
    """
    waiting = deque(sorted(amounts))
    found: list[dt.datetime] = []
    passed = dt.timedelta()
    for opens, closes in _shifts(start, calendar):
        begins = max(opens, start)
        while waiting and waiting[0] - passed <= closes - begins:
            found.append(begins + waiting.popleft() - passed)
        if not waiting:
            break
        passed += closes - begins
    return tuple(found)


def worked_between(start: dt.datetime, end: dt.datetime, calendar: WorkingCalendar) -> dt.timedelta:
    """Return how much working time lies between two moments; none where the second comes first."""
    passed = dt.timedelta()
    for opens, closes in _shifts(start, calendar):
        if opens >= end:
            break
        passed += min(closes, end) - max(opens, start)
    return passed


def is_working(moment: dt.datetime, calendar: WorkingCalendar) -> bool:
    """Tell whether people work at a moment."""
    opens, closes = next(_shifts(moment, calendar))
    return opens <= moment < closes


def next_shift(moment: dt.datetime, calendar: WorkingCalendar) -> dt.datetime:
    """Return when work goes on: the moment itself while people work, else when they begin again."""
    return max(moment, next(_shifts(moment, calendar))[0])


def shift_day(moment: dt.datetime, calendar: WorkingCalendar) -> dt.date:
    """Return the day that a moment's shift counts for, outside of shifts the next one's."""
    opens, _closes = next(_shifts(moment, calendar))
    return opens.astimezone(ZoneInfo(calendar.timezone)).date()


def _shifts(moment: dt.datetime, calendar: WorkingCalendar) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Go through the shifts that end after a moment, in UTC; the first may have begun before it."""
    zone = ZoneInfo(calendar.timezone)
    over_night = calendar.closes <= calendar.opens
    day = moment.astimezone(zone).date() - DAY
    while True:
        if calendar.is_worked(day):
            ends_on = day + DAY if over_night else day
            closes = dt.datetime.combine(ends_on, calendar.closes, zone).astimezone(dt.UTC)
            if closes > moment:
                yield dt.datetime.combine(day, calendar.opens, zone).astimezone(dt.UTC), closes
        day += DAY
