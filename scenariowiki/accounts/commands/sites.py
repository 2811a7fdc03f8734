"""Sites: where people work, when their day turns, which days they work."""

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts import policy
from scenariowiki.accounts.commands.loading import get_row
from scenariowiki.accounts.events import SiteSaved
from scenariowiki.accounts.models import Site
from scenariowiki.accounts.rules import Actor, display_fault
from scenariowiki.accounts.rules.calendar import CLOSES, OPENS
from scenariowiki.accounts.rules.day_files import Days
from scenariowiki.kernel.errors import Invalid
from scenariowiki.kernel.unit_of_work import UnitOfWork

DAYS_MAX = 400
BOARDS = ("people", "teams")


@dataclass(frozen=True, kw_only=True)
class SiteInput:
    """A site; `week` names the ordinary working days, 1 = Monday; work goes from `opens` to `closes`.

    `boards_off` are leaderboards that it goes without.
    """

    name: str
    timezone: str
    cutover: dt.time = dt.time(4)
    week_start: int = 1
    week: tuple[int, ...] = (1, 2, 3, 4, 5)
    holidays: tuple[dt.date, ...] = ()
    workdays: tuple[dt.date, ...] = ()
    opens: dt.time = OPENS
    closes: dt.time = CLOSES
    boards_off: tuple[str, ...] = ()


def save_site(uow: UnitOfWork, actor: Actor, given: SiteInput, site_id: int | None = None) -> Site:
    """Make a site, or set one; record SiteSaved."""
    policy.require(policy.may_manage_sites(actor))
    _check(uow.session, given, site_id)
    if site_id is None:
        site = Site(created_at=uow.now, created_by=actor.id, version=0)
        uow.session.add(site)
    else:
        site = get_row(uow.session, Site, site_id)
    site.name, site.timezone = given.name.strip(), given.timezone
    site.cutover, site.week_start = given.cutover, given.week_start
    site.calendar = {
        "week": sorted(set(given.week)),
        "holidays": [day.isoformat() for day in sorted(set(given.holidays))],
        "workdays": [day.isoformat() for day in sorted(set(given.workdays))],
        "opens": given.opens.isoformat("minutes"),
        "closes": given.closes.isoformat("minutes"),
    }
    site.boards_off = [board for board in BOARDS if board in given.boards_off]
    site.version += 1
    uow.session.flush()
    uow.record(SiteSaved(site_id=site.id), by=actor)
    return site


def import_days(uow: UnitOfWork, actor: Actor, site_id: int, days: Days) -> Site:
    """Take a site's holidays and make-up workdays of the years in a file from it; record SiteSaved."""
    policy.require(policy.may_manage_sites(actor))
    site = get_row(uow.session, Site, site_id)
    merged = Days(
        holidays=frozenset(map(dt.date.fromisoformat, site.calendar.get("holidays", ()))),
        workdays=frozenset(map(dt.date.fromisoformat, site.calendar.get("workdays", ()))),
    ).replaced_by(days)
    if max(len(merged.holidays), len(merged.workdays)) > DAYS_MAX:
        raise Invalid(fields={"days": "too_many_days"})
    site.calendar = {
        **site.calendar,
        "holidays": [day.isoformat() for day in sorted(merged.holidays)],
        "workdays": [day.isoformat() for day in sorted(merged.workdays)],
    }
    site.version += 1
    uow.record(SiteSaved(site_id=site.id), by=actor)
    return site


def _check(session: Session, given: SiteInput, site_id: int | None) -> None:
    twin = session.scalar(select(Site.id).where(Site.name == given.name.strip()))
    faults = {
        "name": display_fault(given.name) or ("name_taken" if twin not in (None, site_id) else None),
        "timezone": None if given.timezone in zoneinfo.available_timezones() else "unknown_timezone",
        "week": None if given.week and set(given.week) <= set(range(1, 8)) else "unknown_weekday",
        "week_start": None if given.week_start in range(1, 8) else "unknown_weekday",
        "holidays": "too_many_days" if len(given.holidays) > DAYS_MAX else None,
        "workdays": _workdays_fault(given),
    }
    faults = {field: code for field, code in faults.items() if code}
    if faults:
        raise Invalid(fields=faults)


def _workdays_fault(given: SiteInput) -> str | None:
    if len(given.workdays) > DAYS_MAX:
        return "too_many_days"
    return "day_twice" if set(given.workdays) & set(given.holidays) else None
