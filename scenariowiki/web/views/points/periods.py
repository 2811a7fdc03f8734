"""Periods in the reader's words, and the one that an address names."""

import datetime as dt

from babel import dates
from flask import request
from flask_babel import gettext as _

from scenariowiki.accounts.rules import Actor
from scenariowiki.kernel import clock
from scenariowiki.points.rules.periods import Period, start_of
from scenariowiki.points.rules.ranking import last_day
from scenariowiki.web.jinja import CATALOGUES, locale


def today_of(person: Actor) -> dt.date:
    """Return the working day that it is for somebody."""
    return clock.business_day(clock.now(), person.timezone, person.cutover)


def chosen_period(today: dt.date) -> tuple[Period, dt.date]:
    """Read period and start from the address: this month unless it names one that has begun."""
    word = request.values.get("period", "")
    period = Period(word) if word in set(Period) else Period.MONTH
    try:
        day = dt.date.fromisoformat(request.values.get("start", ""))
    except ValueError:
        day = today
    return period, start_of(period, min(max(day, dt.date(2000, 1, 1)), today))


def name_of(period: Period, start: dt.date) -> str:
    """Name a period in full, as in November 2026."""
    language = CATALOGUES[locale()]
    if period is Period.ALL:
        return str(_("All time"))
    if period is Period.WEEK:
        end = last_day(period, start)
        return str(dates.format_interval(start, end, "yMMMd", locale=language))
    skeleton = {Period.MONTH: "yMMMM", Period.QUARTER: "yQQQQ", Period.YEAR: "y"}[period]
    return str(dates.format_skeleton(skeleton, start, locale=language))


def short_name(period: Period, start: dt.date) -> str:
    """Name a period in little room, as below a chart."""
    if period is Period.WEEK:
        return f"{start.month}/{start.day}"
    if period is Period.MONTH:
        return str(dates.format_skeleton("MMM", start, locale=CATALOGUES[locale()]))
    if period is Period.QUARTER:
        return f"{start.year % 100:02d} Q{(start.month + 2) // 3}"
    return str(start.year)


def word_now(period: Period) -> str:
    """Name the present period, as in this month."""
    words = {
        Period.WEEK: _("This week"),
        Period.MONTH: _("This month"),
        Period.QUARTER: _("This quarter"),
        Period.YEAR: _("This year"),
        Period.ALL: _("All time"),
    }
    return str(words[period])
