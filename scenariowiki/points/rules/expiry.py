"""When points expire: at the first of a month, those that are more than 24 months old by then (L16)."""

import datetime as dt

MONTHS = 24
TOLD = dt.timedelta(days=60)


def first_of_month(day: dt.date) -> dt.date:
    """Return the day of this month on which points expire."""
    return day.replace(day=1)


def cutoff_of(day: dt.date) -> dt.date:
    """Return the day before which points must have come to expire on the first of a month."""
    return day.replace(year=day.year - MONTHS // 12)


def days_to_tell(today: dt.date) -> list[dt.date]:
    """List the coming days of expiry that people have to know of by now."""
    found: list[dt.date] = []
    day = today.replace(day=1)
    while True:
        day = (day + dt.timedelta(days=32)).replace(day=1)
        if day - TOLD > today:
            return found
        found.append(day)
