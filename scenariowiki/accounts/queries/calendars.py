"""The working calendar of a site."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Site
from scenariowiki.accounts.queries.teams import site_calendar
from scenariowiki.accounts.rules.calendar import WorkingCalendar


def working_calendar(session: Session, site_id: int | None = None) -> WorkingCalendar:
    """Return a site's calendar; without one, the first site's, and where there is none, Monday to Friday."""
    wanted = select(Site).order_by(Site.id).limit(1)
    if site_id is not None:
        wanted = wanted.where(Site.id == site_id)
    site = session.scalar(wanted)
    return WorkingCalendar() if site is None else site_calendar(site)
