"""How long is left, in working time, as people say it."""

import datetime as dt
from types import SimpleNamespace as View

from flask_babel import gettext as _

from scenariowiki.accounts.queries.calendars import working_calendar
from scenariowiki.accounts.rules.calendar import WorkingCalendar, is_working, next_shift, worked_between
from scenariowiki.feedback.queries.tickets import TicketRow
from scenariowiki.feedback.rules.tickets import OPEN
from scenariowiki.runtime.session import read

MINUTE = dt.timedelta(minutes=1)


class Calendars:
    """The calendars of the sites on one page, each read once."""

    def __init__(self) -> None:
        self._kept: dict[int | None, WorkingCalendar] = {}

    def of(self, site_id: int | None) -> WorkingCalendar:
        """Return a site's calendar."""
        if site_id not in self._kept:
            self._kept[site_id] = working_calendar(read(), site_id)
        return self._kept[site_id]


def duration(length: dt.timedelta) -> str:
    """Say a length of working time in hours and minutes."""
    minutes = length // MINUTE
    hours, minutes = divmod(minutes, 60)
    if hours and minutes:
        return str(_("%(hours)s h %(minutes)s min.", hours=hours, minutes=minutes))
    return str(_("%(hours)s h", hours=hours)) if hours else str(_("%(minutes)s min.", minutes=minutes))


def left(row: TicketRow, calendar: WorkingCalendar, now: dt.datetime) -> View | None:
    """Say what is left of a ticket's time, or by how much it is over; None while no clock runs."""
    if row.state not in OPEN:
        return None
    if now > row.due_at:
        over = duration(worked_between(row.due_at, now, calendar))
        return View(text=_("Overdue by %(time)s", time=over), tone="bad", is_over=True)
    rest = duration(worked_between(now, row.due_at, calendar))
    return View(text=_("%(time)s left", time=rest), tone="warn" if now >= row.half_at else "", is_over=False)


def clock(row: TicketRow, calendar: WorkingCalendar, now: dt.datetime) -> View | None:
    """Draw a ticket's clock: what is left, how much is used, whether it runs, what comes when."""
    rest = left(row, calendar, now)
    if rest is None:
        return None
    used = worked_between(row.clock_at, now, calendar)
    limit = dt.timedelta(minutes=row.limit_minutes)
    stands = None if is_working(now, calendar) else next_shift(now, calendar)
    return View(
        rest=rest,
        due_at=row.due_at,
        limit=duration(limit),
        used=duration(used),
        percent=min(100, round(100 * used / limit)),
        stands_until=stands,
        steps=[
            (row.half_at, _("Half the time is over"), _("Whoever is to answer is reminded")),
            (
                row.due_at,
                _("Time is over"),
                _("The team's lead and the page's owner are told; a late answer earns less"),
            ),
            (
                row.twice_at,
                _("Twice the time is over"),
                _("Administrators are told and can ask somebody else"),
            ),
        ],
        opens=calendar.opens.strftime("%H:%M"),
        closes=calendar.closes.strftime("%H:%M"),
    )
