"""Setting passwords: checked and hashed before the transaction, every other session ended in it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from scenariowiki.accounts import policy
from scenariowiki.accounts.commands.hashing import hash_password, matches
from scenariowiki.accounts.commands.loading import get_person
from scenariowiki.accounts.commands.sessions import end_sessions_of
from scenariowiki.accounts.commands.tokens import revoke_tokens_of
from scenariowiki.accounts.events import PasswordChanged
from scenariowiki.accounts.models import Account
from scenariowiki.accounts.queries import get_brand
from scenariowiki.accounts.rules import Actor, password_fault
from scenariowiki.kernel.errors import Conflict, Invalid, NotFound
from scenariowiki.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class PreparedPassword:
    """A checked and hashed password; `seen_hash` is what it replaces."""

    account_id: int
    password_hash: str
    seen_hash: str | None


def check_password(session: Session, password: str, context: Iterable[str]) -> None:
    """Raise Invalid when a new password is short, long, well-known or close to names it stands beside."""
    if fault := password_fault(password, [*context, get_brand(session).name]):
        raise Invalid(fields={"password": fault})


def prepare_password(session: Session, account_id: int, password: str) -> PreparedPassword:
    """Check and hash a password that an administrator sets."""
    account = _load(session, account_id)
    check_password(session, password, (account.name, account.display_name))
    return PreparedPassword(
        account_id=account.id, password_hash=hash_password(password), seen_hash=account.password_hash
    )


def prepare_own_password(session: Session, actor: Actor, *, current: str, new: str) -> PreparedPassword:
    """Check and hash a new password of one's own; raise Invalid unless the present one is right."""
    account = _load(session, actor.id)
    if not matches(account.password_hash, current):
        raise Invalid(fields={"current": "password_wrong"})
    return prepare_password(session, actor.id, new)


def _load(session: Session, account_id: int) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account


def change_password(
    uow: UnitOfWork, actor: Actor, prepared: PreparedPassword, *, keep_session: int | None = None
) -> None:
    """Store a password and end all sessions but the one that changed it; record PasswordChanged.

    One that somebody else set has to be changed at the next sign-in, and ends the account's tokens as well:
    whoever knew the old one may have made some.
    """
    policy.require(policy.may_change_own(actor, prepared.account_id))
    account = get_person(uow.session, prepared.account_id)
    if account.password_hash != prepared.seen_hash:
        raise Conflict("password_changed_meanwhile")
    account.password_hash = prepared.password_hash
    account.must_change_password = actor.id != account.id
    account.password_changed_at = uow.now
    uow.record(PasswordChanged(account_id=account.id), by=actor)
    end_sessions_of(uow, actor, account.id, reason="password_changed", keep=keep_session)
    if account.must_change_password:
        revoke_tokens_of(uow, actor, account.id)
