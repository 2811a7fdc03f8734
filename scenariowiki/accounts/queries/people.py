"""Accounts as lists and single rows, with their roles, sessions and tokens."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
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
from scenariowiki.accounts.queries.present import actor_of, select_actor
from scenariowiki.accounts.rules import (
    ABSOLUTE_TIMEOUT,
    IDLE_TIMEOUT,
    SYSTEM,
    Actor,
    BoardVisibility,
    Role,
    skeleton,
)
from scenariowiki.kernel.errors import NotFound

PAGE = 50
CHOICES = 2000


@dataclass(frozen=True, kw_only=True)
class AccountRow:
    """An account as administrators see it."""

    id: int
    name: str
    display_name: str
    roles: frozenset[Role]
    site_id: int | None
    site: str | None
    teams: str | None
    locale: str | None
    board_visibility: BoardVisibility
    disabled_at: dt.datetime | None
    created_at: dt.datetime
    last_seen_at: dt.datetime | None
    demo: bool


@dataclass(frozen=True, kw_only=True)
class SessionRow:
    id: int
    created_at: dt.datetime
    last_seen_at: dt.datetime
    address: str
    user_agent: str


@dataclass(frozen=True, kw_only=True)
class TokenRow:
    id: int
    label: str
    read_only: bool
    created_at: dt.datetime
    expires_at: dt.datetime | None
    last_used_at: dt.datetime | None


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of accounts; `offset` counts the rows before it."""

    rows: tuple[AccountRow, ...]
    total: int
    offset: int
    limit: int


def get_actor(session: Session, account_id: int) -> Actor:
    """Return the actor of an account, disabled or not."""
    row = session.execute(select_actor().where(Account.id == account_id)).one_or_none()
    if row is None:
        raise NotFound
    return actor_of(row)


def find_actor(session: Session, name: str) -> Actor | None:
    """Return the actor of a sign-in name however it is written, or None."""
    row = session.execute(select_actor().where(Account.key == skeleton(name))).one_or_none()
    return actor_of(row) if row else None


def get_account(session: Session, account_id: int) -> AccountRow:
    """Return one account by its id."""
    row = session.execute(_accounts().where(Account.id == account_id)).one_or_none()
    if row is None:
        raise NotFound
    return _account(row)


def find_account(session: Session, name: str) -> AccountRow | None:
    """Return the account of a sign-in name however it is written, or None."""
    row = session.execute(_accounts().where(Account.key == skeleton(name))).one_or_none()
    return _account(row) if row else None


@dataclass(frozen=True, kw_only=True)
class Filter:
    """Which accounts to list; `q` looks in both names, `leavers` takes closed ones in."""

    q: str = ""
    role: Role | None = None
    site_id: int | None = None
    leavers: bool = False


def list_accounts(
    session: Session, wanted_ones: Filter | None = None, *, offset: int = 0, limit: int = PAGE
) -> Page:
    """List accounts by name, the built-in one left out."""
    chosen = wanted_ones or Filter()
    wanted = _filtered(_accounts(), chosen)
    total = session.scalar(_filtered(select(func.count(Account.id)), chosen)) or 0
    rows = session.execute(wanted.order_by(Account.display_name, Account.id).offset(offset).limit(limit))
    return Page(rows=tuple(_account(row) for row in rows), total=total, offset=offset, limit=limit)


def _filtered(statement: Any, wanted: Filter) -> Any:
    conditions: list[ColumnElement[bool]] = [Account.name != SYSTEM]
    if wanted.q:
        names = (Account.name, Account.display_name)
        conditions.append(or_(*(name.icontains(wanted.q, autoescape=True) for name in names)))
    if wanted.role:
        holders = select(AccountRole.account_id).where(AccountRole.role == wanted.role)
        conditions.append(Account.id.in_(holders))
    if wanted.site_id:
        conditions.append(Account.site_id == wanted.site_id)
    if not wanted.leavers:
        conditions.append(Account.disabled_at.is_(None))
    return statement.where(*conditions)


