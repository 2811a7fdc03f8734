"""Teams: naming, leading, closing; joining and leaving over time."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from scenariowiki.accounts import policy
from scenariowiki.accounts.commands.loading import get_person, get_row
from scenariowiki.accounts.events import TeamJoined, TeamLeft, TeamSaved
from scenariowiki.accounts.models import Account, Site, Team, TeamMembership
from scenariowiki.accounts.rules import Actor, display_fault
from scenariowiki.kernel import clock
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class TeamInput:
    name: str
    site_id: int | None = None
    lead_id: int | None = None


def save_team(uow: UnitOfWork, actor: Actor, given: TeamInput, team_id: int | None = None) -> Team:
    """Make a team, or set name, site and lead of one; record TeamSaved."""
    policy.require(policy.may_manage_people(actor))
    _check(uow.session, given, team_id)
    if team_id is None:
        team = Team(created_at=uow.now, created_by=actor.id, version=0)
        uow.session.add(team)
    else:
        team = get_row(uow.session, Team, team_id)
    renamed = team_id is not None and team.name != given.name.strip()
    team.name, team.site_id, team.lead_id = given.name.strip(), given.site_id, given.lead_id
    team.version += 1
    uow.session.flush()
    uow.record(TeamSaved(team_id=team.id, lead_id=team.lead_id, renamed=renamed), by=actor)
    return team


def _check(session: Session, given: TeamInput, team_id: int | None) -> None:
    if fault := display_fault(given.name):
        raise Invalid(fields={"name": fault})
    twin = session.scalar(select(Team.id).where(Team.name == given.name.strip()))
    if twin is not None and twin != team_id:
        raise Invalid(fields={"name": "name_taken"})
    if given.site_id is not None:
        get_row(session, Site, given.site_id)
    if given.lead_id is not None and get_person(session, given.lead_id).disabled_at is not None:
        raise Invalid(fields={"lead_id": "account_disabled"})


def close_team(uow: UnitOfWork, actor: Actor, team_id: int) -> None:
    """Close a team that nobody is in any more; what it wrote stays its own."""
    policy.require(policy.may_manage_people(actor))
    team = get_row(uow.session, Team, team_id)
    open_ones = select(TeamMembership.id).where(
        TeamMembership.team_id == team.id, TeamMembership.until.is_(None)
    )
    if uow.session.scalar(open_ones.limit(1)) is not None:
        raise Conflict("team_not_empty")
    team.closed_at = uow.now
    team.version += 1
    uow.record(TeamSaved(team_id=team.id, lead_id=team.lead_id), by=actor)


def join_team(
    uow: UnitOfWork, actor: Actor, account_id: int, team_id: int, *, since: dt.date | None = None
) -> None:
    """Put somebody into a team from today or an earlier day on, leaving the one they were in by then.

    Record TeamLeft and TeamJoined.
    """
    policy.require(policy.may_manage_people(actor))
    account = get_person(uow.session, account_id)
    team = get_row(uow.session, Team, team_id)
    if team.closed_at is not None:
        raise Conflict("team_closed")
    today = _today(uow.session, account, uow.now)
    first = since or today
    if first > today:
        raise Invalid(fields={"since": "day_in_future"})
    for row in _open(uow.session, account.id):
        if row.team_id == team.id:
            raise Conflict("already_in_team")
        _end(uow, actor, row, first)
    _cut_short(uow.session, account.id, first)
    uow.session.add(TeamMembership(account_id=account.id, team_id=team.id, since=first))
    account.version += 1
    uow.record(TeamJoined(account_id=account.id, team_id=team.id), by=actor)


def move_to_team(uow: UnitOfWork, actor: Actor, account_id: int, team_id: int | None) -> None:
    """Put somebody into one team, or into none; where they are already they stay."""
    policy.require(policy.may_manage_people(actor))
    there = [row.team_id for row in _open(uow.session, account_id)]
    if team_id is not None and team_id not in there:
        join_team(uow, actor, account_id, team_id)
    if team_id is None:
        for left in there:
            leave_team(uow, actor, account_id, left)


def leave_team(uow: UnitOfWork, actor: Actor, account_id: int, team_id: int) -> None:
    """Take somebody out of a team; the time there stays on record."""
    policy.require(policy.may_manage_people(actor))
    account = get_person(uow.session, account_id)
    mine = [row for row in _open(uow.session, account.id) if row.team_id == team_id]
    if not mine:
        raise NotFound
    today = _today(uow.session, account, uow.now)
    for row in mine:
        _end(uow, actor, row, today)
    account.version += 1


def _open(session: Session, account_id: int) -> list[TeamMembership]:
    return list(
        session.scalars(
            select(TeamMembership)
            .where(TeamMembership.account_id == account_id, TeamMembership.until.is_(None))
            .order_by(TeamMembership.id)
        )
    )


def _cut_short(session: Session, account_id: int, day: dt.date) -> None:
    """Let the times that were to end later end by that day: nobody is in two teams at a time."""
    session.flush()
    later = (TeamMembership.account_id == account_id, TeamMembership.until > day, TeamMembership.since <= day)
    session.execute(update(TeamMembership).where(*later).values(until=day))


def _end(uow: UnitOfWork, actor: Actor, row: TeamMembership, today: dt.date) -> None:
    row.until = max(today, row.since)
    uow.record(TeamLeft(account_id=row.account_id, team_id=row.team_id), by=actor)


def _today(session: Session, account: Account, now: dt.datetime) -> dt.date:
    site = session.get(Site, account.site_id) if account.site_id else None
    if site is None:
        return now.date()
    return clock.business_day(now, site.timezone, site.cutover)
