"""The one place that reads the clock, and the arithmetic of business days."""

import datetime as dt
from zoneinfo import ZoneInfo


def now() -> dt.datetime:
    """Return the present moment in UTC, in whole milliseconds."""
    moment = dt.datetime.now(dt.UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def business_day(moment: dt.datetime, timezone: str, cutover: dt.time) -> dt.date:
    """Return the local day a moment counts for: before the cutover it is still the day before."""
    local = moment.astimezone(ZoneInfo(timezone))
    day = local.date()
    return day if local.time() >= cutover else day - dt.timedelta(days=1)
