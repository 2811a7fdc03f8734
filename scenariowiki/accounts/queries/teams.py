"""Teams with their leads and members over time, and the sites they work at."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from scenariowiki.accounts.models import Account, Site, Team, TeamMembership
from scenariowiki.accounts.rules.calendar import CLOSES, OPENS, ORDINARY, WorkingCalendar
from scenariowiki.kernel.errors import NotFound

LIMIT = 500


@dataclass(frozen=True, kw_only=True)
class TeamRow:
    id: int
    name: str
    site_id: int | None
    site: str | None
    lead_id: int | None
    lead: str | None
    members: int
    closed_at: dt.datetime | None
    version: int


@dataclass(frozen=True, kw_only=True)
class MemberRow:
    """Somebody's time in a team; `until` is None while it lasts."""

    account_id: int
    login: str
    name: str
    team_id: int
    team: str
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True, kw_only=True)
class SiteRow:
    id: int
    name: str
    timezone: str
    cutover: dt.time
    week_start: int
    week: tuple[int, ...]
    holidays: tuple[dt.date, ...]
    workdays: tuple[dt.date, ...]
    opens: dt.time
    closes: dt.time
    boards_off: tuple[str, ...]
    people: int
    version: int


def list_teams(session: Session, *, closed: bool = False) -> Sequence[TeamRow]:
    """List open teams by name, or with the closed ones too."""
    statement = _teams().order_by(Team.name, Team.id).limit(LIMIT)
    if not closed:
        statement = statement.where(Team.closed_at.is_(None))
    return [_row(TeamRow, row) for row in session.execute(statement)]


def get_team(session: Session, team_id: int) -> TeamRow:
    """Return one team by its id."""
    row = session.execute(_teams().where(Team.id == team_id)).one_or_none()
    if row is None:
        raise NotFound
    found: TeamRow = _row(TeamRow, row)
    return found


def list_members(session: Session, team_id: int, *, past: bool = False) -> Sequence[MemberRow]:
    """List who is in a team now, by name, or who was there too."""
    statement = _memberships().where(TeamMembership.team_id == team_id)
    if not past:
        statement = statement.where(TeamMembership.until.is_(None))
    rows = session.execute(statement.order_by(Account.display_name, TeamMembership.id).limit(LIMIT))
    return [_row(MemberRow, row) for row in rows]


def list_memberships(session: Session, account_id: int) -> Sequence[MemberRow]:
    """List the teams somebody is or was in, the latest first."""
    statement = _memberships().where(TeamMembership.account_id == account_id)
    rows = session.execute(statement.order_by(TeamMembership.id.desc()).limit(LIMIT))
    return [_row(MemberRow, row) for row in rows]


def list_sites(session: Session) -> Sequence[SiteRow]:
    """List all sites by name."""
    rows = session.execute(_sites().order_by(Site.name, Site.id).limit(LIMIT))
    return [_site(site, people) for site, people in rows]


def get_site(session: Session, site_id: int) -> SiteRow:
    """Return one site by its id."""
    row = session.execute(_sites().where(Site.id == site_id)).one_or_none()
    if row is None:
        raise NotFound
    return _site(*row)


def _sites() -> Any:
    people = (
        select(func.count(Account.id))
        .where(Account.site_id == Site.id, Account.disabled_at.is_(None))
        .correlate(Site)
        .scalar_subquery()
    )
    return select(Site, people)


def _site(site: Site, people: int) -> SiteRow:
    calendar = site_calendar(site)
    return SiteRow(
        id=site.id,
        name=site.name,
        timezone=site.timezone,
        cutover=site.cutover,
        week_start=site.week_start,
        week=calendar.week,
        holidays=tuple(calendar.holidays),
        workdays=tuple(calendar.workdays),
        opens=calendar.opens,
        closes=calendar.closes,
        boards_off=tuple(site.boards_off or ()),
        people=people,
        version=site.version,
    )


def site_calendar(site: Site) -> WorkingCalendar:
    """Read the working calendar of a site's row."""
    kept = site.calendar or {}
    return WorkingCalendar(
        timezone=site.timezone,
        week=tuple(kept.get("week", ORDINARY)),
        holidays=tuple(dt.date.fromisoformat(day) for day in kept.get("holidays", ())),
        workdays=tuple(dt.date.fromisoformat(day) for day in kept.get("workdays", ())),
        opens=dt.time.fromisoformat(kept["opens"]) if "opens" in kept else OPENS,
        closes=dt.time.fromisoformat(kept["closes"]) if "closes" in kept else CLOSES,
    )


def _teams() -> Any:
    lead = aliased(Account)
    members = (
        select(func.count(TeamMembership.id))
        .where(TeamMembership.team_id == Team.id, TeamMembership.until.is_(None))
        .correlate(Team)
        .scalar_subquery()
    )
    return (
        select(
            Team.id,
            Team.name,
            Team.site_id,
            Site.name.label("site"),
            Team.lead_id,
            lead.display_name.label("lead"),
            members.label("members"),
            Team.closed_at,
            Team.version,
        )
        .select_from(Team)
        .outerjoin(Site, Site.id == Team.site_id)
        .outerjoin(lead, lead.id == Team.lead_id)
    )


def _memberships() -> Any:
    return (
        select(
            TeamMembership.account_id,
            Account.name.label("login"),
            Account.display_name.label("name"),
            TeamMembership.team_id,
            Team.name.label("team"),
            TeamMembership.since,
            TeamMembership.until,
        )
        .join(Account, Account.id == TeamMembership.account_id)
        .join(Team, Team.id == TeamMembership.team_id)
    )


def _row(kind: type[Any], row: Any) -> Any:
    return kind(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name
