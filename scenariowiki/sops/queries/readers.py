"""Who has to read an SOP, who has, and what one person still has to."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, AccountRole, Team, TeamMembership
from scenariowiki.accounts.rules import SYSTEM, Actor
from scenariowiki.kernel.db import AnyRow
from scenariowiki.scenarios.models import Scenario
from scenariowiki.scenarios.queries import visible_to
from scenariowiki.sops.models import Acknowledgement, Sop, SopVersion
from scenariowiki.sops.rules import readers as rules
from scenariowiki.sops.rules.versions import VersionState


@dataclass(frozen=True, kw_only=True)
class Reader:
    """One person who has to read an SOP; `at` is when they said they had."""

    id: int
    name: str
    team_id: int | None
    team: str
    at: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class ToRead:
    """A version in force that somebody still has to read."""

    id: int
    version_id: int
    number: int
    title: str
    change_note: str
    effective_at: dt.datetime
    suspended: bool


def list_readers(session: Session, sop: Sop, version: SopVersion) -> Sequence[Reader]:
    """List everybody who has to read a version, by team and name, with those who have."""
    wanted = rules.read_back(sop.audience)
    roles = _roles(session) if wanted.roles else {}
    chosen = (
        select(
            Account.id,
            Account.display_name,
            Account.site_id,
            Team.id.label("team_id"),
            Team.name.label("team"),
            Acknowledgement.at,
        )
        .outerjoin(
            TeamMembership,
            and_(TeamMembership.account_id == Account.id, TeamMembership.until.is_(None)),
        )
        .outerjoin(Team, Team.id == TeamMembership.team_id)
        .outerjoin(
            Acknowledgement,
            and_(Acknowledgement.account_id == Account.id, Acknowledgement.version_id == version.id),
        )
        .where(Account.disabled_at.is_(None), Account.name != SYSTEM)
        .order_by(Team.name, Account.display_name, Account.id)
    )
    found: dict[int, Reader] = {}
    for row in session.execute(chosen):
        teams = (row.team_id,) if row.team_id is not None else ()
        if wanted.include(teams=teams, site=row.site_id, roles=roles.get(row.id, ())):
            reader = Reader(
                id=row.id, name=row.display_name, team_id=row.team_id, team=row.team or "", at=row.at
            )
            found.setdefault(row.id, reader)
    return list(found.values())


def waiting(
    session: Session, sop: Sop, version: SopVersion, *, teams: frozenset[int] | None = None
) -> frozenset[int]:
    """Return who still has to read a version, of all or of some teams."""
    return frozenset(
        one.id
        for one in list_readers(session, sop, version)
        if one.at is None and (teams is None or one.team_id in teams)
    )


def list_to_read(
    session: Session, actor: Actor, *, limit: int = 50, suspended: bool = True
) -> Sequence[ToRead]:
    """List the SOPs in force that somebody still has to read, the latest first; perhaps no suspended ones.

    No more is read than it takes: whom an SOP is for is known only when it has been read.
    """
    roles = {role.value for role in actor.roles}
    teams = actor.teams | actor.leads
    found: list[ToRead] = []
    after: AnyRow | None = None
    while len(found) < limit:
        rows = session.execute(_unread(actor, after, suspended=suspended).limit(2 * limit)).all()
        found.extend(
            _to_read(row)
            for row in rows
            if rules.read_back(row.audience).include(teams=teams, site=actor.site_id, roles=roles)
        )
        if len(rows) < 2 * limit:
            break
        after = rows[-1]
    return found[:limit]


def _unread(actor: Actor, after: AnyRow | None, *, suspended: bool) -> Select[Any]:
    """Choose what is in force and not yet read by a person, from a place in the list on."""
    said = exists().where(Acknowledgement.version_id == SopVersion.id, Acknowledgement.account_id == actor.id)
    chosen = (
        select(
            Sop.id,
            SopVersion.id.label("version_id"),
            SopVersion.number,
            Sop.title,
            SopVersion.change_note,
            SopVersion.effective_at,
            Sop.suspended_at,
            Sop.audience,
        )
        .join(SopVersion, and_(SopVersion.sop_id == Sop.id, SopVersion.state == VersionState.EFFECTIVE))
        .join(Scenario, Scenario.id == Sop.in_force_on)
        .where(~said, visible_to(actor))
        .order_by(SopVersion.effective_at.desc(), Sop.id)
    )
    if not suspended:
        chosen = chosen.where(Sop.suspended_at.is_(None))
    if after is not None:
        same = and_(SopVersion.effective_at == after.effective_at, Sop.id > after.id)
        chosen = chosen.where(or_(SopVersion.effective_at < after.effective_at, same))
    return chosen


def _to_read(row: AnyRow) -> ToRead:
    return ToRead(
        id=row.id,
        version_id=row.version_id,
        number=row.number,
        title=row.title,
        change_note=row.change_note,
        effective_at=row.effective_at,
        suspended=row.suspended_at is not None,
    )


def _roles(session: Session) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for row in session.execute(select(AccountRole.account_id, AccountRole.role)):
        found.setdefault(row.account_id, set()).add(row.role)
    return found
