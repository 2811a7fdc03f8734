"""How commands take hold of the rows they change."""

from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from scenariowiki.accounts.models import Account, AccountRole
from scenariowiki.accounts.rules import SYSTEM, Role
from scenariowiki.kernel.db import Base
from scenariowiki.kernel.errors import NotFound

T = TypeVar("T", bound=Base)


def get_row(session: Session, kind: type[T], key: int) -> T:
    """Return one row for changing; raise NotFound when there is none."""
    row = session.get(kind, key, with_for_update=True)
    if row is None:
        raise NotFound
    return row


def get_person(session: Session, account_id: int) -> Account:
    """Return an account for changing; the built-in one is nobody's to change."""
    account = get_row(session, Account, account_id)
    if account.name == SYSTEM:
        raise NotFound
    return account


def roles_of(session: Session, account_id: int) -> frozenset[Role]:
    """Return the roles an account has now."""
    held = session.scalars(select(AccountRole.role).where(AccountRole.account_id == account_id))
    return frozenset(Role(role) for role in held)


def count_other_admins(session: Session, account_id: int) -> int:
    """Count who else could administer, people who can sign in only."""
    return (
        session.scalar(
            select(func.count(Account.id))
            .join(AccountRole, AccountRole.account_id == Account.id)
            .where(
                AccountRole.role == Role.ADMIN,
                Account.id != account_id,
                Account.disabled_at.is_(None),
                Account.name != SYSTEM,
                Account.password_hash.is_not(None),
            )
        )
        or 0
    )
