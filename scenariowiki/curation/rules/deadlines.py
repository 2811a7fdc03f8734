"""When work is due: so many working days on, by a site's calendar."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

ORDINARY = (1, 2, 3, 4, 5)


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    """Which days are worked: those of the week (1 = Monday), but holidays, and a few more."""

    timezone: str = "UTC"
    week: tuple[int, ...] = ORDINARY
    holidays: Collection[dt.date] = ()
    workdays: Collection[dt.date] = ()

    def is_worked(self, day: dt.date) -> bool:
        """Tell whether people work that day."""
        if day in self.workdays:
            return True
        return day.isoweekday() in (self.week or ORDINARY) and day not in self.holidays


def due_after(start: dt.datetime, days: int, calendar: WorkingCalendar) -> dt.datetime:
    """Return the same time of day so many working days later, in UTC."""
    local = start.astimezone(ZoneInfo(calendar.timezone))
    while days > 0:
        local += dt.timedelta(days=1)
        days -= calendar.is_worked(local.date())
    return local.astimezone(dt.UTC)