def list_choices(session: Session) -> Sequence[tuple[int, str]]:
    """List everybody who is active as (id, name to read), for choosing one in a form."""
    rows = session.execute(
        select(Account.id, Account.display_name, Account.name)
        .where(Account.name != SYSTEM, Account.disabled_at.is_(None))
        .order_by(Account.display_name, Account.id)
        .limit(CHOICES)
    )
    return [(row.id, f"{row.display_name} ({row.name})") for row in rows]


def list_names(session: Session) -> Sequence[tuple[str, str]]:
    """List everybody who is active as (sign-in name, name to read), for typing one in a form."""
    rows = session.execute(
        select(Account.name, Account.display_name)
        .where(Account.name != SYSTEM, Account.disabled_at.is_(None))
        .order_by(Account.display_name, Account.id)
        .limit(CHOICES)
    )
    return [(row.name, row.display_name) for row in rows]


def sign_in_names(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return the sign-in names of accounts by id."""
    if not ids:
        return {}
    rows = session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {row.id: row.name for row in rows}


def list_sessions(session: Session, account_id: int, *, now: dt.datetime) -> Sequence[SessionRow]:
    """List where an account is signed in now, the latest seen first."""
    rows = session.execute(
        select(
            AccountSession.id,
            AccountSession.created_at,
            AccountSession.last_seen_at,
            AccountSession.address,
            AccountSession.user_agent,
        )
        .where(
            AccountSession.account_id == account_id,
            AccountSession.ended_at.is_(None),
            AccountSession.last_seen_at > now - IDLE_TIMEOUT,
            AccountSession.created_at > now - ABSOLUTE_TIMEOUT,
        )
        .order_by(AccountSession.last_seen_at.desc(), AccountSession.id.desc())
        .limit(PAGE)
    )
    return [SessionRow(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def list_tokens(session: Session, account_id: int) -> Sequence[TokenRow]:
    """List the API tokens of an account that were not revoked, the newest first."""
    rows = session.execute(
        select(
            ApiToken.id,
            ApiToken.label,
            ApiToken.read_only,
            ApiToken.created_at,
            ApiToken.expires_at,
            ApiToken.last_used_at,
        )
        .where(ApiToken.account_id == account_id, ApiToken.revoked_at.is_(None))
        .order_by(ApiToken.id.desc())
        .limit(PAGE)
    )
    return [TokenRow(**row._mapping) for row in rows]  # noqa: SLF001 - SQLAlchemy's public name


def names_of(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return the display names of accounts by id."""
    if not ids:
        return {}
    rows = session.execute(select(Account.id, Account.display_name).where(Account.id.in_(ids)))
    return {row.id: row.display_name for row in rows}


def _accounts() -> Any:
    roles = (
        select(func.aggregate_strings(AccountRole.role, ","))
        .where(AccountRole.account_id == Account.id)
        .correlate(Account)
        .scalar_subquery()
    )
    seen = (
        select(func.max(AccountSession.last_seen_at))
        .where(AccountSession.account_id == Account.id)
        .correlate(Account)
        .scalar_subquery()
    )
    return (
        select(
            Account.id,
            Account.name,
            Account.display_name,
            Account.site_id,
            Account.locale,
            Account.board_visibility,
            Account.disabled_at,
            Account.created_at,
            Account.demo,
            Site.name.label("site"),
            roles.label("roles"),
            seen.label("last_seen_at"),
            _team_names().label("teams"),
        )
        .select_from(Account)
        .outerjoin(Site, Site.id == Account.site_id)
    )


def _team_names() -> Any:
    return (
        select(func.aggregate_strings(Team.name, ", "))
        .join(TeamMembership, TeamMembership.team_id == Team.id)
        .where(TeamMembership.account_id == Account.id, TeamMembership.until.is_(None))
        .correlate(Account)
        .scalar_subquery()
    )


def _account(row: Any) -> AccountRow:
    return AccountRow(
        **{
            **row._mapping,  # noqa: SLF001 - SQLAlchemy's public name
            "roles": frozenset(Role(role) for role in (row.roles or "").split(",") if role),
            "board_visibility": BoardVisibility(row.board_visibility),
        }
    )
