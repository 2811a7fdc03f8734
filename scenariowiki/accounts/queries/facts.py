"""Small facts about people and teams that other rooms ask for."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, AccountRole, Site, Team, TeamMembership
from scenariowiki.accounts.rules import SYSTEM, Role
from scenariowiki.kernel import clock

ELSEWHERE = "Asia/Shanghai"
CUTOVER = dt.time(4)


def teams_of(session: Session, account_id: int) -> frozenset[int]:
    """Return the teams an account is in or leads today."""
    member = select(TeamMembership.team_id).where(
        TeamMembership.account_id == account_id, TeamMembership.until.is_(None)
    )
    leads = select(Team.id).where(Team.lead_id == account_id)
    return frozenset(session.scalars(member.union(leads)))


def is_active(session: Session, account_id: int) -> bool:
    """Tell whether an account exists and is not disabled."""
    active = select(Account.id).where(Account.id == account_id, Account.disabled_at.is_(None))
    return session.scalar(active) is not None


def is_person(session: Session, account_id: int) -> bool:
    """Tell whether an account exists, is not disabled and is not the built-in one."""
    name = session.scalar(select(Account.name).where(Account.id == account_id, Account.disabled_at.is_(None)))
    return name is not None and name != SYSTEM


def has_left(session: Session, account_id: int) -> bool:
    """Tell whether an account exists and is disabled."""
    left = select(Account.id).where(Account.id == account_id, Account.disabled_at.is_not(None))
    return session.scalar(left) is not None


def is_team(session: Session, team_id: int) -> bool:
    """Tell whether a team exists and is not closed."""
    open_team = select(Team.id).where(Team.id == team_id, Team.closed_at.is_(None))
    return session.scalar(open_team) is not None


def administrators(session: Session) -> frozenset[int]:
    """Return everyone who administers and is not disabled, the built-in account left out."""
    return holders_of(session, Role.ADMIN)


def holders_of(session: Session, role: Role) -> frozenset[int]:
    """Return everyone who has a role and is not disabled, the built-in account left out."""
    active = (
        select(Account.id)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .where(AccountRole.role == role, Account.disabled_at.is_(None), Account.name != SYSTEM)
    )
    return frozenset(session.scalars(active))


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """Where somebody belongs at a moment: their working day, site and team."""

    day: dt.date
    site_id: int | None
    team_id: int | None


def earliest_day(session: Session, moment: dt.datetime) -> dt.date:
    """Return the working day of a moment at the site where the day is the earliest."""
    rows = session.execute(select(Site.timezone, Site.cutover)).all()
    places = [(row.timezone, row.cutover) for row in rows] + [(ELSEWHERE, CUTOVER)]
    return min(clock.business_day(moment, timezone, cutover) for timezone, cutover in places)


def stamp(session: Session, account_id: int, moment: dt.datetime) -> Stamp:
    """Return the working day of a moment at somebody's site, and the team they were in on it."""
    row = session.execute(
        select(Account.site_id, Site.timezone, Site.cutover)
        .outerjoin(Site, Site.id == Account.site_id)
        .where(Account.id == account_id)
    ).one()
    day = clock.business_day(moment, row.timezone or ELSEWHERE, row.cutover or CUTOVER)
    member = (
        select(TeamMembership.team_id)
        .where(
            TeamMembership.account_id == account_id,
            TeamMembership.since <= day,
            or_(TeamMembership.until.is_(None), TeamMembership.until > day),
        )
        .order_by(TeamMembership.since.desc(), TeamMembership.id.desc())
        .limit(1)
    )
    return Stamp(day=day, site_id=row.site_id, team_id=session.scalar(member))
