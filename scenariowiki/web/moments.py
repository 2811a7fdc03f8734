"""Moments, days and numbers as templates show them: in the reader's language, zone and habits.

Babel works each of them out anew from its pattern, which a list of fifty rows feels; days, times of day and
numbers come again and again, so each is worked out once.
"""

import datetime as dt
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import dates, numbers
from flask import Flask

from scenariowiki.web.jinja import CATALOGUES, locale, timezone

KEPT = 4096


def init_moments(app: Flask) -> None:
    """Give templates the filters, in the place of those that Flask-Babel brings."""
    app.jinja_env.filters.update(datetimeformat=moment, dateformat=day, numberformat=number)


def moment(at: dt.datetime, form: str = "medium") -> str:
    """Show a day with its time; `form` is short or medium."""
    local, language = at.astimezone(ZoneInfo(timezone())), CATALOGUES[locale()]
    clock = local.time().replace(microsecond=0, second=local.second if form == "medium" else 0)
    return (
        _frame(form, language)
        .replace("{0}", _time(clock, form, language))
        .replace("{1}", _day(local.date(), form, language))
    )


def day(date: dt.date, form: str = "medium") -> str:
    """Show a day, or the day of a moment where the reader is."""
    if isinstance(date, dt.datetime):
        date = date.astimezone(ZoneInfo(timezone())).date()
    return _day(date, form, CATALOGUES[locale()])


def number(value: Any) -> str:
    """Show a number."""
    return _number(value, CATALOGUES[locale()])


@lru_cache(KEPT)
def _day(date: dt.date, form: Any, language: str) -> str:
    return dates.format_date(date, form, locale=language)


@lru_cache(KEPT)
def _time(time: dt.time, form: Any, language: str) -> str:
    return dates.format_time(time, form, locale=language)


@lru_cache(KEPT)
def _frame(form: Any, language: str) -> str:
    return str(dates.get_datetime_format(form, locale=language)).replace("'", "")


@lru_cache(KEPT)
def _number(value: Any, language: str) -> str:
    return numbers.format_decimal(value, locale=language)
