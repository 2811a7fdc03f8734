"""Who is there: the actor behind a session cookie or an API token, in one statement."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Select, String, bindparam, cast, func, literal_column, select
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

# The first columns of every statement here are the person's, as many as `_actor` takes.
PERSON = 12
_PERSON = Account.__table__
# Written out: a value given as text would have the whole statement put together anew for every page.
_COMMA: Any = literal_column("','")


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
    read_only: bool


def token_hash(token: str) -> str:
    """Return what is stored instead of a session or API token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def actor_for_session(session: Session, token: str, *, now: dt.datetime) -> LiveSession | None:
    """Return the live session of a cookie's token; None when ended, too old, idle or disabled."""
    row = session.connection().execute(_by_session(), {"hash": token_hash(token)}).one_or_none()
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
    proof = AccountSession.__table__
    return (
        _with_person(
            proof.c.id.label("proof_id"),
            proof.c.csrf_secret,
            proof.c.last_seen_at,
            proof.c.created_at.label("began_at"),
            proof.c.expires_at,
            proof.c.outbox_id,
            _PERSON.c.shortcuts,
            _PERSON.c.must_change_password,
        )
        .join(proof, proof.c.account_id == _PERSON.c.id)
        .where(
            proof.c.token_hash == bindparam("hash"),
            proof.c.ended_at.is_(None),
            _PERSON.c.disabled_at.is_(None),
        )
    )


def _is_fresh(row: Any, now: dt.datetime) -> bool:
    return bool(
        now < row.expires_at
        and now - row.began_at < ABSOLUTE_TIMEOUT
        and now - row.last_seen_at < IDLE_TIMEOUT
    )


def actor_for_token(session: Session, token: str, *, now: dt.datetime) -> LiveToken | None:
    """Return the live API token of a bearer header; None when revoked, expired or its account is disabled."""
    row = session.execute(_by_token(), {"hash": token_hash(token)}).one_or_none()
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    return LiveToken(
        actor=actor_of(row),
        id=row.proof_id,
        last_used_at=row.last_used_at,
        outbox_id=row.outbox_id,
        read_only=row.read_only,
    )


@cache
def _by_token() -> Any:
    proof = ApiToken.__table__
    return (
        _with_person(
            proof.c.id.label("proof_id"),
            proof.c.last_used_at,
            proof.c.outbox_id,
            proof.c.expires_at,
            proof.c.read_only,
        )
        .join(proof, proof.c.account_id == _PERSON.c.id)
        .where(
            proof.c.token_hash == bindparam("hash"),
            proof.c.revoked_at.is_(None),
            _PERSON.c.disabled_at.is_(None),
        )
    )


def select_actor() -> Select[Any]:
    """Select the columns that `actor_of` reads."""
    return _with_person()


def actor_of(row: Any) -> Actor:
    """Return the actor of a row of `select_actor`: the same object as long as nothing about them changes."""
    return _actor(*row[:PERSON])


@lru_cache(maxsize=4096)
def _actor(  # noqa: PLR0913, PLR0917 - the columns of `_person`
    id_: int,
    name: str,
    display_name: str,
    site_id: int | None,
    locale: str | None,
    script: str,
    version: int,
    timezone: str | None,
    cutover: dt.time | None,
    roles: str | None,
    teams: str | None,
    leads: str | None,
) -> Actor:
    own = _numbers(teams)
    return Actor(
        id=id_,
        name=name,
        display_name=display_name,
        roles=frozenset(Role(role) for role in (roles or "").split(",") if role),
        site_id=site_id,
        team_id=min(own, default=None),
        teams=own,
        leads=_numbers(leads),
        timezone=timezone or "Asia/Shanghai",
        cutover=cutover or dt.time(4),
        locale=locale or "zh-Hans",
        script=ReadingScript(script),
        version=version,
    )


def _numbers(joined: str | None) -> frozenset[int]:
    return frozenset(int(number) for number in (joined or "").split(",") if number)


def _with_person(*columns: Any) -> Select[Any]:
    """Select a person and more; of the tables, not the classes, since it runs for every page."""
    person, site = _PERSON, Site.__table__
    return (
        select(
            person.c.id,
            person.c.name,
            person.c.display_name,
            person.c.site_id,
            person.c.locale,
            person.c.script,
            person.c.version,
            site.c.timezone,
            site.c.cutover,
            _roles().label("roles"),
            _teams().label("teams"),
            _leads().label("leads"),
            *columns,
        )
        .select_from(person)
        .outerjoin(site, site.c.id == person.c.site_id)
    )


def _roles() -> Any:
    role = AccountRole.__table__.c
    return _joined(role.role, role.account_id == _PERSON.c.id)


def _teams() -> Any:
    member = TeamMembership.__table__.c
    return _joined(cast(member.team_id, String), (member.account_id == _PERSON.c.id) & member.until.is_(None))


def _leads() -> Any:
    team = Team.__table__.c
    return _joined(cast(team.id, String), (team.lead_id == _PERSON.c.id) & team.closed_at.is_(None))


def _joined(column: Any, where: Any) -> Any:
    return select(func.aggregate_strings(column, _COMMA)).where(where).correlate(_PERSON).scalar_subquery()
