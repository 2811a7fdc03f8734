"""Who is there: the actor behind a session cookie or an API token, in one statement."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import (
    Account,
    AccountRole,
    AccountSession,
    ApiToken,
    Site,
    Team,
    TeamMembership,
)
from scenariowiki.accounts.rules import ABSOLUTE_TIMEOUT, IDLE_TIMEOUT, Actor, ReadingScript, Role


@dataclass(frozen=True, kw_only=True)
class LiveSession:
    """A session that is good now, and the actor it belongs to."""

    actor: Actor
    id: int
    csrf_secret: str
    last_seen_at: dt.datetime
    shortcuts: bool
    must_change_password: bool
    outbox_id: int | None


@dataclass(frozen=True, kw_only=True)
class LiveToken:
    """An API token that is good now, and the actor it belongs to."""

    actor: Actor
    id: int
    last_used_at: dt.datetime | None
    outbox_id: int | None


def token_hash(token: str) -> str:
    """Return what is stored instead of a session or API token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def actor_for_session(session: Session, token: str, *, now: dt.datetime) -> LiveSession | None:
    """Return the live session of a cookie's token; None when ended, too old, idle or disabled."""
    row = session.execute(_by_session(), {"hash": token_hash(token)}).one_or_none()
    if row is None or not _is_fresh(row, now):
        return None
    return LiveSession(
        actor=actor_of(row),
        id=row.proof_id,
        csrf_secret=row.csrf_secret,
        last_seen_at=row.last_seen_at,
        shortcuts=row.shortcuts,
        must_change_password=row.must_change_password,
        outbox_id=row.outbox_id,
    )


@cache
def _by_session() -> Any:
    """Build the statement once: it runs for every page, and building costs more than running."""
    return (
        _with_person(
            AccountSession.id.label("proof_id"),
            AccountSession.csrf_secret,
            AccountSession.last_seen_at,
            AccountSession.created_at.label("began_at"),
            AccountSession.expires_at,
            AccountSession.outbox_id,
            Account.shortcuts,
            Account.must_change_password,
        )
        .join(AccountSession, AccountSession.account_id == Account.id)
        .where(
            AccountSession.token_hash == bindparam("hash"),
            AccountSession.ended_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )


def _is_fresh(row: Any, now: dt.datetime) -> bool:
    return bool(
        now < row.expires_at
        and now - row.began_at < ABSOLUTE_TIMEOUT
        and now - row.last_seen_at < IDLE_TIMEOUT
    )


def actor_for_token(session: Session, token: str) -> LiveToken | None:
    """Return the live API token of a bearer header; None when revoked or its account is disabled."""
    row = session.execute(_by_token(), {"hash": token_hash(token)}).one_or_none()
    if row is None:
        return None
    return LiveToken(
        actor=actor_of(row), id=row.proof_id, last_used_at=row.last_used_at, outbox_id=row.outbox_id
    )


@cache
def _by_token() -> Any:
    return (
        _with_person(ApiToken.id.label("proof_id"), ApiToken.last_used_at, ApiToken.outbox_id)
        .join(ApiToken, ApiToken.account_id == Account.id)
        .where(
            ApiToken.token_hash == bindparam("hash"),
            ApiToken.revoked_at.is_(None),
            Account.disabled_at.is_(None),
        )
    )


def select_actor() -> Select[Any]:
    """Select the columns that `actor_of` reads."""
    return _with_person()


def actor_of(row: Any) -> Actor:
    """Make the actor from a row of `select_actor`."""
    teams = _numbers(row.teams)
    return Actor(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        roles=frozenset(Role(role) for role in (row.roles or "").split(",") if role),
        site_id=row.site_id,
        team_id=min(teams, default=None),
        teams=teams,
        leads=_numbers(row.leads),
        timezone=row.timezone or "Asia/Shanghai",
        cutover=row.cutover or dt.time(4),
        locale=row.locale or "zh-Hans",
        script=ReadingScript(row.script),
        version=row.version,
    )


def _numbers(joined: str | None) -> frozenset[int]:
    return frozenset(int(number) for number in (joined or "").split(",") if number)


def _with_person(*columns: Any) -> Select[Any]:
    return (
        select(
            Account.id,
            Account.name,
            Account.display_name,
            Account.site_id,
            Account.locale,
            Account.script,
            Account.version,
            Site.timezone,
            Site.cutover,
            _roles().label("roles"),
            _teams().label("teams"),
            _leads().label("leads"),
            *columns,
        )
        .select_from(Account)
        .outerjoin(Site, Site.id == Account.site_id)
    )


def _roles() -> Any:
    return (
        select(func.aggregate_strings(AccountRole.role, ","))
        .where(AccountRole.account_id == Account.id)
        .correlate(Account)
        .scalar_subquery()
    )


def _teams() -> Any:
    return (
        select(func.aggregate_strings(cast(TeamMembership.team_id, String), ","))
        .where(TeamMembership.account_id == Account.id, TeamMembership.until.is_(None))
        .correlate(Account)
        .scalar_subquery()
    )


def _leads() -> Any:
    return (
        select(func.aggregate_strings(cast(Team.id, String), ","))
        .where(Team.lead_id == Account.id, Team.closed_at.is_(None))
        .correlate(Account)
        .scalar_subquery()
    )
